"""Measures of the week's lists, each drawn; spring term 2026, to Friday 27 March."""

from datetime import date

import pytest
from tests.measures.drawn import rows_of

from muster.measures import parse_period, provided
from muster.measures.provided import Stretch, count_rows
from muster.measures.registers import (
    decided_on_a_list,
    found_for_a_list,
    waiting_on_a_list,
)


SPRING = Stretch(parse_period("2025-26/spring").first, date(2026, 3, 27))
DRAWN = """
    child | found_on   | gone_on    | decided_on | is_waiting
    ------+------------+------------+------------+-----------
    1     | 2026-02-02 |            |            | yes
    2     | 2026-02-02 |            | 2026-02-03 | no
    3     | 2025-11-03 |            |            | yes
    4     | 2025-11-03 | 2025-12-01 |            | no
    5     | 2025-11-03 | 2026-01-05 | 2025-11-04 | no
    6     | 2026-01-01 | 2026-03-27 |            | no
"""
# The fourth had gone before the term began.


def findings(table):
    for number, row in enumerate(rows_of(table), start=1):
        days = {
            name: date.fromisoformat(row[name]) if row.get(name) else None
            for name in ("found_on", "gone_on", "decided_on")
        }
        yield days | {
            "finding": number,
            "child": int(row["child"]),
            "list": row.get("list") or "Back",
            "school": "Ash",
            "decision": "",
            "is_waiting": row.get("is_waiting") == "yes",
        }


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (found_for_a_list, (3, 5)),
        (decided_on_a_list, (2, 5)),
        (waiting_on_a_list, (2, 5)),
    ],
)
def test_findings_are_counted_of_those_on_a_list_in_the_period(
    measure, expected, monkeypatch
):
    rows = list(findings(DRAWN))
    monkeypatch.setitem(provided.PROVIDERS, "findings", lambda of, scope: rows)
    [figure] = count_rows([measure], (), SPRING, audience="unsuppressed")
    assert (figure.numerator, figure.denominator) == expected


def test_a_list_with_few_children_is_hidden_and_one_with_many_is_not(monkeypatch):
    few = [f"{n} | 2026-02-02 | Few" for n in range(1, 4)]
    many = [f"{n} | 2026-02-02 | Many" for n in range(10, 30)]
    other = [f"{n} | 2026-02-02 | Other" for n in range(30, 50)]
    table = "\n".join(["child | found_on | list", "---+---+---", *few, *many, *other])
    rows = list(findings(table))
    monkeypatch.setitem(provided.PROVIDERS, "findings", lambda of, scope: rows)
    held = {
        figure.dims[0]: figure.denominator
        for figure in count_rows([found_for_a_list], ["list"], SPRING)
    }
    assert held["Few"] is None
    assert 20 in (held["Many"], held["Other"])
