"""The pack beside England, the region and the neighbours: ranks, bands, gaps and words."""

import csv

import pytest
from tests.reports.conftest import texts
from tests.reports.test_packs import charts

from muster.documents.blocks import KeyFigures, Table
from muster.reports import packs, tidy


PERIOD = "2025-26/HT3"


@pytest.fixture(scope="module")
def paper(among_others):
    return packs.make(
        among_others.state,
        period=PERIOD,
        audience="board",
        organisation="Ashdale",
        la="901",
    )


def table(paper, caption) -> list[dict[str, str]]:
    [found] = [
        one for one in paper.blocks if isinstance(one, Table) and one.caption == caption
    ]
    titles = [column.title for column in found.columns]
    return [dict(zip(titles, row, strict=True)) for row in found.rows]


def test_each_basis_has_a_table_with_england_region_neighbours_and_rank(paper):
    half_term, *_ = table(paper, "This half-term: here and elsewhere")
    assert half_term["Published, here"] == "7.2%"
    assert (half_term["England"], half_term["Northmarch"]) == ("6.0%", "6.5%")
    assert (half_term["Neighbours"], half_term["Rank"]) == ("5.3%", "3 of 3")
    year = table(paper, "The latest annual figures: here and elsewhere")[0]
    assert year["Measure"] == "Persistent absence"
    assert (year["Gap, points"], year["Change, points"]) == ("+1.9", "−2.5")
    assert year["Neighbours"] == "17.0% (of 1)"


def test_our_own_figure_from_registers_stands_beside_the_published_one(paper):
    rows = table(paper, "This half-term: here and elsewhere")
    headline = {row["Measure"]: row for row in table(paper, "Headline figures")}
    for row in rows:
        own = headline[row["Measure"]]
        assert row["From registers"] == own["This half-term"]
        if row["From registers"] != "c":
            assert own["Number"] in texts(paper)


def test_the_gap_to_england_is_two_results_with_both_their_counts(paper):
    rows = table(paper, "Overall absence: groups of pupils and everybody else")
    assert all({"Sessions", "Others’ sessions", "Gap to England"} <= row.keys() for row in rows)  # fmt: skip
    assert "England, all pupils: 6.0% (60,000 of 1,000,000)" in texts(paper)
    shown = [row for row in rows if row["Share"].endswith("%")]
    for row in shown:
        gap = float(row["Gap to England"].replace("−", "-"))
        assert abs(float(row["Share"][:-1]) - 6.0 - gap) < 0.11


def test_england_has_a_line_in_the_trend_and_the_change_of_method_is_said(paper):
    [trend] = [c for c in charts(paper) if c.title == "Overall absence by half-term"]
    assert "England, 2025/26: HT1 6.0%, HT2 6.0%, HT3 6.0%" in trend.alt
    assert any(row["series"] == "England, 2025/26" for row in trend.chart.rows)
    assert "From 2025/26 the all-phase total is pooled" in trend.note
    assert "To 2024/25 the all-phase total is each phase’s rate weighted" in trend.note


def test_the_front_page_holds_its_figures_against_england(paper):
    [front] = [one for one in paper.blocks if isinstance(one, KeyFigures)]
    assert "England 94.0%" in front.items[0].note
    assert any("Year to date" in item.note for item in front.items)
    assert "2nd of 2 authorities from the lowest; England 18.1%" in texts(paper)


def test_without_published_files_the_section_says_which_to_load(pack):
    said = texts(pack(audience="board"))
    assert "There is not enough to show how the authority compares" in said
    assert "In development. No figures of others are held." in said


def test_the_export_has_the_comparators_and_the_gap_to_england(among_others, tmp_path):
    tidy.write(among_others.state, tmp_path, la="901")
    with (tmp_path / "comparators.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    at = {(r["measure"], r["school_year"], r["part"], r["level"]): r for r in rows}
    england = at["overall_absence", "2025-26", "HT2", "England"]
    assert (england["numerator"], england["denominator"]) == ("60000", "1000000")
    mine = at["persistent_absence", "2024-25", "year", "authority"]
    assert (mine["percentage"], mine["rank"], mine["ranked"]) == ("20", "2", "2")
    with (tmp_path / "figures.csv").open(newline="") as file:
        figures = list(csv.DictReader(file))
    poor = next(
        row
        for row in figures
        if (row["measure"], row["school_year"], row["part"])
        == ("overall_absence", "2025-26", "HT2")
        and (row["breakdown"], row["group"]) == ("fsm", "yes")
    )
    assert float(poor["gap_to_england"]) == pytest.approx(
        float(poor["percentage"]) - 6, abs=1e-6
    )
    phases = [row for row in figures if row["breakdown"] == "phase"]
    assert not any(row["gap_to_england"] for row in phases)
