"""What the pages of meetings have in common: who may, and a cell that leads on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.programme.groups.group import Group
from muster.programme.meetings.allowed import may_hold
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
# Groups, protocols and rhythms are kept by whoever holds meetings; a group’s own meetings
# are held by its chair too, which `refuse_others` asks.
keeps = requires(Permission.HOLD_MEETINGS)


def refuse_others(request: HttpRequest, group: Group) -> None:
    if not may_hold(request.user, group, today()):
        raise PermissionDenied


def link(text: str, name: str, *args: Any) -> Any:
    """A cell that leads to a page of another part, where that part is there."""
    try:
        return {"text": text, "href": reverse(name, args=args)}
    except NoReverseMatch:
        return text
