"""The pages of how somebody signs in that are Muster's own, or say more than allauth's."""

from typing import Any

from allauth.account.views import LoginView, PasswordResetView
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from muster.accounts import audit, password_reset, second_factor, time_out
from muster.accounts.models import User
from muster.accounts.pages import requires, signed_in
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        return page | {
            "providers": settings.SIGN_IN_PROVIDERS,
            "can_reset": password_reset.is_possible(),
        }


class Forgotten(PasswordResetView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not password_reset.is_possible():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class HowYouSignIn(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        keys = page["authenticators"].get("webauthn", [])
        return page | {
            "must_set_up": second_factor.is_wanting(self.request),
            "passkeys": [_passkey(one) for one in keys],
            "how_long": time_out.sentence(),
        }


def _passkey(one: Any) -> dict[str, Any]:
    kept = one.instance
    used = f", last used on {day(kept.last_used_at)}" if kept.last_used_at else ""
    away = {
        "text": "Take away",
        "href": reverse("mfa_remove_webauthn", kwargs={"pk": kept.pk}),
        "visuallyHiddenText": one.name,
    }
    return {
        "key": {"text": one.name},
        "value": {"text": f"Added on {day(kept.created_at)}{used}"},
        "actions": {"items": [away]},
    }


class SetUpApp(ActivateTOTPView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        secret = page["form"].secret
        # As people type it, and so that a narrow screen can break it; apps leave out spaces.
        fours = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return page | {"key": fours}


class WhereYouAreSignedIn(ListUserSessionsView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        return page | {
            "rows": [_session(one) for one in page["sessions"]],
            "how_long": time_out.sentence(),
        }


def _session(one: UserSession) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "is_current": one.is_current(),
        "browser": browser(one.user_agent),
        "said": f"Signed in on {moment(one.created_at)}, last used on"
        f" {moment(one.last_seen_at)}, from {one.ip}",
    }


# What a browser calls itself holds the names of others: the first that is found is it.
BROWSERS = [
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
MACHINES = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
]


def browser(agent: str) -> str:
    """“Firefox on Windows”, as near as can be told."""
    program = next((name for mark, name in BROWSERS if mark in agent), "A browser")
    machine = next((name for mark, name in MACHINES if mark in agent), "")
    return f"{program} on {machine}" if machine else program


@signed_in  # their own sessions, whatever their role
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_here = session.is_current()
    name = browser(session.user_agent)
    session.end()
    audit.record(
        did="session.ended",
        by=request.user.get_username(),
        to=f"person:{request.user.pk}",
    )
    if is_here:
        logout(request)
        return redirect("account_login")
    messages.success(request, f"{name} is signed out.")
    return redirect("usersessions_list")


@signed_in  # whoever has a session has an end of it
@require_GET
@never_cache
def time_left(request: HttpRequest) -> JsonResponse:
    """Asked by a page before it warns: another may have been used since."""
    return _left(request)


@signed_in
@require_POST
def still_here(request: HttpRequest) -> JsonResponse:
    time_out.use(request)
    return _left(request)


def _left(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "seconds": time_out.seconds_left(request),
            "longer": time_out.is_extended_by_use(request),
        }
    )


@requires(Permission.KEEP_PEOPLE)
@require_POST
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody who lost it, once whoever asks is sure it is them."""
    person = get_object_or_404(User, pk=pk)
    second_factor.reset(person=person, by=request.user)
    messages.success(
        request,
        f"{person} has no second factor now, and is signed out. They set up a new one when"
        " they sign in.",
    )
    return redirect("person", pk=pk)
