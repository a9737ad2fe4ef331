"""A school's page: its figures beside its phase's, and what they rest on."""

from decimal import Decimal

import pytest
from tests.explore.quillshire import ASH, BEECH, DAMSON, ELM

from muster.design.filters import percent
from muster.explore import school_page
from muster.measures import ask
from muster.measures.own import OwnFigure


@pytest.fixture
def page_of(signed_in, authority):
    """page_of(urn, query) is that school’s page."""
    numbers = dict(authority.schools.select("urn", "id").iter_rows())

    def page_of(urn: str, query: str = ""):
        return signed_in().get(f"/schools/{numbers[urn]}/{query}")

    return page_of


def test_it_says_who_and_where_the_school_is(page_of, text):
    said = text(page_of(ASH))
    assert "Primary · North · Tree Trust · URN 900001 Ash Primary" in said


def test_its_figures_are_those_of_the_measures_by_school(page_of, authority, text):
    said = text(page_of(ASH))
    rows = ask(authority, ["overall_absence"], ["school"]).rows
    mine = next(row for row in rows if row.dims == ("Ash Primary",))
    assert percent(mine.value) in said
    assert f"{mine.numerator:,} of {mine.denominator:,} sessions" in said


def test_it_stands_beside_its_phase_without_a_judgement(page_of, text):
    said = text(page_of(ASH))
    assert "primary schools (" in said
    assert "Same half-term in 2024/25" in said or "same half-term in 2024/25" in said


def test_patterns_are_by_year_group_reason_and_session(page_of, text):
    said = text(page_of(BEECH))
    for heading in (
        "Overall absence by year group",
        "Absence by reason",
        "Overall absence through the week",
    ):
        assert heading in said
    assert "Illness (I)" in said
    assert "Year 7" in said


def test_missing_registers_are_said_in_runs(page_of, text):
    said = text(page_of(BEECH))
    assert "Tuesday 23 September 2025, afternoon" in said
    assert "Wednesday 24 September 2025, all day" in said
    assert "Tuesday 2 September 2025 to Friday 5 September 2025: 8 sessions" in said


def test_a_school_that_sent_nothing_says_so(page_of, text):
    page = page_of(ELM)
    assert page.status_code == 200
    assert "Elm Primary has no marks in Autumn half-term 1, 2025/26." in text(page)
    assert "No register has been sent" in text(page)


def test_a_school_of_three_pupils_shows_none_of_their_figures(page_of, text):
    said = text(page_of(DAMSON))
    assert "Hidden: too few pupils to show" in said
    assert "of 3 pupils" not in said


def test_the_same_figures_under_each_set_of_rules(page_of, text):
    said = text(page_of(ASH))
    for rules in (
        "School census rules",
        "Live rules",
        "Pupils on roll",
        "Each child once",
    ):
        assert rules in said


def test_the_address_is_a_number_and_another_is_not_found(signed_in, authority):
    assert signed_in().get("/schools/999/").status_code == 404


def test_a_school_nobody_described_is_said_to_be_provisional(signed_in, one, text):
    number = one.schools["id"][0]
    page = signed_in().get(f"/schools/{number}/")
    assert page.status_code == 200
    assert "Nobody has described this school yet" in text(page)


def test_a_year_has_no_weeks_but_its_half_terms(page_of, text):
    said = text(page_of(ASH, "?period=2024-25"))
    assert "Overall absence by week" not in said
    assert "Overall absence by half-term" in said


def test_its_past_stands_apart_with_who_reported_it(page_of, text, monkeypatch):
    assert "as reported elsewhere" not in text(page_of(ASH))
    reported = OwnFigure(
        "persistent_absence", "2019-20", 1, "Ash Primary", None, None,
        Decimal("17.35"), "Annual report 2020",
    )  # fmt: skip
    monkeypatch.setattr(
        school_page,
        "own",
        lambda state, name, school: [reported] if name == reported.measure else [],
    )
    said = text(page_of(ASH))
    assert "Its past, as reported elsewhere" in said
    assert "School year 2019/20 17.4% Annual report 2020" in said
