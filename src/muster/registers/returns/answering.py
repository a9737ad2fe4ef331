"""What the authority does with a return: accepts it, asks about it, says who is meant.

Accepting does what the return is for: a part-time timetable goes on its register, a child
of whom illness or absence was told leaves that list. A deletion accepted puts nobody on a
register; one without a next school is shown until the child is found (:func:`lost`).
What accepting will do is said beforehand by the very thing that does it (:class:`Effect`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.registers import finding, keeping
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.lists import lists
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
TOLD = "Accepting it changes no register"


@dataclass(frozen=True)
class Effect:
    """What accepting a return does: ``will`` before, ``done`` after. ``do`` does it, and
    gives the entry it left on a register, if it left one."""

    will: str
    done: str = "No register is changed by it."
    do: Callable[[str], Entry | None] = lambda by: None


@dataclass(frozen=True)
class Done:
    """What accepting did, in a sentence, and the entry to look at it in."""

    said: str
    entry: Entry | None = None


def effect_of(sent: Return, on: date, state: State) -> Effect:
    """What accepting a return on a day will open, change or take away."""
    return EFFECTS[sent.kind](sent, on, state)


@transaction.atomic
def accept(sent: Return, *, on: date, by: str, state: State, note: str = "") -> Done:
    """Accepts a return and does what it is for (:func:`effect_of`); gives what was done.

    Raises Refused for one that was answered or withdrawn, for a child nobody is sure of,
    and where the register it is for refuses.
    """
    sent = _held(sent)
    if sent.is_doubtful:
        raise Refused("Say first who the child is.")
    effect = effect_of(sent, on, state)
    entry = effect.do(by)
    _answered(sent, Stage.ACCEPTED, note, by)
    return Done(effect.done, entry)


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


# What each kind is for -------------------------------------------------------------------


def _new_pupil(sent: Return, on: date, state: State) -> Effect:
    return Effect(f"{TOLD}: rolls come in files. It answers what was expected.")


def _deletion(sent: Return, on: date, state: State) -> Effect:
    stays = lost(Return.objects.filter(pk=sent.pk), on).exists()
    return Effect(
        f"{TOLD} and takes nobody off a roll: rolls come in files."
        + (
            " The child stays among those who may be missing education."
            if stays
            else ""
        )
    )


def _timetable(sent: Return, on: date, state: State) -> Effect:
    """On the register of part-time timetables: a new entry, or the open one filled in;
    one that runs longer is agreed again."""
    held = PartTime.objects.filter(child=sent.child, ended_on=None).first()
    said = _as_held(sent.said)
    until = f"to {day(said['ends_on'])}, and is reviewed on {day(said['review_on'])}"
    if held is None:
        return Effect(
            "Accepting it opens a timetable on the register: it runs from"
            f" {day(sent.about_on)} {until}.",
            "The timetable is on the register.",
            lambda by: _planned(_opened(sent, said, by, state), said, on, by),
        )
    was = f" (to {day(held.ends_on)})" if held.ends_on else ""
    longer = _is_longer(held, said)
    return Effect(
        "Accepting it changes the timetable that is open since"
        f" {day(held.started_on)}{was}: it runs {until}"
        + (". It is agreed again, for longer." if longer else "."),
        "The timetable that was open is filled in.",
        lambda by: _planned(_filled(held, sent, said, on, by, state), said, on, by),
    )


def _opened(sent: Return, said: dict[str, Any], by: str, state: State) -> Entry:
    return keeping.open_entry(
        TIMETABLES,
        child=sent.child or 0,
        school=sent.school,
        on=sent.about_on,
        reason=said["reason"],
        by=by,
        calendar=state.calendar(sent.school),
        note=_as_returned(sent),
        **{name: said[name] for name in OF_TIMETABLE},
    )


def _filled(
    held: PartTime, sent: Return, said: dict[str, Any], on: date, by: str, state: State
) -> Entry:
    longer = _is_longer(held, said)
    keeping.fill_in(held, on=on, by=by, **{name: said[name] for name in OF_TIMETABLE})
    if longer:
        keeping.move(
            held,
            to=Timetable.EXTENDED,
            on=on,
            by=by,
            calendar=state.calendar(sent.school),
            note=_as_returned(sent),
        )
    return held


def _planned(entry: Entry, said: dict[str, Any], on: date, by: str) -> Entry:
    keeping.plan_next(
        entry,
        step=entry.next_step,
        step_on=entry.next_on,
        review_on=said["review_on"],
        by=by,
        on=on,
    )
    return entry


def _is_longer(held: PartTime, said: dict[str, Any]) -> bool:
    is_later = held.ends_on is not None and said["ends_on"] > held.ends_on
    return is_later and held.status == Timetable.AGREED


def _as_returned(sent: Return) -> str:
    said = f"As the school returned it on {sent.received_on:%d/%m/%Y}."
    return f"{said} {sent.said.get('notes', '')}".strip()


def _off_list(name: str, why: Callable[[Return], str]) -> Callable[..., Effect]:
    """The child leaves a list of the week, with what the school said as the reason; not
    for another illness or run than the return answers."""

    def effect(sent: Return, on: date, state: State) -> Effect:
        title = lists()[name].title
        waiting = Found.objects.waiting(name, on)
        of = sent.answers.filter(gone_on=None, found__isnull=False).values("found")
        if of.exists():
            waiting = waiting.filter(pk__in=of)
        rows = list(waiting.filter(child=sent.child, school=sent.school))
        if not rows:
            return Effect(
                f"{TOLD}: the child is not on the week’s list “{title}” now.",
                "The child was on no list, so nothing else changed.",
            )

        def do(by: str) -> None:
            for row in rows:
                finding.decide(row, code="returned", on=on, by=by, why=why(sent))

        return Effect(
            f"Accepting it takes the child off the week’s list “{title}”.",
            f"The child is off the week’s list “{title}”.",
            do,
        )

    return effect


def _told(sent: Return) -> str:
    parts = (sent.said.get("reason"), sent.said.get("done"))
    return " ".join(part for part in parts if part)


EFFECTS: dict[str, Callable[[Return, date, State], Effect]] = {
    NEW_PUPIL: _new_pupil,
    DELETION: _deletion,
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
