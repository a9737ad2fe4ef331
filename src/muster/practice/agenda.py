"""What is talked about at every support meeting: agenda.toml, read."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


def standing_items(on: date) -> list[str]:
    """The items of the list in force on a day; before the first of them, the first."""
    held = [one for one in _written() if one["valid_from"] <= on]
    return list((held or _written()[:1])[-1]["items"])


@cache
def _written() -> list[dict[str, Any]]:
    text = files(__package__).joinpath("agenda.toml").read_text("utf-8")
    return sorted(tomllib.loads(text)["lists"], key=lambda one: one["valid_from"])
