"""What whoever keeps a form does: making it, its questions, and saying who is asked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.replies.form import Form, Invitation, Question
from muster.programme.replies.results import why_held_back


CHOICES = {Question.Kind.SINGLE, Question.Kind.SEVERAL}
MOST_ASKED = 2_000
MOST_QUESTIONS = 40


@transaction.atomic
def make(*, by: str, questions: Iterable[dict[str, Any]] = (), **said: Any) -> Form:
    """A new form. ``said`` are fields of `Form`, ``questions`` those of each question."""
    _check_days(said["opens_on"], said["closes_on"])
    form = Form.objects.create(made_at=timezone.now(), by=by, **said)
    audit.record(
        did="form.made", by=by, to=f"form:{form.pk}", after={"title": form.title}
    )
    for one in questions:
        add_question(form, by=by, **one)
    return form


@transaction.atomic
def change(form: Form, *, on: date, by: str, **said: Any) -> None:
    """Raises Refused where replies were given under another promise."""
    _check_days(said["opens_on"], said["closes_on"])
    if form.is_anonymous != said["is_anonymous"] and form.replies.exists():
        raise Refused(
            "There are replies already, and whoever gave them was told otherwise. Whether"
            " it is anonymous can’t be changed any more."
        )
    promised = said.get("privacy", form.privacy)
    # In words: a browser sends other line ends than a text may have been kept with.
    if form.privacy.split() != promised.split() and form.replies.exists():
        raise Refused(
            "There are replies already, given on the promise that is there. It can’t be"
            " changed any more: ask again by another form."
        )
    asked = getattr(form, "consultation", None)
    if asked and asked.closed_on and said["closes_on"] > form.closes_on:
        raise Refused(
            f"Its consultation was closed on {day(asked.closed_on)}. Ask again by another."
        )
    could_be_read = form.is_anonymous and not why_held_back(form, on)
    if could_be_read and said["closes_on"] >= on:
        raise Refused(
            "Its anonymous replies can be read already, so whose came later would be known."
            " Ask again by another form."
        )
    before = {name: str(getattr(form, name)) for name in said}
    for name, value in said.items():
        setattr(form, name, value)
    form.save()
    after = {name: str(value) for name, value in said.items()}
    audit.record(
        did="form.changed", by=by, to=f"form:{form.pk}", before=before, after=after
    )


@transaction.atomic
def add_question(form: Form, *, by: str, **said: Any) -> Question:
    """A question after the others. Raises Refused once somebody replied."""
    _check_question(form, said)
    last = form.questions.aggregate(last=models.Max("number"))["last"] or 0
    if form.questions.count() >= MOST_QUESTIONS:
        raise Refused(f"A form has {MOST_QUESTIONS} questions at most.")
    made = Question.objects.create(form=form, number=last + 1, **said)
    _told(form, by, after={"question": made.text})
    return made


@transaction.atomic
def change_question(question: Question, *, by: str, **said: Any) -> None:
    _check_question(question.form, said)
    before = question.text
    for name, value in said.items():
        setattr(question, name, value)
    question.save()
    _told(question.form, by, {"question": before}, {"question": question.text})


@transaction.atomic
def drop_question(question: Question, *, by: str) -> None:
    _refuse_replied(question.form)
    _told(question.form, by, before={"question": question.text})
    question.delete()


@dataclass(frozen=True)
class Asked:
    """Somebody to be asked: one of the three at least is there."""

    name: str = ""
    email: str = ""
    organisation: str = ""


def read_asked(text: str) -> list[Asked]:
    """Whom lines of “name, email, organisation” name. Raises Refused, with a sentence for
    each line that is wrong; then nobody is asked."""
    found, wrong, seen = [], [], set()
    for number, line in enumerate(text.splitlines(), start=1):
        # Each line on its own: a quote that is never closed spoils no other.
        cells = next(csv.reader([line]), [])
        if not any(cell.strip() for cell in cells):
            continue
        one, fault = _asked(cells)
        if not fault and one.email.lower() in seen:
            fault = (
                f"“{one.email}” stands on an earlier line too. Leave one of them out."
            )
        if fault:
            wrong.append(f"Line {number}: {fault}")
        seen |= {one.email.lower()} - {""}
        found.append(one)
    if wrong:
        more = [f"And {len(wrong) - 10} more."] if len(wrong) > 10 else []
        raise Refused(" ".join([*wrong[:10], *more]))
    return found


@transaction.atomic
def ask(form: Form, asked: Sequence[Asked], *, on: date, by: str) -> int:
    """Whoever of these was not asked yet is, and how many that are. Nothing is sent."""
    if form.invitations.count() + len(asked) > MOST_ASKED:
        raise Refused(f"A form asks {MOST_ASKED:,} at most.")
    held = {_who(one) for one in form.invitations.select_related("contact")}
    made = 0
    for one in asked:
        invitation = _invitation(form, one, on, by)
        if _who(invitation) in held:
            continue
        held.add(_who(invitation))
        invitation.save()
        made += 1
    _told(form, by, after={"asked": made})
    return made


def _who(one: Invitation) -> tuple[str, ...]:
    """What makes two the same: an address, or else a name and an organisation."""
    if one.email:
        return (one.email.lower(),)
    return (one.contact.name if one.contact else "", one.organisation)


def _invitation(form: Form, one: Asked, on: date, by: str) -> Invitation:
    contact = named(one.name) if one.name else None
    if contact and not contact.email and one.email:
        contact.email = one.email
        contact.save()
    return Invitation(
        form=form,
        contact=contact,
        email=one.email,
        organisation=one.organisation,
        asked_on=on,
        by=by,
    )


def _asked(cells: list[str]) -> tuple[Asked, str]:
    """Whom a line names, and what is wrong with it."""
    said = [cell.strip() for cell in cells] + ["", ""]
    one = Asked(*said[:3])
    if any(said[3:]):
        return one, "it has more than a name, an email address and an organisation."
    if "@" in one.name:
        return (
            one,
            f"“{one.name}” stands where a name goes. Begin the line with a comma.",
        )
    if max(map(len, said)) > 200:
        return one, "it is too long. 200 letters each are enough."
    if one.email:
        try:
            validate_email(one.email)
        except ValidationError:
            fault = f"“{one.email}” is not an email address."
            return one, f"{fault} Write it like office@ash.example."
    return one, ""


def _check_days(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise Refused(
            f"It would close on {day(closes_on)}, before it opens on {day(opens_on)}."
        )


def _check_question(form: Form, said: dict[str, Any]) -> None:
    _refuse_replied(form)
    choices = said.get("choices") or []
    if said["kind"] in CHOICES and len(set(choices)) < 2:
        raise Refused("Write two choices at least, a line each.")
    if len(set(choices)) < len(choices):
        raise Refused("A choice stands there twice. Take one out.")


def _refuse_replied(form: Form) -> None:
    if form.replies.exists():
        raise Refused(
            "There are replies already. Another question would be one that they were not"
            " asked, so questions stay as they are."
        )


def _told(form: Form, by: str, before: Any = None, after: Any = None) -> None:
    audit.record(
        did="form.changed", by=by, to=f"form:{form.pk}", before=before, after=after
    )
