"""Numbers that come with a request, as far as they are any: what is ticked in a list, say."""

from __future__ import annotations

from collections.abc import Iterable


# More digits than a number of ours has, and fewer than a database refuses.
MOST_DIGITS = 18


def number_in(text: str) -> int | None:
    """The number a text is; None for anything else."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_one else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    found = map(number_in, texts)
    return [one for one in found if one is not None]
