"""Loads and uploads as their pages show them: rows of tables, lines of summaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse

from muster.design.filters import day, moment, number
from muster.measures.comparators import rounded
from muster.measures.periods import parse_period
from muster.measures.published import Published
from muster.sources import formats
from muster.sources.days_said import Stretch
from muster.sources.health import Finding
from muster.sources.models import Load, Upload
from muster.sources.public_files import Held, PublicFile
from muster.sources.reading import Format, HelpRow
from muster.sources.reading.problems import shown
from muster.sources.review import Found, Overlap
from muster.sources.words import counted
from muster.tables.cohorts import cohorts
from muster.tables.symbols import SYMBOLS


Row = list[Any]
Stage = Upload.Stage
LOAD_COLUMNS = [
    {"text": "File"},
    {"text": "What it is"},
    {"text": "Rows", "number": True},
    {"text": "Dates"},
    {"text": "Loaded"},
    {"text": "State"},
]
UPLOAD_COLUMNS = [
    {"text": "File"},
    {"text": "Where it is"},
    {"text": "Rows", "number": True},
    {"text": "Sent"},
]
OVERLAP_COLUMNS = [
    {"text": "Earlier load"},
    {"text": "Its dates"},
    {"text": "Schools in both", "number": True},
    {"text": "Loaded"},
]
DAYS_COLUMNS = [
    {"text": "Days"},
    {"text": "What the file says of them"},
    {"text": "Weekdays", "number": True},
]
# In the order a page lists them: the kind of a status, and what it says.
FOUND_STATES = {
    "broken": ("bad", "Broken"),
    "look": ("watch", "Worth a look"),
    "good": ("good", "Good"),
}
# Of a stage: the kind of its status, and what it says.
STANDS = {
    Stage.READING: ("none", "Being read"),
    Stage.REFUSED: ("bad", "Refused: has problems"),
    Stage.REVIEW: ("watch", "Ready: look and load"),
    Stage.LOADING: ("none", "Being loaded"),
    Stage.LOADED: ("good", "Loaded"),
    Stage.HELD_ALREADY: ("none", "Loaded before"),
    Stage.PUT_ASIDE: ("none", "Put aside"),
}


def title_of(name: str) -> str:
    """What a format is called on a page; its own name if it is no longer read."""
    return next((one.title for one in formats.FORMATS if one.name == name), name)


def load_rows(loads: Iterable[Load]) -> list[Row]:
    return [
        [
            {"text": load.file_name, "href": load.get_absolute_url()},
            title_of(load.format),
            number(load.rows_loaded),
            dates(load.first_on, load.last_on),
            f"{moment(load.loaded_at)} by {load.loaded_by}",
            {"status": stands_loaded(load)},
        ]
        for load in loads
    ]


def upload_rows(sent: Iterable[Upload]) -> list[Row]:
    return [
        [
            {"text": upload.file_name, "href": upload.get_absolute_url()},
            {"status": stands(upload)},
            number(upload.found.get("rows_read")),
            f"{moment(upload.sent_at)} by {upload.sent_by}",
        ]
        for upload in sent
    ]


def stands(upload: Upload) -> tuple[str, str]:
    """Where a file is on its way, as a status."""
    if upload.is_broken_off:
        return "bad", "Stopped: something went wrong"
    kind, text = STANDS[Stage(upload.stage)]
    if upload.is_under_way and upload.job and upload.job.started_at is None:
        return kind, "Waiting for its turn"
    if upload.is_under_way and upload.job:
        return kind, f"{text}, {upload.job.percent}%"
    return kind, text


def stands_loaded(load: Load) -> tuple[str, str]:
    """Whether a load counts, as a status."""
    if load.is_undone:
        return "none", "Taken back"
    if not load.warnings_count:
        return "good", "Counts"
    return "watch", f"Counts, {counted(load.warnings_count, 'warning')}"


def facts_of_load(load: Load) -> list[dict[str, Any]]:
    lines = [
        ("What it is", title_of(load.format)),
        ("Rows read", number(load.rows_read)),
        ("Rows loaded", number(load.rows_loaded)),
        ("Dates", dates(load.first_on, load.last_on)),
        ("Loaded", f"{moment(load.loaded_at)} by {load.loaded_by}"),
    ]
    if load.as_at:
        lines += [("True on", day(load.as_at))]
    if load.is_undone:
        lines += [("Taken back", f"{moment(load.undone_at)} by {load.undone_by}")]
    return _facts(lines)


def facts_of_review(upload: Upload, found: Found) -> list[dict[str, Any]]:
    lines = [
        ("What it is", found.title),
        ("Rows read", number(found.rows_read)),
        ("Rows to load", number(found.rows_loaded)),
    ]
    if found.repeated:
        lines += [("Rows that repeat another", number(found.repeated))]
    if found.first:
        lines += [("Dates", dates(_day(found.first), _day(found.last)))]
    if found.schools:
        lines += [("Schools", _schools(found))]
    if found.pupils is not None:
        lines += [("Pupils", number(found.pupils))]
    if upload.as_at:
        lines += [("True on", day(upload.as_at))]
    if upload.to:
        lines += [("Runs to", day(upload.to))]
    if upload.period:
        lines += [("Period", upload.period)]
    if upload.la:
        lines += [("Authority", upload.la)]
    if upload.cohort:
        lines += [("Cohort", cohorts()[upload.cohort].title)]
    if upload.code_map_name:
        lines += [("Code map", upload.code_map_name)]
    lines += [("Size", size(upload.size))]
    lines += [("Sent", f"{moment(upload.sent_at)} by {upload.sent_by}")]
    return _facts(lines)


def problems(listed: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each problem with where it is: “Row 1,204, date” and what to do."""
    return [{"term": _where(one), "means": _what(one)} for one in listed]


def _where(one: dict[str, str]) -> str:
    row = f"{one['place']} {int(one['row']):,}" if one["row"] else "The whole file"
    return f"{row}, {one['column']}" if one["column"] else row


def _what(one: dict[str, str]) -> str:
    if not one["found"] or f"“{one['found']}”" in one["problem"]:
        return one["problem"]
    return f"“{shown(one['found'])}”. {one['problem']}"


def worst_first(findings: Iterable[Finding]) -> list[tuple[Finding, tuple[str, str]]]:
    """Findings with their statuses."""
    order = list(FOUND_STATES)
    return [
        (one, FOUND_STATES[one.state])
        for one in sorted(findings, key=lambda one: order.index(one.state))
    ]


def overlap_rows(overlaps: Sequence[Overlap]) -> list[Row]:
    return [
        [
            {"text": one.file_name, "href": reverse("sources:load", args=[one.load])},
            dates(_day(one.first), _day(one.last)),
            number(one.schools),
            day(_day(one.loaded_on)),
        ]
        for one in overlaps
    ]


def days_rows(days: Sequence[Stretch]) -> list[Row]:
    return [
        [dates(_day(one.first), _day(one.last)), one.what, number(one.days)]
        for one in days
    ]


@dataclass(frozen=True)
class Explained:
    """A format as its help page shows it."""

    name: str
    title: str
    meaning: str
    sample_name: str
    columns: list[dict[str, str]]


def explained(found: Iterable[Format]) -> list[Explained]:
    return [
        Explained(
            one.name,
            one.title,
            one.table.meaning,
            one.sample_name,
            [_column(row) for row in one.help()],
        )
        for one in found
    ]


def _column(row: HelpRow) -> dict[str, str]:
    needed = {"yes": "Needed", "no": "May be left out"}.get(row.needed, row.needed)
    example = f" For example, {row.example}" if row.example else ""
    return {
        "term": row.column,
        "means": row.meaning,
        "source": f"{needed[0].upper()}{needed[1:]}.{example}",
    }


# What others publish


PUBLIC_COLUMNS = [
    {"text": "File"},
    {"text": "Latest"},
    {"text": "Rows", "number": True},
    {"text": "Areas", "number": True},
    {"text": "Next"},
]
PUBLISHED_COLUMNS = [
    {"text": "Area"},
    {"text": "Period"},
    {"text": "Phase"},
    {"text": "Per cent", "number": True},
    {"text": "Counted", "number": True},
    {"text": "Out of", "number": True},
    {"text": "As at"},
]


def public_rows(kinds: Iterable[tuple[PublicFile, Held]], on: date) -> list[Row]:
    return [
        [
            {"text": kind.title, "href": f"#{kind.name}"},
            day(found.as_at) if found.loads else "Nothing held",
            number(found.rows or None),
            number(found.areas),
            {"status": _stands_due(found, on)},
        ]
        for kind, found in kinds
    ]


def _stands_due(found: Held, on: date) -> tuple[str, str]:
    """Whether a newer file is there to be taken, as a status."""
    if not found.loads:
        return "none", "Not taken yet"
    if found.due is None:
        return "good", "When it changes"
    if found.due <= on:
        return "watch", f"Due since {day(found.due)}"
    return "good", f"About {day(found.due)}"


def facts_of_public_file(
    kind: PublicFile, found: Held, on: date
) -> list[dict[str, Any]]:
    if found.loads:
        what = f"{number(found.rows)} rows of {counted(found.loads, 'load')}"
        areas = f", {counted(found.areas, 'area')}" if found.areas else ""
        now = f"{what}{areas}, as at {day(found.as_at)}"
    else:
        now = "Nothing"
    lines = [
        ("Called", kind.called),
        ("Found at", kind.found),
        ("How often", kind.often),
        ("What it adds", kind.adds),
        ("Held now", now),
    ]
    if found.loads:
        lines += [("Next", _stands_due(found, on)[1])]
    return _facts(lines)


def published_rows(found: Iterable[Published]) -> list[Row]:
    return [
        [
            each.area,
            parse_period(each.period).title.removeprefix("School year "),
            each.phase,
            _as_published(each),
            _whole(each.numerator),
            _whole(each.denominator),
            day(each.as_at),
        ]
        for each in found
    ]


def symbols_of(found: Iterable[Published]) -> list[str]:
    """What each symbol that stands for a figure means, once."""
    used = dict.fromkeys(each.symbol for each in found if each.symbol)
    return [f"“{one}” is {SYMBOLS[one.lower()]}." for one in used]


def _as_published(one: Published) -> str:
    """To two places, as the Department shows them; the download has every digit."""
    if one.symbol:
        return one.symbol
    return f"{rounded(Decimal(one.value), 2)}" if one.value else "–"


def _whole(text: str) -> str:
    """A count as it is read: 1204 as “1,204”; what isn’t whole stays as it is written."""
    return number(int(text)) if text.isdecimal() else text or "–"


def dates(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return "–"
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def size(bytes_: int) -> str:
    """1536000 as “1.5 MB”."""
    if bytes_ < 1000:
        return counted(bytes_, "byte")
    if bytes_ < 1_000_000:
        return f"{bytes_ / 1000:.1f} kB"
    if bytes_ < 1_000_000_000:
        return f"{bytes_ / 1_000_000:.1f} MB"
    return f"{bytes_ / 1_000_000_000:.1f} GB"


def _schools(found: Found) -> str:
    if not found.new_count:
        return f"{number(found.schools)}, all known"
    return f"{number(found.schools)}, {number(found.new_count)} of them new"


def pagination(page: Page, query: QueryDict | None = None) -> dict[str, Any] | None:
    """As the pagination component takes it; None when everything fits on a page."""
    if page.paginator.num_pages < 2:
        return None

    def to(number: int) -> str:
        changed = query.copy() if query is not None else QueryDict(mutable=True)
        changed["page"] = str(number)
        return f"?{changed.urlencode()}"

    items = [
        {"number": one, "href": to(one), "current": one == page.number}
        if isinstance(one, int)
        else {"ellipsis": True}
        for one in page.paginator.get_elided_page_range(page.number, on_each_side=1)
    ]
    previous, next_ = page.number - 1, page.number + 1
    return {
        "items": items,
        "previous": {"href": to(previous)} if page.has_previous() else None,
        "next": {"href": to(next_)} if page.has_next() else None,
    }


def _facts(lines: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """As the summary list takes them."""
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
