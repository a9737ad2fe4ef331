"""A cell of notes as dated lines."""

from datetime import date

import pytest

from muster.sources.cases.notes import lines_of


ON = date(2025, 10, 3)


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("", []),
        ("Known to us.", [(None, "Known to us.")]),
        (
            "03/09/2025: Rang.\n10/9/25 - Visited on 9/9/2025, no answer.",
            [
                (date(2025, 9, 3), "Rang."),
                (date(2025, 9, 10), "Visited on 9/9/2025, no answer."),
            ],
        ),
        (
            "Before. 03/09/2025 Rang; 04/09/2025 Wrote",
            [
                (None, "Before."),
                (date(2025, 9, 3), "Rang"),
                (date(2025, 9, 4), "Wrote"),
            ],
        ),
        ("14/11/2025: review", [(None, "14/11/2025: review")]),
        ("31/02/2025: rang", [(None, "31/02/2025: rang")]),
        ("03/09/2025", [(date(2025, 9, 3), "03/09/2025")]),
    ],
)
def test_a_line_stands_on_the_day_it_begins_with(cell, lines):
    assert lines_of(cell, until=ON) == lines
