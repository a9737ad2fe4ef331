"""Reasons and outcomes of each register by date: choices.toml, read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Choice:
    code: str
    says: str
    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def choices(register: str, kind: str, on: date) -> list[tuple[str, str]]:
    """What may be chosen on a day, as a form has it: codes and words. ``kind`` is
    "reason" or "outcome"."""
    return [(one.code, one.says) for one in _of(register, kind) if one.holds(on)]


def said(register: str, kind: str, code: str) -> str:
    """The words of a code, whenever it was valid; a code nobody knows is itself."""
    return next((one.says for one in _of(register, kind) if one.code == code), code)


def _of(register: str, kind: str) -> list[Choice]:
    return [Choice(**row) for row in _written().get(register, {}).get(kind, [])]


@cache
def _written() -> dict[str, dict[str, list[dict[str, Any]]]]:
    return tomllib.loads(files(__package__).joinpath("choices.toml").read_text("utf-8"))
