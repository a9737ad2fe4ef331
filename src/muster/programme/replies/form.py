"""A form to reply by, its questions, who was asked, and what they replied.

Of a link only a digest is kept. Days are kept and no times of day, and a reply to an
anonymous form is tied to nobody: its link only says that it was used.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.programme.contacts import Contact


# What a short and a long answer may have in letters.
SHORT, LONG = 200, 5_000


class Form(models.Model):
    """What is asked, why, and from when to when it can be answered: both days count."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", "Consultation"
        EVENT = "event", "Event"
        PULSE = "pulse", "Pulse survey"
        EVALUATION = "evaluation", "Evaluation"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    purpose = models.TextField("what it is about")
    privacy = models.TextField("why we ask, and what happens with answers")
    # Sections of a text, each with a heading, as it was when the form was made.
    reading = models.JSONField("what is read first", default=list, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    is_anonymous = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    history = History()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_form_closes_after_it_opens",
                condition=models.Q(closes_on__gte=models.F("opens_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:form", args=[self.pk])

    def is_open(self, on: date) -> bool:
        return self.opens_on <= on <= self.closes_on


class Question(models.Model):
    """One question. ``choices`` are those of a choice, in order."""

    class Kind(models.TextChoices):
        TEXT = "text", "A short text"
        LONG = "long", "A longer text"
        YES_NO = "yes_no", "Yes or no"
        SINGLE = "single", "One choice"
        SEVERAL = "several", "Several choices"
        SCALE = "scale", "A scale from 1 to 5"

    form = models.ForeignKey(Form, models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)

    history = History()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "form", "number", name="one_question_a_number_a_form"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        return f"q{self.pk}"

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What can be chosen; nothing for a text."""
        match self.kind:
            case self.Kind.YES_NO:
                return [("Yes", "Yes"), ("No", "No")]
            case self.Kind.SCALE:
                return [(str(one), str(one)) for one in range(1, 6)]
        return [(one, one) for one in self.choices]


class Invitation(models.Model):
    """Somebody, or an organisation, who is asked. ``earlier`` is the digest of the link in
    the letter before the latest one: whoever has it open still sends what they wrote."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="invitations")
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    digest = models.CharField("SHA-256 of the link", max_length=64, blank=True)
    earlier = models.CharField("and of the one before", max_length=64, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "form",
                "email",
                name="an_address_is_asked_once_a_form",
                condition=~models.Q(email=""),
            ),
            models.UniqueConstraint(
                "digest", name="a_link_is_of_one", condition=~models.Q(digest="")
            ),
            models.CheckConstraint(
                name="somebody_is_asked",
                condition=~models.Q(contact=None)
                | ~models.Q(organisation="")
                | ~models.Q(email=""),
            ),
        ]

    def __str__(self) -> str:
        said = [str(self.contact) if self.contact else "", self.organisation]
        return ", ".join(filter(None, said)) or self.email


class Reply(models.Model):
    """What somebody replied; a change of mind stands in its place until the form closes.

    One to an anonymous form has no invitation, no day, and a number drawn by lot: it is
    found again only by whoever has its link, of which ``key`` is another digest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="replies")
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="reply"
    )
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    answers = models.JSONField("by question", default=dict)
    on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                name="a_reply_has_a_link",
                condition=models.Q(invitation=None, key__isnull=False, on=None)
                | models.Q(invitation__isnull=False, key=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.invitation) if self.invitation else "Somebody"

    def said(self, question: Question) -> str:
        """An answer as people read it; "" where there is none."""
        value = self.answers.get(question.key, "")
        return "; ".join(value) if isinstance(value, list) else str(value)
