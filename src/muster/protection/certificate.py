"""The certificate of an erasure: what was erased, where, and what was kept and why."""

from __future__ import annotations

from typing import Any

from muster.accounts.authority import authority, look_of_papers
from muster.design.filters import day, moment, number
from muster.documents import blocks
from muster.protection.requests import GROUNDS, Request
from muster.school_year import clock


TABLES = {
    "enrolments": "Rows of enrolments",
    "totals": "Rows of weekly files",
    "marks": "Weeks of marks",
    "cohorts": "Rows of lists from other services",
    "cohort_matches": "Decisions on whom such a row is about",
}


def certificate(request: Request) -> blocks.Paper:
    """What was erased, where, and what was kept and why. It names nobody."""
    ours = authority()
    name = ours.name or "The authority"
    return blocks.Paper(
        title="Certificate of erasure",
        subtitle=f"Erasure {request.number}",
        organisation=name,
        audience="For whoever answers for data protection",
        as_at=day(clock.today()),
        reference=request.number,
        look=look_of_papers(ours),
        blocks=[*_decided(request, name), *_went(request.took), *_stays(request.took)],
    )


def _decided(request: Request, name: str) -> list[blocks.Block]:
    return [
        blocks.Lead(
            f"One child was erased from the attendance system of {name} on"
            f" {day(clock.today())}. Ground: {GROUNDS.get(request.ground, '')}."
        ),
        blocks.Heading("Who decided"),
        blocks.Paragraph(
            f"Asked by {request.opened_by}; confirmed by {request.confirmed_by},"
            f" {moment(request.confirmed_at)}. Decision: {request.decision}"
        ),
    ]


def _went(took: dict[str, Any]) -> list[blocks.Block]:
    rows = [
        *((TABLES[table], number(n)) for table, n in took["rows"].items()),
        ("Identifiers a school had given", number(took["identifiers"])),
        ("Files written again without the child", number(took["files"])),
        *((said, "erased") for said in took["also"]),
    ]
    return [
        blocks.Heading("What was erased"),
        blocks.Table(
            "What was erased",
            [blocks.Column("What"), blocks.Column("How many", numeric=True)],
            rows,
        ),
        blocks.Paragraph(
            "Every version of every file was written again: those of loads that were"
            " taken back, and those of earlier days, too. Copies of the marks made for"
            " speed were deleted."
        ),
    ]


def _stays(took: dict[str, Any]) -> list[blocks.Block]:
    return [
        blocks.Heading("What was kept, and why"),
        blocks.Bullets(
            [
                (
                    "Figures and signed-off papers: they hold counts and never children."
                    " Figures counted from now on are of one child fewer."
                ),
                (
                    "The trail of who did what, for six years: the child in it is a hash"
                    f" that only this home can make (it begins {', '.join(took['hashes'])})."
                ),
                (
                    "A line of hashes in the ledger of erasures, so that the child stays"
                    " erased when a back-up is restored and is left out of later files."
                ),
                (
                    "Back-ups made before today, until they are overwritten by rule. A"
                    " restored one is erased again before it is used."
                ),
            ]
        ),
    ]
