"""Pages of setting up, at an empty home whose surroundings say nothing."""

import pytest


@pytest.fixture
def officer(store, settings, signed_in):
    settings.ORGANISATION = settings.LA_CODE = ""
    return signed_in("officer")


@pytest.fixture
def named(officer):
    """The same, of an authority that has its name and number."""
    officer.post("/set-up/name/", {"name": "Quillshire", "la_code": "999"})
    return officer
