"""Who may open which issued paper, and where each is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from muster.documents import issuing as documents
from muster.documents import shelves
from muster.documents.models import Issued
from muster.programme.contacts import link, named
from muster.programme.groups import keeping, planning
from muster.programme.groups.group import Group, Sitting
from muster.programme.meetings import printing
from muster.programme.plans import issuing
from muster.programme.reporting import paper as board
from muster.programme.reporting.paper import BoardPaper


AT = datetime(2026, 3, 24, 12, tzinfo=ZoneInfo("Europe/London"))
JANUARY = date(2026, 1, 5)


def titles(user) -> set[str]:
    return {f"{one.audience}: {one.title}" for one in shelves.openable(user)}


def pack(audience: str) -> Issued:
    return documents.issue(
        stem=f"pack-2025-26-HT4-{audience}",
        number=1,
        title="Spring 2026",
        organisation="Quillshire",
        audience=audience,
        period="2025-26/HT4",
        figures=b"{}",
        files={"html": b"<p>So.</p>"},
        at=AT,
        by="chair",
    )


@pytest.fixture
def board_paper(db):
    group = Group.objects.create(kind=Group.Kind.BOARD, name="Improvement Board")
    made = BoardPaper(group=group, made_on=JANUARY)
    words = {name: "So." for name in ("purpose", "recommendations", "summary")}
    board.write(
        made,
        by="chair",
        title="Update",
        exempt_text="Named.",
        exempt_reason="Paragraph 3.",
        **words,
    )
    board.issue(made, by="chair")
    return made


@pytest.fixture
def published(group, plan):
    """The agenda of a meeting that was held, for members and for the public."""
    meeting = planning.plan(group, on=date(2026, 3, 23), by="chair")
    return printing.publish(meeting, "agenda", by="chair")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("programme-officer", {"officers", "board", "public"}),
        ("democratic-services", {"board", "public"}),
    ],
)
def test_packs_are_for_whoever_their_own_pages_are_for(person, client, role, expected):
    papers = {name: pack(name) for name in ("officers", "board", "public")}
    found = {one.audience for one in shelves.openable(person(role))}
    assert found == expected
    client.force_login(person(role))
    for name, paper in papers.items():
        # Its page and its bytes are for the same people; a page needs figures to stand on.
        answer = client.get(f"/papers/issued/{paper.pk}/read/")
        assert (answer.status_code == 200) == (name in expected)


def test_the_exempt_part_of_a_board_paper_is_for_whoever_keeps_boards(
    person, board_paper
):
    assert titles(person("programme-officer")) == {
        "report: Update",
        "report-exempt: Update",
    }
    assert titles(person("finance-officer")) == {"report: Update"}


def test_a_meeting_s_own_papers_are_for_its_group_and_public_ones_for_all(
    person, group, published
):
    reader = person("finance-officer")
    assert {one.audience for one in shelves.openable(reader)} == {"meeting-public"}
    link(named("F. Fir"), reader, by="chair")
    keeping.sit(
        group,
        named("F. Fir"),
        sits_as=Sitting.As.MEMBER,
        from_on=date(2026, 4, 1),
        by="chair",
    )
    assert len(titles(reader)) == 1, "they sat on it only afterwards"
    Sitting.objects.update(from_on=JANUARY)
    assert {one.audience for one in shelves.openable(reader)} == {
        "meeting",
        "meeting-public",
    }


def test_each_is_where_its_address_says(signed_in, person, plan, action, published,
                                        board_paper):  # fmt: skip
    issuing.issue_plan(plan, on=date(2026, 3, 23), by="chair", at=timezone.now())
    client = signed_in("programme-officer")
    every = list(Issued.objects.all())
    found = shelves.links(person("programme-officer"), [one.pk for one in every])
    assert set(found) == {one.pk for one in every}
    for one in found.values():
        assert client.get(one["href"]).status_code == 200, one


def test_nobody_without_the_programme_opens_any_of_its_papers(
    person, plan, action, published, board_paper
):
    issuing.issue_plan(plan, on=date(2026, 3, 23), by="chair", at=timezone.now())
    assert not titles(person("service"))


def test_a_paper_on_no_shelf_is_nobodys(person):
    pack("nobody")
    assert not titles(person("programme-officer"))
