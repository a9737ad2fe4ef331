"""Small numbers: what is hidden, what is not, and that it comes out the same each time."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.measures import Scope, ask
from muster.measures.disclosure import MINIMUM_BASE, THRESHOLD, Cell, hidden, rounded


def line(*numbers: int) -> list[Cell]:
    return [Cell((chr(65 + at),), number) for at, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("pupils", "is_hidden"), [(0, False), (1, True), (4, True), (5, False), (6, False)]
)
def test_one_to_four_pupils_are_hidden_and_nobody_is_not(pupils, is_hidden):
    assert hidden(line(pupils)) == [is_hidden]


@pytest.mark.parametrize(
    ("counted", "out_of", "is_hidden"),
    [
        (0, 50, False),
        (4, 50, True),
        (5, 50, False),
        (45, 50, False),
        (46, 50, True),
        (49, 50, True),
        (50, 50, False),
        (5, 9, True),
        (0, 4, True),
    ],
)
def test_few_counted_and_few_left_over_are_hidden(counted, out_of, is_hidden):
    assert hidden([Cell((), out_of, counted)]) == [is_hidden]


def test_where_one_is_hidden_the_next_smallest_is_too():
    assert hidden(line(3, 40, 57)) == [True, True, False]
    assert hidden(line(57, 40, 3)) == [False, True, True]


def test_where_two_are_hidden_no_third_is():
    assert hidden(line(3, 2, 57)) == [True, True, False]


def test_nobody_can_stand_in_for_somebody():
    # Hiding a zero hides nothing: the other figure is the total less nothing.
    assert hidden(line(3, 0, 57)) == [True, False, True]
    assert hidden(line(3, 0, 0)) == [True, False, False]


def test_a_table_is_looked_at_both_ways_till_nothing_is_given_away():
    # Rows A and B, columns x, y and z. The 3 hides a cell of its row and of its column,
    # and each of those needs another.
    numbers = {"Ax": 3, "Ay": 20, "Az": 30, "Bx": 25, "By": 35, "Bz": 45}
    cells = [Cell(tuple(place), number) for place, number in numbers.items()]
    gone = {
        place for place, is_gone in zip(numbers, hidden(cells), strict=True) if is_gone
    }
    assert gone == {"Ax", "Ay", "Bx", "By"}


def test_equal_cells_are_taken_in_the_order_of_their_places():
    assert hidden(line(3, 40, 40)) == [True, True, False]
    assert hidden(list(reversed(line(3, 40, 40)))) == [False, True, True]


def test_the_public_sees_nothing_of_fewer_than_ten():
    assert hidden(line(9, 200, 300), minimum_base=MINIMUM_BASE) == [True, True, False]
    assert hidden(line(10, 200, 300), minimum_base=MINIMUM_BASE) == [False] * 3
    assert hidden(line(9, 200, 300)) == [False] * 3


@pytest.mark.parametrize(
    ("number", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_counts_are_rounded_to_five(number, shown):
    assert rounded(number) == shown


tables = st.lists(st.integers(0, 60), min_size=1, max_size=12).flatmap(
    lambda numbers: st.integers(1, 4).map(
        lambda wide: [
            Cell((str(at // wide), str(at % wide)), number)
            for at, number in enumerate(numbers)
        ]
    )
)
QUICK = settings(derandomize=True, database=None, deadline=None, max_examples=200)


@QUICK
@given(tables)
def test_no_line_gives_away_its_one_hidden_cell(cells):
    gone = hidden(cells)
    for along in (0, 1):
        for place in {cell.place[along] for cell in cells}:
            here = [n for n, cell in enumerate(cells) if cell.place[along] == place]
            secret = [n for n in here if gone[n]]
            others = [n for n in here if not gone[n] and cells[n].size]
            assert len(secret) != 1 or not others


@QUICK
@given(tables)
def test_every_small_number_is_hidden_and_no_nothing(cells):
    for cell, is_gone in zip(cells, hidden(cells), strict=True):
        if 0 < cell.size < THRESHOLD:
            assert is_gone
        if cell.size == 0:
            assert not is_gone


@QUICK
@given(tables, st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(cells, seed):
    shuffled = list(cells)
    random.Random(seed).shuffle(shuffled)
    first = dict(zip([c.place for c in cells], hidden(cells), strict=True))
    second = dict(zip([c.place for c in shuffled], hidden(shuffled), strict=True))
    assert first == second


# Asked of a store: three pupils at Ash, six at Elm and seven at Oak. One of Elm's six is
# persistently absent, all of Oak's.
SCHOOLS = "school | marks\n" + "\n".join(
    ["Ash | 1 I, 19 /"] * 3
    + ["Elm | 2 I, 18 /"]
    + ["Elm | 20 /"] * 5
    + ["Oak | 5 I, 15 /"] * 7
)


def shown(held, measure, audience):
    answer = ask(held(SCHOOLS), [measure], ["school"], "2025-26", audience=audience)
    return {
        f.dims[0]: None if f.suppressed else (f.numerator, f.denominator, str(f.value))
        for f in answer.rows
    }


def test_sessions_are_hidden_by_the_pupils_behind_them(held):
    # Three pupils are too few, whatever their sixty sessions; Elm goes with Ash.
    assert shown(held, "overall_absence", "officers") == {
        "Ash": None,
        "Elm": None,
        "Oak": (35, 140, "25.000000"),
    }


def test_pupils_counted_are_hidden_by_their_number(held):
    assert shown(held, "persistent_absence", "officers") == {
        "Ash": None,
        "Elm": None,
        "Oak": (7, 7, "100.000000"),
    }


def test_nothing_is_hidden_from_who_may_see_everything(held):
    assert shown(held, "overall_absence", "unsuppressed") == {
        "Ash": (3, 60, "5.000000"),
        "Elm": (2, 120, "1.666667"),
        "Oak": (35, 140, "25.000000"),
    }


def test_the_public_is_shown_rounded_figures_of_ten_or_more(held):
    assert shown(held, "overall_absence", "public") == dict.fromkeys(
        ("Ash", "Elm", "Oak")
    )
    table = "school | marks\n" + "\n".join(["Ash | 1 I, 11 /"] * 11)
    [figure] = ask(
        held(table), ["overall_absence"], [], "2025-26", audience="public"
    ).rows
    # 11 of 132 is 8.33 per cent; fewer than a hundred pupils, so a whole percentage.
    assert (figure.numerator, figure.denominator, str(figure.value)) == (10, 130, "8")


def test_a_hidden_figure_keeps_no_number(held):
    answer = ask(held(SCHOOLS), ["overall_absence"], ["school"], "2025-26")
    [ash, *_] = answer.rows
    assert ash.suppressed
    assert ash.numerator is ash.denominator is ash.value is None


def test_nothing_of_nothing_is_not_hidden(held):
    table = """
        school | marks
        -------+------
        Ash    | 10 X
    """
    [figure] = ask(held(table), ["overall_absence"], [], "2025-26").rows
    assert (figure.numerator, figure.denominator, figure.value) == (0, 0, None)
    assert not figure.suppressed


PRU_BESIDE = "school | marks | phase\n" + "\n".join(
    ["Ash | 1 I, 19 / | primary"] * 3
    + ["Elm | 1 I, 19 / | primary"] * 20
    + ["Oak | 1 I, 19 / | secondary"] * 30
    + ["Yew | 5 I, 5 / | pru"] * 8
)


@pytest.mark.parametrize("rules", ["census", "live"])
def test_a_pru_that_stands_apart_hides_nobody_elses_figure(held, rules):
    # Hiding Yew would leave Ash to be worked out from a total that Yew is not in.
    answer = ask(held(PRU_BESIDE), ["overall_absence"], ["school"], "2025-26", rules)
    gone = {row.dims[0] for row in answer.rows if row.suppressed}
    assert gone == {"Ash", "Elm"}
    together = ask(held(PRU_BESIDE), ["overall_absence"], ["school"], "2025-26", "roll")
    assert {row.dims[0] for row in together.rows if row.suppressed} == {"Ash", "Yew"}


def test_a_phase_that_stands_apart_hides_no_others_figure(held):
    few = ["Oak | 1 I, 19 / | secondary"] * 27
    table = PRU_BESIDE.replace("\n".join(few) + "\n", "", 1)
    answer = ask(held(table), ["overall_absence"], ["phase"], "2025-26")
    gone = {row.dims[0] for row in answer.rows if row.suppressed}
    assert gone == {"primary", "secondary"}


def test_whoever_sees_only_prus_sees_their_total(held):
    state = held(PRU_BESIDE)
    ids = dict(state.schools.select("name", "id").iter_rows())
    for names, pupils in ((["Yew"], 8), (["Yew", "Elm"], 20)):
        scope = Scope.of_schools(ids[name] for name in names)
        [figure] = ask(
            state,
            ["overall_absence"],
            [],
            "2025-26",
            scope=scope,
            audience="unsuppressed",
        ).rows
        assert figure.pupils == pupils


def test_measures_of_the_same_pupils_hide_the_same_bases(held):
    """Forty-two, a hundred and twenty-two and a total of 166 would say there are two more."""
    pupils = [("yes", 42, 11), ("no", 122, 13), ("", 2, 0)]
    rows = [
        f"Ash | {fsm}-{number} | {'2 I, 8 /' if number < absent else '10 /'} | {fsm}"
        for fsm, many, absent in pupils
        for number in range(many)
    ]
    table = "\n".join(["school | pupil | marks | fsm", "--+--+--+--", *rows])
    names = ["persistent_absence", "severe_absence", "absence_band_0"]
    answer = ask(held(table), names, ["fsm"], "2025-26")
    hidden = {
        name: {row.dims[0] for row in answer.of(name) if row.suppressed}
        for name in names
    }
    assert all({"unknown", "yes"} <= places for places in hidden.values())
    assert hidden["persistent_absence"] == {"unknown", "yes"}


@pytest.mark.parametrize(
    ("audience", "is_hidden"), [("officers", False), ("board", True), ("public", True)]
)
def test_nine_looked_after_children_are_for_officers(held, audience, is_hidden):
    """rules.md 11.3: a sensitive group's small numbers begin at ten."""
    rows = ["Ash | 1 I, 19 / | yes"] * 9 + ["Ash | 1 I, 19 / | no"] * 40
    table = "school | marks | looked_after\n" + "\n".join(rows)
    answer = ask(
        held(table), ["overall_absence"], ["looked_after"], "2025-26", audience=audience
    )
    assert {row.suppressed for row in answer.rows} == {is_hidden}
