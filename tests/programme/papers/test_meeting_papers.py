"""What a meeting reads beside the log: in every form, and nothing exempt in any of them."""

import io
import re
from dataclasses import replace
from datetime import date, time
from html import unescape

import docx
import openpyxl
import pytest
from tests.documents.said import words_of
from tests.documents.test_pdf import poppler, structure
from tests.documents.test_word import text_of
from tests.programme.papers.examples import (
    BEFORE,
    DECEMBER,
    GROUP,
    MARKS,
    NOW,
    a_workplan,
    an_agenda,
    day,
    every_other_paper,
    some_agreed,
    some_changes,
    some_minutes,
    some_planned,
    some_standing,
)

from muster.documents.blocks import Heading, KeyFigures, Paragraph, Table
from muster.documents.cells import Colour, Rating, as_text
from muster.documents.render import render
from muster.programme.papers import minutes
from muster.programme.papers.actions import Agreed
from muster.programme.papers.agenda import AgendaOf, Item, agenda_paper
from muster.programme.papers.changed import About, Change, changed_paper
from muster.programme.papers.exceptions import OpenAction, exceptions_paper, reasons
from muster.programme.papers.forward_plan import Planned, forward_plan_paper
from muster.programme.papers.workplan import Due, What, WorkplanOf, workplan_paper


PAPERS = every_other_paper()


def bare(text):
    return re.sub(r"\s", "", text)


def text_in(paper, kind, tmp_path):
    data = render(paper, kind)
    if kind == "pdf":
        return poppler("pdftotext", data, tmp_path)
    if kind == "docx":
        return text_of(docx.Document(io.BytesIO(data)))
    if kind == "html":
        return unescape(re.sub(r"<[^>]+>", " ", data.decode()))
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell.value) for made in book for row in made.iter_rows() for cell in row
    )


def tables_of(paper):
    return [block for block in paper.blocks if isinstance(block, Table)]


def heads_of(paper):
    return [block.text for block in paper.blocks if isinstance(block, Heading)]


def said_in(paper):
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def words(row):
    return [as_text(cell) for cell in row]


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "xlsx"])
@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_says_all_it_has_in_every_form(name, kind, tmp_path):
    text = bare(text_in(PAPERS[name], kind, tmp_path))
    for said in filter(None, map(bare, words_of(PAPERS[name]))):
        if kind == "html":
            said = said.removeprefix("-")
        assert said in text


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "xlsx"])
@pytest.mark.parametrize("name", PAPERS)
def test_the_same_paper_is_the_same_bytes(name, kind):
    assert render(PAPERS[name], kind) == render(every_other_paper()[name], kind)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_pdf_ua(name):
    assert b"pdfuaid:part>1<" in structure(render(PAPERS[name], "pdf"))


# Exceptions


def test_the_exception_report_is_one_page(tmp_path):
    many = [replace(one, ref=str(at)) for at, one in enumerate([*some_standing()] * 3)]
    paper = exceptions_paper(
        "Log", many, as_at=NOW, cycle_from=BEFORE, stuck_after=3, **MARKS
    )
    text = poppler("pdftotext", render(paper, "pdf"), tmp_path)
    assert "Page 1 of 1" in text


def test_the_most_serious_stands_first_and_what_is_on_course_is_counted():
    [table] = tables_of(PAPERS["exceptions"])
    assert [as_text(row[0]).split()[0] for row in table.rows] == ["7", "3", "9", "14"]
    assert table.note == "On course and not listed: 1 open action."


def test_an_overdue_green_stands_before_an_amber_in_time():
    due = day("1 July 2031", 2031, 7, 1)
    late = OpenAction("2", "Late", status="GREEN", due=due, updated_on=NOW)
    amber = OpenAction("1", "Amber", status="AMBER", due=DECEMBER, updated_on=NOW)
    paper = exceptions_paper(
        "Log", [amber, late], as_at=NOW, cycle_from=BEFORE, stuck_after=3, **MARKS
    )
    [table] = tables_of(paper)
    assert [as_text(row[0]) for row in table.rows] == ["2 Late", "1 Amber"]


def test_the_longest_at_amber_stands_first():
    ambers = [
        OpenAction(str(run), "x", status="AMBER", reviews=run, updated_on=NOW)
        for run in (1, 4, 2)
    ]
    paper = exceptions_paper(
        "Log", ambers, as_at=NOW, cycle_from=BEFORE, stuck_after=3, **MARKS
    )
    assert [as_text(r[0]) for r in tables_of(paper)[0].rows] == ["4 x", "2 x", "1 x"]


@pytest.mark.parametrize(
    ("standing", "says"),
    [
        (OpenAction("1", "x", status="GREEN", due=DECEMBER, updated_on=NOW), []),
        (OpenAction("1", "x", status="GREEN", due=DECEMBER, updated_on=BEFORE), []),
        (
            OpenAction(
                "1", "x", status="RED", due=DECEMBER, updated_on=NOW, since=BEFORE
            ),
            ["RED, since 8 July 2031"],
        ),
        (
            OpenAction(
                "1",
                "x",
                status="Amber",
                reviews=3,
                is_stuck=True,
                due=DECEMBER,
                updated_on=NOW,
            ),
            ["Stuck: AMBER at 3 reviews running"],
        ),
        (OpenAction("1", "x", due=day("23 July", 2031, 7, 23), updated_on=NOW), []),
        (
            OpenAction("1", "x", due=day("22 July", 2031, 7, 22), updated_on=NOW),
            ["1 day overdue"],
        ),
        (
            OpenAction("1", "x", due=DECEMBER, moves=1, updated_on=NOW),
            ["Date changed once"],
        ),
        (
            OpenAction(
                "1",
                "x",
                due=DECEMBER,
                first_due=date(2031, 12, 30),
                moves=3,
                updated_on=NOW,
            ),
            ["Date changed 3 times, 1 day later than first agreed"],
        ),
        (OpenAction("1", "x", due=DECEMBER), ["Never updated"]),
        (
            OpenAction("1", "x", due=DECEMBER, updated_on=date(2031, 7, 7)),
            ["No update since 7 July 2031"],
        ),
        (OpenAction("1", "x", updated_on=NOW), ["It has no date"]),
    ],
)
def test_each_reason_is_a_sentence(standing, says):
    assert list(reasons(standing, NOW, BEFORE)) == says


def test_its_counts_are_out_of_all_that_is_open():
    [figures] = [b for b in PAPERS["exceptions"].blocks if isinstance(b, KeyFigures)]
    assert [(one.label, one.value) for one in figures.items] == [
        ("Red", "1"),
        ("Overdue", "1"),
        ("Amber at 3 reviews or more", "1"),
        ("No update in this cycle", "2"),
    ]
    assert figures.items[0].detail == "of 5 open actions"


def test_a_log_all_on_course_says_so():
    steady = OpenAction("1", "x", status="GREEN", due=DECEMBER, updated_on=NOW)
    paper = exceptions_paper(
        "Log", [steady], as_at=NOW, cycle_from=BEFORE, stuck_after=3, **MARKS
    )
    assert said_in(paper) == ["Nothing in it is off course."]
    assert tables_of(paper) == []


# What changed


def test_changes_stand_by_what_they_are_of():
    paper = PAPERS["changed"]
    assert heads_of(paper) == ["Added", "Status", "Dates"]
    assert paper.subtitle == "What changed since 8 July 2031"
    status = tables_of(paper)[1].rows[0]
    assert status[1:3] == [
        Rating("AMBER", Colour.AMBER),
        Rating("GREEN", Colour.GREEN),
    ]


def test_changes_of_one_kind_stand_in_the_order_of_their_days():
    later, earlier = (
        Change(About.OWNER, ref, "x", on) for ref, on in (("2", NOW), ("1", BEFORE))
    )
    paper = changed_paper("Log", [later, earlier], since=BEFORE, as_at=NOW, **MARKS)
    assert [as_text(row[0]) for row in tables_of(paper)[0].rows] == ["1 x", "2 x"]
    assert len(list(some_changes())) == 3


def test_no_change_is_said():
    paper = changed_paper("Log", [], since=BEFORE, as_at=NOW, **MARKS)
    assert said_in(paper) == [
        "Nothing changed between 8 July 2031 and 23 July 2031.",
    ]


# Minutes


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "xlsx"])
def test_nothing_exempt_is_in_minutes_unless_it_is_asked_for(kind, tmp_path):
    secret = Agreed("See the family", "9", ("Zed Zimmer",), is_exempt=True)
    meeting = replace(some_minutes(), actions=(*some_agreed(), secret))
    hidden = ("nobody else may read", "A secret decision", "See the family", "Zimmer")
    shown = text_in(minutes.minutes_paper(meeting, **MARKS), kind, tmp_path)
    assert not [said for said in hidden if said in shown]
    assert shown.count("This item is exempt") == 3
    whole = minutes.minutes_paper(meeting, with_exempt=True, **MARKS)
    shown = text_in(whole, kind, tmp_path)
    assert all(said in shown for said in hidden)


def test_minutes_not_yet_agreed_are_a_draft():
    assert PAPERS["minutes"].blocks[0].title == "Draft"
    agreed = replace(some_minutes(), agreed_on=date(2031, 9, 15))
    paper = minutes.minutes_paper(agreed, **MARKS)
    assert isinstance(paper.blocks[0], Heading)
    assert paper.as_at == "15 September 2031"


def test_minutes_with_hardly_anything_in_them_say_what_is_missing():
    paper = minutes.minutes_paper(minutes.MinutesOf(GROUP, NOW), **MARKS)
    assert said_in(paper) == [
        "None recorded.",
        "None recorded.",
        "No action was agreed.",
    ]
    assert render(paper, "pdf").startswith(b"%PDF")


def test_an_item_s_points_are_lists_and_its_number_is_its_own_if_it_has_one():
    item = minutes.Minute("Pack", "- a\n- b\nThen.\n- c", number="4b")
    meeting = minutes.MinutesOf(GROUP, NOW, items=(item,))
    paper = minutes.minutes_paper(meeting, **MARKS)
    assert "4b. Pack" in heads_of(paper)
    assert [b.items for b in paper.blocks if hasattr(b, "items")] == [["a", "b"], ["c"]]


# Agenda


def test_each_item_begins_when_those_before_it_end():
    items, _ = tables_of(PAPERS["agenda"])
    assert [as_text(row[-1]) for row in items.rows] == ["10:00", "10:05", "10:30"]
    unsure = replace(
        an_agenda(), items=(Item("a", minutes=5), Item("b"), Item("c", minutes=5))
    )
    items, _ = tables_of(agenda_paper(unsure, as_at=NOW, **MARKS))
    assert [as_text(row[-1]) for row in items.rows] == ["10:00", "10:05", ""]


def test_an_agenda_without_a_time_has_no_column_of_times():
    items, _ = tables_of(
        agenda_paper(replace(an_agenda(), starts_at=None), as_at=NOW, **MARKS)
    )
    assert items.columns[-1].title == "To do what"


def test_every_open_action_is_on_the_agenda():
    _, still_open = tables_of(PAPERS["agenda"])
    assert len(still_open.rows) == len(some_agreed())
    assert words(still_open.rows[0]) == [
        "7 Name somebody in finance",
        "JB",
        "Dec 2031",
        "RED",
    ]


def test_an_exempt_item_is_marked_and_an_empty_agenda_says_so():
    exempt = AgendaOf(GROUP, NOW, time(9), items=(Item("A case", is_exempt=True),))
    [items] = tables_of(agenda_paper(exempt, as_at=NOW, **MARKS))
    assert as_text(items.rows[0][1]) == "A case (exempt)"
    assert said_in(agenda_paper(AgendaOf(GROUP, NOW), as_at=NOW, **MARKS)) == [
        "No item has been put on it yet.",
        "No action is open.",
    ]


# Forward plan


def test_every_board_has_its_place_and_one_without_reports_says_so():
    paper = PAPERS["forward_plan"]
    assert heads_of(paper) == [
        "Improvement Board",
        "Scrutiny Committee",
        "Well-Being Board",
    ]
    assert said_in(paper) == ["No report is planned for this board."]
    first, _ = tables_of(paper)
    assert words(first.rows[1]) == [
        "No date",
        "Spring figures",
        "No date",
        "No owner",
        "",
        "Late",
    ]


def test_reports_stand_in_the_order_of_their_meetings():
    lines = [Planned("Board", "b", NOW), Planned("Board", "c"), Planned("Board", "a", BEFORE)]  # fmt: skip
    [table] = tables_of(forward_plan_paper("Plan", lines, as_at=NOW, **MARKS))
    assert [as_text(row[1]) for row in table.rows] == ["a", "b", "c"]
    assert len(list(some_planned())) == 3
    empty = forward_plan_paper("Plan", [], as_at=NOW, **MARKS)
    assert said_in(empty) == ["There is no board in this plan."]


# Workplan


def test_a_year_has_twelve_months_and_each_thing_stands_in_its_own():
    year, *others = tables_of(PAPERS["workplan"])
    months = {as_text(row[0]): words(row[1:]) for row in year.rows}
    assert len(months) == 12
    assert months["September 2031"][0] == "15 September: Working group"
    assert months["October 2031"][1] == "8 October: Data pack (DW)"
    assert months["December 2031"][2] == "2a Authority policies (AA)"
    assert [table.caption for table in others] == ["In other years", "Without a date"]
    assert words(others[0].rows[0]) == ["Actions due", "7 Map the spend", "May 2031"]
    assert words(others[1].rows[0]) == ["Actions due", "14 Posters", "No date"]


def test_a_year_may_begin_in_any_month_and_nothing_is_listed_twice():
    held = replace(a_workplan(), starts_on=date(2031, 12, 31))
    paper = workplan_paper(held, as_at=NOW, **MARKS)
    assert paper.subtitle == "December 2031 to November 2032"
    rows = [words(row) for table in tables_of(paper) for row in table.rows]
    for line in held.lines:
        assert sum(line.text in "".join(row) for row in rows) == 1


def test_things_of_one_month_stand_in_the_order_of_their_days():
    lines = [
        Due(What.MEETING, "later", day("9 Sept", 2031, 9, 9)),
        Due(What.MEETING, "sooner", day("2 Sept", 2031, 9, 2)),
    ]
    plan = WorkplanOf(GROUP, date(2031, 9, 1), lines)
    year = tables_of(workplan_paper(plan, as_at=NOW, **MARKS))[0]
    assert as_text(year.rows[0][1]) == "2 September: sooner\n9 September: later"
