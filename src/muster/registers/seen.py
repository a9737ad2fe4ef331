"""Entries as somebody who asks for a page sees them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import day
from muster.design.numbers import numbers_in
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.register import registers


A_PAGE = 50


def entry_of(request: HttpRequest, name: str, pk: int) -> Entry:
    """The entry of that register, if they see it; otherwise there is none."""
    if name not in registers():
        raise Http404
    seen = Entry.objects.visible_to(request.user, state()).select_related("lead")
    return get_object_or_404(seen, register=name, pk=pk)


def back_of(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that somebody came from and comes back to, as the address
    says it; ``otherwise`` where it says none, or another site’s."""
    asked: str = request.GET.get("back", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if is_ours else otherwise


def ticked(request: HttpRequest, name: str) -> list[Entry]:
    """The entries chosen in the list of a register, of those they see: a page of them."""
    seen = Entry.objects.visible_to(request.user, state()).filter(register=name)
    return list(seen.filter(pk__in=numbers_in(request.POST.getlist("entry"))[:A_PAGE]))


def child_name(request: HttpRequest, one: Entry) -> str:
    seen = Children.visible_to(request.user, state())
    return seen.names_of([one.child]).get(one.child, NAMELESS)


def next_of(one: Entry) -> str:
    """What happens next, with its day: “Visit at home, by 3 March 2026”; “” for nothing."""
    by = f", by {day(one.next_on)}" if one.next_on and one.next_step else ""
    return f"{one.next_step}{by}"


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
