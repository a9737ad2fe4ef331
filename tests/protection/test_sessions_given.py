"""Sessions as a person reads them in what is given to them of themselves."""

from muster.protection.held.item import sessions


def test_a_mark_that_was_taken_back_is_said():
    rows = [["2025-09-08", "AM", ""], ["2025-09-08", "PM", "I"]]
    assert sessions(rows) == "2025-09-08 AM no mark, 2025-09-08 PM I"
