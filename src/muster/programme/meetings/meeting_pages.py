"""The page of a meeting: its agenda, who was there, what came of it, its papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from markupsafe import Markup

from muster.accounts.called import called
from muster.design.filters import day, moment
from muster.documents import shelves
from muster.programme.asked import asked, done
from muster.programme.groups.group import chair
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes, printing
from muster.programme.meetings.allowed import may_hold, may_read_exempt
from muster.programme.meetings.asking import reads, refuse_others
from muster.programme.meetings.forms import AgreeForm, ItemForm, WhyForm, held_since
from muster.programme.meetings.group_pages import status_of
from muster.programme.meetings.item import Item, Published
from muster.programme.plans import standing
from muster.programme.plans.action import Action
from muster.school_year.clock import today
from muster.school_year.working_days import working_days_before


ONCE_CLOSED = (
    "Once they are closed, what they say, who was there and what came of each item stay as"
    " they are: they change by correction only, agreed at a meeting. What is not dealt with"
    " is on the next agenda."
)
LINK = Markup(
    '<a class="govuk-link" href="{}">{}'
    '<span class="govuk-visually-hidden">: {}</span></a>'
)


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(
        Meeting.objects.select_related("group", "minutes_agreed_at"), pk=pk
    )
    found = agenda.of(meeting)
    sees = may_read_exempt(request.user, meeting, today())
    actions = Action.objects.filter(pk__in=[one.action_id for one in found.actions])
    stood = {one.action.pk: one for one in standing.stood(actions, meeting.on)}
    may = may_hold(request.user, meeting.group, today())
    papers = [paper.pk for one in found.listed for paper in one.brought]
    return render(
        request,
        "programme/meetings/meeting.html",
        {
            "papers": shelves.links(request.user, papers),
            "meeting": meeting,
            "group": meeting.group,
            "status": status_of(meeting),
            "facts": _facts(meeting),
            "agenda": found,
            "sees_exempt": sees,
            "reads": lambda one: sees or not one.is_exempt,
            "title_of": lambda one: printing.title_of(one, not sees),
            "stood": stood,
            "left": minutes.left_to_do(meeting) if _is_open(meeting) else [],
            "there": meeting.presences.select_related("deputy_for"),
            "outcomes": _outcomes(meeting, sees),
            "published": _published(meeting, sees),
            "may_hold": may,
            "has_come": meeting.on <= today(),
            "first": _first(found) if _is_open(meeting) else None,
        },
    )


def _is_open(meeting: Meeting) -> bool:
    return meeting.state == Meeting.State.HELD and not meeting.is_closed


def _first(found: agenda.Agenda) -> Item | None:
    """Where to go on: the first item nobody has dealt with."""
    left = [one for one in found.items if not one.is_finished]
    return next(iter(left or found.items), None)


def _facts(meeting: Meeting) -> list[dict[str, Any]]:
    held = chair(meeting.group, meeting.on)
    at = f", {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    until = f" to {meeting.ends_at:%H:%M}" if meeting.ends_at else ""
    lines = [
        ("When", f"{meeting.on:%A} {day(meeting.on)}{at}{until}"),
        ("Where", meeting.place or "Not said"),
        ("Chair", held.name if held else "Nobody chairs the group on that day"),
    ]
    if meeting.state == Meeting.State.PLANNED:
        due = working_days_before(meeting.on, meeting.group.paper_days)
        lines.append(("Papers are due", day(due)))
    if meeting.is_closed:
        by = f"{moment(meeting.minutes_closed_at)}, by {called(meeting.minutes_closed_by)}"
        lines.append(("Minutes closed", by))
    if meeting.minutes_agreed_at:
        lines.append(("Minutes agreed", f"At {meeting.minutes_agreed_at}"))
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


def _outcomes(meeting: Meeting, sees: bool) -> list[list[Any]]:
    rows = []
    for item in meeting.items.prefetch_related("outcomes"):
        for one in item.outcomes.all():
            if one.struck_reason or (item.is_exempt and not sees):
                continue
            rows.append(
                [
                    one.ref or one.get_kind_display(),
                    one.text,
                    {"text": item.title, "href": item.get_absolute_url()},
                ]
            )
    return rows


def _published(meeting: Meeting, sees: bool) -> list[list[Any]]:
    found = meeting.published.select_related("paper").defer("paper__figures")
    if not sees:
        found = found.filter(is_public=True)
    return [row_of(one) for one in found]


def row_of(one: Published) -> list[Any]:
    """A published paper as a row: what, for whom, when, its hash and its files."""
    called = f"{one.get_kind_display()}, issue {one.paper.number}"
    whose = "The public" if one.is_public else "The group"
    links = Markup(" ").join(
        LINK.format(
            reverse("programme:published_paper", args=[one.pk, kind]),
            said,
            f"{called}, {whose.lower()}",
        )
        for kind, said in (("docx", "Word"), ("pdf", "PDF"))
    )
    return [
        called,
        whose,
        moment(one.paper.issued_at),
        f"{one.paper.digest[:12]}…",
        {"html": links},
    ]


# Its agenda -------------------------------------------------------------------------------


@reads
@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return done(
        request,
        lambda by: agenda.build(meeting, by=by),
        meeting,
        "Everything that is open is on the agenda.",
    )


@reads
@require_POST
def publish(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in (Published.Kind.AGENDA, Published.Kind.MINUTES):
        raise Http404
    meeting = _meeting(request, pk)
    return done(
        request,
        lambda by: printing.publish(meeting, kind, by=by),
        meeting,
        "It is published, for the group and for the public, and is kept as it is.",
    )


@reads
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return done(
        request,
        lambda by: holding.start(meeting, today=today(), by=by),
        meeting,
        "The meeting has begun. Say who is there, then go through the items.",
    )


@reads
@require_http_methods(["GET", "POST"])
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return _ask_of(
        request,
        meeting,
        ItemForm(request.POST or None, meeting=meeting),
        lambda **said: agenda.add(meeting, **said),
        "Put something on the agenda",
        "Put it on",
        "It is on the agenda.",
    )


@reads
@require_http_methods(["GET", "POST"])
def change_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    one = _item(meeting, item)
    names = ("title", "purpose", "presenter", "note", "exempt_reason", "public_title")
    initial = {name: getattr(one, name) for name in names}
    initial |= {"takes": one.takes or "", "papers": [p.pk for p in one.papers.all()]}
    return _ask_of(
        request,
        meeting,
        ItemForm(request.POST or None, meeting=meeting, item=one, initial=initial),
        lambda **said: agenda.change(one, **said),
        "Change the item",
        "Keep it",
        "The item is changed.",
    )


@reads
@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    one = _item(meeting, item)
    return _ask_of(
        request,
        meeting,
        WhyForm(request.POST or None),
        lambda **said: agenda.take_off(one, **said),
        f"Take “{one}” off this agenda",
        "Take it off",
        "It is off this agenda, with the reason.",
        lead="It is on the next agenda again, unless it is finished by then.",
    )


@reads
@require_POST
def put_back(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    one = _item(meeting, item)
    return done(request, lambda by: agenda.put_back(one, by=by), meeting)


@reads
@require_POST
def reorder(request: HttpRequest, pk: int, item: int, way: str) -> HttpResponse:
    if way not in ("up", "down"):
        raise Http404
    meeting = _meeting(request, pk)
    one = _item(meeting, item)
    to = f"{meeting.get_absolute_url()}#item-{one.pk}"
    return done(request, lambda by: agenda.move(one, up=way == "up", by=by), to)


# Its minutes ------------------------------------------------------------------------------


@reads
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked first: what is closed can’t be opened again."""
    meeting = _meeting(request, pk)
    sees = may_read_exempt(request.user, meeting, today())
    return _ask_of(
        request,
        meeting,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda **said: minutes.close(meeting, **said),
        "Close these minutes?",
        "Close the minutes",
        "The minutes are closed. From now on they change by correction only.",
        ONCE_CLOSED,
        points=[
            *minutes.left_to_do(meeting),
            *minutes.still_empty(meeting, sees_exempt=sees),
        ],
        points_head="Before you close them",
        is_warning=True,
    )


@reads
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    later = held_since(meeting).exclude(pk=meeting.pk)
    return _ask_of(
        request,
        meeting,
        AgreeForm(request.POST or None, meetings=later),
        lambda **said: minutes.agree(meeting, **said),
        "Which meeting agreed the minutes?",
        "Keep it",
        "The minutes are agreed.",
        lead="" if later else "No later meeting of the group has been held yet.",
    )


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    refuse_others(request, meeting.group)
    return meeting


def _item(meeting: Meeting, pk: int) -> Item:
    return get_object_or_404(meeting.items.select_related("meeting__group"), pk=pk)


def _ask_of(
    request: HttpRequest,
    meeting: Meeting,
    form: Any,
    do: Any,
    title: str,
    button: str,
    said: str,
    lead: str = "",
    **more: Any,
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
        lead=lead,
        **more,
    )
