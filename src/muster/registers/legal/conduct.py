"""Before a penalty notice is issued: conduct.toml, read, and each check of it looked at.

A check is met, not met, or can’t be told from what is held. What law blocks is never
issued; for the rest somebody says why all the same, and that is kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from muster.design.filters import counted, day
from muster.measures.watch.register import Session
from muster.registers.clocks import months_after, rule_of
from muster.registers.legal.case import Legal
from muster.registers.legal.evidence import Evidence, changed_once, of_age, standing
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.legal.threshold import reached, weeks_of
from muster.registers.penalty import Next, due, next_notice, served_by_post
from muster.tables.state import State


class Standing(StrEnum):
    MET = "Met"
    NOT_MET = "Not met"
    UNKNOWN = "Can’t be told from here"


Looked = tuple[Standing, str]
MET, NOT_MET, UNKNOWN = Standing


@dataclass(frozen=True)
class Check:
    name: str
    says: str
    law: bool
    source: str
    read: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Checked:
    """A check as it stands, and what was found."""

    check: Check
    standing: Standing
    found: str

    @property
    def blocks(self) -> bool:
        return self.check.law and self.standing is NOT_MET

    @property
    def asks_why(self) -> bool:
        return self.standing is not MET and not self.blocks

    @property
    def source(self) -> str:
        read = self.check.read
        return (
            self.check.source if read else f"{self.check.source} (from memory: check)"
        )


@dataclass(frozen=True)
class Draft:
    """A notice that may be issued: what for, on what day, resting on which sessions. Of
    these, ``pupil`` is the store’s number at the school of the last."""

    case: Legal
    reason: str
    on: date
    state: State
    evidence: tuple[Evidence, ...]
    sessions: tuple[Session, ...]
    schools: frozenset[int]
    pupil: int | None
    relied_to: date | None
    next: Next

    @property
    def offence(self) -> tuple[date, date]:
        return self.sessions[0].on, self.sessions[-1].on


def draft(
    case: Legal,
    *,
    reason: str,
    on: date,
    state: State,
    first: date | None = None,
    last: date | None = None,
) -> Draft:
    """What a notice would be: the sessions of the evidence that are still without leave,
    after the last day a notice to this parent for this child, or a prosecution of them,
    relied on; of those, the ones from ``first`` to ``last`` where a period is given."""
    notices = Notice.objects.of(case.parent, case.child)
    relied_to = relied(case)
    every = tuple(case.evidence.all())
    found: dict[tuple[date, str], tuple[Session, Evidence]] = {}
    for one in every:
        for session in standing(one, state):
            if (
                (relied_to is None or session.on > relied_to)
                and (first is None or first <= session.on)
                and (last is None or session.on <= last)
            ):
                found[session.on, session.half] = session, one
    kept = [found[key] for key in sorted(found)]
    return Draft(
        case=case,
        reason=reason or _reason([session.code for session, _ in kept]),
        on=on,
        state=state,
        evidence=every,
        sessions=tuple(session for session, _ in kept),
        schools=frozenset(one.school for _, one in kept),
        pupil=kept[-1][1].pupil if kept else None,
        relied_to=relied_to,
        next=next_notice([one.given for one in notices], on),
    )


def relied(case: Legal) -> date | None:
    """The last day relied on already: by a notice to this parent for this child that was
    not withdrawn, or by a prosecution of them that was not discontinued (rules.md 4.2)."""
    notices = Notice.objects.of(case.parent, case.child).standing()
    in_court = Prosecution.objects.of(case.parent, case.child).standing()
    days = [one.offence_to for one in (*notices, *in_court)]
    return max((on for on in days if on), default=None)


def _reason(written: Sequence[str]) -> str:
    if written and set(written) == {"G"}:
        return Notice.Reason.HOLIDAY
    if written and set(written) == {"U"}:
        return Notice.Reason.LATE
    return Notice.Reason.ABSENCE


def checked(one: Draft) -> list[Checked]:
    """Every check in force on the day of a draft, looked at."""
    return [Checked(check, *CHECKS[check.name](one)) for check in in_force(one.on)]


def unanswered(found: Sequence[Checked], whys: Mapping[str, str]) -> list[Checked]:
    """The checks that ask for a reason and have none."""
    return [
        one
        for one in found
        if one.asks_why and not whys.get(one.check.name, "").strip()
    ]


def _third(one: Draft) -> Looked:
    place = {1: "first", 2: "second"}.get(one.next.place or 0)
    if place is None:
        return NOT_MET, one.next.why
    return MET, f"It would be the {place}."


def _parent(one: Draft) -> Looked:
    parent = one.case.parent
    if parent.is_parent:
        return MET, f"{parent} is held as having it."
    return (
        NOT_MET,
        f"{parent} is not held as having it. Correct the contact first.",
    )


def _fresh(one: Draft) -> Looked:
    if not one.sessions:
        return NOT_MET, none_left(one)
    return MET, f"{counted(len(one.sessions), 'session')} to rely on.{_before(one)}"


def none_left(one: Draft) -> str:
    return f"No session without leave is left to rely on.{_before(one)}"


def _before(one: Draft) -> str:
    if one.relied_to is None:
        return ""
    return f" Sessions up to {day(one.relied_to)} were relied on, and are left out."


def _age(one: Draft) -> Looked:
    if one.pupil is None:
        return UNKNOWN, "There is no session."
    age = of_age(one.state, one.pupil)
    if age is None:
        return UNKNOWN, "No date of birth is held. Ask the school."
    first, last = age
    outside = [each for each in one.sessions if not first <= each.on <= last]
    if outside:
        many = counted(len(outside), "session")
        return NOT_MET, f"{many} outside {day(first)} to {day(last)}."
    return MET, f"From {day(first)} to {day(last)}."


def _support(one: Draft) -> Looked:
    case = one.case
    if not case.is_support_said:
        return NOT_MET, "Fill in “Support first” and what was offered, or why not."
    return MET, f"{case.get_support_first_display()}: {case.support_says}"


def _threshold(one: Draft) -> Looked:
    weeks = {
        week
        for school in one.schools
        for week in weeks_of(one.sessions, one.state, school)
    }
    found = reached(one.sessions, sorted(weeks), one.on)
    if found.is_met:
        every = len(one.sessions)
        return MET, f"{found.needed} by {day(found.met_on)}, of {every} in all."
    if len(one.sessions) < found.needed:
        return NOT_MET, f"{len(one.sessions)} of {found.needed} sessions stand."
    return NOT_MET, (
        f"No {found.needed} of the {len(one.sessions)} are within {found.weeks} weeks:"
        f" {found.most} are."
    )


def _register(one: Draft) -> Looked:
    other = changed_once(one.evidence, one.state)
    if not other:
        return MET, "Every session is as it was."
    said = ", ".join(
        f"{day(each.on)} {each.half}: {each.was} was, {each.now or 'nothing'} is"
        for each in other[:5]
    )
    return (
        NOT_MET,
        f"{counted(len(other), 'session')} changed ({said}). Only those still without leave are relied on.",
    )


def _improve(one: Draft) -> Looked:
    """A notice to improve is the last chance before a penalty notice, of each: one from
    before the last penalty notice was that notice's (rules.md 4.3)."""
    case = one.case
    if case.support_first == Legal.Support.UNSUITABLE:
        return MET, "Not asked for where support is not appropriate."
    ran = Step.objects.filter(
        kind=Step.Kind.IMPROVE,
        entry__register="legal",
        entry__child=case.child,
        entry__about=case.about,
        outcome=Step.Outcome.NOT_IMPROVED,
        ended_on__lte=one.on,
    ).last()
    if ran is None:
        return NOT_MET, "None was sent, or none ended without enough improvement."
    assert ran.ended_on is not None
    before = Notice.objects.of(case.parent, case.child).standing()
    last = before.filter(issued_on__gte=ran.from_on).first()
    if last is not None:
        return NOT_MET, (
            f"The one from {day(ran.from_on)} came before {last.number} of"
            f" {day(last.issued_on)}. None was sent since."
        )
    return MET, f"From {day(ran.from_on)}, reviewed on {day(ran.ended_on)}."


def _holiday(one: Draft) -> Looked:
    if one.reason != Notice.Reason.HOLIDAY:
        return MET, "It is not for a holiday."
    other = [each for each in one.sessions if each.code != "G"]
    if other:
        return NOT_MET, f"{len(other)} of {len(one.sessions)} sessions are not G."
    return MET, "Every session is G."


def _schools(one: Draft) -> Looked:
    if len(one.schools) > 1:
        return NOT_MET, f"They are at {len(one.schools)} schools."
    return MET, "One school."


def _address(one: Draft) -> Looked:
    if one.case.parent.address.strip():
        return MET, "Held with the contact."
    return NOT_MET, "None is held. Add it to the contact."


def _others(one: Draft) -> Looked:
    elsewhere = Notice.objects.of(one.case.parent, one.case.child).exclude(issuer="")
    if held := elsewhere.first():
        return UNKNOWN, f"One of {held.issuer} of {day(held.issued_on)} is recorded."
    return UNKNOWN, "None is recorded here. Ask the school, and say what it answered."


def _in_time(one: Draft) -> Looked:
    """Each session is an offence of its own day, for which an information is laid within
    six months; before it, who has the notice may pay to its last day."""
    if not one.sessions or not one.next.place:
        return UNKNOWN, "There is no session, or no notice to issue."
    to_pay = due(one.next.place, one.on, served_by_post(one.on)).by
    months = rule_of("legal", "limit", one.on).number
    late = [each for each in one.sessions if months_after(each.on, months) <= to_pay]
    if not late:
        return (
            MET,
            f"There is after {day(to_pay)}, the last day to pay, for each session.",
        )
    last = day(months_after(late[-1].on, months))
    return NOT_MET, (
        f"It may be paid to {day(to_pay)}. For {len(late)} of the"
        f" {counted(len(one.sessions), 'session')} an information is laid by {last} or"
        " earlier, or never."
    )


CHECKS: dict[str, Callable[[Draft], Looked]] = {
    "third": _third,
    "parent": _parent,
    "fresh": _fresh,
    "age": _age,
    "support": _support,
    "threshold": _threshold,
    "register": _register,
    "improve": _improve,
    "holiday": _holiday,
    "schools": _schools,
    "address": _address,
    "others": _others,
    "in_time": _in_time,
}


def in_force(on: date) -> list[Check]:
    """The checks of a day, one of each name, in the order of their file."""
    latest: dict[str, Check] = {}
    for row in _written()["checks"]:
        one = Check(**row)
        held = latest.get(one.name)
        if one.valid_from <= on and (held is None or held.valid_from < one.valid_from):
            latest[one.name] = one
    return [
        one for one in latest.values() if one.valid_to is None or on <= one.valid_to
    ]


def reasons(notice: Notice) -> list[tuple[str, str]]:
    """What wasn’t met, or couldn’t be told, when a notice was issued, and why it was issued
    all the same: as whoever issued it wrote it, for the case and for a court."""
    says = {one.name: one.says for one in in_force(notice.issued_on)}
    return [(says.get(name, name), why) for name, why in notice.whys.items()]


def improve_weeks(on: date) -> tuple[int, int]:
    """The fewest and the most weeks a notice to improve runs."""
    rows = _written()["improve_weeks"]
    held = [row for row in rows if row["valid_from"] <= on] or rows[:1]
    row = max(held, key=lambda one: one["valid_from"])
    return row["least"], row["most"]


@cache
def _written() -> dict[str, list[dict[str, Any]]]:
    text = files(__package__).joinpath("conduct.toml").read_text("utf-8")
    held = tomllib.loads(text)
    assert {row["name"] for row in held["checks"]} == {*CHECKS}, (
        "a check looks at nothing"
    )
    return held
