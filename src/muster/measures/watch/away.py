"""Part-time timetables in the register, returns after a long absence, and children of whom
the register says nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.measures.watch.register import Register
from muster.measures.watch.rules import number
from muster.measures.watch.runs import day_by_day, runs_of
from muster.tables import codes


PART_TIME = codes.mask_of("C2")


@dataclass(frozen=True)
class PartTime:
    """Sessions with C2 of a child whose last is recent: from the first to the last of
    them, how many, and how many of the last school week's."""

    pupil: int
    from_on: date
    last_on: date
    sessions: int


@dataclass(frozen=True)
class Back:
    """A child who attended again after school days running of absence."""

    pupil: int
    away_from: date
    days: int
    back_on: date


@dataclass(frozen=True)
class Vanished:
    """A child with no mark since a day, though the school marked others on ``days`` since."""

    pupil: int
    last_on: date
    days: int


def part_time(register: Register, on: date) -> list[PartTime]:
    """Pupils on a part-time timetable as the register has it: C2 in the last ten school
    days (rules.md 7.3). Whether one was agreed, and until when, the register can't say."""
    register = register.upto(on)
    if not len(register.day):
        return []
    marked = PART_TIME[register.marks]
    lately = register.school_day > register.school_day[-1] - number(
        "part_time_days", on
    )
    return [
        PartTime(
            pupil=int(register.pupils[row]),
            from_on=register.on(int(places[0])),
            last_on=register.on(int(places[-1])),
            sessions=len(places),
        )
        for row in np.flatnonzero((marked & lately).any(axis=1)).tolist()
        for places in [np.flatnonzero(marked[row])]
    ]


def back(register: Register, on: date) -> list[Back]:
    """Pupils who came back, in the last five school days that were sent, from ten or more
    of absence for any reason: rules.md 3.6 F8. Any session attended is coming back."""
    away, lately = number("long_absence_days", on), number("back_within_days", on)
    register = register.upto(on)
    register = register.upto(register.last_held or on)
    found = []
    enough = codes.ABSENT[register.marks].sum(axis=1) >= away
    for row in np.flatnonzero(enough).tolist():
        days = day_by_day(register.marks[row], register.school_day, codes.ABSENT)
        came = np.flatnonzero(days == 0)
        recent = came[came > len(days) - 1 - lately]
        if not len(recent):
            continue
        back_on = int(recent[0])
        runs = runs_of(days[:back_on] > 0, days[:back_on] >= 0)
        last_possible = np.flatnonzero(days[:back_on] >= 0)
        if runs and runs[-1][-1] == last_possible[-1] and len(runs[-1]) >= away:
            first_of = np.searchsorted(register.school_day, [runs[-1][0], back_on])
            found.append(
                Back(
                    pupil=int(register.pupils[row]),
                    away_from=register.on(int(first_of[0])),
                    days=len(runs[-1]),
                    back_on=register.on(int(first_of[1])),
                )
            )
    return found


def vanished(register: Register, on: date) -> list[Vanished]:
    """Pupils of whom the register says nothing more, closures and leavers’ Z apart, though
    it has marks of others on five school days since. Whether they left, an enrolment or a
    return says, and not the marks: whoever asks takes those away."""
    register = register.upto(on)
    real = codes.RECORDED[register.marks] & ~codes.ADMINISTRATIVE[register.marks]
    held = np.unique(register.school_day[real.any(axis=0)])
    found = []
    for row in np.flatnonzero(real.any(axis=1)).tolist():
        last = int(np.flatnonzero(real[row])[-1])
        days = int((held > register.school_day[last]).sum())
        if days >= number("missing_days", on):
            found.append(Vanished(int(register.pupils[row]), register.on(last), days))
    return found
