"""Updates that are wanted, and those that were missed: whom that is told, and when.

One is wanted of the owners for a set number of working days before its plan is looked at:
at a review, or a meeting of its group. It is missed from the day on which the action is
silent (`Standing.is_silent`, the one definition). On that day the owners are told; once
the days of grace are over, the one who answers for it, or whoever keeps the plan where
nobody does; after as many again the chair (programme.md A4.4, with the days of grace of A1,
Operately). Only working days count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from muster.design.filters import day
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Plan
from muster.programme.plans.rules import rule
from muster.programme.plans.standing import Standing
from muster.programme.reminders.due import Heading, Item
from muster.programme.reminders.saying import called
from muster.programme.reminders.whom import Whom, passed_on
from muster.school_year.working_days import working_days_after, working_days_before


class Looks:
    """The days on which plans are looked at, past and to come; each plan's read once."""

    def __init__(self) -> None:
        self.of = cache(self._of)

    def _of(self, plan: Plan) -> list[date]:
        found = set(plan.reviews.values_list("on", flat=True))
        if plan.group is not None:
            held = plan.group.meetings.exclude(state=Meeting.State.CANCELLED)
            found.update(held.values_list("on", flat=True))
        return sorted(found)


def told(one: Standing, whom: Whom, looks: Looks) -> Iterator[Item]:
    missed = missed_on(one)
    if missed is not None:
        yield from _missed(one, missed, whom)
    elif wanted := wanted_by(one, looks.of(one.action.plan)):
        says = (
            f"Say how {called(one)} is going: it is looked at"
            f" {'today' if wanted == one.on else 'on ' + day(wanted)}."
        )
        yield from whom.owners(one, _item(one, says, wanted))


def wanted_by(one: Standing, looks: list[date]) -> date | None:
    """The day by which an update is wanted; None if none is, or not yet."""
    coming = [each for each in looks if each >= one.on]
    if not coming:
        return None
    asked_from = working_days_before(coming[0], rule("update_working_days", one.on))
    if one.on < asked_from or _is_told(one, [each for each in looks if each < one.on]):
        return None
    return coming[0]


def _is_told(one: Standing, looked: list[date]) -> bool:
    """Whether somebody said how it goes since it was looked at last. What is newer than
    that has nothing to say yet."""
    if not looked:
        return one.updated_on is not None
    return (one.updated_on or one.listed_on) > looked[-1]


def missed_on(one: Standing) -> date | None:
    """The day from which an update is missed; None if none is.

    It stays the same while reviews go by, or each would let those above off again.
    """
    if not one.is_silent:
        return None
    since = one.updated_on or one.listed_on
    if one.reviewed_before is None:
        return since + timedelta(days=rule("silent_after_days", one.on) + 1)
    # What was written on a review's day, or since the one before it, was for that review.
    return [each for each in one.reviews if each >= since][1]


def _missed(one: Standing, missed: date, whom: Whom) -> Iterator[Item]:
    grace = rule("grace_working_days", one.on)
    since = f"nobody has said how {called(one)} is going"
    item = _item(one, f"An update is missing since {day(missed)}: {since}.", missed)
    item = replace(item, is_overdue=True)
    above = whom.above(one.action.plan)
    if one.on < working_days_after(missed, grace):
        yield from whom.owners(one, item)
        return
    yield from _to_owners(one, item, whom)
    if one.owners and one.accountable is None:
        says = f"{item.says} It has several owners and none who answers for it."
        yield passed_on(item, above.keeper_first, says, "whoever answers")
    if one.on >= working_days_after(missed, 2 * grace):
        said = f"{item.says} {_whose(one)}"
        yield replace(item, person=above.chair_first, heading=Heading.OTHERS, says=said)


def _to_owners(one: Standing, item: Item, whom: Whom) -> Iterator[Item]:
    """The owners, and that of them who answers for it told so."""
    answers = one.accountable and whom.account(one.accountable.contact)
    for each in whom.owners(one, item):
        if answers is not None and each.person == answers:
            yield replace(each, says=f"{each.says} You answer for it.")
        else:
            yield each


def _whose(one: Standing) -> str:
    names = ", ".join(str(owner.contact) for owner in one.owners)
    return f"It is {names}’s." if names else "Nobody owns it."


def _item(one: Standing, says: str, by: date) -> Item:
    return Item(
        person=None,
        heading=Heading.UPDATES,
        about=f"update of action {one.action.pk}",
        says=says,
        page=("programme:action", one.action.pk),
        due_on=by,
    )
