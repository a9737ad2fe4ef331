"""Schools as a file spells them. One that nobody here is called by is asked about once, for
all its rows, and kept with the words of the source."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches

from muster.sources.cases.models import Mapping
from muster.sources.cases.table import Table, key_of
from muster.tables.ids import UnknownSchool
from muster.tables.names import plain
from muster.tables.state import State
from muster.tables.upn import cleaned, is_upn


SCHOOL = "school"
ELSEWHERE = "-elsewhere"


def meant(spelt: str, mapping: Mapping, state: State) -> int | None:
    """The store's number of a school: by what it is called here, else as somebody said of
    the source. None for a school of somebody else’s, and where nobody said."""
    if not spelt:
        return None
    if (known := _known(spelt, state)) is not None:
        return known
    said = mapping.words.get(SCHOOL, {}).get(key_of(spelt), "")
    return int(said) if said.isdecimal() else None


def otherwise_spelt(
    mapping: Mapping, table: Table, state: State
) -> list[tuple[str, int]]:
    """Each spelling that is no school here, and of how many rows; the most first.

    Only of rows whose child hangs on it: a UPN says whose a row is by itself.
    """
    column = table.column(mapping.columns.get(SCHOOL, ""))
    upns = table.column(mapping.columns.get("upn", "")) or [""] * len(column)
    if not column:
        return []
    hang = [cell for cell, upn in zip(column, upns, strict=True) if not _is_sure(upn)]
    often = Counter(map(key_of, hang))
    spelt = {key_of(cell): cell for cell in reversed(hang)}
    asked = [key for key in often if key and _known(spelt[key], state) is None]
    return [
        (spelt[key], often[key]) for key in sorted(asked, key=lambda k: (-often[k], k))
    ]


def likely(spelt: str, names: dict[int, str]) -> str:
    """The number of the school called most like it, as text; nothing where none is."""
    by_name = {plain(name): str(number) for number, name in names.items()}
    close = get_close_matches(plain(spelt), by_name, 1, 0.75)
    return by_name[close[0]] if close else ""


def _known(spelt: str, state: State) -> int | None:
    try:
        return state.school_keys.find(spelt)
    except UnknownSchool:  # a name of several: which of them, somebody says too
        return None


def _is_sure(upn: str) -> bool:
    return is_upn(cleaned(upn))
