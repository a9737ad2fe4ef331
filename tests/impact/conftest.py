"""Worlds made once: one with what the demo plants, one with nothing planted."""

import pytest
from tests.impact.worlds import world


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    return world(tmp_path_factory.mktemp("planted"), planted=True)


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    return world(tmp_path_factory.mktemp("plain"), planted=False)
