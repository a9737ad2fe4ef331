from typing import Any

from allauth.account import forms as allauth
from django import forms


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
        new.help_text = (
            "At least 12 characters. Three unlikely words together work well."
        )
        again.label = "New password again"
        for field in (old, new, again):
            # A placeholder goes when it is needed most; the label says it already.
            field.widget.attrs.pop("placeholder", None)
        old.error_messages["required"] = "Enter the password you use now"
        new.error_messages["required"] = "Enter a new password"
        again.error_messages["required"] = "Enter the new password again"
