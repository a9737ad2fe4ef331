"""Marks as they are written, to the bytes they are held as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from muster.sources.reading.opening import NotReadable
from muster.tables.codes import FIRST_SYMBOL, by_code, eras
from muster.tables.marks import SESSIONS


# A byte has room for one more; it is kept free.
MOST_SYMBOLS = 127
# Present in each session. Some systems write / for both; either is put right where it
# stands in the other's session (rules.md 1.5).
PRESENT = (by_code("/").id, by_code("\\").id)


@dataclass
class MarkCodes:
    """How one file writes its marks: the national codes, its code map, its own symbols.

    What a mark means depends on its date, so everything is asked by era: a place in
    `eras()`. Text nobody knows becomes a symbol of the load and is never guessed at.
    """

    code_map: Mapping[str, str] = field(default_factory=dict)
    symbols: list[str] = field(default_factory=list)
    _byte_of_symbol: dict[str, int] = field(default_factory=dict)

    def byte(self, text: str, era: int) -> int:
        """The byte of a mark as written, spaces around it ignored.

        Raises NotReadable when the file has more unknown codes than a load can keep.
        """
        written = text.strip()
        known = eras()[era].ids.get(self.code_map.get(written, written))
        return self._symbol(written) if known is None else known

    def _symbol(self, written: str) -> int:
        found = self._byte_of_symbol.get(written)
        if found is not None:
            return found
        if len(self.symbols) == MOST_SYMBOLS:
            raise NotReadable(
                f"The file has more than {MOST_SYMBOLS} different codes that Muster "
                "doesn’t know, so it may not be codes that are in that column. If it "
                "is, give a code map that says what each means."
            )
        self.symbols.append(written)
        byte = FIRST_SYMBOL + len(self.symbols) - 1
        self._byte_of_symbol[written] = byte
        return byte


def era_of(day: date) -> int:
    """The place in `eras()` of the era a day is in."""
    return next(place for place, era in enumerate(eras()) if day <= era.last)


def eras_of_week(monday: date) -> list[int]:
    """The era of each of a week's fourteen sessions."""
    return [era_of(monday + timedelta(days=n // 2)) for n in range(SESSIONS)]
