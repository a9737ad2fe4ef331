"""The pages of when a group meets: its rhythm, the days that gives, one meeting’s day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from muster.accounts.stored import state
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.asked import asked
from muster.programme.groups import planning, rhythm
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.groups.rhythm import Proposed
from muster.programme.meetings.asking import keeps, reads, refuse_others
from muster.programme.meetings.forms import (
    MeetingForm,
    MoveForm,
    RestoreForm,
    RhythmForm,
    WhyForm,
    day_said,
)
from muster.school_year.clock import today
from muster.school_year.years import SchoolYear


@keeps
@require_http_methods(["GET", "POST"])
def add_rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    return asked(
        request,
        RhythmForm(request.POST or None),
        lambda **said: rhythm.keep_rhythm(group, **said),
        title="How often does it meet?",
        button="Keep it",
        back=group.get_absolute_url(),
        to=reverse("programme:propose", args=[pk, SchoolYear.of(today()).label]),
        done="It is kept. Look at the days it gives, and accept those that hold.",
        caption=group,
        lead="From a day on. How often it met before that stays as it was.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """The days its rhythm gives in a school year, for somebody to accept."""
    group = get_object_or_404(Group, pk=pk)
    school_year = _year(year)
    if school_year is None:
        return redirect("programme:propose", pk, SchoolYear.of(today()).label)
    found = rhythm.proposed(group, school_year, state().calendar())
    if request.method == "POST":
        wanted = set(request.POST.getlist("on"))
        chosen = [
            one
            for one in found
            if one.on and one.on.isoformat() in wanted and not one.is_set
        ]
        try:
            made = rhythm.accept(group, chosen, by=request.user.get_username())
        except Refused as why:
            messages.error(request, str(why))
        else:
            said = "1 meeting is" if len(made) == 1 else f"{len(made)} meetings are"
            messages.success(request, f"{said} planned.")
            return redirect(group)
    return render(
        request,
        "programme/meetings/propose.html",
        {
            "group": group,
            "year": school_year,
            "items": [_box(one) for one in found if one.on and not one.is_set],
            "others": [_other(one) for one in found if one.is_set or not one.on],
            "has_rhythm": group.rhythms.exists(),
            "before": _year_beside(school_year, -1),
            "after": _year_beside(school_year, 1),
        },
    )


def _box(one: Proposed) -> dict[str, Any]:
    on = one.on
    assert on is not None
    hint = {"text": f"{one.says} {one.rhythm}."} if one.says else None
    said = f"{on:%A} {day(on)}"
    return {"value": on.isoformat(), "text": said, "hint": hint, "checked": True}


def _other(one: Proposed) -> str:
    month = f"{one.month:%B %Y}"
    return f"{month}: a meeting is planned already." if one.is_set else one.says


def _year(label: str) -> SchoolYear | None:
    try:
        return SchoolYear.parse(label)
    except ValueError:
        return None


def _year_beside(year: SchoolYear, step: int) -> SchoolYear | None:
    try:
        return SchoolYear(year.start + step)
    except ValueError:
        return None


# One meeting’s day ------------------------------------------------------------------------


@reads
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    refuse_others(request, group)
    return asked(
        request,
        MeetingForm(request.POST or None),
        lambda **said: planning.plan(group, **said),
        title="Plan a meeting",
        button="Plan it",
        back=group.get_absolute_url(),
        done="It is planned. What is open is on its agenda already.",
        to=Meeting.get_absolute_url,
        caption=group,
    )


@reads
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    times = {
        name: f"{at:%H:%M}" if (at := getattr(meeting, name)) else ""
        for name in ("starts_at", "ends_at")
    }
    initial = {
        "on": day_said(meeting.on),
        "place": meeting.place,
        "title": meeting.title,
        **times,
    }
    return _ask_of(
        request,
        meeting,
        MoveForm(request.POST or None, initial=initial),
        lambda **said: planning.change(Meeting.objects.get(pk=pk), **said),
        "Move or change the meeting",
        "Change it",
        "The meeting is changed.",
    )


@reads
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return _ask_of(
        request,
        meeting,
        WhyForm(request.POST or None),
        lambda **said: planning.cancel(meeting, **said),
        "Cancel the meeting",
        "Cancel it",
        "It is cancelled. What was on its agenda is on the next one.",
    )


@reads
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return _ask_of(
        request,
        meeting,
        RestoreForm(request.POST or None, initial={"on": day_said(meeting.on)}),
        lambda **said: planning.restore(meeting, **said),
        "Put the meeting on again",
        "Put it on",
        "It takes place after all.",
    )


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    refuse_others(request, meeting.group)
    return meeting


def _ask_of(
    request: HttpRequest,
    meeting: Meeting,
    form: Any,
    do: Any,
    title: str,
    button: str,
    said: str,
) -> HttpResponse:
    back = meeting.get_absolute_url()
    return asked(
        request,
        form,
        do,
        title=title,
        button=button,
        back=back,
        done=said,
        caption=meeting,
    )
