"""A year of marks as an authority is sent them: pupil-weeks, school by school."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from muster.school_year import SchoolYear, day_number
from muster.tables.marks import SESSIONS, MarkWeeks

from .children import Children
from .dice import dice
from .marking import STEPS, UNKNOWN_SYMBOL, Register
from .places import School
from .plans import Plan, plan_year
from .planted import Plant
from .rolls import Rolls
from .seasons import Season
from .sheets import Sheet, code
from .terms import Status, Timetable
from .week import school_of, the_weeks_cases


Array = np.ndarray

# How far behind the late school is, and the weeks of the autumn's second half-term,
# from its first, that another school never sent.
LATE_BY = timedelta(weeks=3)
MISSING_WEEKS = (2, 3)


@dataclass(frozen=True)
class Block:
    """One school's pupil-weeks: row numbers of its plan, Mondays and marks."""

    pupil: Array
    week: Array
    marks: Array


@dataclass(frozen=True)
class World:
    """Everything invented that marks are drawn from."""

    schools: list[School]
    children: Children
    upns: Array
    rolls: Rolls
    timetables: dict[tuple[int, int], Timetable]
    years: range
    seed: int
    loaded_to: date

    def plan(self, year: SchoolYear) -> Plan:
        rows = self.rolls.in_year(year, day_number(self.loaded_to))
        rolls = self.rolls.rows(rows)
        first = self.years[0]
        return plan_year(self.children, self.schools, rolls, year, first, self.seed)


def mark_weeks(
    world: World,
    year: SchoolYear,
    *,
    until: date | None = None,
    schools: list[int] | None = None,
) -> MarkWeeks:
    """The marks of a school year up to a day, of all schools or some.

    Makes a school at a time, so memory is a year's marks and one school's working.
    """
    plan = world.plan(year)
    until = until or world.loaded_to
    wanted = range(len(world.schools)) if schools is None else schools
    conflicts = _conflicts(world, year)
    names: list[str] = []
    pupils: list[str] = []
    pupil_school: list[int] = []
    blocks: list[Block] = []
    for number in wanted:
        part = plan.of_school(number)
        if len(part):
            block = _block(world, number, year, part, until, conflicts)
            blocks.append(Block(block.pupil + len(pupils), block.week, block.marks))
            pupil_school += [len(names)] * len(part)
            names.append(world.schools[number].urn)
            pupils += world.upns[part.rolls.child].tolist()
    return MarkWeeks(
        schools=names,
        pupils=pupils,
        pupil_school=np.array(pupil_school, dtype=np.int32),
        pupil=np.concatenate([block.pupil for block in blocks]),
        week=np.concatenate([block.week for block in blocks]),
        marks=np.concatenate([block.marks for block in blocks]),
        symbols=[UNKNOWN_SYMBOL],
    )


def _block(
    world: World,
    number: int,
    year: SchoolYear,
    plan: Plan,
    until: date,
    conflicts: tuple[int, int],
) -> Block:
    school = world.schools[number]
    timetable = world.timetables[number, year.start]
    season = Season(timetable, world.seed, number)
    sheet = Sheet(len(plan), season, dice(world.seed, "marks", year.start, number))
    nth_year = world.years[-1] - year.start
    last = day_number(until)
    register = Register(school, year, plan, season, sheet, last, nth_year, conflicts)
    for step in STEPS:
        step(register)
    if nth_year == 0 and number == school_of(world.schools):
        the_weeks_cases(register)
    if nth_year == 0 and Plant.LATE_SENDER in school.plants:
        last -= LATE_BY.days
    weeks, cells = _laid_out(sheet, timetable, year)
    _keep_enrolled(cells, weeks, plan.rolls, last)
    if nth_year == 0 and Plant.FORTNIGHT_MISSING in school.plants:
        cells[:, _missing_weeks(timetable, weeks)] = 0
    return _sent(weeks, cells)


def _laid_out(
    sheet: Sheet, timetable: Timetable, year: SchoolYear
) -> tuple[Array, Array]:
    """The sheet in weeks of fourteen sessions, with its closed days written in."""
    in_term = timetable.status != Status.HOLIDAY
    monday = timetable.days - timetable.weekday
    weeks, which = np.unique(monday[in_term], return_inverse=True)
    cells = np.zeros((len(sheet.marks), len(weeks) * SESSIONS), dtype=np.uint8)
    place = which * SESSIONS + 2 * timetable.weekday[in_term]
    status = timetable.status[in_term]
    for day, shut in zip(
        place[status != Status.OPEN], status[status != Status.OPEN], strict=True
    ):
        letters = "Y4" if shut == Status.CLOSED_UNEXPECTED else "#"
        cells[:, day : day + 2] = code(letters, year)
    opened = place[status == Status.OPEN]
    cells[:, np.stack([opened, opened + 1], axis=1).ravel()] = sheet.marks
    return weeks, cells.reshape(len(sheet.marks), len(weeks), SESSIONS)


def _keep_enrolled(cells: Array, weeks: Array, rolls: Rolls, last: int) -> None:
    """Nothing is said of days before a child came, after they left, or not yet sent."""
    day = weeks[:, None] + np.arange(SESSIONS) // 2
    cells[:, day > last] = 0
    part = np.flatnonzero((rolls.from_on > day[0, 0]) | (rolls.to_on < last))
    outside = (day < rolls.from_on[part, None, None]) | (
        day > rolls.to_on[part, None, None]
    )
    some = cells[part]
    some[outside] = 0
    cells[part] = some


def _missing_weeks(timetable: Timetable, weeks: Array) -> Array:
    second_half = timetable.days[timetable.half_term == 2][0]
    first = int(np.searchsorted(weeks, second_half, side="right")) - 1
    return first + np.array(MISSING_WEEKS)


def _sent(weeks: Array, cells: Array) -> Block:
    pupil, week = np.nonzero(cells.any(axis=2))
    return Block(
        pupil.astype(np.int32), weeks[week].astype(np.int32), cells[pupil, week]
    )


def _conflicts(world: World, year: SchoolYear) -> tuple[int, int]:
    """The first two children of the year who are at a PRU for part of the week.

    -1 where there are fewer: small authorities may have none.
    """
    rolls = world.rolls
    rows = rolls.in_year(year, day_number(world.loaded_to))
    dual = rows[rolls.subsidiary[rows] & (rolls.away[rows] > 0)]
    late = rolls.away_from[dual] + 14 <= day_number(world.loaded_to)
    found = sorted({int(child) for child in rolls.child[dual[late]]})
    first, second, *_ = [*found, -1, -1]
    return first, second
