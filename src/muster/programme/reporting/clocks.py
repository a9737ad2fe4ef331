"""How long an executive has to answer a committee: clocks.toml, read."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Clock:
    kind: str
    months: int
    says: str
    source: str
    read: bool
    valid_from: date

    def due(self, since: date) -> date:
        months = since.month - 1 + self.months
        year, month = since.year + months // 12, months % 12 + 1
        return date(year, month, min(since.day, monthrange(year, month)[1]))


def clock_of(kind: str, on: date) -> Clock | None:
    """The clock of a kind in force on a day; None where there was none."""
    of_kind = [one for one in _clocks() if one.kind == kind and one.valid_from <= on]
    return max(of_kind, key=lambda one: one.valid_from, default=None)


@cache
def _clocks() -> tuple[Clock, ...]:
    text = Path(__file__).with_name("clocks.toml").read_text(encoding="utf-8")
    return tuple(Clock(**said) for said in tomllib.loads(text)["clocks"])
