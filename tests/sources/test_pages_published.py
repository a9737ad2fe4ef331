"""The pages of what others publish, asked for without a browser."""

import csv
import io
import re
import shutil
from datetime import date

import pytest
from tests.sources.samples import sample

from muster.sources import formats, presenting
from muster.sources.public_files import PUBLIC_FILES, Held


PAGE, FIGURES = "/loads/published/", "/loads/published/figures/"


@pytest.fixture
def officer(signed_in, store):
    return signed_in("officer")


@pytest.fixture
def loaded(load, tmp_path):
    """Attendance as at 9 January 2026, ten years of LAIT, and a list of neighbours."""
    for folder, name in (
        ("dfe_attendance", "ytd_asat_2026-01-09.csv"),
        ("lait", "lait_asat_2025-03-20.csv"),
        ("la_neighbours", "neighbours_asat_2025-10-01.csv"),
        ("boundaries", "outlines.geojson"),
    ):
        path = shutil.copy(sample(folder, "valid"), tmp_path / name)
        assert load(tmp_path / path).status == "loaded"


def words(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_each_file_is_said_where_it_is_found_and_that_nothing_is_held(officer):
    page = words(officer.get(PAGE))
    for kind in PUBLIC_FILES:
        assert kind.title in page and kind.found in page
    assert page.count("Not taken yet") == len(PUBLIC_FILES)
    assert "See the published figures" not in page


def test_what_is_held_and_when_the_next_is_due(officer, loaded, settings):
    page = words(officer.get(PAGE))
    assert "as at 9 January 2026" in page
    assert "as at 20 March 2025" in page
    assert "See the published figures" in page


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 1, 20), ("good", "About 23 January 2026")),
        (date(2026, 1, 23), ("watch", "Due since 23 January 2026")),
    ],
)
def test_a_file_is_due_when_a_newer_one_is_published(on, said):
    found = Held(date(2026, 1, 9), 1, 5, 3, date(2026, 1, 23))
    [row] = presenting.public_rows([(PUBLIC_FILES[0], found)], on)
    assert row[-1] == {"status": said}


def test_every_format_spoken_of_is_one_muster_reads():
    for kind in PUBLIC_FILES:
        assert [formats.named(name).name for name in kind.formats] == list(kind.formats)


def test_figures_of_an_empty_home_say_what_to_take(officer):
    page = officer.get(FIGURES)
    assert "Nothing published has been loaded yet" in words(page)


def test_figures_are_those_of_the_command(officer, loaded):
    query = "?name=overall_absence&area=999&period=2025-W37"
    page = words(officer.get(FIGURES + query))
    assert "1 figure" in page
    assert "Exampleshire" in page and "6.00" in page
    download = officer.get(f"/loads/published/figures.csv{query}")
    assert "published-overall_absence.csv" in download["Content-Disposition"]
    [row] = csv.DictReader(io.StringIO(download.content.decode()))
    assert (row["area"], row["value"], row["numerator"]) == ("Exampleshire", "6", "600")


def test_a_symbol_is_explained(officer, loaded):
    page = words(officer.get(f"{FIGURES}?name=overall_absence&area=998"))
    assert "“c” is confidential, so suppressed." in page


def test_any_column_of_a_file_can_be_asked_for(officer, loaded):
    page = words(officer.get(f"{FIGURES}?column=dfe:num_schools&area=England"))
    assert "dfe:num_schools" in page and "40.2" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("area=Nowhere", "No published area is called, coded or numbered “Nowhere”."),
        ("period=soon", "“soon” is not a period."),
        ("column=colour", "No published file that is loaded has a column “colour”."),
        ("as_at=2nd", "“2nd” is not a date Muster can read."),
    ],
)
def test_what_cannot_be_answered_says_why(officer, loaded, query, said):
    page = officer.get(f"{FIGURES}?{query}")
    assert page.status_code == 400
    assert said in words(page)
    download = officer.get(f"/loads/published/figures.csv?{query}")
    assert download.status_code == 400 and said in download.content.decode()


def test_a_choice_with_no_figures_says_so(officer, loaded):
    page = words(officer.get(f"{FIGURES}?period=2024-W37"))
    assert "Nothing published is like that" in page


def test_many_figures_come_a_page_at_a_time(officer, loaded, monkeypatch):
    monkeypatch.setattr("muster.sources.published_pages.A_PAGE", 2)
    page = officer.get(f"{FIGURES}?name=overall_absence&page=2").content.decode()
    assert "?name=overall_absence&amp;page=1" in page
    assert "The download has them all" in page


def test_board_members_see_the_figures_only_if_they_may_see_figures(nobody, client):
    client.force_login(nobody)
    assert client.get(FIGURES).status_code == 403
