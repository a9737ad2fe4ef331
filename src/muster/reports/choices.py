"""The periods a pack can be made of: those with marks, the latest first."""

from muster.measures import ask, parse_period
from muster.school_year import SchoolYear
from muster.tables.state import State


def periods(state: State) -> list[tuple[str, str]]:
    """Texts and titles of half-terms, terms and years with marks; none without marks."""
    found = []
    for start in reversed(state.years()):
        label = SchoolYear(start).label
        parts = [*_held(state, label, "half_term"), *_held(state, label, "term")]
        for text in [*(f"{label}/{part}" for part in parts), label]:
            found.append((text, parse_period(text).title))
    return found


def _held(state: State, label: str, dimension: str) -> list[str]:
    """The parts of a year with anything to count, the latest first."""
    answer = ask(state, ["attendance"], by=[dimension], period=label)
    held = [row.dims[0] for row in answer.rows if row.suppressed or row.denominator]
    return held[::-1]
