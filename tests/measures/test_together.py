"""Tables of one paper are hidden together: none gives away what another hides."""

import pytest
from tests.measures.authority import Authority, state_of
from tests.measures.drawn import drawn

from muster.measures import parse_period
from muster.measures.question import Question
from muster.measures.together import ask_together


PERIOD = parse_period("2025-26")


def pupils(school: str, phase: str, often: int, others: int) -> str:
    """Rows of a drawn table: so many pupils of a school away often, and so many not."""
    rows = [f"{school} | 9 I, 1 / | {phase}"] * often + [
        f"{school} | 10 / | {phase}"
    ] * others
    return "\n".join(rows)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Two phases. In one of them two schools, in the other one of a few children.

    Of the special school three are often away, so its figure is hidden. It is all there
    is of its phase, so the phase is hidden, so the other phase is too: and then, of its
    schools, one, or they would add up to it.
    """
    rows = [
        "school | marks | phase",
        "-------+-------+------",
        pupils("Ash", "primary", 6, 14),
        pupils("Elm", "primary", 9, 11),
        pupils("Oak", "special", 3, 17),
    ]
    authority: Authority = drawn("\n".join(rows))
    return state_of(authority, tmp_path_factory.mktemp("home"))


def seen(state, names, by, audience="officers"):
    questions = [Question(tuple(names), one, PERIOD) for one in by]
    answers = ask_together(state, questions, audience)
    return {
        (row.measure, row.dims): row.numerator
        for shared in answers
        for row in shared.answer.rows
    }, answers


def test_a_phase_hidden_by_its_school_hides_a_school_of_the_other_phase(state):
    found, _ = seen(
        state, ["persistent_absence"], [(), ("phase",), ("phase", "school")]
    )
    assert {place: n for (_, place), n in found.items()} == {
        (): 18,
        ("special",): None,
        ("primary",): None,
        ("special", "Oak"): None,
        ("primary", "Ash"): None,
        ("primary", "Elm"): 9,
    }


def test_one_table_alone_hides_less(state):
    found, _ = seen(state, ["persistent_absence"], [("phase", "school")])
    assert found["persistent_absence", ("primary", "Ash")] == 6


def test_the_bands_do_not_give_severe_absence_away(tmp_path):
    rows = [
        "school | marks    | phase",
        "-------+----------+--------",
        *["Ash    | 6 I, 4 / | primary"] * 3,
        *["Ash    | 2 I, 8 / | primary"] * 7,
        *["Ash    | 4 I, 6 / | primary"] * 8,
        *["Ash    | 10 /     | primary"] * 12,
    ]
    state = state_of(drawn("\n".join(rows)), tmp_path)
    bands = [f"absence_band_{start}" for start in range(0, 55, 5)]
    names = ["persistent_absence", "severe_absence", *bands]
    found, _ = seen(state, names, [()])
    shown = {name: n for (name, _), n in found.items() if n}
    # Three are severely absent: hidden, and with them the smallest band beside.
    assert shown == {
        "persistent_absence": 18,
        "absence_band_40": 8,
        "absence_band_0": 12,
    }


def test_hidden_figures_add_up_to_no_fewer_than_the_threshold(tmp_path):
    rows = ["school | marks | phase", "-------+-------+------"]
    rows += [pupils("Ash", "primary", 1, 19), pupils("Elm", "primary", 2, 18)]
    rows += [pupils("Oak", "primary", 8, 12), pupils("Yew", "primary", 9, 11)]
    state = state_of(drawn("\n".join(rows)), tmp_path)
    found, _ = seen(state, ["persistent_absence"], [(), ("phase", "school")])
    hidden = {place[1] for (_, place), n in found.items() if n is None}
    assert hidden == {"Ash", "Elm", "Oak"}


def test_everybody_else_is_shown_where_it_could_be_worked_out_anyway(state):
    _, [shared] = seen(state, ["persistent_absence"], [("school",)])
    rest = shared.rest["persistent_absence", "Elm"]
    assert (rest.numerator, rest.denominator) == (9, 40)
    assert shared.rest["persistent_absence", "Oak"].suppressed


def test_nobody_s_figures_are_hidden_from_who_may_see_all(state):
    found, _ = seen(state, ["persistent_absence"], [("phase",)], "unsuppressed")
    assert found["persistent_absence", ("special",)] == 3


def test_the_public_s_figures_are_rounded(state):
    _, [shared] = seen(state, ["overall_absence"], [("phase",)], "public")
    [figure] = [row for row in shared.answer.rows if row.dims == ("primary",)]
    assert figure.numerator == 135 and str(figure.value) == "34"


def test_who_asks_is_told_how_far_it_is(state):
    told = []
    measures = ("attendance", "overall_absence", "late_before", "not_recorded")
    questions = [Question((name,), (), PERIOD) for name in measures]
    ask_together(state, questions, progress=told.append)
    assert told == [0, 0.25, 0.5, 0.75, 1]


def test_reading_the_marks_is_half_of_the_way(state):
    told = []
    questions = [
        Question(("attendance",), by, PERIOD) for by in (("week",), ("phase",))
    ]
    ask_together(state, questions, progress=told.append)
    assert told == sorted(told)
    assert told[-4:] == [0.5, 0.5, 0.75, 1]


def autumn(tmp_path):
    """Three children on free school meals in the first half-term, six in the second."""
    row = "Ash | {} | 2 I, 8 / | {} | {}"
    first = [row.format(f"poor {n}", "yes", "2025-09-08") for n in range(3)]
    second = [row.format(f"poor {n}", "yes", "2025-11-10") for n in range(6)]
    others = [
        row.format(f"other {n}", "no", start)
        for n in range(12)
        for start in ("2025-09-08", "2025-11-10")
    ]
    table = "\n".join(
        ["school | pupil | marks | fsm | start", "---", *first, *second, *others]
    )
    return state_of(drawn(table), tmp_path)


def by_fsm(state, period, **how):
    question = Question(("overall_absence",), ("fsm",), parse_period(period))
    [shared] = ask_together(state, [question], **how)
    return {row.dims[0]: row.numerator for row in shared.answer.rows}


def test_a_term_hides_what_one_of_its_half_terms_hides(tmp_path):
    state = autumn(tmp_path)
    halves = [parse_period(f"2025-26/HT{n}") for n in (1, 2)]
    assert by_fsm(state, "2025-26/HT1") == {"no": None, "yes": None}
    assert by_fsm(state, "2025-26/HT2") == {"no": 24, "yes": 12}
    assert by_fsm(state, "2025-26/autumn") == {"no": 48, "yes": 18}
    parts = {"2025-26/autumn": halves}
    assert by_fsm(state, "2025-26/autumn", parts=parts) == {"no": None, "yes": None}
    assert by_fsm(state, "2025-26/HT2", parts=parts) == {"no": 24, "yes": 12}


def test_a_sensitive_group_under_ten_is_hidden_from_all_but_officers(tmp_path):
    row = "Ash | 2 I, 8 / | {}"
    rows = [row.format("WROM")] * 8 + [row.format("WBRI")] * 20
    table = "\n".join(["school | marks | ethnicity", "---", *rows])
    state = state_of(drawn(table), tmp_path)
    _, [shared] = seen(state, ["overall_absence"], [("ethnicity",)])
    assert not any(row.suppressed for row in shared.answer.rows)
    for audience in ("board", "public"):
        _, [shared] = seen(state, ["overall_absence"], [("ethnicity",)], audience)
        assert all(row.suppressed for row in shared.answer.rows)


def test_an_audience_nobody_has_is_refused(state):
    with pytest.raises(ValueError, match="There is no audience “everyone”"):
        seen(state, ["attendance"], [()], "everyone")


def fsm_beside_a_known_total(tmp_path, eligible, others):
    """By free school meals, often away and not, beside a total that is shown in full."""
    rows = [
        f"Ash | {'9 I, 1 /' if number < often else '10 /'} | {fsm}"
        for fsm, often, many in (("yes", *eligible), ("no", *others))
        for number in range(many)
    ]
    table = "\n".join(["school | marks | fsm", "---", *rows])
    state = state_of(drawn(table), tmp_path)
    question = Question(("persistent_absence",), ("fsm",), PERIOD)
    total = Question(("persistent_absence",), (), PERIOD)
    [shared] = ask_together(state, [question], known=[total])
    return {row.dims[0]: row.numerator for row in shared.answer.rows}


@pytest.mark.parametrize(
    ("eligible", "others", "seen"),
    [
        # 4 of 36 is hidden: “0 of 47” beside it and “4 of 83” above would say it.
        ((4, 36), (0, 47), {"yes": None, "no": None}),
        ((4, 36), (9, 47), {"yes": None, "no": None}),
        ((0, 36), (0, 47), {"yes": 0, "no": 0}),
        ((6, 36), (9, 47), {"yes": 6, "no": 9}),
        # Three pupils in all: how many there are is hidden, and of the others too.
        ((0, 3), (9, 47), {"yes": None, "no": None}),
    ],
)
def test_beside_a_total_that_is_shown_nothing_hidden_can_be_worked_out(
    tmp_path, eligible, others, seen
):
    assert fsm_beside_a_known_total(tmp_path, eligible, others) == seen
