"""The pages of the cycle: a year's rounds, and one step of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import stored
from muster.design.filters import day
from muster.programme.asked import asked, headings
from muster.programme.reporting import cycle
from muster.programme.reporting.asking import (
    ASK,
    crumbs,
    keeps,
    may_keep,
    reads,
    sent,
    year_asked,
    years_beside,
)
from muster.programme.reporting.forms import StepForm, SureForm
from muster.school_year import SchoolYear
from muster.school_year.clock import today


@reads
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    year, on = year_asked(request), today()
    found = cycle.of_year(year, stored.state().calendar())
    late = cycle.late(found, on)
    standing = ("bad", f"Late: {len(late)}") if late else ("good", "Nothing is late")
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": f"The reporting cycle {year.title}",
            "crumbs": crumbs(("The cycle", "")),
            "lead": "What is done each half-term, from fresh data to what is published. Days"
            " are worked out from the term dates, meetings and papers, and can be changed.",
            "standing": [standing],
            "links": years_beside(year, "programme:cycle"),
            "sections": [_section(one, year, on, may_keep(request)) for one in found],
        },
    )


def _section(
    one: cycle.Round, year: SchoolYear, on: date, keep: bool
) -> dict[str, Any]:
    return {
        "title": f"{one.title}: half-term {one.number}",
        "text": f"From {day(one.begins_on)}.",
        "columns": headings("Step", "Day", "Why then", "Who", "Stands"),
        "rows": [_row(each, year, on, keep) for each in one.steps],
    }


def _row(one: cycle.Due, year: SchoolYear, on: date, keep: bool) -> list[Any]:
    href = reverse("programme:cycle_step", args=[year.start, one.number, one.step.key])
    title = one.step.title
    return [
        {"text": title, "href": href} if keep else title,
        day(one.on),
        one.why,
        str(one.contact or "Nobody yet"),
        {"status": _status(one, on)},
    ]


def _status(one: cycle.Due, on: date) -> tuple[str, str]:
    left = len(one.left)
    waits = f". Reports not given: {left}" if left else ""
    if one.said and one.said.done_on:
        return "good", f"Done {day(one.said.done_on)}{waits}"
    if one.is_met:
        return "good", "Every report is given"
    if one.is_late(on):
        return "bad", f"Late{waits}"
    return "none", f"To come{waits}"


@keeps
@require_http_methods(ASK)
def step(request: HttpRequest, start: int, number: int, key: str) -> HttpResponse:
    """Another day, or who does it."""
    year, one = _found(start, number, key)
    own = one.said.own_day if one.said else None
    initial = {
        "own_day": f"{own:%d/%m/%Y}" if own else "",
        "contact": one.contact.name if one.contact else "",
        "note": one.said.note if one.said else "",
    }
    form = StepForm(request.POST or None, initial=initial)
    return asked(
        request,
        form,
        lambda **said: cycle.say(year, number, key, **said),
        title=one.step.title,
        caption=f"Half-term {number}, {year.title}",
        lead=f"Due on {day(one.on)}: {one.why}.",
        button="Keep it",
        back=_address(year),
        done="That is kept.",
        other=("It is done", _done_address(start, number, key)),
    )


@keeps
@require_http_methods(ASK)
def done(request: HttpRequest, start: int, number: int, key: str) -> HttpResponse:
    year, one = _found(start, number, key)
    return asked(
        request,
        SureForm(sent(request)),
        lambda by: cycle.done(year, one, on=today(), by=by),
        title="Is it done?",
        caption=f"{one.step.title}, half-term {number}, {year.title}",
        button="It is done",
        back=_address(year),
        done="It is done.",
    )


def _found(start: int, number: int, key: str) -> tuple[SchoolYear, cycle.Due]:
    try:
        year = SchoolYear(start)
    except ValueError:
        raise Http404 from None
    for one in cycle.of_year(year, stored.state().calendar()):
        for each in one.steps:
            if (each.number, each.step.key) == (number, key):
                return year, each
    raise Http404


def _address(year: SchoolYear) -> str:
    return f"{reverse('programme:cycle')}?year={year.start}"


def _done_address(start: int, number: int, key: str) -> str:
    return reverse("programme:cycle_done", args=[start, number, key])
