"""What the pages of meetings have in common: who may, a form that asks, a button that does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.meetings.allowed import may_hold
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
# Groups, protocols and rhythms are kept by whoever holds meetings; a group’s own meetings
# are held by its chair too, which `refuse_others` asks.
keeps = requires(Permission.HOLD_MEETINGS)


def refuse_others(request: HttpRequest, group: Group) -> None:
    if not may_hold(request.user, group, today()):
        raise PermissionDenied


def asked(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[..., Any],
    *,
    title: str,
    button: str,
    back: str,
    done: str,
    caption: Any = "",
    lead: str = "",
    to: str = "",
) -> HttpResponse:
    """A page that asks by a form, does what was answered, and goes on; refused, it says
    why above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do(by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return redirect(to or (made if hasattr(made, "get_absolute_url") else back))
    return render(
        request,
        "programme/ask.html",
        {
            "form": form,
            "title": title,
            "button": button,
            "back": back,
            "caption": str(caption),
            "lead": lead,
        },
    )


def done(
    request: HttpRequest, do: Callable[..., Any], to: Any, said: str = ""
) -> HttpResponse:
    """What a button does; refused, the page it goes back to says why."""
    try:
        do(by=request.user.get_username())
    except Refused as why:
        messages.error(request, str(why))
    else:
        if said:
            messages.success(request, said)
    return redirect(to)


def link(text: str, name: str, *args: Any) -> Any:
    """A cell that leads to a page of another part, where that part is there."""
    try:
        return {"text": text, "href": reverse(name, args=args)}
    except NoReverseMatch:
        return text
