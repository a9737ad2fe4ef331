"""What the pages with a form share: asking, trying, and saying why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from muster.programme import Refused


T = TypeVar("T")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was filled in with; None where it is only shown. An empty one was."""
    return request.POST if request.method == "POST" else None


def tried(form: forms.Form, do: Callable[[], T]) -> T | None:
    """What came of it; None, with the reason on the form, where it was refused."""
    try:
        return do()
    except Refused as why:
        form.add_error(None, str(why))
        return None


def ask(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    button: str,
    back: Any,
    **more: Any,
) -> HttpResponse:
    """A page with one form. ``back`` is what it is about, or the name of a page."""
    address = back if isinstance(back, str) else back.get_absolute_url()
    told = {"form": form, "title": title, "button": button, "back": address, **more}
    return render(request, "programme/ask.html", told)


def refuse(request: HttpRequest, why: str, back: Any) -> HttpResponse:
    """That somebody may not do this, and why; the trail has the reason too."""
    request.muster_refused = why  # type: ignore[attr-defined]
    told = {"why": why, "back": back.get_absolute_url()}
    return render(request, "programme/refused.html", told, status=403)
