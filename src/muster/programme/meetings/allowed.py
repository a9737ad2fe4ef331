"""Who may hold a group’s meetings, and who reads what is exempt: the one place that says so.

Whoever holds meetings, of every group; and of their own group whoever chairs it, if they
have an account. What is exempt is read by them and by whoever sits on the group: neither
by the public nor by others who read the programme. A plan is whole for all who read it.
"""

from __future__ import annotations

from datetime import date

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.programme.groups.group import Group, chair
from muster.programme.groups.meeting import Meeting


def may_hold(user: User, group: Group, on: date) -> bool:
    if user.can(Permission.HOLD_MEETINGS):
        return True
    chairs = chair(group, on)
    return chairs is not None and chairs.user_id == user.pk


def is_of(user: User, group: Group, on: date) -> bool:
    """Whoever reads what is exempt of a group on a day: on its agenda, in its year, and
    among what people answer for."""
    if may_hold(user, group, on):
        return True
    return group.sittings.held(on).filter(contact__user=user).exists()


def may_read_exempt(user: User, meeting: Meeting, today: date) -> bool:
    """Of a meeting: whoever may hold it today, and whoever was of the group then."""
    return may_hold(user, meeting.group, today) or is_of(
        user, meeting.group, meeting.on
    )
