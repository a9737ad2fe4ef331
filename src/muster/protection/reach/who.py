"""Whom to erase, and how they are found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from muster.tables.holding import Held


STRUCK = "[erased]"


@dataclass(frozen=True)
class Who:
    """Whom to erase, while it is still known: numbers of the store, and every identifier
    and name they were written as."""

    children: tuple[int, ...]
    identifiers: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    loads: tuple[str, ...]

    @classmethod
    def of(cls, held: Held) -> Who:
        names = {
            (row.cells.get("forename") or "", row.cells.get("surname") or "")
            for row in held.rows
        }
        return cls(
            held.children,
            tuple(sorted({one["supplied"] for one in held.identifiers})),
            tuple(sorted(pair for pair in names if all(pair))),
            held.loads,
        )

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds an identifier, or a forename and surname beside each other, in a text."""
        found = [re.escape(one) for one in self.identifiers]
        for forename, surname in self.names:
            first, last = re.escape(forename), re.escape(surname)
            found += [rf"{first}[\s,_;.-]+{last}", rf"{last}[\s,_;.-]+{first}"]
        return (
            re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)
            if found
            else None
        )


def struck(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(STRUCK, value)
    if isinstance(value, list):
        return [struck(one, pattern) for one in value]
    if isinstance(value, dict):
        return {name: struck(one, pattern) for name, one in value.items()}
    return value
