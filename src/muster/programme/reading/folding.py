"""Lines of cells gathered into a table’s rows: what was wrapped or broken is made whole.

A row goes on in the lines below it where those have nothing in their first column: a
cell was wrapped, or the page ended, and then the headings stand between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from muster.programme.printed import CLOSED, NEW, OPEN, Kind

from .cells import Line, joined
from .headers import (
    STATUS,
    Column,
    Columns,
    goes_on,
    mended,
    read_headings,
    stacked,
)


SECTION = re.compile(
    r"\W*(open|new|closed|completed)(?:\s+(?:actions?|tasks?|items?))?\W*", re.I
)
SECTIONS = {"open": OPEN, "new": NEW, "closed": CLOSED, "completed": CLOSED}


def section_of(line: Line) -> re.Match[str] | None:
    """The section of a log a line begins. A word alone further right is a cell that was
    wrapped: “Completed”, at the end of a note."""
    is_alone = len(line.cells) == 1 or any(line.cells[:1])
    return SECTION.fullmatch(line.text) if is_alone else None


# A plan’s action begins with one, or has none: “1a Identify”, “1b. Identify”, “3. Attend”.
# Any other stands in brackets in our own papers, and a bar for none: “[SR 01] Attend”.
PLAN_REF = re.compile(
    r"(?:(\d{1,2}(?:[a-z]\b\.?|\.)|\d{1,2}(?=\s[A-Z]))|\[([^\]\n]{1,60})\])\s+"
)
NO_REF = "–"


def ref_of(action: str) -> tuple[str, str]:
    """The reference an action of a plan begins with, "" for none, and the rest of it."""
    if not (found := PLAN_REF.match(action)):
        return "", action
    ref = found[1] or found[2]
    return "" if ref == NO_REF else ref, action[found.end() :]


# How many lines below headings tell how wide the table is.
LOOK_AHEAD = 5


@dataclass
class Record:
    """One row of the table, whole: pieces of cells by field, a status by its column."""

    section: str
    columns: Columns
    place: str
    pieces: dict[str, list[str]] = field(default_factory=dict)
    strays: list[tuple[str, str, str]] = field(default_factory=list)
    is_short: bool = False

    def text(self, name: str) -> str:
        return joined(self.pieces.get(name, []))

    @property
    def statuses(self) -> Iterator[tuple[str, str]]:
        """The heading of each status column, and what the row has under it."""
        for number, heading in enumerate(status_headings(self.columns)):
            yield heading, self.text(f"{STATUS} {number}")


@dataclass
class Folded:
    """A document’s lines, each in its place. ``loose`` are those that belong to no row."""

    above: list[Line] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    loose: list[tuple[Line, int | None]] = field(default_factory=list)
    headings: list[tuple[Columns, Line]] = field(default_factory=list)


def status_headings(columns: Columns) -> list[str]:
    return [column.heading for column in columns if column.field == STATUS]


def fold(lines: Sequence[Line], kind: Kind) -> Folded:
    """Every line that says anything, in exactly one place."""
    folding = _Folding(kind, OPEN if kind is Kind.LOG else "")
    lines = [line for line in lines if line.filled]
    for number, line in enumerate(lines):
        folding.take(line, lines[number + 1 : number + 1 + LOOK_AHEAD])
    folding.end()
    return folding.folded


class _Folding:
    def __init__(self, kind: Kind, section: str) -> None:
        self.kind, self.section = kind, section
        self.key = "ref" if kind is Kind.LOG else "action"
        self.columns: Columns | None = None
        self.under_headings = False
        self.section_line: Line | None = None
        self.folded = Folded()

    def take(self, line: Line, below: Sequence[Line]) -> None:
        if columns := read_headings(line, self.kind):
            self._take_headings(line, columns, below)
        elif self.columns and self.under_headings and goes_on(line, self.kind):
            self.columns = stacked(self.columns, line, self.kind)
            self.folded.headings[-1] = self.columns, self.folded.headings[-1][1]
        elif section := self._section(line, below):
            self.end()
            self.section = section
            self.section_line = line if self.kind is Kind.PLAN else None
        elif not self.columns:
            self.folded.above.append(line)
        else:
            self._take_row(line)

    def end(self) -> None:
        """A section with no rows of its own would be lost with them."""
        if self.section_line:
            self.folded.loose.append((self.section_line, None))
        self.section_line = None

    def _take_headings(
        self, line: Line, columns: Columns, below: Sequence[Line]
    ) -> None:
        self.columns = mended(columns, self.kind, below, self.columns)
        self.under_headings = True
        self.folded.headings.append((self.columns, line))

    def _section(self, line: Line, below: Sequence[Line]) -> str:
        """The section a line begins, blank where it begins none."""
        if len(line.filled) != 1:
            return ""
        if self.kind is Kind.LOG:
            return SECTIONS[found[1].lower()] if (found := section_of(line)) else ""
        is_next = bool(below) and read_headings(below[0], self.kind) is not None
        # What stands alone at the very top is the plan's title.
        is_top = not self.folded.above and not self.columns
        is_first = is_top and len(line.cells) == 1 and not line.is_sheet
        is_labelled = len(line.cells) == 1 and ":" in line.text
        return line.text if is_next and not is_first and not is_labelled else ""

    def _take_row(self, line: Line) -> None:
        self.under_headings = False
        if self._is_said_above(line):
            return
        if self._begins(line):
            self.folded.records.append(self._begun(line))
        elif not self.folded.records or self._is_apart(line):
            last = len(self.folded.records) - 1
            self.folded.loose.append((line, last if last >= 0 else None))
            return
        self._add(self.folded.records[-1], line)

    def _is_said_above(self, line: Line) -> bool:
        """The running head of a page says again what stands at the top."""
        return len(line.cells) == 1 and line.text in {
            each.text for each in self.folded.above
        }

    def _begins(self, line: Line) -> bool:
        said = {column.field: cell for column, cell in self._pairs(line) if cell}
        if len(line.cells) == 1:
            is_plain = self.kind is Kind.PLAN and not line.is_apart
            return is_plain and bool(PLAN_REF.match(line.text))
        if "section" in said:
            return True
        if self.kind is Kind.PLAN:
            return "action" in said and not self._goes_on(said)
        known = {"title", "start", "owner", "deadline"} & said.keys()
        is_whole = "title" in said and STATUS in said and len(known) > 2
        return "ref" in said or is_whole

    def _goes_on(self, said: dict[str, str]) -> bool:
        """Whether a plan’s line is the rest of the one above: it begins in mid-sentence."""
        begins_small = said["action"][:1].islower()
        return begins_small and not {"owner", "deadline"} & said.keys()

    def _is_apart(self, line: Line) -> bool:
        """A paragraph between tables, which is nobody’s cell."""
        return len(line.cells) == 1

    def _begun(self, line: Line) -> Record:
        assert self.columns is not None
        section = next(
            (cell for column, cell in self._pairs(line) if column.field == "section"),
            "",
        )
        found = SECTION.fullmatch(section) if self.kind is Kind.LOG else None
        if found:
            section = SECTIONS[found[1].lower()]
        self.section = section or self.section
        self.section_line = None
        needed = [place for place, each in enumerate(self.columns, 1) if each.field]
        return Record(
            self.section,
            self.columns,
            line.place,
            is_short=1 < len(line.cells) < max(needed, default=0),
        )

    def _add(self, record: Record, line: Line) -> None:
        number = 0
        for column, cell in self._pairs(line):
            name = column.field
            if name == STATUS:
                name, number = f"{STATUS} {number}", number + 1
            if cell and not name:
                record.strays.append((column.heading, cell, line.place))
            elif cell and name != "section":
                record.pieces.setdefault(name, []).append(cell)

    def _pairs(self, line: Line) -> Iterable[tuple[Column, str]]:
        assert self.columns is not None
        beyond = [Column("", "")] * (len(line.cells) - len(self.columns))
        return zip((*self.columns, *beyond), line.cells, strict=False)
