"""The second factor: who must have one, and who is led to set one up before anything else.

Whoever may see named children, or may give others that, signs in with something they hold
besides a password they know (NCSC, “Multi-factor authentication for your corporate online
services”).
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.pages import View
from muster.accounts.permissions import Permission


# For these a password alone isn't enough.
GUARDED = (Permission.SEE_CHILDREN, Permission.KEEP_PEOPLE, Permission.PROTECT_DATA)

# What is open until there is one: setting it up, and what that may need on the way.
BEFORE_IT = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "account_change_password",
        "account_logout",
        "design:accessibility",
        "design:cookies",
        "setting_up:colours",
        "setting_up:logo",
        "still_here",
    }
)

# In a session: who did it at their provider (accounts/oidc.py).
AT_PROVIDER = "second_factor_at_provider"


def is_wanted(person: Any) -> bool:
    """Whether this person must have one here."""
    if settings.SECOND_FACTOR == "children":
        return any(person.can(permission) for permission in GUARDED)
    return settings.SECOND_FACTOR == "everybody"


def is_set_up(person: User) -> bool:
    """Recovery codes alone are no factor: they stand in for one that was lost."""
    return (
        Authenticator.objects.filter(user=person)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def is_wanting(request: HttpRequest) -> bool:
    """Whether this person has to set one up before going on."""
    return (
        request.user.is_authenticated
        and is_wanted(request.user)
        and request.session.get(AT_PROVIDER) != request.user.pk
        and not is_set_up(request.user)
    )


@transaction.atomic
def reset(*, person: User, by: User) -> None:
    """Takes a person's factors away, for one who lost them; what is signed in ends."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    audit.record(
        did="second-factor.reset", by=by.get_username(), to=f"person:{person.pk}"
    )


def end_sessions(person: User) -> None:
    """Signs somebody out wherever they are signed in."""
    for session in UserSession.objects.filter(user=person):
        session.end()


class second_factor_first:
    """Before it, only the pages that set it up; a piece of a page moves the whole page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not is_wanting(request):
            return None
        if request.resolver_match and request.resolver_match.view_name in BEFORE_IT:
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(
                status=204, headers={"HX-Redirect": reverse("mfa_index")}
            )
        return redirect("mfa_index")
