"""Which actions of a plan a page shows, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.programme.plans import suggesting, waiting
from muster.programme.plans.standing import (
    WORST_FIRST,
    Standing,
)
from muster.programme.plans.table import section_of


# Each asks how an action stands, and what colour the rule gives it.
SHOWN: dict[str, tuple[str, Callable[[Standing, str], bool]]] = {
    "overdue": ("Overdue", lambda one, rule: one.is_overdue),
    "silent": ("Silent this cycle", lambda one, rule: one.is_silent),
    "stuck": ("Stuck at amber", lambda one, rule: one.is_stuck),
    "moved": ("Deadline moved", lambda one, rule: one.moves > 0),
    "proposed": ("Closure proposed", lambda one, rule: one.is_proposed),
    "challenged": (
        "Other than the rule says",
        lambda one, rule: (
            one.rating is not None and not one.is_closed and one.colour != rule
        ),
    ),
    "unowned": ("Nobody answers for it", lambda one, rule: one.accountable is None),
}
NEVER = date.max
SORTS: dict[str, Callable[[Standing], Any]] = {
    "action": lambda one: one.title.casefold(),
    "owner": lambda one: ", ".join(each.name for each in one.owners).casefold(),
    "due": lambda one: one.due_on or NEVER,
    "now": lambda one: (one.is_closed, WORST_FIRST.index(one.colour)),
    "update": lambda one: one.updated_on or date.min,
}


class ChooseForm(forms.Form):
    """What of a plan is looked at, and as of when."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    owner = forms.ChoiceField(label="Owner", required=False)
    colour = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "All"), *((one, one.capitalize()) for one in WORST_FIRST)],
    )
    section = forms.ChoiceField(label="Section", required=False)
    show = forms.ChoiceField(
        label="Only",
        required=False,
        choices=[("", "All"), *((key, said) for key, (said, _) in SHOWN.items())],
    )
    on = DayField(label="As it stood on", required=False)
    since = DayField(label="What changed since", required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What of it can be read; what can't is said on the page and asks for nothing."""
        self.is_valid()
        return self.cleaned_data

    def give(self, found: Sequence[Standing]) -> None:
        """The owners and sections to choose from: those there are."""
        owners = {one.name: one.called for each in found for one in each.owners}
        sections = dict.fromkeys(section_of(one) for one in found)
        self.fields["owner"].choices = [("", "All"), *sorted(owners.items())]
        self.fields["section"].choices = [
            ("", "All"),
            *((one, one) for one in sections),
        ]


def by_rule(found: Sequence[Standing], on: date) -> dict[int, str]:
    """By action, the colour the rule gives it that day."""
    clashes = waiting.clashes_of(found, on)
    return {one.action.pk: suggesting.suggest(one, clashes).colour for one in found}


def chosen(
    found: Iterable[Standing],
    rule: Mapping[int, str],
    *,
    q: str = "",
    owner: str = "",
    colour: str = "",
    section: str = "",
    show: str = "",
    **rest: Any,
) -> list[Standing]:
    """Those that are all of what was asked for."""
    asked: list[Callable[[Standing], bool]] = []
    if q:
        asked.append(lambda one: all(word in _words(one) for word in _folded(q)))
    if owner:
        asked.append(lambda one: owner in {each.name for each in one.owners})
    if colour:
        asked.append(lambda one: not one.is_closed and one.colour == colour)
    if section:
        asked.append(lambda one: section_of(one) == section)
    if show:
        is_shown = SHOWN[show][1]
        asked.append(lambda one: is_shown(one, rule[one.action.pk]))
    return [one for one in found if all(ask(one) for ask in asked)]


def in_order(found: Sequence[Standing], sort: str) -> list[Standing]:
    """Sorted by a column, down with “-” before its name; else as the plan has them."""
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return list(found)
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _folded(text: str) -> list[str]:
    return text.casefold().split()


def _words(one: Standing) -> str:
    wording = one.wording
    said = [wording.ref, wording.heading, wording.objective, wording.description]
    said += [step.text for step in one.steps] + [note.text for note in one.every_note]
    said += [owner.name for owner in one.everybody]
    return " ".join(said).casefold()
