"""Signing in and out, in the trail: Django and allauth say when it happens."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth import signals
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest

from muster.accounts import audit, trail_key
from muster.accounts.models import User


def listen() -> None:
    signals.user_logged_in.connect(signed_in)
    signals.user_logged_out.connect(signed_out)
    signals.user_login_failed.connect(not_signed_in)
    password_changed.connect(changed_password)
    password_reset.connect(changed_password)
    authenticator_added.connect(added_factor)
    authenticator_removed.connect(removed_factor)
    authenticator_reset.connect(added_factor)


def signed_in(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _record("person.signed-in", user)


def signed_out(request: HttpRequest, user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None:
        _record("person.signed-out", user)


def changed_password(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _record("person.changed-password", user)


def added_factor(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _record("second-factor.added", user)


def removed_factor(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _record("second-factor.removed", user)


def not_signed_in(credentials: dict[str, Any], **_: Any) -> None:
    refused(credentials, "the username and password don’t go together")


def refused(credentials: dict[str, Any], reason: str) -> None:
    """Whoever is known by what was typed. Of nobody's only a hash is kept: people type
    their password where the username goes."""
    typed = str(credentials.get("username") or credentials.get("email") or "").strip()
    known = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    found = known.first() if typed else None
    to = (
        f"person:{found.pk}"
        if found
        else f"typed:{trail_key.keyed('typed', typed)[:16]}"
    )
    audit.record(did="person.not-signed-in", by="", to=to, reason=reason)


def _record(did: str, user: AbstractBaseUser) -> None:
    audit.record(did=did, by=user.get_username(), to=f"person:{user.pk}")
