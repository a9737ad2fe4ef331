"""What is done is in the trail, and what the trail calls it has words."""

import re
from pathlib import Path

import pytest
from tests.promises.test_pages import PAGES

import muster
from muster.accounts.deeds import DEEDS
from muster.accounts.pages import audience_of


SOURCE = Path(muster.__file__).parent
WRITTEN = re.compile(r'\bdid="([\w.-]+)"|\bdoes="([\w.-]+)"|_record\(\s*"([\w.-]+)"')
# In an address, what a file's name ends with.
FILE = re.compile(r"\.(csv|xlsx|svg|png|pdf|docx|ics|geojson|zip|json|html|kind|x)$")


def deeds() -> set[str]:
    found = WRITTEN.findall(
        "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    )
    # An example in a docstring ends in dots.
    return {deed for each in found for deed in each if deed and "." in deed}


def test_every_deed_that_is_written_has_its_words():
    assert deeds() - set(DEEDS) == set()


@pytest.mark.parametrize(
    ("address", "page"),
    [(at, page) for at, page in PAGES if FILE.search(at)],
)
def test_a_page_that_hands_out_a_file_says_what_the_trail_calls_it(address, page):
    assert audience_of(page.callback).does, (
        f"/{address} hands out a file. Say what the trail calls that:"
        ' @requires(…, does="….downloaded").'
    )


@pytest.mark.parametrize(
    ("address", "page"),
    [(at, page) for at, page in PAGES if "<int:child>" in str(page.pattern)],
)
def test_a_page_about_a_child_says_what_the_trail_calls_looking(address, page):
    assert audience_of(page.callback).does
