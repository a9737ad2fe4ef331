"""What the pages of this folder share: who they are for, and where they stand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.programme.groups.group import Group
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
