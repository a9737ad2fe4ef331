"""How the things people are told of are called."""

from __future__ import annotations

from datetime import date

from muster.design.filters import counted, day
from muster.programme.plans.standing import Standing


def called(one: Standing) -> str:
    """“7 Map the spend” (Task log)"""
    title = " ".join(f"{one.ref} {one.title}".split())
    return f"“{title}” ({one.action.plan})"


def how_due(due_on: date, on: date) -> str:
    if due_on == on:
        return "is due today."
    if due_on > on:
        return f"is due on {day(due_on)}."
    return f"was due on {day(due_on)}, {counted((on - due_on).days, 'day')} ago."
