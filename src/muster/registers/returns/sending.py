"""What a school does with its returns: sends, corrects, takes back. Each leaves a mark on
the trail; the authority's side is :mod:`answering`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.registers.keeping import Refused
from muster.registers.returns import expecting, meaning
from muster.registers.returns.kinds import DELETION, NEW_PUPIL, PART_TIME, Kind
from muster.registers.returns.sent import Expected, How, Return, Stage
from muster.tables.state import State


# Of these the day it is about is the day the duty arose; of the others the marks say.
DUE_BY_ITS_DAY = (NEW_PUPIL, DELETION, PART_TIME)
TWICE = "This return has been sent already. Correct the one that was sent, or check the day."
SETTLED = "It has been accepted. Ring the authority to have it changed."


@dataclass(frozen=True)
class About:
    """Whom a return is of: a child of the store, or one as a school names them."""

    child: int | None = None
    name: str = ""
    upn: str = ""
    born_on: date | None = None


@transaction.atomic
def send(
    kind: Kind,
    *,
    school: int,
    about: About,
    about_on: date,
    said: Mapping[str, Any],
    on: date,
    by: str,
    how: How,
    state: State,
    file: str = "",
    replaces: Return | None = None,
    expected: Expected | None = None,
) -> Return:
    """A school tells the authority. Raises Refused for what has been sent already."""
    child, may_be = about.child, []
    if child is None:
        child, may_be = meaning.who(
            state, name=about.name, upn=about.upn, born_on=about.born_on
        )
    due_on = (
        kind.due(about_on, state.calendar(school))
        if kind.name in DUE_BY_ITS_DAY
        else None
    )
    try:
        with transaction.atomic():
            sent = Return.objects.create(
                kind=kind.name,
                school=school,
                child=child,
                name=about.name,
                upn=about.upn,
                born_on=about.born_on,
                may_be=may_be,
                about_on=about_on,
                due_on=due_on,
                received_on=on,
                said=dict(said),
                how=how,
                file=file,
                sent_by=by,
                sent_at=timezone.now(),
                replaces=replaces,
            )
    except IntegrityError as why:
        raise Refused(TWICE) from why
    _record("sent", sent, by)
    if expected is not None and expected.kind == kind.name and expected.child == child:
        expecting.answer(expected, sent)
    expecting.match(school)
    return sent


@transaction.atomic
def withdraw(sent: Return, *, why: str, by: str) -> None:
    """A school takes back what it sent, for a reason that stays. What was expected is
    expected again. Raises Refused once it was accepted."""
    sent = _held(sent)
    if not why.strip():
        raise Refused("Say why it is withdrawn.")
    sent.stage, sent.withdrawn_why = Stage.WITHDRAWN, why.strip()
    sent.save(update_fields=["stage", "withdrawn_why"])
    Expected.objects.filter(answered_by=sent).update(answered_by=None)
    _record("withdrawn", sent, by)
    expecting.match(sent.school)


@transaction.atomic
def correct(
    sent: Return,
    *,
    why: str,
    about_on: date,
    said: Mapping[str, Any],
    on: date,
    by: str,
    how: How,
    state: State,
) -> Return:
    """Another in its place, of the same child. It counts as in time if the first was: the
    authority had been told. Raises Refused as :func:`withdraw` and :func:`send` do."""
    sent = _held(sent)
    answered = Expected.objects.filter(answered_by=sent, gone_on=None).first()
    withdraw(sent, why=why, by=by)
    kept = About(sent.child, sent.name, sent.upn, sent.born_on)
    again = send(
        sent.of_kind,
        school=sent.school,
        about=kept,
        about_on=about_on,
        said=said,
        on=on,
        by=by,
        how=how,
        state=state,
        replaces=sent,
        expected=answered,
    )
    if again.received_on != sent.received_on:
        again.received_on = sent.received_on
        again.save(update_fields=["received_on"])
    return again


def _held(sent: Return) -> Return:
    """It as it is now, held from others. Raises Refused where it can't be changed."""
    now = Return.objects.select_for_update().get(pk=sent.pk)
    if now.stage == Stage.ACCEPTED:
        raise Refused(SETTLED)
    if now.stage == Stage.WITHDRAWN:
        raise Refused("It has been withdrawn.")
    return now


def _record(did: str, sent: Return, by: str) -> None:
    audit.record(
        did=f"return.{did}",
        by=by,
        child=sent.child,
        to=f"return:{sent.pk}",
        school=sent.school,
        after={"kind": sent.kind},
    )
