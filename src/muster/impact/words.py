"""How findings are put: plain words that claim no cause."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from muster.measures import get
from muster.measures.dimensions import UNKNOWN
from muster.measures.titles import title_of
from muster.school_year import parse_week


if TYPE_CHECKING:
    from muster.impact.evidence import Evidence


FEW_PUPILS = 100
WHOLE = 90
INTAKE = (
    "Schools differ in whom they take: more absence may come with more poverty or need, and"
    " less with less."
)
ONE_YEAR = (
    "One half-term against another: other children, a hard winter or a new way of keeping"
    " registers can do this."
)
CHANGING = (
    "Who is in the group changes from year to year; some are known later than others."
)
STEP = (
    "Absence rises with age everywhere, and at this step most of all: what matters is"
    " whether it rises more than in other years."
)
TIMETABLE = "Lessons, transport or a register taken otherwise at that time of the week can do this."
WINTER = "Illness has its season, and weeks follow one another: it may be no more than a winter."
CLOSED = (
    "A school that was closed and isn’t so in its calendar looks the same. What it would"
    " have said is in no figure."
)
TOGETHER = "A season or an illness that reaches every school at once can do this."
# What a code's share rests on besides the children.
_OF_CODE = {
    "reason_n": "N stands until a reason is found: late registers and recent weeks have more.",
    "reason_u": "U depends on when a school closes its registers.",
    "reason_g": "Leave falls beside holidays, and a few families can make a share of it.",
    "reason_c2": "A few children on part-time timetables make most of it.",
    "not_recorded": "One class, or one member of staff, can leave most of them.",
    "unknown_codes": "A code map, given when marks are loaded, makes a school’s own code a"
    " national one.",
}
_MARKED = {
    "not_recorded": "Sessions with no mark in the register",
    "unknown_codes": "Sessions marked with a code that is not a national one",
}
_WITHOUT_ARTICLE = {UNKNOWN: "schools whose phase is not known"}


def in_phase_alone(phase: str) -> str:
    """“secondary schools”."""
    return _WITHOUT_ARTICLE.get(phase, f"{phase} schools")


def in_phase(phase: str) -> str:
    """“in secondary schools”."""
    return f"in {in_phase_alone(phase)}"


def marked(measure: str) -> str:
    """“Sessions marked late, register closed (U)”."""
    if measure in _MARKED:
        return _MARKED[measure]
    [code] = get(measure).codes
    title = title_of("reason", code)
    return f"Sessions marked {title[:1].lower()}{title[1:]}"


def of_code(measure: str) -> tuple[str, ...]:
    return (_OF_CODE[measure],) if measure in _OF_CODE else ()


def part(of: Evidence) -> str:
    """What the period is called."""
    return "half-term" if of.period.half_term else "term" if of.period.term else "year"


def same(of: Evidence) -> str:
    """“the same half-term of 2024/25”."""
    assert of.earlier
    return f"the same {part(of)} of {of.earlier.years[-1].title}"


def unfinished(of: Evidence) -> tuple[str, ...]:
    """Said of what is held against a year before while weeks are still to come."""
    if of.is_over:
        return ()
    return (
        f"The {part(of)} is not over: weeks still to come are in last year’s figure only.",
    )


def doubts(of: Evidence, school: str, pupils: float) -> tuple[str, ...]:
    """What about this school would make a finding wrong."""
    found = []
    if pupils < FEW_PUPILS:
        found.append(
            "It has fewer than 100 pupils: a few families can move its figures."
        )
    held = of.registers.get(school)
    if held and 100 * held.held < WHOLE * held.open:
        found.append(
            f"Registers came for {held.held} of its {held.open} open sessions only."
        )
    return tuple(found)


def day(value: date) -> str:
    """“2 March 2026”."""
    return f"{value.day} {value:%B %Y}"


def monday(week: str) -> str:
    """“8 December 2025”, of 2025-W50."""
    return day(parse_week(week))
