"""What passes to a colleague when somebody leaves: actions they own, plans they keep."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from muster.accounts import audit
from muster.accounts.models import User
from muster.programme.contacts import Contact, of_same_person, of_user
from muster.programme.plans import changing
from muster.programme.plans.plan import Plan, keeper
from muster.programme.plans.standing import Standing
from muster.programme.reminders.actions import still_open
from muster.programme.reminders.saying import called
from muster.programme.reminders.whom import Whom
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
