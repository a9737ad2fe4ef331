"""A log or a plan as a file: Word, PDF and Excel as papers, CSV as bare rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Unpack

from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.documents.blocks import Paper, Table
from muster.documents.cells import Cell, Rating, as_text
from muster.documents.render import render
from muster.programme.papers import log, plan
from muster.programme.papers.marks import Marks
from muster.programme.papers.statuses import Reviews
from muster.programme.printed import Document, Kind


FileKind = Literal["docx", "pdf", "xlsx", "csv"]
KINDS: tuple[FileKind, ...] = ("docx", "pdf", "xlsx", "csv")


def as_file(
    document: Document,
    kind: FileKind,
    *,
    template: Path | None = None,
    **marks: Unpack[Marks],
) -> bytes:
    """The same document gives the same bytes. `template` is the council's own for Word."""
    if kind == "csv":
        return as_csv(document)
    if kind not in KINDS:
        raise ValueError(
            f"A {document.kind} can’t be made as “{kind}”. Choose one of {', '.join(KINDS)}."
        )
    return render(paper_of(document, **marks), kind, template)


def paper_of(document: Document, **marks: Unpack[Marks]) -> Paper:
    make = log.log_paper if document.kind is Kind.LOG else plan.plan_paper
    return make(document, **marks)


def as_csv(document: Document) -> bytes:
    """Rows as others read them in: a section, then the document's own headings.

    Every row stands under one set of headings, so a closed task's last two statuses
    stand under the last two reviews of the log, and a plan's statuses are left out.
    """
    saved = io.StringIO()
    rows = spreadsheets.writer(saved)
    rows.writerow(["Section", *_headings(document)])
    rows.writerows(_rows(document))
    return saved.getvalue().encode()


def _headings(document: Document) -> list[str]:
    if document.kind is Kind.PLAN:
        return list(plan.COLUMNS)
    return [one.title for one in log.columns(Reviews.last_of(document.reviews))]


def _rows(document: Document) -> Iterator[list[str]]:
    made: dict[str, Table] = (
        log.tables(document) if document.kind is Kind.LOG else plan.tables(document)
    )
    width = len(_headings(document))
    for section, table in made.items():
        for row in table.rows:
            yield printable([section, *map(_bare, row[:width])])


def _bare(cell: Cell) -> str:
    return cell.word if isinstance(cell, Rating) else as_text(cell)
