"""Whom to tell: the accounts of a plan's people, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from muster.accounts.models import User
from muster.accounts.roles import SERVICE
from muster.programme.contacts import Contact
from muster.programme.groups.group import chair
from muster.programme.plans.plan import Plan, keeper
from muster.programme.plans.standing import Standing
from muster.programme.reminders.due import Heading, Item


@dataclass(frozen=True)
class Above:
    """Who stands above the owners of a plan's actions, by their accounts."""

    keeper: int | None
    chair: int | None

    @property
    def keeper_first(self) -> int | None:
        return self.chair if self.keeper is None else self.keeper

    @property
    def chair_first(self) -> int | None:
        return self.keeper if self.chair is None else self.chair


class Whom:
    """The people of plans on a day, each plan's looked up once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._accounts = _accounts()
        self.above = cache(self._above)

    def account(self, contact: Contact | None) -> int | None:
        """The number of somebody's account; None where they have none that is open."""
        return None if contact is None else self._accounts.get(contact.name)

    def _above(self, plan: Plan) -> Above:
        keeping = keeper(plan, self.on)
        chairs = chair(plan.group, self.on) if plan.group else None
        return Above(
            self.account(keeping.contact if keeping else None), self.account(chairs)
        )

    def owners(self, one: Standing, item: Item) -> Iterator[Item]:
        """An item for each owner; and for whoever keeps the plan in the place of those who
        have no account, and where nobody owns the action."""
        keeps = self.above(one.action.plan).keeper_first
        if not one.owners:
            yield passed_on(item, keeps, f"Nobody owns this. {item.says}", "nobody")
        for owner in one.owners:
            account = self.account(owner.contact)
            if account is not None:
                yield replace(item, person=account)
                continue
            says = f"{owner.contact} has no account, so tell them: {item.says}"
            yield passed_on(item, keeps, says, f"contact-{owner.contact_id}")


def passed_on(item: Item, to: int | None, says: str, for_whom: str) -> Item:
    """The same, told to somebody in another's place."""
    about = f"{item.about} for {for_whom}"
    return replace(item, person=to, heading=Heading.OTHERS, says=says, about=about)


def _accounts() -> dict[str, int]:
    """By each name of a contact, their open account. A name that two have is nobody's,
    unless it is how one of them is kept."""
    held = Contact.objects.filter(user__is_active=True).exclude(
        user__in=User.objects.filter(posts__role_key=SERVICE)
    )
    kept = {one.name: one.user_id for one in held}
    others: dict[str, set[int]] = {}
    for one in held:
        for name in one.aliases:
            others.setdefault(name, set()).add(one.user_id)
    alone = {name: min(who) for name, who in others.items() if len(who) == 1}
    return {**alone, **kept}
