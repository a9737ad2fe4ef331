"""What others publish, in a browser: which files to drop in, and their figures."""

import shutil

import pytest
from tests.sources.samples import sample

from muster.sources import uploads


@pytest.fixture
def page(browser_page, home):
    uploads.store().create()
    return browser_page


@pytest.fixture
def loaded(page, tmp_path):
    path = tmp_path / "ytd_asat_2026-01-09.csv"
    shutil.copy(sample("dfe_attendance", "valid"), path)
    uploads.load(path, by="ada")


def looks_right(page, axe, fits):
    axe(page)
    fits(page)


def test_nothing_published_is_held_yet(page, axe, fits):
    page.goto("/loads/published/")
    page.get_by_role("heading", name="What others publish").wait_for()
    looks_right(page, axe, fits)
    page.goto("/loads/published/figures/")
    page.get_by_text("Nothing published has been loaded yet").wait_for()
    looks_right(page, axe, fits)


def test_from_the_files_to_the_figures_of_one_area(page, loaded, axe, fits):
    page.goto("/loads/published/")
    looks_right(page, axe, fits)
    page.get_by_role("link", name="See the published figures").click()
    page.get_by_text("figures.").first.wait_for()
    looks_right(page, axe, fits)

    page.get_by_label("Area, or its code").fill("Nowhere")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    page.said.clear()  # the page is a 400
    looks_right(page, axe, fits)

    page.get_by_label("Area, or its code").fill("999")
    page.get_by_label("Period").fill("2025-W37")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("1 figure").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "published-overall_absence.csv"
