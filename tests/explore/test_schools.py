"""The list of schools: filtered, sorted and turned by links alone."""

import re

import pytest
from tests.explore.quillshire import SCHOOLS
from tests.measures.authority import Authority, stored

from muster.design import paging


NAMES = (
    "Ash Primary",
    "Beech High",
    "Cedar Primary",
    "Damson Centre",
    "Elm Primary",
    "Fir Primary",
)


def names(page) -> list[str]:
    """The schools of the table, in its order."""
    body = page.content.decode()
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', body)


def test_every_school_is_listed_by_name_and_leads_to_its_page(signed_in, authority):
    client = signed_in()
    page = client.get("/schools/")
    assert tuple(names(page)) == NAMES
    number = int(
        authority.schools.filter(authority.schools["name"] == NAMES[0])["id"][0]
    )
    assert f'href="/schools/{number}/"' in page.content.decode()


def test_a_heading_sorts_and_hidden_or_missing_figures_come_last(signed_in, authority):
    down = names(signed_in().get("/schools/?sort=-overall_absence"))
    up = names(signed_in().get("/schools/?sort=overall_absence"))
    assert down[-1] == up[-1] == "Elm Primary"
    shown = [name for name in up if name in ("Ash Primary", "Beech High")]
    assert shown == [name for name in reversed(down) if name in shown]


def test_the_sorted_heading_says_so_and_turns_round(signed_in, authority):
    body = signed_in().get("/schools/?sort=-pupils&q=primary").content.decode()
    assert 'aria-sort="descending"' in body
    assert "?sort=pupils&amp;q=primary" in body


@pytest.mark.parametrize("sort", ["nonsense", "-", "--school"])
def test_an_order_nobody_knows_is_by_name(signed_in, authority, sort):
    assert names(signed_in().get(f"/schools/?sort={sort}"))[0] == "Ash Primary"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (
            "phase=primary",
            ["Ash Primary", "Cedar Primary", "Elm Primary", "Fir Primary"],
        ),
        ("area=South", ["Beech High", "Cedar Primary"]),
        ("trust=Tree Trust", ["Ash Primary", "Cedar Primary"]),
        ("q=high", ["Beech High"]),
        ("q=900004", ["Damson Centre"]),
        ("q=primary cedar&area=South", ["Cedar Primary"]),
    ],
)
def test_filters_leave_the_schools_they_name(signed_in, authority, query, found):
    assert names(signed_in().get(f"/schools/?{query}")) == found


def test_no_school_matching_says_what_to_do(signed_in, authority, text):
    page = signed_in().get("/schools/?q=zebra")
    assert "No school matches" in text(page)
    assert "Show every school" in text(page)


def test_a_filter_nobody_could_choose_is_refused_in_a_sentence(
    signed_in, authority, text
):
    page = signed_in().get("/schools/?phase=nursery")
    assert page.status_code == 400
    assert "There are no schools with “nursery” there." in text(page)


def test_one_school_is_one_row(signed_in, one, text):
    page = signed_in().get("/schools/")
    assert names(page) == ["Fir Primary"]
    assert "1 school." in text(page)


def test_schools_listed_before_any_marks_are_shown_with_what_to_do(
    signed_in, opened, tmp_path, text
):
    stored(Authority(schools=SCHOOLS), tmp_path)
    opened(tmp_path)
    said = text(signed_in().get("/schools/"))
    assert "No marks have been loaded" in said
    assert "Ash Primary Primary 900001" in said


def test_a_long_table_comes_a_page_at_a_time(rf):
    query = rf.get("/schools/?page=2&sort=phase").GET
    page = paging.page_of(range(450), query)
    assert list(page["shown"]) == list(range(200, 400))
    assert (page["first"], page["last"], page["count"]) == (201, 400, 450)
    assert page["pagination"]["next"] == {"href": "?page=3&sort=phase"}


@pytest.mark.parametrize(
    ("asked", "first"), [("0", 1), ("x", 1), ("99", 401), ("9" * 5000, 401), ("-1", 1)]
)
def test_a_page_there_is_none_of_is_the_nearest(rf, asked, first):
    assert (
        paging.page_of(range(450), rf.get("/", {"page": asked}).GET)["first"] == first
    )


def test_far_pages_are_skipped_with_an_ellipsis(rf):
    page = paging.page_of(range(4000), rf.get("/?page=10").GET)
    numbers = [one.get("number", "…") for one in page["pagination"]["items"]]
    assert numbers == [1, "…", 8, 9, 10, 11, 12, "…", 20]
