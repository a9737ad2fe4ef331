"""What was sent and loaded, when and by whom; and the version of the store in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from muster.jobs.models import Job
from muster.sources.cases.models import Brought, Mapping, Sheet, Whose


__all__ = ["Brought", "InForce", "Load", "Mapping", "Sheet", "Upload", "Whose"]


def arrivals() -> Path:
    """Where the files people send are kept until they are loaded."""
    return Path(settings.MUSTER_HOME) / "uploads"


class Load(models.Model):
    """One file that was loaded. Its rows are the layers of the store with its token."""

    token = models.CharField(max_length=32, unique=True)
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=40)
    digest = models.CharField("SHA-256 of the file and how it was read", max_length=64)
    rows_read = models.PositiveBigIntegerField()
    rows_loaded = models.PositiveBigIntegerField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    as_at = models.DateField(null=True)
    warnings = models.JSONField(default=list)
    warnings_count = models.PositiveBigIntegerField(default=0)
    version = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="undone_at_and_by_together",
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
            ),
            models.UniqueConstraint(
                name="same_bytes_are_in_force_once",
                fields=["digest"],
                condition=models.Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("sources:load", args=[self.pk])

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class InForce(models.Model):
    """The version of the store that is committed: always one row."""

    version = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="one_version_in_force", condition=models.Q(pk=1)
            )
        ]

    @classmethod
    def now(cls) -> int:
        held = cls.objects.filter(pk=1).values_list("version", flat=True).first()
        return held or 0

    @classmethod
    def put(cls, version: int) -> None:
        cls.objects.update_or_create(pk=1, defaults={"version": version})


class Upload(models.Model):
    """A file somebody sent through the site, from its arrival to its load.

    The file itself, and the list of its problems, are in `folder`, under a random name.
    What is wrong with a row can hold a child's details, so the database has none of it.
    """

    class Stage(models.TextChoices):
        READING = "reading"
        REFUSED = "refused"
        REVIEW = "review"
        LOADING = "loading"
        LOADED = "loaded"
        HELD_ALREADY = "held"
        PUT_ASIDE = "aside"

    key = models.CharField(max_length=32, unique=True)
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField("bytes")
    format = models.CharField("format it was said to have", max_length=40, blank=True)
    code_map_name = models.CharField(max_length=255, blank=True)
    as_at = models.DateField(null=True)
    to = models.DateField("last day of a cumulative file", null=True)
    period = models.CharField("of a published file", max_length=40, blank=True)
    la = models.CharField("authority’s number", max_length=4, blank=True)
    cohort = models.CharField("cohort of a list", max_length=40, blank=True)
    stage = models.CharField(
        max_length=10, choices=Stage.choices, default=Stage.READING
    )
    digest = models.CharField(max_length=64, blank=True)
    found = models.JSONField("what the reading found, in numbers", default=dict)
    note = models.TextField("why it stands where it stands", blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    load = models.ForeignKey(Load, null=True, on_delete=models.SET_NULL)
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.stage})"

    def get_absolute_url(self) -> str:
        return reverse("sources:upload", args=[self.key])

    @property
    def folder(self) -> Path:
        return arrivals() / self.key

    @property
    def path(self) -> Path:
        return self.folder / "sent"

    @property
    def code_map(self) -> Path | None:
        return self.folder / "code-map.csv" if self.code_map_name else None

    @property
    def problems(self) -> Path:
        return self.folder / "problems.csv"

    @property
    def is_under_way(self) -> bool:
        """Whether a job is reading or loading it, or is waiting to."""
        at_work = self.stage in (self.Stage.READING, self.Stage.LOADING)
        return at_work and self.job is not None and not self.job.is_over

    @property
    def is_broken_off(self) -> bool:
        """Whether a job should be at it and none is: it failed."""
        at_work = self.stage in (self.Stage.READING, self.Stage.LOADING)
        return at_work and not self.is_under_way

    def put(self, stage: Stage, **more: Any) -> None:
        """Moves it on, with whatever else is known now."""
        self.stage = stage
        for name, value in more.items():
            setattr(self, name, value)
        self.save(update_fields=["stage", *more])
