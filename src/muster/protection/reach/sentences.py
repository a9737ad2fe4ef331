"""Remarks, names of files and searches that may name a child."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import models

from muster.jobs.models import Job, Turn
from muster.practice.models import Challenge
from muster.protection.holds import Hold
from muster.protection.reach.who import Who, struck
from muster.protection.registers import Incident, IncidentNote
from muster.registers.models import (
    Opening,
    Payment,
)
from muster.registers.pages import SOUGHT
from muster.sources.models import Load, Sheet, Upload
from muster.sources.words import counted


OF_INCIDENTS = (
    "title",
    "happened",
    "people",
    "contained",
    "risk_reason",
    "lessons",
)
SENTENCES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Load, ("file_name", "warnings")),
    (Upload, ("file_name", "code_map_name", "note", "found")),
    (Sheet, ("file_name",)),
    (Job, ("title", "sentence")),
    (Turn, ("sentence",)),
    (Opening, ("reason",)),
    (Payment, ("reference", "waits", "settled_how")),
    (Challenge, ("text", "should_be", "answer")),
    (Hold, ("reason", "on")),
    (Incident, OF_INCIDENTS),
    (Incident.history.model, OF_INCIDENTS),
    (IncidentNote, ("text",)),
)


def from_sentences(who: Who, *, do: bool) -> str:
    """Warnings of loads, names of files, and what jobs said: an identifier or a whole name
    in them is struck out."""
    pattern = who.pattern
    if pattern is None:
        return ""
    changed = 0
    for model, names in SENTENCES:
        for row in model.objects.all():
            before = {name: getattr(row, name) for name in names}
            after = {name: struck(value, pattern) for name, value in before.items()}
            if after != before:
                changed += 1
                if do:
                    model.objects.filter(pk=row.pk).update(**after)
    return f"{counted(changed, 'remark')} that named the child" if changed else ""


def from_sessions(who: Who, *, do: bool) -> str:
    """What somebody searched for is kept with their session until it ends."""
    pattern = who.pattern
    found = [
        session
        for session in Session.objects.all()
        if pattern and pattern.search(str(session.get_decoded().get(SOUGHT, "")))
    ]
    for session in found if do else []:
        told = {k: v for k, v in session.get_decoded().items() if k != SOUGHT}
        session.session_data = Session.get_session_store_class()().encode(told)
        session.save(update_fields=["session_data"])
    return (
        counted(len(found), "search") + " for a child, kept with a session"
        if found
        else ""
    )
