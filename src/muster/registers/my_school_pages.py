"""The pages of a school's own view. Each is of one school of whoever asks; another's is
not there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.registers import my_school, saying
from muster.registers.child import NAMELESS, Children
from muster.registers.lists import lists
from muster.registers.returns import listing
from muster.registers.returns.doors import SCHOOL
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Stage
from muster.school_year import clock


A_PAGE = 25
FEW = 5
sends = requires(Permission.SEND_RETURNS)


@sends
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """To their school; where there are several, which."""
    held = SCHOOL.schools(request.user)
    if len(held) == 1:
        return redirect("my_school:school", next(iter(held)))
    cards = [
        {"title": name, "href": reverse("my_school:school", args=[number])}
        for number, name in sorted(held.items(), key=lambda one: one[1].casefold())
    ]
    return render(request, "registers/my_schools.html", {"cards": cards})


@sends
@require_safe
@never_cache
def school(request: HttpRequest, school: int) -> HttpResponse:
    """What the school's people need to know today, and the way to the rest."""
    name, on, user = SCHOOL.school(request.user, school), clock.today(), request.user
    year = my_school.expected(user, school).of_year(on)
    asked = my_school.sent(user, school).filter(stage=Stage.QUERIED)
    page = {
        "school": name,
        "number": school,
        "overdue": year.late(on).count(),
        "outstanding": year.outstanding().count(),
        "asked": listing.sent(user, list(asked[:FEW]), _read, school=False),
        "columns": listing.SENT,
        "week": my_school.week(user, school, on),
        "plans": [
            (one["title"], len(one["rows"]))
            for one in my_school.plans(user, school, on)
        ],
        "sections": my_school.sections(user, school),
    }
    return render(request, "registers/my_school.html", page)


@sends
@require_safe
@never_cache
def week_list(request: HttpRequest, school: int, name: str) -> HttpResponse:
    """Who of the school is on one of the week's lists."""
    at, on = SCHOOL.school(request.user, school), clock.today()
    if name not in lists():
        raise Http404
    waiting = my_school.found(request.user, school).waiting(name, on)
    page = paging.page_of(waiting, request.GET, A_PAGE)
    audit.record(
        did="list.looked-at",
        by=request.user.get_username(),
        to=f"list:{name}",
        school=school,
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "school": at,
        "number": school,
        "list": lists()[name],
        "rows": my_school.listed(request.user, school, list(page["shown"])),
    }
    return render(request, "registers/my_school_list.html", page | shown)


@requires(Permission.SEND_RETURNS, does="list.looked-at", to="finding:{pk}")
@require_safe
@never_cache
def week_finding(request: HttpRequest, school: int, name: str, pk: int) -> HttpResponse:
    """The sessions a child is on a list for, as the register has them."""
    at = SCHOOL.school(request.user, school)
    if name not in lists():
        raise Http404
    mine = my_school.found(request.user, school).filter(on_list=name)
    one = get_object_or_404(mine, pk=pk)
    names = Children.visible_to(request.user, state()).names_of([one.child])
    page = {
        "school": at,
        "number": school,
        "list": lists()[name],
        "child": names.get(one.child, NAMELESS),
        "said": saying.said(one),
        "sessions": [
            [day(date.fromisoformat(on)), half, code] for on, half, code in one.sessions
        ],
    }
    return render(request, "registers/my_school_finding.html", page)


@requires(Permission.SEND_RETURNS, does="entries.listed", to="school:{school}")
@require_safe
@never_cache
def plans(request: HttpRequest, school: int) -> HttpResponse:
    """The plans and timetables of the school's children."""
    name = SCHOOL.school(request.user, school)
    tables = my_school.plans(request.user, school, clock.today())
    page = {"school": name, "number": school, "tables": tables}
    return render(request, "registers/my_school_plans.html", page)


@requires(Permission.SEND_RETURNS, does="returns.listed", to="school:{school}")
@require_safe
@never_cache
def returns(request: HttpRequest, school: int) -> HttpResponse:
    """What the school owes, with a button to send it, and what it sent."""
    name, on, user = SCHOOL.school(request.user, school), clock.today(), request.user
    year = my_school.expected(user, school).of_year(on)
    owed = year.outstanding()
    rows = list(owed.select_related("found", "answered_by")[: A_PAGE * 8])
    page = paging.page_of(my_school.sent(user, school), request.GET, A_PAGE)
    shown = {
        "school": name,
        "number": school,
        "came": my_school.returned(user, school, year, on),
        "owed": my_school.owed(user, school, rows, on),
        "more": max(owed.count() - len(rows), 0),
        "sent": listing.sent(user, list(page["shown"]), _read, school=False),
        "columns": listing.SENT,
        "kinds": [
            {
                "title": one.title,
                "text": f"{one.trigger}.",
                "href": reverse("my_school:return_begin", args=[school, one.name]),
            }
            for one in kinds(on).values()
        ],
    }
    return render(request, "registers/my_school_returns.html", page | shown)


def _read(one: Any) -> str:
    return reverse("my_school:return_read", args=[one.school, one.pk])
