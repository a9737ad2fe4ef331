"""The page of signals: what stands out, where it is shown, and what was looked at."""

import html
import re

import pytest
from tests.impact.worlds import world

from muster.sources.models import InForce
from muster.tables.store import Store


@pytest.fixture(scope="session")
def _harrowmere(tmp_path_factory):
    home = tmp_path_factory.mktemp("harrowmere")
    world(home, planted=True)
    return home


@pytest.fixture
def harrowmere(opened, _harrowmere):
    return opened(_harrowmere)


def test_an_empty_home_says_there_are_no_marks(signed_in, home, text):
    assert "No marks have been loaded" in text(signed_in("officer").get("/signals/"))


def test_what_stands_out_is_listed_with_its_rule_and_where_it_is_shown(
    signed_in, harrowmere, text
):
    page = signed_in().get("/signals/")
    said = text(page)
    assert "Friday afternoons at Gallowstow High School" in said
    assert "Each is worth a question, not a verdict" in said
    assert "In force from 1 September 2025." in said
    assert "Looked at: overall and persistent absence" in said
    assert "by=weekday&amp;by2=session&amp;school=" in page.content.decode()


def test_links_lead_to_pages_that_show_it(signed_in, harrowmere):
    person = signed_in()
    page = person.get("/signals/?period=2025-26/HT2").content.decode()
    listed = page[page.index("<ol") : page.index("</ol>")]
    links = [html.unescape(href) for href in re.findall(r'href="(/[^"]+)"', listed)]
    assert len(links) >= 10
    assert all("period=2025-26/HT2" in href for href in links)
    for href in links:
        assert person.get(href).status_code == 200


def test_where_nothing_stands_out_it_says_what_was_looked_at(signed_in, one, text):
    said = text(signed_in().get("/signals/"))
    assert "Nothing stands out beyond chance this half-term" in said
    assert "Looked at: overall and persistent absence" in said


def test_a_school_that_sends_nothing_is_a_signal(signed_in, authority, text):
    said = text(signed_in().get("/signals/?period=2024-25/HT1"))
    assert "Elm Primary has no register from" in said


def test_a_week_is_not_looked_through(signed_in, authority, text):
    said = text(signed_in().get("/signals/?period=2025-W37"))
    assert "Signals are not looked for here" in said
    assert "a half-term, a term or a school year" in said


def test_a_term_and_a_year_are_called_by_their_names(signed_in, one, text):
    assert "chance this term" in text(
        signed_in().get("/signals/?period=2025-26/autumn")
    )
    assert "chance this year" in text(signed_in().get("/signals/?period=2025-26/ytd"))


def test_a_period_nobody_can_read_is_refused_in_a_sentence(signed_in, one, text):
    page = signed_in().get("/signals/?period=soon")
    assert page.status_code == 400
    assert "“soon” is not a period" in text(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("period", ["2025-26/HT4", "2025-W37"])
def test_the_page_can_be_used_by_everybody_at_either_width(
    browser_page, settings, _harrowmere, period, axe, fits
):
    settings.MUSTER_HOME = _harrowmere
    InForce.put(1)
    assert Store(_harrowmere).state().years()
    browser_page.goto(f"/signals/?period={period}")
    axe(browser_page)
    fits(browser_page)
