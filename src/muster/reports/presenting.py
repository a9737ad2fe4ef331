"""Packs as the list of them shows them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from markupsafe import Markup

from muster.design.filters import moment
from muster.documents.models import Issued
from muster.reports import tidy, words
from muster.reports.audiences import Audience
from muster.reports.kept import Kept, size_said


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


REVIEWS_SHOWN = 3


def reviews(periods: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The latest periods, to be reviewed."""
    return [
        {
            "text": words.lower_first(title),
            "href": reverse("reports:review", args=[period]),
        }
        for period, title in periods[:REVIEWS_SHOWN]
    ]


ISSUED_COLUMNS = [
    {"text": "Pack"},
    {"text": "Issue", "number": True},
    {"text": "Download"},
    {"text": "For"},
    {"text": "Signed off"},
]


def issued(papers: Iterable[Issued], readable: Sequence[Audience]) -> list[list[Any]]:
    """A row a signed-off pack."""
    titles = {one.name: one.title for one in readable}
    return [
        [
            {"text": one.title, "href": reverse("reports:issued", args=[one.pk])},
            str(one.number),
            {"html": issued_files(one)},
            titles[one.audience],
            moment(one.issued_at),
        ]
        for one in papers
    ]


def issued_files(paper: Issued) -> Markup:
    """A link a format of a signed-off pack."""
    sizes = dict(paper.files.values_list("kind", "size"))
    links = [
        Markup('<a class="govuk-link" href="{}" aria-label="{}">{}</a> ({})').format(
            reverse("reports:download_issued", args=[paper.pk, kind]),
            f"{name} of {paper.title}, issue {paper.number}",
            name,
            size_said(sizes[kind]),
        )
        for kind, name in KINDS.items()
        if kind in sizes
    ]
    return Markup(", ").join(links)


def facts_of(paper: Issued, audience: str, signed_by: str) -> list[dict[str, Any]]:
    """What stands at the head of a signed-off pack’s page."""
    read = Markup('<a class="govuk-link" href="{}">Read it as a web page</a>').format(
        reverse("reports:read_issued", args=[paper.pk])
    )
    lines = (
        ("For", audience),
        ("Signed off", f"{moment(paper.issued_at)}, by {signed_by}"),
        ("The pack", Markup("{}<br>{}").format(read, issued_files(paper))),
        ("Figures", f"Frozen: SHA-256 {paper.digest}"),
    )
    return [{"key": {"text": key}, "value": {"html": value}} for key, value in lines]


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
