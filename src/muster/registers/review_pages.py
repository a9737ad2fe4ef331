"""Reviews that are due: entries to be looked at again, by now or within two weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.measures.members import school_names
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.register import register_of
from muster.school_year import clock


A_PAGE = 50
AHEAD = timedelta(days=14)
COLUMNS = ("Child", "Register", "School", "Review", "Led by")


@requires(Permission.KEEP_REGISTERS)
@require_safe
@never_cache
def reviews(request: HttpRequest) -> HttpResponse:
    """Open entries somebody sees whose review is due, the oldest first."""
    on = clock.today()
    mine = request.GET.get("lead") == "me"
    seen = Entry.objects.visible_to(request.user, state()).open()
    found = seen.filter(review_on__lte=on + AHEAD).select_related("lead")
    if mine:
        found = found.filter(lead=request.user)
    page = paging.page_of(found.order_by("review_on", "pk"), request.GET, A_PAGE)
    audit.record(
        did="entries.listed",
        by=request.user.get_username(),
        to="reviews",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "rows": _rows(request, page["shown"], on),
        "columns": [{"text": text} for text in COLUMNS],
        "mine": mine,
    }
    return render(request, "registers/reviews.html", page | shown)


def _rows(request: HttpRequest, shown: list[Entry], on: date) -> list[list[Any]]:
    seen = Children.visible_to(request.user, state())
    names = seen.names_of([one.child for one in shown])
    schools = school_names(state())
    return [
        [
            {
                "text": names.get(one.child, NAMELESS),
                "href": reverse("registers:entry", args=[one.register, one.pk]),
            },
            register_of(one).title,
            schools.get(one.school or 0, "–"),
            _when(one.review_on, on),
            str(one.lead) if one.lead else "Nobody",
        ]
        for one in shown
    ]


def _when(review_on: date | None, on: date) -> str:
    assert review_on is not None
    return f"{day(review_on)}, late" if review_on < on else day(review_on)
