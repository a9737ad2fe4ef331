"""What a log’s rows and a plan’s have in common: nothing that was read is dropped."""

from __future__ import annotations

from muster.programme.printed import About, Kind

from .cells import Line
from .folding import Folded, Record
from .headers import Columns
from .questions import Questions


def ask_of_record(record: Record, row: int, questions: Questions) -> None:
    """Cells of a row that stand under no known heading, and a row that lacks some."""
    for heading, text, place in record.strays:
        under = f"under “{heading}”" if heading else "in a column with no heading"
        questions.ask(
            About.UNPLACED,
            f"“{_short(text)}” stands {under}, which Muster doesn’t keep. Put it in the "
            "column it belongs to.",
            text=text,
            row=row,
            place=place,
        )
    if record.is_short:
        questions.ask(
            About.UNPLACED,
            "This row has fewer cells than there are headings, so what it says may stand "
            "in the wrong columns. Check each.",
            row=row,
            place=record.place,
        )


def ask_of_loose(folded: Folded, questions: Questions) -> None:
    for line, row in folded.loose:
        questions.ask(
            About.UNPLACED,
            f"“{_short(line.text)}” belongs to no row. Put it where it belongs.",
            text=line.text,
            row=row,
            place=line.place,
        )


def ask_of_headings(folded: Folded, kind: Kind, questions: Questions) -> None:
    """Headings that were mended, and columns nobody knows."""
    for columns, line in folded.headings:
        known = [column.heading or column.field for column in columns if column.field]
        if len(line.filled) < len(known):
            questions.ask(
                About.REPAIRED,
                f"The headings are damaged here. They are read as: {'; '.join(known)}. "
                "Check that each column is in its place.",
                text=line.text,
                field="headings",
                place=line.place,
            )
        _ask_of_strange(columns, line, kind, questions)


def _ask_of_strange(
    columns: Columns, line: Line, kind: Kind, questions: Questions
) -> None:
    for column in columns:
        if column.heading and not column.field:
            questions.ask(
                About.UNPLACED,
                f"A {kind} has no column “{_short(column.heading)}”. What stands under it "
                "is asked about row by row.",
                text=column.heading,
                field="headings",
                place=line.place,
            )


def _short(text: str) -> str:
    return text if len(text) < 60 else f"{text[:57]}…"
