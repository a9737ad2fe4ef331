"""What a school's own view shows of its support meetings: the meetings, what was agreed,
what is shared with it, and the figures it said are wrong (`registers.my_school`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from muster.accounts.stored import state
from muster.design.filters import day
from muster.practice import holding, sharing
from muster.practice.asking import columns
from muster.practice.challenge import Challenge
from muster.practice.meeting import SupportMeeting
from muster.practice.meeting_pages import planned_said
from muster.practice.shelf_pages import challenge_row, shelf_rows
from muster.school_year import clock


MEETINGS = 6
FEW = 5
ALL_SHARED = "Everything shared with your school, and your questions"


def _is_theirs(user: Any, school: int) -> bool:
    return sharing.school_scope(user, state()).has_whole(school)


def _meetings(school: int) -> list[SupportMeeting]:
    """The next and the last, the newest first."""
    kept = SupportMeeting.objects.filter(school=school).exclude(
        state=SupportMeeting.State.CANCELLED
    )
    return list(kept.select_related("officer").order_by("-planned_on")[:MEETINGS])


def meetings(user: Any, school: int) -> dict[str, Any] | None:
    if not _is_theirs(user, school):
        return None
    kept = _meetings(school)
    shelf = sharing.on_shelf(user, state()).filter(withdrawn_at=None)
    papers = [one.pack_id for one in kept if one.pack_id]
    packs = dict(shelf.filter(paper__in=papers).values_list("paper", "pk"))
    return {
        "title": "Support meetings",
        "columns": columns("On", "How it stands", "Where", "With", "Pack"),
        "rows": [
            [
                day(one.held_on) if one.held_on else planned_said(one),
                one.get_state_display(),
                one.place or "–",
                str(one.officer or "Nobody yet"),
                _pack(packs.get(one.pack_id)),
            ]
            for one in kept
        ],
        "empty": "No meeting with the authority is planned yet.",
    }


def _pack(shown: int | None) -> Any:
    if shown is None:
        return "Not shared"
    return {"text": "Read the pack", "href": reverse("shelf:read", args=[shown])}


def agreed(user: Any, school: int) -> dict[str, Any] | None:
    """What is still open, and what was agreed at the meetings that are shown."""
    if not _is_theirs(user, school):
        return None
    recent = {one.pk for one in _meetings(school)}
    return {
        "title": "Agreed at support meetings",
        "columns": columns("Action", "Agreed on", "Who", "By when", "How it stands"),
        "rows": [
            [was.title, day(meeting.held_on), was.owners, was.due_on, was.how]
            for meeting, was in holding.agreed_with(school, clock.today())
            if was.is_open or meeting.pk in recent
        ],
        "empty": "Nothing was agreed at a support meeting yet.",
    }


def shared(user: Any, school: int) -> dict[str, Any] | None:
    if not _is_theirs(user, school):
        return None
    found = sharing.on_shelf(user, state()).filter(school=school).defer("content")
    return {
        "title": "Shared with your school",
        "columns": columns("What", "Shared", "You"),
        "rows": shelf_rows(user, found[:FEW]),
        "empty": "Nothing is shared with your school yet.",
        "more": {"text": ALL_SHARED, "href": reverse("shelf:shelf")},
    }


def challenged(user: Any, school: int) -> dict[str, Any] | None:
    if not _is_theirs(user, school):
        return None
    found = Challenge.objects.filter(school=school).order_by("-at", "-pk")[:FEW]
    return {
        "title": "Figures you said are wrong",
        "columns": columns("Figure", "Asked", "How it stands", "Answer by", "Answer"),
        "rows": [[*challenge_row(one), one.answer or "–"] for one in found],
        "empty": "You have said of no figure that it is wrong.",
    }


SECTIONS = (meetings, agreed, shared, challenged)
