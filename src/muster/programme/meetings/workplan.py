"""A group’s year: its meetings, what it reports, what is due; as agreed, and as it is now.

Meetings and actions stand in it by themselves. A meeting agrees the year as it stands that
day, and what has changed since then is listed beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.history import History
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda
from muster.programme.papers.workplan import Due, What
from muster.programme.plans.action import window_said
from muster.school_year.said import Precision, SaidDate, of_day
from muster.school_year.years import SchoolYear


class WorkplanLine(models.Model):
    """Something of a group’s year that is neither a meeting nor an action: a report."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="workplan_lines")
    text = models.CharField(max_length=300)
    owner = models.CharField("who does it", max_length=200, blank=True)
    said = models.CharField("when, as said", max_length=200)
    earliest = models.DateField()
    latest = models.DateField()
    precision = models.CharField(max_length=6)
    dropped_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["latest", "pk"]

    @property
    def when(self) -> SaidDate:
        return SaidDate(
            self.said, self.earliest, self.latest, Precision(self.precision)
        )


class AgreedWorkplan(models.Model):
    """The year of a group as a meeting agreed it. Its lines are kept as they stood."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="agreed_workplans")
    year = models.PositiveSmallIntegerField("the school year that starts in")
    agreed_at = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    lines = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]


@dataclass(frozen=True)
class Change:
    """What is otherwise than it was agreed: ``what`` is added, gone, moved or reworded."""

    what: str
    line: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Stands:
    """A year as it stands on a day, for whoever reads it: ``said`` is which version of it
    was agreed, and how much of it is not for them."""

    lines: dict[str, Due]
    changes: list[Change]
    said: str


@transaction.atomic
def add_line(
    group: Group, *, text: str, when: SaidDate, by: str, owner: str = ""
) -> WorkplanLine:
    made = WorkplanLine.objects.create(
        group=group, text=text, owner=owner, **_fields(when)
    )
    _tell("workplan.line", group, by, after={"line": made.pk})
    return made


@transaction.atomic
def change_line(
    line: WorkplanLine, *, by: str, when: SaidDate | None = None, **said: Any
) -> None:
    """Another text, owner or day; or, with ``dropped_on``, off the year."""
    for name, value in {**said, **(_fields(when) if when else {})}.items():
        setattr(line, name, value)
    line.save()
    _tell("workplan.line", line.group, by, after={"line": line.pk})


def lines(group: Group, year: SchoolYear, on: date) -> dict[str, Due]:
    """What is in a group’s year as it stands on a day, by a key that stays."""
    found = dict(_lines(group, on))
    return {
        key: due
        for key, due in found.items()
        if due.when is None or year.starts_on <= due.when.latest <= year.ends_on
    }


def stands(group: Group, year: SchoolYear, on: date, *, with_exempt: bool) -> Stands:
    """With what is exempt it is for the group; others are told how many actions are."""
    hidden = (
        set() if with_exempt else {f"action {pk}" for pk in agenda.exempt_actions()}
    )
    every = lines(group, year, on)
    found = {key: due for key, due in every.items() if key not in hidden}
    version = agreed(group, year)
    agreed_lines = version.lines if version else {}
    then = {key: was for key, was in agreed_lines.items() if key not in hidden}
    changed = changes(then, found) if version else []
    said = [said_agreed(version, changed), said_exempt(len(every) - len(found))]
    return Stands(found, changed, " ".join(filter(None, said)))


def said_exempt(hidden: int) -> str:
    """What others read where exempt actions would stand."""
    if not hidden:
        return ""
    if hidden == 1:
        return "One exempt action is shown to the group only."
    return f"{hidden} exempt actions are shown to the group only."


def _lines(group: Group, on: date) -> Iterator[tuple[str, Due]]:
    for one in group.meetings.exclude(state=Meeting.State.CANCELLED):
        said = one.title or "Meeting"
        where = f"{said}, {one.place}" if one.place else said
        yield f"meeting {one.pk}", Due(What.MEETING, where, of_day(one.on))
    for line in group.workplan_lines.filter(dropped_on=None):
        yield (
            f"line {line.pk}",
            Due(What.REPORT, line.text, line.when, owner=line.owner),
        )
    for action in agenda.open_actions(group, on):
        windows = action.deadline.windows if action.deadline else ()
        yield (
            f"action {action.action.pk}",
            Due(
                What.ACTION,
                action.title,
                windows[-1] if windows else None,
                action.ref,
                ", ".join(owner.name for owner in action.owners),
            ),
        )


@transaction.atomic
def agree(group: Group, year: SchoolYear, *, at: Meeting, by: str) -> AgreedWorkplan:
    """A meeting agrees the year as it stands on its day. Raises Refused for a meeting of
    another group, and one that was not held."""
    if at.group_id != group.pk or at.state != Meeting.State.HELD:
        raise Refused(f"Choose a meeting of the {group} that was held.")
    found = lines(group, year, at.on)
    if not found:
        raise Refused("There is nothing in the year to agree yet.")
    made = AgreedWorkplan.objects.create(
        group=group,
        year=year.start,
        agreed_at=at,
        lines={key: _kept(due) for key, due in found.items()},
        at=timezone.now(),
        by=by,
    )
    _tell("workplan.agreed", group, by, after={"year": year.start, "at": at.pk})
    return made


def agreed(group: Group, year: SchoolYear) -> AgreedWorkplan | None:
    """The latest version a meeting agreed."""
    held = group.agreed_workplans.filter(year=year.start)
    return held.select_related("agreed_at", "agreed_at__group").first()


def changes(then: dict[str, dict[str, Any]], now: dict[str, Due]) -> list[Change]:
    """What differs from the lines that were agreed. An action that is closed since is
    done, and no longer due."""
    return list(_changes(then, {key: _kept(due) for key, due in now.items()}))


def _changes(
    then: dict[str, dict[str, Any]], now: dict[str, dict[str, Any]]
) -> Iterator[Change]:
    for key, was in then.items():
        if key not in now:
            gone = "closed or taken out" if key.startswith("action") else "taken out"
            yield Change(gone, was["text"], was["when"])
            continue
        if now[key]["when"] != was["when"]:
            yield Change("moved", was["text"], was["when"], now[key]["when"])
        if now[key]["text"] != was["text"]:
            yield Change("reworded", was["text"], was["text"], now[key]["text"])
        if now[key]["owner"] != was["owner"]:
            yield Change("another owner", was["text"], was["owner"], now[key]["owner"])
    for key, one in now.items():
        if key not in then:
            yield Change("added", one["text"], "", one["when"])


def said_agreed(version: AgreedWorkplan | None, changed: Sequence[Change]) -> str:
    """What stands above a printed year: which version it is."""
    if version is None:
        return "This year has not been agreed by the group yet."
    met, kept = version.agreed_at.on, timezone.localtime(version.at).date()
    said = f"Agreed at the meeting of {day(met)}."
    if kept > met:
        # Lines and meetings are kept as they are, and not as of a day.
        said = f"Agreed at the meeting of {day(met)}, as it was written down on {day(kept)}."
    if not changed:
        return f"{said} Nothing has changed since."
    lines = "line is" if len(changed) == 1 else "lines are"
    return f"{said} Since then {len(changed)} {lines} otherwise."


def _kept(due: Due) -> dict[str, Any]:
    return {
        "what": due.what.value,
        "text": due.text,
        "ref": due.ref,
        "owner": due.owner,
        "when": str(due.when or ""),
    }


def _fields(when: SaidDate) -> dict[str, Any]:
    said = window_said(when)
    return {
        "said": said["text"],
        "earliest": when.earliest,
        "latest": when.latest,
        "precision": said["precision"],
    }


def _tell(did: str, group: Group, by: str, **more: Any) -> None:
    audit.record(did=did, by=by, to=f"group:{group.pk}", **more)
