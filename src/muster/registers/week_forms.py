"""What is asked when somebody decides of a child on a list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from muster.design.fields import offer
from muster.registers import choices
from muster.registers.entry_forms import asked_of
from muster.registers.lists import List
from muster.registers.register import Register


class DecideForm(forms.Form):
    code = forms.ChoiceField(label="What is decided", widget=forms.RadioSelect)
    why = forms.CharField(
        label="Why, or what was said",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed where the decision asks you to say why",
    )

    def __init__(self, *args: Any, of: List) -> None:
        super().__init__(*args)
        offer(
            self,
            "code",
            [
                (one.code, _words(one.says, one.for_days, one.why))
                for one in of.decisions
                if not one.opens
            ],
        )


def _words(says: str, days: int, why: bool) -> str:
    weeks = f"{days // 7} weeks" if days > 7 else "a week"
    back = f". Back on the list after {weeks} if it is still so" if days else ""
    return f"{says}{' (say why)' if why else ''}{back}"


class OpenPlanForm(forms.Form):
    """The first thing said of an entry: why, what its register asks of its own, and who
    leads it."""

    reason = forms.ChoiceField(label="Why")
    mine = forms.BooleanField(label="I lead it", required=False, initial=True)
    next_step = forms.CharField(
        label="What happens next", max_length=200, required=False
    )
    note = forms.CharField(
        label="What is known",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, of: Register, on: date) -> None:
        super().__init__(*args)
        reasons = choices.choices(of.name, "reason", on)
        offer(self, "reason", reasons)
        for one in of.asked_at_opening:
            self.fields[one.name] = asked_of(one)
            self.fields[one.name].required = one.name in of.needs
        own = [one.name for one in of.asked_at_opening]
        self.order_fields(["reason", *own])

    def of_its_own(self, of: Register) -> dict[str, Any]:
        return {one.name: self.cleaned_data[one.name] for one in of.asked_at_opening}
