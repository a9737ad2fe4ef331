"""A paper to a board in the council's own report template, with a pack's figures in it.

Its public part stands alone. What may not be published is another document, with the
reason on every page. Figures of a pack that was not signed off for the public belong there.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.accounts.history import History
from muster.design.filters import day
from muster.documents import issuing
from muster.documents.blocks import Block, Bullets, Heading, Paper, Paragraph
from muster.documents.models import Issued
from muster.documents.render import render
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting import planning
from muster.programme.reporting.figures import NotAPack, tables
from muster.programme.reporting.line import ReportLine


# Audiences of their own: these papers are no packs, and no page of packs lists them.
OPEN, EXEMPT = "report", "report-exempt"
PUBLIC_PACK = "public"
FORMATS = ("docx", "pdf")


class BoardPaper(models.Model):
    """A paper being written; once issued it stays as it is."""

    line = models.ForeignKey(
        ReportLine, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="board_papers")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="board_papers"
    )
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    recommendations = models.TextField("what the board is asked, one a line")
    summary = models.TextField()
    pack = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tables = models.JSONField("which of its tables", default=list, blank=True)
    implications = models.JSONField(default=dict, blank=True)
    exempt_text = models.TextField("what is not for publication", blank=True)
    exempt_reason = models.TextField("why not", blank=True)
    made_on = models.DateField()
    issued = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_exempt = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = History()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="what_is_exempt_has_a_reason",
                condition=models.Q(exempt_text="") | ~models.Q(exempt_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:board_paper", args=[self.pk])

    @property
    def is_for(self) -> Meeting | None:
        """The meeting it goes to: its report’s, wherever that has moved."""
        return self.line.meeting if self.line else self.meeting

    @property
    def keeps_figures_back(self) -> bool:
        """Whether its figures are for the exempt part alone."""
        return bool(self.pack and self.pack.audience != PUBLIC_PACK and self.tables)

    @property
    def has_exempt_part(self) -> bool:
        return bool(self.exempt_text) or self.keeps_figures_back


@cache
def headings() -> tuple[str, ...]:
    text = Path(__file__).with_name("implications.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["headings"])


@transaction.atomic
def write(paper: BoardPaper, *, by: str, **said: Any) -> BoardPaper:
    """Keeps a draft. Another text is another paper: whoever cleared its report clears it
    again. Raises Refused for one that was issued, for words that are exempt without a
    reason, and for tables that the pack has not."""
    if paper.issued_id:
        raise Refused("It was issued, so it stays as it is. Write another.")
    is_other = any(getattr(paper, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(paper, name, value)
    if paper.exempt_text and not paper.exempt_reason.strip():
        raise Refused("Say why a part of it is not for publication.")
    list(_tables(paper))
    paper.save()
    audit.record(did="board-paper.written", by=by, to=f"board-paper:{paper.pk}")
    if is_other and paper.line:
        planning.take_clearances_back(paper.line, by=by)
    return paper


def why_not(paper: BoardPaper) -> str:
    """The reason it can't be issued; "" if it can."""
    if paper.issued_id:
        return "It was issued already."
    if paper.keeps_figures_back and not paper.exempt_reason:
        return (
            "Its figures are from a pack that wasn’t signed off for the public, so they"
            " belong in an exempt part. Say why that is exempt, or choose a public pack."
        )
    if paper.line and paper.line.clearances.filter(given_on=None).exists():
        return "Its report has not been cleared by everybody yet."
    return ""


@transaction.atomic
def issue(paper: BoardPaper, *, by: str) -> None:
    """Draws both parts, keeps their bytes and hashes. Raises Refused."""
    if reason := why_not(paper):
        raise Refused(reason)
    paper.issued = _keep(paper, by, is_exempt=False)
    if paper.has_exempt_part:
        paper.issued_exempt = _keep(paper, by, is_exempt=True)
    paper.save()
    audit.record(
        did="board-paper.issued",
        by=by,
        to=f"board-paper:{paper.pk}",
        after={"digest": paper.issued.digest},
    )


def _keep(paper: BoardPaper, by: str, *, is_exempt: bool) -> Issued:
    stem = f"report-{paper.pk}{'-exempt' if is_exempt else ''}"
    number = issuing.next_number(stem)
    drawn = draw(paper, is_exempt=is_exempt, number=number)
    return issuing.issue(
        stem=stem,
        number=number,
        title=paper.title,
        organisation=drawn.organisation,
        audience=EXEMPT if is_exempt else OPEN,
        period=paper.pack.period if paper.pack else "",
        figures=_drawn_from(paper, is_exempt),
        files=files(drawn),
        at=timezone.now(),
        by=by,
    )


def files(drawn: Paper, kinds: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """The paper in each format; Word in the authority's own template."""
    with word_template(authority()) as template:
        return {kind: render(drawn, kind, template) for kind in kinds}


def draw(paper: BoardPaper, *, is_exempt: bool = False, number: int = 0) -> Paper:
    """One of the two parts. A draft has no number."""
    held = authority()
    part = "Exempt part" if is_exempt else f"Report to {paper.group}"
    stands = f"issue {number}" if number else "draft"
    return Paper(
        title=paper.title,
        subtitle=part,
        organisation=held.name or "Attendance",
        audience=f"Not for publication: {paper.exempt_reason or 'no reason said yet'}"
        if is_exempt
        else "For publication",
        as_at=day(paper.is_for.on if paper.is_for else paper.made_on),
        reference=f"report-{paper.pk}{'-exempt' if is_exempt else ''}, {stands}",
        blocks=list(_exempt(paper) if is_exempt else _open(paper)),
        look=look_of_papers(held),
    )


def _open(paper: BoardPaper) -> Iterator[Block]:
    yield Heading("Purpose")
    yield Paragraph(paper.purpose)
    yield Heading("Recommendations")
    yield Paragraph(f"{paper.group} is asked to:")
    yield Bullets(_lines(paper.recommendations))
    yield Heading("Summary")
    yield Paragraph(paper.summary)
    if not paper.keeps_figures_back:
        yield from _figures(paper)
    if said := {name: paper.implications.get(name, "") for name in headings()}:
        yield Heading("Implications")
        for name, text in said.items():
            yield Heading(name, level=3)
            yield Paragraph(text or "Not assessed.")
    if paper.has_exempt_part:
        yield Heading("Not for publication")
        yield Paragraph(f"There is an exempt part. Why: {paper.exempt_reason}")


def _exempt(paper: BoardPaper) -> Iterator[Block]:
    yield Heading("Why this is exempt")
    yield Paragraph(paper.exempt_reason)
    if paper.exempt_text:
        yield Heading("What is exempt")
        yield Paragraph(paper.exempt_text)
    if paper.keeps_figures_back:
        yield from _figures(paper)


def _figures(paper: BoardPaper) -> Iterator[Block]:
    chosen = list(_tables(paper))
    if not chosen or paper.pack is None:
        return
    yield Heading("Figures")
    pack = paper.pack
    yield Paragraph(
        f"From the data pack of {pack.title}, issue {pack.number}, signed off on"
        f" {day(timezone.localtime(pack.issued_at).date())}. SHA-256 of its figures:"
        f" {pack.digest[:16]}."
    )
    for one in chosen:
        yield one.table


def _tables(paper: BoardPaper) -> Iterator[Any]:
    if not paper.tables or paper.pack is None:
        return
    try:
        held = {one.key: one for one in tables(paper.pack)}
    except NotAPack as why:
        raise Refused(str(why)) from None
    for key in paper.tables:
        if key not in held:
            raise Refused("The pack has not one of those tables. Choose them again.")
        yield held[key]


def _drawn_from(paper: BoardPaper, is_exempt: bool) -> bytes:
    """What this part rests on, as JSON: the same bytes for the same paper."""
    shows = is_exempt == paper.keeps_figures_back
    said: dict[str, Any] = {"part": "exempt" if is_exempt else "open"}
    names = ("title", "purpose", "recommendations", "summary", "implications")
    for name in ("exempt_text", "exempt_reason") if is_exempt else names:
        said[name] = getattr(paper, name)
    if shows and paper.pack:
        said["pack"] = {"paper": str(paper.pack), "digest": paper.pack.digest}
        said["tables"] = [
            [list(map(str, row)) for row in one.table.rows] for one in _tables(paper)
        ]
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
