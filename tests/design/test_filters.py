from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from muster.design import filters


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (filters.number(12345), "12,345"),
        (filters.number(None), "–"),
        (filters.percent(Decimal("6.25")), "6.3%"),
        (filters.percent(Decimal("6.25"), 0), "6%"),
        (filters.percent(Decimal(100)), "100.0%"),
        (filters.percent(None), "–"),
        (filters.points(Decimal("0.44")), "+0.4"),
        (filters.points(Decimal("-1.25")), "−1.3"),
        (filters.points(Decimal("-0.04")), "0.0"),
        (filters.points(None), "–"),
        (filters.day(date(2025, 9, 1)), "1 September 2025"),
        (filters.day(None), "–"),
        (
            filters.moment(datetime(2025, 7, 1, 8, 5, tzinfo=UTC)),
            "1 July 2025 at 9:05am",
        ),
        (
            filters.moment(datetime(2025, 12, 1, 12, 30, tzinfo=UTC)),
            "1 December 2025 at 12:30pm",
        ),
        (filters.moment(None), "–"),
        (filters.moment(datetime(2025, 7, 1, 13, 0, tzinfo=UTC)), "1 July 2025 at 2pm"),
        (filters.hour(time(14)), "2pm"),
        (filters.hour(time(9, 5)), "9:05am"),
        (filters.hour(time(0, 30)), "12:30am"),
    ],
)
def test_a_value_is_written_one_way_everywhere(written, shown):
    assert written == shown
