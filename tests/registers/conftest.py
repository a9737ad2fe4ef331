"""Three schools and a few invented children, of whom one is on two rolls."""

import html
import re
from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority, Mark, stored, upn

from muster.accounts.models import Organisation
from muster.accounts.trail import Entry
from muster.sources.models import InForce
from muster.tables.store import Store


ASH, BEECH, DAMSON = "900001", "900002", "900003"
SCHOOLS = [
    {"urn": ASH, "name": "Ash Primary", "phase": "primary", "trust": "Tree Trust"},
    {"urn": BEECH, "name": "Beech High", "phase": "secondary"},
    {"urn": DAMSON, "name": "Damson Centre", "phase": "pru"},
]
OURS, THEIRS = "Quillshire Council", "Northmarch"
ROBIN, IVY, NOAH, OMAR = (upn(name) for name in ("robin", "ivy", "noah", "omar"))
MONDAY = date(2025, 9, 8)


def enrolled(school, pupil, forename, surname, from_on, **more):
    return {
        "school": school,
        "pupil": pupil,
        "forename": forename,
        "surname": surname,
        "from_on": from_on,
        "home_authority": OURS,
        "status": "C",
        "ethnicity": "WBRI",
        "looked_after": "no",
        "fsm": "no",
    } | more


BORN = date(2013, 5, 12)
ENROLMENTS = [
    enrolled(
        ASH,
        ROBIN,
        "Robin",
        "Wren",
        date(2018, 9, 3),
        to_on=date(2025, 7, 22),
        born_on=BORN,
        year_group="6",
    ),
    enrolled(
        BEECH,
        ROBIN,
        "Robin",
        "Finch",
        date(2025, 9, 1),
        status="M",
        born_on=BORN,
        year_group="7",
        looked_after="yes",
        sen="K",
    ),
    enrolled(
        DAMSON,
        ROBIN,
        "Robin",
        "Finch",
        date(2025, 9, 15),
        status="S",
        born_on=BORN,
        year_group="7",
        looked_after="",
        home_authority="",
    ),
    enrolled(
        ASH,
        IVY,
        "Ivy",
        "O’Lark-Neill",
        date(2023, 9, 4),
        born_on=date(2016, 2, 1),
        sex="F",
        year_group="4",
    ),
    enrolled(
        ASH,
        "A12",
        "Noah",
        "Swift",
        date(2023, 9, 4),
        to_on=date(2025, 10, 3),
        born_on=date(2016, 3, 1),
        year_group="4",
    ),
    enrolled(
        BEECH,
        OMAR,
        "Omar",
        "Teal",
        date(2025, 9, 1),
        born_on=date(2014, 1, 5),
        year_group="7",
        home_authority=THEIRS,
    ),
]


def week(school, pupil, monday, codes):
    return [
        Mark(school, pupil, monday + timedelta(days=n // 2), ("AM", "PM")[n % 2], code)
        for n, code in enumerate(codes.split())
    ]


FULL = "/ \\ / \\ / \\ / \\ / \\"
MARKS = [
    *week(ASH, ROBIN, date(2025, 6, 9), "/ \\ I I / \\ / \\ / \\"),
    *week(BEECH, ROBIN, MONDAY, "/ \\ O O O O / \\ / \\"),
    *week(BEECH, ROBIN, MONDAY + timedelta(weeks=1), "D D D D / \\ / \\ / \\"),
    *week(DAMSON, ROBIN, MONDAY + timedelta(weeks=1), "B B R R D D D D D D"),
    *week(ASH, IVY, MONDAY, FULL),
    *week(ASH, "A12", MONDAY, FULL),
    *week(BEECH, OMAR, MONDAY, FULL),
    *week(ASH, "A99", MONDAY, FULL),  # met in marks only: nobody said who it is
]


def authority() -> Authority:
    return Authority(SCHOOLS, ENROLMENTS, [], [MARKS])


@pytest.fixture(scope="session")
def _held(tmp_path_factory):
    home = tmp_path_factory.mktemp("children")
    stored(authority(), home)
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
def state(opened, _held):
    return opened(_held)


@pytest.fixture
def schools(state):
    """The store's numbers of the schools, by name."""
    return dict(state.schools.select("name", "id").iter_rows())


@pytest.fixture
def number(state):
    """number(ROBIN) is the store's number of a child, by what a school calls them."""
    known = dict(state.pupils.select("supplied", "child").iter_rows())
    return known.__getitem__


@pytest.fixture
def at(schools):
    """at("Ash Primary") is that school as an organisation to hold a post at."""

    def at(name):
        place = {"kind": "school", "name": name, "school": schools[name]}
        return Organisation.objects.get_or_create(**place)[0]

    return at


@pytest.fixture
def head(person, at):
    """The head of Ash Primary."""
    return person("school-leader", organisation=at("Ash Primary"))


@pytest.fixture
def patch(person, schools):
    """An attendance officer with Ash Primary alone."""
    return person("attendance-officer", schools=[schools["Ash Primary"]])


@pytest.fixture
def written():
    """written(did) is the rows of the trail of one deed."""
    return lambda did: list(Entry.objects.filter(did=did).order_by("pk"))


@pytest.fixture
def text():
    """text(response) is what a person reads of a page, spaces made single."""

    def text(response) -> str:
        body = response.content.decode()
        body = re.sub(r"<(script|style).*?</\1>", " ", body, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    return text
