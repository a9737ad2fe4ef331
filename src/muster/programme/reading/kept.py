"""The check that nothing was lost: every word of a file is in its document somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from muster.programme.printed import About, Document, Kind, Query, Row

from .cells import Line
from .folding import section_of
from .head import labels_of
from .headers import goes_on, read_headings


# Queries that hold what no field does; the others say again what one has.
HOLDS = {About.UNPLACED, About.UNREADABLE}
PROGRESS = "Progress"
WORD = re.compile(r"[^\W_]+")


def lost_words(document: Document, lines: Iterable[Line]) -> list[str]:
    """Words of the lines that the document has fewer of, in alphabetical order.

    Headings are how a file is laid out; of their lines only strange words are looked for,
    among the queries.
    """
    read: Counter[str] = Counter()
    for line in _own(document, lines):
        read.update(_words(line.text))
    return sorted((read - _kept(document)).elements())


def lost_by_line(document: Document, lines: Sequence[Line]) -> Iterator[Query]:
    """What of each line below the first headings nothing has, so that somebody puts it
    where it belongs. Whoever reads the head asks about every line of it."""
    head, body = _parted(document, lines)
    again = {line.text for line in head if len(line.cells) == 1}
    # The running head of a page says again what stands at the top.
    own = [one for one in _own(document, body) if one.text not in again]
    left = Counter(word for line in own for word in _words(line.text))
    left -= _kept(document)
    numbers = {row.place: at for at, row in enumerate(document.rows)}
    kept = [Counter(_words(" ".join(_said_by(row)))) for row in document.rows]
    at = None
    for line in own if left else ():
        at = numbers.get(line.place, at)
        words = Counter(_words(line.text))
        lost = (words - kept[at] if at is not None else words) & left
        if at is not None:
            kept[at] -= words
        if lost:
            left -= lost
            yield _lost(line, lost, at)


def _lost(line: Line, lost: Counter[str], row: int | None) -> Query:
    words = []
    for word in WORD.findall(line.text):
        if lost[word.casefold()]:
            lost[word.casefold()] -= 1
            words.append(word)
    return Query(
        About.UNPLACED,
        f"Of this line these words are kept nowhere: “{' '.join(words)}”. Put them where"
        " they belong.",
        " ".join(words),
        row=row,
        place=line.place,
    )


def _parted(
    document: Document, lines: Sequence[Line]
) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines above the first headings, and those from them on."""
    first = (at for at, line in enumerate(lines) if read_headings(line, document.kind))
    at = next(first, 0)
    return lines[:at], lines[at:]


def _own(document: Document, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that are no headings and begin no section."""
    for line in lines:
        if read_headings(line, document.kind) or goes_on(line, document.kind):
            continue
        if not section_of(line):
            yield line


def _kept(document: Document) -> Counter[str]:
    return Counter(_words(" ".join(_said(document))))


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _said(document: Document) -> Iterator[str]:
    yield labels_of(document.head, document.kind)
    yield from document.head.values()
    for row in document.rows:
        yield from _said_by(row)
        if document.kind is Kind.PLAN and row.progress:
            yield PROGRESS  # named so before it in the cell they share
    yield from (query.text for query in document.queries if query.about in HOLDS)


def _said_by(row: Row) -> Iterator[str]:
    yield from (row.section, row.ref, row.heading, row.objective, row.description)
    yield from (*row.steps, " and ".join(row.owners), row.success, row.progress)
    for name in ("start", "deadlines", "closure"):
        yield from row.said_of(name)
    for status in row.statuses:
        # A status may give its day itself: “GREEN 8/07/15”.
        yield f"{status.said} {status.on.day} {status.on:%d %m %b %B %y %Y}"
        yield f"{status.on.month}"
