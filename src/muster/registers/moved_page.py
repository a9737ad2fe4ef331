"""The page of severe absence since the last half-term: how many, and which children."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.measures.members import school_names
from muster.measures.watch.severity import since_last_half_term
from muster.registers.child import NAMELESS, Children
from muster.registers.register import registers
from muster.registers.severe import How, Moved, Severe, movement
from muster.school_year import clock


A_PAGE = 25
COLUMNS = (
    "Child",
    "School",
    "What became of them",
    "When the last half-term ended",
    "Now",
    "Plan",
)


@requires(Permission.KEEP_REGISTERS)
@require_safe
@never_cache
def moved(request: HttpRequest) -> HttpResponse:
    """Who entered, stayed, left and moved, of the children somebody sees."""
    held, on = state(), clock.today()
    every = movement(Severe.objects.visible_to(request.user, held), held, on)
    asked = request.GET.get("how", "")
    chosen = [one for one in every if asked not in How.values or one.how == asked]
    page = paging.page_of(chosen, request.GET, A_PAGE)
    audit.record(
        did="list.looked-at",
        by=request.user.get_username(),
        to="list:moved",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "counts": _counts(every),
        "rows": _rows(request, list(page["shown"])),
        "columns": [{"text": text} for text in COLUMNS],
        "since": day(since_last_half_term(held.calendar(), on)),
        "hows": [
            {"value": value, "text": text, "selected": value == asked}
            for value, text in [("", "All of them"), *How.choices]
        ],
        "is_filtered": asked in How.values,
        "anybody": bool(every),
    }
    return render(request, "registers/week_moved.html", page | shown)


def _counts(every: list[Moved]) -> list[list[Any]]:
    said = Counter(one.how for one in every)
    then = sum(said[how] for how in How if how != How.ENTERED)
    now = sum(one.is_now for one in every)
    return [
        ["Severely absent when the last half-term ended", then],
        *([how.label, said[how]] for how in How),
        ["Severely absent now", now],
    ]


def _rows(request: HttpRequest, shown: list[Moved]) -> list[list[Any]]:
    seen = Children.visible_to(request.user, state())
    names = seen.names_of([one.row.child for one in shown])
    schools = school_names(state())
    planned = registers()["support"].covering(clock.today())
    have = set(
        planned.filter(child__in=[one.row.child for one in shown]).values_list(
            "child", flat=True
        )
    )
    return [
        [
            {
                "text": names.get(one.row.child, NAMELESS),
                "href": reverse("registers:child", args=[one.row.child]),
            },
            schools.get(one.row.school, ""),
            _became(one, schools),
            _share(one.row.absent_then, one.row.possible_then),
            _share(one.row.absent, one.row.possible),
            "Yes" if one.row.child in have else "No",
        ]
        for one in shown
    ]


def _became(one: Moved, schools: dict[int, str]) -> str:
    words = one.how.word
    return f"{words}, to {schools.get(one.to, 'another school')}" if one.to else words


def _share(absent: int, possible: int) -> str:
    return f"{absent:,} of {possible:,} sessions" if possible else "No sessions"
