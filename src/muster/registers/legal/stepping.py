"""Deciding, notices to improve, contracts, orders and prosecution of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import counted
from muster.measures.watch.register import Session
from muster.registers import keeping, running
from muster.registers.clocks import months_after, rule_of
from muster.registers.entry import Entry
from muster.registers.keeping import Refused, one_at_a_time
from muster.registers.legal.case import REGISTER, Legal, Status
from muster.registers.legal.conduct import Draft, draft, improve_weeks, none_left
from muster.registers.legal.evidence import of_age, read, written
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.school_year import Calendar
from muster.tables.state import State


Kind, Outcome = Step.Kind, Step.Outcome
ORDERS = (Kind.SUPERVISION, Kind.PARENTING, Kind.ATTENDANCE)
# What the law says is no offence (Education Act 1996, section 444(3) to (6); rules.md 4.4).
DEFENCES = {
    "leave": "The child was absent with leave",
    "unavoidable": "The child could not attend: illness, or another unavoidable cause",
    "religion": "The day was set apart for religious observance",
    "transport": "The authority had a duty to arrange transport, and did not",
    "mobile": "The parent’s trade has them travel, and the child attended as it allowed",
}


class Applies:
    """Whether a defence may: as it was considered."""

    NO, MAYBE, YES = "no", "maybe", "yes"
    CHOICES = (
        (NO, "It does not apply"),
        (MAYBE, "It may apply, and the court is told"),
        (YES, "It applies"),
    )


@one_at_a_time
def consider(
    entry: Entry, *, decision: str, why: str, on: date, by: str, calendar: Calendar
) -> None:
    """What is decided of a case, and why; decided again, while nothing followed, the last
    holds. What follows is a deed of its own. Raises Refused without a reason."""
    if not why.strip():
        raise Refused("Say why: a decision is made case by case.")
    case = Legal.objects.get(pk=entry.pk)
    case.decision, case.decision_why = decision, why.strip()
    text = f"{case.get_decision_display()}, because: {why.strip()}"
    _move_or_note(entry, Status.CONSIDERED, on=on, by=by, calendar=calendar, note=text)
    Legal.objects.filter(pk=entry.pk).update(
        decision=decision, decision_why=why.strip()
    )


@one_at_a_time
def improve(
    entry: Entry,
    *,
    from_on: date,
    weeks: int,
    target: str,
    on: date,
    by: str,
    calendar: Calendar,
) -> Step:
    """Sends a notice to improve: how long it runs, and what is enough. Raises Refused for
    fewer weeks or more than the code of conduct has, and where support isn’t appropriate."""
    least, most = improve_weeks(on)
    if not least <= weeks <= most:
        raise Refused(f"A notice to improve runs {least} to {most} weeks.")
    if from_on < on:
        raise Refused("The period can’t begin before the notice is sent.")
    if not target.strip():
        raise Refused("Say what improvement is enough.")
    case = Legal.objects.get(pk=entry.pk)
    if case.support_first != Legal.Support.OFFERED or not case.is_support_said:
        raise Refused(
            "Fill in first what support was offered: a notice to improve says what it is."
        )
    to_on = from_on + timedelta(weeks=weeks, days=-1)
    _move(
        entry,
        Status.IMPROVE,
        on=on,
        by=by,
        calendar=calendar,
        note=f"{from_on:%d/%m/%Y} to {to_on:%d/%m/%Y}. Enough is: {target.strip()}",
    )
    running.begin(entry, "improve", began_on=from_on, due_on=to_on)
    return _step(
        entry, Kind.IMPROVE, from_on=from_on, to_on=to_on, says=target.strip(), by=by
    )


@one_at_a_time
def review_improvement(
    entry: Entry, *, outcome: str, why: str, on: date, by: str, calendar: Calendar
) -> Step:
    """What came of a notice to improve. Before its last day that needs a reason: further
    absence without leave, say (rules.md 4.3)."""
    step = Step.objects.filter(entry=entry, kind=Kind.IMPROVE, ended_on=None).first()
    if step is None:
        raise Refused("No notice to improve is running.")
    if on < step.from_on:
        raise Refused(f"It begins on {step.from_on:%d/%m/%Y}: review it after that.")
    if on < step.to_on and not why.strip():
        raise Refused(f"It runs to {step.to_on:%d/%m/%Y}. Say why it ends before that.")
    step.outcome, step.ended_on, step.why = outcome, on, why.strip()
    step.save(update_fields=["outcome", "ended_on", "why"])
    early = " It ended early." if on < step.to_on else ""
    text = f"{step.get_outcome_display()}.{early} {why.strip()}".strip()
    _move(entry, Status.IMPROVE_REVIEWED, on=on, by=by, calendar=calendar, note=text)
    return step


@one_at_a_time
def agree_contract(
    entry: Entry,
    *,
    from_on: date,
    to_on: date,
    signed_on: date | None,
    says: str,
    on: date,
    by: str,
    calendar: Calendar,
) -> Step:
    """An attendance contract: voluntary, and signed (Anti-social Behaviour Act 2003,
    section 19). One that wasn’t signed is kept too: it was offered."""
    _refuse_backwards(from_on, to_on)
    signed = f"signed on {signed_on:%d/%m/%Y}" if signed_on else "not signed yet"
    _move(
        entry,
        Status.CONTRACT,
        on=on,
        by=by,
        calendar=calendar,
        note=f"{from_on:%d/%m/%Y} to {to_on:%d/%m/%Y}, {signed}. {says.strip()}",
    )
    return _step(
        entry,
        Kind.CONTRACT,
        from_on=from_on,
        to_on=to_on,
        signed_on=signed_on,
        says=says.strip(),
        by=by,
    )


@one_at_a_time
def order(
    entry: Entry,
    *,
    kind: str,
    from_on: date,
    to_on: date,
    says: str,
    on: date,
    by: str,
    calendar: Calendar,
) -> Step:
    """A court’s order, or a school attendance order of ours."""
    if kind not in ORDERS:
        raise Refused("Choose which order it is.")
    _refuse_backwards(from_on, to_on)
    text = f"{Kind(kind).label}, {from_on:%d/%m/%Y} to {to_on:%d/%m/%Y}. {says.strip()}"
    _move_or_note(entry, Status.OTHER, on=on, by=by, calendar=calendar, note=text)
    return _step(
        entry, Kind(kind), from_on=from_on, to_on=to_on, says=says.strip(), by=by
    )


@one_at_a_time
def end_step(
    entry: Entry, *, step: Step, outcome: str, why: str, on: date, by: str
) -> None:
    """What came of a contract or an order."""
    step = Step.objects.select_for_update().get(pk=step.pk, entry=entry)
    if step.ended_on:
        raise Refused(f"It ended on {step.ended_on:%d/%m/%Y} already.")
    if step.kind == Kind.IMPROVE:
        raise Refused("A notice to improve is reviewed, not ended.")
    if on < step.from_on:
        raise Refused(f"It began on {step.from_on:%d/%m/%Y}: give a later day.")
    step.outcome, step.ended_on, step.why = outcome, on, why.strip()
    step.save(update_fields=["outcome", "ended_on", "why"])
    text = f"{step}: {step.get_outcome_display()}. {why.strip()}".strip()
    keeping.note(entry, text=text, on=on, by=by)


@one_at_a_time
def prosecute(
    entry: Entry,
    *,
    act: str,
    why: str,
    defences: Mapping[str, tuple[str, str]],
    laid_on: date,
    on: date,
    by: str,
    calendar: Calendar,
    state: State,
) -> Prosecution:
    """Lays an information: for the sessions of a notice that is unpaid, or of the evidence
    where no notice may be issued. ``defences`` says of each whether it applies, and why.

    Sessions more than six months old are left out, and the case says so. Raises Refused
    while a notice can still be paid, after six months, and for a defence that applies or
    that nobody considered.
    """
    _refuse_status(entry, Status.PROSECUTION)
    if not why.strip():
        raise Refused("Say why somebody is prosecuted: the test of public interest.")
    found = _considered(defences)
    notice, sessions = _rests_on(entry, on, state)
    kept, left_out = _in_time(sessions, laid_on, on)
    prosecution = Prosecution.objects.create(
        entry=entry,
        notice=notice,
        sessions=written(kept),
        offence_from=kept[0].on,
        offence_to=kept[-1].on,
        act=act,
        why=why.strip(),
        defences=found,
        laid_on=laid_on,
        by=by,
        at=timezone.now(),
    )
    running.meet(entry, "limit", on=laid_on, by=by)
    running.stop(entry, "half", "full", on=on, by=by, why="Prosecuted instead")
    text = f"{prosecution.get_act_display()}. {why.strip()} {left_out}".strip()
    _move(entry, Status.PROSECUTION, on=on, by=by, calendar=calendar, note=text)
    audit.record(
        did="prosecution.begun",
        by=by,
        child=entry.child,
        to=f"prosecution:{prosecution.pk}",
        school=entry.school,
    )
    return prosecution


@one_at_a_time
def hear(
    entry: Entry,
    *,
    court: str,
    hearing_on: date | None,
    plea: str,
    outcome: str,
    outcome_on: date | None,
    fine: Decimal | None,
    costs: Decimal | None,
    on: date,
    by: str,
) -> Prosecution:
    """What the court did, as far as it is known."""
    held = Prosecution.objects.filter(entry=entry, outcome="").last()
    if held is None:
        raise Refused("No prosecution waits for its outcome.")
    if bool(outcome) != bool(outcome_on):
        raise Refused("Give the outcome and its day, or neither yet.")
    if outcome_on and outcome_on < held.laid_on:
        raise Refused(f"The information was laid on {held.laid_on:%d/%m/%Y}.")
    if (fine is not None or costs is not None) and outcome != "proved":
        raise Refused("A fine or costs go with an offence that was proved.")
    held.court, held.hearing_on, held.plea = court.strip(), hearing_on, plea
    held.outcome, held.outcome_on = outcome, outcome_on
    held.fine, held.costs = fine, costs
    held.save()
    keeping.note(entry, text=said(held), on=on, by=by)
    audit.record(
        did="prosecution.heard",
        by=by,
        child=entry.child,
        to=f"prosecution:{held.pk}",
        school=entry.school,
    )
    return held


def said(one: Prosecution) -> str:
    """A prosecution as it stands, in a line."""
    parts: list[Any] = [
        one.court,
        f"hearing on {one.hearing_on:%d/%m/%Y}" if one.hearing_on else "",
        f"plea: {one.get_plea_display().lower()}" if one.plea else "",
        f"{one.get_outcome_display().lower()} on {one.outcome_on:%d/%m/%Y}"
        if one.outcome_on
        else "no outcome yet",
        f"fine £{one.fine}" if one.fine is not None else "",
        f"costs £{one.costs}" if one.costs is not None else "",
    ]
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def _rests_on(
    entry: Entry, on: date, state: State
) -> tuple[Notice | None, Sequence[Session]]:
    """What a prosecution is for: what an unpaid notice was issued for, or what of the
    evidence is left. Raises Refused where nothing is."""
    if notice := Notice.objects.filter(entry=entry).running().first():
        return notice, read(notice.sessions)
    case = Legal.objects.select_related("parent").get(pk=entry.pk)
    one = draft(case, reason="", on=on, state=state)
    if not one.sessions:
        raise Refused(none_left(one))
    _refuse_of_another_age(one)
    return None, one.sessions


def _refuse_of_another_age(one: Draft) -> None:
    """The offence is of a child of compulsory school age (Education Act 1996, section 444)."""
    assert one.pupil is not None
    first, last = of_age(one.state, one.pupil) or (date.min, date.max)
    outside = [each for each in one.sessions if not first <= each.on <= last]
    if outside:
        raise Refused(
            f"On {outside[0].on:%d/%m/%Y} the child was not of compulsory school age, which"
            f" is from {first:%d/%m/%Y} to {last:%d/%m/%Y}. Check their date of birth."
        )


def _in_time(
    sessions: Sequence[Session], laid_on: date, on: date
) -> tuple[Sequence[Session], str]:
    """The sessions an information laid on a day is in time for, each by itself, and which
    are left out, in a sentence (Magistrates’ Courts Act 1980, section 127). Raises Refused
    where none is in time."""
    months = rule_of("legal", "limit", on).number
    last = sessions[-1].on
    limit = months_after(last, months)
    if not last <= laid_on <= min(limit, on):
        raise Refused(
            f"An information is laid from {last:%d/%m/%Y} to {limit:%d/%m/%Y}, six months"
            " after the last session, and entered once it is."
        )
    old = [one for one in sessions if months_after(one.on, months) < laid_on]
    if not old:
        return sessions, ""
    left_out = (
        f"Left out: {counted(len(old), 'session')} up to {old[-1].on:%d/%m/%Y}, more than"
        " six months before the information was laid."
    )
    return sessions[len(old) :], left_out


def _considered(defences: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    for name, title in DEFENCES.items():
        applies, words = defences.get(name, ("", ""))
        if not applies or not words.strip():
            raise Refused(f"Say of each defence what was found: “{title}”.")
        if applies == Applies.YES:
            raise Refused(f"There is no offence where this applies: “{title}”.")
    return {
        name: {"applies": applies, "says": words.strip()}
        for name, (applies, words) in defences.items()
    }


def _step(entry: Entry, kind: Step.Kind, *, by: str, **said: Any) -> Step:
    return Step.objects.create(entry=entry, kind=kind, by=by, at=timezone.now(), **said)


def _move(
    entry: Entry, to: str, *, on: date, by: str, calendar: Calendar, note: str
) -> None:
    keeping.move(entry, to=to, on=on, by=by, calendar=calendar, note=note, by_deed=True)


def _move_or_note(
    entry: Entry, to: str, *, on: date, by: str, calendar: Calendar, note: str
) -> None:
    """Moves it on; where it is so already, writes down what was said once more."""
    if entry.status == to:
        _refuse_closed(entry)
        keeping.note(entry, text=note, on=on, by=by)
    else:
        _move(entry, to, on=on, by=by, calendar=calendar, note=note)


def _refuse_closed(entry: Entry) -> None:
    if not entry.is_open:
        raise Refused("It is closed. Open it again first.")


def _refuse_status(entry: Entry, to: str) -> None:
    if why := REGISTER.refusal(entry, to):
        raise Refused(why)


def _refuse_backwards(from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise Refused("The last day is before the first. Check the two days.")
