"""Which child somebody else's words mean: surely, or perhaps, and then a person says.

Sure is a UPN whose letter checks and whose child is called so, or school, names and birth
date all as we have them. Whatever is less is never taken for a child: the likely ones are
listed, with what agrees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from muster.registers.child import Children
from muster.tables.names import is_another, plain
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

    @property
    def whole(self) -> str:
        return self.name or f"{self.forename} {self.surname}".strip()

    def is_another(self, called: Collection[tuple[str, str]]) -> bool:
        """Whether it names somebody else than a child who is ``called`` these. Of a whole
        name without a comma any word but the first may begin the surname."""
        words = plain(self.name).split()
        if self.surname or self.forename or "," in self.name or not words:
            return is_another(*self.parts, called)
        if len(words) == 1:
            ways = [(self.name, ""), ("", self.name)]
        else:
            ways = [(words[0], " ".join(words[at:])) for at in range(1, len(words))]
        return all(is_another(*each, called) for each in ways)


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
        self._called: dict[int, set[tuple[str, str]]] = defaultdict(set)
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
        self._called[child].add((forename, surname))

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
        """A good UPN is the child’s, unless the name is another’s."""
        if not said.is_another(self._called[child]):
            return Meant(child)
        ours = self.seen.names_of([child])[child]
        why = f"The UPN is of {ours}, and the row says {said.whole}."
        return Meant(None, why, self._likely(said, {child}))

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
