"""Why an item may be kept out of public papers: exempt.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One paragraph of Part 1: ``words`` name it and say what it covers, as the Act does."""

    key: str
    words: str
    source: str
    valid_from: date
    valid_to: date = date.max

    @property
    def resolved(self) -> str:
        """What a public paper says of what it leaves out. Nothing is exempt by its kind
        alone: the public interest is weighed each time (paragraph 10)."""
        return f"{self.words}; and {public_interest()} (paragraph 10). {self.source}."


@cache
def _held() -> dict[str, Any]:
    text = Path(__file__).with_name("exempt.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def every() -> tuple[Reason, ...]:
    return tuple(Reason(**said) for said in _held()["reasons"])


def public_interest() -> str:
    """The test without which nothing is exempt."""
    return str(_held()["test"])


def never() -> tuple[str, ...]:
    """What is not exempt whatever paragraph of Part 1 it falls under (paragraphs 8 and 9)."""
    return tuple(_held()["never"])


def reasons(on: date) -> tuple[Reason, ...]:
    """The reasons there are on a day."""
    return tuple(one for one in every() if one.valid_from <= on <= one.valid_to)


def reason(key: str, on: date) -> Reason | None:
    """A reason by its key, as it stood on a day; the latest before it if it has gone."""
    held = [one for one in every() if one.key == key and one.valid_from <= on]
    return max(held, key=lambda one: one.valid_from, default=None)
