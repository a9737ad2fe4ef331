"""Where Muster differs from allauth: what it says, and what it won’t do."""

import base64
import time
from functools import cache
from typing import Any

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from markupsafe import Markup


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "That username and password don’t go together."
        " Check both and try again.",
        "email_password_mismatch": "That email address and password don’t go together."
        " Check both and try again.",
        "too_many_login_attempts": "There have been too many tries. Wait five minutes"
        " and try again.",
        "rate_limited": "There have been too many tries. Wait five minutes and try"
        " again.",
        "incorrect_password": "That isn’t your password. Check it and try again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        from muster.accounts import sign_in_trail

        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_trail.refused(credentials, "too many tries")
            raise

    def pre_login(
        self, request: HttpRequest, user: Any, **more: Any
    ) -> HttpResponse | None:
        """However it was shown who it is, a program is never signed in."""
        if user.is_service:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **more)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago has just shown who they are."""
        return super().is_reauthentication_required(
            app=app, **kwargs
        ) and not _just_signed_in(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        methods = super().get_reauthentication_methods(user)
        return [one | {"description": SHOWN_BY[one["id"]]} for one in methods]


SHOWN_BY = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code from your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


def _just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code isn’t right, or has been used already. Enter the one"
        " shown now.",
    }

    def get_totp_issuer(self) -> str:
        return f"Muster {settings.ORGANISATION}".strip()

    def get_totp_label(self, user: Any) -> str:
        return f"{self.get_totp_issuer()}:{user.username}"

    def build_totp_svg(self, url: str) -> str:
        """The picture to photograph, in the page itself: four modules of white around
        it, as ISO/IEC 18004 asks."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{x},{y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, is_dark in enumerate(row)
            if is_dark
        )
        return Markup(
            '<svg viewBox="0 0 {0} {0}" width="240" height="240" role="img"'
            ' aria-label="QR code for your authenticator app">'
            '<path fill="#fff" d="M0,0h{0}v{0}h-{0}z"/><path d="{1}"/></svg>'
        ).format(len(rows), squares)

    def generate_authenticator_name(self, user: Any, kind: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=kind).count()
        return f"Passkey {held + 1}"

    def encrypt(self, text: str) -> str:
        """An app's secret signs in by itself, so a copy of the database isn't enough."""
        return _locks(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _locks(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


@cache
def _locks(key: str) -> MultiFernet:
    """Made of the site's key; those before it open what they locked."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(_bytes_of(one)))
            for one in (key, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


def _bytes_of(key: str) -> bytes:
    return salted_hmac("muster.second-factor", "", key, algorithm="sha256").digest()
