"""Who is named: owners as a cell has them, and who else a name may be.

Nobody is made one with anybody here. A likeness is a question for whoever knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


BETWEEN = re.compile(r"\s*(?:[/&,;+\n]|\band\b)\s*")
_SURNAME = r"[A-Z](?:[a-z’']+|[’'])(?:[A-Z][a-z]+)?(?:-[A-Z][a-z]+)?"
INITIALLED = re.compile(rf"(?:[A-Z]\.\s*)+{_SURNAME}")
INITIALS = re.compile(r"[A-Z]{2,3}")
FULL = re.compile(rf"[A-Z][a-z]+\s{_SURNAME}")
IN_PROSE = re.compile(rf"\b([A-Z][a-z]+)\s({_SURNAME}|[A-Z])\b(?!\s[A-Z])")
CAPITALISED = re.compile(r"\b[A-Z]\w*\s$")
# No name or post is as many words as this: it is a sentence in the wrong cell.
MOST_WORDS = 6


def read_owners(cell: str) -> tuple[str, ...]:
    """The owners a cell names, in order: “AB/CD”, “AB & CD”, “S. Stone S. Bell”. Where
    the last is followed by “;”, as our own papers have names that would be parted
    otherwise, they are parted there alone: “Children and Families; Smith, Jo;”."""
    if cell.rstrip().endswith(";"):
        names = (" ".join(name.split()) for name in cell.split(";"))
        return tuple(filter(None, names))
    pieces = list(filter(None, BETWEEN.split(cell.strip())))
    if any(is_no_name(piece) for piece in pieces):
        return (" ".join(cell.split()),)
    return tuple(name for piece in pieces for name in _apart(piece))


def is_no_name(owner: str) -> bool:
    """Whether it can’t be a person or a post: a sentence, or something with no letter."""
    is_long = len(owner.split()) > MOST_WORDS and not INITIALLED.match(owner)
    return is_long or not any(map(str.isalpha, owner))


def _apart(piece: str) -> list[str]:
    """The names of a piece where they follow each other with nothing between."""
    if not INITIALLED.sub("", piece).strip():
        return [_spaced(name) for name in INITIALLED.findall(piece)]
    words = piece.split()
    if len(words) > 1 and all(INITIALS.fullmatch(word) for word in words):
        return words
    return [" ".join(words)]


def _spaced(name: str) -> str:
    """“C.Tiller” is “C. Tiller”."""
    return re.sub(r"\.\s*(?=[A-Z])", ". ", name)


def is_several_full_names(owner: str) -> bool:
    """“Ann Ash Bob Bell”: no mark says where one person ends."""
    return len(FULL.findall(owner)) > 1


def names_in(prose: str) -> Iterator[str]:
    """Two words with capitals that may be a person, and no more than two: “Transport
    Working Group” is nobody."""
    for found in IN_PROSE.finditer(prose):
        before = prose[max(0, found.start() - 30) : found.start()]
        if not CAPITALISED.search(before):
            yield " ".join(found.groups())


def may_be(short: str, full: str) -> bool:
    """Whether “JS”, “J. Stone” or “Jo S” can be Jo Stone."""
    first, _, last = full.partition(" ")
    if not last or short == full or len(last) < 2:
        return False
    initials = INITIALS.fullmatch(short)
    if initials:
        return short[0] == first[0] and short[-1] == last[0]
    own_first, _, own_last = short.replace(".", " ").partition(" ")
    own_last = own_last.strip()
    return (
        bool(own_last)
        and first.startswith(own_first)
        and last.startswith(own_last)
        and (len(own_first) > 1 or own_last == last)
    )


def likenesses(short: Iterable[str], full: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each short name with each whole one it may be."""
    whole = [name for name in dict.fromkeys(full)]
    for name in dict.fromkeys(short):
        for other in whole:
            if may_be(name, other):
                yield name, other
