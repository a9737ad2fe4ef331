"""Dated cohorts: what a list from another service holds, and what each cohort says.

A list names children by UPN and says from which day to which they are in a cohort
(cohorts.toml). It is a layer of the store like any load. :mod:`tables.in_cohorts` says who
is in which on a day.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise

from muster.tables.cells import Kind
from muster.tables.columns import PERSONAL, SPECIAL, Column, Table


ANY_DAY, LAST_DAY = "any_day", "last_day"
MATCHES = "cohort_matches"


@dataclass(frozen=True)
class Cohort:
    """One cohort, as its file has it."""

    key: str
    title: str
    called: tuple[str, ...]
    source: str
    decides: str
    value: str
    also: tuple[str, ...]
    counted: str
    may_see: str
    out: str = ""
    alone: bool = False

    @property
    def informs(self) -> tuple[str, ...]:
        """The breakdowns it says something of."""
        return (self.decides, *self.also)


@cache
def cohorts() -> dict[str, Cohort]:
    """Every cohort by its key, in order."""
    text = files(__package__).joinpath("cohorts.toml").read_text("utf-8")
    rows = tomllib.loads(text)["cohorts"]
    listed = ("called", "also")
    return {
        row["key"]: Cohort(**row | {name: tuple(row[name]) for name in listed})
        for row in rows
    }


def cohort_called(words: str) -> Cohort | None:
    """The cohort a file calls so: by its key, its title or another word for it."""
    wanted = _plain(words)
    for one in cohorts().values():
        if wanted in map(_plain, (one.key, one.title, *one.called)):
            return one
    return None


def informed() -> frozenset[str]:
    """The breakdowns some cohort says something of."""
    return frozenset(name for one in cohorts().values() for name in one.informs)


# Breakdowns no file of enrolments has.
ALONE = tuple(one.decides for one in cohorts().values() if one.alone)


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").split())


COHORTS = Table(
    "cohorts",
    "Cohorts: lists from social care, youth justice and SEND",
    "One row for each time a child is in a cohort, by UPN. Say the day the list is whole "
    "as at, and children who are not on it have left on that day; say none, and it is "
    "changes only: nobody leaves but by their own last day. A list of one cohort needs no "
    "cohort column if whoever loads it names the cohort.",
    (
        Column(
            "upn",
            Kind.TEXT,
            "The child’s UPN. UN1 to UN5 where they have none: surname, forename and date "
            "of birth then say who it is.",
            required=True,
            blank=True,
            cls=PERSONAL,
            example="R999200120001",
        ),
        Column(
            "cohort",
            Kind.TEXT,
            "The cohort they are in.",
            cls=SPECIAL,
            choices=tuple(cohorts()),
            example="looked_after",
        ),
        Column(
            "from_on",
            Kind.DATE,
            "The first day they are in it. A list that is whole as at a day may leave it "
            "blank: they are in it from that day, or stay in it.",
            cls=PERSONAL,
            example="2025-09-01",
        ),
        Column(
            "to_on",
            Kind.DATE,
            "The last day they are in it; blank if they still are.",
            cls=PERSONAL,
        ),
        Column(
            "placed_in",
            Kind.TEXT,
            "The authority they are placed in, if another’s.",
            cls=SPECIAL,
            example="Northshire",
        ),
        Column("surname", Kind.TEXT, "Surname.", cls=PERSONAL, example="Finch"),
        Column("forename", Kind.TEXT, "Forename.", cls=PERSONAL, example="Robin"),
        Column(
            "born_on", Kind.DATE, "Date of birth.", cls=PERSONAL, example="2014-05-12"
        ),
        Column(
            "at_school",
            Kind.TEXT,
            "The school they go to, as the service has it: it may be anywhere.",
            cls=PERSONAL,
            example="Ash Primary",
            also=("school",),
        ),
    ),
)
# Without it, a row is the same row under another name: what a person decided about.
NAMED = ("surname", "forename", "born_on")


def said_of(
    upn: str, surname: str | None, forename: str | None, born_on: date | None
) -> str:
    """What a row says of whom it is about, as a number nobody can read back.

    What a person decides of it holds for every later row that says the same.
    """
    text = "\n".join((upn, surname or "", forename or "", str(born_on or "")))
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Word:
    """A row of a list about one child and cohort. One that doesn’t apply only says that
    the child is on it."""

    from_on: date | None = None
    to_on: date | None = None
    placed_in: str = ""
    at_school: str = ""
    order: int = 0
    applies: bool = True


@dataclass
class Spell:
    """One time in a cohort; ``order`` is of the load that spoke of it last."""

    from_on: date
    to_on: date | None
    placed_in: str = ""
    at_school: str = ""
    order: int = 0
    ended_by_list: bool = False

    def holds(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or self.to_on >= on)


def spells(loads: Iterable[tuple[date | None, int, list[Word]]]) -> list[Spell]:
    """One child's times in one cohort, from what each load said in turn.

    A load is the day it is whole as at (None: changes only), its order and its rows about
    the child; a whole list without any has them leave on its day.
    """
    found: dict[date, Spell] = {}
    for as_at, order, words in loads:
        if as_at and not words:
            _end(found.values(), as_at, order)
        for word in words:
            if word.applies:
                _take(found, word, as_at)
    return _apart(sorted(found.values(), key=lambda one: one.from_on))


def _end(held: Iterable[Spell], as_at: date, order: int) -> None:
    for one in held:
        if one.from_on < as_at and (one.to_on is None or one.to_on >= as_at):
            one.to_on = as_at - timedelta(days=1)
            one.order, one.ended_by_list = order, True


def _take(found: dict[date, Spell], word: Word, as_at: date | None) -> None:
    """A row that gives no first day is of the time they are in already."""
    begins = word.from_on
    if begins is None:
        assert as_at, "a list of changes says the first day"
        begins = next((day for day, one in found.items() if one.holds(as_at)), as_at)
    found[begins] = Spell(
        begins, word.to_on, word.placed_in, word.at_school, word.order
    )


def _apart(held: list[Spell]) -> list[Spell]:
    """Each ends before the next begins: a new placement is a new time in it."""
    for one, after in pairwise(held):
        if one.to_on is None or one.to_on >= after.from_on:
            one.to_on = after.from_on - timedelta(days=1)
    return held
