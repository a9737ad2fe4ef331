"""What stands after the tables of a paper: why a thing is amber or red, and who is who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from muster.programme.contacts import Contact
from muster.programme.groups.group import Sitting
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import AMBER, RED, Standing
from muster.programme.printed import OwnerKnown, Why


LATE_GREEN = "It was green, and its deadline has passed without a new one."


def whys(found: Sequence[Standing]) -> Iterator[Why]:
    """Every open action that is printed amber or red at the last review."""
    for one in found:
        review = one.reviewed_on
        made = one.rating_at(review) if review and not one.is_closed else None
        if made is None or review is None or review < one.listed_on:
            continue
        owners = tuple(owner.name for owner in one.owners)
        about = (one.ref, one.title, owners)
        if one.was_overdue_green(made, review):
            yield Why(*about, RED.upper(), LATE_GREEN)
        elif made.colour in (AMBER, RED):
            said = made.colour.upper()
            yield Why(
                *about, said, made.reason.strip(), made.path.strip(), made.path_by
            )


def owners(
    plan: Plan, found: Sequence[Standing], on: date, known_at: datetime | None
) -> Iterator[OwnerKnown]:
    """Each owner once, in the order of their names, of whom more is known than how the
    paper writes the name."""
    named = {each.name: each.contact_id for one in found for each in one.owners}
    every = list(_then(Contact, known_at)) if named else []
    sittings = _sittings(plan, on, known_at) if named else {}
    for name in sorted(named):
        for who in _whole(named[name], every):
            roles = [_role(sittings[pk]) for pk in _same(who, every) if pk in sittings]
            known = OwnerKnown(name, who.name, "; ".join(roles), who.organisation)
            if known.says_more:
                yield known


def _whole(pk: int, every: Sequence[Contact]) -> Iterator[Contact]:
    """The person a contact is: the one it was joined to, if it was."""
    for held in (one for one in every if one.pk == pk):
        joined = [one for one in every if held.name in one.aliases and one.pk != pk]
        yield joined[0] if len(joined) == 1 else held


def _same(who: Contact, every: Sequence[Contact]) -> list[int]:
    return [one.pk for one in every if one.name in who.names]


def _sittings(plan: Plan, on: date, known_at: datetime | None) -> dict[int, Sitting]:
    """Who sits on the plan’s group on a day; as the chair, where somebody does twice."""
    found = [
        one
        for one in _then(Sitting, known_at)
        if one.group_id == plan.group_id
        and one.from_on <= on
        and (one.to_on is None or one.to_on >= on)
    ]
    found.sort(key=lambda one: one.sits_as == Sitting.As.CHAIR)
    return {one.contact_id: one for one in found}


def _role(sitting: Sitting) -> str:
    seat = sitting.seat.name if sitting.seat else ""
    if seat and sitting.sits_as == Sitting.As.MEMBER:
        return seat
    return ", ".join(filter(None, [sitting.get_sits_as_display(), seat]))


def _then(model: Any, known_at: datetime | None) -> Any:
    return model.history.as_of(known_at) if known_at else model.objects.all()
