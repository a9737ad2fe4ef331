"""What happens to children in a school's year, painted on its sheet step by step.

Absence comes in spells, as it does (impact.md C0): illness in the season's waves,
absence without a good reason on Mondays and Fridays, holidays beside holidays, a
part-time timetable every afternoon for weeks. Then the registers as they are sent: not
taken, with codes nobody knows, with reasons still to be found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.school_year import SchoolYear, day_number
from muster.tables import codes

from . import rates
from .dice import Dice
from .places import School
from .plans import Plan
from .planted import Phase, Plant
from .seasons import Season
from .sheets import Sheet, Spells
from .words import wards


Array = np.ndarray

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
RECEPTION, YEAR_6, YEAR_10, YEAR_11, YEAR_12 = 0, 6, 10, 11, 12
SCHOOL_DAYS = 5
UNKNOWN_SYMBOL = "7"
AREAS = list(dict.fromkeys(ward.area for ward in wards()))


@dataclass(frozen=True)
class Register:
    """A school's year while it is being marked.

    `until` is the last day marks were sent for; `nth_year` 0 for the latest year, 1 for
    the one before; `conflicts` the two dual-registered children whose registers
    disagree: the first is due nowhere for a week, the second in both places.
    """

    school: School
    year: SchoolYear
    plan: Plan
    season: Season
    sheet: Sheet
    until: int
    nth_year: int
    conflicts: tuple[int, int]

    @property
    def draw(self) -> Dice:
        return self.sheet.draw

    def has(self, plant: Plant) -> bool:
        return plant in self.school.plants

    def usual(self, by_phase: tuple[float, ...]) -> float:
        return by_phase[self.school.phase]

    def spread(self, by_phase: tuple[float, ...], most: float = 0.5) -> Array:
        """A phase's rate, more for children who are often away."""
        return np.minimum(self.usual(by_phase) * self.plan.often, most)


# Present, though late or elsewhere


def late(register: Register) -> None:
    """Mostly in the morning, and mostly the same children (rules.md 0: L is present)."""
    rate = register.spread(rates.LATE) * register.draw.gamma(
        0.6, 1 / 0.6, len(register.plan)
    )
    if register.has(Plant.LATE_AFTER_CLOSE):
        rate *= 0.5
    paint(register, np.minimum(rate, 0.6), "L", rates.ONE_SESSION, pm=0.16)


def trips(register: Register) -> None:
    """A year group out for a day, nine in ten of it; Year 6 away for most of a week."""
    season, sheet, plan = register.season, register.sheet, register.plan
    when = np.array([0.9, 0.7, 0.5, 0.8, 1.2, 2.2])[season.half_term - 1]
    for group in np.unique(plan.group):
        days = sheet.pick(when, int(register.draw.poisson(1.3)))
        lengths = np.full(len(days), 2)
        if group == YEAR_6 and len(days):
            lengths[0] = 8
        for day, length in zip(days, lengths, strict=True):
            going = (plan.group == group) & (register.draw.random(len(plan)) < 0.9)
            rows = np.flatnonzero(going)
            first = np.full(len(rows), 2 * day)
            last = np.minimum(first + length, season.last_of[first])
            sheet.paint((rows, first, last), "V")


def work_experience(register: Register) -> None:
    """Year 10, for a week near the end of the year, at half of the schools."""
    days = np.flatnonzero(
        (register.season.half_term == 6) & (register.season.weekday == MONDAY)
    )
    if register.school.phase != Phase.SECONDARY or len(days) < 4:
        return
    if register.draw.random() < 0.5:
        week = register.season.days - register.season.days[days[-3]]
        in_week = np.repeat((week >= 0) & (week < 5), 2)
        going = (register.plan.group == YEAR_10)[:, None] & in_week
        register.sheet.paint_where(going, "W")


def off_site(register: Register) -> None:
    """One weekday a week elsewhere, for half a year, mostly in Years 10 and 11."""
    plan, season, draw = register.plan, register.season, register.draw
    older = 2.2 * (plan.group >= YEAR_10) + 0.1
    if register.school.phase != Phase.SECONDARY:
        older = np.ones(len(plan))
    chance = register.spread(rates.OFF_SITE) * older * season.sessions / 40
    rows = np.flatnonzero(draw.random(len(plan)) < chance)
    day = draw.integers(5, size=len(rows))
    begins = draw.integers(0, max(1, len(season.days) - 90), len(rows))
    number = np.arange(len(season.days))
    lasting = (number >= begins[:, None]) & (number < begins[:, None] + 100)
    there = np.repeat(lasting & (season.weekday == day[:, None]), 2, axis=1)
    part = register.sheet.marks[rows]
    part[there] = register.sheet.code("B")
    register.sheet.marks[rows] = part


def arranged(register: Register) -> None:
    """Tuition the authority arranged, in the mornings, for weeks."""
    mornings(register, register.spread(rates.ARRANGED), "K", days=40, at=0)


# Absent


def absent_without_reason(register: Register) -> None:
    plan = register.plan
    share = np.where(plan.severe, plan.away * 0.3, plan.away)
    found = spells(register, share, register.season.absence, rates.ABSENCE_SPELL)
    paint_unless_unknown(register, found, "O")
    if register.has(Plant.FRIDAYS):
        fridays = (register.season.weekday == FRIDAY) * 5.0
        lost = register.sheet.spells(
            0.022 * np.minimum(plan.often, 3), fridays, rates.ONE_SESSION, pm=1.0
        )
        register.sheet.paint(lost, "O")


def ill(register: Register) -> None:
    found = spells(
        register, register.plan.ill, register.season.illness, rates.ILLNESS_SPELL
    )
    paint_unless_unknown(register, found, "I")


def wave(register: Register) -> None:
    """In one autumn, an illness goes from area to area and from school to school."""
    if register.year.start != rates.WAVE_YEAR:
        return
    season, sheet, draw = register.season, register.sheet, register.draw
    began = np.searchsorted(season.days, day_number(rates.WAVE_BEGAN))
    began += rates.WAVE_BY_AREA * AREAS.index(register.school.ward.area)
    began += draw.integers(rates.WAVE_BY_SCHOOL + 1)
    caught = draw.random(len(register.plan)) < register.usual(rates.WAVE_CATCHES)
    rows = np.flatnonzero(caught)
    after = np.abs(draw.normal(0, rates.WAVE_AT_SCHOOL, len(rows)))
    first = 2 * (began + after.astype(int))
    chances = np.array(list(rates.WAVE_SPELL.values()))
    length = np.array(list(rates.WAVE_SPELL))[sheet.pick(chances, len(rows))]
    sheet.paint((rows, first, np.minimum(first + length, season.last_of[first])), "I")


def severely_absent(register: Register) -> None:
    """Away for weeks at a time, most of the year: some ill, some not."""
    plan, sheet = register.plan, register.sheet
    share = np.where(plan.severe, plan.severe_share, 0.0)
    found = spells(register, share, register.season.severe, rates.SEVERE_SPELL, pm=0.05)
    reason = np.where(plan.severe_ill, sheet.code("I"), sheet.code("O"))
    sheet.paint_each(found, reason[found[0]])


def appointments_and_leave(register: Register) -> None:
    """Appointments, exceptional circumstances, and what is rarer still."""
    paint(register, register.spread(rates.APPOINTMENT), "M", rates.SHORT_SPELL, pm=0.4)
    paint(register, register.spread(rates.EXCEPTIONAL), "C", rates.ABSENCE_SPELL)
    paint(register, register.usual(rates.INTERVIEW), "J1", rates.SHORT_SPELL)
    paint(register, register.usual(rates.PERFORMANCE), "C1", rates.SHORT_SPELL)
    paint(register, register.usual(rates.TRAVELLING), "T", rates.HOLIDAY_SPELL)
    paint(register, register.usual(rates.SPORT), "P", rates.SHORT_SPELL)


def late_after_close(register: Register) -> None:
    rate = register.spread(rates.LATE_AFTER_CLOSE)
    if register.has(Plant.LATE_AFTER_CLOSE):
        rate = np.minimum(rate * 6, 0.5)
    paint(register, rate, "U", rates.ONE_SESSION, pm=0.1)


def holidays(register: Register) -> None:
    """Without leave, mostly beside a holiday; before August 2024 a few had leave."""
    rate = register.usual(rates.HOLIDAY)
    if register.has(Plant.HOLIDAYS):
        rate *= 3.5
    season, sheet = register.season, register.sheet
    found = sheet.spells(rate, season.holiday, rates.HOLIDAY_SPELL, pm=0.02)
    letters = np.full(len(found[0]), sheet.code("G"))
    if register.year.start < 2024:
        with_leave = register.draw.random(len(letters)) < 0.08
        letters[with_leave] = codes.by_code("H").id
    sheet.paint_each(found, letters)


def religious_observance(register: Register) -> None:
    """At Eid, for most of the children who keep it (never guessed the other way)."""
    kept = np.array([rates.KEEPS_EID.get(code, 0.0) for code in rates.ETHNICITY])
    for day in rates.EIDS:
        at = np.flatnonzero(register.season.days == day_number(day))
        if len(at):
            likely = kept[register.plan.ethnicity]
            away = register.draw.random(len(likely)) < likely
            on_day = np.repeat(np.arange(len(register.season.days)) == at[0], 2)
            register.sheet.paint_where(away[:, None] & on_day, "R")


def suspended(register: Register) -> None:
    often = np.minimum(register.plan.often**1.4, 12) * 0.8
    share = np.minimum(register.usual(rates.SUSPENDED) * often, 0.3)
    paint(register, share, "E", rates.SUSPENSION_SPELL)


def part_time(register: Register) -> None:
    """Every afternoon for six weeks: C until August 2024, C2 since."""
    rate = register.spread(rates.PART_TIME)
    if register.has(Plant.PART_TIME):
        rate = rate * (6.0, 3.0, 1.2)[min(register.nth_year, 2)]
    mornings(register, np.minimum(rate, 0.3), "C2", days=30, at=1)


def study_leave(register: Register) -> None:
    """Year 11: some from the middle of May, nearly all of June (rules.md 1.2, S)."""
    season, plan = register.season, register.plan
    if register.school.phase != Phase.SECONDARY:
        return
    last_of_fifth = np.flatnonzero(season.half_term == 5)[-8:]
    likely = np.where(season.half_term == 6, 0.9, 0.0)
    likely[last_of_fifth] = 0.15
    sitting = register.draw.random((len(plan), season.sessions)) < np.repeat(likely, 2)
    register.sheet.paint_where((plan.group == YEAR_11)[:, None] & sitting, "S")


# Not due


def not_timetabled(register: Register) -> None:
    """Sixth formers' free afternoons; Reception's first mornings at half the schools."""
    plan, season, sheet = register.plan, register.season, register.sheet
    afternoon = np.arange(season.sessions) % 2 == 1
    free = np.repeat(np.isin(season.weekday, (WEDNESDAY, FRIDAY)), 2) & afternoon
    sheet.paint_where((plan.group >= YEAR_12)[:, None] & free, "X")
    if register.school.number % 2:
        starting = afternoon & (np.arange(season.sessions) < 4 * SCHOOL_DAYS)
        new = (plan.group == RECEPTION) & (plan.rolls.from_on >= season.days[0] - 5)
        sheet.paint_where(new[:, None] & starting, "X")


def due_elsewhere(register: Register) -> None:
    """D on the days a dual-registered child is due at the other school."""
    rolls, season = register.plan.rolls, register.season
    for row in np.flatnonzero(rolls.away_to > 0):
        days = (season.days >= rolls.away_from[row]) & (
            season.days <= rolls.away_to[row]
        )
        away = (rolls.away[row] >> season.weekday & 1).astype(bool)
        if register.nth_year == 0:
            away = disagreed(register, row, away)
        register.sheet.marks[row, np.repeat(days & away, 2)] = register.sheet.code("D")


def disagreed(register: Register, row: np.intp, away: Array) -> Array:
    """One child has D at both schools for a week, another real marks at both."""
    rolls, season = register.plan.rolls, register.season
    week = season.days - rolls.away_from[row]
    second = (week >= 7) & (week < 14)
    child = int(rolls.child[row])
    if child == register.conflicts[0] and rolls.subsidiary[row]:
        return away | second
    if child == register.conflicts[1] and not rolls.subsidiary[row]:
        return away & ~second
    return away


# The registers as they are sent


def registers_not_taken(register: Register) -> None:
    """A class or a child with no mark; one school's Friday afternoons from Year 3."""
    plan, season, draw = register.plan, register.season, register.draw
    of_class = 2 * plan.group + plan.rolls.child % 2
    missed = draw.random((2 * 14, season.sessions)) < rates.REGISTER_MISSED
    if register.has(Plant.REGISTERS_NOT_TAKEN) and register.nth_year == 0:
        fridays = np.repeat(season.weekday == FRIDAY, 2)
        fridays &= np.arange(season.sessions) % 2 == 1
        missed[6:14] |= fridays & (draw.random(season.sessions) < 0.6)
    register.sheet.marks[missed[of_class]] = codes.NO_MARK
    alone = register.sheet.spells(rates.CHILD_MISSED, season.even, rates.ONE_SESSION)
    register.sheet.paint_each(alone, codes.NO_MARK)


def codes_nobody_knows(register: Register) -> None:
    """One school's system writes 7 for its inclusion room, which is no national code."""
    if register.has(Plant.UNKNOWN_CODE) and register.nth_year == 0:
        room = register.sheet.spells(
            np.minimum(0.009 * register.plan.often, 0.3),
            register.season.even,
            rates.SHORT_SPELL,
        )
        register.sheet.paint_each(room, codes.FIRST_SYMBOL)


STEPS: tuple[Callable[[Register], None], ...] = (
    late,
    trips,
    work_experience,
    off_site,
    arranged,
    appointments_and_leave,
    absent_without_reason,
    ill,
    wave,
    late_after_close,
    severely_absent,
    holidays,
    suspended,
    part_time,
    religious_observance,
    study_leave,
    not_timetabled,
    codes_nobody_knows,
    due_elsewhere,
    registers_not_taken,
)


# What the steps share


def paint(
    register: Register,
    share: Array | float,
    letters: str,
    lengths: dict[int, float],
    pm: float = rates.BEGINS_PM,
) -> None:
    """Spells of one code on any day of the year."""
    when = register.season.even
    register.sheet.paint(register.sheet.spells(share, when, lengths, pm), letters)


def spells(
    register: Register,
    share: Array,
    when: Array,
    lengths: dict[int, float],
    pm: float = rates.BEGINS_PM,
) -> Spells:
    """Spells of absence, fewer at the school that improved from January last year."""
    if register.has(Plant.IMPROVING):
        when = when * _improvement(register)
    return register.sheet.spells(share, when, lengths, pm)


def _improvement(register: Register) -> Array:
    """1 until January of the year before, falling to 0.58 a year later."""
    latest = SchoolYear(register.year.start + register.nth_year)
    began = day_number(date(latest.start, 1, 4))
    return np.interp(register.season.days, (began, began + 365), (1.0, 0.58))


def paint_unless_unknown(register: Register, found: Spells, letters: str) -> None:
    """The reason, or N while nobody has found it (rules.md 0: N is provisional)."""
    season = register.season
    within = season.loaded(register.until) - found[1]
    soon, later, ever = rates.REASON_NOT_YET
    if register.has(Plant.REASONS_NOT_FOUND) and register.nth_year == 0:
        ever = 0.35
    chance = np.full(len(within), ever)
    chance[within <= 4 * SCHOOL_DAYS] = max(later, ever)
    chance[within <= 2 * SCHOOL_DAYS] = max(soon, ever)
    unknown = register.draw.random(len(within)) < chance
    sheet = register.sheet
    sheet.paint_each(found, np.where(unknown, sheet.code("N"), sheet.code(letters)))


def mornings(
    register: Register, share: Array, letters: str, *, days: int, at: int
) -> None:
    """One session (`at` 0 AM, 1 PM) of each day for so many days, from any day on."""
    season, draw = register.season, register.draw
    chance = np.minimum(share * season.sessions / days, 0.95)
    rows = np.flatnonzero(draw.random(len(register.plan)) < chance)
    begins = draw.integers(0, max(1, len(season.days)), len(rows))
    last = np.minimum(begins + days, len(season.days))
    lengths = last - begins
    day = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    day += np.arange(lengths.sum())
    register.sheet.marks[np.repeat(rows, lengths), 2 * day + at] = register.sheet.code(
        letters
    )
