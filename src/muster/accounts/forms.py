from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from muster.accounts import first, password_reset


WHAT_WORKS = "At least 12 characters. Three unlikely words together work well."


class SignInForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Username or email address",
            error_messages={"required": "Enter your username or email address"},
            widget=forms.TextInput(attrs={"autocomplete": "username"}),
        )
        self.fields["password"] = forms.CharField(
            label="Password",
            strip=False,
            error_messages={"required": "Enter your password"},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old, new, again = (
            self.fields[name] for name in ("oldpassword", "password1", "password2")
        )
        old.label = "Your password now"
        new.label = "New password"
        new.help_text = WHAT_WORKS
        again.label = "New password again"
        for field in (old, new, again):
            # A placeholder goes when it is needed most; the label says it already.
            field.widget.attrs.pop("placeholder", None)
        old.error_messages["required"] = "Enter the password you use now"
        new.error_messages["required"] = "Enter a new password"
        again.error_messages["required"] = "Enter the new password again"


class ForgottenForm(allauth.ResetPasswordForm):
    email = forms.EmailField(
        label="Work email address",
        error_messages={"required": "Enter your work email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """Nobody is looked up here: that is seen when the letter is written."""
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = self.cleaned_data["email"]
        password_reset.ask(email=email, site=request.build_absolute_uri("/"))
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new, again = self.fields["password1"], self.fields["password2"]
        new.label, again.label = "New password", "New password again"
        new.help_text = WHAT_WORKS
        new.error_messages["required"] = "Enter a new password"
        again.error_messages["required"] = "Enter the new password again"
        for field in (new, again):
            field.widget.attrs.pop("placeholder", None)


class PasswordAgainForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label = "Your password"
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = "Enter your password"


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    username = forms.CharField(
        label="Username",
        max_length=150,
        help_text="What they sign in with. Letters, figures, dots and hyphens.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    email = forms.EmailField(label="Work email address", required=False)


class FirstPersonForm(PersonForm):
    code = forms.CharField(
        label="Code",
        help_text="Shown where Muster was started, and in the file first-person-code.",
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=WHAT_WORKS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["code", "name", "username", "email", "password", "again"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here they are about whoever types, so a browser may fill them in (WCAG 1.3.5).
        for name in ("name", "username", "email"):
            self.fields[name].widget.attrs["autocomplete"] = name

    def clean_code(self) -> str:
        if not first.is_code(self.cleaned_data["code"].strip()):
            raise forms.ValidationError(
                "That is not the code of this home. Copy it from where Muster was started"
            )
        return self.cleaned_data["code"]

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two passwords are not the same")
        return again

    def account(self) -> dict[str, str]:
        """What the account is made with."""
        kept = ("name", "username", "email", "password")
        return {name: self.cleaned_data[name] for name in kept}
