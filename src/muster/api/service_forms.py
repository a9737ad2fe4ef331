"""The forms of services and their tokens."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.accounts import organisations
from muster.accounts.models import Organisation
from muster.accounts.roles import SERVICE, role
from muster.design.fields import DayField
from muster.tables.state import State


class AddServiceForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="What the program is. For example, Power BI of the performance team",
        error_messages={"required": "Enter what the program is called"},
    )
    organisation = forms.ChoiceField(
        label="Whom it works for",
        required=False,
        help_text="It is given the figures of the schools of a school or a trust, and of"
        " every school if it works for the authority.",
    )

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        held = role(SERVICE)
        assert held is not None
        self.fields["organisation"].choices = organisations.choices(held, state)

    def clean_organisation(self) -> Organisation | None:
        return organisations.chosen(self.cleaned_data["organisation"], self.state)


class MakeTokenForm(forms.Form):
    name = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="Where it will be kept. For example, the gateway on the data server",
        error_messages={"required": "Enter what the token is for"},
    )
    expires_on = DayField(
        label="Last day",
        required=False,
        help_text="Leave it empty for a year from today. Two years at most.",
    )
