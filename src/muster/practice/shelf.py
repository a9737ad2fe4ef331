"""The shelf shared with a school: what stands on it, and who there has opened it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from muster.documents.models import Issued
from muster.practice.meeting import OfSchools, SupportMeeting


class Shared(models.Model):
    """One thing shared with one school: an issued paper, or a document that was sent in.

    It is never deleted: what is withdrawn says why, and is no longer opened.
    """

    school = models.IntegerField("the store’s number of a school")
    title = models.CharField(max_length=200)
    paper = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="shared"
    )
    meeting = models.ForeignKey(
        SupportMeeting, models.PROTECT, null=True, blank=True, related_name="shared"
    )
    name = models.CharField("the document’s file name", max_length=200, blank=True)
    content = models.BinaryField(null=True, blank=True)
    digest = models.CharField("SHA-256 of the document", max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    shared_by = models.CharField(max_length=150)
    shared_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=150, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True, default="")

    objects = OfSchools.as_manager()

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="what_is_shared_is_a_paper_or_a_document",
                condition=Q(paper__isnull=False, content=None)
                | Q(paper=None, content__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""),
            ),
        ]
        indexes = [models.Index(fields=["school", "-shared_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2].lower()


class Opened(models.Model):
    """That somebody of the school opened it: when first, and when last."""

    shared = models.ForeignKey(Shared, models.CASCADE, related_name="opened")
    by = models.CharField(max_length=150)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["first_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_reader_once_a_shared_thing", fields=["shared", "by"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.shared}, opened by {self.by}"
