"""The rule by which schools are met: risk.toml, read. Points, cohorts, and how long."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Input:
    """One thing that gives points. ``steps`` are (from, points), the smallest first."""

    name: str
    title: str
    unit: str
    steps: tuple[tuple[Decimal, int], ...]
    measure: str = ""
    against: str = ""

    def points(self, value: Decimal | Fraction | int) -> int:
        """What a value gives: the points of the last step it reaches."""
        reached = [points for step, points in self.steps if value >= step]
        return reached[-1] if reached else 0


@dataclass(frozen=True)
class Cohort:
    name: str
    title: str
    at_least: int
    minutes: int


@dataclass(frozen=True)
class Rule:
    """``cohorts`` are ordered from most points to fewest; the last takes everybody."""

    valid_from: date
    minimum_base: int
    beyond: int
    source: str
    inputs: tuple[Input, ...]
    cohorts: tuple[Cohort, ...]

    def cohort(self, points: int) -> Cohort:
        return next(one for one in self.cohorts if points >= one.at_least)

    def named(self, name: str) -> Cohort:
        """A cohort by its name; one no longer in use is the last."""
        return next((one for one in self.cohorts if one.name == name), self.cohorts[-1])

    def is_chance(self, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
        """Whether a share of pupils may differ from another's by chance alone: the gap is
        within so many standard errors of the two together. In whole numbers."""
        (x, n), (y, m) = mine, theirs
        if not n or not m:
            return True
        both = Fraction(x + y, n + m)
        spread = both * (1 - both) * (Fraction(1, n) + Fraction(1, m))
        return (Fraction(x, n) - Fraction(y, m)) ** 2 <= self.beyond**2 * spread


def rule_on(on: date) -> Rule:
    """The rule in force on a day; before the first of them, the first."""
    held = [one for one in _written() if one.valid_from <= on]
    return held[-1] if held else _written()[0]


@cache
def _written() -> tuple[Rule, ...]:
    text = files(__package__).joinpath("risk.toml").read_text("utf-8")
    rows = tomllib.loads(text, parse_float=Decimal)["rules"]
    return tuple(sorted(map(_rule, rows), key=lambda one: one.valid_from))


def _rule(row: dict[str, Any]) -> Rule:
    inputs = tuple(_input(one) for one in row.pop("inputs"))
    cohorts = [Cohort(**one) for one in row.pop("cohorts")]
    cohorts.sort(key=lambda one: -one.at_least)
    assert cohorts[-1].at_least == 0, "no cohort takes a school without points"
    return Rule(inputs=inputs, cohorts=tuple(cohorts), **row)


def _input(row: dict[str, Any]) -> Input:
    steps = sorted((Decimal(one["from"]), one["points"]) for one in row.pop("steps"))
    return Input(steps=tuple(steps), **row)
