"""Every authority as published: the table, the map where boundaries are held, the states."""

import json
from datetime import date

import pytest
from django.urls import reverse
from tests.measures.published_files import year_to_date, yearly
from tests.measures.published_store import add

from muster.accounts.authority import name_it
from muster.explore import authorities_page
from muster.tables.store import Store


AT = reverse("explore:authorities")
ANNUAL = {
    "TotPerAbNew": {
        "England": ("21.2", "19.9", "18.1"),
        "Ashdale": ("24.0", "22.5", "20.0"),
        "Birchall": ("19.0", "18.0", "17.0"),
        "Cedarwick": ("20.0", "19.5", "c"),
    }
}


def square(at):
    ring = [[at, 52], [at + 1, 52], [at + 1, 53], [at, 53], [at, 52]]
    return {"type": "Polygon", "coordinates": [ring]}


def boundaries(path):
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"E0999900{n}", "name": name},
            "geometry": square(n),
        }
        for n, name in ((1, "Ashdale"), (2, "Birchall"))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def site(home, tmp_path, monkeypatch, signed_in):
    """site(...) is an officer's client at a home with these files."""

    def site(*files):
        store = Store(tmp_path / "store")
        store.create()
        if files:
            add(store, files, date(2025, 12, 1))
        monkeypatch.setattr(authorities_page, "state", store.state)
        client = signed_in("officer")
        name_it("Ashdale", "901", by="officer")
        return client

    return site


@pytest.fixture
def files(tmp_path):
    counts = {
        "England": (500, 100, 10_000, "17.0"),
        "Ashdale": (20, 10, 400, "21.0"),
        "Birchall": (15, 5, 300, "16.0"),
        "Cedarwick": (25, 5, 300, "17.0"),
    }
    return [
        yearly(tmp_path, ANNUAL),
        year_to_date(tmp_path, date(2025, 11, 6), counts),
    ]


def text(answer):
    return " ".join(answer.content.decode().split())


def test_with_nothing_published_it_says_which_files_to_load(site):
    page = text(site().get(AT))
    assert "No authority’s figures are held" in page
    assert reverse("sources:published") in page


def test_the_best_stands_first_ours_is_marked_and_the_withheld_last(site, files):
    page = text(site(*files).get(AT, {"period": "2024-25"}))
    assert (
        page.index("Birchall") < page.index("Ashdale (here)") < page.index("Cedarwick")
    )
    assert "17.00%" in page and "1 of 2" in page
    assert "No map yet" in page


def test_another_period_and_measure_are_chosen(site, files):
    page = text(site(*files).get(AT, {"measure": "overall_absence"}))
    assert "2025/26, year to date" in page and "7.50%" in page
    page = text(site(*files).get(AT, {"measure": "persistent_absence", "period": "x"}))
    assert "2025/26, year to date" in page


def test_where_boundaries_are_held_there_is_a_map_with_ours_marked(
    site, files, tmp_path
):
    shapes = boundaries(tmp_path / "boundaries.geojson")
    page = text(site(*files, shapes).get(AT))
    assert "2 authorities in five shades" in page
    assert "Ashdale has the heavier edge" in page
    assert "One authority’s boundary is not held" in page


def test_a_board_member_is_refused(site, files, signed_in):
    site(*files)
    assert signed_in("board").get(AT).status_code == 403


def test_nothing_published_is_no_mistake_of_the_reader_s(site):
    assert "<title>Authorities – Muster</title>" in text(site().get(AT))
