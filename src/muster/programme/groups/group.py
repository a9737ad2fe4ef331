"""Groups, boards, committees and audiences, and who sits on them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.programme.contacts import Contact


class Group(models.Model):
    """Whoever meets, or is reported to. A board and a working group are one kind of thing:
    both meet on days, take papers and decide."""

    class Kind(models.TextChoices):
        WORKING = "working", "Working group"
        SUB = "sub", "Sub-group"
        BOARD = "board", "Board"
        COMMITTEE = "committee", "Committee"
        NETWORK = "network", "Network"
        AUDIENCE = "audience", "Audience that doesn’t meet"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200, unique=True)
    initials = models.CharField("short name on papers", max_length=20, blank=True)
    purpose = models.TextField(blank=True)
    reports_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports_from"
    )
    # Which pack its members may have: officers, board or public.
    audience = models.CharField(max_length=20, blank=True)
    paper_days = models.PositiveSmallIntegerField(
        "working days before a meeting that papers are due", default=7
    )
    closed_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:group", args=[self.pk])

    @property
    def short(self) -> str:
        return self.initials or self.name


class Terms(models.Model):
    """Terms of reference, one version. The one in force on a day began last before it."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="terms")
    text = models.TextField()
    from_on = models.DateField("in force from")
    review_on = models.DateField(null=True, blank=True)
    agreed_at = models.ForeignKey(
        "programme.Meeting", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-from_on", "-pk"]


class Seat(models.Model):
    """A place a group wants filled: “PRU headteachers, 2”."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    name = models.CharField("whom it is for", max_length=200)
    wanted = models.PositiveSmallIntegerField(default=1)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("group", "name", name="a_seat_once_a_group")
        ]

    def __str__(self) -> str:
        return self.name


class Sittings(models.QuerySet):
    def held(self, on: date) -> Sittings:
        stands = models.Q(to_on=None) | models.Q(to_on__gte=on)
        return self.filter(stands, from_on__lte=on)


class Sitting(models.Model):
    """Somebody on a group, from one day to another: as what, and in which seat."""

    class As(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE = "vice", "Vice-chair"
        MEMBER = "member", "Member"
        DEPUTY = "deputy", "Deputy"
        OFFICER = "officer", "Officer in attendance"

    group = models.ForeignKey(Group, models.PROTECT, related_name="sittings")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="sittings")
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="sittings"
    )
    sits_as = models.CharField(max_length=10, choices=As.choices, default=As.MEMBER)
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = Sittings.as_manager()
    history = History()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_sitting_ends_after_it_starts",
                condition=models.Q(to_on=None)
                | models.Q(to_on__gte=models.F("from_on")),
                violation_error_message="The last day is before the first.",
            )
        ]


def chair(group: Group, on: date) -> Contact | None:
    """Who chairs a group on a day; the latest to begin where two do."""
    chairs = group.sittings.held(on).filter(sits_as=Sitting.As.CHAIR)
    latest = chairs.select_related("contact").order_by("-from_on", "-pk").first()
    return latest.contact if latest else None


def terms(group: Group, on: date) -> Terms | None:
    """The terms of reference in force on a day."""
    return group.terms.filter(from_on__lte=on).first()


def empty_seats(group: Group, on: date) -> list[tuple[Seat, int]]:
    """Seats that want more people than sit in them on a day, and how many more."""
    held = group.sittings.held(on).exclude(sits_as=Sitting.As.DEPUTY)
    open_seats = group.seats.filter(
        models.Q(closed_on=None) | models.Q(closed_on__gt=on)
    )
    counted = [(seat, held.filter(seat=seat).count()) for seat in open_seats]
    return [(seat, seat.wanted - sat) for seat, sat in counted if sat < seat.wanted]
