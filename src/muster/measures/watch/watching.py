"""All the week's lists look for, school by school: one pass over the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from muster.measures.watch.away import (
    Back,
    PartTime,
    Vanished,
    back,
    part_time,
    vanished,
)
from muster.measures.watch.elsewhere import Elsewhere, elsewhere
from muster.measures.watch.persistence import Standing, standings
from muster.measures.watch.register import Register, registers
from muster.measures.watch.rules import number
from muster.measures.watch.severity import Severity, severities
from muster.measures.watch.sickness import Sickness, sick
from muster.measures.watch.unauthorised import (
    Continuous,
    Threshold,
    Unresolved,
    continuous,
    thresholds,
    unresolved,
)
from muster.school_year import SchoolYear, compulsory_age
from muster.tables.state import State


@dataclass(frozen=True)
class Watched:
    """What one school's register says, on a day, of the children on its roll. Every child
    of the register has a standing if a session of the school year was possible."""

    register: Register
    thresholds: list[Threshold]
    continuous: list[Continuous]
    unresolved: list[Unresolved]
    sick: list[Sickness]
    part_time: list[PartTime]
    back: list[Back]
    vanished: list[Vanished]
    standings: list[Standing]
    severities: list[Severity]


def watched(
    state: State,
    on: date,
    schools: Sequence[int] | None = None,
    fresh_after: Mapping[int, date] | None = None,
) -> Iterator[Watched]:
    """What each school's register says, up to a day, of who is on its roll then.

    Asks the register of this school year and of the ten school weeks before it. Whoever an
    enrolment has leaving before the day is left out; of a school without enrolments nobody
    is. ``fresh_after`` is as :func:`thresholds` has it.
    """
    born, gone = _of_rolls(state, on)
    of_age = {pupil: compulsory_age(day) for pupil, day in born.items()}
    begins = SchoolYear.of(on).starts_on - timedelta(weeks=26)
    if _is_first_half_term(state, on):
        begins = SchoolYear(SchoolYear.of(on).start - 1).starts_on
    beside = elsewhere(state, begins, on, schools)
    for register in registers(state, begins, on, schools):
        yield _of(register, gone, on, state, fresh_after or {}, of_age, beside)


def _is_first_half_term(state: State, on: date) -> bool:
    """Whether any school is still in it, and what was before is the school year before."""
    own = (state.calendar(school) for school in state.schools["id"].to_list())
    return any(one.half_term_of(on) == 1 for one in (state.calendar(), *own))


def _of(
    whole: Register,
    gone: frozenset[int],
    on: date,
    state: State,
    fresh_after: Mapping[int, date],
    of_age: Mapping[int, tuple[date, date]],
    beside: Elsewhere,
) -> Watched:
    year = SchoolYear.of(on)
    calendar = state.calendar(whole.school)
    first = calendar.last_school_weeks(year.starts_on, number("penalty_weeks", on))
    register = _on_roll(whole, gone)
    if first:
        register = register.since(first[0])
    to_come = calendar.open_sessions(on + timedelta(days=1), year.ends_on)
    on_roll = frozenset(register.pupils.tolist())
    return Watched(
        register=register,
        thresholds=thresholds(
            register,
            on,
            fresh_after=fresh_after,
            of_age=of_age,
            met_from=year.starts_on,
        ),
        continuous=continuous(register, on, of_age),
        unresolved=unresolved(register, on),
        sick=sick(register, on),
        part_time=part_time(register, on),
        back=back(register, on),
        vanished=vanished(register, on),
        standings=standings(register, on, len(to_come), beside=beside),
        severities=severities(whole, on, calendar, on_roll, beside),
    )


def _on_roll(register: Register, gone: frozenset[int]) -> Register:
    here = ~np.isin(register.pupils, sorted(gone))
    return Register(
        register.school,
        register.pupils[here],
        register.day,
        register.half,
        register.marks[here],
    )


def _of_rolls(state: State, on: date) -> tuple[dict[int, date], frozenset[int]]:
    """The birth dates that are known, and who has left every enrolment they had."""
    rows = state.enrolments_in(SchoolYear.of(on)).select("pupil", "born_on", "to_on")
    born = rows.filter(pl.col("born_on").is_not_null()).unique("pupil", keep="last")
    stands = pl.col("to_on").is_null() | (pl.col("to_on") >= on)
    left = (
        rows.group_by("pupil").agg(stands.any().alias("here")).filter(~pl.col("here"))
    )
    return (
        dict(born.select("pupil", "born_on").iter_rows()),
        frozenset(left["pupil"].to_list()),
    )
