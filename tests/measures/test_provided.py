"""Cases: who fills a table, what may be asked of it, and what is hidden of children."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.actions import TODAY, Kept, actions

from muster.measures import (
    ALL,
    BadPeriod,
    CannotAsk,
    NoSuchDimension,
    NoSuchRules,
    Question,
    Scope,
    ask,
    ask_all,
    listed,
    provided,
    why_not,
)
from muster.measures.catalogue import OF_CASES
from muster.measures.dimensions import TITLES
from muster.measures.measure import measure
from muster.measures.programme import MEASURES
from muster.measures.provided import (
    PROVIDERS,
    TABLES,
    Stretch,
    count_rows,
    provide,
    row_of,
)
from muster.tables.actions import ACTIONS, COLOURS
from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import HOLDS, Filled, NotAsDeclared


TABLE = """
    plan | section  | group | colour | first due  | closed
    -----+----------+-------+--------+------------+-----------
    Log  | Data     | Board | amber  | 2026-01-30 |
    Log  | Data     |       | red    | 2026-04-30 |
    Log  | Training |       | green  |            | 2026-02-27
    Plan |          | Board |        | 2026-03-27 |
"""
# One pupil's marks, so that there is a half-term with marks to ask for beside.
MARKS = "school | marks\nAsh | 2 I, 8 /"
FILLED_BY = {
    "actions": "muster.programme.counted",
    "entries": "muster.registers.counted",
    "findings": "muster.registers.counted",
    "severity": "muster.registers.counted",
    "legal": "muster.registers.legal.counted",
    "returns": "muster.registers.returns.counted",
    "support_meetings": "muster.practice.counted",
}
NAMES = [one.name for one in MEASURES]


@pytest.fixture
def kept(monkeypatch):
    """The provider of actions: those of TABLE, until a test puts others in it."""
    found = Kept(actions(TABLE))
    monkeypatch.setitem(PROVIDERS, "actions", found)
    return found


@pytest.fixture
def asked(held, kept):
    def asked(names="actions_open", by="", **more):
        more = {"today": TODAY} | more
        by = by.split(",") if by else []
        return ask(held(MARKS), names.split(","), by, **more)

    return asked


# Who fills a table ----------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_one_provider(monkeypatch, table):
    monkeypatch.delitem(PROVIDERS, table.name, raising=False)
    first, second = Kept(), Kept()
    provide(table.name, first)
    provide(table.name, first)  # an application may be made ready twice
    assert PROVIDERS[table.name] is first
    with pytest.raises(AssertionError, match=f"{table.name} has a provider already"):
        provide(table.name, second)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_once_started_muster_fills_each_table_from_the_folder_that_owns_it(table):
    owner = pytest.importorskip(
        FILLED_BY[table.name], reason=f"nothing keeps {table.name} yet"
    )
    assert PROVIDERS[table.name].__module__ == owner.__name__
    measures = [one for one in OF_CASES if one.table is table]
    assert count_rows(measures, table.dimensions, Stretch(TODAY, TODAY)) == []


def test_nothing_is_provided_that_no_table_declares():
    with pytest.raises(AssertionError, match="no table of biscuits"):
        provide("biscuits", Kept())


def test_where_nobody_keeps_any_that_is_said(held, monkeypatch):
    monkeypatch.delitem(PROVIDERS, "actions", raising=False)
    with pytest.raises(CannotAsk, match="No actions are kept here, so there are none"):
        ask(held(MARKS), ["actions_open"], today=TODAY)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_declares_kinds_it_can_check_and_says_what_each_is(table):
    assert {column.kind for column in table.columns} <= {*HOLDS}
    assert all(column.meaning.endswith(".") for column in table.columns)
    assert {*table.dimensions} <= {*TITLES}
    assert table.title in {one.unit for one in OF_CASES}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"due_on": "2026-03-27"}, "due_on: found '2026-03-27'. Give a date, or leave"),
        ({"due_on": datetime(2026, 3, 27)}, "due_on: found datetime"),
        ({"opened_on": None}, "opened_on: found None. Give a date."),
        ({"moves": None}, "moves: found None. Give a whole number."),
        ({"moves": True}, "moves: found True. Give a whole number."),
        ({"section": None}, "section: found None. Give a text, or leave it blank."),
        ({"plan": ""}, "plan: found ''. Give a text."),
        ({"colour": "purple"}, "colour: found 'purple'. Give one of red, amber, green"),
        ({"owner": "Bo"}, "other columns than the table declares: owner. It takes ac"),
    ],
)
def test_a_row_that_is_not_as_declared_is_refused_by_column(
    asked, kept, change, sentence
):
    kept.rows[0] |= change
    with pytest.raises(NotAsDeclared) as refused:
        asked()
    assert sentence in str(refused.value)


def test_a_row_without_a_column_is_refused(asked, kept):
    del kept.rows[0]["moves"]
    with pytest.raises(NotAsDeclared, match="declares: moves"):
        asked()


def test_a_date_is_the_number_of_its_day_and_a_blank_one_is_none():
    (one,) = actions("plan | due\nLog | 2026-03-27")
    row = row_of(ACTIONS, one, Stretch(date(2025, 8, 1), TODAY))
    assert (row.has_due_on, row.due_on) == (True, row.as_at)
    assert (row.has_closed_on, row.closed_on) == (False, 0)
    assert row.period_from == date(2025, 8, 1).toordinal()


def test_a_measure_takes_numbers_and_truths_only():
    """What engines agree about: never None, and never a date."""
    for one in actions(TABLE):
        row = row_of(ACTIONS, one, Stretch(TODAY, TODAY))
        held = vars(row).values()
        assert {type(value) for value in held} <= {int, bool, str}


# Asking ---------------------------------------------------------------------------


def test_figures_stand_under_the_columns_of_any_other(asked):
    answer = asked("actions_overdue,actions_open", "plan")
    assert listed.columns(["plan"]) == (
        "measure", "period", "rules", "plan", "numerator", "denominator", "value",
        "suppressed",
    )  # fmt: skip
    assert [tuple(map(str, row)) for row in listed.as_rows(answer)] == [
        ("actions_overdue", "2025-26/ytd", "", "Log", "1", "2", "50.000000", "0"),
        ("actions_overdue", "2025-26/ytd", "", "Plan", "0", "1", "0.000000", "0"),
        ("actions_open", "2025-26/ytd", "", "Log", "2", "3", "66.666667", "0"),
        ("actions_open", "2025-26/ytd", "", "Plan", "1", "1", "100.000000", "0"),
    ]
    assert answer.notes == ("Actions as they stood on 27 March 2026.",)


def test_colours_stand_in_their_order_and_what_is_blank_is_unknown(asked):
    rows = asked(by="colour").rows
    assert [row.dims[0] for row in rows] == ["red", "amber", "green", "unknown"]
    assert [row.dims[0] for row in asked(by="group").rows] == ["Board", "unknown"]


def test_by_two_dimensions_at_once(asked):
    rows = asked(by="plan,section").rows
    assert {row.dims: (row.numerator, row.denominator) for row in rows} == {
        ("Log", "Data"): (2, 2),
        ("Log", "Training"): (0, 1),
        ("Plan", "unknown"): (1, 1),
    }


def test_a_measure_named_twice_is_counted_once(asked):
    assert {row.numerator for row in asked("actions_open,actions_open").rows} == {3}


@pytest.mark.parametrize(
    ("period", "today", "as_at"),
    [
        ("2025-26", TODAY, TODAY),
        ("2024-25", TODAY, date(2025, 7, 31)),
        ("2026-01-16", TODAY, date(2026, 1, 16)),
        ("2026-01-16..2026-06-30", TODAY, TODAY),
        ("2025-26/autumn", TODAY, date(2025, 12, 31)),
        (None, TODAY, TODAY),
    ],
)
def test_a_period_is_as_at_its_end_or_today_if_that_is_earlier(
    asked, kept, period, today, as_at
):
    answer = asked(period=period, today=today)
    assert answer.as_at == as_at
    assert kept.asked == [(as_at, ALL)]


def test_a_half_term_ends_the_day_before_the_next(held, asked, kept):
    _, ends = asked(period="2025-26/HT3").period.dates(held(MARKS).calendar())
    assert kept.asked == [(ends, ALL)]
    assert ends < TODAY


def test_a_period_that_has_not_begun_is_refused(asked):
    with pytest.raises(CannotAsk, match="School year 2026/27 has not begun"):
        asked(period="2026-27")
    with pytest.raises(BadPeriod):
        asked(period="whenever")


def test_what_changed_is_answered_anew(asked, kept):
    assert asked().rows[0].numerator == 3
    kept.rows.pop()
    assert asked().rows[0].numerator == 2


def test_without_any_marks_actions_are_counted_all_the_same(kept, held):
    empty = held("school | marks")
    assert ask(empty, ["actions_open"], today=TODAY).rows[0].numerator == 3


def test_whoever_asks_says_what_day_it_is(asked):
    with pytest.raises(AssertionError, match="say which is today"):
        asked(today=None)


def test_a_day_makes_no_difference_to_marks(held):
    state = held(MARKS)
    assert ask(state, ["attendance"], today=TODAY) is ask(state, ["attendance"])


def test_questions_of_both_are_answered_in_their_order(held, kept):
    questions = [
        Question(("attendance",), today=TODAY),
        Question(("actions_open",), today=TODAY),
        Question(("overall_absence",), today=TODAY),
    ]
    found = [answer.rows[0].measure for answer in ask_all(held(MARKS), questions)]
    assert found == ["attendance", "actions_open", "overall_absence"]


# Refused --------------------------------------------------------------------------


@pytest.mark.parametrize("dimension", ["phase", "school", "reason", "week", "owner"])
def test_actions_have_only_breakdowns_of_their_own(asked, dimension):
    with pytest.raises(
        NoSuchDimension,
        match=f"Actions cannot be broken down by “{dimension}”. Use plan, section, gr",
    ):
        asked(by=dimension)


@pytest.mark.parametrize("dimension", ACTIONS.dimensions)
def test_marks_have_none_of_the_breakdowns_of_actions(asked, dimension):
    with pytest.raises(
        NoSuchDimension, match=f"Figures cannot .*“{dimension}”. Use ar"
    ):
        asked("attendance", by=dimension)


def test_a_breakdown_is_named_once(asked):
    with pytest.raises(NoSuchDimension, match="named twice"):
        asked(by="plan,plan")


def test_marks_and_actions_are_asked_for_apart(asked):
    with pytest.raises(CannotAsk) as refused:
        asked("attendance,actions_open")
    assert str(refused.value) == (
        "These are counted of different things, so ask for each by itself:"
        " Attendance of marks, Open actions of actions."
    )


def test_actions_are_of_no_school(asked):
    with pytest.raises(CannotAsk, match="Actions are not of one school. Ask without"):
        asked(schools=[1])


@pytest.mark.parametrize("scope", [Scope(()), Scope.of_schools([1])])
def test_who_reaches_some_schools_is_shown_no_actions_of_the_authority(
    asked, kept, scope
):
    with pytest.raises(CannotAsk, match="Actions are the whole authority’s"):
        asked(scope=scope)
    assert kept.asked == []


def test_rules_nobody_knows_are_refused_though_actions_have_none(asked):
    assert asked(rules="live").rules is None
    with pytest.raises(NoSuchRules):
        asked(rules="mine")


def test_why_not_says_what_asking_would(held, kept):
    def why(*names, by=(), **more):
        return why_not(held(MARKS), Question(names, by, today=TODAY, **more))

    assert why("actions_open") == ""
    assert why("actions_open", by=("phase",)).startswith("Actions cannot be broken")
    assert why("actions_open", schools=(1,)).startswith("Actions are not of one")
    assert kept.asked == []  # nothing is counted to say so


# Adding up ------------------------------------------------------------------------


days = st.dates(date(2025, 8, 1), TODAY)
texts = st.sampled_from(["", "Ash", "Elm"])
drawn = st.fixed_dictionaries(
    {
        "action": st.integers(1, 9999),
        "plan": st.sampled_from(["Log", "Plan"]),
        "section": texts,
        "group": texts,
        "colour": st.sampled_from(["", *COLOURS]),
        "opened_on": days,
        "original_due_on": st.none() | st.dates(date(2025, 8, 1), date(2027, 1, 1)),
        "due_on": st.none() | st.dates(date(2025, 8, 1), date(2027, 1, 1)),
        "moves": st.integers(0, 4),
        "closed_on": st.none() | days,
        "updated_on": st.none() | days,
        "cycle_from_on": days,
        "reviews_amber": st.integers(0, 5),
    }
)


def counted(rows, by=()):
    """(counted, out of) of every measure, by some dimensions, of these rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PROVIDERS, "actions", Kept(rows))
        found = count_rows(MEASURES, by, Stretch(date(2025, 8, 1), TODAY))
    return {(one.measure, *one.dims): (one.numerator, one.denominator) for one in found}


@given(st.lists(drawn, max_size=12))
def test_figures_by_any_dimension_add_up_to_the_whole(rows):
    whole = counted(rows)
    for dimension in ACTIONS.dimensions:
        parts = counted(rows, (dimension,))
        for name in NAMES:
            mine = [pair for place, pair in parts.items() if place[0] == name]
            assert tuple(map(sum, zip(*mine, strict=True))) in (whole[name,], ())


@given(st.lists(drawn, max_size=12))
def test_what_is_counted_is_some_of_what_it_is_out_of(rows):
    assert all(0 <= n <= d <= len(rows) for n, d in counted(rows).values())


@given(st.lists(drawn, max_size=12))
def test_no_action_has_two_colours_and_grey_is_not_green(rows):
    found = counted(rows)
    named = [found[f"actions_{one}",][0] for one in ("red", "amber", "green", "grey")]
    assert sum(named) <= found["actions_open",][0]


@given(st.lists(drawn, min_size=1, max_size=12))
def test_losing_an_update_never_makes_fewer_silent(rows):
    """A figure must never look better because something is missing."""
    before = counted(rows)["actions_silent",][0]
    forgotten = [row | {"updated_on": None} for row in rows]
    assert counted(forgotten)["actions_silent",][0] >= before


@given(st.lists(drawn, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_actions_changes_nothing(rows, chance):
    shuffled = [*rows]
    chance.shuffle(shuffled)
    assert counted(shuffled, ("plan", "colour")) == counted(rows, ("plan", "colour"))


# Rows of children -----------------------------------------------------------------


ENTRIES = Filled(
    "entries",
    "entries",
    "One row an entry.",
    (
        Column("child", Kind.COUNT, "The child.", required=True),
        Column("school", Kind.TEXT, "The school."),
        Column("looked_after", Kind.TEXT, "Whether looked after."),
        Column("found", Kind.YES_NO, "Whether found.", required=True),
    ),
    dimensions=("school", "looked_after"),
    person="child",
)


@measure(title="Found", source="A test", table=ENTRIES)
def found(entry):
    """Entries of children found, out of entries."""
    return entry.found, True


@pytest.fixture
def entries(monkeypatch):
    """entries(Ash=[(child, found), ...]) are the figures by school."""

    def entries(audience="officers", by="school", **places):
        rows = [
            {"school": "", "looked_after": "", by: place}
            | {"child": child, "found": is_found}
            for place, mine in places.items()
            for child, is_found in mine
        ]
        monkeypatch.setitem(PROVIDERS, "entries", Kept(rows))
        shown = count_rows([found], [by], Stretch(TODAY, TODAY), ALL, audience)
        return {one.dims[0]: (one.numerator, one.denominator) for one in shown}

    return entries


HIDDEN = (None, None)
MANY = [(child, child % 2 == 0) for child in range(100, 120)]
OTHERS = [(child, child % 2 == 0) for child in range(200, 240)]


def test_entries_of_few_children_are_hidden_and_a_second_so_that_none_is_worked_out(
    entries,
):
    few = [(1, True), (2, False), (3, False)]
    assert entries(Ash=few, Elm=MANY, Oak=OTHERS) == {
        "Ash": HIDDEN,
        "Elm": HIDDEN,
        "Oak": (20, 40),
    }
    assert entries("unsuppressed", Ash=few)["Ash"] == (1, 3)


def test_many_entries_of_few_children_are_few(entries):
    often = [(child, True) for child in (1, 2) for _ in range(10)]
    often += [(child, False) for child in (3, 4, 5, 6, 7, 8)]
    assert entries(Ash=often)["Ash"] == HIDDEN


def test_the_public_sees_entries_rounded_and_none_of_fewer_than_ten(entries):
    shown = entries("public", Ash=OTHERS, Elm=MANY[:8], Oak=MANY[8:])
    assert shown["Elm"] == HIDDEN
    assert shown["Ash"] == (20, 40)


@pytest.mark.parametrize(
    ("audience", "by", "is_hidden"),
    [
        ("officers", "looked_after", False),
        ("board", "school", False),
        ("board", "looked_after", True),
        ("public", "looked_after", True),
    ],
)
def test_fewer_than_ten_of_a_sensitive_group_are_for_officers(
    entries, audience, by, is_hidden
):
    """rules.md 11.3: 9 found of 29, by school and by who is looked after."""
    nine = [(child, child < 9) for child in range(29)]
    assert (entries(audience, by, yes=nine)["yes"] == HIDDEN) is is_hidden


def test_actions_are_of_nobody_so_none_is_hidden(asked):
    for audience in ("officers", "board", "public"):
        answer = asked("actions_overdue", "plan", audience=audience)
        assert [row.suppressed for row in answer.rows] == [False, False]
        assert [row.numerator for row in answer.rows] == [1, 0]


def test_a_table_of_children_says_which_child_on_every_row():
    with pytest.raises(AssertionError):
        Filled("x", "x", "X.", (Column("child", Kind.COUNT, "Who."),), person="child")


def test_entries_are_kept_to_the_schools_asked_for(monkeypatch, held):
    question = Question(("found",), schools=(3,), today=TODAY)
    monkeypatch.setitem(PROVIDERS, "entries", Kept())
    assert provided.scope_of(question, ENTRIES) == Scope.of_schools([3])
