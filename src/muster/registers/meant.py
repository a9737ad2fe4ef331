"""Which child somebody else's words mean: surely, or perhaps, and then a person says.

Sure is a UPN whose letter checks, or school, names and birth date all as we have them.
Whatever is less is never taken for a child: the likely ones are listed, with what agrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from muster.registers.child import Children
from muster.tables.upn import cleaned, is_upn


MOST = 6
Keys = dict[tuple[object, ...], set[int]]


@dataclass(frozen=True)
class Said:
    """How a file speaks of a child. ``name`` is a whole one where its parts aren't given:
    “Lark, Ivy” or “Ivy Lark”. ``school`` is the store's number."""

    upn: str = ""
    forename: str = ""
    surname: str = ""
    name: str = ""
    born_on: date | None = None
    school: int | None = None
    year_group: str = ""

    @cached_property
    def parts(self) -> tuple[str, str]:
        """Forename and surname as they are compared; of a whole name without a comma the
        last word is taken for the surname, to look for likely children alone."""
        if self.surname or self.forename:
            return plain(self.forename), plain(self.surname)
        if "," in self.name:
            surname, _, forename = self.name.partition(",")
            return plain(forename), plain(surname)
        forename, _, surname = plain(self.name).rpartition(" ")
        return forename, surname


@dataclass(frozen=True)
class Meant:
    """``child`` where it is sure; else ``why`` it isn't, and the likely ones."""

    child: int | None
    why: str = ""
    likely: tuple[int, ...] = ()


class People:
    """Everybody somebody sees, by what they are called."""

    def __init__(self, seen: Children) -> None:
        self.seen = seen
        self.everybody: set[int] = set()
        self._upns: Keys = defaultdict(set)
        self._whole: Keys = defaultdict(set)
        self._part: Keys = defaultdict(set)
        self._words: dict[int, set[object]] = defaultdict(set)
        for row in seen.called():
            self._learn(row)

    def _learn(self, row: dict[str, object]) -> None:
        child, born_on = row["child"], row["born_on"]
        assert isinstance(child, int)
        self.everybody.add(child)
        # Whether it is a UPN is looked at of what a file says: of far fewer.
        self._upns[(cleaned(str(row["supplied"] or "")),)].add(child)
        forename = plain(str(row["forename"] or ""))
        surname = plain(str(row["surname"] or ""))
        if not (forename and surname):
            return
        whole = f"{forename} {surname}"
        self._whole[row["school_id"], whole, born_on].add(child)
        for key in _pairs(forename, surname, born_on):
            self._part[key].add(child)
        self._words[child] |= {surname, born_on}

    def meant(self, said: Said) -> Meant:
        by_upn = self._by_upn(said)
        if len(by_upn) == 1:
            return self._of_upn(said, next(iter(by_upn)))
        forename, surname = said.parts
        whole = f"{forename} {surname}".strip()
        found = self._whole.get((said.school, whole, said.born_on), set())
        if len(found) == 1 and said.school and said.born_on:
            return Meant(next(iter(found)))
        return Meant(None, self._why(said, by_upn), self._likely(said, by_upn))

    def _by_upn(self, said: Said) -> set[int]:
        return (
            self._upns.get((cleaned(said.upn),), set()) if is_upn(said.upn) else set()
        )

    def _of_upn(self, said: Said, child: int) -> Meant:
        """A good UPN is the child's, unless surname and birth date both say otherwise."""
        held, surname = self._words[child], said.parts[1]
        if surname and said.born_on and held and not {surname, said.born_on} & held:
            why = "The UPN is of a child of another surname and another birth date."
            return Meant(None, why, self._likely(said, {child}))
        return Meant(child)

    def _likely(self, said: Said, by_upn: set[int]) -> tuple[int, ...]:
        """Those of whom two of forename, surname and birth date agree, the most first;
        a birth date with day and month changed over agrees too."""
        points: dict[int, int] = defaultdict(int)
        for child in by_upn:
            points[child] += 4
        days = {said.born_on, _swapped(said.born_on)} - {None} or {None}
        for born_on in days:
            for key in set(_pairs(*said.parts, born_on)):
                for child in self._part.get(key, ()):
                    points[child] += 1
        ranked = sorted(points, key=lambda one: (-points[one], one))
        return tuple(ranked[:MOST])

    def _why(self, said: Said, by_upn: set[int]) -> str:
        if len(by_upn) > 1:
            return "More than one child has this UPN."
        if said.upn and not is_upn(said.upn):
            return (
                "The UPN has a slip in it, and the rest is not exactly as we have it."
            )
        if said.upn:
            return "Nobody you see has this UPN, and the rest is not exactly a child’s."
        return "School, names and birth date are not exactly those of one child."


@lru_cache(1 << 16)
def plain(text: str) -> str:
    """As names are compared: small letters, no accents, marks as spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def _pairs(forename: str, surname: str, born_on: object) -> list[tuple[object, ...]]:
    pairs: list[tuple[object, ...]] = []
    if forename and surname:
        pairs.append(("names", forename, surname))
    if surname and born_on:
        pairs.append(("surname", surname, born_on))
    if forename and born_on:
        pairs.append(("forename", forename, born_on))
    return pairs


def _swapped(day: date | None) -> date | None:
    if day is None or day.day > 12:
        return None
    return date(day.year, day.day, day.month)
