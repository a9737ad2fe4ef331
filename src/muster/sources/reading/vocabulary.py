"""Numbers for texts, looked up for a whole array of them at once.

A text is taken eight bytes at a time, as the words of a key. Keys stand in a table at the
place their hash says, or the next that is free; every key found is compared word for
word, so a hash is never trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt


Words: TypeAlias = npt.NDArray[np.uint64]
Numbers: TypeAlias = npt.NDArray[np.int32]

NONE = -1
BYTES = 8
# Odd, and with no pattern in their bits.
MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
# Slots for each key: fewer keys collide, and more of the table falls out of the cache.
ROOM = 4


class Vocabulary:
    """Texts with no NUL in them, numbered in the order they are met."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._keys: list[Words] = []
        self._slots = np.full(1 << 12, NONE, dtype=np.int32)

    def numbers(self, words: Sequence[Words]) -> Numbers:
        """The number of each text; word n of every text is in words[n].

        Texts shorter than the words given are padded with noughts.
        """
        words = self._as_wide(list(words))
        begins = _begins(words)
        if 2 * len(begins) > len(words[0]):
            return self._find(words)
        # Most of a file is runs: a pupil's marks, or a day's.
        found = self._find([word[begins] for word in words])
        return np.repeat(found, np.diff(begins, append=len(words[0])))

    def _as_wide(self, words: list[Words]) -> list[Words]:
        """The same number of words as the keys have, whichever of them is widened."""
        while len(self._keys) < len(words):
            self._keys.append(np.zeros(max(1024, len(self.texts) + 1), dtype=np.uint64))
            self._place_again()
        missing = len(self._keys) - len(words)
        if missing:
            words += [np.zeros(len(words[0]), dtype=np.uint64)] * missing
        return words

    def _find(self, words: list[Words]) -> Numbers:
        at = self._hashed(words)
        found = self._slots[at]
        pending = np.flatnonzero(~self._same(found, words))
        while len(pending):
            ahead = [word[pending] for word in words]
            free = np.flatnonzero(self._slots[at[pending]] == NONE)
            if len(free):
                self._add([word[free] for word in ahead], at[pending[free]])
                # What was looked for so far may be in a table that has since grown.
                found[pending] = self._find(ahead)
                return found
            at[pending] = (at[pending] + 1) & (len(self._slots) - 1)
            found[pending] = self._slots[at[pending]]
            pending = pending[~self._same(found[pending], ahead)]
        return found

    def _same(self, numbers: Numbers, words: list[Words]) -> npt.NDArray[np.bool_]:
        # A key of nothing but noughts is a blank text, so an empty slot is not enough.
        same = numbers != NONE
        for keys, word in zip(self._keys, words, strict=True):
            same &= keys[numbers] == word
        return same

    def _add(self, words: list[Words], at: npt.NDArray[np.int64]) -> None:
        """Adds keys that were looked for at free slots, one for each slot."""
        claims = np.arange(len(at), dtype=np.int32)
        self._slots[at] = claims
        won = np.flatnonzero(self._slots[at] == claims)
        self._slots[at] = NONE
        new = list(zip(*(word[won].tolist() for word in words), strict=True))
        first, count = len(self.texts), len(self.texts) + len(new)
        self.texts.extend(_text(key) for key in new)
        if count > len(self._keys[0]):
            more = np.zeros(count, dtype=np.uint64)
            self._keys = [np.append(keys, more) for keys in self._keys]
        for keys, column in zip(self._keys, zip(*new, strict=True), strict=True):
            keys[first:count] = column
        if ROOM * count <= len(self._slots):
            self._place(list(range(first, count)))
            return
        self._slots = np.full(
            1 << (2 * ROOM * count).bit_length(), NONE, dtype=np.int32
        )
        self._place_again()

    def _place_again(self) -> None:
        self._slots[:] = NONE
        self._place(list(range(len(self.texts))))

    def _place(self, numbers: list[int]) -> None:
        last = len(self._slots) - 1
        places = self._hashed([keys[numbers] for keys in self._keys]).tolist()
        for number, at in zip(numbers, places, strict=True):
            while self._slots[at] != NONE:
                at = (at + 1) & last
            self._slots[at] = number

    def _hashed(self, words: list[Words]) -> npt.NDArray[np.int64]:
        mixed = words[0] * MIX[0]
        for word in words[1:]:
            mixed = (mixed ^ word) * MIX[1]
        bits = np.uint64(len(self._slots).bit_length() - 1)
        return (mixed >> (np.uint64(64) - bits)).view(np.int64)


def _text(key: tuple[int, ...]) -> str:
    written = b"".join(word.to_bytes(BYTES, "little") for word in key)
    return written.rstrip(b"\0").decode("utf-8")


def _begins(words: Sequence[Words]) -> npt.NDArray[np.intp]:
    """Where each run of one text begins."""
    changes = np.ones(len(words[0]), dtype=bool)
    if len(changes):
        changes[1:] = words[0][1:] != words[0][:-1]
        for word in words[1:]:
            changes[1:] |= word[1:] != word[:-1]
    return np.flatnonzero(changes)
