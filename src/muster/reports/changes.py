"""What a signed-off pack said, beside what the same questions answer now, or another's.

“As reported” is the frozen figures; “as now” asks the store again. A difference has a
reason that can be named: files loaded or taken back since, other rules, words of a
definition changed, or another period altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from muster.design.filters import moment
from muster.documents.issuing import figures_of
from muster.documents.models import Issued
from muster.measures import Figure, get
from muster.measures.question import Question
from muster.measures.together import ask_together
from muster.reports import shown, words
from muster.reports.asking import schools_of
from muster.reports.audiences import Audience
from muster.reports.figures import Held, Rolls
from muster.reports.frozen import thawed
from muster.reports.packs import Gathered
from muster.reports.spans import Span
from muster.sources.models import Load
from muster.sources.presenting import pagination
from muster.tables.state import State


HEADLINES = (
    "attendance",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
A_PAGE = 50
NOW_COLUMNS = [
    {"text": "Measure"},
    {"text": "As reported", "number": True},
    {"text": "Number", "number": True},
    {"text": "As now", "number": True},
    {"text": "Number", "number": True},
    {"text": "Change, points", "number": True},
]
LOAD_COLUMNS = [{"text": "File"}, {"text": "What happened"}, {"text": "When"}]

Place = tuple[str, tuple[str, ...], Rolls, tuple[str, ...]]


def as_now(paper: Issued, state: State) -> dict[str, Any]:
    """The headlines as reported and as now, and the files that came between."""
    gathered = thawed(figures_of(paper))
    then = _headlines(gathered)
    period, rules = gathered.about.spans.now, gathered.about.rules
    names = tuple(name for name in HEADLINES if name in then)
    schools = schools_of(state, rules)[Rolls.IN_TOTAL]
    question = Question(names, (), period, rules.name, schools)
    [shared] = ask_together(state, [question], paper.audience)
    # What the pack withheld for the sake of its other tables stays withheld.
    now = {
        row.measure: row.hidden() if then[row.measure].suppressed else row
        for row in shared.answer.rows
    }
    rows = [
        [
            get(name).title,
            shown.percentage(then[name]),
            shown.out_of(then[name]),
            shown.percentage(now.get(name)),
            shown.out_of(now.get(name)),
            shown.change(now.get(name), then[name]),
        ]
        for name in names
    ]
    current = [one.load for one in state.manifest.layers if not one.undone]
    return {
        "now_columns": NOW_COLUMNS,
        "now_rows": rows,
        "is_same": all(row[1:3] == row[3:5] for row in rows),
        "load_columns": LOAD_COLUMNS,
        "loads": loads_between(gathered.about.loads, current),
    }


def _headlines(gathered: Gathered) -> dict[str, Figure]:
    return {
        row.measure: row
        for one in gathered.held
        if (one.span, one.by, one.rolls) == (Span.NOW, (), Rolls.IN_TOTAL)
        for row in one.rows
    }


def loads_between(then: Iterable[str], now: Iterable[str]) -> list[list[Any]]:
    """Files loaded since, and those that counted then and no longer do."""
    before, after = set(then), set(now)
    found = Load.objects.filter(Q(token__in=before ^ after)).order_by("pk")
    return [
        [
            {"text": one.file_name, "href": one.get_absolute_url()},
            "Loaded since" if one.token in after else "Taken back since",
            moment(one.loaded_at if one.token in after else one.undone_at),
        ]
        for one in found
    ]


# Two issues ----------------------------------------------------------------------------


def others(paper: Issued, audiences: Sequence[Audience]) -> list[dict[str, str]]:
    """The issues it can be held against: those for the same readers, the latest first."""
    if paper.audience not in [one.name for one in audiences]:
        return []
    found = Issued.objects.defer("figures").filter(audience=paper.audience)
    return [
        {
            "text": f"{one.title}, issue {one.number}",
            "href": f"{reverse('reports:since', args=[paper.pk])}?other={one.pk}",
        }
        for one in found.exclude(pk=paper.pk)
    ]


def before(paper: Issued) -> Issued | None:
    """The issue for the same readers that went out before it."""
    held = Issued.objects.filter(audience=paper.audience, issued_at__lt=paper.issued_at)
    return held.first()


def between(
    other: Issued, paper: Issued, asked: QueryDict, sees_files: bool
) -> dict[str, Any]:
    """Every figure that differs from the other issue's, the widest first, and why."""
    then, now = thawed(figures_of(other)), thawed(figures_of(paper))
    was, here = _places(then.held), _places(now.held)
    differing = [
        (place, was[place], here[place])
        for place in here
        if place in was and _differ(was[place], here[place])
    ]
    differing.sort(key=_width)
    page = Paginator(differing, A_PAGE).get_page(asked.get("page"))
    return {
        "columns": NOW_COLUMNS[:1]
        + [{"text": "Of"}]
        + [
            {"text": f"Issue {one.number}, {one.title}", "number": True}
            for one in (other, paper)
        ]
        + NOW_COLUMNS[-1:],
        "rows": [_row(*one) for one in page],
        "pagination": pagination(page, asked),
        "many": len(differing),
        "alike": sum(place in was for place in here) - len(differing),
        "only": sum(place not in was for place in here),
        "reasons": _reasons(then, now),
        "load_columns": LOAD_COLUMNS,
        "loads": loads_between(then.about.loads, now.about.loads) if sees_files else [],
    }


def _places(held: Iterable[Held]) -> dict[Place, Figure]:
    """The figures of the pack's own period, each by what it is of."""
    return {
        (row.measure, one.by, one.rolls, row.dims): row
        for one in held
        if one.span is Span.NOW
        for row in one.rows
    }


def _differ(was: Figure, here: Figure) -> bool:
    return (was.numerator, was.denominator) != (here.numerator, here.denominator)


def _width(found: tuple[Place, Figure, Figure]) -> tuple:
    place, was, here = found
    by = shown.points(here, was)
    return -abs(by if by is not None else Decimal(0)), by is None, place[0], place[3]


def _row(place: Place, was: Figure, here: Figure) -> list[str]:
    measure, by, rolls, dims = place
    of = words.listed([words.group(*one) for one in zip(by, dims, strict=True)])
    whom = of or ("Everybody" if rolls is Rolls.IN_TOTAL else "Pupil referral units")
    return [
        get(measure).title,
        whom,
        f"{shown.percentage(was)} ({shown.out_of(was)})",
        f"{shown.percentage(here)} ({shown.out_of(here)})",
        shown.change(here, was),
    ]


def _reasons(then: Gathered, now: Gathered) -> list[str]:
    """Why figures may differ, of what can be seen."""
    said = []
    was, here = then.about.spans.now, now.about.spans.now
    if was != here:
        said.append(
            f"They are of different periods: {words.lower_first(was.title)}, and"
            f" {words.lower_first(here.title)}. A difference is a movement."
        )
    else:
        said.append("They are of the same period. A difference is a correction.")
    if then.about.rules != now.about.rules:
        said.append("Whose sessions count was decided by other rules.")
    meant = {one.name: one for one in then.meanings}
    changed = [one.title for one in now.meanings if meant.get(one.name, one) != one]
    if changed:
        said.append(f"The definition has changed of: {words.listed(changed)}.")
    if then.about.as_at != now.about.as_at and then.about.as_at and now.about.as_at:
        said.append(
            f"Marks ran to {words.day(then.about.as_at)} in the one and to"
            f" {words.day(now.about.as_at)} in the other."
        )
    return said
