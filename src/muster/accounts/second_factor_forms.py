"""The forms of the second factor: allauth's, in our words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


def _code(label: str, hint: str, *, numbers_only: bool = False) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "class": "govuk-input--width-10"}
    if numbers_only:
        attrs["inputmode"] = "numeric"
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=20,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": "Enter the code"},
    )


EITHER = "The six figures your app shows now, or one of your recovery codes."


class CodeForm(AuthenticateForm):
    code = _code("Code", EITHER)


class CodeAgainForm(ReauthenticateForm):
    code = _code("Code", EITHER)


class SetUpAppForm(ActivateTOTPForm):
    code = _code("Code", "The six figures your app shows now.", numbers_only=True)


class AddPasskeyForm(AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without my password", required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = "What to call it"
        name.help_text = "So that you know it from others, like “work telephone”."
        name.max_length = 100
