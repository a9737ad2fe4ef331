"""Small authorities for the tests of packs, each made once and never changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.reports.authority import SCHOOLS, Built, build

from muster.documents.blocks import Paper
from muster.reports import packs


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Built:
    """Seven schools and about 240 pupils, a year and a half of marks: enough for packs to
    have withheld figures in them."""
    return build(tmp_path_factory.mktemp("authority"))


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
