"""What Muster’s own papers put round a log or a plan, left out again.

A cover says whose paper it is and as at when; after the tables stand why a thing is amber
or red, who the owners are and what the colours mean; a workbook has a summary of its
sheets. None of it is the document’s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .cells import PAGE_FOOT, Line


COVER = ("As at", "Reference", "For")
KEY = "What the colours mean"
KEY_HEADINGS = ("Status", "Letter", "What it means")
WHY = "Why amber or red, and the way back to green"
WHY_HEADINGS = ("Action", "Owner", "Status", "Why", "Way back to green", "By")
OWNERS = "Who the owners are"
OWNERS_HEADINGS = ("In the tables", "Name", "Role", "Organisation")
# Stands under each of the two, for whoever would write in them.
NOT_READ = (
    "Muster doesn’t read this table in again. Change what it says in Muster itself."
)
CONTENTS, BACK, SUMMARY, WORDS = (
    "In this workbook",
    "Back to the summary",
    "Summary",
    "Words",
)
WORDS_SHEET = f"sheet “{WORDS}”"
CONTENTS_HEADINGS = ("Sheet", "Rows", "What it holds")
HEADED = {KEY, WHY, OWNERS, CONTENTS}
# How many columns each of our tables has, by its first three headings.
HEADINGS: dict[tuple[str, ...], int] = {
    KEY_HEADINGS: 3,
    WHY_HEADINGS[:3]: len(WHY_HEADINGS),
    OWNERS_HEADINGS[:3]: len(OWNERS_HEADINGS),
    CONTENTS_HEADINGS: 4,
}
# A head of more lines than this is no cover of ours.
COVER_BY = 20


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document that are its own; all of them where the paper isn’t ours."""
    filled = [line for line in lines if line.filled]
    cover = _cover(filled)
    if cover is None:
        return list(lines)
    begins, ends, as_at = cover
    own = _own_of_head(filled[:begins])
    said = replace(filled[begins], cells=(f"As at: {as_at}",))
    again = {line.text for line in own} | _sheets_named(filled[ends:])
    return [*own, said, *_own_of_body(filled[ends:], again)]


def _cover(lines: Sequence[Line]) -> tuple[int, int, str] | None:
    """Where the cover begins and ends, and the day it says: in a row, or one below another."""
    for place, line in enumerate(lines[:COVER_BY]):
        if tuple(line.filled) == COVER:
            below = lines[place + 1] if place + 1 < len(lines) else line
            return place, place + 2, below.cells[0]
        cells = [cell for each in lines[place : place + 6] for cell in each.filled][:6]
        if tuple(cells[::2]) == COVER:
            return place, place + (3 if len(line.filled) == 2 else 6), cells[1]
    return None


def _own_of_head(above: Sequence[Line]) -> list[Line]:
    """Without the council’s name, which stands first, and the running head of a page."""
    once = [
        line
        for place, line in enumerate(above)
        if line.text not in {each.text for each in above[place + 1 :]}
        and line.text != SUMMARY
    ]
    return once[1:]


def _sheets_named(lines: Sequence[Line]) -> set[str]:
    """The sheets that a workbook’s contents list."""
    names = set()
    for place, line in enumerate(lines):
        if _is_ours(line) and tuple(line.filled[:3]) == CONTENTS_HEADINGS:
            for row in lines[place + 1 :]:
                if not _is_of(row, HEADINGS[CONTENTS_HEADINGS]):
                    break
                names.add(row.filled[0])
    return names


def _own_of_body(lines: Sequence[Line], again: set[str]) -> Iterator[Line]:
    """Without keys and contents, and the title and captions that stand on a sheet of words."""
    is_ours, width = False, 0
    for line in lines:
        begins = line.filled[0]
        if begins in HEADED or _is_ours(line):
            is_ours, width = True, HEADINGS.get(tuple(line.filled[:3]), 0)
        elif is_ours and not _is_of(line, width):
            is_ours = False
        is_again = line.place.startswith(WORDS_SHEET) and line.text in again
        is_foot = line.place.endswith(PAGE_FOOT)
        is_said = begins in {BACK, WORDS, NOT_READ}
        if not (is_ours or is_again or is_foot or is_said):
            yield line


def _is_ours(line: Line) -> bool:
    return tuple(line.filled[:3]) in HEADINGS


def _is_of(line: Line, width: int) -> bool:
    """Whether a line is a row of a table of ours that has so many columns, and no
    paragraph. A log’s rows stand under their own headings."""
    return line.filled[0] == BACK or 1 < len(line.filled) <= width
