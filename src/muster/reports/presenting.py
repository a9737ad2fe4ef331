"""Packs as the list of them shows them."""

from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from markupsafe import Markup

from muster.design.filters import moment
from muster.reports.kept import Kept


COLUMNS = [
    {"text": "Pack"},
    {"text": "Download"},
    {"text": "For"},
    {"text": "Made"},
]
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
