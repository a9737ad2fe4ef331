"""Private calendars: the pages that make and end them, and the calendar itself."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import open_to_all
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, headings
from muster.programme.reporting import calendar, feed
from muster.programme.reporting.asking import (
    ASK,
    by,
    crumbs,
    may_keep,
    reads,
    sent,
)
from muster.programme.reporting.feed import Feed
from muster.programme.reporting.forms import FeedForm, SureForm
from muster.school_year.clock import today


# Wrong tokens an hour from one address before it is told to wait.
TRIES, AN_HOUR = 30, 60 * 60


@reads
@never_cache
@require_http_methods(ASK)
def listed(request: HttpRequest) -> HttpResponse:
    """One's own calendars, and those of groups for whoever keeps boards."""
    form = FeedForm(sent(request), may_keep=may_keep(request))
    address = ""
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data.get("group")
        whose: dict[str, Any] = {"group": of} if of else {"user": request.user}
        _, token = feed.make(by=by(request), **whose)
        address = request.build_absolute_uri(
            reverse("programme:calendar", args=[token])
        )
        form = FeedForm(None, may_keep=may_keep(request))
    page = page_of(list(_mine(request)), request.GET)
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": "Private calendars",
            "crumbs": crumbs(("Calendars", "")),
            "lead": "An address your calendar program asks by itself: meetings of your"
            " groups, your actions as they fall due, papers you write and clear.",
            "notice": "Whoever has the address has the calendar. End it here if it went"
            " astray.",
            "address": address,
            "form": form,
            "button": "Make a calendar",
            "sections": [
                {
                    "title": "Those there are",
                    "columns": headings("Of", "Begins", "Made", "Last asked", "Stands"),
                    "rows": [_row(one) for one in page["shown"]],
                    "pagination": page["pagination"],
                    "empty": "There is none yet.",
                }
            ],
        },
    )


def _mine(request: HttpRequest) -> Any:
    found = Feed.objects.select_related("user", "group")
    mine = found.filter(user=request.user)
    return mine | found.filter(user=None) if may_keep(request) else mine


def _row(one: Feed) -> list[Any]:
    end = reverse("programme:end_calendar", args=[one.pk])
    stands: Any = {"text": f"End the one that begins {one.prefix}", "href": end}
    if one.revoked_at:
        stands = {"status": ("none", f"Ended {day(one.revoked_at.date())}")}
    return [
        str(one.user or one.group),
        f"{one.prefix}…",
        day(one.made_at.date()),
        day(one.last_used_on) if one.last_used_on else "Never",
        stands,
    ]


@reads
@require_http_methods(ASK)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(_mine(request), pk=pk)
    return asked(
        request,
        SureForm(sent(request)),
        lambda by: feed.revoke(one, by=by),
        title="End this calendar?",
        caption=f"{one}, begins {one.prefix}",
        lead="Programs that ask for it get nothing from now on.",
        button="End it",
        is_warning=True,
        back=reverse("programme:calendars"),
        done="It has ended.",
    )


@open_to_all
@never_cache
@require_safe
def given(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, to whoever has its token: calendar programs can't sign in."""
    # The trail writes an address down where it refuses: not one that is nearly right.
    if request.resolver_match:
        request.resolver_match.kwargs["token"] = "…"
    one = feed.known(token)
    if one is None:
        return _refused(request)
    feed.used(one)
    on = today()
    entries = (
        calendar.of_user(one.user, on) if one.user else calendar.of_group(one.group, on)
    )
    content = calendar.written(f"{one.user or one.group}", entries)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _refused(request: HttpRequest) -> HttpResponse:
    """“Not found”, or “wait” after many. A right token is answered even then: a whole
    council may stand behind one address."""
    tries = f"calendar-tries-{audit.asker().source}"
    count = cache.get_or_set(tries, 0, AN_HOUR)
    cache.set(tries, count + 1, AN_HOUR)
    if count >= TRIES:
        return render(request, "design/429.html", status=429)
    raise Http404
