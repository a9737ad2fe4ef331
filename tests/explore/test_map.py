"""The map of schools: where their places are held, and what is said where they are not."""

import polars as pl
import pytest

from muster.explore import map_page, pages


@pytest.fixture
def placed(authority, monkeypatch):
    """The authority with the places of all its schools but the last."""
    ids = authority.schools["id"].to_list()
    at = pl.DataFrame(
        {
            "id": ids,
            "easting": [450_000 + 700 * n for n in range(len(ids))],
            "northing": [300_000 + 400 * n for n in range(len(ids) - 1)] + [None],
        }
    )
    schools = authority.schools.drop("easting", "northing", strict=False)
    monkeypatch.setattr(authority, "schools", schools.join(at, on="id"))
    monkeypatch.setattr(authority, "remembered", {})
    monkeypatch.setattr(pages, "state", lambda: authority)
    return authority


def test_where_no_place_is_held_the_page_says_what_to_load(signed_in, authority, text):
    said = text(signed_in().get("/schools/map/"))
    assert "No map yet" in said
    assert "easting and northing" in said
    assert "Ash Primary" in said


def test_schools_are_drawn_where_they_stand_and_listed_with_their_shade(
    signed_in, placed, text
):
    page = signed_in().get("/schools/map/?measure=attendance")
    said = text(page)
    assert "Map. Attendance." in page.content.decode()
    assert "schools where they stand, in five shades" in said
    assert "One school’s place is not held" in said
    assert "Shade" in said


def test_a_hidden_figure_is_neither_coloured_nor_sized(placed, signed_in, text):
    said = text(signed_in().get("/schools/map/"))
    row = said.split("Damson Centre")[1]
    assert row.split("Elm")[0].split()[:3] == ["North", "c", "c"]
    assert "No figure, or withheld" in row
    assert map_page._size(None) == 1


def test_a_measure_the_map_has_no_colours_for_is_refused(signed_in, placed, text):
    page = signed_in().get("/schools/map/?measure=weather")
    assert page.status_code == 400
    assert "The map has no colours for “weather”" in text(page)


def test_a_map_of_nothing_says_so(signed_in, placed, home, text, settings):
    page = signed_in().get("/schools/map/?period=2025-26/HT6")
    assert "There are no marks in Summer half-term 6" in text(page)


def test_without_marks_the_map_says_what_to_load(signed_in, home, text):
    assert "No marks have been loaded" in text(signed_in().get("/schools/map/"))


def test_the_list_of_schools_leads_to_the_map_and_says_what_it_counts(
    signed_in, authority, text
):
    page = signed_in().get("/schools/")
    assert 'href="/schools/map/"' in page.content.decode()
    assert "What these columns count" in text(page)
