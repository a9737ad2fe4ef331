"""What the pages of this folder share: who may, whose school, which meeting."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.accounts.stored import state
from muster.measures import Period, Scope, parse_period
from muster.practice.meeting import SupportMeeting
from muster.practice.standing import School, school_of


holds = requires(Permission.HOLD_SUPPORT_MEETINGS)
reads = requires(Permission.READ_SHELF)


def by(request: HttpRequest) -> str:
    return request.user.get_username()


def my_scope(request: HttpRequest) -> Scope:
    """The schools somebody holds meetings with."""
    return scope_of(request.user, Permission.HOLD_SUPPORT_MEETINGS, state())


def the_school(request: HttpRequest, number: int) -> School:
    """A school somebody holds meetings with; “not found” for any other."""
    school = school_of(state(), number)
    if school is None or not my_scope(request).has_whole(number):
        raise Http404
    return school


def the_meeting(request: HttpRequest, pk: int) -> SupportMeeting:
    seen = SupportMeeting.objects.visible_to(request.user, state())
    return get_object_or_404(seen.select_related("officer", "pack"), pk=pk)


def the_term(slug: str) -> Period:
    """A term as an address has it: “2025-26-spring”."""
    year, _, part = slug.rpartition("-")
    try:
        term = parse_period(f"{year}/{part}")
    except ValueError:
        raise Http404 from None
    if term.term is None:
        raise Http404
    return term


def slug_of(term: Period) -> str:
    return term.text.replace("/", "-")


def sent(request: HttpRequest) -> list[Any]:
    """What a form is made of: what was posted, or nothing yet."""
    return [request.POST, request.FILES] if request.method == "POST" else []


def back_to(text: str, name: str, *args: object) -> dict[str, str]:
    return {"text": text, "href": reverse(name, args=args)}


def asked(request: HttpRequest, form: Any, **page: Any) -> HttpResponse:
    """The page of one form."""
    return render(request, "practice/form.html", {"form": form, **page})


def columns(
    *titles: str, numbers: tuple[str, ...] = (), does: str = ""
) -> list[dict[str, Any]]:
    """Columns of a table; ``does`` is the one whose cells lead to what is done of a row."""
    return [
        {"text": title, "number": title in numbers, "does": title == does}
        for title in titles
    ]
