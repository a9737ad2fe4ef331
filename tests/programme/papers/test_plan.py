"""An action plan as a paper: its head, its sections and their four columns."""

from dataclasses import replace
from datetime import date

from tests.programme.papers.examples import MARKS, a_plan

from muster.documents.blocks import Heading, Paragraph
from muster.documents.cells import as_text
from muster.programme.papers.plan import plan_paper, tables
from muster.programme.printed import Document, Kind, Row, Status


def words(row):
    return [as_text(cell) for cell in row]


def said_above(paper):
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def test_its_head_stands_in_its_own_order_and_what_is_missing_is_seen():
    paper = plan_paper(a_plan(), **MARKS)
    assert said_above(paper) == [
        "Recommendation Lead: Sorrel Sedgewick",
        "Recommendation 1: Improve attendance",
        "Accountability: Young People’s Committee: meeting dates",
        "Impact Review dates:",
    ]
    assert paper.as_at == "1 October 2034"


def test_a_recommendation_without_a_number_and_other_lines_are_said():
    head = {"approved": "May", "recommendation": "Improve attendance"}
    paper = plan_paper(replace(a_plan(), head=head), **MARKS)
    assert said_above(paper) == ["Recommendation: Improve attendance", "Approved: May"]
    assert paper.title == "Action plan"


def test_its_sections_stand_in_the_order_they_come():
    paper = plan_paper(a_plan(), **MARKS)
    heads = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert heads == ["Research", "Communications", "Events"]


def test_ref_action_and_progress_share_a_cell():
    first = tables(a_plan())["Research"].rows[0]
    assert words(first) == [
        (
            "1a Find what training there is on attendance across teams.\n"
            "Progress: Three teams have answered.\nOne is still to come."
        ),
        "Know what works and where it is weak.",
        "S. Sedgewick",
        "March '35",
    ]


def test_two_windows_stand_one_under_the_other():
    [row] = tables(a_plan())["Communications"].rows
    assert as_text(row[3]) == "December '34\nJanuary/ February '35"


def test_it_has_no_status_unless_one_is_given():
    titles = [column.title for column in tables(a_plan())["Events"].columns]
    assert titles == [
        "Proposed Actions / Progress",
        "Success Measures",
        "Responsibility",
        "Date",
    ]
    row = replace(a_plan().rows[0], statuses=(Status(date(2034, 9, 1), "RED"),))
    document = replace(a_plan(), rows=(row,), reviews=(date(2034, 9, 1),))
    table = tables(document)["Research"]
    assert table.columns[-1].title == "Current Status (RAG) 1/09/34"
    assert words(table.rows[0])[-2:] == ["", "RED"]
    assert plan_paper(document, **MARKS).blocks[-1].caption == "What the colours mean"


def test_a_plan_with_nothing_in_it_and_one_without_sections():
    assert said_above(plan_paper(Document(Kind.PLAN), **MARKS)) == [
        "There is no action in this plan."
    ]
    document = Document(Kind.PLAN, rows=(Row("", heading="Do it"),))
    assert list(tables(document)) == [""]
    assert tables(document)[""].caption == "Actions"


def test_progress_that_begins_with_a_point_has_its_name_above():
    row = Row("Research", heading="Do it", progress="- asked\n- answered")
    [made] = tables(Document(Kind.PLAN, rows=(row,)))["Research"].rows
    assert as_text(made[0]) == "Do it\nProgress:\n- asked\n- answered"
