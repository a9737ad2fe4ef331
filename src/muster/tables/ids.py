"""Names as supplied, and the surrogate ids they stand for.

A school is met as a URN, a LAESTAB or a name; a pupil as whatever the school's system
calls them. Both get a small number the first time they are seen, and keep it. No UPN is
ever a file name or part of an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from muster.tables.upn import cleaned, is_upn


PUPILS = {
    "pupil": pl.Int32,
    "school": pl.Int32,
    "supplied": pl.String,
    "upn": pl.Boolean,
    "child": pl.Int32,
}


class Authority(NamedTuple):
    """A local authority as weekly files name it; either may be blank."""

    name: str
    ukprn: str

    def is_same(self, other: Authority) -> bool:
        """By UKPRN where both have one, since a name may be written in two ways."""
        if self.ukprn and other.ukprn:
            return self.ukprn == other.ukprn
        return self.name.casefold() == other.name.casefold()


class UnknownSchool(ValueError):
    """A school nobody described; the message is for the person who loads."""


def school_key(text: str) -> str:
    """The kind of identifier a school was written as, and its plain form.

    Six digits are a URN, seven (or 211/2001) a LAESTAB, anything else a name, compared
    without case or doubled spaces (rules.md 8.5).
    """
    text = text.strip()
    if re.fullmatch(r"\d{6}", text):
        return f"urn:{text}"
    if re.fullmatch(r"\d{3}/?\d{4}", text):
        return f"laestab:{text.replace('/', '')}"
    return "name:" + " ".join(text.casefold().split())


class SchoolKeys:
    """Every key a school has been met under, and its id. 0 is the authority itself."""

    def __init__(
        self, held: dict[str, list[int]], closed: list[int], shown: dict[str, str]
    ):
        self.held = held
        self.closed = set(closed)
        self.shown = shown
        self.next = 1 + max((max(ids) for ids in held.values() if ids), default=0)
        self.changed = False

    @classmethod
    def read(cls, path: Path | None) -> SchoolKeys:
        if path is None:
            return cls({}, [], {})
        held = json.loads(path.read_text("utf-8"))
        return cls(held["keys"], held["closed"], held["shown"])

    def write(self, path: Path) -> None:
        held = {"keys": self.held, "closed": sorted(self.closed), "shown": self.shown}
        path.write_text(json.dumps(held), "utf-8")

    def resolve(self, names: list[str], *, new: bool) -> list[int]:
        """Ids of schools as written; unknown ones are made (new) or refused."""
        ids = [self.find(name) for name in names]
        found = dict(zip(names, ids, strict=True))
        unknown = [name for name in found if found[name] is None]
        if unknown and not new:
            listed = ", ".join(f"“{name}”" for name in unknown[:10])
            more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
            raise UnknownSchool(
                f"The list of schools has no {listed}{more}. Correct the name or number,"
                " or load a schools file that has it."
            )
        return [
            self._make(name) if known is None else known
            for name, known in zip(names, ids, strict=True)
        ]

    def find(self, name: str) -> int | None:
        """The school's id, or None. Raises UnknownSchool when a name fits several."""
        ids = self.held.get(school_key(name), [])
        if len(ids) > 1:
            ids = [one for one in ids if one not in self.closed]
            if len(ids) != 1:
                raise UnknownSchool(
                    f"More than one school is called “{name}”. Use its URN or LAESTAB."
                )
        return ids[0] if ids else None

    def keys_of(self) -> dict[int, list[str]]:
        """Every key each school has been met under, by its id."""
        found: dict[int, list[str]] = {}
        for key, ids in self.held.items():
            for one in ids:
                found.setdefault(one, []).append(key)
        return found

    def describe(self, rows: list[dict[str, Any]]) -> list[int]:
        """Ids of the rows of a schools file; all of a row's keys become the school's.

        Raises UnknownSchool when one row joins what was loaded as two schools.
        """
        return [self._describe(row) for row in rows]

    def introduce(self, rows: list[dict[str, Any]]) -> list[int]:
        """Ids of schools another file speaks of, by URN and name, nothing overruled.

        One that is known by its URN stays as it is described. Raises UnknownSchool as
        `describe` does.
        """
        return [self._introduce(row) for row in rows]

    def _introduce(self, row: dict[str, Any]) -> int:
        known = self.held.get(school_key(row["urn"]), [])
        key = school_key(row["name"])
        named = self.held.get(key, []) if row["name"] else known
        is_split = len(named) == 1 and not self._has_number(named[0])
        if not known or is_split:
            return self._describe(row)
        if not named:
            self.held[key], self.changed = [known[-1]], True
        return known[-1]

    def _describe(self, row: dict[str, Any]) -> int:
        exact = [school_key(row[kind]) for kind in ("urn", "laestab") if row.get(kind)]
        ids = self._numbered(row)
        name = row.get("name") or ""
        named = self.held.get(school_key(name), []) if name else []
        if (
            not ids
            and len(named) == 1
            and (not exact or not self._has_number(named[0]))
        ):
            ids = set(named)
        elif len(ids) == 1 and len(named) == 1 and not self._has_number(named[0]):
            ids |= set(named)
        if len(ids) > 1:
            raise UnknownSchool(
                f"“{name or row.get('urn') or row.get('laestab')}” is one school in this"
                " file, but marks were loaded for it under two names. Take one of those"
                " loads back, then load this file again."
            )
        school = ids.pop() if ids else self._next_id()
        for key in [*exact, *([school_key(name)] if name else [])]:
            if school not in self.held.setdefault(key, []):
                self.held[key].append(school)
                self.changed = True
        self._note(school, row)
        return school

    def _numbered(self, row: dict[str, Any]) -> set[int]:
        """Schools with one of the row's numbers.

        A LAESTAB passes from a school that closes to the one that takes it over
        (rules.md 8.5), so it says nothing of a school that has another URN.
        """
        urn, laestab = (
            self.held.get(school_key(row[kind]), []) if row.get(kind) else []
            for kind in ("urn", "laestab")
        )
        if row.get("urn"):
            return {*urn, *(one for one in laestab if not self._has_urn(one))}
        standing = [one for one in laestab if one not in self.closed]
        return {*(standing if len(laestab) > 1 and standing else laestab)}

    def _has_urn(self, school: int) -> bool:
        return any(
            school in ids for key, ids in self.held.items() if key.startswith("urn:")
        )

    def _note(self, school: int, row: dict[str, Any]) -> None:
        was = (self.shown.get(str(school)), school in self.closed)
        self.shown[str(school)] = (
            row.get("name") or row.get("urn") or row.get("laestab") or ""
        )
        (self.closed.add if row.get("closed_on") else self.closed.discard)(school)
        self.changed |= was != (self.shown[str(school)], school in self.closed)

    def _has_number(self, school: int) -> bool:
        return any(
            school in ids
            for key, ids in self.held.items()
            if not key.startswith("name:")
        )

    def _make(self, name: str) -> int:
        key = school_key(name)
        if key in self.held:  # the same school twice in one list
            return self.held[key][0]
        school = self._next_id()
        self.held[key] = [school]
        self.shown[str(school)] = name.strip()
        return school

    def _next_id(self) -> int:
        self.changed = True
        self.next += 1
        return self.next - 1


class Pupils:
    """The map (school, pupil as supplied) to a pupil id and a child id.

    A pupil id is one child's place on one school's roll and never changes, so marks never
    need rewriting. Two pupils are the same child when both were supplied under the same
    UPN with a good check letter (rules.md 8.4); doubtful cases are for a person.
    """

    def __init__(self, known: pl.DataFrame):
        self.known = known
        self.changed = False

    @classmethod
    def read(cls, path: Path | None) -> Pupils:
        if path is None:
            return cls(pl.DataFrame(schema=PUPILS))
        return cls(pl.read_parquet(path))

    def resolve(self, school: np.ndarray, supplied: list[str]) -> np.ndarray:
        """Pupil ids of (school id, pupil as supplied) pairs; new ones are made."""
        asked = pl.DataFrame(
            {
                "school": school.astype(np.int32),
                "supplied": [as_held(text) for text in supplied],
            },
            schema={"school": pl.Int32, "supplied": pl.String},
        )
        found = asked.join(
            self.known, on=["school", "supplied"], how="left", maintain_order="left"
        )
        if found["pupil"].null_count():
            new = found.filter(pl.col("pupil").is_null()).select("school", "supplied")
            self._add(new.unique(maintain_order=True))
            found = asked.join(
                self.known, on=["school", "supplied"], how="left", maintain_order="left"
            )
        return found["pupil"].to_numpy()

    def _add(self, new: pl.DataFrame) -> None:
        first = self.known.height + 1
        new = new.with_columns(
            pl.Series("pupil", range(first, first + new.height), dtype=pl.Int32),
            pl.Series(
                "upn", [is_upn(text) for text in new["supplied"]], dtype=pl.Boolean
            ),
            pl.lit(None, dtype=pl.Int32).alias("child"),
        ).select(*PUPILS)
        both = pl.concat([self.known, new])
        eldest = pl.col("pupil").min().over("supplied")
        child = pl.when("upn").then(eldest).otherwise("pupil")
        self.known = both.with_columns(pl.coalesce("child", child).alias("child"))
        self.changed = True

    def rename(self, pupil: int, supplied: str) -> None:
        """Corrects what a pupil was supplied as, and so which child they are.

        Raises ValueError where the school has another pupil of that name.
        """
        held = as_held(supplied)
        mine = pl.col("pupil") == pupil
        (school,) = self.known.filter(mine)["school"]
        taken = self.known.filter(
            (pl.col("supplied") == held) & (pl.col("school") == school) & ~mine
        )
        if taken.height:
            raise ValueError(
                "The school has another pupil under that identifier. Ask the school which"
                " is right: its next file says."
            )
        same = self.known.filter((pl.col("supplied") == held) & ~mine)["child"].min()
        child = same if is_upn(held) and same is not None else pupil
        others = (pl.col("child") == pupil) & ~mine
        eldest = self.known.filter(others)["pupil"].min()
        self.known = self.known.with_columns(
            pl.when(others)
            .then(pl.lit(eldest, pl.Int32))
            .otherwise("child")
            .alias("child")
        )
        self.known = self.known.with_columns(
            pl.when(mine).then(pl.lit(held)).otherwise("supplied").alias("supplied"),
            pl.when(mine).then(is_upn(held)).otherwise("upn").alias("upn"),
            pl.when(mine)
            .then(pl.lit(child, pl.Int32))
            .otherwise("child")
            .alias("child"),
        )
        self.changed = True

    def forget(self, pupils: Collection[int]) -> None:
        """Takes away what these were supplied as. Their numbers stay taken, for ever."""
        gone = pl.col("pupil").is_in(sorted(pupils))
        self.known = self.known.with_columns(
            pl.when(~gone).then("supplied").alias("supplied"),
            (pl.col("upn") & ~gone).alias("upn"),
            pl.when(gone).then("pupil").otherwise("child").alias("child"),
        )
        self.changed = True

    def table(self) -> pa.Table:
        return self.known.to_arrow()


def as_held(supplied: str) -> str:
    """An identifier as it is compared: a UPN in capitals and without spaces."""
    plain = cleaned(supplied)
    return plain if plain != supplied and is_upn(plain) else supplied.strip()
