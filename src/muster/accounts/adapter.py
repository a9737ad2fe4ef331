from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "That username and password don’t go together."
        " Check both and try again.",
        "email_password_mismatch": "That email address and password don’t go together."
        " Check both and try again.",
        "too_many_login_attempts": "There have been too many tries. Wait five minutes"
        " and try again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        from muster.accounts import sign_in_trail

        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_trail.refused(credentials, "too many tries")
            raise

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
