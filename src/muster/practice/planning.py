"""Planning meetings: a term's at once, one by one, moved, called off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import Post, User
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, Within
from muster.design.filters import day
from muster.measures import Period, parse_period
from muster.practice.agenda import standing_items
from muster.practice.meeting import (
    AgendaItem,
    MeetingHappened,
    Placed,
    SupportMeeting,
    as_it_is,
)
from muster.practice.risk import Cohort, Rule
from muster.practice.standing import Standing
from muster.practice.words import plain
from muster.programme import Refused
from muster.programme.reporting.calendar import Entry, written
from muster.school_year import Calendar, week_of


Kind = MeetingHappened.Kind
State = SupportMeeting.State
SCHOOL_WEEK = 5
TWICE = "This school is met on that day already. Choose another day."


def happened(meeting: SupportMeeting, kind: str, by: str, text: str = "") -> None:
    MeetingHappened.objects.create(
        meeting=meeting, kind=kind, text=text, by=by, at=timezone.now()
    )


@transaction.atomic
def plan(
    *,
    school: int,
    on: date,
    minutes: int,
    by: str,
    today: date,
    calendar: Calendar,
    term: Period,
    officer: User | None = None,
    starts_at: time | None = None,
    place: str = "",
) -> SupportMeeting:
    """A meeting on a day, with its agenda, planned ``today``. Raises Refused for a day the
    school is closed on, one outside the term, and one on which it is met already."""
    _refuse_day(on, calendar, term)
    try:
        with transaction.atomic():
            meeting = SupportMeeting.objects.create(
                school=school,
                term=term.text,
                planned_on=on,
                minutes=minutes,
                officer=officer,
                starts_at=starts_at,
                place=place,
                set_on=today,
                planned_by=by,
                planned_at=timezone.now(),
            )
    except IntegrityError:
        raise Refused(TWICE) from None
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=position, title=title)
        for position, title in enumerate(standing_items(on))
    )
    happened(meeting, Kind.PLANNED, by, f"For {day(on)}.")
    audit.record(
        did="support.planned", by=by, to=_of(meeting), school=school, after={"on": on}
    )
    return meeting


@transaction.atomic
def move(
    meeting: SupportMeeting,
    *,
    to: date,
    why: str,
    by: str,
    calendar: Calendar,
    starts_at: time | None = None,
    place: str = "",
) -> None:
    """Another day for a meeting that was not held. Raises Refused, as `plan` does, and
    without a reason."""
    _refuse_unplanned(meeting)
    why = _reason(why, "it is moved")
    _refuse_day(to, calendar, parse_period(meeting.term))
    before, meeting.planned_on = meeting.planned_on, to
    meeting.starts_at, meeting.place = starts_at, place
    meeting.sequence += 1
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError:
        raise Refused(TWICE) from None
    happened(meeting, Kind.MOVED, by, f"From {day(before)} to {day(to)}. {why}")
    audit.record(
        did="support.moved",
        by=by,
        to=_of(meeting),
        school=meeting.school,
        before=before,
        after=to,
        reason=why,
    )


@transaction.atomic
def cancel(meeting: SupportMeeting, *, why: str, on: date, by: str) -> None:
    """Calls a meeting off, on a day. Raises Refused for one that was held, and without a
    reason."""
    _refuse_unplanned(meeting)
    why = _reason(why, "it is called off")
    meeting.state, meeting.cancelled_on = State.CANCELLED, on
    meeting.sequence += 1
    meeting.save()
    happened(meeting, Kind.CANCELLED, by, why)
    audit.record(
        did="support.cancelled",
        by=by,
        to=_of(meeting),
        school=meeting.school,
        reason=why,
    )


def _refuse_unplanned(meeting: SupportMeeting) -> None:
    as_it_is(meeting)
    if meeting.state != State.PLANNED:
        raise Refused(f"It is {meeting.get_state_display().lower()}, so it stays so.")


def _refuse_day(on: date, calendar: Calendar, term: Period) -> None:
    if not term.first <= on <= term.last:
        raise Refused(
            f"{day(on)} is not in the {term.title[:1].lower()}{term.title[1:]}. Give a day"
            f" from {day(term.first)} to {day(term.last)}."
        )
    if not calendar.school_days(on, on):
        raise Refused(f"The school is closed on {day(on)}. Choose a school day.")


def _reason(why: str, what: str) -> str:
    if not why.strip():
        raise Refused(f"Say why {what}.")
    return plain(why)


def _of(meeting: SupportMeeting) -> str:
    return f"support-meeting:{meeting.pk}"


# The order of a term ----------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where a school stands in a term: by the rule, unless an officer put it elsewhere."""

    standing: Standing
    cohort: Cohort
    placed: Placed | None
    meetings: Sequence[SupportMeeting]

    @property
    def is_held(self) -> bool:
        return any(one.state == State.HELD for one in self.meetings)


def places(found: Iterable[Standing], term: Period, rule: Rule) -> list[Place]:
    """Schools of a term by cohort, then as the rule has them."""
    placed = {one.school: one for one in Placed.objects.filter(term=term.text)}
    meetings: dict[int, list[SupportMeeting]] = {}
    kept = SupportMeeting.objects.filter(term=term.text).exclude(state=State.CANCELLED)
    for one in kept.select_related("officer"):
        meetings.setdefault(one.school, []).append(one)
    order = [one.name for one in rule.cohorts]
    rows = []
    for one in found:
        said = placed.get(one.school.id)
        if said is not None and not said.cohort:
            said = None
        cohort = rule.named(said.cohort) if said else one.cohort
        rows.append(Place(one, cohort, said, meetings.get(one.school.id, ())))
    # Stable: within a cohort the rule's own order stands.
    return sorted(rows, key=lambda one: order.index(one.cohort.name))


@transaction.atomic
def put(*, school: int, term: Period, cohort: str, reason: str, by: str) -> Placed:
    """Puts a school in a cohort for a term; in none, back where the rule has it. Raises
    Refused without a reason."""
    reason = _reason(reason, "it is put there")
    placed = Placed.objects.create(
        school=school,
        term=term.text,
        cohort=cohort,
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    audit.record(
        did="school.placed",
        by=by,
        to=f"school:{school} in {term.text}",
        school=school,
        after={"cohort": cohort},
        reason=reason,
    )
    return placed


# Who, and when ----------------------------------------------------------------------------


def officers(on: date) -> dict[int, list[User]]:
    """Who meets which school: by school, those whose patch it is in; under 0, those who
    meet any."""
    roles = {
        one.key: one.reach_of(Permission.HOLD_SUPPORT_MEETINGS)
        for one in ROLES
        if one.reach_of(Permission.HOLD_SUPPORT_MEETINGS)
    }
    posts = Post.objects.held(on).filter(role_key__in=roles, person__is_active=True)
    found: dict[int, list[User]] = {}
    for post in posts.select_related("person").order_by("person__name", "pk"):
        everybody = roles[post.role_key] is Within.EVERYTHING
        for school in [0] if everybody else post.schools:
            found.setdefault(school, []).append(post.person)
    return found


def proposed(
    waiting: Sequence[Place],
    term: Period,
    on: date,
    calendars: Mapping[int, Calendar],
    a_week: int,
) -> dict[int, date]:
    """A day for each school, in their order: so many a week, each on a school day of its
    own, from the week after ``on`` to the term's end. Who finds none has none."""
    found: dict[int, date] = {}
    a_day = -(-a_week // SCHOOL_WEEK)
    taken: Counter[date] = Counter()
    first = max(on, term.first)
    for one in waiting:
        number = one.standing.school.id
        days = [
            day for day in calendars[number].school_days(first, term.last) if day > on
        ]
        for monday, of_week in groupby(days, week_of):
            free = [day for day in of_week if taken[day] < a_day]
            if free and sum(taken[monday + timedelta(n)] for n in range(7)) < a_week:
                # Spread over the week: no two on one day while another is free.
                found[number] = min(free, key=lambda day: (taken[day], day))
                taken[found[number]] += 1
                break
    return found


def invitation(meeting: SupportMeeting, school: str, at: Any) -> bytes:
    """The meeting as an iCal file."""
    ends = None
    if meeting.starts_at:
        minutes = (
            meeting.starts_at.hour * 60 + meeting.starts_at.minute + meeting.minutes
        )
        ends = time(min(minutes // 60, 23), minutes % 60 if minutes < 24 * 60 else 59)
    title = f"Support meeting: {school}"
    return written(
        title,
        [
            Entry(
                uid=f"{meeting.uid}@muster",
                sequence=meeting.sequence,
                changed_at=at,
                title=title,
                on=meeting.on,
                starts=meeting.starts_at,
                ends=ends,
                place=meeting.place,
                text="Attendance support meeting of the school and the authority.",
                is_cancelled=meeting.state == State.CANCELLED,
                is_busy=True,
            )
        ],
    )
