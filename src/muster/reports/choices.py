"""The periods a pack can be made of: those with anything to count, the latest first."""

from muster.measures import Question, ask, parse_period, why_not
from muster.measures.count import TERMS
from muster.school_year import HALF_TERMS, SchoolYear
from muster.tables.state import State


def periods(state: State) -> list[tuple[str, str]]:
    """Texts and titles of half-terms, terms and years with marks; of years with weekly
    files and no marks, what those files begin and end with. None without either."""
    with_marks = state.years()
    texts = []
    for start in sorted({*with_marks, *state.totals_years()}, reverse=True):
        label = SchoolYear(start).label
        if start in with_marks:
            parts = [*_held(state, label, "half_term"), *_held(state, label, "term")]
            texts += [*(f"{label}/{part}" for part in parts), label]
        else:
            texts += _of_files(state, label)
    return [(text, parse_period(text).title) for text in texts]


def _of_files(state: State, label: str) -> list[str]:
    """The year to date, and the half-terms and terms the weekly files make."""
    parts = ["ytd", *(f"HT{n}" for n in HALF_TERMS[::-1]), *TERMS[::-1]]
    return [
        text
        for text in (f"{label}/{part}" for part in parts)
        if not why_not(state, Question(("attendance",), (), parse_period(text)))
    ]


def _held(state: State, label: str, dimension: str) -> list[str]:
    """The parts of a year with anything to count, the latest first."""
    answer = ask(state, ["attendance"], by=[dimension], period=label)
    held = [row.dims[0] for row in answer.rows if row.suppressed or row.denominator]
    return held[::-1]
