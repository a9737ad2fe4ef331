"""One thing done to many entries: the chosen ones of a register's list.

Each that can't be is said with why; the others are done all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from muster.accounts.models import User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.fields import DayField, offer_rows
from muster.design.filters import counted
from muster.registers import keeping
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.entry_forms import leaders
from muster.registers.keeping import Refused
from muster.registers.register import registers
from muster.registers.seen import ticked
from muster.school_year import clock


NOTHING_CHOSEN = "Choose at least one entry of the list first."


class HandForm(forms.Form):
    lead = forms.ModelChoiceField(
        User.objects.none(),
        label="Who leads them from now on",
        required=False,
        empty_label="Nobody",
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        offer_rows(self, "lead", leaders())


class NextForm(forms.Form):
    """What is left empty stays as it is on each entry."""

    step = forms.CharField(
        label="What happens next",
        help_text="What you leave empty stays as it is on each.",
        max_length=200,
        required=False,
    )
    step_on = DayField(label="By when", required=False)
    review_on = DayField(label="When they are looked at again", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError("Say what happens next, or give a day.")
        return said


@dataclass(frozen=True)
class Many:
    title: str
    form: type[forms.Form]
    do: Callable[..., None]


def _hand(one: Entry, said: dict[str, Any], **how: Any) -> None:
    keeping.hand_to(one, lead=said["lead"], **how)


def _next(one: Entry, said: dict[str, Any], **how: Any) -> None:
    keeping.plan_next(
        one,
        step=said["step"] or one.next_step,
        step_on=said["step_on"] or one.next_on,
        review_on=said["review_on"] or one.review_on,
        **how,
    )


MANY = {
    "lead": Many("Hand the chosen ones to somebody", HandForm, _hand),
    "next": Many("Say what happens next with the chosen ones", NextForm, _next),
}


@requires(Permission.KEEP_REGISTERS)
@require_POST
@never_cache
def many(request: HttpRequest, name: str, what: str) -> HttpResponse:
    """Asks what is to be done to the chosen entries; asked and answered, does it."""
    if name not in registers() or what not in MANY:
        raise Http404
    chosen = ticked(request, name)
    if not chosen:
        messages.error(request, NOTHING_CHOSEN)
        return redirect("registers:entries", name)
    names = Children.visible_to(request.user, state()).names_of(
        [one.child for one in chosen]
    )
    is_answered = "answered" in request.POST
    form = MANY[what].form(*([request.POST] if is_answered else []))
    if is_answered and form.is_valid():
        _do(request, MANY[what], chosen, form.cleaned_data, names)
        return redirect("registers:entries", name)
    page = {
        "form": form,
        "title": MANY[what].title,
        "chosen": [
            {"pk": one.pk, "name": names.get(one.child, NAMELESS)} for one in chosen
        ],
        "register": registers()[name],
        "back": reverse("registers:entries", args=[name]),
    }
    return render(request, "registers/many.html", page)


def _do(
    request: HttpRequest,
    many: Many,
    chosen: list[Entry],
    said: dict[str, Any],
    names: dict[int, str],
) -> None:
    done = 0
    for one in chosen:
        try:
            many.do(one, said, on=clock.today(), by=request.user.get_username())
        except Refused as why:
            messages.error(request, f"{names.get(one.child, NAMELESS)}: {why}")
        else:
            done += 1
    if done:
        one_called = registers()[chosen[0].register].one
        messages.success(request, f"Done for {counted(done, one_called)}.")
