"""Where cases come from, how their columns and words are ours, and what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from muster.jobs.models import Job
from muster.registers.entry import Entry
from muster.registers.register import Register, registers


def sheets() -> Path:
    """Where sheets are kept until nothing in them waits for a person."""
    return Path(settings.MUSTER_HOME) / "uploads" / "cases"


class Mapping(models.Model):
    """How one source speaks of the cases of one register: which column is which field,
    and which of its words is which of ours. Kept, and offered the next time."""

    source = models.CharField("what the other system is called", max_length=60)
    register = models.CharField(max_length=20)
    is_kept_there = models.BooleanField(
        "whether cases are kept there and only read here", default=False
    )
    columns = models.JSONField("heading by field", default=dict)
    words = models.JSONField("our word by theirs, by field", default=dict)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "register"]
        constraints = [
            models.UniqueConstraint(
                name="one_mapping_of_a_source_to_a_register",
                fields=["source", "register"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.of.title.lower()}"

    @property
    def of(self) -> Register:
        return registers()[self.register]


class Sheet(models.Model):
    """A spreadsheet somebody sent. The file is in ``folder`` under a random name, and only
    who sent it opens it: it names children whom others may not see. ``job`` is the last
    that loaded it, ``loaded_at`` when one came to its end."""

    key = models.CharField(max_length=32, unique=True)
    file_name = models.CharField(max_length=255)
    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="sheets")
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField("cases it opened or changed", default=0)
    is_put_aside = models.BooleanField("whether the file is gone", default=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("cases:sheet", args=[self.key])

    @property
    def folder(self) -> Path:
        return sheets() / self.key

    @property
    def path(self) -> Path:
        return self.folder / "sent"

    @property
    def is_under_way(self) -> bool:
        """Whether a job is loading it, or is waiting to."""
        return self.job is not None and not self.job.is_over


class Brought(models.Model):
    """An entry that came from a source under a number of its own there, and the last sheet
    that had it. ``stays_after`` is a sheet that hadn't, after which somebody said that the
    entry stays open."""

    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="brought")
    reference = models.CharField(max_length=60)
    entry = models.OneToOneField(Entry, models.CASCADE, related_name="brought")
    last_in = models.ForeignKey(
        Sheet, models.SET_NULL, null=True, related_name="brought"
    )
    stays_after = models.ForeignKey(Sheet, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_number_of_a_source_came_once",
                fields=["mapping", "reference"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} of {self.mapping}"


class Whose(models.Model):
    """Which child a person said that a doubtful row means; no child is none of ours.
    ``known_as`` is a keyed hash of how the source speaks of the child."""

    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="+")
    known_as = models.CharField(max_length=64)
    child = models.IntegerField("the store’s number of a child", null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_answer_to_whose_it_is", fields=["mapping", "known_as"]
            )
        ]

    def __str__(self) -> str:
        return f"An answer for {self.mapping}"


def missing_from(mapping: Mapping) -> Any:
    """Open entries that the source's latest extract hadn't, and nobody has decided of."""
    latest = mapping.sheets.exclude(loaded_at=None).order_by("-loaded_at").first()
    if latest is None or not mapping.is_kept_there:
        return Brought.objects.none()
    of_source = Brought.objects.filter(mapping=mapping, entry__source=mapping.source)
    gone = of_source.filter(entry__ended_on=None)
    return gone.exclude(Q(last_in=latest)).exclude(Q(stays_after=latest))
