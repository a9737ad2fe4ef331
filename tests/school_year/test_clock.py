from datetime import date

import pytest

from muster.school_year.clock import today


def test_muster_today_is_the_day_where_it_is_set(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-07-20")
    assert today() == date(2026, 7, 20)


@pytest.mark.parametrize("told", ["", " "])
def test_nothing_told_is_the_real_day(monkeypatch, told):
    monkeypatch.setenv("MUSTER_TODAY", told)
    assert today() >= date(2026, 1, 1)


def test_a_day_that_is_not_a_date_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "Monday")
    with pytest.raises(ValueError, match="“Monday”, which is not a date"):
        today()
