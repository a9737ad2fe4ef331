"""Correcting what is held on a child: who, why, from what source, and until when it stands.

A correction is a layer on top of the files. When a later file says the corrected value too,
it has done its work; when one says the old value again, a person decides between them, and
until then the file's value counts, marked as disputed. Source: UK GDPR articles 16 and 19.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from muster.accounts import audit
from muster.protection.requests import Refused
from muster.sources import uploads
from muster.sources.models import Load
from muster.sources.words import counted
from muster.tables import correcting as store
from muster.tables.cells import BadCell
from muster.tables.columns import ENROLMENTS
from muster.tables.correcting import IDENTIFIER, Spell
from muster.tables.store import NotNow
from muster.tables.store import Refused as StoreRefused


class Stage(models.TextChoices):
    STANDS = "stands", "It stands"
    AGREED = "agreed", "A later file says the same"
    DISPUTED = "disputed", "A later file says the old value again"
    ENDED = "ended", "The file’s value was left to stand"


class Correction(models.Model):
    """One thing about a child that was put right."""

    child = models.IntegerField("the child’s number in the store")
    pupil = models.IntegerField("the pupil’s number in the store")
    school = models.IntegerField("school, in the store")
    from_on = models.DateField("first day of the enrolment", null=True)
    column = models.CharField(max_length=40)
    was = models.CharField(max_length=200, blank=True)
    now = models.CharField(max_length=200, blank=True)
    source = models.CharField("what says so", max_length=200)
    why = models.TextField()
    token = models.CharField("load of the layer", max_length=32)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.STANDS)
    said_by = models.CharField("load that spoke of it since", max_length=32, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Correction {self.pk}"

    @property
    def what(self) -> str:
        if self.column == IDENTIFIER:
            return "What the school calls the child"
        return ENROLMENTS.column(self.column).meaning.partition(":")[0].rstrip(".")

    @property
    def spell(self) -> Spell:
        return Spell(self.pupil, self.from_on, {self.column: self.was})

    @property
    def load(self) -> Load | None:
        """The file that spoke of it since."""
        return Load.objects.filter(token=self.said_by).first() if self.said_by else None


def correct(
    children: list[int],
    *,
    pupil: int,
    from_on: date | None,
    column: str,
    text: str,
    source: str,
    why: str,
    by: str,
) -> Correction:
    """Puts one thing right. Raises Refused with a sentence."""
    state = uploads.state()
    found = [
        one
        for one in store.spells(state, children)
        if (one.pupil, one.from_on) == (pupil, from_on)
    ]
    if not found:
        raise Refused("There is no such enrolment of the child any more. Look again.")
    spell, (school,) = (
        found[0],
        {
            one
            for one, at in state.pupils.select("school", "pupil").iter_rows()
            if at == pupil
        },
    )
    was = (
        next(
            s
            for p, s in state.pupils.select("pupil", "supplied").iter_rows()
            if p == pupil
        )
        if column == IDENTIFIER
        else store.shown(spell.cells.get(column))
    )
    made = Correction(
        child=children[0],
        pupil=pupil,
        school=school,
        from_on=from_on,
        column=column,
        was=was,
        now=text.strip(),
        source=source,
        why=why,
        token=uuid.uuid4().hex,
        made_by=by,
        made_at=timezone.now(),
    )
    _put(made, spell, by=by, did="child.corrected")
    return made


def again(made: Correction, *, by: str) -> None:
    """Of a disputed correction: it is right, and stands again. Raises Refused."""
    _disputed(made)
    made.token, made.stage, made.said_by = uuid.uuid4().hex, Stage.STANDS, ""
    _put(made, made.spell, by=by, did="child.corrected-again")


def let_stand(made: Correction, why: str, *, by: str) -> None:
    """Of a disputed correction: the file is right after all. Raises Refused."""
    _disputed(made)
    made.stage, made.why = Stage.ENDED, f"{made.why} Ended: {why}"
    made.save(update_fields=["stage", "why"])
    _note(made, "child.correction-ended", by, why)


def look_again(tell: Any = None) -> str:
    """Sees what later files say of what was corrected; for the schedule, and the page."""
    state = uploads.state()
    disputed = 0
    for made in Correction.objects.filter(stage__in=[Stage.STANDS, Stage.AGREED]):
        stage, said_by = _now(made, state)
        if stage != made.stage:
            made.stage, made.said_by = stage, said_by
            made.save(update_fields=["stage", "said_by"])
            disputed += stage == Stage.DISPUTED
    if not disputed:
        return ""
    return f"A later file says otherwise than {counted(disputed, 'correction')}."


def _now(made: Correction, state: Any) -> tuple[str, str]:
    if made.column == IDENTIFIER:
        came = store.is_supplied(state, made.school, made.was)
        return (Stage.DISPUTED if came else made.stage), ""
    load, value = store.said_since(state, made.token, made.spell, made.column)
    if not load:
        return made.stage, made.said_by
    same = store.is_same(made.column, value, made.now)
    if same:
        return Stage.AGREED, load
    return (Stage.DISPUTED if store.shown(value) == made.was else made.stage), load


def _put(made: Correction, spell: Spell, *, by: str, did: str) -> None:
    def change(draft: Any, state: Any) -> None:
        if made.column == IDENTIFIER:
            store.rename(draft, made.pupil, made.now)
        else:
            store.correct(draft, state, made.token, spell, made.column, made.now)

    def also(_: None) -> None:
        made.save()
        # Not the values: the correction has them, and is erased with the child.
        _note(made, did, by, made.why)

    try:
        uploads.rewrite("a correction", change, also)
    except (BadCell, StoreRefused, NotNow) as why:
        raise Refused(str(why)) from None


def _disputed(made: Correction) -> None:
    if made.stage != Stage.DISPUTED:
        raise Refused("No later file says otherwise any more. Look again.")


def _note(made: Correction, did: str, by: str, reason: str) -> None:
    audit.record(
        did=did,
        by=by,
        child=made.child,
        school=made.school,
        to=f"correction:{made.pk}",
        after=[made.column],
        reason=reason,
    )
