from datetime import date

import pytest
from django.db import IntegrityError, transaction

from muster.programme import Refused
from muster.programme.priorities import priority as priorities
from muster.programme.priorities.priority import Evidence, Priority


ON = date(2026, 3, 27)
SAID = {
    "title": "Illness in Year 9",
    "why_in": "It is the largest rise.",
    "goes_out_when": "Inside the limits twice.",
    "on": ON,
    "by": "chair",
}
SHOWN = Evidence(
    "Illness was up.", "2025-26/HT4", "reason_i", {"year_group": "9"}, "", "abc"
)


def test_a_priority_has_a_measure_or_says_why_not(db):
    with pytest.raises(Refused, match="Name the measure"):
        priorities.take_up(**SAID)
    made = priorities.take_up(**SAID, no_measure_reason="Trust is not measured.")
    assert made.is_in
    with pytest.raises(IntegrityError), transaction.atomic():
        Priority.objects.create(
            title="x", why_in="x", goes_out_when="x", taken_on=ON, by="x"
        )


def test_a_signal_is_taken_up_once_a_period(db):
    priorities.take_up(**SAID, evidence=SHOWN)
    with pytest.raises(Refused, match="taken up already, as “Illness in Year 9”"):
        priorities.take_up(**SAID, evidence=SHOWN)
    [held] = priorities.of_period("2025-26/HT4")
    assert held.narrowed == {"year_group": "9"}


def test_a_priority_goes_out_once_and_with_a_reason(db, action):
    made = priorities.take_up(**SAID, evidence=SHOWN)
    priorities.answer(made, action, on=ON, by="chair")
    with pytest.raises(Refused, match="Say why"):
        priorities.take_out(made, on=ON, by="chair", why=" ")
    priorities.take_out(made, on=date(2026, 7, 1), by="chair", why="Inside the limits")
    with pytest.raises(Refused):
        priorities.take_out(made, on=date(2026, 7, 2), by="chair", why="Again")
    with pytest.raises(Refused):
        priorities.answer(made, action, on=ON, by="chair")


def test_the_priorities_of_a_day_are_those_taken_up_and_not_yet_out(db):
    made = priorities.take_up(**SAID, evidence=SHOWN)
    priorities.take_out(made, on=date(2026, 7, 1), by="chair", why="Inside the limits")
    days = [date(2026, 3, 26), ON, date(2026, 6, 30), date(2026, 7, 1)]
    assert [len(priorities.on_day(day)) for day in days] == [0, 1, 1, 0]
