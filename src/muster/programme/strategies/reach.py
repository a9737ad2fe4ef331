"""Whom a strategy reached: audiences, what they were sent, and who has taken it in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.accounts.models import Organisation
from muster.programme.replies.form import Form, Invitation
from muster.programme.strategies.strategy import Kept, Strategy, Version


class Audience(models.Model):
    """Whoever a thing is meant for, by name: the same for every strategy."""

    class Kind(models.TextChoices):
        SCHOOLS = "schools", "Schools"
        TEAMS = "teams", "Teams of the authority"
        AGENCIES = "agencies", "Other agencies"
        GOVERNORS = "governors", "Governors and trusts"
        PARENTS = "parents", "Parents and carers"
        MEMBERS = "members", "Elected members"
        OTHER = "other", "Others"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200, unique=True)

    history = History()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:audience", args=[self.pk])


class Member(models.Model):
    """An organisation, a team or a person of an audience, from a day to another."""

    audience = models.ForeignKey(Audience, models.PROTECT, related_name="members")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "audience",
                "name",
                name="a_member_once_an_audience",
                condition=models.Q(to_on=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Sending(Kept):
    """Something sent or shown to an audience. ``form`` is where they say they have read
    it, if that was asked."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        LETTER = "letter", "Letter"
        MEETING = "meeting", "A meeting or visit"
        BULLETIN = "bulletin", "A bulletin or newsletter"
        WEBSITE = "website", "A website"

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="sendings")
    version = models.ForeignKey(Version, models.PROTECT, related_name="sendings")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="sendings")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    what = models.CharField(max_length=300)
    on = models.DateField()
    form = models.OneToOneField(
        Form, models.PROTECT, null=True, blank=True, related_name="sending"
    )
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.what}, to {self.audience}"

    def get_absolute_url(self) -> str:
        return reverse("programme:sending", args=[self.pk])

    @property
    def is_direct(self) -> bool:
        """Whether it goes to each by name: who looks at a website nobody knows."""
        return self.channel not in (self.Channel.BULLETIN, self.Channel.WEBSITE)


class Delivery(models.Model):
    """One member's. Opened and acknowledged as somebody wrote down, or by the link."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="deliveries")
    member = models.ForeignKey(Member, models.PROTECT, related_name="deliveries")
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="delivery"
    )
    acknowledged_on = models.DateField(null=True, blank=True)
    how = models.CharField("how that is known", max_length=200, blank=True)

    history = History()

    class Meta:
        ordering = ["member__name", "pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                "sending", "member", name="a_delivery_once_a_sending"
            )
        ]


class Briefing(Kept):
    """A conversation about it: “with Cllr Rowan on 29 July”."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="briefings")
    with_whom = models.CharField(max_length=200)
    text = models.TextField("what was said")
    on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-on", "-pk"]


class Messages(Kept):
    """The few sentences everybody is to hear: the latest version stands."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="messages")
    number = models.PositiveSmallIntegerField()
    lines = models.JSONField("a sentence each")
    changed = models.TextField("what changed", blank=True)
    on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "messages"
        constraints = [
            models.UniqueConstraint(
                "strategy", "number", name="messages_a_number_a_strategy"
            )
        ]

    def __str__(self) -> str:
        return f"Key messages, version {self.number}"
