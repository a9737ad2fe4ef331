"""Days in a spreadsheet of cases, as whoever kept it wrote them."""

from datetime import date

import pytest

from muster.school_year import BadDate
from muster.sources.cases.days import day_in


@pytest.mark.parametrize(
    "cell",
    [
        "25/10/2016",
        "2016-10-25",
        "2016-10-25T00:00:00",
        "25 Oct 2016",
        "25-Oct-16",
        "25 October 2016",
        "25.10.16",
    ],
)
def test_a_day_is_read_however_it_was_written(cell):
    assert day_in(cell) == date(2016, 10, 25)


@pytest.mark.parametrize(
    "cell", ["Oct 2016", "Autumn 2016", "31/02/2016", "3/4/5", "OLD-17", "45000", "X"]
)
def test_what_is_no_one_day_is_refused_and_not_guessed(cell):
    with pytest.raises(BadDate, match="not a da"):
        day_in(cell)
