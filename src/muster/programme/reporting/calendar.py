"""A calendar as iCal (RFC 5545): meetings, and days by which something is due.

The same thing has the same UID as long as it lives, and a greater SEQUENCE each time it is
moved. DTSTAMP is when it last changed, so that an unchanged calendar is the same bytes.
What is due is an event of a whole day: not every calendar shows a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from muster.accounts import trail_key
from muster.accounts.models import User
from muster.programme.contacts import Contact, of_same_person
from muster.programme.groups.group import Group, Sitting
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.action import Action, Owner
from muster.programme.plans.standing import Standing, stood
from muster.programme.reporting.line import ReportLine, clearances_due, write_by
from muster.tables.upn import without_upns


ENGLAND = ZoneInfo("Europe/London")
# Calendars keep what they took; what is long past need not be sent again.
BACK = timedelta(days=400)


@dataclass(frozen=True)
class Entry:
    """One line of a calendar, whatever it is of. ``starts`` None: the whole day."""

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    on: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    text: str = ""
    is_cancelled: bool = False
    is_busy: bool = False


def of_user(user: User, on: date) -> list[Entry]:
    """Meetings of their groups, their actions, papers they write and clear."""
    names = Contact.objects.none()
    for held in Contact.objects.filter(user=user):
        names = names | of_same_person(held)
    mine = list(names.distinct())
    sits = Sitting.objects.held(on).filter(contact__in=mine).values("group")
    found = [
        *_meetings(Meeting.objects.filter(group__in=sits), on),
        *_actions(mine, on),
        *_papers(ReportLine.objects.filter(writer__in=mine), on),
        *_clearances(mine, on),
    ]
    return sorted(found, key=lambda one: (one.on, one.uid))


def of_group(group: Group, on: date) -> list[Entry]:
    """Its meetings, and when papers for them are due."""
    lines = ReportLine.objects.filter(group=group)
    found = [*_meetings(group.meetings.all(), on), *_papers(lines, on)]
    return sorted(found, key=lambda one: (one.on, one.uid))


def written(name: str, entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Muster//Attendance programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one))
    return calendar.to_ical()


def _event(one: Entry) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event.add("summary", without_upns(one.title))
    if one.starts is None:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
    else:
        event.add("dtstart", _moment(one.on, one.starts))
        if one.ends:
            event.add("dtend", _moment(one.on, one.ends))
        else:
            event.add("duration", timedelta(hours=1))
    if one.place:
        event.add("location", one.place)
    if one.text:
        event.add("description", without_upns(one.text))
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if one.is_busy else "TRANSPARENT")
    return event


def _moment(on: date, at: time) -> datetime:
    """In UTC: a reader needs no time zone of ours then."""
    return datetime.combine(on, at, ENGLAND).astimezone(UTC)


def _uid(kind: str, pk: int) -> str:
    """The same for ever, and another in every authority's Muster."""
    return f"{trail_key.keyed('calendar', f'{kind}:{pk}')[:32]}@muster"


# What there is ---------------------------------------------------------------------------


def _meetings(found: Iterable[Meeting], on: date) -> Iterator[Entry]:
    held = found.filter(on__gte=on - BACK).select_related("group")  # type: ignore[attr-defined]
    for one in held:
        yield Entry(
            uid=f"{one.uid}@muster",
            sequence=one.sequence,
            changed_at=_changed_at(one),
            title=one.title or str(one.group),
            on=one.on,
            starts=one.starts_at,
            ends=one.ends_at,
            place=one.place,
            text=str(one.group) if one.title else "",
            is_cancelled=one.state == Meeting.State.CANCELLED,
            is_busy=True,
        )


def _actions(mine: list[Contact], on: date) -> Iterator[Entry]:
    """Actions they own now that are open and have a day."""
    held = Owner.objects.filter(contact__in=mine).values("owners__action")
    keys = {one.pk for one in mine}
    for one in stood(Action.objects.filter(pk__in=held), on):
        owns = any(each.contact_id in keys for each in one.owners)
        if owns and one.due_on and not one.is_closed:
            yield _action(one, one.due_on)


def _action(one: Standing, due: date) -> Entry:
    name = f"{one.ref} {one.title}".strip()
    was = f" Was due {one.original_due_on:%d/%m/%Y} at first." if one.moves else ""
    return Entry(
        uid=_uid("action", one.action.pk),
        sequence=one.moves,
        changed_at=one.deadlines[-1].recorded_at,
        title=f"Due: {name}",
        on=due,
        text=f"{one.action.plan.title}.{was}",
    )


def _papers(found: Iterable[ReportLine], on: date) -> Iterator[Entry]:
    """When a paper is due, until it is given; one that is called off says so."""
    lines = found.select_related("meeting", "meeting__group", "group")  # type: ignore[attr-defined]
    for one in lines.prefetch_related("clearances"):
        due = write_by(one)
        if due is None or one.given_on or due < on - BACK:
            continue
        yield Entry(
            uid=_uid("report", one.pk),
            sequence=_changes(one),
            changed_at=_changed_at(one),
            title=f"Paper due: {one.title}",
            on=due,
            text=f"For {one.group}. With them by {one.paper_due_on:%d/%m/%Y}.",
            is_cancelled=bool(one.dropped_on) or _is_off(one.meeting),
        )


def _clearances(mine: list[Contact], on: date) -> Iterator[Entry]:
    lines = ReportLine.objects.filter(clearances__contact__in=mine, given_on=None)
    keys = {one.pk for one in mine}
    for line in lines.distinct().select_related("meeting", "group"):
        for step, due in clearances_due(line):
            if step.contact_id not in keys or step.given_on or due is None:
                continue
            if due < on - BACK:
                continue
            yield Entry(
                uid=_uid("clearance", step.pk),
                sequence=_changes(line),
                changed_at=_changed_at(line),
                title=f"Clear by: {line.title}",
                on=due,
                text=f"For {line.group}.",
                is_cancelled=bool(line.dropped_on) or _is_off(line.meeting),
            )


def _is_off(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.state == Meeting.State.CANCELLED


def _changes(line: ReportLine) -> int:
    """How often its day may have moved: its own changes and its meeting's."""
    meeting = line.meeting
    return line.history.count() - 1 + (meeting.sequence if meeting else 0)


def _changed_at(one: Meeting | ReportLine) -> datetime:
    latest = one.history.order_by("-history_date").first()
    moment = latest.history_date if latest else datetime(2000, 1, 1, tzinfo=UTC)
    meeting = getattr(one, "meeting", None)
    return max(moment, _changed_at(meeting)) if meeting else moment
