"""Coverage by term: which schools were met, are to be, or are not planned yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.design import charts
from muster.design.drawing import picture
from muster.measures.comparators import rounded
from muster.measures.dimensions import UNKNOWN
from muster.measures.provided import Stretch
from muster.measures.titles import title_of
from muster.practice import counted
from muster.practice.asking import back_to, columns, holds, my_scope
from muster.practice.term import term_on
from muster.practice.words import NONE
from muster.school_year import clock


NO_TRUST = "No trust"


@holds
@require_safe
@never_cache
def coverage(request: HttpRequest) -> HttpResponse:
    """Schools met, to be met and not planned, each term; this term’s by phase and trust."""
    on = clock.today()
    rows = list(counted.rows(Stretch(on, on), my_scope(request)))
    now = [one for one in rows if one["term_from_on"] == term_on(on).first]
    by_term = _tallied(rows, lambda one: term_on(one["term_from_on"]).title)
    page = {
        "title": "Schools met each term",
        "lead": "Of your schools: every school is to be met once a term.",
        "back": back_to("Back to every school", "practice:front"),
        "figure": _chart(by_term) if rows else None,
        "sections": [
            _section(
                "This term, by phase",
                "Phase",
                _tallied(now, lambda one: title_of("phase", one["phase"] or UNKNOWN)),
            ),
            _section(
                "This term, by trust",
                "Trust",
                _tallied(now, lambda one: one["trust"] or NO_TRUST),
            ),
        ],
    }
    return render(request, "practice/page.html", page)


def _tallied(rows: Iterable[Any], name: Any) -> dict[str, list[int]]:
    """Schools met, to be met, and all of them, by a name."""
    found: dict[str, list[int]] = {}
    for one in rows:
        tally = found.setdefault(name(one), [0, 0, 0])
        is_met = one["held"] > 0
        tally[0] += is_met
        tally[1] += not is_met and one["planned"] > 0
        tally[2] += 1
    return found


def _cells(met: int, planned: int, of: int) -> list[Any]:
    share = f"{rounded(100 * met / of if of else 0, 0)}%" if of else NONE
    return [f"{met} of {of}", share, planned, of - met - planned]


def _section(title: str, what: str, found: dict[str, list[int]]) -> dict[str, Any]:
    numbers = ("Met", "Share", "Planned", "Not yet")
    return {
        "title": title,
        "columns": columns(what, *numbers, numbers=numbers),
        "rows": [[name, *_cells(*tally)] for name, tally in sorted(found.items())],
        "empty": "There is no school to meet.",
    }


def _chart(found: dict[str, list[int]]) -> dict[str, Any]:
    numbers = ("Met", "Share", "Planned", "Not yet")
    rows = [
        (name, 100 * tally[0] / tally[2] if tally[2] else 0)
        for name, tally in found.items()
    ]
    said = "; ".join(
        f"{name}: {tally[0]} of {tally[2]}" for name, tally in found.items()
    )
    return {
        "title": "Schools met, by term",
        "picture": picture(
            charts.bars("Share of schools met", rows, decimals=0, is_sorted=False),
            f"Bars. {said}.",
        ),
        "says": said + ".",
        "table": {
            "caption": "Schools met, by term",
            "columns": columns("Term", *numbers, numbers=numbers),
            "rows": [[name, *_cells(*tally)] for name, tally in found.items()],
        },
    }
