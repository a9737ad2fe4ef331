"""Success measures as a paper has them: all of an action’s in one cell, as words alone.

What a paper can’t say of a measure (what it counts, from where to where) stands, whatever
becomes of its words. Where it can’t be told which words are whose, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from muster.programme.plans.action import Success
from muster.programme.plans.saying import COMMON
from muster.programme.reading.differences import plain


Said = dict[str, Any]
# Of a new version these are its own: no meeting has agreed its words yet.
OWN = COMMON | {"number", "text", "state", "agreed_at"}
CARRIED = [one.name for one in Success._meta.concrete_fields if one.name not in OWN]


class CannotTell(Exception):
    """Which words of a cell are of which success measure."""


def edited(held: Sequence[Success], text: str) -> list[Said]:
    """What a cell says anew of the success measures that stand: fields for `set_success`.

    Raises CannotTell, also where one that says more than its words would be gone.
    """
    texts, more = told_apart([one.text for one in held], text)
    pairs = list(zip(held, texts, strict=True))
    if any(says_more(one) for one, words in pairs if not words):
        raise CannotTell
    changed = [_version(one, words) for one, words in pairs if words != one.text]
    return [*changed, *({"text": words} for words in more)]


def _version(one: Success, words: str) -> Said:
    """What stands after a success measure: it with other words, or that it is dropped."""
    if not words:
        dropped = Success.State.DROPPED
        return {"number": one.number, "text": one.text, "state": dropped}
    return {"number": one.number, "text": words, **_carried(one)}


def says_more(one: Success) -> bool:
    """Whether a success measure says more than its words."""
    return any(_carried(one).values())


def _carried(one: Success) -> Said:
    return {name: getattr(one, name) for name in CARRIED}


def told_apart(held: Sequence[str], text: str) -> tuple[list[str], list[str]]:
    """What each of these texts is in a cell, blank where it is gone; and what else there is.

    Words that were changed are of the text in which they stood. Readers lose where a line
    ends, so words that are new between two texts are of the first if they begin small, and
    new at the end are another text if they don’t. Raises CannotTell of any others.
    """
    if not held:
        return [], [text] if text else []
    before = [(word, at) for at, one in enumerate(held) for word in one.split()]
    after = text.split()
    found: list[list[str]] = [[] for _ in held]
    more: list[str] = []
    for same, old, new in _runs([word for word, _ in before], after):
        if same:
            for word, at in before[old]:
                found[at].append(word)
        elif words := after[new]:
            at = _whose(before, old, words[0])
            (more if at is None else found[at]).extend(words)
    return [_as_it_was(*each) for each in zip(held, found, strict=True)], (
        [" ".join(more)] if more else []
    )


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Runs of words that are the same, or are others."""
    plainly = [list(map(plain, words)) for words in (before, after)]
    matcher = SequenceMatcher(None, *plainly, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag == "equal", slice(i1, i2), slice(j1, j2)


def _whose(before: Sequence[tuple[str, int]], old: slice, first: str) -> int | None:
    """Which text new words are of that stand in the place of these old ones, or of none."""
    replaced = {at for _, at in before[old]}
    if len(replaced) == 1:
        return replaced.pop()
    beside = [at for _, at in before[max(old.start - 1, 0) : old.start + 1]]
    goes_on = old.start > 0 and first[:1].islower()
    if replaced or old.start == 0:
        raise CannotTell
    if len(beside) == 2 and beside[0] == beside[1] or goes_on:
        return beside[0]
    if old.start < len(before):
        raise CannotTell
    return None


def _as_it_was(before: str, words: Sequence[str]) -> str:
    now = " ".join(words)
    return before if plain(now) == plain(before) else now
