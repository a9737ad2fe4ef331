"""Saying that a figure is wrong, and answering: challenges.toml says within what time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.documents.models import Issued
from muster.measures import (
    BadPeriod,
    CannotAsk,
    Figure,
    NoSuchDimension,
    NoSuchMeasure,
    Scope,
    get,
    one_figure,
)
from muster.practice.challenge import Challenge
from muster.practice.meeting import as_it_is
from muster.practice.words import plain
from muster.programme import Refused
from muster.school_year import Calendar
from muster.tables.state import State as Store


State = Challenge.State


def due(on: date, calendar: Calendar) -> date:
    """The day by which what is asked on a day is to be answered."""
    held = [one for one in _written() if one["valid_from"] <= on] or _written()[:1]
    return calendar.add_school_days(on, held[-1]["school_days"])


@cache
def _written() -> list[dict[str, Any]]:
    text = files(__package__).joinpath("challenges.toml").read_text("utf-8")
    return sorted(tomllib.loads(text)["rules"], key=lambda one: one["valid_from"])


def figure_of(
    state: Store,
    scope: Scope,
    measure: str,
    period: str,
    where: Mapping[str, str],
    on: date,
) -> Figure:
    """What a figure says now, to those who reach a scope. Raises Refused where there is
    none they may see."""
    if not measure:
        raise Refused("Open this from the figure itself: it says which one you mean.")
    try:
        get(measure)
        return one_figure(
            state, measure, today=on, where=where, period=period or None, scope=scope
        )
    except (CannotAsk, NoSuchMeasure, NoSuchDimension, BadPeriod) as why:
        raise Refused(f"There is no such figure of your school. {why}") from None


@transaction.atomic
def challenge(
    *,
    school: int,
    measure: str,
    period: str,
    where: Mapping[str, str],
    numerator: int | None,
    denominator: int | None,
    text: str,
    on: date,
    by: str,
    calendar: Calendar,
    should_be: str = "",
    paper: Issued | None = None,
    follows: Challenge | None = None,
    shown: str = "",
    child: int | None = None,
) -> Challenge:
    """A school says that a figure is wrong. Raises Refused without words, and for asking
    again of what is not answered or was asked again already."""
    if not text.strip():
        raise Refused("Say what you think is wrong.")
    if follows is not None:
        as_it_is(follows)
    if follows is not None and follows.is_open:
        raise Refused("It is not answered yet. Wait for the answer first.")
    if follows is not None and Challenge.objects.filter(follows=follows).exists():
        raise Refused("You asked again already. Read the answer to that.")
    made = Challenge.objects.create(
        school=school,
        measure=measure,
        period=period,
        where=dict(where),
        paper=paper,
        numerator=numerator,
        denominator=denominator,
        shown=shown[:300],
        child=child,
        text=plain(text),
        should_be=plain(should_be),
        follows=follows,
        by=by,
        at=timezone.now(),
        asked_on=on,
        due_on=due(on, calendar),
    )
    _told(made, "challenge.asked", by)
    return made


def ask_again(
    earlier: Challenge, *, text: str, on: date, by: str, calendar: Calendar
) -> Challenge:
    """The same figure once more, after an answer."""
    return challenge(
        school=earlier.school,
        measure=earlier.measure,
        period=earlier.period,
        where=earlier.where,
        numerator=earlier.numerator,
        denominator=earlier.denominator,
        shown=earlier.shown,
        child=earlier.child,
        should_be=earlier.should_be,
        paper=earlier.paper,
        follows=earlier,
        text=text,
        on=on,
        by=by,
        calendar=calendar,
    )


@transaction.atomic
def look_at(one: Challenge, *, by: str) -> None:
    """Somebody looks at it now. Raises Refused once somebody does."""
    as_it_is(one)
    if one.state != State.ASKED:
        raise Refused(f"It is “{one.get_state_display()}” already.")
    one.state, one.looked_by, one.looked_at = State.LOOKED, by, timezone.now()
    one.save()
    _told(one, "challenge.looked", by)


@transaction.atomic
def answer(one: Challenge, *, state: str, text: str, on: date, by: str) -> None:
    """Answers the school: the figure stands, or it is put right. Raises Refused without
    words, and for one that was answered."""
    as_it_is(one)
    if not one.is_open:
        raise Refused("It is answered already. The school may ask again.")
    if state not in (State.ANSWERED, State.CORRECTED):
        raise Refused("Say whether the figure stands or is put right.")
    if not text.strip():
        raise Refused("Write the answer the school reads.")
    one.state, one.answer = state, plain(text)
    one.answered_by, one.answered_at, one.answered_on = by, timezone.now(), on
    one.save()
    _told(one, "challenge.answered", by, state=state)


def _told(one: Challenge, did: str, by: str, **after: Any) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"challenge:{one.pk}",
        school=one.school,
        child=one.child,
        after=after or {"measure": one.measure, "period": one.period},
    )
