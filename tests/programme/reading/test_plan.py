from datetime import date

import pytest
from tests.programme.reading.made import KINDS

from muster.programme.printed import About, Kind
from muster.programme.reading import read


@pytest.fixture(scope="module")
def plan(plan_text):
    return read("plan.txt", plan_text.encode())


def test_a_plan_is_known_by_its_headings(plan):
    assert plan.kind is Kind.PLAN


def test_the_head_is_kept_blank_or_not(plan):
    assert plan.head == {
        "title": "Review of Library Use by Pupils – Recommendations Action Plan",
        "recommendation_lead": "Rosa Quill",
        "recommendation": "2: Open libraries earlier",
        "accountability": "Culture Committee Meeting dates",
        "impact_review": "",
    }


def test_a_row_alone_above_headings_is_a_section(plan):
    assert [(row.section, row.ref) for row in plan.rows] == [
        ("Reading", "1a"),
        ("Reading", "1b."),
        ("Reading", ""),
        ("Sharing", "1a"),
        ("Sharing", "1b."),
        ("Sharing", "3."),
        ("Sharing", ""),
        ("Events", ""),
    ]


def test_the_reference_is_taken_off_the_action(plan):
    assert plan.rows[5].heading.startswith("Libraries at Team meetings")


def test_names_with_nothing_between_are_told_apart(plan):
    assert plan.rows[4].owners == ("R. Quill", "T. Moss")
    assert plan.rows[5].owners == ("R. Quill", "S. Vane")
    assert plan.rows[6].owners == ("R. Quill", "G. McRae")


def test_a_cell_may_say_two_windows(plan):
    assert [each.text for each in plan.rows[6].deadlines] == [
        "December '20",
        "January/ February '21",
    ]
    assert plan.rows[6].due_on == date(2021, 2, 28)


def test_what_a_plan_leaves_unsaid_is_asked(plan):
    missing = [
        (query.field, query.row)
        for query in plan.queries
        if query.about is About.MISSING
    ]

    assert missing == [
        ("accountability", None),
        ("impact_review", None),
        ("owners", 1),
        ("deadlines", 1),
        ("progress", None),
    ]


def test_a_reference_used_twice_is_asked_about_and_both_kept(plan):
    repeated = [query.row for query in plan.queries if query.about is About.REPEATED]

    assert repeated == [3, 4]


def test_what_comes_before_what_it_rests_on_is_asked(plan):
    clashes = [
        query.row
        for query in plan.queries
        if "rests on “Split the Library" in query.says
    ]

    assert clashes == [4, 7]


def test_progress_in_the_same_cell_is_taken_apart():
    text = (
        "Proposed Actions / Progress,Success Measures,Responsibility,Date\n"
        '"1a Open early\nProgress: two libraries have",More use,R. Quill,May 2021\n'
        '"1b Lend more\n3 May 2021: forty lent\n4 June 2021: more",More,R. Quill,May 2021\n'
    )
    one, two = read("plan.csv", text.encode()).rows

    assert (one.heading, one.progress) == ("Open early", "two libraries have")
    assert (two.heading, two.progress) == (
        "Lend more",
        "3 May 2021: forty lent\n4 June 2021: more",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_says_the_same(kind, plan, plan_text):
    found = read("plan", KINDS[kind](plan_text))

    assert says(found) == says(plan)


def says(document):
    rows = [
        (row.section, row.ref, row.heading, row.owners, row.deadlines, row.success)
        for row in document.rows
    ]
    return dict(document.head), rows, [query.says for query in document.queries]
