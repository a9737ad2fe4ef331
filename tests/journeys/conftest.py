"""What journeys through pages of figures share."""

import pytest
from tests.measures.authority import Authority, stored
from tests.measures.weekly import File, stored_files

from muster.sources.models import InForce
from muster.tables.store import Store


@pytest.fixture
def opened(live_server, settings, tmp_path):
    """opened(authority) is the state the site then stands on."""

    def opened(authority: Authority):
        stored(authority, tmp_path)
        settings.MUSTER_HOME = tmp_path
        InForce.put(1)
        return Store(tmp_path).state()

    return opened


@pytest.fixture
def opened_files(live_server, settings, tmp_path):
    """opened_files(files, authority) is the same with weekly pupil files and no marks."""

    def opened_files(files: list[File], authority: Authority | None = None):
        store = stored_files(tmp_path, files, authority)
        settings.MUSTER_HOME = tmp_path
        InForce.put(1)
        return store.state()

    return opened_files


@pytest.fixture
def looked_at(axe, fits):
    """looked_at(page) finds nothing wrong with it, at either width."""

    def check(page) -> None:
        axe(page)
        fits(page)
        fits(page, 320)  # WCAG 2.2, 1.4.10: a window of 1280 pixels at 400%
        assert page.title().endswith(" – Muster")
        for svg in page.locator(".muster-picture svg").all():
            drawn = svg.locator("xpath=ancestor::*[@role='img']")
            assert drawn.get_attribute("aria-label")

    return check
