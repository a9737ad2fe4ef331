"""A strategy and a consultation as papers, and the agreed text as it was issued."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.design.filters import day
from muster.documents import issuing
from muster.documents.blocks import (
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from muster.documents.models import Issued
from muster.documents.render import render
from muster.programme import Refused
from muster.programme.papers.marks import Marks, paper
from muster.programme.strategies import moving
from muster.programme.strategies.consultation import Consultation, Theme
from muster.programme.strategies.strategy import Gate, State, Strategy, Version
from muster.programme.texts import blocks_of


FileKind = Literal["docx", "pdf"]
KINDS: tuple[FileKind, ...] = ("docx", "pdf")
# Packs are listed by their audience: papers of this one are no packs.
AUDIENCE = "strategies"


def as_files(made: Paper, kinds: tuple[FileKind, ...] = KINDS) -> Mapping[str, bytes]:
    with word_template(authority()) as template:
        return {kind: render(made, kind, template) for kind in kinds}


def version_paper(version: Version, as_at: date) -> Paper:
    """One version; a draft says so on each page."""
    strategy = version.strategy
    is_agreed = version.moves.filter(after=State.AGREED).exists()
    blocks: list[Block] = []
    for one in version.parts:
        blocks += [Heading(one["heading"]), *blocks_of(one["text"])]
    if gates := _decided(version):
        blocks += [Heading("How it was agreed"), _gates_table(gates)]
    subtitle = f"{strategy.get_kind_display()}, version {version.number}"
    marks = _marks(f"{version.stem}, version {version.number}")
    marks["audience"] = "Agreed" if is_agreed else "Draft"
    return paper(strategy.title, subtitle, f"As at {day(as_at)}", blocks, **marks)


def consultation_paper(consultation: Consultation, as_at: date) -> Paper:
    """You said, we did."""
    form, strategy = consultation.form, consultation.strategy
    asked, answered = form.invitations.count(), form.replies.count()
    blocks: list[Block] = [
        Heading("Who was asked"),
        Paragraph(form.purpose),
        Paragraph(
            f"{asked} asked from {day(form.opens_on)} to {day(form.closes_on)};"
            f" {answered} replied."
        ),
        Heading("You said, we did"),
    ]
    themes = list(consultation.themes.all())
    if themes:
        blocks.append(_themes_table(themes))
    else:
        blocks.append(
            Paragraph(consultation.no_themes or "Nothing is drawn from replies yet.")
        )
    subtitle = (
        f"Consultation on version {consultation.version.number}: you said, we did"
    )
    marks = _marks(f"consultation {consultation.pk}")
    marks["audience"] = "Public" if consultation.closed_on else "Draft"
    return paper(strategy.title, subtitle, f"As at {day(as_at)}", blocks, **marks)


def consultation_csv(consultation: Consultation) -> bytes:
    """A line a theme."""
    saved = io.StringIO()
    rows = spreadsheets.writer(saved)
    rows.writerow(["You said", "Replies", "What became of it", "We did"])
    for one in consultation.themes.all():
        said = [one.said, one.replies.count(), one.get_answer_display(), one.done]
        rows.writerow(printable(said))
    return saved.getvalue().encode("utf-8-sig")


def issue(strategy: Strategy, *, on: date, by: str) -> Issued:
    """Keeps the agreed version’s paper for good, with its hash. Raises Refused for a text
    that no board agreed. Asked twice, it is the same paper."""
    version = moving.agreed_version(strategy)
    if version is None:
        raise Refused("No version is agreed yet.")
    held = moving.issued(strategy)
    if held is not None:
        return held
    files = as_files(version_paper(version, on))
    kept = issuing.issue(
        stem=version.stem,
        number=version.number,
        title=strategy.title,
        organisation=_organisation(),
        audience=AUDIENCE,
        period=day(on),
        figures=json.dumps(version.parts, ensure_ascii=False).encode(),
        files=files,
        at=timezone.now(),
        by=by,
    )
    audit.record(
        did="strategy.issued",
        by=by,
        to=f"strategy:{strategy.pk}",
        after={"version": version.number},
    )
    return kept


def _decided(version: Version) -> list[Gate]:
    return list(
        version.gates.exclude(decision="").select_related("group", "meeting__group")
    )


def _gates_table(gates: list[Gate]) -> Table:
    return Table(
        "How it was agreed",
        [Column("Board"), Column("Met on"), Column("Decision"), Column("Minute")],
        [
            [
                one.group.name,
                day(one.meeting.on),
                one.get_decision_display(),
                one.minute,
            ]
            for one in gates
        ],
    )


def _themes_table(themes: list[Theme]) -> Table:
    return Table(
        "You said, we did",
        [
            Column("You said", share=5),
            Column("What became of it", share=3),
            Column("We did", share=6),
        ],
        [
            [one.said, one.get_answer_display() or "Not answered yet", one.done or "–"]
            for one in themes
        ],
    )


def _marks(reference: str) -> Marks:
    return {
        "organisation": _organisation(),
        "reference": reference,
        "look": look_of_papers(authority()),
    }


def _organisation() -> str:
    return authority().name or "The local authority"
