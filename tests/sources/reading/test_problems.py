import numpy as np
import pytest

from muster.sources.reading.problems import Level, Problem, Problems, shown


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem(None, None, None, "The file is empty."), "The file is empty."),
        (Problem(7, None, None, "It is short."), "Row 7: It is short."),
        (
            Problem(1234, "From", "4th Sept", "Write the date like 04/09/2025."),
            "Row 1,234, From: “4th Sept”. Write the date like 04/09/2025.",
        ),
        (Problem(3, "urn", None, "It is blank."), "Row 3, urn: It is blank."),
        (Problem(None, "urn", None, "It is needed."), "Column urn: It is needed."),
        # A message that quotes the cell isn't made to quote it twice.
        (Problem(3, "date", "x", "“x” is no date."), "Row 3, date: “x” is no date."),
    ],
)
def test_a_problem_is_a_sentence_that_says_where(problem, sentence):
    assert str(problem) == sentence


def test_long_cells_are_cut_and_kept_on_one_line():
    assert shown("a\r\nb  c") == "a b  c"
    assert shown("x" * 61) == "x" * 59 + "…"


def test_problems_come_in_order_of_rows_with_the_files_own_first():
    problems = Problems()
    problems.refuse("late", row=9)
    problems.add_many(
        np.array([2, 12]),
        Level.WARNING,
        lambda n: Problem(n, None, None, f"many {n}", Level.WARNING),
    )
    problems.warn("whole")
    problems.refuse("also late", row=9)

    said = [problem.message for problem in problems]
    assert said == ["whole", "many 0", "late", "also late", "many 1"]
    assert [problem.message for problem in problems.only(Level.ERROR)] == [
        "late",
        "also late",
    ]
    assert (len(problems), problems.errors, problems.warnings) == (5, 2, 3)
    assert problems[-1].message == "many 1"
    assert problems[1:3] == [problems[1], problems[2]]
    assert problems == list(problems)
    assert problems != 5
    assert repr(problems) == "<2 errors, 3 warnings>"
    with pytest.raises(IndexError):
        problems[5]


def test_no_problems_are_none_and_adding_nothing_adds_nothing():
    problems = Problems()
    problems.add_many(np.array([], dtype=np.int64), Level.ERROR, Problem)
    assert list(problems) == []
    assert problems == []


def test_a_million_problems_are_kept_without_making_them():
    made = []
    problems = Problems()
    problems.add_many(
        np.arange(1_000_000),
        Level.ERROR,
        lambda n: made.append(n) or Problem(n, None, None, "."),
    )
    assert len(problems) == 1_000_000
    assert len(problems[:200]) == 200
    assert problems[999_999].row == 999_999
    assert len(made) == 201
