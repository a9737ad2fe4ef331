"""What is on an agenda, and what was written of it when it was dealt with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.documents.models import Issued
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings.exempt import reason
from muster.programme.plans.action import Action


class Usual(models.Model):
    """An item of every meeting of a group: apologies at its start, other business at its
    end."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="usual_items")
    title = models.CharField("what it is called", max_length=200)
    purpose = models.CharField("to do what", max_length=60, blank=True)
    at_end = models.BooleanField("at the end of the meeting", default=False)
    position = models.PositiveSmallIntegerField(default=0)
    dropped_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["at_end", "position", "pk"]
        constraints = [
            models.UniqueConstraint("group", "title", name="a_usual_item_once_a_group")
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One item of one meeting.

    An item that was not finished is on the next agenda too: as another row, with the first
    one as its ``thread``. An open action is on every agenda until it is closed. A row is
    taken off an agenda only with a reason, and stays to say so.
    """

    class Kind(models.TextChoices):
        USUAL = "usual", "Of every meeting"
        MINUTES = "minutes", "Minutes of a sub-group"
        PAPER = "paper", "A paper"
        OTHER = "other", "Put on by somebody"
        ACTION = "action", "An open action"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("what it is called", max_length=300)
    purpose = models.CharField("to do what", max_length=60, blank=True)
    presenter = models.CharField("who leads it", max_length=200, blank=True)
    takes = models.PositiveSmallIntegerField("minutes it takes", default=0)
    note = models.TextField("note on the agenda", blank=True)
    usual = models.ForeignKey(
        Usual, models.PROTECT, null=True, blank=True, related_name="items"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    minutes_of = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="reported_in"
    )
    thread = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later"
    )
    papers = models.ManyToManyField(Issued, blank=True, related_name="agenda_items")
    # Its key in exempt.toml; an item without one is public.
    exempt_reason = models.CharField(max_length=20, blank=True)
    public_title = models.CharField(
        "what public papers call it", max_length=300, blank=True
    )
    is_finished = models.BooleanField("dealt with", default=False)
    off_reason = models.TextField("why it was taken off", blank=True)
    # What the minutes say, once they are closed: the text that stood then.
    closed_text = models.ForeignKey(
        "programme.MinuteText", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_closed = models.BooleanField(default=False)

    history = History()

    # Its papers as they are to be kept, where an agenda being prepared has them otherwise.
    brings: list[Issued] | None = None

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                field,
                name=f"{name}_once_an_agenda",
                condition=models.Q((f"{field}__isnull", False)),
            )
            for field, name in (
                ("usual", "a_usual_item"),
                ("action", "an_action"),
                ("minutes_of", "minutes"),
                ("thread", "a_carried_item"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:meeting_item", args=[self.meeting_id, self.pk])

    @property
    def brought(self) -> list[Issued]:
        if self.brings is not None:
            return self.brings
        return list(self.papers.all()) if self.pk else []

    @property
    def is_exempt(self) -> bool:
        return bool(self.exempt_reason)

    @property
    def exempt_words(self) -> str:
        held = reason(self.exempt_reason, self.meeting.on)
        return held.words if held else self.exempt_reason

    @property
    def exempt_under(self) -> str:
        """The paragraph alone: “Paragraph 3”."""
        return self.exempt_words.partition(":")[0]

    @property
    def exempt_by(self) -> str:
        """The paragraph, the test that it passed, and where both stand."""
        held = reason(self.exempt_reason, self.meeting.on)
        return held.resolved if held else self.exempt_reason

    @property
    def root(self) -> int | None:
        """The first row of its thread: itself, if it was carried over from nowhere."""
        return self.thread_id or self.pk


class MinuteText(models.Model):
    """What somebody wrote of an item: a version, never changed.

    Written against an older version than the one that stands it is kept ``aside``, beside
    the one that stands, until somebody says what holds (``settled_by``).
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField("the version it was written against")
    text = models.TextField(blank=True)
    is_aside = models.BooleanField(default=False)
    settled_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("item", "number", name="a_version_once_an_item")
        ]

    def save(self, **how: Any) -> None:
        if self.pk is not None and how.get("update_fields") != ["settled_by"]:
            raise TypeError("What was written is not changed: write another version.")
        super().save(**how)


class Outcome(models.Model):
    """What came of an item. A decision has a number, by which it is found again; what is
    struck out keeps its own, which nothing else gets."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "Information"
        DECISION = "decision", "Decision"
        ACTION = "action", "Action"

    item = models.ForeignKey(Item, models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    ref = models.CharField(max_length=60, blank=True)
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    struck_reason = models.TextField("why it was struck out", blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    is_closed = models.BooleanField(default=False)

    history = History()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "ref", name="a_decision_number_once", condition=~models.Q(ref="")
            ),
            models.CheckConstraint(
                name="decisions_and_they_alone_have_numbers",
                condition=models.Q(kind="decision") & ~models.Q(ref="")
                | ~models.Q(kind="decision") & models.Q(ref=""),
            ),
        ]

    def __str__(self) -> str:
        return self.ref or self.text


class Presence(models.Model):
    """Somebody at a meeting, or not there and said so; ``name`` as it was written then."""

    class How(models.TextChoices):
        PRESENT = "present", "Present"
        DEPUTY = "deputy", "Present as a deputy"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="presences")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="presences")
    name = models.CharField("as papers write it", max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    deputy_for = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_member = models.BooleanField("sat on the group on that day", default=True)
    is_closed = models.BooleanField(default=False)

    history = History()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "meeting", "contact", name="one_presence_a_person_a_meeting"
            )
        ]


class Correction(models.Model):
    """What closed minutes should have said, why, and the meeting that agreed it. What they
    said stays beside it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="corrections")
    outcome = models.ForeignKey(
        Outcome, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    text = models.TextField("what it should say")
    why = models.TextField()
    agreed_at = models.ForeignKey(
        Meeting, models.PROTECT, related_name="agreed_corrections"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]


class Published(models.Model):
    """A paper of a meeting or a group as it went out: whoever reads it reads these bytes."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "Agenda"
        MINUTES = "minutes", "Minutes"
        WORKPLAN = "workplan", "Workplan"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    group = models.ForeignKey(Group, models.PROTECT, related_name="published")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="published"
    )
    is_public = models.BooleanField("leaves out what is exempt", default=False)
    paper = models.OneToOneField(Issued, models.PROTECT, related_name="published")

    class Meta:
        ordering = ["-pk"]
