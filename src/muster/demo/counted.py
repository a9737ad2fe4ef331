"""What the demo authority's own marks come to, for its rows of published files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muster.measures import Question, ask_all, parse_period
from muster.measures.question import Answer
from muster.school_year import SchoolYear
from muster.tables.state import State

from .england import PHASES


# Counted as the Department's live figures are, by half-term.
PARTS = {
    "I": "reason_i",
    "M": "reason_m",
    "G": "reason_g",
    "N": "reason_n",
    "U": "reason_u",
    "L": "late_before",
    "authorised": "authorised_absence",
    "unauthorised": "unauthorised_absence",
}
# As the census counts: by year.
RATES = (
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
Pair = tuple[int, int]


@dataclass(frozen=True)
class Counted:
    """Counts by year, half-term and phase; by year, phase and measure; and by school.

    A year is the calendar year it starts in.
    """

    half_terms: dict[tuple[int, int, str], dict[str, int]]
    years: dict[tuple[int, str], dict[str, Pair]]
    schools: dict[str, Pair]


def counted(state: State) -> Counted:
    years = [SchoolYear(start) for start in state.years()]
    live = ask_all(
        state,
        [
            _question(PARTS.values(), ("half_term", "phase"), year, "live")
            for year in years
        ],
    )
    census = ask_all(state, [_question(RATES, ("phase",), year) for year in years])
    first = ask_all(state, [_question(["persistent_absence"], ("school",), years[0])])
    half_terms: dict[tuple[int, int, str], dict[str, int]] = {}
    letters = {name: letter for letter, name in PARTS.items()}
    for year, answer in zip(years, live, strict=True):
        for row in answer.rows:
            half_term, phase = row.dims
            if phase.capitalize() in PHASES and half_term.startswith("HT"):
                key = year.start, int(half_term[2]), phase.capitalize()
                held = half_terms.setdefault(key, {"possible": 0})
                held[letters[row.measure]] = row.numerator or 0
                held["possible"] = max(held["possible"], row.denominator or 0)
    return Counted(
        half_terms,
        _by_year(years, census),
        {
            row.dims[0]: (row.numerator or 0, row.denominator)
            for row in first[0].rows
            if row.denominator
        },
    )


def _by_year(
    years: Sequence[SchoolYear], answers: Sequence[Answer]
) -> dict[tuple[int, str], dict[str, Pair]]:
    found: dict[tuple[int, str], dict[str, Pair]] = {}
    for year, answer in zip(years, answers, strict=True):
        for row in answer.rows:
            held = found.setdefault((year.start, row.dims[0].capitalize()), {})
            held[row.measure] = row.numerator or 0, row.denominator or 0
    return found


def _question(
    names: Iterable[str], by: tuple[str, ...], year: SchoolYear, rules: str = "census"
) -> Question:
    return Question(
        tuple(names), by, parse_period(year.label), rules, audience="unsuppressed"
    )
