"""Who may open a meeting pack that was issued, for whoever names one without making it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.documents.models import Issued
from muster.documents.shelves import NONE, Shelf
from muster.practice.holding import AUDIENCE
from muster.practice.meeting import SupportMeeting


def _opens(user: Any) -> Q:
    if not user.can(Permission.HOLD_SUPPORT_MEETINGS):
        return NONE
    seen = SupportMeeting.objects.visible_to(user, state())
    return Q(support_meeting__in=seen)


def _address(paper: Issued) -> str:
    return reverse("practice:pack", args=[paper.support_meeting.pk])


PACKS = Shelf("Meeting pack", (AUDIENCE,), _opens, _address, ("support_meeting",))
