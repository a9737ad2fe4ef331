"""The numbers behind the rules of plans: rules.toml, read (programme.md A4.2, A4.4)."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _written() -> dict[str, list[dict[str, Any]]]:
    path = Path(__file__).with_name("rules.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rule(name: str, on: date) -> int:
    """The number of a rule on a day; before any was agreed, the first. Raises KeyError for
    a rule there is none of."""
    every = sorted(_written()[name], key=lambda one: one["valid_from"])
    held = [one for one in every if one["valid_from"] <= on] or every[:1]
    return held[-1]["days"]
