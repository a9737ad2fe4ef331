"""Who stands around a child: parents first, whom duties and notices are about.

A parent is anybody who has care of the child or parental responsibility for them
(Education Act 1996, section 576): a step-parent or grandparent may be one. A contact is of
the child, not of one entry, so that two registers never hold two addresses.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from muster.registers import among  # noqa: F401  (child__among)
from muster.registers.child import Children
from muster.tables.state import State


class Contacts(models.QuerySet["Contact"]):
    def visible_to(self, user: Any, state: State) -> Contacts:
        """Those of children somebody may see."""
        return self.filter(Children.visible_to(user, state).of_children())

    def now(self) -> Contacts:
        return self.filter(ended_on=None)


class Contact(models.Model):
    """``child`` is the store's number. A contact who no longer is one is ended and kept:
    a notice still names them."""

    class Relation(models.TextChoices):
        MOTHER = "mother", "Mother"
        FATHER = "father", "Father"
        STEP_PARENT = "step_parent", "Step-parent"
        GRANDPARENT = "grandparent", "Grandparent"
        CARER = "carer", "Foster carer or guardian"
        FAMILY = "family", "Other family"
        SOCIAL_WORKER = "social_worker", "Social worker"
        SCHOOL = "school", "At the school"
        SERVICE = "service", "Another service"
        OTHER = "other", "Somebody else"

    child = models.IntegerField("the store’s number of a child")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=20, choices=Relation)
    is_parent = models.BooleanField("is a parent in law", default=False)
    address = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    objects = Contacts.as_manager()

    class Meta:
        ordering = ["-is_parent", "name", "pk"]
        indexes = [models.Index(fields=["child"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_relation_display().lower()}"
