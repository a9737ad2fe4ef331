"""How the things people are told of are called."""

from __future__ import annotations

from muster.programme.plans.standing import Standing


def called(one: Standing) -> str:
    """“7 Map the spend” (Task log)"""
    title = " ".join(f"{one.ref} {one.title}".split())
    return f"“{title}” ({one.action.plan})"


def days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
