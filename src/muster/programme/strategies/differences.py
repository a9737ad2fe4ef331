"""What differs between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Part:
    """A section in both, or in one of them only: then the whole of it is in one piece."""

    heading: str
    kind: Kind
    paragraphs: Sequence[Sequence[Piece]]

    @property
    def is_same(self) -> bool:
        return all(
            one.kind is Kind.SAME for each in self.paragraphs for one in each
        ) and (self.kind is Kind.SAME)


def differences(
    before: Sequence[dict[str, str]], after: Sequence[dict[str, str]]
) -> list[Part]:
    """Sections in the order of the later version, with those that went in their places.
    A section is the same one by its heading."""
    old = {one["heading"]: one["text"] for one in before}
    new = {one["heading"]: one["text"] for one in after}
    found = []
    for kind, heading in _in_order(list(old), list(new)):
        if kind is Kind.GONE and heading in new:
            continue  # only moved: shown where it stands now
        if heading in old and heading in new:
            paragraphs = list(_paragraphs(old[heading], new[heading]))
            found.append(Part(heading, Kind.SAME, paragraphs))
        else:
            text = old.get(heading, new.get(heading, ""))
            whole = [[Piece(kind, one)] for one in _split(text)]
            found.append(Part(heading, kind, whole))
    return found


def _paragraphs(before: str, after: str) -> Iterator[list[Piece]]:
    old, new = _split(before), _split(after)
    for what, a, b, c, d in _opcodes(old, new):
        if what == "equal":
            yield from ([Piece(Kind.SAME, one)] for one in new[c:d])
        elif what == "replace" and b - a == d - c:
            pairs = zip(old[a:b], new[c:d], strict=True)
            yield from (list(_words(one, other)) for one, other in pairs)
        else:
            yield from ([Piece(Kind.GONE, one)] for one in old[a:b])
            yield from ([Piece(Kind.ADDED, one)] for one in new[c:d])


def _words(before: str, after: str) -> Iterator[Piece]:
    # A word and the space after it, so that the pieces together are the text again.
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    for what, a, b, c, d in _opcodes(old, new):
        if what == "equal":
            yield Piece(Kind.SAME, "".join(new[c:d]))
            continue
        if b > a:
            yield Piece(Kind.GONE, "".join(old[a:b]))
        if d > c:
            yield Piece(Kind.ADDED, "".join(new[c:d]))


def _in_order(old: list[str], new: list[str]) -> Iterator[tuple[Kind, str]]:
    for what, a, b, c, d in _opcodes(old, new):
        if what == "equal":
            yield from ((Kind.SAME, one) for one in new[c:d])
            continue
        yield from ((Kind.GONE, one) for one in old[a:b])
        yield from ((Kind.ADDED, one) for one in new[c:d])


def _opcodes(
    old: Sequence[str], new: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n") if one.strip()]
