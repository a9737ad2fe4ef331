"""Where what a question asks for is set: the form of the action, by kind of question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from muster.accounts.models import User
from muster.programme.plans import allowed, standing
from muster.programme.plans.action import Action
from muster.programme.plans.standing import Standing
from muster.programme.plans.verbs import VERBS
from muster.programme.taking import asking
from muster.programme.taking.readings import Asked
from muster.school_year.clock import today


REWORD = ("Reword it", ("reword",))
# By field of a question: what is done about it, and the verbs that do it. The first that
# the action allows as it stands is offered.
MENDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "deadlines": ("Set the date", ("deadline",)),
    "owners": ("Set the owner", ("owners",)),
    asking.ACCOUNTABLE: ("Say who answers for it", ("owners",)),
    "statuses": ("Rate it", ("rate",)),
    "start": ("Set the start", ("reword",)),
    "progress": ("Write a note", ("note",)),
    "closure": ("Say when it closes", ("confirm", "propose")),
    asking.GONE: ("Propose that it be closed", ("propose",)),
    "section": ("Open it again", ("reopen",)),
    "ref": ("Set the reference", ("reword",)),
    "heading": REWORD,
    "objective": REWORD,
    "description": REWORD,
}


def ways(user: User, questions: Iterable[Asked]) -> dict[int, dict[str, str]]:
    """By number of a question, the link to where it is mended, for those who may."""
    questions = list(questions)
    actions = [one.action_id for one in questions if one.action_id]
    found = standing.stood(Action.objects.filter(pk__in=actions), today())
    now = {one.action.pk: one for one in found}
    each = {one.pk: _way(user, one, now.get(one.action_id or 0)) for one in questions}
    return {pk: way for pk, way in each.items() if way}


def _way(user: User, one: Asked, now: Standing | None) -> dict[str, str] | None:
    keeps = not allowed.may_keep(user)
    if one.field == asking.WHO and keeps:
        return _link("Say who it is", "contacts")
    if one.field == asking.REASONS and keeps:
        return _link("Rate each", "plan", one.reading.plan_id)
    if now is None:
        return None
    if one.field == "success" and keeps:
        return {
            "text": "Set the measures",
            "href": f"{now.action.get_absolute_url()}#successes",
        }
    text, verbs = MENDS.get(one.field, ("", ()))
    for what in verbs:
        if VERBS[what].is_offered(user, now):
            return _link(text, f"action_{what}", now.action.pk)
    return None


def _link(text: str, name: str, *of: Any) -> dict[str, str]:
    return {"text": text, "href": reverse(f"programme:{name}", args=of)}
