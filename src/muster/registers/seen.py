"""An entry as somebody who asks for a page sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from muster.accounts.models import Post, User
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES
from muster.accounts.stored import state
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.register import registers


def entry_of(request: HttpRequest, name: str, pk: int) -> Entry:
    """The entry of that register, if they see it; otherwise there is none."""
    if name not in registers():
        raise Http404
    seen = Entry.objects.visible_to(request.user, state()).select_related("lead")
    return get_object_or_404(seen, register=name, pk=pk)


def child_name(request: HttpRequest, one: Entry) -> str:
    seen = Children.visible_to(request.user, state())
    return seen.names_of([one.child]).get(one.child, NAMELESS)


def keepers(on: date) -> QuerySet[User]:
    """Whoever can be given an entry to lead: nobody else could open it."""
    roles = [one.key for one in ROLES if Permission.KEEP_REGISTERS in one.every]
    held = Post.objects.held(on).filter(role_key__in=roles).values("person")
    return User.objects.filter(is_active=True, pk__in=held).order_by("name")


def called(usernames: Iterable[str]) -> dict[str, str]:
    """What people are called, by username; who has no account any more keeps theirs."""
    wanted = set(usernames)
    held = User.objects.filter(username__in=wanted)
    return {one: one for one in wanted} | {one.username: str(one) for one in held}


def entries_of(request: HttpRequest, child: int) -> list[Entry]:
    """What stands on the registers of a child, for who keeps them: open ones first."""
    if not request.user.can(Permission.KEEP_REGISTERS):
        return []
    seen = Entry.objects.visible_to(request.user, state()).filter(child=child)
    found = seen.select_related("lead").order_by("-started_on", "-pk")
    return sorted(found, key=lambda one: not one.is_open)
