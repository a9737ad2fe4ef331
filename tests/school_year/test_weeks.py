from datetime import date

import pytest

from muster.school_year import BadDate, parse_week, week_label, week_of


def test_a_week_begins_on_its_monday():
    assert week_of(date(2025, 9, 8)) == date(2025, 9, 8)
    assert week_of(date(2025, 9, 14)) == date(2025, 9, 8)


def test_a_week_is_labelled_by_its_iso_year():
    assert week_label(date(2025, 9, 8)) == "2025-W37"
    assert week_label(date(2025, 12, 29)) == "2026-W01"


def test_a_label_is_read_back_to_its_monday():
    assert parse_week("2025-W37") == date(2025, 9, 8)
    assert parse_week("2020-W53") == date(2020, 12, 28)


@pytest.mark.parametrize("text", ["2025-37", "W37", "2025-W7", "2025-w37", ""])
def test_anything_but_a_label_is_refused(text):
    with pytest.raises(BadDate, match=r"Write it like 2025-W37\."):
        parse_week(text)


@pytest.mark.parametrize("text", ["2025-W53", "2025-W00"])
def test_a_week_the_year_has_not_got_is_refused(text):
    with pytest.raises(BadDate, match=r"2025 has weeks 01 to 52\."):
        parse_week(text)
