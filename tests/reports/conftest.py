"""Small authorities for the tests of packs, each made once and never changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.measures.published_files import neighbours, year_to_date, yearly
from tests.measures.published_store import add
from tests.reports.authority import SCHOOLS, Built, build

from muster.documents.blocks import Paper
from muster.reports import packs


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Built:
    """Seven schools and about 240 pupils, a year and a half of marks: enough for packs to
    have withheld figures in them."""
    return build(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def among_others(tmp_path_factory) -> Built:
    """The same authority as Ashdale, 901, with what was published of it and of others."""
    folder = tmp_path_factory.mktemp("among-others")
    built = build(folder / "home")
    files = [
        year_to_date(folder, day, _published(upto), year=year)
        for year, days in PUBLISHED.items()
        for upto, day in enumerate(days, start=1)
    ]
    files.append(yearly(folder, ANNUAL))
    files.append(neighbours(folder, {"Ashdale": ["Birchall", "Cedarwick"]}))
    add(built.store, files, date(2025, 12, 1))
    return built


PUBLISHED = {
    "202425": (date(2024, 11, 7), date(2025, 1, 9), date(2025, 2, 27)),
    "202526": (date(2025, 11, 6), date(2026, 1, 9), date(2026, 2, 26)),
}
ANNUAL = {
    "TotPerAbNew": {
        "England": ("21.2", "19.9", "18.1"),
        "Northmarch": ("22.0", "20.5", "18.9"),
        "Ashdale": ("24.0", "22.5", "20.0"),
        "Birchall": ("19.0", "18.0", "17.0"),
        "Cedarwick": ("20.0", "19.5", "c"),
    }
}


def _published(upto: int) -> dict[str, tuple[int, int, int, str]]:
    """Counts of the year to date after so many half-terms, a little more each time."""
    return {
        "England": (40_000 * upto, 20_000 * upto, 1_000_000 * upto, "18.0"),
        "Northmarch": (4_400 * upto, 2_100 * upto, 100_000 * upto, "19.0"),
        "Ashdale": (480 * upto, 240 * upto, 10_000 * upto, "20.5"),
        "Birchall": (300 * upto, 200 * upto, 10_000 * upto, "17.5"),
        "Cedarwick": (350 * upto, 200 * upto, 10_000 * upto, "18.5"),
    }


@pytest.fixture(scope="session")
def one_week(tmp_path_factory) -> Built:
    """A week of marks of one school, and nothing else."""
    return build(
        tmp_path_factory.mktemp("one-week"),
        schools=(SCHOOLS[0],),
        begins=date(2025, 9, 8),
        ends=date(2025, 9, 12),
        described=False,
    )


@pytest.fixture(scope="session")
def three_pupils(tmp_path_factory) -> Built:
    return build(
        tmp_path_factory.mktemp("three-pupils"),
        schools=(SCHOOLS[0]._replace(pupils=3),),
        begins=date(2025, 9, 8),
        ends=date(2025, 10, 24),
    )


@pytest.fixture(scope="session")
def pack(authority) -> Callable[..., Paper]:
    """pack(audience="public") is that pack of the authority, made once."""
    made: dict[tuple, Paper] = {}

    def pack(**asked: Any) -> Paper:
        key = tuple(sorted(asked.items()))
        if key not in made:
            made[key] = packs.make(authority.state, organisation="Quillshire", **asked)
        return made[key]

    pack.state = authority.state
    return pack


def texts(paper: Paper) -> str:
    """Every word and figure of a paper, charts' data included."""
    return repr(paper.blocks)


@pytest.fixture
def kept(home: Path) -> Path:
    """The folder of packs in a home of this test's own."""
    folder = home / "packs"
    folder.mkdir()
    return folder
