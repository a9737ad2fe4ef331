"""A code map: what a foreign code set's codes are in the national one (design.md 6).

It isn't loaded by itself: it goes beside a file of marks, and is applied before a mark
is looked up for its date.
"""

from __future__ import annotations

from dataclasses import dataclass

from muster.sources.reading.format import Format, Got, Source
from muster.tables.cells import Kind
from muster.tables.codes import CODES
from muster.tables.columns import Column, Table


NO_MARK = ""
SAID_NO_MARK = frozenset(("", "-", "no mark", "no mark recorded", "none"))
NATIONAL = {each.code: each.code for each in CODES}

CODE_MAP = Table(
    "code_map",
    "Code map",
    "One row for each code that differs from the national ones.",
    (
        Column(
            "code",
            Kind.CODE,
            "The code as the file of marks has it; blank is a blank cell.",
            required=True,
            blank=True,
            example="P1",
        ),
        Column(
            "meaning",
            Kind.CODE,
            "The national code it means; blank, or the words no mark, is no mark.",
            required=True,
            blank=True,
            choices=tuple(NATIONAL),
            example="/",
        ),
    ),
)

SAMPLE = """\
code,meaning
P1,/
P2,\\
ILL,I
?,no mark
"""


@dataclass(frozen=True)
class Line:
    """A row of a code map."""

    row: int
    code: str
    meaning: str


def read(source: Source) -> Got:
    """Foreign code to national code; a code that is no mark has "" for it."""
    lines = list(_lines(source))
    meanings: dict[str, Line] = {}
    repeated = 0
    for line in lines:
        earlier = meanings.setdefault(line.code, line)
        if earlier is line:
            continue
        if earlier.meaning == line.meaning:
            repeated += 1
            continue
        source.problems.refuse(
            f"Row {earlier.row:,} gives this code another meaning. Keep one of them.",
            row=line.row,
            column=source.heading("code"),
            found=line.code,
        )
    held = {code: line.meaning for code, line in meanings.items()}
    return Got(held, len(held), repeated)


def _lines(source: Source) -> list[Line]:
    lines = []
    for block in source.blocks():
        codes, which_code = block.distinct("code")
        meanings, which_meaning = block.distinct("meaning")
        for row, code, meaning in zip(
            block.rows(), which_code, which_meaning, strict=True
        ):
            written = codes[code].strip()
            national = _national(source, int(row), meanings[meaning].strip())
            if national is not None:
                lines.append(Line(int(row), written, national))
    return lines


def _national(source: Source, row: int, meaning: str) -> str | None:
    if meaning.lower() in SAID_NO_MARK:
        return NO_MARK
    code = NATIONAL.get(meaning) or NATIONAL.get(meaning.upper())
    if code is None:
        source.problems.refuse(
            "This is not a national code. Write one, such as /, \\, L, I or O, or leave "
            "it blank for no mark.",
            row=row,
            column=source.heading("meaning"),
            found=meaning,
        )
    return code


FORMAT = Format("code-map", "Code map", CODE_MAP, SAMPLE, read)
