"""What differs between two readings of one document: for a person to approve.

A row is known again by its section and reference, or by its heading where those moved.
What only looks different (spaces, straight or curly apostrophes, another way of writing
the same day) is no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muster.programme.printed import CLOSED, Document, Kind, Row, Status
from muster.school_year.said import SaidDate
from muster.school_year.said_points import PLAIN

from .steps import split_steps


NEW_TASK = "new task"
# What a paper has no column for: that it says nothing of it is no difference.
NO_COLUMN = {Kind.LOG: {"success"}, Kind.PLAN: {"start", "closure"}}


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One field of one row, or a row whole, or a field of the head.

    ``before_row`` and ``after_row`` are its places in the two documents, None where it
    isn’t there; both are None for the head. ``called`` is what people call the row.
    """

    change: Change
    field: str = ""
    before: str = ""
    after: str = ""
    called: str = ""
    before_row: int | None = None
    after_row: int | None = None


Key = Callable[[Row], Hashable]


def differences(before: Document, after: Document) -> list[Difference]:
    """In the order of the second document; what is gone from it comes last."""
    pairs = matched(before.rows, after.rows)
    found = list(_of_heads(before, after))
    for place, row in enumerate(after.rows):
        if place in pairs:
            same = _of_rows(pairs[place], before.rows[pairs[place]], place, row)
            found += [one for one in same if one.field not in NO_COLUMN[after.kind]]
        else:
            whole = _whole(row)
            found.append(
                Difference(Change.ADDED, "", "", whole, called(row), after_row=place)
            )
    kept = set(pairs.values())
    found += [
        Difference(
            Change.REMOVED, before=_whole(row), called=called(row), before_row=place
        )
        for place, row in enumerate(before.rows)
        if place not in kept
    ]
    return found


def matched(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Which row before each row after is, by their places.

    Each way of knowing one is tried on the rows left, and counts only where it says one
    row on both sides: two rows with the same reference are told apart by their headings.
    """
    pairs: dict[int, int] = {}
    for key in WAYS:
        left = _by_key(before, set(pairs.values()), key)
        for name, place in _by_key(after, set(pairs), key).items():
            if name in left:
                pairs[place] = left[name]
    return pairs


def _by_key(rows: Sequence[Row], done: set[int], key: Key) -> dict[Hashable, int]:
    keys = {place: key(row) for place, row in enumerate(rows) if place not in done}
    times = Counter(keys.values())
    return {name: place for place, name in keys.items() if name and times[name] == 1}


def _ref(row: Row) -> str:
    return row.ref.rstrip(".").casefold()


def _heading(row: Row) -> str:
    return plain(row.heading).casefold()


WAYS: tuple[Key, ...] = (
    lambda row: _heading(row) and (row.section, _ref(row), _heading(row)),
    lambda row: _ref(row) and (row.section, _ref(row)),
    lambda row: _heading(row) and (_ref(row), _heading(row)),
    lambda row: _heading(row) and (row.section, _heading(row)),
    lambda row: _ref(row),
    lambda row: _heading(row),
    # An action without a reference whose words were changed.
    lambda row: row.success and (row.section, plain(row.success)),
)


def plain(text: str) -> str:
    return " ".join(text.translate(PLAIN).split())


def called(row: Row) -> str:
    return " ".join(filter(None, [row.ref, row.heading]))


def _of_heads(before: Document, after: Document) -> Iterator[Difference]:
    if not after.head:
        return  # bare rows, as CSV has them, say nothing of the head
    for name in dict.fromkeys([*before.head, *after.head]):
        old, new = before.head.get(name, ""), after.head.get(name, "")
        if plain(old) != plain(new):
            yield Difference(Change.CHANGED, name, old, new)


def _of_rows(old_place: int, old: Row, place: int, new: Row) -> Iterator[Difference]:
    is_closed = old.section == new.section == CLOSED
    for name, (compared, shown) in FIELDS.items():
        one, two = _of(old, name), _of(new, name)
        same = compared(one) == compared(two)
        if name == "statuses" and is_closed:
            # A closed row’s are its own last two, which may stand under others’ days.
            same = [each.said for each in one][-2:] == [each.said for each in two][-2:]
        if name in ("description", "steps"):
            same = same or _read_back(old) == (new.description, new.steps)
        if not same:
            yield Difference(
                Change.CHANGED,
                name,
                shown(one),
                shown(two),
                called(new),
                old_place,
                place,
            )


def _of(row: Row, name: str) -> Any:
    """What a row says in a field: of a date no day can be read from, its words."""
    return getattr(row, name) or row.unread.get(name) or getattr(row, name)


def _read_back(row: Row) -> tuple[str, tuple[str, ...]]:
    """A description and its steps as our reader parts the cell they are printed in: a dash
    in a sentence may begin a step there, which is no difference."""
    points = [f"- {step}" for step in row.steps]
    return split_steps("\n".join(filter(None, [row.description, *points])))


def _whole(row: Row) -> str:
    """A row on one line for each thing it says."""
    said = ((name, FIELDS[name][1](_of(row, name))) for name in FIELDS)
    return "\n".join(f"{name}: {text}" for name, text in said if text)


def _same(value: object) -> object:
    return value


def _plain_each(texts: tuple[str, ...]) -> list[str]:
    return [plain(text) for text in texts]


def _days(said: SaidDate | str | None) -> object:
    if isinstance(said, str):
        return plain(said)
    return said and (said.earliest, said.latest)


def _windows(said: tuple[SaidDate, ...] | str) -> object:
    return plain(said) if isinstance(said, str) else [_days(each) for each in said]


def _lines(texts: tuple[str, ...]) -> str:
    return "\n".join(texts)


def _date(said: SaidDate | str | None) -> str:
    return str(said or "")


def _colours(statuses: tuple[Status, ...]) -> object:
    """Without “New Task”: a paper prints it where there is no status yet."""
    return [each for each in statuses if each.said.casefold() != NEW_TASK]


def _dates(said: tuple[SaidDate, ...] | str) -> str:
    return said if isinstance(said, str) else " ".join(map(str, said))


def _statuses(statuses: tuple[Status, ...]) -> str:
    return ", ".join(f"{each.said} on {each.on:%d/%m/%Y}" for each in statuses)


# Of each field: what is compared, and what is shown.
FIELDS: dict[str, tuple[Callable[..., object], Callable[..., str]]] = {
    "section": (_same, str),
    "ref": (plain, str),
    "heading": (plain, str),
    "objective": (plain, str),
    "description": (plain, str),
    "steps": (_plain_each, _lines),
    "owners": (_plain_each, _lines),
    "start": (_days, _date),
    "deadlines": (_windows, _dates),
    "success": (plain, str),
    "progress": (plain, str),
    "statuses": (_colours, _statuses),
    "closure": (_days, _date),
}
