"""The pages of boards: the register, one board with all that is for it, and its dates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, facts, headings
from muster.programme.groups import keeping
from muster.programme.groups import planning as dates
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting, next_meeting
from muster.programme.meetings.forms import MeetingForm, MoveForm
from muster.programme.reporting.asking import (
    ASK,
    address_of,
    crumbs,
    keeps,
    may_keep,
    reads,
    sent,
)
from muster.programme.reporting.forms import (
    BoardForm,
    ReasonForm,
)
from muster.programme.reporting.line import Standing
from muster.programme.reporting.planning import boards as boards_of
from muster.programme.reporting.planning import plan_of, unplanned
from muster.programme.reporting.presenting import STATUSES, when
from muster.programme.reporting.recommendations import response_status
from muster.school_year import SchoolYear
from muster.school_year.clock import today


@reads
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    year = SchoolYear.of(today())
    plan = plan_of(year)
    without = {one.pk for one in unplanned(plan)}
    none = set(plan.none_wanted.filter(ended_on=None).values_list("group", flat=True))
    page = page_of(boards_of(plan), request.GET)
    rows = [_board_row(one, without, none) for one in page["shown"]]
    links = [
        ("Reporting plan", reverse("programme:reporting_plan")),
        ("The reporting cycle", reverse("programme:cycle")),
        ("Recommendations", reverse("programme:recommendations")),
        ("Papers to boards", reverse("programme:board_papers")),
        ("Private calendars", reverse("programme:calendars")),
    ]
    actions = []
    if may_keep(request):
        actions = [
            ("Add a board", reverse("programme:add_board")),
            ("Read dates from a file", reverse("programme:send_dates")),
        ]
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": "Boards, committees and audiences",
            "lead": "Who is reported to, when they meet, and whether anything is planned"
            f" for them in {year.title}.",
            "links": links,
            "actions": actions,
            "sections": [
                {
                    "title": "Who is reported to",
                    "columns": headings(
                        "Name", "Kind", "Meets next", "Papers due", "Plan"
                    ),
                    "rows": rows,
                    "pagination": page["pagination"],
                    "empty": "There are none yet. Add one, or read the committees and"
                    " dates of your council from a file.",
                }
            ],
        },
    )


def _board_row(one: Group, without: set[int], none: set[int]) -> list[Any]:
    coming = next_meeting(one, today())
    status = ("good", "Planned")
    if one.pk in without:
        status = ("bad", "No line yet")
    elif one.pk in none:
        status = ("none", "None wanted")
    return [
        {"text": one.name, "href": address_of(one)},
        one.get_kind_display(),
        when(coming) if coming else "No day known",
        f"{one.paper_days} working days before",
        {"status": status},
    ]


@reads
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Group, pk=pk)
    keep = may_keep(request)
    meetings = one.meetings.filter(on__gte=today())
    lines = one.report_lines.select_related("meeting", "writer", "group", "plan")
    rec = one.recommendations.filter(confirmed_at=None).select_related("plan")
    actions = []
    if keep:
        actions = [
            ("Add a meeting", reverse("programme:add_board_meeting", args=[pk])),
            ("Plan a report", reverse("programme:add_line", args=[pk])),
            ("Change it", reverse("programme:change_board", args=[pk])),
        ]
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": one.name,
            "caption": one.get_kind_display(),
            "crumbs": crumbs((one.name, "")),
            "facts": facts(
                ("What it is for", one.purpose),
                ("Short name", one.initials),
                ("Reports to", one.reports_to),
                ("Which pack", one.audience.capitalize()),
                ("Papers due", f"{one.paper_days} working days before it meets"),
                ("Closed", one.closed_on and day(one.closed_on)),
            ),
            "actions": actions,
            "sections": [
                _meetings_section(one, list(meetings), keep),
                _lines_section(list(lines)),
                _recommendations_section(list(rec)),
            ],
        },
    )


def _meetings_section(one: Group, found: list[Meeting], keep: bool) -> dict[str, Any]:
    rows = [
        [
            when(each),
            each.place or "–",
            {"status": _state(each)},
            {"html": _changes(each)}
            if keep and each.state == Meeting.State.PLANNED
            else "–",
        ]
        for each in found
    ]
    empty = (
        "It doesn’t meet."
        if one.kind == Group.Kind.AUDIENCE
        else "No day to come is known. Add one, or read them from a file."
    )
    return {
        "title": "When it meets",
        "columns": headings("Day", "Place", "Stands", "Change"),
        "rows": rows,
        "empty": empty,
    }


def _state(one: Meeting) -> tuple[str, str]:
    kinds = {"planned": "good", "held": "none", "cancelled": "bad"}
    return kinds[one.state], one.get_state_display()


def _changes(one: Meeting) -> Markup:
    move = reverse("programme:move_board_meeting", args=[one.pk])
    cancel = reverse("programme:cancel_board_meeting", args=[one.pk])
    link = Markup(
        '<a class="govuk-link" href="{}">{}'
        '<span class="govuk-visually-hidden"> the meeting of {}</span></a>'
    )
    said = day(one.on)
    return link.format(move, "Move", said) + " " + link.format(cancel, "Cancel", said)


def _lines_section(found: list[Any]) -> dict[str, Any]:
    """The forward plan of a board: what is to come first, then what was."""
    on = today()
    done = {Standing.GIVEN, Standing.GIVEN_LATE, Standing.DROPPED}
    ordered = sorted(
        found,
        key=lambda one: (
            one.standing(on) in done,
            one.meeting.on.toordinal() if one.meeting else 0,
        ),
    )
    rows = [
        [
            {"text": one.title, "href": one.get_absolute_url()},
            day(one.meeting.on) if one.meeting else "No day yet",
            day(one.paper_due_on),
            str(one.writer or "Nobody yet"),
            {"status": STATUSES[one.standing(on)]},
        ]
        for one in ordered
    ]
    return {
        "title": "What it is to have: its forward plan",
        "columns": headings("Report", "Meeting", "Paper due", "Writer", "Stands"),
        "rows": rows,
        "empty": "Nothing is planned for it.",
    }


def _recommendations_section(found: list[Any]) -> dict[str, Any]:
    rows = [
        [
            {"text": f"{one.number}: {one.text[:120]}", "href": _recommendation(one)},
            str(one.lead or "Nobody yet"),
            {"status": response_status(one, today())},
        ]
        for one in found
    ]
    return {
        "title": "What it recommended and has not confirmed as done",
        "columns": headings("Recommendation", "Lead", "Response"),
        "rows": rows,
        "empty": "There is nothing open.",
    }


def _recommendation(one: Any) -> str:
    return reverse("programme:recommendation", args=[one.pk])


@keeps
@require_http_methods(ASK)
def add(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.POST or None, initial={"paper_days": 7})
    return asked(
        request,
        form,
        keeping.make_group,
        title="Add a board, committee or audience",
        button="Add it",
        back=reverse("programme:boards"),
        done="It is on the register. Give it its dates.",
        to=address_of,
    )


@keeps
@require_http_methods(ASK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Group, pk=pk)
    names = ("kind", "name", "initials", "purpose", "audience", "paper_days")
    held = {name: getattr(one, name) for name in names}
    initial = held | {"reports_to": one.reports_to_id}
    form = BoardForm(request.POST or None, initial=initial, board=one)
    return asked(
        request,
        form,
        lambda **said: keeping.change_group(one, **said),
        title="Change it",
        caption=one.name,
        button="Keep it",
        back=address_of(one),
        done="That is kept.",
    )


@keeps
@require_http_methods(ASK)
def add_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    form = MeetingForm(sent(request))
    return asked(
        request,
        form,
        lambda **said: dates.plan(group, **said),
        title="Add a meeting",
        caption=group.name,
        button="Add it",
        back=address_of(group),
        done="The meeting is planned.",
    )


@keeps
@require_http_methods(ASK)
def move_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    said = {
        "on": f"{one.on:%d/%m/%Y}",
        "starts_at": f"{one.starts_at:%H:%M}" if one.starts_at else "",
        "ends_at": f"{one.ends_at:%H:%M}" if one.ends_at else "",
        "place": one.place,
        "title": one.title,
    }
    form = MoveForm(sent(request), initial=said)
    return asked(
        request,
        form,
        lambda **said: dates.change(one, **said),
        title="Move or change a meeting",
        caption=str(one),
        lead="Calendars that have it will follow.",
        button="Keep it",
        back=address_of(one.group),
        done="The meeting is changed.",
    )


@keeps
@require_http_methods(ASK)
def cancel_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    return asked(
        request,
        ReasonForm(sent(request)),
        lambda why, by: dates.cancel(one, by=by, reason=why),
        title="Cancel a meeting",
        caption=str(one),
        lead="It stays in the record, and calendars show it as cancelled.",
        button="Cancel the meeting",
        is_warning=True,
        back=address_of(one.group),
        done="The meeting is cancelled.",
    )
