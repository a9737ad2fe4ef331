"""What the authority does with a return: accepts it, asks about it, says who is meant.

Accepting does what the return is for: a part-time timetable goes on its register, a child
of whom illness or absence was told leaves that list. A deletion accepted puts nobody on a
register; one without a next school is shown until the child is found (:func:`lost`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from muster.accounts import audit
from muster.registers import finding, keeping
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.part_time import REGISTER as TIMETABLES
from muster.registers.part_time import PartTime
from muster.registers.part_time import Status as Timetable
from muster.registers.returns import expecting
from muster.registers.returns.kinds import (
    ATTENDANCE,
    DELETION,
    NEW_PUPIL,
    PART_TIME,
    SICKNESS,
    grounds,
)
from muster.registers.returns.sent import Return, Returns, Stage
from muster.tables.state import State


OF_TIMETABLE = ("ends_on", "sessions_a_week", "parent_agreed_on", "back_to_full")


@transaction.atomic
def accept(sent: Return, *, on: date, by: str, state: State, note: str = "") -> str:
    """Accepts a return and does what it is for; gives what was done, as a sentence.

    Raises Refused for one that was answered or withdrawn, for a child nobody is sure of,
    and where the register it is for refuses.
    """
    sent = _held(sent)
    if sent.is_doubtful:
        raise Refused("Say first who the child is.")
    done = DOES[sent.kind](sent, on, by, state) if sent.kind in DOES else ""
    _answered(sent, Stage.ACCEPTED, note, by)
    return done


@transaction.atomic
def query(sent: Return, *, asks: str, by: str) -> None:
    """Asks the school about a return; it reads that, and corrects or withdraws it."""
    sent = _held(sent)
    if not asks.strip():
        raise Refused("Write what you ask the school.")
    _answered(sent, Stage.QUERIED, asks, by)


@transaction.atomic
def settle(sent: Return, *, child: int | None, by: str) -> None:
    """A person says who a new pupil is: one of those it may be, or nobody known."""
    sent = _held(sent)
    if not sent.is_doubtful:
        raise Refused("Who the child is has been said already.")
    if child is not None and child not in sent.may_be:
        raise Refused("Choose one of the children it may be, or nobody.")
    twice = Return.objects.standing().filter(
        kind=sent.kind, school=sent.school, child=child, about_on=sent.about_on
    )
    if child is not None and twice.exists():
        raise Refused("A return of that child and day is here already. Withdraw one.")
    sent.child, sent.may_be = child, []
    sent.save(update_fields=["child", "may_be"])
    audit.record(
        did="return.settled",
        by=by,
        child=child,
        to=f"return:{sent.pk}",
        school=sent.school,
    )
    expecting.match(sent.school)


def lost(returns: Returns, on: date) -> Returns:
    """Deletions after which nobody may know where the child is taught: on a ground that
    says so, without a new school, and with no return of them as a new pupil since."""
    codes = [one.code for one in grounds() if one.lost]
    elsewhere = Return.objects.standing().filter(
        kind=NEW_PUPIL, child=OuterRef("child"), about_on__gte=OuterRef("about_on")
    )
    return (
        returns.standing()
        .filter(kind=DELETION, said__ground__in=codes, about_on__lte=on)
        .exclude(said__new_school__gt="")
        .filter(~Exists(elsewhere))
        .order_by(F("about_on").asc(), "pk")
    )


def other_end(sent: Return) -> Return | None:
    """The deletion a new pupil came from, or the school a deleted one went to."""
    if sent.child is None or sent.kind not in (NEW_PUPIL, DELETION):
        return None
    every = (
        Return.objects.standing().filter(child=sent.child).exclude(school=sent.school)
    )
    if sent.kind == DELETION:
        after = every.filter(kind=NEW_PUPIL, about_on__gte=sent.about_on)
        return after.order_by("about_on", "pk").first()
    before = every.filter(kind=DELETION, about_on__lte=sent.about_on)
    return before.order_by("-about_on", "pk").first()


def _timetable(sent: Return, on: date, by: str, state: State) -> str:
    """On the register of part-time timetables: a new entry, or the open one filled in;
    one that runs longer is agreed again."""
    said = _as_held(sent.said)
    own = {name: said[name] for name in OF_TIMETABLE}
    calendar = state.calendar(sent.school)
    note = f"As the school returned it on {sent.received_on:%d/%m/%Y}."
    held = PartTime.objects.filter(child=sent.child, ended_on=None).first()
    entry: Entry | None = held
    if entry is None:
        entry = keeping.open_entry(
            TIMETABLES,
            child=sent.child or 0,
            school=sent.school,
            on=sent.about_on,
            reason=said["reason"],
            by=by,
            calendar=calendar,
            note=note,
            **own,
        )
        done = "The timetable is on the register."
    else:
        longer = bool(held and held.ends_on and own["ends_on"] > held.ends_on)
        keeping.fill_in(entry, on=on, by=by, **own)
        if longer and entry.status == Timetable.AGREED:
            keeping.move(
                entry, to=Timetable.EXTENDED, on=on, by=by, calendar=calendar, note=note
            )
        done = "The timetable that was open is filled in."
    keeping.plan_next(
        entry,
        step=entry.next_step,
        step_on=entry.next_on,
        review_on=said["review_on"],
        by=by,
        on=on,
    )
    return done


def _off_list(name: str, why: Callable[[Return], str]) -> Callable[..., str]:
    def decided(sent: Return, on: date, by: str, state: State) -> str:
        waiting = Found.objects.waiting(name, on)
        rows = list(waiting.filter(child=sent.child, school=sent.school))
        for row in rows:
            finding.decide(row, code="returned", on=on, by=by, why=why(sent))
        return "The child is off the week’s list." if rows else ""

    return decided


def _told(sent: Return) -> str:
    parts = (sent.said.get("reason"), sent.said.get("done"))
    return " ".join(part for part in parts if part)


DOES: dict[str, Callable[[Return, date, str, State], str]] = {
    PART_TIME: _timetable,
    SICKNESS: _off_list("sickness", lambda sent: sent.said.get("support") or ""),
    ATTENDANCE: _off_list("continuous", _told),
}


def _as_held(said: dict[str, Any]) -> dict[str, Any]:
    """What a return says with its days as days: JSON has them as text."""
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in said.items()
    }


def _held(sent: Return) -> Return:
    now = Return.objects.select_for_update().get(pk=sent.pk)
    if now.stage == Stage.WITHDRAWN:
        raise Refused("The school has withdrawn it.")
    if now.stage == Stage.ACCEPTED:
        raise Refused("It is accepted already.")
    return now


def _answered(sent: Return, stage: Stage, answer: str, by: str) -> None:
    sent.stage, sent.answer = stage, answer.strip()
    sent.answered_by, sent.answered_at = by, timezone.now()
    sent.save(update_fields=["stage", "answer", "answered_by", "answered_at"])
    audit.record(
        did=f"return.{stage}",
        by=by,
        child=sent.child,
        to=f"return:{sent.pk}",
        school=sent.school,
    )
