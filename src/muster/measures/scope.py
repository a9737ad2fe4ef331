"""Whose figures somebody may see: made by `accounts`, obeyed here.

A scope is what one permission reaches: any of its reaches will do. A reach is pupils of
some schools, of a group, living in an authority, or children one by one; whatever it says
must all hold. Figures under a scope are figures of those pupils and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl


@dataclass(frozen=True)
class Reach:
    """Pupils within reach. None, or nothing, is no limit of that kind.

    ``schools`` are ids of the store, ``group`` a dimension and its value, ``home`` names
    and numbers of the authority they live in, ``children`` ids of the store.
    """

    schools: frozenset[int] | None = None
    group: tuple[str, str] | None = None
    home: frozenset[str] = frozenset()
    children: frozenset[int] | None = None

    @property
    def is_all(self) -> bool:
        return self == Reach()

    def of_pupils(self) -> pl.Expr:
        """Whether a row of a pupil is within reach: of ``school_id``, ``child``,
        ``home_authority`` and the dimensions of pupils."""
        held = pl.lit(True)
        if self.schools is not None:
            held &= pl.col("school_id").is_in(sorted(self.schools))
        if self.children is not None:
            held &= pl.col("child").is_in(sorted(self.children))
        if self.group:
            dimension, value = self.group
            held &= pl.col(dimension).cast(pl.String) == value
        if self.home:
            # Files write an authority by its name or its number.
            lives = pl.col("home_authority").cast(pl.String).str.to_lowercase()
            held &= lives.is_in(sorted(one.lower() for one in self.home))
        return held.fill_null(False)


@dataclass(frozen=True)
class Scope:
    """What is within reach: everything, unless told otherwise; nothing, of no reaches."""

    reaches: tuple[Reach, ...] = (Reach(),)

    @classmethod
    def of_schools(cls, schools: Iterable[int]) -> Scope:
        return cls((Reach(frozenset(schools)),))

    @classmethod
    def any_of(cls, reaches: Iterable[Reach]) -> Scope:
        """One scope of many reaches: everything if one is, schools joined where they can
        be, so that equal scopes are equal."""
        every = set(reaches)
        if Reach() in every:
            return ALL
        plain = {one for one in every if replace(one, schools=None) == Reach()}
        schools = frozenset().union(*(one.schools or () for one in plain))
        joined = every - plain | ({Reach(schools)} if plain else set())
        return cls(tuple(sorted(joined, key=repr)))

    @property
    def is_all(self) -> bool:
        return any(reach.is_all for reach in self.reaches)

    @property
    def schools(self) -> frozenset[int] | None:
        """The schools it keeps to; None when it reaches into any."""
        each = [reach.schools for reach in self.reaches]
        if None in each:
            return None
        return frozenset().union(*(schools for schools in each if schools is not None))

    @property
    def is_whole_schools(self) -> bool:
        """Whether it is of schools only, and of all their pupils."""
        return all(replace(one, schools=None).is_all for one in self.reaches)

    def has_school(self, school: int) -> bool:
        """Whether some pupil of the school may be within reach."""
        return self.schools is None or school in self.schools

    def has_whole(self, school: int) -> bool:
        """Whether every pupil of the school is within reach."""
        return any(
            replace(one, schools=None).is_all
            and (one.schools is None or school in one.schools)
            for one in self.reaches
        )

    def within(self, schools: Iterable[int]) -> Scope:
        """The part of it in these schools."""
        wanted = frozenset(schools)
        reaches = (
            replace(
                one, schools=wanted if one.schools is None else wanted & one.schools
            )
            for one in self.reaches
        )
        return Scope.any_of(reaches)

    def of_pupils(self) -> pl.Expr:
        """Whether a row of a pupil is within reach, as :meth:`Reach.of_pupils` has it."""
        held = pl.lit(False)
        for reach in self.reaches:
            held |= reach.of_pupils()
        return held


ALL = Scope()
