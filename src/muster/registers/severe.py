"""Severe absence since the last half-term ended: who entered, stayed, left and moved.

A row is a child at a school in a half-term, brought up to date with the week's lists, so
that the last look of a half-term is what is kept of it (rules.md 2.1, 3.4; Working together
to improve school attendance, 2024: a plan for every severely absent child).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from muster.measures.watch.severity import Severity, since_last_half_term
from muster.registers import among  # noqa: F401  (child__among)
from muster.registers.child import Children
from muster.tables import children
from muster.tables.state import State


class SevereRows(models.QuerySet["Severe"]):
    def visible_to(self, user: Any, state: State) -> SevereRows:
        """Those of children somebody may see (:meth:`Children.of_cases`)."""
        return self.filter(Children.visible_to(user, state).of_cases())


class Severe(models.Model):
    """``since_on`` is the first day of the half-term, ``upto_on`` the day it was last looked
    at; ``was`` is of the day before it began. Numbers are the store's."""

    child = models.IntegerField()
    pupil = models.IntegerField()
    school = models.IntegerField()
    since_on = models.DateField()
    upto_on = models.DateField()
    was = models.BooleanField()
    is_now = models.BooleanField()
    on_roll = models.BooleanField()
    absent_then = models.IntegerField()
    possible_then = models.IntegerField()
    absent = models.IntegerField()
    possible = models.IntegerField()

    objects = SevereRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_child_once_in_a_half_term", fields=["pupil", "since_on"]
            ),
        ]
        indexes = [models.Index(fields=["school", "since_on"])]

    def __str__(self) -> str:
        return f"Severity {self.pk} from {self.since_on}"


class How(models.TextChoices):
    ENTERED = "entered", "Entered: severely absent now, and not then"
    STAYED = "stayed", "Stayed: severely absent then and now"
    MOVED = "moved", "Moved: at another school now"
    BETTER = "better", "Left it: attends more than half now"
    OFF_ROLL = "off_roll", "On no school’s roll any more"

    @property
    def word(self) -> str:
        """“Entered”: without what it means."""
        return str(self.label).split(":")[0]


@dataclass(frozen=True)
class Moved:
    """What became of a child. ``row`` is of the school they are severely absent at now, or
    were; ``to`` the school they moved to; ``is_now`` whether they are so anywhere."""

    how: How
    row: Severe
    to: int | None = None
    is_now: bool = False


def keep(
    found: Sequence[Severity],
    *,
    school: int,
    since_on: date,
    on: date,
    child_of: Mapping[int, int],
) -> None:
    """What is so of a school's half-term, in place of what was last seen of it."""
    Severe.objects.filter(school=school, since_on=since_on).delete()
    Severe.objects.bulk_create(
        Severe(
            child=child_of[one.pupil],
            pupil=one.pupil,
            school=school,
            since_on=since_on,
            upto_on=on,
            was=one.was,
            is_now=one.is_now,
            on_roll=one.on_roll,
            absent_then=one.absent_then,
            possible_then=one.possible_then,
            absent=one.absent,
            possible=one.possible,
        )
        for one in found
    )


def movement(rows: models.QuerySet[Severe], state: State, on: date) -> list[Moved]:
    """What became of each child, in each school's half-term on a day: one of each child,
    the most sessions missed first."""
    begins = {
        school: since_last_half_term(state.calendar(school), on)
        for school in rows.order_by().values_list("school", flat=True).distinct()
    }
    of_child = defaultdict(list)
    for row in rows.filter(since_on__in={*begins.values()}):
        if row.since_on == begins[row.school]:
            of_child[row.child].append(row)
    at = _on_rolls(state, of_child, on)
    moved = [_moved(each, at.get(child, set())) for child, each in of_child.items()]
    return sorted(moved, key=lambda one: (-one.row.absent, one.row.child))


def _moved(rows: list[Severe], rolls: set[int]) -> Moved:
    was = [row for row in rows if row.was]
    now = [row for row in rows if row.is_now]
    if not was:
        return Moved(How.ENTERED, now[0], is_now=True)
    if both := [row for row in now if row.was]:
        return Moved(How.STAYED, both[0], is_now=True)
    if any(row.on_roll for row in was):
        return Moved(How.BETTER, was[0], is_now=bool(now))
    if now:
        return Moved(How.MOVED, was[0], now[0].school, is_now=True)
    elsewhere = sorted(rolls - {row.school for row in was})
    if elsewhere:
        return Moved(How.MOVED, was[0], elsewhere[0])
    return Moved(How.OFF_ROLL, was[0])


def _on_rolls(state: State, of: Iterable[int], on: date) -> dict[int, set[int]]:
    """The schools whose roll each of these children is on, as a file has it."""
    held = children.places(state)
    held = held.filter(held["child"].is_in(sorted(of)))
    found = defaultdict(set)
    for row in held.iter_rows(named=True):
        begun = row["from_on"] is None or row["from_on"] <= on
        if row["load_order"] is not None and begun and not _left(row, on):
            found[row["child"]].add(row["school_id"])
    return found


def _left(row: Mapping[str, Any], on: date) -> bool:
    return row["to_on"] is not None and row["to_on"] < on
