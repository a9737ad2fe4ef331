"""Making and changing groups: what they are, their terms, seats, and who sits when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group, Seat, Sitting, Terms


@transaction.atomic
def make_group(*, by: str, **said: Any) -> Group:
    """A new group. Raises Refused for a name there is."""
    group = Group(**said)
    _refuse_doubled(group)
    group.save()
    _tell("group.made", group, by, after={"name": group.name})
    return group


@transaction.atomic
def change_group(group: Group, *, by: str, **said: Any) -> None:
    """Raises Refused for a name there is, and for a group that would report to itself."""
    before = {name: str(getattr(group, name) or "") for name in said}
    for name, value in said.items():
        setattr(group, name, value)
    _refuse_doubled(group)
    if group in _above(group):
        raise Refused(f"{group} would report to itself in the end. Choose another.")
    group.save()
    after = {name: str(value or "") for name, value in said.items()}
    _tell("group.changed", group, by, before=before, after=after)


def _refuse_doubled(group: Group) -> None:
    same = Group.objects.filter(name__iexact=group.name).exclude(pk=group.pk)
    if same.exists():
        raise Refused(f"There is a group called {group.name} already.")


def _above(group: Group) -> list[Group]:
    """Whom it reports to, whom they report to, and so on; as far as a ring."""
    found: list[Group] = []
    above = group.reports_to
    while above is not None and above not in found:
        found.append(above)
        above = above.reports_to
    return found


@transaction.atomic
def set_terms(
    group: Group,
    *,
    text: str,
    from_on: date,
    by: str,
    review_on: date | None = None,
    agreed_at: Any = None,
) -> Terms:
    """The next version of its terms of reference. Those before it stay as they were."""
    if review_on is not None and review_on <= from_on:
        raise Refused("They would be reviewed before they are in force.")
    made = Terms.objects.create(
        group=group,
        text=text,
        from_on=from_on,
        review_on=review_on,
        agreed_at=agreed_at,
        recorded_at=timezone.now(),
        by=by,
    )
    _tell("group.terms", group, by, after={"from": from_on})
    return made


@transaction.atomic
def add_seat(group: Group, *, name: str, wanted: int, by: str) -> Seat:
    """A seat, or how many are wanted in one there is."""
    seat, made = Seat.objects.get_or_create(
        group=group, name=name, defaults={"wanted": wanted}
    )
    if not made:
        seat.wanted, seat.closed_on = wanted, None
        seat.save()
    _tell("group.seat", group, by, after={"seat": name, "wanted": wanted})
    return seat


@transaction.atomic
def close_seat(seat: Seat, *, on: date, by: str) -> None:
    """A seat nobody is wanted in from a day on. Raises Refused while somebody sits in it."""
    if seat.sittings.held(on).exists():
        raise Refused("Somebody sits in it. Say their last day first.")
    seat.closed_on = on
    seat.save()
    _tell("group.seat", seat.group, by, after={"seat": seat.name, "closed": on})


@transaction.atomic
def sit(
    group: Group,
    contact: Contact,
    *,
    sits_as: str,
    from_on: date,
    by: str,
    seat: Seat | None = None,
    deputy_for: Sitting | None = None,
    to_on: date | None = None,
) -> Sitting:
    """Somebody joins a group. A new chair takes over: the chair before sits until the day
    before. Raises Refused for who sits so already, and for a deputy of nobody."""
    if to_on is not None and to_on < from_on:
        raise Refused("The last day is before the first.")
    if (sits_as == Sitting.As.DEPUTY) != (deputy_for is not None):
        raise Refused("Say whose deputy it is, and say so of a deputy only.")
    if deputy_for is not None and deputy_for.contact_id == contact.pk:
        raise Refused("Nobody is their own deputy.")
    there = group.sittings.held(from_on).filter(contact=contact, sits_as=sits_as)
    if there.exists():
        raise Refused(f"{contact} sits on it so already on {day(from_on)}.")
    if sits_as == Sitting.As.CHAIR:
        _hand_over(group, from_on)
    made = Sitting.objects.create(
        group=group,
        contact=contact,
        sits_as=sits_as,
        from_on=from_on,
        to_on=to_on,
        seat=seat,
        deputy_for=deputy_for,
    )
    _tell("group.joined", group, by, after=_told(made))
    return made


def _hand_over(group: Group, on: date) -> None:
    """Ends the sitting of whoever chairs up to the day before. One that begins on the very
    day or later stands: the latest to begin chairs."""
    ends_on = on - timedelta(days=1)
    for before in group.sittings.held(on).filter(sits_as=Sitting.As.CHAIR):
        if before.from_on <= ends_on:
            before.to_on = ends_on
            before.save()


@transaction.atomic
def end_sitting(sitting: Sitting, *, to_on: date, by: str) -> None:
    """Somebody’s last day on a group. Raises Refused for one before their first."""
    if to_on < sitting.from_on:
        raise Refused(f"They joined on {day(sitting.from_on)}. Enter a later day.")
    sitting.to_on = to_on
    sitting.save()
    _tell("group.left", sitting.group, by, after=_told(sitting))


def _told(sitting: Sitting) -> dict[str, Any]:
    return {
        "contact": sitting.contact_id,
        "as": sitting.sits_as,
        "from": sitting.from_on,
        "to": sitting.to_on,
    }


def _tell(did: str, group: Group, by: str, **more: Any) -> None:
    audit.record(did=did, by=by, to=f"group:{group.pk}", **more)
