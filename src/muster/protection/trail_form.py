"""What is asked of the trail."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from muster.accounts.deeds import DEEDS, REFUSED
from muster.accounts.models import Entry, User
from muster.design.fields import DayField
from muster.tables.ids import UnknownSchool
from muster.tables.state import State
from muster.tables.upn import cleaned, is_upn


REFUSALS = "refusals"


def deed_choices() -> list[tuple[str, str]]:
    """Each deed as the page says it, without what it was done to."""
    said = [
        (
            did,
            " ".join(words.replace("{to}", "…").replace("{child}", "a child").split()),
        )
        for did, words in DEEDS.items()
    ]
    named = [(did, words[:1].upper() + words[1:]) for did, words in said]
    return [("", "Anything"), (REFUSALS, "Refusals only"), *named]


class SearchForm(forms.Form):
    """Bound to the address. `child` is the hash the trail has of one."""

    person = forms.CharField(label="Name or username", required=False, max_length=150)
    did = forms.ChoiceField(label="What they did", required=False)
    first = DayField(label="From", required=False)
    last = DayField(label="To", required=False)
    child = forms.RegexField(
        "^[0-9a-f]{8,64}$", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="trail_%s", **kwargs)
        self.fields["did"].choices = deed_choices()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first. Turn them round")
        return given

    def found(self) -> QuerySet[Entry]:
        """The rows asked for, the latest first; none where the form has errors."""
        if not self.is_valid():
            return Entry.objects.none()
        given = self.cleaned_data
        rows = Entry.objects.order_by("-pk")
        if given["person"]:
            rows = rows.filter(by__in=_usernames(given["person"].strip()))
        if given["did"]:
            deeds = REFUSED if given["did"] == REFUSALS else (given["did"],)
            rows = rows.filter(did__in=deeds)
        if given["first"]:
            rows = rows.filter(at__gte=_midnight(given["first"]))
        if given["last"]:
            rows = rows.filter(at__lt=_midnight(given["last"] + timedelta(days=1)))
        if given["child"]:
            rows = rows.filter(child__startswith=given["child"])
        return rows


def _usernames(text: str) -> list[str]:
    """Of people called that now, and whoever had it as a username and has no account."""
    called = User.objects.filter(Q(username__iexact=text) | Q(name__icontains=text))
    return [text, *called.values_list("username", flat=True)]


def _midnight(day: Any) -> datetime:
    """When a day began, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, time.min))


class ChildForm(forms.Form):
    """An identifier somebody was given. It is posted: it goes into no address."""

    pupil = forms.CharField(
        label="Unique pupil number, or the school’s own identifier",
        max_length=60,
        help_text="As it stands in the files the school sends.",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off"}
        ),
    )
    school = forms.CharField(
        label="School",
        required=False,
        max_length=200,
        help_text="URN, LAESTAB or name. Not needed with a unique pupil number.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def child(self, state: State) -> int | None:
        """The store's id of the child; None, with the form's errors saying why."""
        text = self.cleaned_data["pupil"].strip()
        school = self.cleaned_data["school"].strip()
        if is_upn(text):
            rows = state.pupils.filter(supplied=cleaned(text))
        elif not school:
            self.add_error(
                "school", "Enter the school: that is not a unique pupil number"
            )
            return None
        else:
            try:
                at = state.school_keys.find(school)
            except UnknownSchool as why:
                self.add_error("school", str(why))
                return None
            if at is None:
                self.add_error(
                    "school", f"No school called “{school}” is held. Write its URN"
                )
                return None
            rows = state.pupils.filter(supplied=text, school=at)
        if rows.is_empty():
            self.add_error(
                "pupil", "Nobody is held under that identifier. Check it and try again"
            )
            return None
        return int(rows["child"][0])
