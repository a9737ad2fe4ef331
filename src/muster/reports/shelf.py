"""Who may open a pack that was signed off, for whoever names one without making it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.documents.shelves import NONE, Shelf
from muster.reports.audiences import AUDIENCES, Audience


def readable_by(user: User) -> Sequence[Audience]:
    """Whose signed-off packs somebody may read. Those for inside the authority name
    schools by rate, so they are for people who may see figures, of every school."""
    sees_figures = user.can_everywhere(Permission.SEE_FIGURES)
    return [one for one in AUDIENCES if sees_figures or not one.is_internal]


def _opens(user: User) -> Q:
    if not user.can(Permission.READ_PAPERS):
        return NONE
    return Q(audience__in=[one.name for one in readable_by(user)])


PACKS = Shelf(
    "Data pack",
    tuple(one.name for one in AUDIENCES),
    _opens,
    lambda paper: reverse("reports:issued", args=[paper.pk]),
)
