"""What was replied: counted by question, and as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.design.filters import day
from muster.programme.replies.form import Form, Question, Reply


# Fewer than this, and who chose what could be guessed by whoever knows them.
FEW = 5


@dataclass(frozen=True)
class Counted:
    """The answers to one question. ``choices`` are how many chose each; ``texts`` who wrote
    what; ``is_hidden`` where some choice is of so few that it is for officers only."""

    question: Question
    answered: int
    choices: Sequence[tuple[str, int]] = ()
    texts: Sequence[tuple[str, str]] = ()
    is_hidden: bool = False


def why_held_back(form: Form, on: date) -> str:
    """Why nobody reads what was replied yet; "" where they can.

    Officers see who has answered, to remind the others. As long as replies to an anonymous
    form come in, or are few, that would tell them whose is whose.
    """
    if not form.is_anonymous:
        return ""
    if on <= form.closes_on:
        return (
            "Replies are anonymous, so nobody reads one before the form has closed, on"
            f" {day(form.closes_on)}: who had just answered would be known."
        )
    if form.replies.count() < FEW:
        return (
            f"Replies are anonymous and fewer than {FEW} came, so nobody reads them: whose"
            " is whose could be guessed."
        )
    return ""


def counted(form: Form, *, for_officers: bool) -> list[Counted]:
    """Every question. Texts and small numbers are for officers; for others a question with
    any choice of a few is hidden whole, so that none can be worked out from the rest."""
    replies = list(form.replies.select_related("invitation__contact"))
    return [_counted(one, replies, for_officers) for one in form.questions.all()]


def as_csv(form: Form) -> bytes:
    """A line a reply, a column a question."""
    saved = io.StringIO()
    rows = spreadsheets.writer(saved)
    questions = list(form.questions.all())
    rows.writerow(printable(["From", "Day", *(one.text for one in questions)]))
    for reply in form.replies.select_related("invitation__contact"):
        said = [reply.said(one) for one in questions]
        rows.writerow(printable([str(reply), day(reply.on) if reply.on else "", *said]))
    return saved.getvalue().encode("utf-8-sig")


def _counted(
    question: Question, replies: Sequence[Reply], for_officers: bool
) -> Counted:
    said = [one for one in replies if one.answers.get(question.key)]
    if not question.offered:
        texts = [(str(one), one.said(question)) for one in said] if for_officers else []
        return Counted(question, len(said), texts=texts, is_hidden=not for_officers)
    choices = list(_choices(question, said))
    few = len(said) < FEW or any(0 < count < FEW for _, count in choices)
    if few and not for_officers:
        return Counted(question, 0, is_hidden=True)
    return Counted(question, len(said), choices)


def _choices(question: Question, said: Sequence[Reply]) -> Iterator[tuple[str, int]]:
    for value, text in question.offered:
        given = (one.answers[question.key] for one in said)
        yield text, sum(value in _every(one) for one in given)


def _every(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
