"""What a column of cases can be: who it is about, every register's fields, and its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, DateField, Field, TextField

from muster.registers.register import Register
from muster.sources.reading.headings import plain
from muster.sources.reading.opening import Score


@dataclass(frozen=True)
class Column:
    """``kind`` is text, day, yes, number or words: words of theirs are put into ours.
    ``also`` are headings that others give it."""

    name: str
    title: str
    kind: str = "text"
    also: tuple[str, ...] = ()
    group: str = "The case"


def _also(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(","))


CHILD = "Which child"
SHARED = (
    Column("upn", "UPN", also=_also("unique pupil number, pupil upn, pupil number"), group=CHILD),
    Column("surname", "Surname", also=_also("last name, family name, legal surname, pupil surname, child surname"), group=CHILD),
    Column("forename", "Forename", also=_also("first name, given name, legal forename, forenames, first names, pupil forename, child forename"), group=CHILD),
    Column("name", "Whole name", also=_also("child, name, pupil, pupil name, child name, full name, young person, student, student name"), group=CHILD),
    Column("born_on", "Birth date", "day", _also("dob, d.o.b., date of birth, birth date, birthdate, born, born on"), CHILD),
    Column("school", "School", also=_also("school name, establishment, base, setting, urn, laestab, school urn, current school, establishment name"), group=CHILD),
    Column("year_group", "Year group", also=_also("year, nc year, yr, ncy, yr grp, year grp, national curriculum year"), group=CHILD),
    Column("reference", "Number of the case", also=_also("reference, ref, case id, case number, case no, case ref, case reference, id, unique id, case"), group="The case"),
    Column("started_on", "Began on", "day", _also("start, start date, opened, opened on, date opened, open date, began, begin date, referral date, referred, referred on, date referred, case opened, date of referral")),
    Column("ended_on", "Ended on", "day", _also("end, end date, closed, closed on, date closed, close date, closure date, case closed, date ended")),
    Column("status", "Status", "words", _also("stage, case status, current status, how it stands, where it is at, position")),
    Column("status_on", "Has stood so since", "day", _also("status date, stage date, status since, date of status")),
    Column("reason", "Reason", "words", _also("referral reason, reason for referral, why, primary reason, why opened, category")),
    Column("outcome", "Outcome", "words", _also("closure reason, reason closed, reason for closure, result, why closed, end reason")),
    Column("lead", "Lead officer", "words", _also("officer, worker, case worker, caseworker, allocated to, ewo, lead, allocated worker, assigned to, key worker, who")),
    Column("next_step", "Next step", also=_also("next action, action, next steps, to do, what next, next")),
    Column("next_on", "Next step by", "day", _also("action due, due, action by, due date, by when, next action date")),
    Column("review_on", "Review on", "day", _also("review, review date, next review, date of review, next review date")),
    Column("notes", "Notes", also=_also("comments, case notes, history, log, comment, note, chronology, what happened")),
)  # fmt: skip


def columns_of(register: Register) -> tuple[Column, ...]:
    """Everything a column can be for a register."""
    return (*SHARED, *(_own(one) for one in own_fields(register)))


def own_fields(register: Register) -> list[Field[Any, Any]]:
    """Its own fields that a cell can say; links to other things can't be."""
    return [one for one in register.own_fields if not one.is_relation and one.editable]


def _own(field: Field[Any, Any]) -> Column:
    title = str(field.verbose_name)
    return Column(
        field.name,
        title[:1].upper() + title[1:],
        _kind(field),
        group="Of this register",
    )


def _kind(field: Field[Any, Any]) -> str:
    if isinstance(field, BooleanField):
        return "yes"
    if isinstance(field, DateField):
        return "day"
    if field.choices and not isinstance(field, TextField):
        return "words"
    return "number" if "Integer" in field.get_internal_type() else "text"


def guessed(register: Register, headings: Sequence[str]) -> dict[str, str]:
    """Which heading is which field, as far as headings say it; each is one at most."""
    by_name = {plain(one): one for one in reversed(headings)}
    found: dict[str, str] = {}
    for one in columns_of(register):
        for name in (one.title, one.name, *one.also):
            heading = by_name.get(plain(name))
            if heading is not None and heading not in found.values():
                found[one.name] = heading
                break
    return found


def likeness(register: Register) -> Score:
    """How much a row looks like headings: how many it has that can be guessed. A single
    cell is a title, whatever it says: a case needs a child and a day."""

    def score(cells: Sequence[str]) -> float:
        said = [cell for cell in cells if cell.strip()]
        return len(guessed(register, said)) if len(said) > 1 else 0

    return score
