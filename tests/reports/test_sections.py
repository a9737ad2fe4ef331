"""What sections say: of schools, of registers that are short, of little, of much."""

from datetime import date

import pytest
from tests.reports.authority import SCHOOLS, build
from tests.reports.test_packs import charts

from muster.documents.blocks import Bullets, Callout, Coverage, Lead, Paragraph, Table
from muster.documents.render import page
from muster.reports import packs, words


SILENT = SCHOOLS[1]._replace(pupils=0)


@pytest.fixture(scope="module")
def gaps(tmp_path_factory):
    """Three schools, of which one sends nothing; marks of six weeks."""
    built = build(
        tmp_path_factory.mktemp("gaps"),
        schools=(SCHOOLS[0], SILENT, SCHOOLS[3]),
        begins=date(2025, 9, 1),
        ends=date(2025, 10, 10),
    )
    return packs.make(built.state, organisation="Quillshire")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The same schools with four times the pupils: little is withheld."""
    return build(
        tmp_path_factory.mktemp("large"), times=4, begins=date(2025, 9, 8)
    ).state


def blocks(paper, kind):
    return [block for block in paper.blocks if isinstance(block, kind)]


def test_a_silent_school_is_said_at_the_front_and_listed(gaps):
    [front] = blocks(gaps, Bullets)
    assert front.items[-1] == (
        "1 school sent marks for fewer than 90% of the sessions it was open, and counts"
        " for only those."
    )
    [short] = [one for one in blocks(gaps, Table) if "short" in one.caption]
    [row] = [row for row in short.rows if row[0] == SILENT.name]
    assert row[1:4] == ["0 of 58", "0%", "none"]
    said = [block.text for block in blocks(gaps, Lead)]
    assert any(
        text.startswith("2 of 3 schools due to be open sent marks.") for text in said
    )


def test_schools_with_marks_are_drawn_by_week_when_some_are_missing(gaps):
    [chart] = [
        one for one in charts(gaps) if one.title == "Schools with marks, by week"
    ]
    assert [row[1:] for row in chart.table.rows] == [["3", "2"]] * 6


def test_coverage_counts_what_was_expected(gaps):
    [coverage] = blocks(gaps, Coverage)
    lines = {line.label: (line.counted, line.expected) for line in coverage.lines}
    assert lines["Schools with marks"] == (2, 3)
    assert lines["School sessions with marks"] == (116, 174)


def test_a_period_that_is_not_over_says_so(gaps):
    said = {block.title: block.text for block in blocks(gaps, Callout)}
    assert (
        said["Not complete yet"]
        == "Marks run to 10 October 2025, the half-term to 24 October 2025."
    )


def test_every_register_received_is_said_in_a_sentence(large):
    paper = packs.make(large, period="2025-26/HT2", organisation="Quillshire")
    said = " ".join(block.text for block in blocks(paper, Paragraph))
    assert "Every school due to be open in a week sent marks in it." in said
    assert "No school sent fewer than 99% of its registers" in said


def test_schools_are_drawn_by_size_with_units_left_out(large):
    paper = packs.make(large, organisation="Quillshire")
    [dots] = [one for one in charts(paper) if one.chart.kind == "dots"]
    drawn = {row["label"] for row in dots.chart.rows}
    assert "Elm High School" in drawn and "The Juniper Centre" not in drawn
    assert page.render(paper)


def test_a_pack_of_one_day_says_what_a_day_cannot_show(large):
    paper = packs.make(large, period="2025-10-08", organisation="Quillshire")
    titles = [block.title for block in blocks(paper, Callout)]
    assert "There is not enough to show a pattern over the week" in titles
    assert "There is not enough to show persistent absence" in titles


@pytest.mark.parametrize(
    ("dimension", "value", "said"),
    [
        ("fsm", "yes", "Eligible for free school meals"),
        ("fsm", "unknown", "Not known"),
        ("ethnicity", "WROM", "Gypsy or Roma"),
        ("ethnicity", "BBRI", "BBRI"),
        ("year_group", "R", "Reception"),
        ("year_group", "7", "Year 7"),
        ("sen", "S", "Special educational needs: S"),
    ],
)
def test_a_group_has_a_name_people_use(dimension, value, said):
    assert words.group(dimension, value) == said


def test_phases_stand_by_age_and_then_the_other_kinds():
    held = ["unknown", "pru", "special", "secondary", "sixth", "primary"]
    assert sorted(held, key=words.phase_order) == [
        "primary",
        "secondary",
        "special",
        "sixth",
        "pru",
        "unknown",
    ]
    assert words.in_schools("pru") == "in pupil referral units"
    assert words.in_schools("unknown") == "in schools whose phase is not known"
    assert words.phase("all-through") == "All-through"


def test_things_are_listed_and_counted_as_people_write_them():
    assert words.listed([]) == ""
    assert words.listed(["A", "B", "C"]) == "A, B and C"
    assert words.plural(1, "school") == "1 school"
    assert words.plural(1200, "school") == "1,200 schools"
