"""The headings of a log’s and of a plan’s table, however worn: which column is which.

Pages break and cells merge: “Notes Closu Date” is two headings in one cell, a heading may
stand in four rows, a column may have moved. A heading is known by its words, and what the
words don’t say its place does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from muster.programme.printed import Kind
from muster.school_year.said_points import PLAIN, POINT

from .cells import Line


STATUS = "status"
# A word of a heading, and the field it names. First the words that name nothing alone.
NEUTRAL = {
    Kind.LOG: {"date", "dates", "no", "of", "and", "the", "actual"},
    Kind.PLAN: {"of", "and", "the", "for", "completion", "target"},
}
WORDS: Mapping[Kind, Mapping[str, str]] = {
    Kind.LOG: {
        "section": "section",
        "ref": "ref",
        "reference": "ref",
        "#": "ref",
        "start": "start",
        "title": "title",
        "task": "title",
        "description": "description",
        "owner": "owner",
        "lead": "owner",
        "responsibility": "owner",
        "deadline": "deadline",
        "due": "deadline",
        "previous": STATUS,
        "current": STATUS,
        "status": STATUS,
        "rag": STATUS,
        "notes": "notes",
        "comments": "notes",
        "closure": "closure",
        "closed": "closure",
    },
    Kind.PLAN: {
        "section": "section",
        "proposed": "action",
        "actions": "action",
        "progress": "action",
        "success": "success",
        "measures": "success",
        "responsibility": "owner",
        "owner": "owner",
        "lead": "owner",
        "date": "deadline",
        "dates": "deadline",
        "deadline": "deadline",
        "previous": STATUS,
        "current": STATUS,
        "status": STATUS,
        "rag": STATUS,
    },
}
ORDER = {
    Kind.LOG: (
        "ref start title description owner deadline status status notes closure".split()
    ),
    Kind.PLAN: "action success owner deadline".split(),
}
ENOUGH = {Kind.LOG: 3, Kind.PLAN: 2}
# Each begins a heading of its own, though both are statuses.
APART = {"previous", "current"}
LONGEST = 160
MOST_STRANGE = 0.34


@dataclass(frozen=True)
class Column:
    """One column: the field it holds, blank where nobody can say, and its heading."""

    field: str
    heading: str


Columns = tuple[Column, ...]


def read_headings(line: Line, kind: Kind) -> Columns | None:
    """The columns a line names, or None where it is no line of headings."""
    if any(len(cell) > LONGEST for cell in line.cells) or not _has_one(line, kind):
        return None
    columns: list[Column] = []
    held = 0
    for cell in line.cells[: _width(line.cells)]:
        if not cell and held:
            held -= 1  # the other half of two headings that were merged
            continue
        found = _split(cell, kind)
        columns += found
        held = len(found) - 1
    fields = [column.field for column in columns if column.field]
    if len(set(fields)) < ENOUGH[kind] or strangeness(line, kind) > MOST_STRANGE:
        return None
    return tuple(columns)


def _has_one(line: Line, kind: Kind) -> bool:
    """Whether one heading at least is whole: quick to see, and most lines have none."""
    return any(_key(word) in WORDS[kind] for word in line.text.split())


def _width(cells: Sequence[str]) -> int:
    """How many cells there are as far as the last that says anything."""
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def strangeness(line: Line, kind: Kind) -> float:
    """The part of a line’s words that no heading has."""
    words = [word for word in map(_key, line.text.split()) if word]
    strange = [
        word
        for word in words
        if word not in NEUTRAL[kind] and not _field_of(word, kind)
    ]
    return len(strange) / max(1, len(words))


def goes_on(line: Line, kind: Kind) -> bool:
    """Whether a line under headings is more of them: “(RAG)”, “Status”, a day."""
    words = line.text.translate(PLAIN)
    rest = [_key(word) for word in POINT.sub("", words).split()]
    known = {"date", "no", "", *WORDS[kind]}
    return bool(line.filled) and all(word in known for word in rest) and len(rest) < 13


def stacked(columns: Columns, line: Line, kind: Kind) -> Columns:
    """Headings with what the row under them adds."""
    more = (*line.cells, *[""] * len(columns))
    out = []
    for column, cell in zip(columns, more, strict=False):
        heading = f"{column.heading} {cell}".strip()
        out.append(Column(column.field or _split(heading, kind)[0].field, heading))
    return tuple(out)


def mended(
    columns: Columns, kind: Kind, below: Sequence[Line], before: Columns | None
) -> Columns:
    """Headings with the gaps filled: from the table before, or from where they stand.

    How many cells the rows below have tells that a heading was lost.
    """
    widths = {
        max((len(line.cells) for line in below), default=0),
        max((_width(line.cells) for line in below), default=0),
    }
    for model in (before, *_usual(kind)):
        if model is None:
            continue
        if len(columns) == len(model):
            return _filled(columns, model)
        is_wider = len(model) > len(columns) and len(model) in widths
        if is_wider and _is_part(columns, model):
            return _aligned(columns, model)
    return columns


def _usual(kind: Kind) -> list[Columns]:
    usual = tuple(Column(field, "") for field in ORDER[kind])
    return [usual, (Column("section", ""), *usual)]


def _filled(columns: Columns, model: Columns) -> Columns:
    """Each unknown heading from its place, where the model’s field is not elsewhere."""
    named = [column.field for column in columns]
    out = []
    for column, usual in zip(columns, model, strict=True):
        is_free = named.count(usual.field) < [each.field for each in model].count(
            usual.field
        )
        field = column.field or (usual.field if is_free and usual.field else "")
        out.append(Column(field, column.heading or usual.heading))
    return tuple(out)


def _is_part(columns: Columns, model: Columns) -> bool:
    """Whether the headings are the model’s in its order, some left out."""
    rest = iter([column.field for column in model])
    return all(column.field in rest for column in columns if column.field)


def _aligned(columns: Columns, model: Columns) -> Columns:
    """The model’s columns, with the headings that are there under their own."""
    left = [column for column in columns if column.field]
    out = []
    for usual in model:
        if left and left[0].field == usual.field:
            out.append(left.pop(0))
        else:
            out.append(usual)
    return tuple(out)


def _split(cell: str, kind: Kind) -> list[Column]:
    """The headings in one cell: usually one."""
    found: list[tuple[str, list[str]]] = []
    for word in cell.split():
        key = _key(word)
        field = "" if key in NEUTRAL[kind] else _field_of(key, kind)
        begins = field and (not found or field != found[-1][0] or key in APART)
        if begins and not (found and not found[-1][0]) and not _is_title(found, key):
            found.append((field, [word]))
        elif found:
            found[-1] = (found[-1][0] or field, [*found[-1][1], word])
        else:
            found.append((field, [word]))
    if not found:
        return [Column("", "")]
    return [Column(field, " ".join(words)) for field, words in found]


def _is_title(found: Sequence[tuple[str, list[str]]], key: str) -> bool:
    """“Owner lead”, “Closure status”: the first word has said which column it is."""
    return bool(found) and key in {"status", "rag", "lead"} and bool(found[-1][0])


def _key(word: str) -> str:
    return re.sub(r"[^a-z#]", "", word.lower())


@lru_cache(4096)
def _field_of(key: str, kind: Kind) -> str:
    words = WORDS[kind]
    if key in words:
        return words[key]
    if len(key) < 4:
        return ""
    begins = [word for word in words if word.startswith(key)]
    near = begins or get_close_matches(key, words, 1, 0.8)
    return words[near[0]] if near else ""
