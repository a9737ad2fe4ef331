"""Sending a file of dates, placing its names, taking it in, putting it aside."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.programme import Refused
from muster.programme.groups import planning
from muster.programme.groups.dates.comparing import (
    Comparison,
    Line,
    What,
    changed,
    compare,
    source_key,
)
from muster.programme.groups.dates.found import Said
from muster.programme.groups.dates.kept import DatesFile, KnownAs
from muster.programme.groups.dates.reading import read
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting


LEAVE_OUT, NEW_BOARD, NEW_COMMITTEE = "leave", "board", "committee"


@transaction.atomic
def send(
    name: str, content: bytes, *, by: str, group: Group | None = None
) -> DatesFile:
    """Keeps a file to be looked at. Nothing else is changed. Raises Unreadable."""
    said = read(name, content)
    file = DatesFile.objects.create(
        name=name[:255],
        source=said.source,
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        group=group,
        sent_at=timezone.now(),
        by=by,
    )
    audit.record(
        did="dates.sent", by=by, to=f"dates:{file.pk}", after={"file": file.name}
    )
    return file


def looked_at(file: DatesFile) -> Comparison:
    """The file beside what is held now. Raises Refused for one that is done with."""
    _refuse_done(file)
    return compare(file, said_by(file))


def said_by(file: DatesFile) -> Said:
    return read(file.name, bytes(file.content))


@transaction.atomic
def place(file: DatesFile, choices: Mapping[tuple[str, str], str], *, by: str) -> None:
    """Says which group each name in the file is: one there is (its number), a new board or
    committee of that name, or none. It is remembered for the next file."""
    _refuse_done(file)
    for (name, key), choice in choices.items():
        if choice == LEAVE_OUT:
            file.left_out = sorted({*file.left_out, key or name})
            continue
        group = _chosen(name, choice, by)
        KnownAs.objects.update_or_create(
            source=file.source, key=(key or name)[:200], defaults={"group": group}
        )
    file.save()


@transaction.atomic
def take_in(
    file: DatesFile, *, seen: str, cancel: Collection[int] = (), by: str
) -> Comparison:
    """Does what the file says, and cancels those meetings it no longer has that were
    chosen. Raises Refused where it isn’t any longer what was looked at (``seen``)."""
    file = DatesFile.objects.select_for_update().get(pk=file.pk)
    found = looked_at(file)
    if found.unplaced:
        raise Refused("Say first which groups the names in the file are.")
    if found.fingerprint != seen:
        raise Refused(
            "Meetings changed since this page was drawn. Look at it again before you take"
            " the file in."
        )
    for line in found.lines:
        _take(line, file, by)
    for meeting in found.gone:
        if meeting.pk in cancel:
            planning.cancel(meeting, by=by, reason=f"It is no longer in {file.name}")
    file.taken_at, file.content = timezone.now(), b""
    file.save()
    counts = {one.value: found.count(one) for one in What if found.count(one)}
    audit.record(did="dates.taken-in", by=by, to=f"dates:{file.pk}", after=counts)
    return found


@transaction.atomic
def put_aside(file: DatesFile, *, by: str) -> None:
    _refuse_done(file)
    file.put_aside_at, file.content = timezone.now(), b""
    file.save()
    audit.record(did="dates.put-aside", by=by, to=f"dates:{file.pk}")


def _take(line: Line, file: DatesFile, by: str) -> None:
    one, meeting, reason = line.found, line.meeting, f"From {file.name}"
    key = source_key(file.source, one)
    if line.what == What.NEW:
        planning.plan(
            line.group,
            on=one.on,
            by=by,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place=one.venue,
            title=one.title,
            source=file.source,
            source_key=key,
        )
        return
    if meeting is None or line.what == What.LEFT:
        return
    if line.what == What.CANCELLED:
        planning.cancel(meeting, by=by, reason=f"{reason}: {one.status}")
    elif line.what == What.RESTORED:
        planning.restore(meeting, on=one.on, by=by, reason=reason)
    if line.what in (What.RESTORED, What.MOVED, What.CHANGED):
        said = changed(one, meeting)
        planning.change(meeting, by=by, reason=reason, on=one.on, **said)
    _adopt(meeting, file.source, key)


def _adopt(meeting: Meeting, source: str, key: str) -> None:
    """A meeting that was typed is the source’s from now on, so that it is found again."""
    if key and meeting.source_key != key:
        meeting.source, meeting.source_key = source, key
        meeting.save()


def _chosen(name: str, choice: str, by: str) -> Group:
    if choice.isdecimal():
        group = Group.objects.filter(pk=int(choice)).first()
        if group is None:
            raise Refused("That group isn’t there any longer. Choose another.")
        return group
    if Group.objects.filter(name=name).exists():
        raise Refused(f"There is a group called {name} already. Choose it.")
    if choice not in (NEW_BOARD, NEW_COMMITTEE):
        raise Refused("Choose a group, make one, or leave the name out.")
    group = Group.objects.create(kind=choice, name=name)
    audit.record(did="group.made", by=by, to=f"group:{group.pk}", after={"name": name})
    return group


def _refuse_done(file: DatesFile) -> None:
    if file.taken_at:
        raise Refused("It was taken in already.")
    if file.put_aside_at:
        raise Refused("It was put aside. Send it again.")
