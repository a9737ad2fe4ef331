from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from muster.documents import issuing
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting import planning
from muster.school_year import SchoolYear


YEAR = SchoolYear(2025)
FROZEN = Path(__file__).parents[2] / "reports" / "frozen-shape-1.json"


@pytest.fixture
def board(db) -> Group:
    return Group.objects.create(
        kind=Group.Kind.BOARD, name="Improvement Board", initials="IB", paper_days=5
    )


@pytest.fixture
def committee(db) -> Group:
    return Group.objects.create(
        kind=Group.Kind.COMMITTEE, name="Children and Young People Committee"
    )


@pytest.fixture
def board_meets(board):
    def meets(on: date, **more) -> Meeting:
        return Meeting.objects.create(group=board, on=on, **more)

    return meets


@pytest.fixture
def reporting_plan(db):
    return planning.plan_of(YEAR)


@pytest.fixture
def pack(db):
    """A pack signed off for the board: its figures are the frozen ones of the reports."""
    return _issued("board")


@pytest.fixture
def public_pack(db):
    return _issued("public")


def _issued(audience: str):
    return issuing.issue(
        stem=f"pack-2025-26-HT1-{audience}",
        number=1,
        title="Autumn half-term 1, 2025/26",
        organisation="Quillshire",
        audience=audience,
        period="2025-26/HT1",
        figures=FROZEN.read_bytes(),
        files={"html": b"<!doctype html>"},
        at=timezone.now(),
        by="leader",
    )
