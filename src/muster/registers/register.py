"""What a register is: its words, its statuses and what may follow what. All data.

    LEADS_TO = {Status.OPENED: {Status.TALKED, Status.PLANNED}, ...}

A register is one module with such a table, a model of its own fields, a form and a line in
:data:`muster.registers.REGISTERS`. Lists, pages, clocks, spreadsheets and letters are
shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.db.models import (
    Case,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    When,
)
from django.db.models.functions import Coalesce, Least

from muster.registers import REGISTERS
from muster.registers.entry import Clock, Entry


@dataclass(frozen=True)
class Watch:
    """What may be wrong with an open entry on a day, and what such an entry is tagged."""

    title: str
    tag: str
    of: Callable[[date], Q]


@dataclass(frozen=True)
class Register:
    """``name`` stands in addresses and with each entry; ``one`` is what an entry is called.
    ``leads_to`` has every status: those that lead nowhere end an entry, by closing it.
    ``covers`` says which entries keep a child off a list on a day. Of its own fields,
    ``needs`` are asked when an entry is opened and must be said then, ``asks`` may wait.
    ``watches`` are ways an open entry may be overdue, by name: each can be listed.
    ``ends`` is the field of its own with the day an entry runs to, if it has one: an entry
    past it is late, as one whose clock is past its day.
    ``by_deed`` are statuses that come of a deed of their own and never of moving on by
    hand: what to do instead.
    ``is_for_schools`` says whether a school sees its children’s entries in its own view.
    An entry begins as ``opens_as``, or as one of ``may_open_as`` where whoever opens it
    says so. ``unfinished`` is why an entry can’t be closed yet, or nothing. ``beside`` is what
    stands beside a child’s name, by entry: whom it is about too, where that parts them."""

    name: str
    title: str
    one: str
    says: str
    model: type[Entry]
    statuses: type[TextChoices]
    leads_to: Mapping[str, frozenset[str]]
    opens_as: str
    covers: Callable[[date], Q] = lambda on: Q(ended_on=None)
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    watches: Mapping[str, Watch] = field(default_factory=dict)
    ends: str = ""
    by_deed: Mapping[str, str] = field(default_factory=dict)
    is_for_schools: bool = True
    may_open_as: frozenset[str] = frozenset()
    unfinished: Callable[[Entry], str] = lambda entry: ""
    beside: Callable[[Sequence[Entry]], Mapping[int, str]] = lambda entries: {}

    def __post_init__(self) -> None:
        assert {*self.leads_to} == {*self.statuses.values}, (
            f"{self.name}: a status is left out"
        )
        led_to = frozenset().union(*self.leads_to.values())
        unreached = {*self.statuses.values} - led_to - self.first
        assert not unreached, f"{self.name}: nothing leads to {unreached}"

    @property
    def first(self) -> frozenset[str]:
        """The statuses an entry may begin with."""
        return self.may_open_as | {self.opens_as}

    def refusal(self, entry: Entry, status: str) -> str | None:
        """Why an entry may not become so; None if it may."""
        if entry.is_read_only:
            return f"This is kept in {entry.source}, and is changed there."
        if not entry.is_open:
            return "It is closed. Open it again first."
        if status == entry.status:
            return f"It is “{self.said(status)}” already."
        if status not in self.leads_to[entry.status]:
            may = [
                self.said(one)
                for one in self.statuses.values
                if one in self.leads_to[entry.status]
            ]
            follows = f" It may become {_or(may)}." if may else " Only closing follows."
            return f"“{self.said(entry.status)}” does not lead to “{self.said(status)}”.{follows}"
        return None

    @property
    def own_fields(self) -> list[Field[Any, Any]]:
        """What this register asks beyond what every register has."""
        fields = self.model._meta.local_fields
        return [one for one in fields if not one.primary_key]

    @property
    def can_be_brought(self) -> bool:
        """Whether a spreadsheet can bring entries: one that needs a link, to a parent say,
        can’t be said in a cell."""
        return not any(one.is_relation and not one.null for one in self.own_fields)

    @property
    def asked_at_opening(self) -> list[Field[Any, Any]]:
        by_name = {one.name: one for one in self.own_fields}
        return [by_name[name] for name in (*self.needs, *self.asks)]

    def covering(self, on: date) -> QuerySet[Entry]:
        """The entries that keep a child off the lists that ask for one, on a day."""
        return self.model.objects.filter(self.covers(on))

    def with_due(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Entries of this register, open ones with the day of what is ``due_on`` first: of a
        clock that runs, or of their end."""
        running = Clock.objects.filter(
            entry=OuterRef("pk"), met_on=None, stopped_on=None
        )
        due: Any = Subquery(running.order_by("due_on").values("due_on")[:1])
        if self.ends:
            end = F(f"{self.model._meta.model_name}__{self.ends}")
            due = Least(Coalesce(due, end), Coalesce(end, due))
        # No clock runs for what is closed: it isn't looked for.
        return entries.annotate(due_on=Case(When(ended_on=None, then=due)))

    def said(self, status: str) -> str:
        return str(self.statuses(status).label)


def _or(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


@cache
def registers() -> dict[str, Register]:
    """Every register by name, in the order of their list."""
    every = (import_module(f"muster.registers.{name}").REGISTER for name in REGISTERS)
    return {one.name: one for one in every}


def register_of(entry: Entry) -> Register:
    return registers()[entry.register]
