"""Why an item may be kept out of public papers: exempt.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Reason:
    """``check`` says that nobody has held its words against the Act yet."""

    key: str
    words: str
    source: str
    valid_from: date
    valid_to: date = date.max
    check: bool = False

    @property
    def says(self) -> str:
        return f"{self.words} (check)" if self.check else self.words


@cache
def every() -> tuple[Reason, ...]:
    text = Path(__file__).with_name("exempt.toml").read_text(encoding="utf-8")
    return tuple(Reason(**said) for said in tomllib.loads(text)["reasons"])


def reasons(on: date) -> tuple[Reason, ...]:
    """The reasons there are on a day."""
    return tuple(one for one in every() if one.valid_from <= on <= one.valid_to)


def reason(key: str, on: date) -> Reason | None:
    """A reason by its key, as it stood on a day; the latest before it if it has gone."""
    held = [one for one in every() if one.key == key and one.valid_from <= on]
    return max(held, key=lambda one: one.valid_from, default=None)
