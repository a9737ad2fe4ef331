from datetime import date

import pytest
from tests.programme.reading.made import KINDS

from muster.programme.printed import CLOSED, OPEN, About, Kind
from muster.programme.reading import read


@pytest.fixture(scope="module")
def log(log_text):
    return read("log.txt", log_text.encode())


@pytest.fixture(scope="module")
def rows(log):
    return {row.ref: row for row in log.rows}


def asked(document, about, field=""):
    return [
        query.says
        for query in document.queries
        if query.about is about and field in ("", query.field)
    ]


def test_a_log_is_known_by_its_headings(log):
    assert log.kind is Kind.LOG


def test_the_head_is_taken_apart(log):
    assert log.head == {
        "title": "Annex B - Transport and Attendance Group Task Log",
        "created": "12 January 2021",
        "updated": "24 June 2021",
        "owner": "Ada Birch",
    }
    assert log.as_at == date(2021, 6, 24)


def test_rows_are_open_until_the_closed_ones(rows):
    assert [ref for ref, row in rows.items() if row.section == OPEN] == [
        *"1 2a 3 4 5 6".split()
    ]
    assert [ref for ref, row in rows.items() if row.section == CLOSED] == ["2b"]


def test_each_table_has_reviews_of_its_own(log, rows):
    assert log.reviews == (date(2021, 5, 26), date(2021, 6, 9), date(2021, 6, 24))
    assert [(each.on.day, each.said) for each in rows["3"].statuses] == [
        (9, "AMBER"),
        (24, "GREEN"),
    ]
    assert [(each.on, each.said) for each in rows["2b"].statuses] == [
        (date(2021, 5, 26), "GREEN"),
        (date(2021, 6, 9), "GREEN"),
    ]


def test_a_status_may_be_other_words_than_a_colour(rows):
    assert rows["5"].statuses[0].said == "New Task"


def test_what_stands_under_repeated_headings_goes_on_from_the_row_above(rows):
    assert rows["5"].progress.endswith("take this on through the long holiday")


def test_cells_wrapped_over_rows_are_whole_again(rows):
    row = rows["2b"]

    assert (row.heading, row.objective) == (
        "BUS PASSES",
        "To list passes and who holds them",
    )
    assert row.steps == (
        "list who has a pass",
        "find who lost one and replace it",
        "tell schools",
    )
    assert row.start.earliest == date(2021, 1, 10)
    assert row.progress.endswith("and sent to depots via e-bag")


def test_a_title_is_a_heading_and_an_objective(rows):
    assert rows["3"].heading == "DAILY RETURNS"
    assert rows["3"].objective.startswith("Through the Transport Group")
    assert rows["5"].heading == "Post-18/ LEAVERS"
    assert rows["5"].objective.startswith("To help")


def test_bullets_are_steps_and_lost_ones_one_description(rows):
    assert rows["1"].steps == (
        "draft a protocol",
        "consult with depots including half-termly users",
        "agree protocol at Transport Board (6 October) and Pupil Board (10 November)",
    )
    assert not rows["2a"].steps
    assert rows["2a"].description.startswith("list guidance identify gaps")


def test_owners_are_told_apart_and_one_is_asked_for(log, rows):
    assert rows["5"].owners == ("GH", "JK")
    assert any(
        "GH and JK own it together" in says for says in asked(log, About.CONTRADICTION)
    )


def test_a_month_is_due_on_its_last_day(rows):
    assert rows["3"].due_on == date(2021, 7, 31)


def test_what_was_mended_is_said(log):
    assert asked(log, About.REPAIRED, "reviews") == [
        "“24/06/2” is cut off; it is read as of 2021. Check the year."
    ]
    assert asked(log, About.REPAIRED, "closure") == [
        "“28 May” has no year; it is read as of 2021. Check the year."
    ]
    assert len(asked(log, About.REPAIRED, "headings")) == 1


def test_what_a_log_says_against_itself_is_asked(log):
    says = asked(log, About.CONTRADICTION)

    for words in [
        "2b BUS PASSES: it starts on 10 January 2021, a Sunday.",
        "2b BUS PASSES: it starts on 10 January 2021, before the log was created",
        "2b BUS PASSES: its start date is “10/01/ 2021”, and its note says it started",
        "3 DAILY RETURNS: its closure is on 14 September 2021, 82 days after",
        "3 DAILY RETURNS: it was due by 31 July 2021 and its closure is 45 days later",
        "4 COST OF BUSES: it was due by 30 April 2021, 55 days before",
        "4 COST OF BUSES: EF owns it, and its note says someone is still to be found",
        "5 Post-18/ LEAVERS: it falls due on 31 July 2021, before the next review",
        "1 SCHOOL TRANSPORT: it is due on 10 November 2021, the very day",
    ]:
        assert any(each.startswith(words) for each in says), words


def test_who_may_be_whom_is_suggested(log):
    assert asked(log, About.NAME) == [
        "“AB” may be Ada Birch. Say whether they are one person.",
        "“EF” may be Eve Farrow. Say whether they are one person.",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_says_the_same(kind, log, log_text):
    found = read("log", KINDS[kind](log_text))

    assert says(found) == says(log)


def says(document):
    """All but the places, which each kind of file has its own words for."""
    rows = [
        (row.ref, row.section, row.heading, row.objective, row.description, row.steps)
        + (
            row.owners,
            row.start,
            row.deadlines,
            row.progress,
            row.statuses,
            row.closure,
        )
        for row in document.rows
    ]
    queries = [
        (each.about, each.says, each.field, each.row) for each in document.queries
    ]
    return dict(document.head), rows, document.reviews, queries
