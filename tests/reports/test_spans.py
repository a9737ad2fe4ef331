"""What a period is held against."""

import pytest

from muster.measures import parse_period
from muster.reports.spans import spans_of


@pytest.mark.parametrize(
    ("period", "before", "to_date", "word"),
    [
        ("2025-26/HT3", "2024-25/HT3", "2025-26/ytd", "half-term"),
        # Later marks are held, so its year to date stops where it does.
        ("2025-26/HT2", "2024-25/HT2", "2025-08-01..2025-12-19", "half-term"),
        # The first of the year is the year to date.
        ("2025-26/HT1", "2024-25/HT1", None, "half-term"),
        ("2024-25/HT6", None, "2024-25/ytd", "half-term"),
        ("2025-26/autumn", "2024-25/autumn", None, "term"),
        ("2025-26", "2024-25", None, "year"),
        ("2025-26/ytd", "2024-08-01..2025-02-14", None, "year"),
        ("2025-W37", "2024-09-09..2024-09-15", "2025-08-01..2025-09-12", "week"),
        ("2025-09-10", "2024-09-11..2024-09-11", "2025-08-01..2025-09-10", "day"),
        ("2025-09-08..2025-10-03", "2024-09-09..2024-10-04", "2025-08-01..2025-10-03", "period"),
        ("2025-01-06..2025-11-20", None, None, "period"),
    ],
)  # fmt: skip
def test_a_period_is_held_against(authority, period, before, to_date, word):
    spans = spans_of(authority.state, parse_period(period))
    assert (spans.before.text if spans.before else None) == before
    assert (spans.to_date.text if spans.to_date else None) == to_date
    assert spans.word == word


def test_the_years_end_with_the_period_s_own(authority):
    spans = spans_of(authority.state, parse_period("2024-25/HT2"))
    assert [year.text for year in spans.years] == ["2024-25"]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2025-26/HT3", "the same half-term last year"),
        ("2025-26/ytd", "the same part of last year"),
        ("2025-26", "the year before"),
        ("2025-W37", "the same week a year before"),
        ("2025-09-10", "the same days a year before"),
    ],
)
def test_a_sentence_says_what_a_period_is_held_against(authority, period, said):
    assert spans_of(authority.state, parse_period(period)).same_before == said
