"""Names as they are compared: small letters, no accents, marks as spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(1 << 16)
def plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def is_another(
    forename: str, surname: str, called: Iterable[tuple[str | None, str | None]]
) -> bool:
    """Whether a name is not that of a child whom files have ``called`` these, forename and
    surname: the surname, or the first of the forenames, is none of theirs. What isn't said,
    or isn't held, is no other."""
    held = [(_first(one or ""), plain(other or "")) for one, other in called]
    said = (_first(forename), plain(surname))
    for word, words in zip(said, zip(*held, strict=True), strict=False):
        if word and any(words) and word not in words:
            return True
    return False


def _first(forename: str) -> str:
    return plain(forename).partition(" ")[0]
