"""A filter of a register's list, kept under a name by whoever chose it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse


class Views(models.QuerySet["SavedView"]):
    def of(self, user: Any) -> Views:
        """Somebody's own, and those that colleagues share."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


class SavedView(models.Model):
    """``chosen`` is the form as it was filled in: of a shared view “me” is whoever looks,
    and everybody sees only the children they see."""

    register = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    chosen = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views"
    )
    is_shared = models.BooleanField(default=False)

    objects = Views.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_view_of_a_name",
                fields=["owner", "register", "name"],
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        query = QueryDict(mutable=True)
        query.update(self.chosen)
        page = reverse("registers:entries", args=[self.register])
        return f"{page}?{query.urlencode()}"
