"""Pupil-weeks laid over one another."""

import numpy as np
import pytest

from muster.tables.marks import Contradiction, MarkBatch, MarkWeeks, joined, overlay


def batch(*rows: tuple[int, int, int, list[int]]) -> MarkBatch:
    """Rows of school, pupil, week and its first few bytes."""
    school, pupil, week, marks = zip(*rows, strict=True)
    whole = [said + [0] * (14 - len(said)) for said in marks]
    keys = (np.array(column, np.int32) for column in (school, pupil, week))
    return MarkBatch(*keys, np.array(whole, np.uint8))


def rows(batch: MarkBatch) -> list[tuple]:
    keys = zip(batch.school, batch.pupil, batch.week, batch.marks, strict=True)
    return [(int(s), int(p), int(w), m[:3].tolist()) for s, p, w, m in keys]


def test_one_layer_is_as_it_is():
    one = batch((1, 1, 0, [2]))
    assert overlay([one]) is one


def test_the_last_to_say_anything_is_right_session_by_session():
    layers = [
        batch((1, 1, 0, [2, 2, 2])),
        batch((1, 1, 0, [0, 20, 0])),
        batch((1, 1, 0, [1, 0, 0])),
    ]
    assert rows(overlay(layers)) == [(1, 1, 0, [1, 20, 2])]


def test_weeks_that_are_not_shared_are_put_in_order():
    layers = [
        batch((2, 3, 0, [2]), (2, 3, 7, [3])),
        batch((1, 1, 7, [4]), (2, 2, 0, [5])),
    ]
    assert rows(overlay(layers)) == [
        (1, 1, 7, [4, 0, 0]),
        (2, 2, 0, [5, 0, 0]),
        (2, 3, 0, [2, 0, 0]),
        (2, 3, 7, [3, 0, 0]),
    ]


def test_a_week_that_comes_twice_and_agrees_is_one():
    twice = batch((1, 1, 0, [2, 0, 4]), (1, 1, 0, [2, 3, 0]), (1, 2, 0, [2]))
    assert rows(joined(twice)) == [(1, 1, 0, [2, 3, 4]), (1, 2, 0, [2, 0, 0])]
    once = batch((1, 1, 0, [2]), (1, 1, 7, [2]))
    assert joined(once) is once


def test_a_week_that_comes_twice_and_differs_is_a_contradiction():
    twice = batch((1, 1, 0, [2]), (1, 2, 0, [2]), (1, 2, 0, [20]))
    with pytest.raises(Contradiction) as found:
        joined(twice)
    assert found.value.row in (1, 2)


def test_weeks_say_how_many_sessions_they_speak_of():
    one = np.array([0], np.int32)
    weeks = MarkWeeks(
        ["Ash"], ["P1"], one, one, one, np.array([[2] * 10 + [0] * 4], np.uint8)
    )
    assert (len(weeks), weeks.count()) == (1, 10)
