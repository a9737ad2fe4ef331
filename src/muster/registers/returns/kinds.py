"""The kinds of return, their deadlines and fields, and the grounds of a deletion, by date:
kinds.toml and grounds.toml, read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from muster.registers import choices
from muster.registers.clocks import Rule
from muster.school_year import Calendar


NEW_PUPIL, DELETION, SICKNESS, ATTENDANCE, PART_TIME = (
    "new_pupil",
    "deletion",
    "sickness",
    "attendance",
    "part_time",
)


@dataclass(frozen=True)
class Ground:
    """Why a name may be deleted. ``lost``: nobody may know where the child is taught next."""

    code: str
    says: str
    read: bool
    valid_from: date
    valid_to: date | None = None
    lost: bool = False

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Field:
    """One thing a return says. ``not_before`` is a day that isn't before what it is about;
    ``has_come`` one that isn't still to come."""

    name: str
    label: str
    kind: str
    needed: bool = False
    source: str = ""
    least: int = 0
    most: int = 0
    not_before: bool = False
    has_come: bool = False

    def choices(self, on: date) -> list[tuple[str, str]]:
        if self.source == "grounds":
            return [(one.code, one.says) for one in grounds() if one.holds(on)]
        return choices.choices(self.source, "reason", on) if self.source else []

    def said(self, value: Any) -> str:
        """What a value of it is in words; nothing where nothing was said."""
        if value in (None, "", False):
            return ""
        match self.kind:
            case "yes":
                return "Yes"
            case "day":
                return f"{date.fromisoformat(value):%d/%m/%Y}"
            case "choice" if self.source == "grounds":
                return next((g.says for g in grounds() if g.code == value), value)
            case "choice":
                return choices.said(self.source, "reason", value)
        return str(value)


@dataclass(frozen=True)
class Kind:
    """A kind of return, as it is from a day on. A ``newcomer`` may be a child whom nothing
    held names yet. ``shows`` is what it says that is not for everybody (:mod:`health`)."""

    name: str
    title: str
    trigger: str
    about: str
    since: str
    number: int
    unit: str
    inclusive: bool
    source: str
    read: bool
    within: int
    valid_from: date
    fields: tuple[Field, ...]
    newcomer: bool = False
    shows: str = ""

    def due(self, arose_on: date, calendar: Calendar) -> date:
        """The last day that is in time, of a duty that arose on a day."""
        return Rule(
            register="",
            name=self.name,
            says=self.title,
            begins="",
            met_by="",
            number=self.number,
            unit=self.unit,
            inclusive=self.inclusive,
            source=self.source,
            read=self.read,
            valid_from=self.valid_from,
        ).due(arose_on, calendar)

    @property
    def deadline(self) -> str:
        """When it is due, in words: “within 5 school days of the first session with C2”."""
        if not self.number:
            return f"on {self.since}"
        unit = self.unit if self.number > 1 else self.unit.removesuffix("s")
        return f"within {self.number} {unit} of {self.since}"


def kinds(on: date) -> dict[str, Kind]:
    """Each kind as it is on a day, by name, in the order of the file."""
    found: dict[str, Kind] = {}
    for one in _kinds():
        held = found.get(one.name)
        if held is None or held.valid_from < one.valid_from <= on:
            found[one.name] = one
    return found


@cache
def grounds() -> tuple[Ground, ...]:
    """Every ground there is or was."""
    return tuple(Ground(**row) for row in _written("grounds"))


def ground(code: str) -> Ground | None:
    return next((one for one in grounds() if one.code == code), None)


@cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(_kind(row) for row in _written("kinds"))


def _kind(row: dict[str, Any]) -> Kind:
    # “from” is a word of the language; in a file it is the plainest.
    fields = [
        Field(
            **{"source" if key == "from" else key: value for key, value in one.items()}
        )
        for one in row.pop("fields")
    ]
    return Kind(fields=tuple(fields), **row)


def _written(name: str) -> Iterator[dict[str, Any]]:
    text = files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
    yield from tomllib.loads(text)[name]
