"""What a case rests on: sessions as the register had them, kept as they were.

A register that is corrected later changes nothing here. It says so in the case, and each
page of the case compares with the register as it is now (rules.md 4.2: “N->I may un-meet”).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TypeAlias

import numpy as np
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from muster.measures.watch.register import Session, registers
from muster.measures.watch.rules import number
from muster.registers import keeping
from muster.registers.clocks import months_after, rule_of
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.keeping import Refused, one_at_a_time
from muster.school_year import SchoolYear, compulsory_age
from muster.tables import children, codes
from muster.tables.codes import Class
from muster.tables.state import State


# The code of each session there is a mark for, by the school year it is of. A school year
# the register no longer holds is not in it.
Codes: TypeAlias = dict[SchoolYear, dict[tuple[date, str], str]]


class Evidence(models.Model):
    """Sessions of one finding, as it stood when it was taken; or, with no ``met_on``, those
    without leave when a case was opened below the threshold, and since, while it was open.
    ``changed`` are those of which the register says something else now: day, half, and
    what it says."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="evidence")
    found = models.ForeignKey(Found, models.SET_NULL, null=True, related_name="+")
    pupil = models.IntegerField()
    school = models.IntegerField()
    met_on = models.DateField(null=True, blank=True)
    sessions = models.JSONField(encoder=DjangoJSONEncoder)
    taken_on = models.DateField()
    taken_by = models.CharField(max_length=150)
    changed = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    changed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["taken_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_finding_is_evidence_once", fields=["entry", "found"]
            )
        ]

    def __str__(self) -> str:
        return f"Evidence {self.pk} of {self.entry}"

    @property
    def held(self) -> list[Session]:
        return read(self.sessions)


@dataclass(frozen=True)
class Changed:
    """A session of which the register says something else than when it was taken."""

    on: date
    half: str
    was: str
    now: str


def read(rows: Iterable[Sequence[str]]) -> list[Session]:
    return [Session(date.fromisoformat(on), half, code) for on, half, code in rows]


def each_once(every: Iterable[Evidence]) -> list[list[str]]:
    """The sessions of several, each once and in order: later evidence may hold some again."""
    found = {(row[0], row[1]): row for one in every for row in one.sessions}
    return [found[at] for at in sorted(found)]


def written(sessions: Iterable[Session]) -> list[list[str]]:
    return [[one.on.isoformat(), one.half, one.code] for one in sessions]


def take(entry: Entry, found: Found, *, on: date, by: str) -> Evidence:
    """Copies the sessions a finding rests on into a case; once of each finding."""
    taken, _ = Evidence.objects.get_or_create(
        entry=entry,
        found=found,
        defaults={
            "pupil": found.pupil,
            "school": found.school,
            "met_on": found.since_on,
            "sessions": found.sessions,
            "taken_on": on,
            "taken_by": by,
        },
    )
    return taken


def take_lately(
    entry: Entry, *, pupil: int, school: int, state: State, on: date, by: str
) -> Evidence:
    """Takes in the sessions without leave an information may still be laid for, for a case
    that begins below the threshold: there may be few, or none yet."""
    lately = _lately(state, pupil, school, on)
    return _kept(entry, lately, pupil=pupil, school=school, on=on, by=by)


@one_at_a_time
def take_since(entry: Entry, *, state: State, on: date, by: str) -> Evidence:
    """Takes in the sessions without leave since the last that were: those of a notice to
    improve that runs, say. Raises Refused where there are none."""
    last = entry.evidence.last()
    if last is None:
        raise Refused("Nothing was taken in yet: open the case from the week’s list.")
    at = {"pupil": last.pupil, "school": last.school}
    if rows := [one for one in entry.evidence.all() if one.sessions]:
        _, after = _span(rows)
        fresh = without_leave(state, first=after + timedelta(days=1), last=on, **at)
        since = f"since {after:%d/%m/%Y}"
    else:
        fresh, since = _lately(state, on=on, **at), "that is recent enough"
    if not fresh:
        raise Refused(f"The register has none without leave {since}.")
    text = f"{len(fresh)} later sessions are taken in."
    with transaction.atomic():
        keeping.note(entry, text=text, on=on, by=by)
        return _kept(entry, fresh, on=on, by=by, **at)


def _lately(state: State, pupil: int, school: int, on: date) -> list[Session]:
    """The sessions without leave of six months: those an information may be laid for
    (Magistrates’ Courts Act 1980, section 127; from memory: check)."""
    months = rule_of("legal", "limit", on).number
    first = on - timedelta(days=31 * months)
    every = without_leave(state, pupil, school, first, on)
    return [one for one in every if months_after(one.on, months) >= on]


def counted_from(state: State, school: int, on: date) -> date:
    """The first day of the school weeks a threshold is counted in, on a day."""
    weeks = state.calendar(school).last_school_weeks(on, number("penalty_weeks", on))
    return weeks[0] if weeks else on


def _kept(
    entry: Entry,
    sessions: Iterable[Session],
    *,
    pupil: int,
    school: int,
    on: date,
    by: str,
) -> Evidence:
    return Evidence.objects.create(
        entry=entry,
        pupil=pupil,
        school=school,
        sessions=written(sessions),
        taken_on=on,
        taken_by=by,
    )


def of_age(state: State, pupil: int) -> tuple[date, date] | None:
    """The first and the last day a pupil is of compulsory school age; None where nobody
    gave their date of birth."""
    born = children.enrolments_of(state, [pupil])["born_on"].drop_nulls()
    return compulsory_age(born[-1]) if len(born) else None


def without_leave(
    state: State, pupil: int, school: int, first: date, last: date
) -> list[Session]:
    """The sessions a school's register has as unauthorised (G, N, O, U) now, of a pupil
    from a day to another while they are of compulsory school age, in order."""
    now = _register_now(state, school, [pupil], first, last)[pupil]
    begins, ends = of_age(state, pupil) or (date.min, date.max)
    return [
        Session(day, half, code)
        for year in sorted(now)
        for (day, half), code in sorted(now[year].items())
        if is_unauthorised(code) and begins <= day <= ends
    ]


def changed_once(every: Iterable[Evidence], state: State) -> list[Changed]:
    """What the register says otherwise now of the sessions of several, each once and in
    order, as the latest evidence that holds it has it."""
    found: dict[tuple[date, str], Changed | None] = {}
    for one in every:
        now = {(each.on, each.half): each for each in changed(one, state)}
        found |= {at: now.get(at) for at in ((s.on, s.half) for s in one.held)}
    return [each for at in sorted(found) if (each := found[at])]


def changed(one: Evidence, state: State) -> list[Changed]:
    """What the register says otherwise now."""
    if not one.sessions:
        return []
    return _changed(one, _codes_now([one], state, *_span([one]))[one.pupil])


def _changed(one: Evidence, now: Codes) -> list[Changed]:
    """Each session by itself: a mark that was taken back says nothing now. Of a school year
    whose marks are no longer held nothing is known, nor said."""
    return [
        Changed(session.on, session.half, session.code, says)
        for session in one.held
        if (held := now.get(SchoolYear.of(session.on))) is not None
        and (says := held.get((session.on, session.half), "")) != session.code
    ]


def standing(one: Evidence, state: State) -> list[Session]:
    """The sessions that are still without leave, as the register has them now."""
    return left_of(one, changed(one, state))


def left_of(one: Evidence, changes: Iterable[Changed]) -> list[Session]:
    """Those still without leave, after what the register says otherwise now."""
    now = {(each.on, each.half): each.now for each in changes}
    return [
        session
        for session in one.held
        if is_unauthorised(now.get((session.on, session.half), session.code))
    ]


def is_unauthorised(code: str) -> bool:
    known = code in codes.BY_CODE
    return known and codes.by_code(code).cls is Class.UNAUTHORISED


def recheck(state: State, on: date, schools: Iterable[int]) -> int:
    """Compares the evidence of open cases with the register as it is now, a school at a
    time, and writes a line in each of which that changed since. Gives how many."""
    every = Evidence.objects.filter(
        entry__ended_on=None, school__in=list(schools)
    ).select_related("entry")
    told = 0
    for _, of_school in groupby(every.order_by("school"), lambda one: one.school):
        rows = [one for one in of_school if one.sessions]
        if rows:
            now = _codes_now(rows, state, *_span(rows))
            told += sum(_told(one, _changed(one, now[one.pupil]), on) for one in rows)
    return told


def _told(one: Evidence, changes: Sequence[Changed], on: date) -> bool:
    """Writes down what changed, if that is news."""
    now = [[each.on.isoformat(), each.half, each.now] for each in changes]
    if now == one.changed:
        return False
    with transaction.atomic():
        one.changed, one.changed_on = now, on if now else None
        one.save(update_fields=["changed", "changed_on"])
        if not one.entry.is_read_only:
            text = _said(one, len(left_of(one, changes)))
            keeping.note(one.entry, text=text, on=on, by=keeping.MUSTER)
    return True


def _said(one: Evidence, left: int) -> str:
    if not one.changed:
        return "The register says again what this case rests on."
    return (
        f"The register was corrected: {len(one.changed)} of the {len(one.sessions)}"
        f" sessions this case rests on say something else now, and {left} are still"
        " without leave. Look whether it still holds."
    )


def _codes_now(
    rows: Sequence[Evidence], state: State, first: date, last: date
) -> dict[int, Codes]:
    """What the register of one school says now of the pupils of its cases."""
    [school] = {one.school for one in rows}
    return _register_now(state, school, {one.pupil for one in rows}, first, last)


def _register_now(
    state: State, school: int, pupils: Iterable[int], first: date, last: date
) -> dict[int, Codes]:
    """What the register of a school says now, by pupil. Reads each school year once,
    however many pupils there are."""
    found: dict[int, Codes] = {one: {} for one in pupils}
    for year in map(SchoolYear, state.years()):
        begins, ends = max(first, year.starts_on), min(last, year.ends_on)
        for register in registers(state, begins, ends, [school]):
            whole = np.ones(len(register.day), bool)
            for row in np.flatnonzero(np.isin(register.pupils, sorted(found))).tolist():
                said = register.sessions(row, whole, codes.RECORDED)
                pupil = int(register.pupils[row])
                found[pupil][year] = {(each.on, each.half): each.code for each in said}
    return found


def _span(rows: Iterable[Evidence]) -> tuple[date, date]:
    days = [each.on for one in rows for each in one.held]
    return min(days), max(days)
