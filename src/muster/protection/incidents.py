"""The log of incidents: recording one, deciding about it, and its clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import moment
from muster.protection.registers import Incident, IncidentNote, Refused
from muster.sources.health import Finding
from muster.sources.words import counted


TOLD = (
    "kind",
    "risk",
    "decided_by",
    "told_at",
    "told_reference",
    "people_told_on",
    "closed_at",
)


@transaction.atomic
def report(*, by: str, **said: Any) -> Incident:
    """A new line of the log."""
    incident = Incident.objects.create(
        recorded_at=timezone.now(), recorded_by=by, **said
    )
    _recorded("incident.reported", incident, by, before=None)
    return incident


@transaction.atomic
def decide(incident: Incident, *, risk: str, reason: str, who: str, by: str) -> None:
    """Keeps how great the risk to people is, who decided that, and why."""
    with _changing("incident.decided", incident, by, reason):
        incident.risk, incident.risk_reason, incident.decided_by = risk, reason, who
        incident.decided_at = timezone.now()


@transaction.atomic
def tell(incident: Incident, *, at: datetime, reference: str, by: str) -> None:
    """Keeps that the clock was met. Raises Refused for a moment before anybody knew."""
    if at < incident.aware_at:
        raise Refused(
            f"Nobody knew before {moment(incident.aware_at)}. Enter a later moment."
        )
    with _changing("incident.told", incident, by):
        incident.told_at, incident.told_reference = at, reference


@transaction.atomic
def tell_people(incident: Incident, *, on: date, how: str, by: str) -> None:
    """Keeps when the people affected were told; how is a note."""
    with _changing("incident.people-told", incident, by):
        incident.people_told_on = on
    add_note(incident, f"People affected were told: {how}", by=by)


@transaction.atomic
def close(incident: Incident, *, lessons: str, by: str) -> None:
    """Closes an incident. Raises Refused while anything is left to decide or to tell."""
    if left := left_to_do(incident):
        raise Refused(f"It can’t be closed yet. {left[0]}")
    with _changing("incident.closed", incident, by):
        incident.lessons = lessons
        incident.closed_at, incident.closed_by = timezone.now(), by


def add_note(incident: Incident, text: str, *, by: str) -> IncidentNote:
    note = IncidentNote.objects.create(
        incident=incident, text=text, written_at=timezone.now(), written_by=by
    )
    audit.record(did="incident.noted", by=by, to=f"incident:{incident.pk}")
    return note


def left_to_do(incident: Incident) -> list[str]:
    """What must be done before it can be closed, a sentence each."""
    left = []
    is_breach = incident.kind == Incident.Kind.BREACH
    if is_breach and not incident.risk:
        left.append("Decide how great the risk to people is, and why.")
    if incident.clock and not incident.told_at:
        left.append(f"{incident.clock.says}, and write down when.")
    if incident.risk == Incident.Risk.HIGH and not incident.people_told_on:
        left.append("Tell the people affected, and write down when.")
    return left


# The clock -------------------------------------------------------------------------------


def clock_status(incident: Incident, now: datetime) -> tuple[str, str]:
    """How the clock stands, as a status: its kind and what it says."""
    due = incident.due_at
    if due is None:
        return "none", "No clock"
    if incident.told_at:
        late = incident.told_at > due
        said = "late" if late else "in time"
        return ("bad" if late else "good"), f"Done {said}, {moment(incident.told_at)}"
    if now > due:
        return "bad", f"Late: was due {moment(due)}"
    return "watch", f"Due {moment(due)}"


def in_order(found: Iterable[Incident]) -> list[Incident]:
    """Open ones first, those whose clock runs out soonest before the others; then the
    closed, the latest first."""
    every = list(found)
    still_open = [one for one in every if not one.closed_at]
    ended = [one for one in every if one.closed_at]
    still_open.sort(key=lambda one: (not runs(one), one.due_at or one.aware_at, one.pk))
    return [*still_open, *ended]


def runs(incident: Incident) -> bool:
    """Whether its clock is running."""
    return incident.due_at is not None and incident.told_at is None


def findings(now: datetime | None = None) -> Iterator[Finding]:
    """What `muster check` says of the log, now. No incident is named."""
    now = now or timezone.now()
    left = Incident.objects.filter(closed_at=None)
    late = [one for one in left if runs(one) and now > one.due_at]
    if late:
        yield Finding(
            "Incidents",
            "look",
            f"The clock of {counted(len(late), 'incident')} has run out. Look under Data"
            " protection, Incidents.",
        )


# Writing the trail -----------------------------------------------------------------------


class _changing:
    """Saves what was changed inside it, and records before and after."""

    def __init__(self, did: str, incident: Incident, by: str, reason: str = ""):
        self.did, self.incident, self.by, self.reason = did, incident, by, reason
        self.before = _told(incident)

    def __enter__(self) -> None:
        if self.incident.closed_at:
            raise Refused(
                f"It was closed on {moment(self.incident.closed_at)}. Add a note, or"
                " record another incident."
            )

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.incident.save()
            _recorded(self.did, self.incident, self.by, self.before, self.reason)


def _recorded(
    did: str, incident: Incident, by: str, before: object, reason: str = ""
) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"incident:{incident.pk}",
        before=before,
        after=_told(incident),
        reason=reason,
    )


def _told(incident: Incident) -> dict[str, str | None]:
    """An incident as the trail keeps it: how it stands, and no words about people."""
    held = {name: getattr(incident, name) for name in TOLD}
    return {name: None if value is None else str(value) for name, value in held.items()}
