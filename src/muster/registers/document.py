"""Documents kept with an entry: letters made here, and what was sent in; and the
council's own templates of letters.

What was kept is not changed. It can be removed, with a reason: then its bytes are gone,
and a line says what there was.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.tables.state import State


class LetterTemplate(models.Model):
    """A council's own version of a letter, from a day on. A later one replaces it; this
    one stays, for the letters that were made with it."""

    key = models.CharField("which letter", max_length=40)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField("SHA-256 of the content", max_length=64)
    valid_from = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["key", "-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}, from {self.valid_from:%d/%m/%Y}"


class Documents(models.QuerySet["Document"]):
    def visible_to(self, user: Any, state: State) -> Documents:
        """Those of entries somebody may see."""
        return self.filter(entry__in=Entry.objects.visible_to(user, state))

    def listed(self) -> Documents:
        """Without their bytes, which only handing one out needs."""
        return self.defer("content")


class Document(models.Model):
    """``letter`` and ``template`` say what it was made as; a document sent in has none."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    content = models.BinaryField(null=True)
    digest = models.CharField("SHA-256 of the content", max_length=64)
    size = models.PositiveIntegerField()
    letter = models.CharField(max_length=40, blank=True, default="")
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, null=True, related_name="made"
    )
    to = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="letters")
    on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    removed_on = models.DateField(null=True)
    removed_by = models.CharField(max_length=150, blank=True, default="")
    removed_why = models.CharField(max_length=200, blank=True, default="")

    objects = Documents.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_document_is_there_or_was_removed",
                condition=Q(
                    removed_on=None,
                    removed_by="",
                    removed_why="",
                    content__isnull=False,
                )
                | (
                    Q(removed_on__isnull=False, content=None)
                    & ~Q(removed_why="")
                    & ~Q(removed_by="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_removed(self) -> bool:
        return self.removed_on is not None
