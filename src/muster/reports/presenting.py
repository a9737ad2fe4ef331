"""Packs as the list of them shows them."""

from pathlib import Path
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from markupsafe import Markup

from muster.design.filters import moment
from muster.reports import tidy
from muster.reports.kept import Kept


COLUMNS = [
    {"text": "Pack"},
    {"text": "Download"},
    {"text": "For"},
    {"text": "Made"},
]
EXPORT_KINDS = {"csv": "CSV", "parquet": "Parquet"}
KINDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "html": "web page"}


def rows(page: Page) -> list[list[Any]]:
    return [
        [_opened(pack), _files(pack), pack.audience.title, moment(pack.made_at)]
        for pack in page
    ]


def _opened(pack: Kept) -> dict[str, str] | str:
    if "html" not in pack.files:
        return pack.title
    return {"text": pack.title, "href": reverse("reports:read", args=[pack.stem])}


EXPORT_COLUMNS = [{"text": "Table"}, {"text": "What it holds"}, {"text": "Download"}]


def exported(folder: Path) -> list[list[Any]]:
    """A row a table of the export that has been written."""
    return [
        [table.name, table.meaning, {"html": _exports(table.name)}]
        for table in tidy.TABLES
        if (folder / f"{table.name}.csv").is_file()
    ]


def _exports(name: str) -> Markup:
    links = [
        Markup('<a class="govuk-link" href="{}" aria-label="{}">{}</a>').format(
            reverse("reports:export_file", args=[name, kind]),
            f"The table {name} as {title}",
            title,
        )
        for kind, title in EXPORT_KINDS.items()
    ]
    return Markup(", ").join(links)


def _files(pack: Kept) -> dict[str, Markup]:
    """A link a format; what it is of is said to whoever hears the link by itself."""
    links = [
        Markup('<a class="govuk-link" href="{}" aria-label="{}">{}</a> ({})').format(
            reverse("reports:download", args=[pack.stem, kind]),
            f"{name} of {pack.title} for {pack.audience.title}",
            name,
            pack.size(kind),
        )
        for kind, name in KINDS.items()
        if kind in pack.files
    ]
    return {"html": Markup(", ").join(links)}
