"""A task log or an action plan as a paper prints it: what reading gives and printing takes.

One value serves both documents. A log prints ten columns and two statuses a task; a plan
prints four columns and no status. Nothing here knows of files, pages or the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from muster.school_year.said import SaidDate


class Kind(StrEnum):
    LOG = "log"
    PLAN = "plan"


OPEN, NEW, CLOSED = "OPEN", "NEW", "CLOSED"


# What a status says, but for “New Task”; any other word is kept and asked about.
COLOURS = frozenset({"RED", "AMBER", "GREEN", "GREY", "BLUE"})
# What a log prints where nobody said how a row stands: grey, with what was said before.
NOBODY_SAID = re.compile(r"GREY(?: \(.*\))?", re.DOTALL)


@dataclass(frozen=True)
class Status:
    """What a status column said of a row at a review: a colour, or other words (“New Task”)."""

    on: date
    said: str


@dataclass(frozen=True)
class Row:
    """One action, as printed.

    ``section`` is OPEN, NEW or CLOSED in a log; a plan's own (“Research”) in a plan.
    ``heading`` and ``objective`` are the two halves of a log's title cell; a plan's proposed
    action is its ``heading``. ``steps`` are the bullets that could be told apart and
    ``description`` what stands before them, or the whole of it where none could.
    ``progress`` is a log's Notes and a plan's Progress. ``owners`` are names as printed, in
    order, the first one not thereby accountable. ``deadlines`` are windows, in order: the
    last one's latest day is when it is due. ``statuses`` are in the order of their days.
    ``unread`` is what its cells say for a date where no day can be read from it, by field:
    “Easter 2026” for its deadlines. ``place`` says where in the file it was read, for
    people: “line 7”.
    """

    section: str
    ref: str = ""
    heading: str = ""
    objective: str = ""
    description: str = ""
    steps: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    start: SaidDate | None = None
    deadlines: tuple[SaidDate, ...] = ()
    success: str = ""
    progress: str = ""
    statuses: tuple[Status, ...] = ()
    closure: SaidDate | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def due_on(self) -> date | None:
        return self.deadlines[-1].latest if self.deadlines else None

    def said_of(self, name: str) -> tuple[str, ...]:
        """A date of it as said, whether a day can be read from it or not: “deadlines”."""
        found = getattr(self, name)
        each = found if isinstance(found, tuple) else filter(None, [found])
        unread = self.unread.get(name, "")
        return (*map(str, each), *([unread] if unread else []))


@dataclass(frozen=True)
class Why:
    """Why an action is printed amber or red, and how and by when it gets back to green."""

    ref: str
    title: str
    owners: tuple[str, ...]
    status: str
    reason: str = ""
    path: str = ""
    path_by: date | None = None

    @property
    def is_said(self) -> bool:
        return bool(self.reason or self.path)


@dataclass(frozen=True)
class OwnerKnown:
    """Who an owner is: ``called`` is how the tables write the name."""

    called: str
    name: str
    role: str = ""
    organisation: str = ""

    @property
    def says_more(self) -> bool:
        return bool(self.name != self.called or self.role or self.organisation)


class About(StrEnum):
    """What a query is about. The value is stored; the page has the words."""

    REPAIRED = "repaired"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    CONTRADICTION = "contradiction"
    NAME = "name"
    REPEATED = "repeated"
    UNPLACED = "unplaced"


@dataclass(frozen=True)
class Query:
    """Something a person must look at: nothing is settled by guessing.

    ``field`` is a field of `Row`, or of the document's head, or else what is asked
    (`taking.asking`); ``text`` is what was found and ``says`` a sentence on what is odd and
    what to do. ``row`` is the row's position in the
    document, None for the head or for text that belongs to no row.
    """

    about: About
    says: str
    text: str = ""
    field: str = ""
    row: int | None = None
    place: str = ""


@dataclass(frozen=True)
class Document:
    """A log or a plan, whole.

    ``head`` is what stands above the tables, by names of our own: title, created, updated,
    owner for a log; title, recommendation_lead, recommendation, accountability,
    impact_review for a plan. Dates in it are as said. ``as_at`` is the day it speaks of.
    ``reviews`` are the days its status columns are headed with, in order. ``whys`` and
    ``owners`` stand after the tables in our own papers; reading passes over them.
    """

    kind: Kind
    head: Mapping[str, str] = field(default_factory=dict)
    as_at: date | None = None
    rows: tuple[Row, ...] = ()
    reviews: tuple[date, ...] = ()
    queries: tuple[Query, ...] = ()
    whys: tuple[Why, ...] = ()
    owners: tuple[OwnerKnown, ...] = ()
