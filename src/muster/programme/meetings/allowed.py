"""Who may hold a group’s meetings, and who reads what is exempt: the one place that says so.

Whoever holds meetings, of every group; and of their own group whoever chairs it, if they
have an account. What is exempt is read by them and by whoever sits on the group.
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


def may_read_exempt(user: User, meeting: Meeting, today: date) -> bool:
    """Of a meeting: whoever may hold it today, and whoever sat on the group then."""
    group = meeting.group
    if may_hold(user, group, today) or may_hold(user, group, meeting.on):
        return True
    return group.sittings.held(meeting.on).filter(contact__user=user).exists()
