"""Who may write about an action: the one place that says so.

The page, its buttons and the pages they lead to all ask here. Whoever keeps plans may do
anything to them; whoever owns an action may say how it goes, and nothing more.
"""

from __future__ import annotations

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.programme import contacts
from muster.programme.plans.standing import Standing


NOT_KEPT = "Only those who keep plans may do this. Ask whoever keeps the plan."
NOT_OWNED = (
    "Only those who own this action, and those who keep plans, may write about it."
)


def may_keep(user: User) -> str:
    """Why somebody may not change plans, in a sentence; nothing where they may."""
    return "" if user.can(Permission.KEEP_PLANS) else NOT_KEPT


def may_update(user: User, standing: Standing) -> str:
    """Why somebody may not say how an action goes, in a sentence; nothing where they may."""
    if user.can(Permission.KEEP_PLANS) or is_owner(user, standing):
        return ""
    return NOT_OWNED


def is_owner(user: User, standing: Standing) -> bool:
    return bool({one.contact_id for one in standing.owners} & contacts.numbers_of(user))
