"""What is done with people's data and by what law: processing.toml and the classes, read.

Nothing here looks at what is loaded, so the papers can be made before any data is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from muster.accounts.field_classes import Held, held
from muster.sources.formats import FORMATS, code_map
from muster.tables.cohorts import MATCHES
from muster.tables.columns import Column, Privacy


HERE = Path(__file__).parent
# The map of identifiers and who a doubtful row is about are no tables anybody loads, so
# their columns are classed by name.
BESIDE_THE_TABLES = ("pupils", MATCHES)


@dataclass(frozen=True)
class Law:
    """A basis, a condition or a gateway. `read` is whether its text was read."""

    title: str
    says: str
    source: str
    read: bool

    @property
    def cited(self) -> str:
        """As papers say it: what nobody has read yet is marked."""
        doubt = "" if self.read else " (check with your data protection officer)"
        return f"{self.title}: {self.source}{doubt}"


@dataclass(frozen=True)
class TableClasses:
    """One table of the store: why it is held, for how long, and its columns by class."""

    name: str
    activity: str
    kept: str
    open: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    special: tuple[tuple[str, tuple[str, ...]], ...] = ()
    public: bool = False

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """The keys of the conditions, by special column."""
        return dict(self.special)


@dataclass(frozen=True)
class Activity:
    """One line of the record of processing."""

    key: str
    title: str
    purpose: str
    bases: tuple[Law, ...]
    gateways: tuple[Law, ...]
    people: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    tables: tuple[TableClasses, ...]
    models: tuple[str, ...]

    def has(self, model: str) -> bool:
        return any(fnmatchcase(model, pattern) for pattern in self.models)

    @property
    def fields(self) -> dict[str, Held]:
        """Its models, as the database's classes have them."""
        return {label: one for label, one in held().items() if self.has(label)}

    @property
    def personal(self) -> list[str]:
        """What is held that is personal, in words, each once."""
        columns = [
            meaning(c) for t in self.tables for c in columns_of(t.name, "personal")
        ]
        fields = [worded(name) for one in self.fields.values() for name in one.personal]
        return list(dict.fromkeys([*columns, *fields]))

    @property
    def special(self) -> list[str]:
        columns = [
            meaning(c) for t in self.tables for c in columns_of(t.name, "special")
        ]
        fields = [worded(name) for one in self.fields.values() for name in one.special]
        return list(dict.fromkeys([*columns, *fields]))

    @property
    def conditions(self) -> list[Law]:
        """The conditions its special columns and fields are held under, each once."""
        named = [keys for table in self.tables for keys in table.conditions.values()]
        named += [
            conditions_of_model(label)
            for label, one in self.fields.items()
            if one.special
        ]
        keys = dict.fromkeys(key for keys in named for key in keys)
        return [conditions()[key] for key in keys]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """How long, by table and by model with anybody in it."""
        tables = [(f"Table {table.name}", table.kept) for table in self.tables]
        fields = [
            (label, one.kept)
            for label, one in self.fields.items()
            if one.personal or one.special
        ]
        return [*tables, *fields]


def columns_of(table: str, cls: Privacy | str) -> Iterator[Column]:
    """The columns of a table that are of a class, each name once."""
    seen: set[str] = set()
    for column in columns(table):
        if column.cls == cls and column.name not in seen:
            seen.add(column.name)
            yield column


def columns(table: str) -> list[Column]:
    """Every column of every file that becomes rows of a table."""
    read = (one.table for one in (*FORMATS, code_map.FORMAT))
    return [column for each in read if each.name == table for column in each.columns]


def table_names() -> list[str]:
    read = (one.table.name for one in (*FORMATS, code_map.FORMAT))
    return [*dict.fromkeys(read), *BESIDE_THE_TABLES]


def meaning(column: Column) -> str:
    """What it is, in a few words: the first sentence of its help."""
    return column.meaning.partition(".")[0].partition(":")[0].partition(";")[0]


def worded(field: str) -> str:
    """A field's name as words: “sent_by” as “sent by”."""
    return field.replace("_", " ").capitalize()


@cache
def table_classes() -> dict[str, TableClasses]:
    """By table: table_classes.toml."""
    text = (HERE / "table_classes.toml").read_text(encoding="utf-8")
    return {
        name: TableClasses(
            name,
            said["activity"],
            said["kept"],
            tuple(said.get("open", ())),
            tuple(said.get("personal", ())),
            tuple(
                (name, tuple(keys)) for name, keys in said.get("special", {}).items()
            ),
            said.get("public", False),
        )
        for name, said in tomllib.loads(text).items()
    }


@cache
def conditions() -> dict[str, Law]:
    return {key: Law(**said) for key, said in _written()["conditions"].items()}


def conditions_of_model(label: str) -> tuple[str, ...]:
    """The keys of the conditions a model's special fields are held under."""
    return tuple(_written()["special_fields"].get(label, ()))


@cache
def gateways() -> dict[str, Law]:
    return {key: Law(**said) for key, said in _written()["gateways"].items()}


@cache
def bases() -> dict[str, Law]:
    return {key: Law(**said) for key, said in _written()["bases"].items()}


@cache
def activities() -> tuple[Activity, ...]:
    return tuple(_activity(said) for said in _written()["activities"])


def _activity(said: dict[str, Any]) -> Activity:
    return Activity(
        key=said["key"],
        title=said["title"],
        purpose=said["purpose"],
        bases=tuple(bases()[key] for key in said["bases"]),
        gateways=tuple(gateways()[key] for key in said["gateways"]),
        people=tuple(said["people"]),
        sources=tuple(said["sources"]),
        recipients=tuple(said["recipients"]),
        tables=tuple(table_classes()[name] for name in said["tables"]),
        models=tuple(said["models"]),
    )


def risks() -> list[dict[str, str]]:
    """What could go wrong (`risk`), what Muster does (`does`), what is left (`left`)."""
    return _written()["risks"]


def plainly() -> list[dict[str, Any]]:
    """What is held about children as a parent would say it (`says`), and the `columns`
    each sentence is about."""
    return _written()["plainly"]


def security() -> list[dict[str, str]]:
    return _written()["security"]


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((HERE / "processing.toml").read_text(encoding="utf-8"))
