"""Holding a meeting: its pack is shown to the school, notes are taken, actions agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.design.filters import counted, day
from muster.documents import issuing
from muster.documents.blocks import Paper
from muster.documents.models import Issued
from muster.documents.render import render
from muster.measures import parse_period
from muster.practice import listing
from muster.practice.meeting import (
    Agreed,
    MeetingHappened,
    SupportMeeting,
    as_it_is,
)
from muster.practice.pack import Pack, Was, frozen, gather, thawed
from muster.practice.pack_paper import paper
from muster.practice.planning import happened
from muster.practice.sharing import share_paper
from muster.practice.standing import school_of
from muster.practice.words import plain
from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import Standing
from muster.programme.printed import Kind as Of
from muster.school_year import SchoolYear
from muster.school_year.said import of_day
from muster.tables.state import State as Store


AUDIENCE = "school"
FORMATS = ("pdf", "docx")
Kind = MeetingHappened.Kind
State = SupportMeeting.State


# The pack ---------------------------------------------------------------------------------


def pack_of(meeting: SupportMeeting, state: Store, on: date) -> Pack | None:
    """A meeting’s pack: as the school was shown it, else as it stands on a day; None
    where no marks are held. Raises ValueError for one frozen by a later Muster."""
    if meeting.pack is not None:
        return thawed(issuing.figures_of(meeting.pack))
    school = school_of(state, meeting.school)
    if school is None:
        return None
    lines = listing.of_school(meeting.school, on)
    counts = listing.counts(meeting.school, on, lines)
    return gather(state, school, on, counts, agreed_before(meeting, on))


def paper_of(meeting: SupportMeeting, pack: Pack) -> Paper:
    term = parse_period(meeting.term).title
    return paper(
        pack,
        title=f"Support meeting: {pack.name}",
        subtitle=f"{term}, on {day(meeting.on)}",
        reference=stem_of(meeting),
        agenda=[one.title for one in meeting.agenda.all()],
        look=look_of_papers(authority()),
    )


def drawn(meeting: SupportMeeting, pack: Pack, kind: str) -> bytes:
    """The pack as a PDF or a Word document."""
    with word_template(authority()) as template:
        return render(paper_of(meeting, pack), kind, template)


def stem_of(meeting: SupportMeeting) -> str:
    """support-2025-26-spring-7-41: of a term, a school and a meeting."""
    term = meeting.term.replace("/", "-")
    return f"support-{term}-{meeting.school}-{meeting.pk}"


def share(meeting: SupportMeeting, *, state: Store, on: date, by: str) -> Issued:
    """Freezes the pack and puts it on the school’s shelf. One that was withdrawn is frozen
    anew, as another paper. Raises Refused while one is shown, for a meeting that is
    cancelled, and where there is nothing to show."""
    _refuse_shown(meeting)
    pack = pack_of(meeting, state, on)
    if pack is None or pack.is_empty:
        raise Refused("No marks are held of this school this year. Load them first.")
    files = {kind: drawn(meeting, pack, kind) for kind in FORMATS}
    return _keep(meeting, pack, files, on, by, timezone.now())


def _refuse_shown(meeting: SupportMeeting) -> None:
    if meeting.state == State.CANCELLED:
        raise Refused("It is cancelled, so there is nothing to show.")
    if meeting.pack_id is not None:
        raise Refused(
            "The school has this pack already, and it stays as it was shown. To show a new"
            " one, withdraw it first."
        )


@transaction.atomic
def _keep(
    meeting: SupportMeeting,
    pack: Pack,
    files: Mapping[str, bytes],
    on: date,
    by: str,
    at: datetime,
) -> Issued:
    as_it_is(meeting)
    _refuse_shown(meeting)
    stem = stem_of(meeting)
    kept = issuing.issue(
        stem=stem,
        number=issuing.next_number(stem),
        title=f"Support meeting on {day(meeting.on)}: {pack.name}"[:200],
        organisation=pack.organisation,
        audience=AUDIENCE,
        period=pack.period,
        figures=frozen(pack),
        files=files,
        at=at,
        by=by,
    )
    listing.keep(meeting, kept, listing.of_school(meeting.school, on))
    meeting.pack = kept
    meeting.save(update_fields=["pack"])
    share_paper(meeting, kept, by=by)
    happened(meeting, Kind.SHARED, by)
    audit.record(
        did="support.shared",
        by=by,
        to=f"support-meeting:{meeting.pk}",
        school=meeting.school,
        after={"paper": kept.pk, "digest": kept.digest},
    )
    return kept


# The meeting ------------------------------------------------------------------------------


@transaction.atomic
def hold(
    meeting: SupportMeeting, *, on: date, came: str, by: str, notes: str = ""
) -> None:
    """That it took place. Raises Refused for one that did, or is cancelled, on a day of
    another term than it counts for, and without who came."""
    as_it_is(meeting)
    if meeting.state != State.PLANNED:
        raise Refused(f"It is {meeting.get_state_display().lower()} already.")
    term = parse_period(meeting.term)
    if not term.first <= on <= term.last:
        raise Refused(
            f"{day(on)} is not in the {term.title[:1].lower()}{term.title[1:]}, which this"
            " meeting counts for. Call it off, and plan one in that day’s term."
        )
    if not came.strip():
        raise Refused("Say who came.")
    meeting.state, meeting.held_on = State.HELD, on
    meeting.came, meeting.notes = plain(came), plain(notes)
    meeting.save()
    happened(meeting, Kind.HELD, by, f"On {day(on)}.")
    audit.record(
        did="support.held",
        by=by,
        to=f"support-meeting:{meeting.pk}",
        school=meeting.school,
        after={"on": on},
    )


@transaction.atomic
def write(meeting: SupportMeeting, notes: Mapping[int, str], *, by: str) -> None:
    """What was said of each item of the agenda, by its number."""
    as_it_is(meeting)
    _refuse_unheld(meeting)
    for item in meeting.agenda.all():
        said = plain(notes.get(item.pk, item.notes))
        if said != item.notes:
            item.notes = said
            item.save(update_fields=["notes"])
    happened(meeting, Kind.WRITTEN, by)
    audit.record(
        did="support.written",
        by=by,
        to=f"support-meeting:{meeting.pk}",
        school=meeting.school,
    )


@transaction.atomic
def agree(
    meeting: SupportMeeting,
    *,
    heading: str,
    owner: str,
    due_on: date,
    by: str,
    school: str,
) -> Agreed:
    """An action, in the programme from the meeting’s day on, under the school’s name.
    Raises Refused for a meeting that was not held, and as the programme does."""
    _refuse_unheld(meeting)
    assert meeting.held_on
    if due_on < meeting.held_on:
        raise Refused("It would be due before the meeting. Give a later day.")
    on = meeting.held_on
    plan = plan_of(on, by)
    action = changing.add_action(
        plan,
        heading=plain(heading),
        on=on,
        by=by,
        section=changing.section(plan, school[:200]),
    )
    changing.set_owners(action, [named(owner.strip())], on=on, by=by)
    changing.set_deadline(action, [of_day(due_on)], on=on, by=by)
    agreed = Agreed.objects.create(
        meeting=meeting, school=meeting.school, action=action
    )
    happened(meeting, Kind.AGREED, by, plain(heading))
    audit.record(
        did="support.agreed",
        by=by,
        to=f"support-meeting:{meeting.pk}",
        school=meeting.school,
        after={"action": action.pk},
    )
    return agreed


def plan_of(on: date, by: str) -> Plan:
    """The plan of a school year that actions agreed with schools stand in."""
    title = f"Agreed with schools, {SchoolYear.of(on).title}"
    held = Plan.objects.filter(title=title, closed_on=None).first()
    return held or changing.start_plan(title=title, kind=Of.PLAN, on=on, by=by)


@transaction.atomic
def report(agreed: Agreed, *, text: str, is_done: bool, on: date, by: str) -> None:
    """How an action goes, as was said of it; done, it is put forward to be closed, which a
    meeting of the programme does. Raises Refused as the programme does."""
    text = plain(text)
    changing.note(agreed.action, text, on=on, by=by)
    if is_done:
        closing.propose_closure(agreed.action, on=on, by=by, reason=text)


def _refuse_unheld(meeting: SupportMeeting) -> None:
    if meeting.state != State.HELD:
        raise Refused("It was not held yet. Say who came first.")


# What was agreed --------------------------------------------------------------------------


def agreed_before(meeting: SupportMeeting, on: date) -> list[Was]:
    """Actions agreed with the school at earlier meetings, that were open after the last one
    before this: those to look at now."""
    earlier = SupportMeeting.objects.filter(
        school=meeting.school, state=State.HELD, held_on__lt=meeting.on
    )
    last = earlier.order_by("-held_on").first()
    since = last.held_on if last and last.held_on else date.min
    found = Agreed.objects.filter(
        school=meeting.school, meeting__held_on__lte=meeting.on
    ).exclude(meeting=meeting)
    return [
        was
        for one, was in _stood(found, on)
        if was.is_open or (one.closed_on is not None and one.closed_on >= since)
    ]


def agreed_at(meeting: SupportMeeting, on: date) -> list[Was]:
    return [was for _, was in _stood(meeting.agreed.all(), on)]


def agreed_with(school: int, on: date) -> list[tuple[SupportMeeting, Was]]:
    """Everything agreed with a school, and the meeting it was agreed at, the last first."""
    found = Agreed.objects.filter(school=school).select_related("meeting")
    at = {one.pk: one.meeting for one in found}
    stood = [(at[was.number], was) for _, was in _stood(found, on)]
    return sorted(stood, key=lambda one: one[0].on, reverse=True)


def _stood(found: QuerySet[Any], on: date) -> list[tuple[Standing, Was]]:
    numbers = dict(found.values_list("action", "pk"))
    stood = standing.stood(Action.objects.filter(pk__in=numbers), on)
    return [(one, _was(one, numbers[one.action.pk])) for one in stood]


def _was(one: Standing, number: int) -> Was:
    note = one.every_note[-1].text if one.every_note else ""
    return Was(
        number=number,
        title=one.title,
        owners=", ".join(owner.called for owner in one.owners),
        due_on=day(one.due_on) if one.due_on else "",
        how=". ".join(part for part in (_how(one), note) if part),
        is_open=not one.is_closed,
        is_done=one.is_proposed,
    )


def _how(one: Standing) -> str:
    if one.is_closed:
        return f"Closed on {day(one.closed_on)}"
    if one.is_proposed:
        return "Said to be done; a meeting of the programme closes it"
    if one.is_overdue:
        return f"Overdue by {counted(one.days_overdue, 'day')}"
    return "Open"
