"""A look: what it is set beside, what it links to, who is sent on."""

from datetime import date

import pytest
from tests.explore.quillshire import SCHOOLS
from tests.measures.authority import Authority, Mark, stored

from muster.explore.looking import Look, parts_held, year_before
from muster.measures import parse_period


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2025-26/HT1", "2024-25/HT1"),
        ("2025-26/autumn", "2024-25/autumn"),
        ("2025-26/ytd", "2024-08-02..2024-10-11"),
        ("2025-26", "2024-08-02..2024-10-11"),
        ("2025-W37", "2024-09-09..2024-09-13"),
        ("2024-25/HT1", None),
    ],
)
def test_a_period_is_set_beside_the_same_one_a_year_before(authority, period, before):
    found = year_before(Look(authority, parse_period(period)))
    assert (found.text if found else None) == before


def test_a_whole_year_is_set_beside_a_whole_year(opened, tmp_path):
    days = (date(2024, 7, 31), date(2025, 7, 31), date(2025, 9, 8))
    marks = [Mark("Ash", "P1", day, "AM", "/") for day in days]
    stored(Authority(loads=[marks]), tmp_path)
    state = opened(tmp_path)
    for text in ("2024-25", "2024-25/ytd"):
        assert year_before(Look(state, parse_period(text))).text == "2023-24"


def test_the_periods_offered_are_those_that_hold_marks(authority):
    assert parts_held(authority, 2024) == (["HT1", "HT2"], ["autumn"])
    assert parts_held(authority, 2025) == (["HT1"], ["autumn"])


def test_a_link_leaves_out_what_goes_without_saying(authority):
    latest = Look(authority, parse_period("2025-26/HT1"))
    assert latest.link("explore:schools") == "/schools/"
    other = Look(authority, parse_period("2024-25"), "live")
    assert other.link("explore:school", 3) == "/schools/3/?period=2024-25&rules=live"


def test_a_period_outside_the_list_is_shown_as_chosen(signed_in, authority):
    body = signed_in().get("/?period=2025-W37").content.decode()
    assert '<option value="2025-W37" selected>Week beginning 8 September 2025' in body


def test_whoever_may_see_no_figures_is_sent_to_what_they_may(signed_in, authority):
    answer = signed_in("board").get("/")
    assert answer.status_code in (302, 403)
    if answer.status_code == 302:
        assert answer.url != "/"


def test_a_measure_before_any_marks_is_the_catalogue(signed_in, home, text):
    assert "No marks have been loaded yet" in text(
        signed_in().get("/measures/attendance/")
    )


def test_a_school_before_any_marks_says_what_to_do(signed_in, opened, tmp_path, text):
    stored(Authority(schools=SCHOOLS), tmp_path)
    opened(tmp_path)
    assert "No marks have been loaded" in text(signed_in().get("/schools/1/"))
