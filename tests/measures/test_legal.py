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
    thresholds_met,
    thresholds_unmet,
)
from muster.measures.provided import Stretch, count_rows
from muster.tables.legal import GROUPS


SPRING = Stretch(parse_period("2025-26/spring").first, date(2026, 3, 27))
STEPS = """
kind              | on         | is_paid | is_withdrawn | is_unmet
------------------+------------+---------+--------------+---------
Penalty notice    | 2025-11-03 | yes     | no           | no
Penalty notice    | 2026-01-12 | yes     | no           | no
Penalty notice    | 2026-02-02 | no      | no           | no
Penalty notice    | 2026-02-03 | yes     | yes          | no
Notice to improve | 2025-12-31 | no      | no           | no
Notice to improve | 2026-01-01 | no      | no           | no
Prosecution       | 2026-03-02 | no      | no           | no
Threshold met     | 2025-12-01 | no      | no           | yes
Threshold met     | 2026-03-02 | no      | no           | no
Threshold met     | 2026-03-03 | no      | no           | yes
"""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (notices_issued, (3, 4)),
        (notices_paid, (1, 2)),
        (notices_withdrawn, (1, 3)),
        (notices_to_improve, (1, 2)),
        (prosecutions, (1, 1)),
        # As the register was on the day; and of these, what a correction took back.
        (thresholds_met, (2, 3)),
        (thresholds_unmet, (1, 2)),
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
            "is_unmet": row["is_unmet"] == "yes",
        }
        for number, row in enumerate(rows_of(STEPS))
    ]
    monkeypatch.setitem(provided.PROVIDERS, "legal", lambda of, scope: rows)
    [figure] = count_rows([measure], (), SPRING, audience="unsuppressed")
    assert (figure.numerator, figure.denominator) == expected


@pytest.mark.parametrize(
    ("measure", "kind", "by", "audience", "is_hidden"),
    [
        (prosecutions, "Prosecution", "school", "officers", False),
        (prosecutions, "Prosecution", "school", "board", True),
        (prosecutions, "Prosecution", "kind", "board", True),
        (notices_issued, "Penalty notice", "school", "board", False),
        (notices_issued, "Penalty notice", "kind", "board", False),
        (notices_issued, "Penalty notice", "ethnicity", "board", True),
    ],
)
def test_fewer_than_ten_prosecuted_are_for_officers_as_of_a_sensitive_group(
    monkeypatch, measure, kind, by, audience, is_hidden
):
    """rules.md 11.3: one rule for groups, measures and places that are sensitive."""
    plain = dict.fromkeys(("why", "school", *GROUPS), "") | {"on": SPRING.as_at}
    plain |= {"is_paid": False, "is_withdrawn": False, "is_unmet": False}
    rows = [
        plain | {"step": str(n), "child": n, "kind": kind, "school": "Ash"}
        for n in range(9)
    ]
    monkeypatch.setitem(provided.PROVIDERS, "legal", lambda of, scope: rows)
    [figure] = count_rows([measure], (by,), SPRING, audience=audience)
    assert figure.suppressed is is_hidden
