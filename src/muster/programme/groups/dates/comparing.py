"""A file of dates beside the meetings that are held: what it would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from muster.design.filters import day
from muster.programme.groups.dates.found import Found, Said
from muster.programme.groups.dates.kept import DatesFile, KnownAs
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting


class What(StrEnum):
    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    UNCHANGED = "unchanged"
    LEFT = "left"


@dataclass(frozen=True)
class Line:
    """One meeting of the file, and what taking it in would do. ``says`` is why it is left
    out, or what differs."""

    what: What
    found: Found
    group: Group
    meeting: Meeting | None = None
    says: str = ""


@dataclass(frozen=True)
class Comparison:
    """``unplaced`` are (name, key) of groups nobody here has said anything of; ``gone``
    are meetings from this source that the file no longer has, within its own dates."""

    lines: tuple[Line, ...]
    unplaced: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    gone: tuple[Meeting, ...]

    @property
    def fingerprint(self) -> str:
        """The same as long as taking it in would do the same."""
        said = [
            (one.what, one.found, one.group.pk, one.meeting and one.meeting.pk)
            for one in self.lines
        ]
        held = repr((said, self.unplaced, [one.pk for one in self.gone]))
        return hashlib.sha256(held.encode()).hexdigest()

    def count(self, what: What) -> int:
        return sum(one.what == what for one in self.lines)


def compare(file: DatesFile, said: Said) -> Comparison:
    """What the file would change, and which of its names must be placed first."""
    placed: dict[Group, list[Found]] = {}
    unplaced: dict[str, tuple[str, str]] = {}
    left_out: set[str] = set()
    for one in said.meetings:
        name = one.group_key or one.group
        if file.group is not None:
            placed.setdefault(file.group, []).append(_titled(one))
        elif (group := group_of(said.source, one.group, one.group_key)) is not None:
            placed.setdefault(group, []).append(one)
        elif name in file.left_out:
            left_out.add(one.group)
        else:
            unplaced[name] = (one.group, one.group_key)
    for title, key in said.groups:
        name = key or title
        if name not in file.left_out and group_of(said.source, title, key) is None:
            unplaced.setdefault(name, (title, key))
    lines: list[Line] = []
    gone: list[Meeting] = []
    for group, found in placed.items():
        mine = _lines(group, found, said.source)
        lines += mine
        gone += _gone(group, mine, said.source)
    return Comparison(
        tuple(lines), tuple(unplaced.values()), tuple(sorted(left_out)), tuple(gone)
    )


def group_of(source: str, name: str, key: str) -> Group | None:
    """The group a source means: as it was placed before, or by its own name."""
    known = KnownAs.objects.filter(source=source, key=key or name)
    if (held := known.select_related("group").first()) is not None:
        return held.group
    said = name.casefold()
    same = [
        one
        for one in Group.objects.filter(closed_on=None)
        if said in (one.name.casefold(), one.initials.casefold())
    ]
    return same[0] if len(same) == 1 else None


def _titled(one: Found) -> Found:
    """In a file of one group’s own, an event’s name says what kind of meeting it is."""
    return replace(one, title=one.title or one.group)


def _lines(group: Group, found: list[Found], source: str) -> list[Line]:
    held = list(group.meetings.select_related("group"))
    by_key = {one.source_key: one for one in held if one.source_key}
    lines: list[Line] = []
    matched: set[int] = set()
    for one in sorted(found, key=lambda each: each.on):
        meeting = by_key.get(source_key(source, one)) if one.key else None
        if meeting is None:
            meeting = _on_the_day(one, held, matched, source)
        if meeting is not None:
            matched.add(meeting.pk)
        lines.append(_line(one, group, meeting))
    return _without_clashes(lines, held)


def source_key(source: str, one: Found) -> str:
    return f"{source}:{one.key}"[:200] if one.key else ""


def _on_the_day(
    one: Found, held: Iterable[Meeting], matched: set[int], source: str
) -> Meeting | None:
    """A meeting on the same day that nothing else in the file is, and that the source
    doesn’t know under another name."""
    for meeting in held:
        is_other = meeting.source_key.startswith(f"{source}:") and bool(one.key)
        if meeting.on == one.on and meeting.pk not in matched and not is_other:
            return meeting
    return None


def _line(one: Found, group: Group, meeting: Meeting | None) -> Line:
    if meeting is None:
        if one.is_cancelled:
            says = f"The file says “{one.status}”, and it isn’t held here."
            return Line(What.LEFT, one, group, None, says)
        return Line(What.NEW, one, group)
    off = meeting.state == Meeting.State.CANCELLED
    if one.is_cancelled and off:
        return Line(What.UNCHANGED, one, group, meeting)
    differs = _differs(one, meeting)
    is_other = one.is_cancelled or meeting.on != one.on or bool(differs)
    if meeting.state == Meeting.State.HELD and is_other:
        says = "It was held, so its day stays as it is."
        return Line(What.LEFT, one, group, meeting, says)
    if one.is_cancelled:
        return Line(
            What.CANCELLED, one, group, meeting, f"The file says “{one.status}”."
        )
    if off:
        return Line(What.RESTORED, one, group, meeting, f"On {day(one.on)}.")
    if meeting.on != one.on:
        return Line(
            What.MOVED, one, group, meeting, f"Was {day(meeting.on)}. {differs}"
        )
    what = What.CHANGED if differs else What.UNCHANGED
    return Line(what, one, group, meeting, differs)


def changed(one: Found, meeting: Meeting) -> dict[str, object]:
    """What the file says otherwise. What it says nothing of stays."""
    said = {
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "place": one.venue,
        "title": one.title,
    }
    found: dict[str, object] = {
        name: value
        for name, value in said.items()
        if value and getattr(meeting, name) != value
    }
    # An end that the new beginning has passed is not known any more.
    ends = meeting.ends_at
    if one.starts_at and not one.ends_at and ends and ends <= one.starts_at:
        found["ends_at"] = None
    return found


def _differs(one: Found, meeting: Meeting) -> str:
    words = {
        "starts_at": "begins",
        "ends_at": "ends",
        "place": "place",
        "title": "title",
    }
    return " ".join(
        f"{words[name].capitalize()}: {_written(value) or 'not said'}, was"
        f" {_written(getattr(meeting, name)) or 'not said'}."
        for name, value in changed(one, meeting).items()
    )


def _written(value: object) -> str:
    return value.strftime("%H:%M") if hasattr(value, "strftime") else str(value or "")


def _without_clashes(lines: list[Line], held: list[Meeting]) -> list[Line]:
    """A day has one meeting of a group: what would make two is left out, and says so.

    Days that the file itself frees are free, in whichever order that works.
    """
    off = Meeting.State.CANCELLED
    taken = {one.on: one.pk for one in held if one.state != off}
    for line in lines:
        if line.what == What.CANCELLED and line.meeting:
            taken.pop(line.meeting.on, None)
    settled: list[Line] = []
    wanting = [
        one for one in lines if one.what in (What.MOVED, What.NEW, What.RESTORED)
    ]
    while wanting:
        able = [one for one in wanting if one.found.on not in taken]
        if not able:
            break
        line = able[0]
        if line.what == What.MOVED and line.meeting:
            taken.pop(line.meeting.on, None)
        taken[line.found.on] = line.meeting.pk if line.meeting else 0
        settled.append(line)
        wanting.remove(line)
    left = [
        replace(
            one,
            what=What.LEFT,
            says=f"{one.group} meets on {day(one.found.on)} already.",
        )
        for one in wanting
    ]
    others = [
        one for one in lines if one.what not in (What.MOVED, What.NEW, What.RESTORED)
    ]
    # Cancellations first and the rest as it was settled: the order of taking them in.
    others.sort(key=lambda one: one.what != What.CANCELLED)
    return [*others, *settled, *left]


def _gone(group: Group, lines: list[Line], source: str) -> list[Meeting]:
    days: list[date] = [one.found.on for one in lines]
    matched = {one.meeting.pk for one in lines if one.meeting}
    held = group.meetings.filter(
        source=source, state=Meeting.State.PLANNED, on__range=(min(days), max(days))
    )
    return [one for one in held.select_related("group") if one.pk not in matched]
