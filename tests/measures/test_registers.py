"""Measures of entries of registers, each drawn; as on Friday 27 March 2026."""

from datetime import date

import pytest
from tests.measures.drawn import rows_of

from muster.measures import parse_period, provided
from muster.measures.provided import Stretch, count_rows
from muster.measures.registers import (
    entries_begun,
    entries_ended,
    entries_late,
    entries_open,
    entries_unreviewed,
    entries_without_lead,
)


TODAY = date(2026, 3, 27)
SPRING = Stretch(parse_period("2025-26/spring").first, TODAY)
ORDINARY = {
    "register": "Plans",
    "school": "Ash",
    "status": "Opened",
    "why": "Severe",
    "outcome": "",
    "started_on": date(2025, 9, 8),
    "ended_on": None,
    "review_on": None,
    "has_lead": True,
    "clocks_late": 0,
}


def entries(table):
    for number, row in enumerate(rows_of(table), start=1):
        said = {name: _value(name, text) for name, text in row.items() if text}
        yield {"entry": number, "child": number} | ORDINARY | said


def _value(name, text):
    if name.endswith("_on"):
        return date.fromisoformat(text)
    if name == "has_lead":
        return text == "yes"
    return int(text) if text.isdigit() else text


@pytest.fixture
def spec(monkeypatch):
    def check(measure, table, expected, audience="unsuppressed"):
        rows = list(entries(table))
        monkeypatch.setitem(provided.PROVIDERS, "entries", lambda of, scope: rows)
        [figure] = count_rows([measure], (), SPRING, audience=audience)
        assert (figure.numerator, figure.denominator) == expected

    return check


def test_open_is_not_ended(spec):
    table = """
        child | ended_on
        ------+-----------
        1     |
        2     | 2026-01-16
    """
    spec(entries_open, table, (1, 2))


def test_begun_is_in_the_period(spec):
    table = """
        child | started_on
        ------+-----------
        1     | 2025-12-31
        2     | 2026-01-01
        3     | 2026-03-27
    """
    spec(entries_begun, table, (2, 3))


def test_ended_is_of_those_open_in_the_period(spec):
    table = """
        child | ended_on
        ------+-----------
        1     | 2025-12-31
        2     | 2026-01-01
        3     |
    """
    spec(entries_ended, table, (1, 2))


def test_late_is_of_open_entries(spec):
    table = """
        child | clocks_late | ended_on
        ------+-------------+-----------
        1     | 2           |
        2     | 0           |
        3     | 1           | 2026-02-02
    """
    spec(entries_late, table, (1, 2))


def test_without_a_lead_is_of_open_entries(spec):
    table = """
        child | has_lead | ended_on
        ------+----------+-----------
        1     | no       |
        2     | yes      |
        3     | no       | 2026-02-02
    """
    spec(entries_without_lead, table, (1, 2))


def test_a_review_is_missed_after_its_day_and_not_on_it(spec):
    table = """
        child | review_on
        ------+-----------
        1     | 2026-03-26
        2     | 2026-03-27
        3     |
    """
    spec(entries_unreviewed, table, (1, 2))


def test_few_children_are_hidden_however_many_spells_they_have(spec):
    table = "child\n-----\n" + "1\n" * 6 + "2\n3\n4\n"
    spec(entries_open, table, (None, None), audience="officers")
