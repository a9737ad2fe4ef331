"""Planning a term's meetings on one page, and one meeting by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts.models import User
from muster.accounts.stored import state
from muster.design.filters import counted
from muster.measures import Period
from muster.practice.asking import (
    asked,
    back_to,
    by,
    holds,
    my_scope,
    sent,
    slug_of,
    the_school,
    the_term,
)
from muster.practice.forms import PlanForm
from muster.practice.planning import Place, officers, places, plan, proposed
from muster.practice.risk import rule_on
from muster.practice.standing import standings, standings_of
from muster.practice.term import next_term, term_on
from muster.programme import Refused
from muster.school_year import BadDate, clock, parse_date


A_WEEK = 5
MOST_A_WEEK = 50


@dataclass
class Line:
    """One school on the page that plans a term: what is proposed, or was typed."""

    place: Place
    officers: list[User]
    on: str
    officer: int | None
    is_chosen: bool
    errors: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.place.standing.school.id


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def plan_term(request: HttpRequest, term: str) -> HttpResponse:
    """Days proposed for every school not planned yet, by how soon it is to be met and
    whose patch it is in: changed, left out, and planned together."""
    wanted, on = the_term(term), clock.today()
    a_week = _a_week(request)
    found = places(standings(state(), on, my_scope(request)), wanted, rule_on(on))
    waiting = [one for one in found if not one.meetings]
    lines = _lines(waiting, wanted, on, a_week)
    if request.method == "POST":
        for one in lines:
            _typed(one, request)
        planned = _plan(lines, wanted, by(request))
        if planned:
            messages.success(request, f"{counted(planned, 'meeting')} planned.")
        if not any(one.errors for one in lines):
            if not planned:
                messages.error(request, "No school is chosen. Choose one at least.")
            return redirect("practice:front_of", term)
        lines = [one for one in lines if one.errors or not one.is_chosen]
    page = {
        "term": wanted,
        "slug": slug_of(wanted),
        "lines": lines,
        "a_week": a_week,
        "errors": [
            {
                "text": f"{one.place.standing.school.name}: {said}",
                "href": f"#on-{one.number}",
            }
            for one in lines
            for said in one.errors
        ],
    }
    return render(request, "practice/plan.html", page)


def _a_week(request: HttpRequest) -> int:
    text = request.GET.get("a_week", "")
    wanted = int(text) if text.isdecimal() and len(text) < 4 else A_WEEK
    return min(max(wanted, 1), MOST_A_WEEK)


def _lines(waiting: list[Place], term: Period, on: date, a_week: int) -> list[Line]:
    held = state()
    calendars = {
        one.standing.school.id: held.calendar(one.standing.school.id) for one in waiting
    }
    days = proposed(waiting, term, on, calendars, a_week)
    who = officers(on)
    lines = []
    for one in waiting:
        number = one.standing.school.id
        of_patch = who.get(number, [])
        day_ = days.get(number)
        lines.append(
            Line(
                one,
                list(dict.fromkeys([*of_patch, *who.get(0, [])])),
                f"{day_:%d/%m/%Y}" if day_ else "",
                of_patch[0].pk if of_patch else None,
                day_ is not None,
            )
        )
    return lines


def _typed(one: Line, request: HttpRequest) -> None:
    given = request.POST
    one.is_chosen = str(one.number) in given.getlist("school")
    one.on = given.get(f"on-{one.number}", "").strip()
    officer = given.get(f"officer-{one.number}", "")
    known = {str(each.pk): each.pk for each in one.officers}
    one.officer = known.get(officer)


def _plan(lines: list[Line], term: Period, who: str) -> int:
    done = 0
    for one in lines:
        if not one.is_chosen:
            continue
        try:
            plan(
                school=one.number,
                on=parse_date(one.on),
                minutes=one.place.cohort.minutes,
                by=who,
                today=clock.today(),
                calendar=state().calendar(one.number),
                term=term,
                officer=next((u for u in one.officers if u.pk == one.officer), None),
            )
            done += 1
        except (BadDate, Refused) as why:
            one.errors.append(str(why))
    return done


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def plan_one(request: HttpRequest, number: int) -> HttpResponse:
    """One meeting with one school, in the term its day is in."""
    one, on = the_school(request, number), clock.today()
    who = officers(on)
    mine = list(dict.fromkeys([*who.get(number, []), *who.get(0, [])]))
    [place] = places(standings_of(state(), on, [one]), term_on(on), rule_on(on))
    first = {"minutes": place.cohort.minutes, "officer": who.get(number, [None])[0]}
    form = PlanForm(*sent(request), officers=mine, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = _planned(form.cleaned_data, number, by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The meeting is planned.")
            return redirect(meeting)
    return asked(
        request,
        form,
        title="Plan a meeting",
        caption=one.name,
        button="Plan it",
        back=back_to("Back to the school", "practice:school", number),
    )


def _planned(said: dict[str, Any], number: int, who: str) -> Any:
    starts: time | None = said["starts_at"]
    on = said["on"]
    if not term_on(clock.today()).first <= on <= next_term(term_on(clock.today())).last:
        raise Refused("Give a day of this term or the next.")
    return plan(
        school=number,
        on=on,
        minutes=said["minutes"],
        by=who,
        today=clock.today(),
        calendar=state().calendar(number),
        term=term_on(on),
        officer=said["officer"],
        starts_at=starts,
        place=said["place"],
    )
