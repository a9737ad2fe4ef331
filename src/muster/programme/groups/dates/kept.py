"""Files of dates that were sent, and the names they have for groups."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from muster.programme.groups.group import Group


class DatesFile(models.Model):
    """A file of dates. Its bytes are kept until it is taken in or put aside: what stands in
    it is read again each time it is looked at, beside what is held then."""

    name = models.CharField("the file’s name", max_length=255)
    source = models.CharField(max_length=20)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    content = models.BinaryField()
    # Whose dates these all are, where the file itself doesn’t say.
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_out = models.JSONField("names in it that are no group here", default=list)
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    taken_at = models.DateTimeField(null=True, blank=True)
    put_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:dates_file", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.taken_at is None and self.put_aside_at is None


class KnownAs(models.Model):
    """What a source calls a group: by its number there, or else by its name."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="known_as")
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=200)

    class Meta:
        ordering = ["source", "key"]
        constraints = [
            models.UniqueConstraint("source", "key", name="a_group_known_once_a_source")
        ]
