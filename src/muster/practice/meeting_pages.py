"""A support meeting: its page, and its invitation. What is done to it is in
`meeting_deeds`, its pack in `pack_pages`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts.called import all_called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import day, hour, moment
from muster.measures.members import school_names
from muster.practice import holding, planning
from muster.practice.asking import back_to, columns, holds, the_meeting
from muster.practice.meeting import Agreed, SupportMeeting
from muster.practice.pack import Was
from muster.school_year import clock


HOLD = Permission.HOLD_SUPPORT_MEETINGS
State = SupportMeeting.State


@holds
@require_safe
@never_cache
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: what it is about, what was agreed, and what can be done to it."""
    one, on = the_meeting(request, pk), clock.today()
    name = name_of(one)
    page = {
        "title": name,
        "caption": f"Support meeting on {day(one.on)}",
        "back": back_to("Back to the school", "practice:school", one.school),
        "facts": _facts(one),
        "buttons": _buttons(one),
        "sections": [
            _agenda(one),
            _agreed(
                request,
                one,
                holding.agreed_at(one, on),
                "Agreed at this meeting",
                "Nothing is agreed yet.",
            ),
            _agreed(
                request,
                one,
                holding.agreed_before(one, on),
                "Agreed before",
                "Nothing was agreed before that is still to look at.",
            ),
            {
                "title": "What happened",
                "columns": columns("When", "What", "In words", "By"),
                "rows": _happened(one),
            },
        ],
    }
    return render(request, "practice/page.html", page)


def _happened(one: SupportMeeting) -> list[list[Any]]:
    lines = list(one.happened.all())
    people = all_called(each.by for each in lines)
    return [
        [moment(each.at), each.get_kind_display(), each.text, people[each.by]]
        for each in lines
    ]


def name_of(one: SupportMeeting) -> str:
    """The name of the school it is with."""
    return school_names(state()).get(one.school, f"School {one.school}")


def planned_said(one: SupportMeeting) -> str:
    """“6 January 2026 at 2pm, 90 minutes”."""
    begins = f" at {hour(one.starts_at)}" if one.starts_at else ""
    return f"{day(one.planned_on)}{begins}, {one.minutes} minutes"


def _facts(one: SupportMeeting) -> list[dict[str, Any]]:
    rows = [
        ("How it stands", one.get_state_display()),
        ("Planned on", planned_said(one)),
        ("Where", one.place),
        ("Who holds it", str(one.officer) if one.officer else "Nobody yet"),
        ("Held on", day(one.held_on) if one.held_on else ""),
        ("Who came", ", ".join(one.came.splitlines())),
        ("In short", one.notes),
        ("Its pack", _pack_said(one)),
        ("Meets next", day(one.next_on) if one.next_on else ""),
    ]
    return [
        {"key": {"text": title}, "value": {"text": text}}
        for title, text in rows
        if text
    ]


def _pack_said(one: SupportMeeting) -> str:
    """Each showing, the last first: when, who read it, and why it was withdrawn."""
    shown = list(one.shared.defer("content").prefetch_related("opened"))
    people = all_called(each.by for was in shown for each in was.opened.all())
    said = [_showing(was, people) for was in shown]
    if one.pack_id is None:
        said = [
            "Not shown to the school now" if shown else "Not shown to the school yet",
            *said,
        ]
    return ". ".join(said)


def _showing(was: Any, people: Mapping[str, str]) -> str:
    readers = ", ".join(people[each.by] for each in was.opened.all())
    said = f"Shown on {day(localtime(was.shared_at).date())}"
    if was.withdrawn_at is None:
        return f"{said}, {f'read by {readers}' if readers else 'not read yet'}"
    read = f"read by {readers}" if readers else "never read"
    why = was.withdrawn_why.rstrip(".")
    return (
        f"{said}, {read}, withdrawn on {day(localtime(was.withdrawn_at).date())}: {why}"
    )


def _buttons(one: SupportMeeting) -> list[dict[str, Any]]:
    def to(text: str, what: str, first: bool = False) -> dict[str, Any]:
        href = reverse("practice:act", args=[one.pk, what])
        return {"text": text, "href": href, "secondary": not first}

    pack = {"text": "Open the pack", "href": reverse("practice:pack", args=[one.pk])}
    invite = reverse("practice:invitation", args=[one.pk])
    found = [pack]
    if one.state == State.PLANNED:
        found.append(to("It was held", "hold", first=one.pack_id is not None))
        found.append(to("Move it", "move"))
        found.append(to("Call it off", "cancel"))
        found.append({"text": "Invitation (iCal)", "href": invite, "secondary": True})
    if one.state == State.HELD:
        found.append(to("Agree an action", "agree", first=True))
        found.append(
            {
                "text": "Write the notes",
                "href": reverse("practice:notes", args=[one.pk]),
                "secondary": True,
            }
        )
        found.append(to("Set the next date", "next"))
    return found


def _agenda(one: SupportMeeting) -> dict[str, Any]:
    return {
        "title": "Agenda",
        "columns": columns("What is talked about", "What was said"),
        "rows": [[each.title, each.notes] for each in one.agenda.all()],
    }


def _agreed(
    request: HttpRequest, one: SupportMeeting, found: Any, title: str, empty: str
) -> dict[str, Any]:
    return {
        "title": title,
        "columns": columns(
            *("Action", "Who", "By when", "How it stands", "What to do"),
            does="What to do",
        ),
        "rows": [
            [
                was.title,
                was.owners,
                was.due_on,
                was.how,
                _to_do(request, one, was),
            ]
            for was in found
        ],
        "empty": empty,
    }


def _to_do(request: HttpRequest, one: SupportMeeting, was: Was) -> Any:
    """Whoever keeps plans closes in the programme what is said to be done, as a meeting of
    it decided; until then anybody who holds meetings says how it goes."""
    if not was.is_open:
        return ""
    if was.is_done and request.user.can(Permission.KEEP_PLANS):
        action = Agreed.objects.get(pk=was.number).action_id
        at = reverse("programme:action_confirm", args=[action])
        return {"text": "Close it in the programme", "href": at}
    at = reverse("practice:report", args=[one.pk, was.number])
    return {"text": "Say how it goes", "href": at}


@requires(HOLD, does="support.invited", to="support-meeting:{pk}")
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for a calendar, to send to the school."""
    one = the_meeting(request, pk)
    latest = one.happened.first()
    at = latest.at if latest else one.planned_at
    content = planning.invitation(one, name_of(one), at)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{holding.stem_of(one)}.ics"'
        },
    )
