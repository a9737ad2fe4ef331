"""What a case rests on: sessions as the register had them, kept as they were.

A register that is corrected later changes nothing here. It says so in the case, and each
page of the case compares with the register as it is now (rules.md 4.2: “N->I may un-meet”).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from muster.measures.watch.register import Session
from muster.registers import keeping
from muster.registers.entry import Entry, Happened
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.school_year import SESSIONS, SchoolYear, from_day_number
from muster.tables import codes
from muster.tables.codes import Class
from muster.tables.state import State


class Evidence(models.Model):
    """Sessions of one finding, as it stood when it was taken; or, with no ``met_on``, those
    without leave since, while the case was open. ``changed`` are those of
    which the register says something else now: day, half, and what it says."""

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


def take_since(entry: Entry, *, state: State, on: date, by: str) -> Evidence:
    """Takes in the sessions without leave since the last that were: those of a notice to
    improve that runs, say. Raises Refused where there are none."""
    last = entry.evidence.last()
    if last is None:
        raise Refused("Nothing was taken in yet: open the case from the week’s list.")
    after = max(each.on for one in entry.evidence.all() for each in one.held)
    days = {after + timedelta(days=n) for n in range(1, (on - after).days + 1)}
    now = _codes_now(last, state, days)
    fresh = [
        Session(day, half, code)
        for (day, half), code in sorted(now.items())
        if after < day <= on and is_unauthorised(code)
    ]
    if not fresh:
        raise Refused(f"The register has none without leave since {after:%d/%m/%Y}.")
    with transaction.atomic():
        keeping.note(
            entry, text=f"{len(fresh)} later sessions are taken in.", on=on, by=by
        )
        return Evidence.objects.create(
            entry=entry,
            pupil=last.pupil,
            school=last.school,
            sessions=written(fresh),
            taken_on=on,
            taken_by=by,
        )


def changed(one: Evidence, state: State) -> list[Changed]:
    """What the register says otherwise now. Of a school year whose marks are no longer
    held nothing is known, and nothing is said."""
    sessions = one.held
    now = _codes_now(one, state, {session.on for session in sessions})
    years = {SchoolYear.of(on) for on, _ in now}
    return [
        Changed(session.on, session.half, session.code, says)
        for session in sessions
        if SchoolYear.of(session.on) in years
        and (says := now.get((session.on, session.half), "")) != session.code
    ]


def standing(one: Evidence, state: State) -> list[Session]:
    """The sessions that are still without leave, as the register has them now."""
    other = {(each.on, each.half): each.now for each in changed(one, state)}
    return [
        session
        for session in one.held
        if is_unauthorised(other.get((session.on, session.half), session.code))
    ]


def is_unauthorised(code: str) -> bool:
    known = code in codes.BY_CODE
    return known and codes.by_code(code).cls is Class.UNAUTHORISED


def recheck(state: State, on: date, schools: Iterable[int]) -> int:
    """Compares the evidence of open cases with the register as it is now, and writes a
    line in each of which that changed since. Gives how many."""
    rows = Evidence.objects.filter(
        entry__ended_on=None, school__in=list(schools)
    ).select_related("entry")
    told = 0
    for one in rows:
        now = [[c.on.isoformat(), c.half, c.now] for c in changed(one, state)]
        if now == one.changed:
            continue
        with transaction.atomic():
            one.changed, one.changed_on = now, on if now else None
            one.save(update_fields=["changed", "changed_on"])
            if not one.entry.is_read_only:
                keeping.note(
                    one.entry,
                    text=_said(one, len(standing(one, state))),
                    on=on,
                    by=keeping.MUSTER,
                    kind=Happened.Kind.NOTED,
                )
        told += 1
    return told


def _said(one: Evidence, left: int) -> str:
    if not one.changed:
        return "The register says again what this case rests on."
    return (
        f"The register was corrected: {len(one.changed)} of the {len(one.sessions)}"
        f" sessions this case rests on say something else now, and {left} are still"
        " without leave. Look whether it still holds."
    )


def _codes_now(
    one: Evidence, state: State, days: set[date]
) -> dict[tuple[date, str], str]:
    found = {}
    for year in {SchoolYear.of(on).start for on in days}:
        batch = state.marks_of(year, one.school, one.pupil)
        for week, row in zip(batch.week, batch.marks, strict=True):
            for nth, byte in enumerate(row):
                on = from_day_number(int(week)) + timedelta(days=nth // 2)
                held = codes.BY_ID.get(int(byte))
                if held or int(byte) > codes.NO_MARK:
                    found[on, SESSIONS[nth % 2]] = held.code if held else "?"
    return found
