"""The demo authority, invented: three years of an authority that doesn't exist."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa

from muster.school_year import SchoolYear, day_number, week_of
from muster.tables.marks import MarkWeeks

from .children import invent_children
from .dice import dice
from .listing import calendars_table, enrolments_table
from .places import School, invent_schools, schools_table
from .planted import SNOWED_IN, Plant
from .rolls import invent_rolls
from .sending import World, mark_weeks
from .terms import Pattern, Timetable, authority_timetable, school_timetable
from .upns import upns
from .words import AUTHORITY


# A Friday: the last day of half-term 4 of 2025/26 at most schools, with marks in up to
# the Friday before and this week's still to be loaded.
DEMO_TODAY = date(2026, 3, 27)

FEWEST, MOST = 1_000, 250_000
YEARS = range(1, 6)
ONE_DAY_SHUT = 0.06


@dataclass(frozen=True)
class Authority:
    """Tables as design.md 6 has them, and marks made a year at a time when asked for.

    `enrolments` has each school year's table as it was on `as_at(year)`; `loaded_to` is
    the last day marks were sent for.
    """

    name: str
    today: date
    loaded_to: date
    schools: pa.Table
    calendars: pa.Table
    enrolments: dict[SchoolYear, pa.Table]
    world: World = field(repr=False)

    @property
    def years(self) -> tuple[SchoolYear, ...]:
        """Oldest first."""
        return tuple(self.enrolments)

    def as_at(self, year: SchoolYear) -> date:
        """The day a year's enrolments were true: its last, or today."""
        return min(year.ends_on, self.today)

    def marks(self) -> Iterator[tuple[SchoolYear, MarkWeeks]]:
        """Each school year and its marks, oldest first, made as they are asked for."""
        for year in self.years:
            yield year, self.marks_of(year)

    def marks_of(self, year: SchoolYear) -> MarkWeeks:
        """One year's marks, the same whichever years were asked for before.

        Raises KeyError for a year that wasn't invented.
        """
        if year not in self.enrolments:
            raise KeyError(year)
        return mark_weeks(self.world, year)


def invent(
    *,
    pupils: int = 30_000,
    years: int = 3,
    seed: int = 1,
    today: date = DEMO_TODAY,
    progress: Callable[[float], object] | None = None,
) -> Authority:
    """An invented authority with about so many pupils, up to the week before today.

    The same pupils, years, seed and today give the same bytes. `progress` is told how
    much is done, from 0 to 1. Raises ValueError, with a sentence, for a number outside
    what the demo can make.
    """
    if not FEWEST <= pupils <= MOST:
        raise ValueError(
            f"The demo authority can have {FEWEST:,} to {MOST:,} pupils, not {pupils:,}."
        )
    if years not in YEARS:
        raise ValueError(
            f"The demo authority can have {YEARS[0]} to {YEARS[-1]} school years, "
            f"not {years}."
        )
    last = SchoolYear.of(today).start
    span = range(last - years + 1, last + 1)
    say = progress or (lambda done: None)
    world = _world(pupils, span, seed, today)
    say(0.5)
    enrolments = {}
    for nth, start in enumerate(span):
        year = SchoolYear(start)
        enrolments[year] = _enrolments(world, year, today)
        say(0.5 + 0.5 * (nth + 1) / years)
    return Authority(
        name=AUTHORITY,
        today=today,
        loaded_to=world.loaded_to,
        schools=schools_table(world.schools),
        calendars=calendars_table(world.schools, world.timetables, span),
        enrolments=enrolments,
        world=world,
    )


def _world(pupils: int, span: range, seed: int, today: date) -> World:
    schools = invent_schools(pupils, seed)
    children = invent_children(schools, pupils, span, seed)
    rolls = invent_rolls(children, schools, span, seed)
    return World(
        schools=schools,
        children=children,
        upns=upns(children, schools, rolls, seed),
        rolls=rolls,
        timetables={
            (number, start): _timetable(school, number, SchoolYear(start), span, seed)
            for number, school in enumerate(schools)
            for start in span
        },
        years=span,
        seed=seed,
        loaded_to=week_of(today) - timedelta(days=3),
    )


def _timetable(
    school: School, number: int, year: SchoolYear, span: range, seed: int
) -> Timetable:
    draw = dice(seed, "terms", number, year.start)
    plain = authority_timetable(year, school.pattern)
    shut = []
    if draw.random() < ONE_DAY_SHUT:
        shut.append(int(draw.choice(plain.open_days)))
    snowed_in = SNOWED_IN if year.start == span[-1] else SNOWED_IN[year.start % 2 :][:1]
    if school.ward.area in snowed_in:
        shut.append(_snow_day(year))
    if year.start == span[-1] and Plant.REGISTERS_NOT_TAKEN in school.plants:
        shut += _boiler_days(plain)
    return school_timetable(year, school.pattern, shut, draw)


def _snow_day(year: SchoolYear) -> int:
    """The Thursday of the second week back in January."""
    usual = authority_timetable(year, Pattern.STANDARD)
    back = usual.days[usual.half_term == 3][0]
    return int(back - (back + 3) % 7 + 7 + 3)


def _boiler_days(plain: Timetable) -> list[int]:
    """The first Tuesday and Wednesday of December."""
    first = day_number(date(plain.year.start, 12, 1))
    tuesday = first + (1 - (first + 3)) % 7
    return [tuesday, tuesday + 1]


def _enrolments(world: World, year: SchoolYear, today: date) -> pa.Table:
    as_at = min(year.ends_on, today)
    rolls = world.rolls.rows(world.rolls.in_year(year, day_number(as_at)))
    return enrolments_table(
        world.children, world.schools, world.upns, rolls, year, world.years[0], as_at
    )
