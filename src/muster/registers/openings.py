"""Opening one child's record beyond one's reach, for an hour, saying why.

Whoever opens one has to know the child already: their UPN, or what a school calls them and
their birth date. There is nothing to browse, and each try is on the trail.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.permissions import Permission
from muster.accounts.trail import Entry
from muster.registers.opening import Opening
from muster.school_year import clock
from muster.tables import children, in_cohorts
from muster.tables.state import State
from muster.tables.upn import is_upn


LASTS = timedelta(hours=1)
# In an hour, of tries that opened nothing: enough to mistype, too few to guess.
TRIES = 10
TOO_MANY = (
    "Too many tries opened nothing. Wait an hour, and check who is meant with whoever told"
    " you of the child."
)
NOT_FOUND = (
    "There is no such child, or what you gave fits more than one. Check the UPN, or the"
    " identifier and the date of birth, with whoever gave them to you."
)


NAMED = (
    "Leave the child’s name out of the reason: it is kept for good, and read by people who"
    " may not know whose record it was."
)


class Refused(Exception):
    """The message is a sentence for whoever asked."""


def open_to(person: Any, at: datetime | None = None) -> frozenset[int]:
    """The children opened to somebody at this moment."""
    if not person.can(Permission.BREAK_GLASS):
        return frozenset()
    now = at or timezone.now()
    held = Opening.objects.filter(person=person, opened_at__lte=now, until__gt=now)
    return frozenset(held.values_list("child", flat=True))


def open_record(
    *,
    person: Any,
    state: State,
    identifier: str,
    born_on: date | None,
    reason: str,
    at: datetime,
) -> Opening:
    """Opens the one child who is meant, and says so on the trail.

    Raises Refused where it isn't certain who is meant; that is on the trail as well, and
    after so many such tries nothing is opened for an hour.
    """
    tried = Entry.objects.filter(
        by=person.get_username(), did="child.not-opened", at__gt=at - LASTS
    )
    if tried.count() >= TRIES:
        raise Refused(TOO_MANY)
    child = who_is_meant(state, identifier, born_on)
    if child is None:
        audit.record(did="child.not-opened", by=person.get_username(), reason=reason)
        raise Refused(NOT_FOUND)
    if _names(state, child, reason):
        raise Refused(NAMED)
    with transaction.atomic():
        opening = Opening.objects.create(
            person=person,
            child=child,
            reason=reason,
            opened_at=at,
            until=at + LASTS,
        )
        audit.record(
            did="child.opened-beyond-reach",
            by=person.get_username(),
            child=child,
            to=f"opening:{opening.pk}",
            reason=reason,
        )
    return opening


def who_is_meant(state: State, identifier: str, born_on: date | None) -> int | None:
    """The one child known exactly so; None for nobody, several, or too little said."""
    if born_on is None and not is_upn(identifier):
        return None
    pupils = children.pupils_known_as(state, identifier)
    if born_on is not None:
        pupils &= children.pupils_born(state, born_on)
    held = in_cohorts.places(state, clock.today())
    found = set(held.filter(held["pupil"].is_in(sorted(pupils)))["child"].to_list())
    return found.pop() if len(found) == 1 else None


def _names(state: State, child: int, reason: str) -> bool:
    """Whether a reason has a name the child was ever given, forename and surname apart."""
    pupils = state.pupils.filter(child=child)["pupil"].to_list()
    rows = children.enrolments_of(state, pupils)
    said = set(re.findall(r"\w+", reason.casefold()))
    given = (
        set(re.findall(r"\w+", " ".join(filter(None, row)).casefold()))
        for row in rows.select("forename", "surname").iter_rows()
    )
    return any(one and one <= said for one in given)
