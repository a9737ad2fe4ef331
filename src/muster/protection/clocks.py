"""How long there is to answer: clocks.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True)
class Clock:
    kind: str
    within: int
    unit: str
    says: str
    source: str
    read: bool
    valid_from: date

    def due(self, since: datetime) -> datetime:
        """The last moment: hours to the minute, days to the end of the last of them."""
        if self.unit == "hours":
            return since + timedelta(hours=self.within)
        last = timezone.localdate(since) + timedelta(days=self.within)
        return timezone.make_aware(datetime.combine(last, time(23, 59)))


def clock_of(kind: str, on: date) -> Clock | None:
    """The clock of a kind in force on a day. None: there is none."""
    of_kind = [one for one in _clocks() if one.kind == kind and one.valid_from <= on]
    return max(of_kind, key=lambda one: one.valid_from, default=None)


@cache
def _clocks() -> tuple[Clock, ...]:
    text = Path(__file__).with_name("clocks.toml").read_text(encoding="utf-8")
    return tuple(Clock(**said) for said in tomllib.loads(text)["clocks"])
