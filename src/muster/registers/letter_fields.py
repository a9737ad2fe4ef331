"""The letters there are, and what they may say: letters.toml, and each register's own
fields. A UPN is none of them: it is never printed on a letter (rules.md 8.4)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import BooleanField, DateField

from muster.documents.letters import Field
from muster.registers.register import registers


@dataclass(frozen=True)
class Letter:
    """A letter there is. ``asks`` are the names of fields whoever makes it gives. One
    ``to_school`` is to its head and of no entry: a part of its own makes it."""

    key: str
    title: str
    says: str
    registers: tuple[str, ...]
    asks: tuple[str, ...]
    by_hand: bool
    to_school: bool = False

    def is_of(self, register: str) -> bool:
        is_of = not self.registers or register in self.registers
        return is_of and not self.to_school


@cache
def _written() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))


@cache
def letters() -> Mapping[str, Letter]:
    """Every letter by its key."""
    return {
        one["key"]: Letter(
            one["key"],
            one["title"],
            one["says"],
            tuple(one["registers"]),
            tuple(one["asks"]),
            one.get("by_hand", True),
            one.get("to_school", False),
        )
        for one in _written()["letters"]
    }


def fields_of(letter: Letter) -> list[Field]:
    """What a letter may say: what every letter may, what it asks, and what the registers
    it is of hold."""
    held = [
        Field(one["name"], one["says"], one["example"], one["group"])
        for one in _written()["fields"]
        if one.get("of_school") or not letter.to_school
    ]
    asked = {one["name"]: one for one in _written()["asked"]}
    held += [
        Field(name, asked[name]["says"], asked[name]["example"], "This letter’s own")
        for name in letter.asks
    ]
    return held + _of_registers(letter)


def kind_of(name: str) -> str:
    """How a field is asked for: day, text, long, or rows, which are never typed."""
    return next(one["kind"] for one in _written()["asked"] if one["name"] == name)


def without(name: str) -> str:
    """What is said where nothing is held of a field."""
    every = _written()["fields"] + _written()["asked"]
    return next(
        (one["without"] for one in every if one["name"] == name),
        f"“{name.replace('_', ' ').capitalize()}” is not filled in.",
    )


def _of_registers(letter: Letter) -> list[Field]:
    return [
        Field(
            f"{register.name}_{one.name}",
            str(one.verbose_name).capitalize(),
            _example(one),
            register.title,
        )
        for register in registers().values()
        if register.name in letter.registers
        for one in register.own_fields
    ]


def _example(field: Any) -> str:
    if isinstance(field, DateField):
        return "29 September 2025"
    if isinstance(field, BooleanField):
        return "Yes"
    if field.choices:
        return str(next(label for value, label in field.flatchoices if value))
    if field.get_internal_type().endswith("IntegerField"):
        return "6"
    return f"({str(field.verbose_name).capitalize()}, in words)"
