"""Words, numbers and days that were nobody's: what a training copy calls people.

Nothing coined here stands anywhere in what it is coined for, as a whole or as a part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from muster.tables.upn import check_letter


CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
# A shorter run of letters is in too many words to give anybody away.
TELLING = 4
WORD = re.compile(r"\w+")
# Authority 999 is nobody's.
LA_NUMBER = "999"


def heard_in(texts: Iterable[str]) -> frozenset[str]:
    """Every word of some texts, in small letters."""
    return frozenset(
        word.casefold() for text in set(texts) if text for word in WORD.findall(text)
    )


def unheard(
    words: Sequence[str],
    heard: frozenset[str],
    fewest: int,
    draw: np.random.Generator,
) -> list[str]:
    """Those of the words that were not heard, in any order; made up to so many."""
    kept = [word for word in dict.fromkeys(words) if not _tells(word, heard)]
    known = {word.casefold() for word in kept}
    while len(kept) < fewest:
        word = _word(draw)
        if word.casefold() not in known and not _tells(word, heard):
            kept.append(word)
            known.add(word.casefold())
    return [kept[at] for at in draw.permutation(len(kept))]


def _tells(word: str, heard: frozenset[str]) -> bool:
    plain = word.casefold()
    parts = {
        plain[a:b]
        for a in range(len(plain))
        for b in range(a + TELLING, len(plain) + 1)
    }
    return plain in heard or bool(parts & heard)


def _word(draw: np.random.Generator) -> str:
    letters = [kind[int(draw.integers(len(kind)))] for kind in (CONSONANTS, VOWELS) * 3]
    return "".join(letters).capitalize()


def numbers(
    many: int,
    below: int,
    write: Callable[[int], str],
    taken: frozenset[str],
    draw: np.random.Generator,
) -> list[str]:
    """Different numbers below a limit, as `write` writes them, none of them taken."""
    found: dict[str, None] = {}
    while len(found) < many:
        more = draw.integers(below, size=many - len(found) + 8)
        texts = (write(int(number)) for number in more)
        found.update(dict.fromkeys(text for text in texts if text not in taken))
    return list(found)[:many]


def upn(number: int) -> str:
    """A UPN of authority 999 with a good check letter (rules.md 8.4)."""
    body = f"{LA_NUMBER}{number:09d}"
    return check_letter(body) + body


def birthday(born: date, draw: np.random.Generator) -> date:
    """Another day from 1 September to 31 August: the year group stays."""
    start = born.year if born.month >= 9 else born.year - 1
    first = date(start, 9, 1)
    days = (date(start + 1, 9, 1) - first).days
    moved = (born - first).days + 1 + int(draw.integers(days - 1))
    return first + timedelta(days=moved % days)
