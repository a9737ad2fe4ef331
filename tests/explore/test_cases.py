"""Measures of cases: a page that needs no marks, as at a day, and a file of the same."""

import pytest
from tests.measures.actions import Kept, actions

from muster.measures.programme import MEASURES
from muster.measures.provided import PROVIDERS


TABLE = """
    plan        | section  | group | colour | first due
    ------------+----------+-------+--------+-----------
    Task log    | Data     | Board | amber  | 2026-01-30
    Task log    | Training |       | red    | 2026-04-30
    Review plan |          | Board | green  | 2026-03-27
"""


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    found = Kept(actions(TABLE))
    monkeypatch.setitem(PROVIDERS, "actions", found)
    return found


@pytest.fixture
def nobody_keeps_any(monkeypatch):
    monkeypatch.delitem(PROVIDERS, "actions", raising=False)


def test_a_measure_of_actions_is_a_page_with_each_breakdown(
    signed_in, authority, kept, text
):
    said = text(signed_in().get("/measures/actions_overdue/"))
    assert "As actions stood on 27 March 2026." in said
    assert "33.3% 1 of 3 actions" in said
    for name in ("plan", "section", "group", "colour"):
        assert f"Overdue actions by {name}" in said
    assert "Task log 1 2 50.0%" in said
    assert "Amber 1 1 100.0%" in said
    assert "Not known 0 1 0.0%" in said  # without a section


def test_a_page_of_actions_needs_no_marks(signed_in, home, kept, text):
    said = text(signed_in().get("/measures/actions_open/"))
    assert "3 of 3 actions" in said


def test_a_page_of_actions_is_as_at_the_end_of_the_period_chosen(
    signed_in, authority, kept, text
):
    said = text(signed_in().get("/measures/actions_open/?period=2024-25"))
    assert "As actions stood on 31 July 2025." in said
    assert 'value="2024-25" selected' in str(
        signed_in().get("/measures/actions_open/?period=2024-25").content
    )


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("?period=soon", 400, "“soon” is not a period."),
        ("?period=2026-27", 200, "School year 2026/27 has not begun"),
        ("?period=%00", 400, "is not a period"),
    ],
)
def test_a_period_that_cannot_be_shown_is_answered_with_a_sentence(
    signed_in, authority, kept, text, query, status, sentence
):
    page = signed_in().get(f"/measures/actions_open/{query}")
    assert page.status_code == status
    assert sentence in text(page)


def test_where_nobody_keeps_actions_the_page_says_so(
    signed_in, authority, nobody_keeps_any, text
):
    page = signed_in().get("/measures/actions_open/")
    assert page.status_code == 200
    assert "No actions are kept here, so there are none to count." in text(page)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_every_measure_of_actions_has_a_page(signed_in, authority, kept, measure, text):
    page = signed_in().get(f"/measures/{measure.name}/")
    assert page.status_code == 200
    assert measure.sentence in text(page)


def test_the_catalogue_has_what_measures_of_actions_come_to(
    signed_in, authority, kept, text
):
    said = text(signed_in().get("/measures/?period=2025-26"))
    assert "Plans and their actions" in said
    assert (
        "Red actions Open actions that stand at red, out of open actions. 33.3%" in said
    )


def test_the_catalogue_leads_to_the_same_period(signed_in, authority, kept):
    body = signed_in().get("/measures/?period=2025-26&rules=live").content.decode()
    assert 'href="/measures/actions_open/?period=2025-26"' in body


def test_the_catalogue_has_figures_of_actions_before_any_marks(
    signed_in, home, kept, text
):
    said = text(signed_in().get("/measures/"))
    assert "No marks have been loaded yet" in said
    assert (
        "Open actions Actions not yet closed, out of all opened by that day. 100"
        in said
    )


def test_the_catalogue_lists_what_nobody_keeps_without_a_figure(
    signed_in, authority, nobody_keeps_any, text
):
    page = signed_in().get("/measures/")
    assert page.status_code == 200
    assert "Overdue actions Open actions whose due day" in text(page)


def test_what_changed_is_shown_at_once(signed_in, authority, kept, text):
    client = signed_in()
    assert "3 of 3 actions" in text(client.get("/measures/actions_open/"))
    kept.rows.pop()
    assert "2 of 2 actions" in text(client.get("/measures/actions_open/"))


def test_the_csv_is_what_the_command_prints(signed_in, authority, kept):
    got = signed_in().get("/measures/actions_overdue.csv?by=plan")
    assert got["Content-Disposition"].endswith('"actions_overdue.csv"')
    assert got.content.decode().splitlines() == [
        "measure,period,rules,plan,numerator,denominator,value,suppressed",
        "actions_overdue,2025-26/ytd,,Review plan,0,1,0.000000,0",
        "actions_overdue,2025-26/ytd,,Task log,1,2,50.000000,0",
    ]


def test_the_page_links_to_a_csv_of_each_table(signed_in, authority, kept):
    body = signed_in().get("/measures/actions_open/").content.decode()
    for name in ("plan", "section", "group", "colour"):
        assert f"period=2025-26/ytd&amp;by={name}" in body


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("by=phase", "Actions cannot be broken down by “phase”. Use plan, section"),
        ("by=plan&by2=plan", "A breakdown is named twice"),
        ("period=soon", "“soon” is not a period."),
        ("period=2026-27", "has not begun"),
    ],
)
def test_a_csv_there_is_none_of_says_why(signed_in, authority, kept, query, sentence):
    got = signed_in().get(f"/measures/actions_open.csv?{query}")
    assert got.status_code == 400
    assert sentence in got.content.decode()


@pytest.mark.parametrize("file", ["table.csv", "table.xlsx", "chart.svg", "chart.png"])
def test_files_there_are_none_of_lead_to_the_one_there_is(
    signed_in, authority, kept, file
):
    got = signed_in().get(f"/measures/actions_open/{file}")
    assert got.status_code == 404
    assert "can be had as CSV" in got.content.decode()
