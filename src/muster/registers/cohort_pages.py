"""The pages of dated cohorts, for a virtual school and for leads of social care: how many
are in each, who they are on any day, where they are, and whether marks reach us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day, number, percent
from muster.measures.in_cohort import (
    Differs,
    Member,
    Members,
    absence_of,
    over_time,
)
from muster.measures.members import school_names
from muster.registers.child import NAMELESS, Children
from muster.registers.cohort_form import ONLY, CohortForm
from muster.registers.found import Found
from muster.registers.lists import lists
from muster.registers.members import members
from muster.school_year import SchoolYear, clock
from muster.tables import in_cohorts
from muster.tables.cohorts import Cohort, cohorts


A_PAGE = 25
MONTHS = 13
sees_care = requires(Permission.SEE_SENSITIVE)
COLUMNS = [
    {"text": "Child"},
    {"text": "Since"},
    {"text": "School"},
    {"text": "Placed in"},
    {"text": "Missed this year", "number": True},
    {"text": "This week’s lists"},
]


@sees_care
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """Every cohort and how many of the children somebody sees are in it today."""
    seen, on = Children.visible_to(request.user, state()), clock.today()
    every = [members(seen, one, on, on) for one in cohorts().values()]
    page = {
        "columns": [
            {"text": "Cohort"},
            *(
                {"text": text, "number": True}
                for text in (
                    "Today",
                    "No marks reach us",
                    "Placed in another area",
                    "Lists and schools differ",
                )
            ),
            {"text": "Whole list as at"},
        ],
        "rows": [_counted(one) for one in every],
        "is_held": in_cohorts.is_held(seen.state),
        "waiting": _waiting(request.user, seen),
        "on": on,
    }
    return render(request, "registers/cohorts.html", page)


@sees_care
@require_safe
@never_cache
def cohort(request: HttpRequest, key: str) -> HttpResponse:
    """The children of one cohort on a day, today unless it is asked of another."""
    one = cohorts().get(key)
    if one is None:
        raise Http404
    seen, today = Children.visible_to(request.user, state()), clock.today()
    form = CohortForm(request.GET or {"on": f"{today:%d/%m/%Y}"})
    said = form.cleaned_data if form.is_valid() else {}
    on, only = said.get("on") or today, said.get("only", "")
    held = members(seen, one, on, today)
    every = _narrowed(seen, held.every, only)
    page = paging.page_of(every, request.GET, A_PAGE)
    audit.record(
        did="children.listed",
        by=request.user.get_username(),
        to=f"cohort:{key}",
        after={"on": on.isoformat(), "count": len(every), "shown": len(page["shown"])},
    )
    shown = {
        "cohort": one,
        "on": on,
        "whole_on": in_cohorts.whole_list(seen.state, key),
        "form": form,
        "is_filtered": bool(only),
        "tiles": _tiles(held),
        "columns": COLUMNS,
        "rows": _rows(request, seen, page["shown"], on, today),
        "differs": _differing(seen, one, held.differs[:A_PAGE]),
        "differ_count": len(held.differs),
        "months": [
            [day(month), number(n), number(away)]
            for month, n, away in over_time(
                seen.state, seen.cared_for, one, _months(today), held.ours
            )
        ],
    }
    return render(request, "registers/cohort.html", page | shown)


def _counted(one: Members) -> list[Any]:
    whole = in_cohorts.whole_list(one.state, one.cohort.key)
    return [
        {
            "text": one.cohort.title,
            "href": reverse("registers:cohort", args=[one.cohort.key]),
        },
        number(len(one.every)),
        number(sum(not each.has_marks for each in one.every)),
        number(sum(each.is_elsewhere for each in one.every)),
        number(len(one.differs)),
        day(whole) if whole else "None is held",
    ]


def _waiting(user: Any, seen: Children) -> int | None:
    """How many rows wait for somebody; None for who may not decide about them."""
    if not user.can_everywhere(Permission.SEE_SENSITIVE):
        return None
    return len(in_cohorts.waiting(seen.state)) if in_cohorts.is_held(seen.state) else 0


def _tiles(held: Members) -> list[dict[str, str]]:
    every = held.every
    tiles = [("In it", len(every))]
    tiles += [(title, sum(map(is_so, every))) for title, is_so in ONLY.values()]
    return [{"label": label, "value": number(n)} for label, n in tiles]


def _narrowed(seen: Children, every: Sequence[Member], only: str) -> list[Member]:
    """Those that are so, by name."""
    if only in ONLY:
        is_so = ONLY[only][1]
        every = [one for one in every if is_so(one)]
    names = seen.names_of([one.child for one in every])
    return sorted(every, key=lambda one: (names.get(one.child, ""), one.child))


def _rows(
    request: HttpRequest,
    seen: Children,
    shown: Sequence[Member],
    on: date,
    today: date,
) -> list[list[Any]]:
    of = [one.child for one in shown]
    names, schools = seen.names_of(of), school_names(seen.state)
    absence = absence_of(seen.state, of, SchoolYear.of(on).start)
    listed = _on_lists(request, seen, of, today)
    return [
        [
            _child(one.child, names),
            day(one.from_on) if one.from_on else "Only their school says so",
            _school(one, schools),
            _placed(one),
            _missed(one, absence.get(one.child)),
            ", ".join(listed.get(one.child, [])) or "–",
        ]
        for one in shown
    ]


def _child(child: int, names: dict[int, str]) -> dict[str, str]:
    href = reverse("registers:child", args=[child])
    return {"text": names.get(child, NAMELESS), "href": href}


def _school(one: Member, schools: dict[int, str]) -> str:
    if one.schools:
        return " and ".join(schools.get(each, "") for each in one.schools)
    if one.at_school:
        return f"{one.at_school}, as the list has it"
    return "On no roll we know of"


def _placed(one: Member) -> str:
    if one.placed_in:
        return one.placed_in
    return f"Here, by {one.home}" if one.home else "–"


def _missed(one: Member, sums: tuple[int, int] | None) -> str:
    if not one.has_marks:
        return "No marks reach us"
    if not sums or not sums[1]:
        return "No possible session"
    missed, possible = sums
    return percent(Decimal(100 * missed) / possible)


def _on_lists(
    request: HttpRequest, seen: Children, of: Sequence[int], on: date
) -> dict[int, list[str]]:
    """The week’s lists each child waits on."""
    mine = Found.objects.visible_to(request.user, seen.state).filter(child__in=of)
    found: dict[int, list[str]] = {}
    for one in lists().values():
        waiting = mine.waiting(one.name, on).values_list("child", flat=True)
        for child in dict.fromkeys(waiting):
            found.setdefault(child, []).append(one.title)
    return found


def _differing(
    seen: Children, cohort: Cohort, held: Sequence[Differs]
) -> list[list[Any]]:
    names = seen.names_of([one.child for one in held])
    schools = school_names(seen.state)
    return [
        [
            _child(one.child, names),
            " and ".join(schools.get(each, "") for each in one.schools),
            f"{cohort.source}: {_listed(one)}",
            "Not" if one.list_says else "Still in it",
        ]
        for one in held
    ]


def _listed(one: Differs) -> str:
    if one.list_says:
        return "in it"
    return "no longer" if one.was_listed else "not on its whole list"


def _months(today: date) -> Iterator[date]:
    """The first of each month, the latest first, after today itself."""
    yield today
    months = today.year * 12 + today.month - 1
    for back in range(MONTHS):
        year, month = divmod(months - back, 12)
        if (first := date(year, month + 1, 1)) != today:
            yield first
