"""Reading a task log or an action plan as it is, from the file somebody has."""

from __future__ import annotations

from dataclasses import replace

from muster.programme.printed import Document, Kind
from muster.tables.upn import holds_upn

from .cells import Line, Unreadable
from .headers import read_headings
from .kept import lost_by_line
from .log import read_log
from .opening import lines_of
from .ours import without_furniture
from .plan import read_plan


__all__ = ["Unreadable", "read"]

READERS = {Kind.LOG: read_log, Kind.PLAN: read_plan}


NEITHER = (
    "{} is neither a task log nor an action plan: it has no row of their headings. A log has"
    " Ref, Title, Owner and Deadline among its headings; a plan has Proposed Actions,"
    " Success Measures, Responsibility and Date. If it is a PDF whose table has no lines,"
    " send the Word document or the workbook instead."
)
NO_ROWS = "{} has the headings of a {} and no rows below them. Check that it is the whole file."


def read(name: str, content: bytes, *, kind: Kind | None = None) -> Document:
    """The document a file is, with every query it raises. Raises Unreadable.

    What kind of file it is its bytes say, and its headings whether it is a log or a plan,
    unless ``kind`` does. ``name`` is for the sentences only.
    """
    return read_lines(name, lines_of(name, content), kind=kind)


def read_lines(name: str, lines: list[Line], *, kind: Kind | None = None) -> Document:
    for line in lines:
        if any(holds_upn(cell) for cell in line.cells):
            raise Unreadable(
                f"{name}, {line.place}: there is a unique pupil number. A log or a plan "
                "names no child: take it out of the document, say how many pupils and of "
                "what kind, then read it again."
            )
    lines = without_furniture(lines)
    found = _kind_of(lines)
    kind = kind or found
    if kind is None:
        raise Unreadable(NEITHER.format(name))
    # Headings so damaged that none is known may stand over rows that are read all the same.
    document = READERS[kind](lines)
    if not document.rows:
        raise Unreadable((NO_ROWS if found else NEITHER).format(name, kind))
    lost = tuple(lost_by_line(document, lines))
    return replace(document, queries=(*document.queries, *lost)) if lost else document


def _kind_of(lines: list[Line]) -> Kind | None:
    """The kind whose headings are there; the one with more where both seem to be."""
    most = {
        kind: max(
            (
                len({column.field for column in columns if column.field})
                for line in lines
                if (columns := read_headings(line, kind))
            ),
            default=0,
        )
        for kind in Kind
    }
    best = max(most, key=most.__getitem__)
    return best if most[best] else None
