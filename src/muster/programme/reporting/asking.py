"""What the pages of this folder share: who they are for, and a page that asks one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.reporting.forms import said_by
from muster.school_year import SchoolYear
from muster.school_year.clock import today


ASK = ["GET", "POST"]
reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_BOARDS)


def may_keep(request: HttpRequest) -> bool:
    return request.user.can(Permission.KEEP_BOARDS)


def by(request: HttpRequest) -> str:
    return request.user.get_username()


def sent(request: HttpRequest) -> Any:
    """What a form was sent, be it nothing at all: a form may have only a button."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest,
    form: forms.Form,
    keep: Callable[..., Any],
    *,
    title: str,
    button: str,
    back: str,
    done: str,
    caption: Any = "",
    lead: str = "",
    is_warning: bool = False,
    after: Callable[[Any], str] | None = None,
    other: tuple[str, str] | None = None,
) -> HttpResponse:
    """A page with one form. ``keep`` takes what was said, and may refuse; then the reason
    is on the form and nothing is kept. ``other`` is another thing one may have come for."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = keep(**said_by(form))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return redirect(after(made) if after else back)
    page = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "caption": caption,
        "lead": lead,
        "is_warning": is_warning,
        "other": other,
    }
    return render(request, "programme/reporting/ask.html", page)


def year_asked(request: HttpRequest) -> SchoolYear:
    """The school year in the address, or this one."""
    text = request.GET.get("year", "")
    if text.isdecimal() and len(text) == 4:
        start = int(text)
        if SchoolYear.FIRST <= start <= SchoolYear.LAST:
            return SchoolYear(start)
    return SchoolYear.of(today())


def years_beside(year: SchoolYear, page: str) -> list[tuple[str, str]]:
    """The year before and after, as links of a page."""
    near = [year.start - 1, year.start + 1]
    return [
        (SchoolYear(start).title, f"{reverse(page)}?year={start}")
        for start in near
        if SchoolYear.FIRST <= start <= SchoolYear.LAST
    ]


def crumbs(*after: tuple[str, str]) -> list[dict[str, str]]:
    first = ("Boards", reverse("programme:boards"))
    return [{"text": text, "href": href} for text, href in (first, *after) if text]


def address_of(group: Group) -> str:
    return reverse("programme:board", args=[group.pk])


def facts(*lines: tuple[str, Any]) -> list[dict[str, Any]]:
    """A summary list, without what there is nothing to say of."""
    return [
        {"key": {"text": key}, "value": {"text": str(value)}}
        for key, value in lines
        if value not in ("", None)
    ]


def heads(*texts: str) -> list[dict[str, str]]:
    return [{"text": text} for text in texts]
