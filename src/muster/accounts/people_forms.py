"""The forms of people, their posts and their organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from muster.accounts import organisations
from muster.accounts.forms import PersonForm
from muster.accounts.models import Organisation, Post, User
from muster.accounts.organisations import BY_HAND, TITLES
from muster.accounts.people_file import parts
from muster.accounts.roles import ROLES, Role, Within
from muster.design.fields import DayField
from muster.tables.state import State


NARROW = {"class": "govuk-input--width-20"}
OPEN = [("", "Open"), ("invited", "Invited, not yet come"), ("closed", "Closed")]


class AliasesField(forms.CharField):
    """Other ways papers write somebody, separated by commas."""

    def __init__(self) -> None:
        super().__init__(
            label="Also written as",
            required=False,
            max_length=400,
            help_text="As minutes and papers have them, with commas between. For example,"
            " JS, S. Stevens",
        )

    def clean(self, value: Any) -> list[str]:
        return parts(super().clean(value), ",")


class ListForm(forms.Form):
    """Which people to list."""

    q = forms.CharField(label="Name or username", required=False, max_length=100)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "All"), *((one.key, one.title) for one in ROLES)],
    )
    account = forms.ChoiceField(label="Accounts", required=False, choices=OPEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = Organisation.objects.order_by("name").values_list("pk", "name")
        self.fields["organisation"].choices = [("", "All"), *every]


class ChangePersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="Work email address", required=False)
    aliases = AliasesField()

    @classmethod
    def showing(cls, person: User) -> ChangePersonForm:
        return cls(
            initial={
                "name": person.name,
                "email": person.email,
                "aliases": ", ".join(person.aliases),
            }
        )


class AddPersonForm(PersonForm):
    aliases = AliasesField()


class ChooseRoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        choices=[(one.key, one.title) for one in ROLES],
        error_messages={"required": "Choose a role"},
    )

    def described(self) -> list[dict[str, Any]]:
        """The radios, each with the role's paragraph under it."""
        return [
            {"value": one.key, "text": one.title, "hint": {"text": one.paragraph}}
            for one in ROLES
        ]


class PatchField(forms.TypedMultipleChoiceField):
    def __init__(self, state: State) -> None:
        super().__init__(
            label="Schools of the patch",
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (one.id, one.name) for one in organisations.schools(state).values()
            ],
            error_messages={"required": "Choose the schools of the patch"},
        )


def by_area(state: State, chosen: Iterable[Any]) -> list[dict[str, Any]]:
    """The checkboxes of a patch, area by area, and how many of each are chosen."""
    wanted = {str(one) for one in chosen}
    areas: dict[str, list[dict[str, Any]]] = {}
    for one in organisations.schools(state).values():
        if one.closed_on is None or str(one.id) in wanted:
            areas.setdefault(one.area or "Of no area", []).append(
                {
                    "value": str(one.id),
                    "text": one.name,
                    "checked": str(one.id) in wanted,
                }
            )
    return [
        {
            "title": area,
            "items": items,
            "chosen": sum(item["checked"] for item in items),
        }
        for area, items in sorted(areas.items())
    ]


class GivePostForm(forms.Form):
    """A post in a role: what the role needs is asked for, and nothing else."""

    organisation = forms.ChoiceField(label="Organisation", required=False)
    title = forms.CharField(
        label="Title",
        required=False,
        max_length=200,
        help_text="What they are called there, if it isn’t what the role is called.",
    )
    from_on = DayField(
        label="First day", required=False, help_text="Leave it empty for today."
    )
    to_on = DayField(
        label="Last day",
        required=False,
        help_text="Leave it empty for a post with no end yet.",
    )

    def __init__(self, *args: Any, role: Role, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        found = organisations.choices(role, state)
        if found and found[0][0]:
            found = [("", "Choose one"), *found]
            self.fields["organisation"].required = True
        self.fields["organisation"].choices = found
        if role.within is Within.PATCH:
            self.fields["schools"] = PatchField(state)
            self.order_fields(["organisation", "schools", "title", "from_on", "to_on"])

    def clean_organisation(self) -> Organisation | None:
        return organisations.chosen(self.cleaned_data["organisation"], self.state)


class EndPostForm(forms.Form):
    on = DayField(
        label="Last day",
        required=False,
        help_text="They can still use it on that day. Leave it empty for today.",
    )


class ChangePostForm(forms.Form):
    title = forms.CharField(label="Title", required=False, max_length=200)

    def __init__(self, *args: Any, post: Post, state: State, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": post.title, "schools": post.schools}
        super().__init__(*args, **kwargs)
        if post.role and post.role.within is Within.PATCH:
            self.fields["schools"] = PatchField(state)


class CaseForm(forms.Form):
    """A child for a caseload."""

    school = forms.TypedChoiceField(
        label="School", coerce=int, empty_value=None, required=False
    )
    identifier = forms.CharField(
        label="UPN, or what the school’s system calls them",
        max_length=40,
        help_text="With a UPN, the school may be left out.",
        widget=forms.TextInput(attrs=NARROW | {"autocomplete": "off"}),
        error_messages={"required": "Enter the child’s UPN or identifier"},
    )

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = organisations.schools(state).values()
        self.fields["school"].choices = [
            ("", "Any, by UPN"),
            *((one.id, one.name) for one in every),
        ]


class LeavingForm(forms.Form):
    """When somebody leaves, and who takes on what is theirs."""

    when = forms.ChoiceField(
        label="When",
        widget=forms.RadioSelect,
        required=False,
        initial="now",
        choices=[
            ("now", "Now: they are signed out this second"),
            ("later", "At the end of a day to come"),
        ],
    )
    last_on = DayField(label="Last day, if it is still to come", required=False)
    colleague = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes on what is theirs",
        required=False,
        empty_label="Choose a colleague",
    )

    def __init__(self, *args: Any, person: User, has_things: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if has_things:
            others = User.objects.filter(is_active=True).exclude(pk=person.pk)
            self.fields["colleague"].queryset = others.order_by("name")
            self.fields["colleague"].required = True
        else:
            del self.fields["colleague"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        later = cleaned.get("when") == "later"
        if later and not cleaned.get("last_on") and "last_on" not in self.errors:
            self.add_error("last_on", "Enter the last day")
        return cleaned


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        choices=[(kind.value, TITLES[kind]) for kind in BY_HAND],
        error_messages={"required": "Choose a team or a partner"},
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Enter what it is called"},
    )


class RenameForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 12 characters. Three unlikely words together work well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError("The two passwords are not the same")
        return again
