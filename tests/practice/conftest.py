"""Two schools in their third week, with severely absent children at each."""

from datetime import date

import pytest
from tests.measures.authority import Authority, stored
from tests.registers.conftest import (  # noqa: F401  fixtures
    ASH,
    BEECH,
    SCHOOLS,
    at,
    enrolled,
    opened,
    text,
    week,
    written,
)

from muster.practice import planning
from muster.practice.term import term_on
from muster.registers import finding


ON = date(2025, 9, 26)
LATER = date(2025, 10, 3)
AWAY = "O O O O O O O O O O"
FULL = "/ \\ / \\ / \\ / \\ / \\"
GONE, CLOSED_ON = "Elder Infants", date(2025, 8, 31)
CLOSED = {
    "urn": "900009",
    "name": GONE,
    "phase": "primary",
    "closed_on": CLOSED_ON,
}
MONDAYS = [date(2025, 9, 8), date(2025, 9, 15), date(2025, 9, 22)]


def marks(school, pupil, *drawn):
    for monday, codes in zip(MONDAYS, drawn, strict=True):
        yield from week(school, pupil, monday, codes)


@pytest.fixture(scope="session")
def _two_schools(tmp_path_factory):
    home = tmp_path_factory.mktemp("two-schools")
    rows = [
        enrolled(ASH, "A1", "Wren", "Ashby", date(2023, 9, 4), year_group="4"),
        enrolled(ASH, "A2", "Lark", "Ashdown", date(2023, 9, 4), year_group="5"),
        enrolled(BEECH, "B1", "Finch", "Beecham", date(2023, 9, 4), year_group="8"),
    ]
    held = [
        *marks(ASH, "A1", AWAY, AWAY, FULL),
        *marks(ASH, "A2", FULL, FULL, FULL),
        *marks(BEECH, "B1", AWAY, AWAY, AWAY),
    ]
    stored(Authority([*SCHOOLS, CLOSED], rows, [], [held]), home)
    return home


@pytest.fixture
def state(opened, _two_schools, monkeypatch):  # noqa: F811
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    held = opened(_two_schools)
    finding.look(held, ON)
    return held


@pytest.fixture
def schools(state):
    return dict(state.schools.select("name", "id").iter_rows())


@pytest.fixture
def ash(schools):
    return schools["Ash Primary"]


@pytest.fixture
def beech(schools):
    return schools["Beech High"]


@pytest.fixture
def meet(state):
    """meet(school, on=…) plans a meeting with a school."""

    def meet(school, on=ON, **more):
        said = {"minutes": 60, "by": "ada", "today": ON, "term": term_on(on)} | more
        return planning.plan(
            school=school, on=on, calendar=state.calendar(school), **said
        )

    return meet


@pytest.fixture
def lead(person, client, state):
    client.force_login(person("attendance-lead"))
    return client


@pytest.fixture
def as_head(person, at, client, state):  # noqa: F811
    """as_head("Ash Primary") is a client signed in as the head of that school."""

    def as_head(school):
        from django.test import Client

        somebody = person("school-leader", organisation=at(school))
        other = Client()
        other.force_login(somebody)
        return other

    return as_head
