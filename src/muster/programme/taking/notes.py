"""Notes as a paper has them: all of an action’s in one cell, the newest on top.

Somebody who edits a paper types above what stands there, below it, or between two notes.
That is a note more, and those there were stand as they are. Where it can’t be told what is
new, nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from muster.programme.reading.differences import plain


WORD = re.compile(r"\S+")
# What ends a sentence: another may begin after it in the same paragraph.
STOP = re.compile(r"[.!?:;)”’\"']$")
# A cell that keeps less than this part of the words there were is written anew.
KEPT = 0.5


class CannotTell(Exception):
    """Which words of a cell are new: those there were are changed, or gone."""


@dataclass(frozen=True)
class Typed:
    """Words typed into a cell: under the note at this place, or on top of them all."""

    text: str
    under: int | None


def typed(held: Sequence[str], cell: str) -> list[Typed] | None:
    """What a cell says besides the notes it had, in its order; None where it was written
    anew. Raises CannotTell."""
    spans = list(WORD.finditer(cell))
    words = [plain(one.group()) for one in spans]
    wanted = [[plain(word) for word in note.split()] for note in held]
    if not any(wanted):
        return None
    places = _places(wanted, words, cell, spans)
    if places is None:
        one_is_left = any(_places([one], words, cell, spans) for one in wanted if one)
        if not one_is_left and _share(sum(wanted, []), words) < KEPT:
            return None
        raise CannotTell
    return list(_between(places, cell, spans))


def _places(
    wanted: Sequence[Sequence[str]],
    words: Sequence[str],
    cell: str,
    spans: Sequence[re.Match[str]],
) -> list[tuple[int, int, int]] | None:
    """Each note with where its words begin and end in the cell, whole and in order; None
    where one of them is not there so."""
    found = []
    from_word = 0
    for note, said in enumerate(wanted):
        if not said:
            continue
        last = len(words) - len(said)
        places = [
            (at, at + len(said))
            for at in range(from_word, last + 1)
            if words[at] == said[0] and list(words[at : at + len(said)]) == said
        ]
        whole = [
            (begins, ends)
            for begins, ends in places
            if _may_part(cell, spans, begins) and _may_part(cell, spans, ends)
        ]
        if not whole:
            return None
        found.append((note, *whole[0]))
        from_word = whole[0][1]
    return found


def _may_part(cell: str, spans: Sequence[re.Match[str]], at: int) -> bool:
    """Whether one note may end and another begin before this word: a line or a sentence
    does. Words typed into a sentence change it."""
    if at in (0, len(spans)):
        return True
    between = cell[spans[at - 1].end() : spans[at].start()]
    return "\n" in between or bool(STOP.search(spans[at - 1].group()))


def _between(
    places: Sequence[tuple[int, int, int]], cell: str, spans: Sequence[re.Match[str]]
) -> Iterator[Typed]:
    begins, under = 0, None
    for note, starts, ends in [*places, (None, len(spans), len(spans))]:
        if begins < starts:
            yield Typed(cell[spans[begins].start() : spans[starts - 1].end()], under)
        begins, under = ends, note


def _share(before: Sequence[str], after: Sequence[str]) -> float:
    """The part of the words there were that the cell still has, in their order."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(before)
