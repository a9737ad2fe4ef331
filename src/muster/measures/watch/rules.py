"""The numbers of the week's lists by date: rules.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


OURS = "ours"


@dataclass(frozen=True)
class Rule:
    """``number`` of what ``says`` says, from a day on. ``read`` is False where the law
    behind it was written from memory, which whoever reads the list is told."""

    name: str
    number: int
    says: str
    law: str
    read: bool
    valid_from: date


def rule(name: str, on: date) -> Rule:
    """The rule of a name on a day; before there was any, the first. Raises KeyError for a
    name there is none of."""
    every = _written()[name]
    held = [one for one in every if one.valid_from <= on] or every[:1]
    return held[-1]


def number(name: str, on: date) -> int:
    return rule(name, on).number


@cache
def _written() -> dict[str, list[Rule]]:
    text = files(__package__).joinpath("rules.toml").read_text("utf-8")
    return {
        name: sorted(
            (Rule(name, **one) for one in every), key=lambda one: one.valid_from
        )
        for name, every in tomllib.loads(text).items()
    }
