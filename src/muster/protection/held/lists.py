"""The week’s lists a child was on, half-terms of severe absence, and schools’ meetings."""

from __future__ import annotations

from collections.abc import Iterator

from muster.design.filters import day
from muster.practice.models import Challenge, Named
from muster.protection.held.item import Item, sessions
from muster.registers import saying
from muster.registers.lists import lists
from muster.registers.models import (
    Decided,
    Found,
    Severe,
)
from muster.tables.holding import Held


def listed(held: Held) -> Iterator[Item]:
    """The week's lists, and what was decided of the child on each."""
    found = Found.objects.filter(child__in=held.children).order_by("found_on", "pk")
    yield Item(
        "lists",
        "The week’s lists the child was on",
        "What a school’s register said, and what was decided.",
        ("List", "Found on", "Said", "Sessions", "Since corrected to", "Decided"),
        tuple(
            (
                lists()[one.on_list].title,
                day(one.found_on),
                saying.said(one),
                sessions(one.sessions),
                sessions(one.corrected),
                "; ".join(map(_decision, one.decided.order_by("pk"))),
            )
            for one in found
        ),
    )


def severely(held: Held) -> Iterator[Item]:
    """Half-terms in which the child was counted as severely absent."""
    yield Item(
        "severe",
        "Half-terms in which the child was counted as severely absent",
        "Half or more of what was possible, before the half-term or in it.",
        ("Half-term from", "Missed before", "Of", "Missed then", "Of them"),
        tuple(
            (
                day(one.since_on),
                str(one.absent_then),
                str(one.possible_then),
                str(one.absent),
                str(one.possible),
            )
            for one in Severe.objects.filter(child__in=held.children).order_by("pk")
        ),
    )


def met(held: Held) -> Iterator[Item]:
    """The lists of children that schools’ meetings were held with."""
    found = Named.objects.filter(child__in=held.children).select_related("meeting")
    yield Item(
        "meetings",
        "Meetings with the school at which the child was listed",
        "What the register said then, and how the child’s plan stood.",
        ("Meeting on", "List", "What the register said", "Plan"),
        tuple(
            (
                day(one.meeting.on),
                lists()[one.on_list].title,
                one.said,
                one.plan,
            )
            for one in found.order_by("pk")
        ),
    )


def challenged(held: Held) -> Iterator[Item]:
    """Items of lists that their school, or an officer, said are wrong of the child."""
    found = Challenge.objects.filter(child__in=held.children).order_by("pk")
    yield Item(
        "challenges",
        "What was said to be wrong about the child on a list",
        "What the list said then, what was thought wrong, and the answer.",
        ("Asked on", "What it said", "What is wrong", "What it should be", "Answer"),
        tuple(
            (day(one.asked_on), one.shown, one.text, one.should_be, one.answer)
            for one in found
        ),
    )


def _decision(one: Decided) -> str:
    decision = lists()[one.found.on_list].decision(one.code)
    said = decision.says if decision else one.code
    return f"{day(one.on)}: {said}{f'. {one.why}' if one.why else ''}"
