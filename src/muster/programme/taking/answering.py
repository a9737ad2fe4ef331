"""Answering the questions that papers raised."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import User
from muster.programme import Refused
from muster.programme.plans import allowed, standing
from muster.programme.taking.readings import Asked
from muster.school_year.clock import today


@transaction.atomic
def answer(asked: Asked, text: str, *, by: str) -> None:
    """What somebody says to a question. Raises Refused for one that is answered: what was
    said first stands."""
    held = Asked.objects.select_for_update().get(pk=asked.pk)
    if held.answered_at is not None:
        raise Refused(f"{held.answered_by} has answered it: “{held.answer}”")
    held.answer, held.answered_by, held.answered_at = text, by, timezone.now()
    held.save()
    audit.record(did="question.answered", by=by, to=f"question:{held.pk}")


def refusal(user: User, asked: Asked) -> str:
    """Why somebody may not answer, in a sentence; nothing where they may: it is of an
    action they own, or they keep plans."""
    now = standing.of_one(asked.action, today()) if asked.action else None
    return allowed.may_update(user, now) if now else allowed.may_keep(user)
