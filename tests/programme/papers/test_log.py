"""A task log as a paper: the ten columns, two statuses, and nothing lost on the way."""

from dataclasses import replace
from datetime import date

import pytest
from tests.programme.papers.examples import BEFORE, MARKS, NOW, a_log, day, task

from muster.documents.blocks import Heading, Paragraph, Table
from muster.documents.cells import Colour, Rating, as_text
from muster.programme.papers.log import log_paper, tables
from muster.programme.papers.ratings import held, meanings, rating
from muster.programme.papers.statuses import Reviews
from muster.programme.printed import CLOSED, NEW, OPEN, Document, Kind, Row, Status


def a_row(**more):
    given = {"statuses": (Status(BEFORE, "AMBER"), Status(NOW, "GREEN"))} | more
    return Row(given.pop("section", OPEN), ref="1", heading="AIMS", **given)


def a_document(*rows, **more):
    return replace(a_log(), rows=rows, **more)


def the_table(*rows, **more):
    [table] = tables(a_document(*rows, **more)).values()
    return table


def words(row):
    return [as_text(cell) for cell in row]


def test_its_head_says_what_the_log_s_own_head_says():
    paper = log_paper(a_log(), **MARKS)
    assert paper.title == "Appendix D – Attendance Working Group Task Log"
    assert paper.subtitle == "(Created: 30 March 2031) Updated: 23 July 2031"
    assert paper.blocks[0] == Paragraph("Owner: Ada Ashgrove")
    assert (paper.as_at, paper.audience) == ("23 July 2031", "Officers")
    assert paper.is_landscape and not paper.is_numbered


def test_whatever_else_stands_in_its_head_is_said_too():
    paper = log_paper(a_document(head={"agreed_by": "The Board", "owner": ""}), **MARKS)
    said = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert said[:2] == ["Agreed by: The Board", "Owner:"]
    assert (paper.title, paper.subtitle) == ("Task log", "")


def test_open_new_and_closed_actions_stand_apart_in_that_order():
    paper = log_paper(a_log(), **MARKS)
    heads = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert heads == [
        "Open actions",
        "New actions",
        "Closed actions",
        "What the colours mean",
    ]
    counts = [len(b.rows) for b in paper.blocks if isinstance(b, Table)]
    assert counts == [12, 1, 1, 6]


def test_a_section_of_another_name_is_printed_after_them():
    rows = [a_row(section="PARKED"), a_row(section=CLOSED), a_row(section="")]
    made = tables(a_document(*rows))
    assert [table.caption for table in made.values()] == [
        "Closed actions",
        "PARKED",
        "Other actions",
    ]


def test_its_columns_are_the_ten_with_the_days_of_the_two_reviews():
    assert [column.title for column in tables(a_log())[OPEN].columns] == [
        "Ref",
        "Start Date",
        "Title",
        "Description",
        "Owner",
        "Deadline",
        "Previous status (RAG) 8/07/31",
        "Current Status (RAG) 23/07/31",
        "Notes",
        "Closure Date",
    ]


def test_a_row_says_everything_it_holds():
    row = task(
        "2a",
        "POLICIES",
        "To bring them up to date",
        ("list them", "find gaps"),
        ("CB", "LW"),
        day("12 Nov 2031", 2031, 11, 12),
        ("AMBER", "GREEN"),
        "Started.\nMore to do.",
        description="What the authority must have",
        closure=day("15 Sept 2031", 2031, 9, 15),
    )
    assert words(the_table(row).rows[0]) == [
        "2a",
        "30/03/2031",
        "POLICIES To bring them up to date",
        "What the authority must have\n- list them\n- find gaps",
        "CB/LW",
        "12 Nov 2031",
        "AMBER",
        "GREEN",
        "Started.\nMore to do.",
        "15 Sept 2031",
    ]


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        ((), ""),
        (("CB", "LW"), "CB/LW"),
        (("A. Ash", "B. Birch"), "A. Ash, B. Birch"),
        (("AA", "Bede Birch"), "AA, Bede Birch"),
        (("Ash, Ada", "Bede Birch"), "Ash, Ada; Bede Birch;"),
    ],
)
def test_owners_can_be_parted_again(owners, said):
    assert as_text(the_table(a_row(owners=owners)).rows[0][4]) == said


# The two statuses


def test_a_status_is_its_word_on_its_colour():
    _, current = the_table(a_row()).rows[0][6:8]
    assert current == Rating("GREEN", Colour.GREEN)


def test_a_new_task_says_so_where_it_had_no_status():
    row = a_row(section=NEW, statuses=(Status(NOW, "AMBER"),))
    assert the_table(row).rows[0][6] == Rating("New Task")


def test_an_open_task_that_was_not_rated_is_left_blank():
    row = a_row(statuses=(Status(NOW, "AMBER"),))
    assert words(the_table(row).rows[0][6:8]) == ["", "AMBER"]
    row = a_row(statuses=(Status(BEFORE, "AMBER"),))
    assert words(the_table(row).rows[0][6:8]) == ["AMBER", ""]
    assert words(the_table(a_row(statuses=())).rows[0][6:8]) == ["", ""]


def test_a_status_of_another_day_than_the_heading_s_says_its_own_day():
    given = (Status(date(2031, 6, 23), "RED"), Status(date(2031, 7, 20), "AMBER"))
    row = the_table(a_row(statuses=given)).rows[0]
    assert words(row[6:8]) == ["RED\n23/06/31", "AMBER\n20/07/31"]


def test_a_status_after_the_last_review_waits_for_the_next():
    given = (Status(NOW, "RED"), Status(date(2031, 8, 1), "AMBER"))
    assert words(the_table(a_row(statuses=given)).rows[0][6:8]) == ["", "RED"]


def test_closed_tasks_have_their_own_last_two_and_their_days():
    table = tables(a_log())[CLOSED]
    titles = [column.title for column in table.columns[6:8]]
    assert titles == ["Previous status (RAG) 23/06/31", "Current Status (RAG) 8/07/31"]
    assert words(table.rows[0][6:8]) == ["GREEN", "GREEN"]


def test_closed_tasks_of_different_days_each_say_theirs():
    early = a_row(section=CLOSED, statuses=(Status(date(2031, 5, 1), "RED"),))
    table = tables(a_document(early, a_row(section=CLOSED)))[CLOSED]
    assert [c.title for c in table.columns[6:8]] == [
        "Previous status (RAG)",
        "Current Status (RAG)",
    ]
    assert words(table.rows[0][6:8]) == ["", "RED\n1/05/31"]
    assert words(table.rows[1][6:8]) == ["AMBER\n8/07/31", "GREEN\n23/07/31"]


@pytest.mark.parametrize(
    ("reviews", "titles"),
    [
        ((), ("Previous status (RAG)", "Current Status (RAG)")),
        ((NOW,), ("Previous status (RAG)", "Current Status (RAG) 23/07/31")),
    ],
)
def test_a_log_of_fewer_reviews_heads_what_it_has(reviews, titles):
    assert Reviews.last_of(reviews).titles == titles
    table = the_table(a_row(), reviews=reviews)
    assert [as_text(cell) for cell in table.rows[0][6:8]][-1].startswith("GREEN")


# The colours


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ("AMBER", Colour.AMBER),
        (" green ", Colour.GREEN),
        ("Grey", Colour.GREY),
        ("R", Colour.RED),
        ("New Task", Colour.PLAIN),
        ("On hold", Colour.PLAIN),
    ],
)
def test_a_word_that_is_a_colour_has_it_behind_it(said, colour):
    assert rating(said) == Rating(said.strip(), colour)


def test_every_colour_has_a_letter_of_its_own_and_what_it_means():
    letters = [one.letter for one in held()]
    assert len(set(letters)) == len(letters) == 6
    assert all(one.definition.endswith(".") for one in held())
    assert {one.key for one in held()} - {"new"} == set(Colour) - {"plain"}


def test_a_paper_prints_what_its_colours_meant_on_its_day(monkeypatch):
    amber = next(one for one in held() if one.key == "amber")
    later = replace(amber, definition="Later.", valid_from=date(2031, 9, 1))
    both = (later, *held())
    monkeypatch.setattr("muster.programme.papers.ratings.held", lambda: both)
    meaning = {on: dict((m.key, m.definition) for m in meanings(on))["amber"]
               for on in (date(2010, 1, 1), date(2031, 8, 31), date(2031, 9, 1), None)}  # fmt: skip
    assert list(meaning.values()) == [amber.definition] * 2 + ["Later."] * 2


def test_the_meanings_stand_under_the_log():
    table = log_paper(a_log(), **MARKS).blocks[-1]
    assert [as_text(row[0]) for row in table.rows] == [
        "RED",
        "AMBER",
        "GREEN",
        "GREY",
        "BLUE",
        "New Task",
    ]


def test_a_log_with_nothing_in_it_says_so():
    paper = log_paper(Document(Kind.LOG), **MARKS)
    assert paper.blocks[0] == Paragraph("There is no action in this log.")
    assert paper.as_at == "not dated"
