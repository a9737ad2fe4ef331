"""Tokens: making one, shown once; knowing one again; and ending them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.posts import Refused
from muster.api.models import Token
from muster.design.filters import day
from muster.school_year import clock


# Programs that look for secrets in what is published know one by its first letters.
MARK = "muster_"
SHOWN = len(MARK) + 6
USUAL, LONGEST = timedelta(days=365), timedelta(days=2 * 365)


@transaction.atomic
def make(
    *, service: User, name: str, by: str, expires_on: date | None = None
) -> tuple[Token, str]:
    """A token and its text, which nobody can read again. It lasts a year, unless told
    otherwise. Raises Refused for a closed service, and for a last day gone by or more
    than two years off."""
    if not service.is_active:
        raise Refused(f"{service} is closed, so it has no tokens.")
    today = clock.today()
    last = expires_on or today + USUAL
    if last < today:
        raise Refused(f"{day(last)} has gone by. Choose a day to come.")
    if last > today + LONGEST:
        raise Refused(
            f"A token lasts two years at most: choose {day(today + LONGEST)} or earlier."
        )
    text = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        service=service,
        name=name,
        prefix=text[:SHOWN],
        digest=_digest(text),
        made_by=by,
        made_at=timezone.now(),
        expires_on=last,
    )
    audit.record(
        did="token.made",
        by=by,
        to=f"person:{service.pk}",
        after={"token": token.prefix, "name": name, "until": last},
    )
    return token, text


def known(text: str) -> Token | None:
    """The token with this text, whether it is good or not."""
    return Token.objects.select_related("service").filter(digest=_digest(text)).first()


def used(token: Token) -> None:
    """Keeps the day, and no more: a row isn't written at each call."""
    today = clock.today()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)


@transaction.atomic
def revoke(*, token: Token, by: str) -> None:
    """Ends a token at once. One that was ended stays as it was."""
    if token.revoked_at:
        return
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        did="token.revoked",
        by=by,
        to=f"person:{token.service_id}",
        before={"token": token.prefix, "name": token.name},
    )


def end_with_accounts() -> None:
    """From now on a closed account's tokens are revoked, so opening it again, wherever
    that is done, brings none of them back."""
    post_save.connect(_end_all, sender=User, dispatch_uid="tokens end with accounts")


def _end_all(instance: User, **about: Any) -> None:
    if not instance.is_active:
        for token in instance.tokens.filter(revoked_at=None):
            revoke(token=token, by=audit.asker().username)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
