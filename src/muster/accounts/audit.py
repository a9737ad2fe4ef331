"""The one way to write the trail.

    audit.record(did="person.closed", by=by.username, to=f"person:{person.pk}")

It writes on the connection of whatever is going on, so a change that is rolled back leaves
no row, and a row that can't be written stops the change. Who asked, as what and from where
is known from the request (`whoever_asks`, in the middleware and the commands).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils import timezone

from muster.accounts import trail_key
from muster.accounts.trail import Entry
from muster.tables.upn import without_upns


@dataclass(frozen=True)
class Asker:
    """Who is behind what is being done. A stranger has no username."""

    username: str = ""
    posts: str = ""
    source: str = ""


STRANGER = Asker()

_asking: ContextVar[Asker] = ContextVar("who asks", default=STRANGER)


def record(
    *,
    did: str,
    by: str,
    child: int | None = None,
    to: str = "",
    before: object = None,
    after: object = None,
    reason: str = "",
    school: int | None = None,
) -> Entry:
    """Adds a row. ``child`` is the store's id of one, and only its keyed hash is kept.

    ``before`` and ``after`` are kept as JSON; a pupil's number found in them, or in any
    text, is struck out: the trail says that a record changed, and the record says to what.
    """
    asker = _asking.get()
    return Entry.objects.create(
        at=timezone.now(),
        by=by[:150],
        # A job does what somebody asked for earlier: nobody knows what they were then.
        posts=asker.posts[:300] if asker.username == by else "",
        did=did,
        child="" if child is None else trail_key.of_child(child),
        to=kept(to)[:300],
        school=school,
        reason=kept(reason),
        before=_as_json(before),
        after=_as_json(after),
        source=asker.source,
    )


def asker() -> Asker:
    """Who is behind what is being done now."""
    return _asking.get()


@contextmanager
def whoever_asks(found: Asker) -> Iterator[None]:
    """For as long as this lasts, what is done is done for them."""
    token = _asking.set(found)
    try:
        yield
    finally:
        _asking.reset(token)


def asks_from_now_on(found: Asker) -> None:
    """For a process that does one person's bidding: a command."""
    _asking.set(found)


def asker_of(request: HttpRequest) -> Asker:
    address = _address_of(request)
    source = trail_key.keyed("address", address) if address else ""
    if not request.user.is_authenticated:
        return Asker(source=source)
    return Asker(request.user.get_username(), posts_of(request.user), source)


def _address_of(request: HttpRequest) -> str:
    """Where a request came from: behind a proxy, whom the proxy says it asks for."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""


def posts_of(user: Any) -> str:
    """What somebody is at this moment, in words."""
    return user.post_titles


def kept(text: str) -> str:
    """What the trail keeps of a text: no pupil’s number, and nothing no database takes."""
    return without_upns(text.replace("\0", ""))


def _as_json(value: object) -> str:
    if value is None:
        return ""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return kept(text)
