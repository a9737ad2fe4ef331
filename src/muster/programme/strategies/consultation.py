"""Asking people about a version: who was asked, what they said, what we did about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from muster.accounts import audit
from muster.accounts.history import History
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.replies import asking
from muster.programme.replies.form import Form, Question, Reply
from muster.programme.strategies import moving
from muster.programme.strategies.strategy import State, Strategy, Version


class Consultation(models.Model):
    """One asking, about one version, by one form."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="consultations")
    form = models.OneToOneField(Form, models.PROTECT, related_name="consultation")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    no_themes = models.TextField("why nothing was drawn from replies", blank=True)
    by = models.CharField(max_length=150)

    history = History()

    class Meta:
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return f"Consultation on version {self.version.number}"

    def get_absolute_url(self) -> str:
        return reverse("programme:consultation", args=[self.pk])

    @property
    def strategy(self) -> Strategy:
        return self.version.strategy


class Theme(models.Model):
    """You said, we did. ``done`` is what was changed, or why nothing was."""

    class Answer(models.TextChoices):
        CHANGED = "changed", "We changed the text"
        UNCHANGED = "unchanged", "We left the text as it is"
        ELSEWHERE = "elsewhere", "We do something else about it"

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="themes"
    )
    number = models.PositiveSmallIntegerField()
    said = models.TextField("you said")
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    done = models.TextField("we did", blank=True)
    replies = models.ManyToManyField(Reply, related_name="themes", blank=True)

    history = History()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "consultation", "number", name="a_theme_a_number_a_consultation"
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def is_answered(self) -> bool:
        return bool(self.answer and self.done.strip())


# What is asked unless more is: the keeper adds and changes questions before it goes out.
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "kind": Question.Kind.SCALE,
        "text": "How far do you agree with the draft?",
        "hint": "1 is not at all, 5 is completely.",
        "is_required": True,
    },
    {"kind": Question.Kind.LONG, "text": "What is right in it, and should stay?"},
    {"kind": Question.Kind.LONG, "text": "What should be changed, and how?"},
)


@transaction.atomic
def consult(
    strategy: Strategy,
    *,
    purpose: str,
    privacy: str,
    closes_on: date,
    is_anonymous: bool = False,
    on: date,
    by: str,
) -> Consultation:
    """Opens a consultation on the latest version. Its text then stays as it is."""
    moving.move(strategy, State.CONSULTATION, on=on, by=by)
    version = strategy.latest
    form = asking.make(
        kind=Form.Kind.CONSULTATION,
        title=f"{strategy.title}: your views",
        purpose=purpose,
        privacy=privacy,
        opens_on=on,
        closes_on=closes_on,
        is_anonymous=is_anonymous,
        by=by,
        reading=version.parts,
        questions=QUESTIONS,
    )
    made = Consultation.objects.create(version=version, form=form, opened_on=on, by=by)
    _told(made, by, "consultation.opened")
    return made


@transaction.atomic
def add_theme(consultation: Consultation, *, said: str, by: str) -> Theme:
    """Something people said, in a line of its own."""
    _refuse_closed(consultation)
    last = consultation.themes.aggregate(last=models.Max("number"))["last"] or 0
    theme = Theme.objects.create(
        consultation=consultation, number=last + 1, said=said.strip()
    )
    _told(consultation, by, "consultation.theme", theme=theme.number)
    return theme


@transaction.atomic
def answer(theme: Theme, *, said: str, answer: str, done: str, by: str) -> None:
    """What we did about it. Raises Refused for half an answer."""
    _refuse_closed(theme.consultation)
    if bool(answer) != bool(done.strip()):
        raise Refused("Say both what became of it, and how or why.")
    theme.said, theme.answer, theme.done = said.strip(), answer, done.strip()
    theme.save()
    _told(theme.consultation, by, "consultation.answered", theme=theme.number)


@transaction.atomic
def drop_theme(theme: Theme, *, by: str) -> None:
    _refuse_closed(theme.consultation)
    _told(theme.consultation, by, "consultation.theme", dropped=theme.said)
    theme.replies.clear()
    theme.delete()


@transaction.atomic
def draw(reply: Reply, themes: Iterable[Theme], *, by: str) -> None:
    """Which themes a reply speaks of."""
    consultation = reply.form.consultation
    _refuse_closed(consultation)
    reply.themes.set(themes)
    _told(consultation, by, "consultation.drawn")


def left_to_do(consultation: Consultation, on: date) -> list[str]:
    """What must be done before it can be closed, a sentence each."""
    left = []
    form = consultation.form
    if on <= form.closes_on:
        left.append(
            f"It can be answered until {day(form.closes_on)}. Wait until then, or change"
            " that day."
        )
    themes = list(consultation.themes.all())
    left += [
        f"Say what you did about “{one.said[:80]}”."
        for one in themes
        if not one.is_answered
    ]
    if not themes and form.replies.exists() and not consultation.no_themes:
        left.append("Draw themes from the replies, or say why there are none.")
    return left


@transaction.atomic
def close(
    consultation: Consultation, *, on: date, by: str, no_themes: str = ""
) -> None:
    """Closes it, and has the text revised. Raises Refused while anything is left to do."""
    _refuse_closed(consultation)
    consultation.no_themes = no_themes.strip()
    if left := left_to_do(consultation, on):
        raise Refused(f"It can’t be closed yet. {' '.join(left)}")
    consultation.closed_on = on
    consultation.save()
    _told(consultation, by, "consultation.closed")
    if consultation.strategy.state == State.CONSULTATION:
        moving.move(consultation.strategy, State.REVISED, on=on, by=by)


def _refuse_closed(consultation: Consultation) -> None:
    if consultation.closed_on:
        raise Refused(
            f"The consultation was closed on {day(consultation.closed_on)}; what was said"
            " and done stays as it was published."
        )


def _told(consultation: Consultation, by: str, did: str, **after: Any) -> None:
    audit.record(
        did=did, by=by, to=f"consultation:{consultation.pk}", after=after or None
    )
