"""The lists follow what changed: a register that didn't is not read again."""

import pytest
from tests.measures.authority import Authority, stored
from tests.registers.test_finding import ENROLMENTS, FULL, MARKS, ON, weeks

from muster.registers import finding, upkeep
from muster.registers.found import Found


pytestmark = pytest.mark.django_db
SCHOOLS = [
    {"urn": "900001", "name": "Ash Primary", "phase": "primary"},
    {"urn": "900002", "name": "Beech High", "phase": "secondary"},
]


@pytest.fixture
def site(opened, tmp_path, monkeypatch):
    """site(loads) is the store in force with these loads, today being 3 October 2025."""
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())

    def site(*loads):
        home = tmp_path / f"home{len(list(tmp_path.iterdir()))}"
        stored(Authority(SCHOOLS, ENROLMENTS, [], list(loads)), home)
        return opened(home)

    return site


@pytest.fixture
def looked(monkeypatch):
    """The schools looked through, each time."""
    every = []
    look = finding.look

    def said(state, on, schools=None, tell=None):
        every.append(list(schools))
        return look(state, on, schools, tell)

    monkeypatch.setattr(finding, "look", said)
    return every


def test_a_register_that_did_not_change_is_not_looked_through_again(site, looked):
    site(MARKS, [*weeks("far", FULL, school="900002")])
    assert "2 schools" in upkeep.look(lambda _: None)
    assert upkeep.look(lambda _: None) == ""
    assert [len(one) for one in looked] == [2]


def test_the_next_day_each_is_looked_through_once_more(site, looked, monkeypatch):
    site(MARKS)
    upkeep.look(lambda _: None)
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-04")
    assert "1 school:" in upkeep.look(lambda _: None)


def test_a_roll_without_marks_finds_nobody(site):
    site()
    assert "0 on the week’s lists" in upkeep.look(lambda _: None)
    assert not Found.objects.exists()
