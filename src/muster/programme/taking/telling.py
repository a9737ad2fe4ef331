"""What a paper changed, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from muster.programme.plans.table import short
from muster.programme.reading.differences import Difference


# What a field of a row is called in a sentence.
CALLED = {
    "ref": "reference",
    "heading": "title",
    "objective": "purpose",
    "deadlines": "deadline",
    "progress": "notes",
    "statuses": "status",
    "closure": "closing day",
    "success": "success measures",
}
MANY = {"owners", "steps", "notes", "success measures"}
LONGEST = 120


def told(
    changes: Iterable[Difference], taken: Mapping[int, frozenset[str]]
) -> Iterator[str]:
    """A sentence for each change that was taken in; ``taken`` are the fields of each row
    that were."""
    for one in changes:
        if one.after_row is not None and one.field in taken.get(one.after_row, ()):
            yield f"{one.called}: {_change(one)}"


def _change(one: Difference) -> str:
    name = CALLED.get(one.field, one.field)
    was, now = ("were", "are") if name in MANY else ("was", "is")
    before, after = _told_apart(one)
    if not after:
        return f"its {name} {was} {before}, and {now} gone."
    if not before:
        return f"its {name} {now} {after}."
    return f"its {name} {was} {before}, and {now} {after}."


def _told_apart(one: Difference) -> tuple[str, str]:
    """What was there, and what is now; of statuses only what is new."""
    before, after = one.before, one.after
    if one.field == "statuses":
        known = before.split(", ")
        more = [each for each in after.split(", ") if each not in known]
        before, after = "", ", ".join(more) or after
    return _said(before), _said(after)


def _said(text: str) -> str:
    return f"“{short(text, LONGEST)}”" if text else ""
