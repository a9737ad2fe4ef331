"""What is asked when something is done to an entry of a register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import DateField, QuerySet

from muster.accounts.models import User
from muster.accounts.people import who_may
from muster.accounts.permissions import Permission
from muster.design.fields import DayField, offer, offer_rows
from muster.registers import choices
from muster.registers.clocks import DEED, rules_of
from muster.registers.entry import Entry, Happened
from muster.registers.register import Register, register_of
from muster.school_year.clock import today


WRITTEN = (
    (Happened.Kind.NOTED, "A note"),
    (Happened.Kind.CONTACT, "A contact: a call, a visit, a letter"),
    (Happened.Kind.REVIEWED, "A review"),
)

TO_COME = ("ends_on",)
WHICH = (("", "Open"), ("late", "Late"), ("closed", "Closed"), ("all", "All"))


class EntryForm(forms.Form):
    """A form about one entry, on a day; ``on`` is when it happened."""

    def __init__(self, *args: Any, entry: Entry, on: date) -> None:
        super().__init__(*args)
        self.entry, self.day = entry, on
        self.offer()

    def offer(self) -> None:
        """Fills in what there is to choose from."""


class OnForm(EntryForm):
    """What happened on a day, which is today unless somebody says another."""

    on = DayField(
        label="On which day",
        until=today,
        error_messages={"required": "Enter the day it happened"},
    )

    def __init__(self, *args: Any, entry: Entry, on: date) -> None:
        super().__init__(*args, entry=entry, on=on)
        self.initial.setdefault("on", f"{on:%d/%m/%Y}")


def text(label: str, *, required: bool = False, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class MoveForm(OnForm):
    to = forms.ChoiceField(label="What it is now", widget=forms.RadioSelect)
    note = text("What happened")

    def offer(self) -> None:
        register = register_of(self.entry)
        offer(
            self,
            "to",
            [
                (value, label)
                for value, label in register.statuses.choices
                if value in register.leads_to[self.entry.status]
                and value not in register.by_deed
            ],
        )


class NoteForm(OnForm):
    kind = forms.ChoiceField(
        label="What it is", choices=WRITTEN, widget=forms.RadioSelect
    )
    text = text("What happened", required=True)


class NextForm(EntryForm):
    step = forms.CharField(label="What happens next", max_length=200, required=False)
    step_on = DayField(label="By when", required=False)
    review_on = DayField(label="When it is looked at again", required=False)

    def offer(self) -> None:
        one = self.entry
        self.initial["step"] = one.next_step
        for name, value in (("step_on", one.next_on), ("review_on", one.review_on)):
            self.initial[name] = f"{value:%d/%m/%Y}" if value else ""


class DetailsForm(EntryForm):
    """The register's own fields, as its model has them."""

    def offer(self) -> None:
        register = register_of(self.entry)
        held = register.model.objects.get(pk=self.entry.pk)
        for one in register.own_fields:
            if not one.editable:
                continue
            self.fields[one.name] = asked_of(one)
            value = getattr(held, one.name)
            shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
            self.initial[one.name] = shown


def asked_of(field: Any) -> forms.Field:
    """The form's field for a model's: days as people write them, and not to come, but for
    the last day of what goes on."""
    label = str(field.verbose_name).capitalize()
    if isinstance(field, DateField):
        until = None if field.name in TO_COME else today
        return DayField(label=label, required=False, until=until)
    return field.formfield(label=label)


def leaders() -> QuerySet[User]:
    """Whoever may lead an entry: a head, say, would never see that they do."""
    return who_may(Permission.KEEP_REGISTERS, today())


class LeadForm(EntryForm):
    lead = forms.ModelChoiceField(
        User.objects.none(), label="Who leads it", required=False, empty_label="Nobody"
    )

    def offer(self) -> None:
        now = User.objects.filter(pk=self.entry.lead_id).order_by("name")
        offer_rows(self, "lead", leaders() | now)
        self.initial["lead"] = self.entry.lead_id


class CloseForm(OnForm):
    outcome = forms.ChoiceField(label="How it ended", widget=forms.RadioSelect)
    note = text("What is to be known of it later")

    def offer(self) -> None:
        name = self.entry.register
        offer(self, "outcome", choices.choices(name, "outcome", self.day))


class WhyForm(OnForm):
    why = text("Why", required=True, rows=2)


class ClockForm(WhyForm):
    name = forms.ChoiceField(label="Which clock", widget=forms.RadioSelect)
    field_order = ("name", "on", "why")

    def offer(self) -> None:
        rules = rules_of(self.entry.register, self.day)
        offer(
            self, "name", [(one.name, one.says) for one in rules if one.begins != DEED]
        )


class ChooseForm(forms.Form):
    """Which entries of a register are listed."""

    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=WHICH,
    )
    lead = forms.ChoiceField(
        label="Led by",
        required=False,
        choices=[("", "Anybody"), ("me", "Me"), ("nobody", "Nobody")],
    )
    status = forms.ChoiceField(label="Status", required=False)
    school = forms.ChoiceField(label="School", required=False)

    def __init__(
        self, *args: Any, of: Register, schools: list[tuple[str, str]]
    ) -> None:
        super().__init__(*args)
        watched = [(name, one.title) for name, one in of.watches.items()]
        offer(self, "which", [*WHICH, ("review", "Review is due"), *watched])
        offer(self, "status", [("", "Any"), *of.statuses.choices])
        offer(self, "school", [("", "All"), *schools])
