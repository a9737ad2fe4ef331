"""The check that nothing was lost: every word of a file is in its document somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from muster.programme.printed import About, Document, Row

from .cells import Line
from .folding import section_of
from .head import labels_of
from .headers import goes_on, read_headings


# Queries that hold what no field does; the others say again what one has.
HOLDS = {About.UNPLACED, About.UNREADABLE}
WORD = re.compile(r"[^\W_]+")


def lost_words(document: Document, lines: Iterable[Line]) -> list[str]:
    """Words of the lines that the document has fewer of, in alphabetical order.

    Headings are how a file is laid out; of their lines only strange words are looked for,
    among the queries.
    """
    kept = Counter(_words(" ".join(_said(document))))
    read: Counter[str] = Counter()
    for line in lines:
        if read_headings(line, document.kind) or goes_on(line, document.kind):
            continue
        if not section_of(line):
            read.update(_words(line.text))
    return sorted((read - kept).elements())


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _said(document: Document) -> Iterator[str]:
    yield labels_of(document.head, document.kind)
    yield from document.head.values()
    for row in document.rows:
        yield from _said_by(row)
    yield from (query.text for query in document.queries if query.about in HOLDS)


def _said_by(row: Row) -> Iterator[str]:
    yield from (row.section, row.ref, row.heading, row.objective, row.description)
    yield from (*row.steps, " and ".join(row.owners), row.success, row.progress)
    for name in ("start", "deadlines", "closure"):
        yield from row.said_of(name)
    yield from (status.said for status in row.statuses)
