"""Measures of returns, each drawn; spring term 2026, to Friday 27 March."""

from datetime import date

import pytest
from tests.measures.drawn import rows_of

from muster.measures import parse_period, provided
from muster.measures.provided import Stretch, count_rows
from muster.measures.returns import returns_in_time, returns_late


SPRING = Stretch(parse_period("2025-26/spring").first, date(2026, 3, 27))
DRAWN = """
    due_on     | came_on
    -----------+-----------
    2026-03-26 |
    2026-03-27 |
    2026-03-28 |
    2026-02-02 | 2026-02-02
    2026-02-02 | 2026-02-03
    2025-12-01 |
"""


def owed():
    for number, row in enumerate(rows_of(DRAWN), start=1):
        came = row.get("came_on")
        yield {
            "expected": number,
            "child": number,
            "return": "Sickness",
            "school": "Ash",
            "due_on": date.fromisoformat(row["due_on"]),
            "came_on": date.fromisoformat(came) if came else None,
        }


@pytest.mark.parametrize(
    ("measure", "expected"),
    # Due in the term and by the 27th: four. Overdue is past its day, and not on it.
    [(returns_in_time, (1, 4)), (returns_late, (1, 4))],
)
def test_returns_are_counted_of_those_due_in_the_period(measure, expected, monkeypatch):
    rows = list(owed())
    monkeypatch.setitem(provided.PROVIDERS, "returns", lambda of, scope: rows)
    [figure] = count_rows([measure], (), SPRING, audience="unsuppressed")
    assert (figure.numerator, figure.denominator) == expected
