"""Which actions rest on another, by what they name.

One action sets something up (“Split the Library Forum …”); another that names the
same thing needs it. Only things with names of two words or more are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from muster.programme.printed import Row


SETS_UP = re.compile(
    r"\W*(?:split|launch|relaunch|establish|set up|create|found|form|develop|appoint)\b",
    re.I,
)
NAMED = re.compile(r"[A-Z][a-z]+(?:\s+[A-Z][a-z]+)+")


def dependences(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Each row’s place, with a row that sets up what it names."""
    setting_up = [
        (row, _things(row.heading)) for row in rows if SETS_UP.match(row.heading)
    ]
    for place, row in enumerate(rows):
        needs = _things(_text(row)) if setting_up else set()
        for other, things in setting_up:
            if other is not row and needs & things:
                yield place, other


def _text(row: Row) -> str:
    return ". ".join([row.heading, row.objective, row.description, row.success])


def _things(text: str) -> set[tuple[str, str]]:
    """Each two words that stand together in a name, in the singular."""
    found: set[tuple[str, str]] = set()
    for name in NAMED.findall(text):
        words = [word.removesuffix("s").lower() for word in name.split()]
        found.update(pairwise(words))
    return found
