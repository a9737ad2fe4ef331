"""What passes to a colleague when somebody leaves: actions they own, plans they keep, and
what of reports, the cycle, recommendations and protocols waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from muster.accounts import audit
from muster.accounts.models import User
from muster.programme.contacts import Contact, of_same_person, of_user
from muster.programme.meetings.protocol import Protocol
from muster.programme.plans import changing
from muster.programme.plans.plan import Plan, Recommendation, keeper
from muster.programme.plans.standing import Standing
from muster.programme.reminders.actions import still_open
from muster.programme.reminders.saying import called
from muster.programme.reminders.whom import Whom
from muster.programme.reporting.cycle import CycleStep
from muster.programme.reporting.line import Clearance, ReportLine
from muster.school_year import clock


REASON = "handed on"


def actions_of(username: str) -> list[str]:
    return [called(one) for one in _owned(_names(username))]


@transaction.atomic
def pass_actions_on(username: str, to: str) -> None:
    """The colleague owns what they owned, in their place, with whoever else does."""
    theirs, colleague = _names(username), of_user(User.objects.get(username=to))
    for one in _owned(theirs):
        _own_instead(one, theirs, colleague)


def plans_of(username: str) -> list[str]:
    return [str(plan) for plan in _kept(_names(username))]


@transaction.atomic
def pass_plans_on(username: str, to: str) -> None:
    colleague = of_user(User.objects.get(username=to))
    for plan in list(_kept(_names(username))):
        changing.keep(plan, colleague, on=clock.today(), by=audit.asker().username)


def things_of(username: str) -> list[str]:
    return [
        f"{what} “{one}”"
        for what, _, found in _waiting(_names(username))
        for one in found
    ]


@transaction.atomic
def pass_things_on(username: str, to: str) -> None:
    colleague = of_user(User.objects.get(username=to))
    for _, field, found in _waiting(_names(username)):
        for one in found:
            setattr(one, field, colleague)
            one.save()


def _waiting(theirs: set[Contact]) -> Iterator[tuple[str, str, QuerySet[Any]]]:
    """What is not done: what it is in a word, the field that says whose, and the rows."""
    today = clock.today()
    going = {"given_on": None, "dropped_on": None}
    of_line = {"line__given_on": None, "line__dropped_on": None}
    found = (
        ("report", "writer", ReportLine.objects.filter(**going)),
        ("clearing of", "contact", Clearance.objects.filter(given_on=None, **of_line)),
        ("step", "contact", CycleStep.objects.filter(done_on=None)),
        ("leading on", "lead", Recommendation.objects.filter(confirmed_at=None)),
        ("protocol", "owner", Protocol.objects.exclude(ended_on__lte=today)),
    )
    for what, field, rows in found:
        yield what, field, rows.filter(**{f"{field}__in": theirs})


def _names(username: str) -> set[Contact]:
    """Whoever papers call this person, under all their names; nobody, if they call them
    nothing. A name that is another's too is left: it may not be them."""
    contact = Contact.objects.filter(user__username=username).first()
    if contact is None:
        return set()
    account = Whom(clock.today()).account
    return {one for one in of_same_person(contact) if account(one) == contact.user_id}


def _owned(theirs: set[Contact]) -> list[Standing]:
    """Open actions that one of these does."""
    if not theirs:
        return []
    return [
        one
        for one in still_open(clock.today())
        if any(owner.contact in theirs for owner in one.owners)
    ]


def _kept(theirs: set[Contact]) -> Iterator[Plan]:
    """Open plans that one of these keeps."""
    today = clock.today()
    held = Plan.objects.filter(keepings__contact__in=theirs).distinct()
    for plan in held.exclude(closed_on__lte=today):
        keeping = keeper(plan, today)
        if keeping and keeping.contact in theirs:
            yield plan


def _own_instead(one: Standing, theirs: set[Contact], colleague: Contact) -> None:
    """A new fact of who owns it. Others are written as they were."""
    named: dict[str, dict[Contact, str]] = {}
    for owner in one.everybody:
        is_theirs = owner.contact in theirs
        contact = colleague if is_theirs else owner.contact
        name = colleague.name if is_theirs else owner.name
        named.setdefault(owner.share, {}).setdefault(contact, name)
    does = named["responsible"]
    said = next((owner.contact for owner in one.owners if owner.is_accountable), None)
    changing.set_owners(
        one.action,
        list(does),
        accountable=colleague if said in theirs else said,
        # Who does it is told anyway, and stands once among the owners.
        consulted=[each for each in named.get("consulted", {}) if each not in does],
        informed=[
            each
            for each in named.get("informed", {})
            if each not in {**does, **named.get("consulted", {})}
        ],
        written=list(does.values()),
        on=clock.today(),
        by=audit.asker().username,
        reason=REASON,
    )
