import html
import re

import pytest
from tests.explore.quillshire import one_pupil, quillshire
from tests.explore.quillshire_weekly import listed, one_weekly_file, weekly_files
from tests.measures.authority import stored
from tests.measures.weekly import stored_files

from muster.sources.models import InForce
from muster.tables.store import Store


@pytest.fixture(scope="session")
def _quillshire(tmp_path_factory):
    home = tmp_path_factory.mktemp("quillshire")
    stored(quillshire(), home)
    return home


@pytest.fixture(scope="session")
def _weekly(tmp_path_factory):
    home = tmp_path_factory.mktemp("weekly")
    stored_files(home, weekly_files(), listed())
    return home


@pytest.fixture
def opened(db, settings):
    """opened(home) makes the site stand on the store of that home."""

    def opened(home):
        settings.MUSTER_HOME = home
        InForce.put(1)
        return Store(home).state()

    return opened


@pytest.fixture
def authority(opened, _quillshire):
    """The state of a home that holds the small authority."""
    return opened(_quillshire)


@pytest.fixture
def one(opened, tmp_path):
    """The state of a home that holds one pupil’s one week."""
    stored(one_pupil(), tmp_path)
    return opened(tmp_path)


@pytest.fixture
def weekly(opened, _weekly):
    """The state of a home that holds weekly pupil files and no marks."""
    return opened(_weekly)


@pytest.fixture
def one_file(opened, tmp_path):
    """The state of a home that holds one weekly file, of one pupil."""
    stored_files(tmp_path, one_weekly_file())
    return opened(tmp_path)


@pytest.fixture
def text():
    """text(response) is what a person reads of a page, spaces made single."""

    def text(response) -> str:
        body = response.content.decode()
        body = re.sub(r"<(svg|script|style).*?</\1>", " ", body, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    return text
