"""Unauthorised absence: ten sessions in ten school weeks, ten school days running, and a
reason nobody has entered yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.measures.watch.register import Register, Session
from muster.measures.watch.rules import number
from muster.measures.watch.runs import day_by_day, runs_of
from muster.school_year import day_number
from muster.tables import codes


UNRESOLVED = codes.mask_of("N")
NONE = np.uint8(codes.NO_MARK)


@dataclass(frozen=True)
class Threshold:
    """A child who reached the threshold at one school: with which session, the sessions
    that make it, and those missed without leave since."""

    pupil: int
    met_on: date
    sessions: tuple[Session, ...]
    since: tuple[Session, ...]


@dataclass(frozen=True)
class Continuous:
    """School days running on which every possible session was missed without leave, and
    those sessions."""

    pupil: int
    from_on: date
    to_on: date
    days: int
    due_on: date
    is_running: bool
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Unresolved:
    """Sessions with N for longer than there is to say why."""

    pupil: int
    sessions: tuple[Session, ...]
    # School days since the oldest.
    days: int


def thresholds(
    register: Register,
    on: date,
    *,
    fresh_after: Mapping[int, date] | None = None,
    of_age: Mapping[int, tuple[date, date]] | None = None,
    met_from: date = date.min,
) -> list[Threshold]:
    """Every pupil with ten unauthorised sessions (G, N, O, U) within ten school weeks, up
    to a day: rules.md 4.1 and 4.2, National Framework for Penalty Notices 2024.

    ``fresh_after`` is, by pupil, the last day of a period already relied on: counting
    starts afresh the day after. ``of_age`` is when a pupil is of compulsory school age; of
    one who isn't there every day counts, so that somebody looks. Weeks are the school's,
    not the pupil's: a holiday uses up none, one open day is a week. The tenth session is
    one of ``met_from`` or later; the nine before it may be of the school year before.
    """
    needed, weeks = number("penalty_sessions", on), number("penalty_weeks", on)
    register = register.upto(on)
    missed = codes.UNAUTHORISED[register.marks]
    for row, pupil in enumerate(register.pupils.tolist()):
        if fresh_after and pupil in fresh_after:
            missed[row] &= register.day > day_number(fresh_after[pupil])
        missed[row] &= _is_of_age(register, row, of_age)
    found = []
    for row in np.flatnonzero(missed.sum(axis=1) >= needed).tolist():
        at = np.flatnonzero(missed[row])
        week = register.school_week[at]
        # The session that is tenth of ten in a row within ten weeks.
        near = week[needed - 1 :] - week[: 1 - needed or None] < weeks
        late = register.day[at[needed - 1 :]] >= day_number(met_from)
        within = np.flatnonzero(near & late)
        if not len(within):
            continue
        first = int(within[0])
        of = [register.session(row, place) for place in at.tolist()]
        ten = of[first : first + needed]
        found.append(
            Threshold(
                pupil=int(register.pupils[row]),
                met_on=ten[-1].on,
                sessions=tuple(ten),
                since=tuple(of[first + needed :]),
            )
        )
    return found


def continuous(
    register: Register,
    on: date,
    of_age: Mapping[int, tuple[date, date]] | None = None,
) -> list[Continuous]:
    """Pupils of compulsory school age absent without leave for ten school days running, the
    latest run of each: the attendance return of rules.md 3.3 (SI 2024/208, regulation 13).

    Every possible session of a day must be G, N, O or U. A day with none possible, or one
    outside that age (``of_age``, as :func:`thresholds` has it), neither counts nor breaks;
    half a day attended, or authorised, breaks.
    """
    needed = number("continuous_days", on)
    register = register.upto(on)
    found = []
    enough = codes.UNAUTHORISED[register.marks].sum(axis=1) >= needed
    for row in np.flatnonzero(enough).tolist():
        marks = np.where(_is_of_age(register, row, of_age), register.marks[row], NONE)
        days = day_by_day(marks, register.school_day, codes.UNAUTHORISED)
        counts = days >= 0
        long = [run for run in runs_of(days > 0, counts) if len(run) >= needed]
        if long:
            run = long[-1].tolist()
            first_of = np.searchsorted(register.school_day, run)
            found.append(
                Continuous(
                    pupil=int(register.pupils[row]),
                    from_on=register.on(int(first_of[0])),
                    to_on=register.on(int(first_of[-1])),
                    days=len(run),
                    due_on=register.on(int(first_of[needed - 1])),
                    is_running=bool(run[-1] == np.flatnonzero(counts)[-1]),
                    sessions=register.sessions(
                        row, np.isin(register.school_day, run), codes.UNAUTHORISED
                    ),
                )
            )
    return found


def unresolved(register: Register, on: date) -> list[Unresolved]:
    """Pupils with N in the register after five school days: rules.md 1.2, 2.6.

    The day after the session is the first of the five.
    """
    allowed = number("unresolved_days", on)
    register = register.upto(on)
    if not len(register.day):
        return []
    today = int(register.school_day[-1])
    late = UNRESOLVED[register.marks] & (today - register.school_day > allowed)
    return [
        Unresolved(
            pupil=int(register.pupils[row]),
            sessions=tuple(register.session(row, at) for at in places.tolist()),
            days=today - int(register.school_day[places[0]]),
        )
        for row in np.flatnonzero(late.any(axis=1)).tolist()
        for places in [np.flatnonzero(late[row])]
    ]


def _is_of_age(
    register: Register, row: int, of_age: Mapping[int, tuple[date, date]] | None
) -> np.ndarray:
    """At which sessions a pupil is of compulsory school age; at each where it isn't known."""
    held = (of_age or {}).get(int(register.pupils[row]))
    if held is None:
        return np.ones(len(register.day), bool)
    first, last = map(day_number, held)
    return (register.day >= first) & (register.day <= last)
