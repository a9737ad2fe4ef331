"""Measures of legal steps, each drawn; as on Friday 27 March 2026."""

from datetime import date

import pytest
from tests.measures.drawn import rows_of

from muster.measures import parse_period, provided
from muster.measures.legal import (
    notices_issued,
    notices_paid,
    notices_to_improve,
    notices_withdrawn,
    prosecutions,
)
from muster.measures.provided import Stretch, count_rows
from muster.tables.legal import GROUPS


SPRING = Stretch(parse_period("2025-26/spring").first, date(2026, 3, 27))
STEPS = """
kind              | on         | is_paid | is_withdrawn
------------------+------------+---------+-------------
Penalty notice    | 2025-11-03 | yes     | no
Penalty notice    | 2026-01-12 | yes     | no
Penalty notice    | 2026-02-02 | no      | no
Penalty notice    | 2026-02-03 | yes     | yes
Notice to improve | 2025-12-31 | no      | no
Notice to improve | 2026-01-01 | no      | no
Prosecution       | 2026-03-02 | no      | no
Threshold met     | 2026-03-02 | no      | no
"""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (notices_issued, (3, 4)),
        (notices_paid, (1, 2)),
        (notices_withdrawn, (1, 3)),
        (notices_to_improve, (1, 2)),
        (prosecutions, (1, 1)),
    ],
)
def test_each_is_counted_in_its_period(monkeypatch, measure, expected):
    rows = [
        dict.fromkeys(("why", "school", *GROUPS), "")
        | {
            "step": str(number),
            "child": number,
            "kind": row["kind"],
            "on": date.fromisoformat(row["on"]),
            "is_paid": row["is_paid"] == "yes",
            "is_withdrawn": row["is_withdrawn"] == "yes",
        }
        for number, row in enumerate(rows_of(STEPS))
    ]
    monkeypatch.setitem(provided.PROVIDERS, "legal", lambda as_at, scope: rows)
    [figure] = count_rows([measure], (), SPRING, audience="unsuppressed")
    assert (figure.numerator, figure.denominator) == expected
