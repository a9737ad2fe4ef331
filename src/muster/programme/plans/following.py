"""Dates that notes say in their prose, offered as steps. None is made unasked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from muster.programme.plans.standing import Standing
from muster.school_year.said import find_said


AROUND = 60


@dataclass(frozen=True)
class Offer:
    """A date that was read, the words around it, and where it is made a step."""

    on: date
    said: str
    around: str
    href: str


def offers(one: Standing) -> list[Offer]:
    """The dates of its notes that none of its steps has yet, in their order."""
    held = {step.due_on for step in one.steps}
    found = {
        offer.on: offer for offer in _found(one) if offer.on not in held
    }  # the last to say a day stands for it
    return [found[on] for on in sorted(found)]


def _found(one: Standing) -> Iterator[Offer]:
    add = reverse("programme:action_add_step", args=[one.action.pk])
    for note in one.every_note:
        for found in find_said(note.text, near=note.on):
            around = _around(note.text, found.start, found.end)
            on = found.said.latest
            asked = urlencode({"text": around, "due_on": f"{on:%d/%m/%Y}"})
            yield Offer(on, found.said.text, around, f"{add}?{asked}")


def _around(text: str, start: int, end: int) -> str:
    """The words beside a date, no part of one cut, on one line."""
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    stop = text.find("\n", end)
    last = min(stop if stop >= 0 else len(text), end + AROUND)
    said = text[first:last]
    if first and text[first - 1].strip():
        said = said.partition(" ")[2] if start - first > 0 else said
    if last < len(text) and text[last].strip():
        said = said.rpartition(" ")[0] if last > end else said
    return " ".join(said.split())
