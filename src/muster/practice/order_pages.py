"""The schools of a term in the order in which they are met, one school, and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.called import all_called, called
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day, moment
from muster.measures import Period, Scope
from muster.measures.members import school_names
from muster.practice.asking import (
    asked,
    back_to,
    by,
    columns,
    holds,
    my_scope,
    sent,
    slug_of,
    the_school,
    the_term,
)
from muster.practice.challenge import Challenge
from muster.practice.challenge_pages import COLUMNS, row_of
from muster.practice.forms import PlaceForm
from muster.practice.meeting import SupportMeeting
from muster.practice.planning import Place, places, put
from muster.practice.risk import rule_on
from muster.practice.shelf import Shared
from muster.practice.standing import Standing, standings
from muster.practice.term import next_term, term_on
from muster.programme import Refused
from muster.school_year import clock


A_PAGE = 50
CLOSED = "It has closed, so it has no place among the schools to be met."


@holds
@require_safe
@never_cache
def front(request: HttpRequest, term: str = "") -> HttpResponse:
    """Every school of a term, whom to meet first at the top."""
    on = clock.today()
    wanted = the_term(term) if term else term_on(on)
    found = _places(standings(state(), on, my_scope(request)), wanted)
    page = paging.page_of(found, request.GET, A_PAGE)
    late = Challenge.objects.visible_to(request.user, state())
    shown = {
        "term": wanted,
        "slug": slug_of(wanted),
        "next": next_term(wanted) if wanted == term_on(on) else None,
        "next_slug": slug_of(next_term(wanted)),
        "rule": rule_on(on),
        "rows": [_row(one) for one in page["shown"]],
        "columns": columns(
            "School", "How soon", "Why", "Points", "Meeting", numbers=("Points",)
        ),
        "held": sum(one.is_held for one in found),
        "planned": sum(bool(one.meetings) and not one.is_held for one in found),
        "late": late.filter(state__in=Challenge.OPEN, due_on__lt=on).count(),
        "asked": late.filter(state__in=Challenge.OPEN).count(),
    }
    return render(request, "practice/front.html", page | shown)


def _places(found: Iterable[Standing], term: Period) -> list[Place]:
    return places(found, term, rule_on(clock.today()))


def _row(one: Place) -> list[Any]:
    school = one.standing.school
    placed = (
        f" (put there by {called(one.placed.by)}: {one.placed.reason})"
        if one.placed
        else ""
    )
    return [
        {"text": school.name, "href": reverse("practice:school", args=[school.id])},
        f"{one.cohort.title}, {one.cohort.minutes} minutes{placed}",
        one.standing.why,
        one.standing.points,
        _next_said(one),
    ]


def _next_said(one: Place) -> Any:
    if not one.meetings:
        return "Not planned yet"
    meeting = next((m for m in one.meetings if m.state == "planned"), one.meetings[-1])
    return {
        "text": f"{meeting.get_state_display()} {day(meeting.on)}",
        "href": meeting.get_absolute_url(),
    }


@holds
@require_safe
@never_cache
def school(request: HttpRequest, number: int) -> HttpResponse:
    """One school: why it stands where it does, its meetings, shelf and challenges."""
    one, on = the_school(request, number), clock.today()
    term = term_on(on)
    # A school that has closed is met no more, and has no place; what was kept stays.
    place = next(
        iter(_places(standings(state(), on, Scope.of_schools([number])), term)), None
    )
    page = {
        "title": one.name,
        "caption": "Support meetings",
        "lead": place.standing.why if place else CLOSED,
        "back": back_to("Back to every school", "practice:front"),
        "facts": _facts(place) if place else [],
        "buttons": place
        and [
            {"text": "Plan a meeting", "href": reverse("practice:plan", args=[number])},
            {
                "text": "Share a document",
                "href": reverse("practice:share", args=[number]),
                "secondary": True,
            },
            {
                "text": "Put it elsewhere in the order",
                "href": reverse("practice:place", args=[number]),
                "secondary": True,
            },
        ],
        "sections": [
            *([_readings(place)] if place else []),
            _meetings(request, number),
            shelf_section(request, number),
            _challenges(request, number),
        ],
    }
    return render(request, "practice/page.html", page)


def _facts(place: Place) -> list[dict[str, Any]]:
    rows = [
        ("How soon", f"{place.cohort.title}, {place.cohort.minutes} minutes"),
        (
            "Points",
            f"{place.standing.points}: {place.standing.cohort.title[:1].lower()}{place.standing.cohort.title[1:]}, by the rule",
        ),
    ]
    if place.placed:
        said = f"{place.placed.reason} ({called(place.placed.by)}, {moment(place.placed.at)})"
        rows.append(("Put there because", said))
    return [{"key": {"text": title}, "value": {"text": text}} for title, text in rows]


def _readings(place: Place) -> dict[str, Any]:
    rows = [
        [
            one.input.title,
            f"{one.says[:1].upper()}{one.says[1:]}",
            one.points if one.is_counted else "–",
        ]
        for one in place.standing.readings
    ]
    return {
        "title": "What gives it its place",
        "columns": columns(
            "What is looked at", "What it says", "Points", numbers=("Points",)
        ),
        "rows": rows,
    }


def _meetings(request: HttpRequest, number: int) -> dict[str, Any]:
    found = SupportMeeting.objects.visible_to(request.user, state()).filter(
        school=number
    )
    rows = [
        [
            {"text": day(one.on), "href": one.get_absolute_url()},
            one.get_state_display(),
            str(one.officer or "Nobody yet"),
            "Shared" if one.pack_id else "Not shared yet",
            one.agreed_count,
        ]
        for one in found.order_by("-planned_on")
        .select_related("officer")
        .annotate(agreed_count=Count("agreed"))
    ]
    return {
        "title": "Meetings",
        "columns": columns(
            "On",
            "How it stands",
            "Held by",
            "Pack",
            "Actions agreed",
            numbers=("Actions agreed",),
        ),
        "rows": rows,
        "empty": "No meeting with this school was planned yet.",
    }


def shelf_section(request: HttpRequest, number: int) -> dict[str, Any]:
    """What is shared with a school, and who there has read it."""
    mine = Shared.objects.visible_to(request.user, state()).filter(school=number)
    found = list(mine.defer("content").prefetch_related("opened"))
    people = all_called(
        [each.by for one in found for each in one.opened.all()]
        + [one.shared_by for one in found]
    )
    rows = [
        [
            one.title,
            f"{day(one.shared_at.date())}, {people[one.shared_by]}",
            _receipt(one, people),
            "Withdrawn"
            if one.withdrawn_at
            else {
                "text": "Withdraw",
                "href": reverse("practice:withdraw", args=[one.pk]),
            },
        ]
        for one in found
    ]
    return {
        "title": "Shared with the school",
        "columns": columns("What", "Shared", "Read", "What to do", does="What to do"),
        "rows": rows,
        "empty": "Nothing is on its shelf yet. A pack comes there when it is shared.",
    }


def _receipt(one: Shared, people: Mapping[str, str]) -> str:
    """“Read by Marigold Ashdown on 3 March 2026”, of everybody who did."""
    said = [
        f"{people[each.by]} on {day(each.first_at.date())}" for each in one.opened.all()
    ]
    return f"Read by {'; '.join(said)}" if said else "Not read yet"


def _challenges(request: HttpRequest, number: int) -> dict[str, Any]:
    found = Challenge.objects.visible_to(request.user, state()).filter(school=number)
    on, schools = clock.today(), school_names(state())
    return {
        "title": "Figures it says are wrong",
        "columns": COLUMNS,
        "rows": [row_of(one, on, schools) for one in found],
        "empty": "The school has challenged no figure.",
    }


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def place(request: HttpRequest, number: int) -> HttpResponse:
    """An officer moves a school up or down for the term, and says why."""
    one, on = the_school(request, number), clock.today()
    form = PlaceForm(*sent(request), rule=rule_on(on))
    if request.method == "POST" and form.is_valid():
        cohort = form.cleaned_data["cohort"]
        try:
            put(
                school=number,
                term=term_on(on),
                cohort="" if cohort == "rule" else cohort,
                reason=form.cleaned_data["reason"],
                by=by(request),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"{one.name} has its place for this term.")
            return redirect("practice:school", number)
    return asked(
        request,
        form,
        title="Put it elsewhere in the order",
        caption=one.name,
        button="Put it there",
        back=back_to("Back to the school", "practice:school", number),
    )
