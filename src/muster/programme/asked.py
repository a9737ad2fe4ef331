"""A page that asks something once: the form, what is done with it, and what is said then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from muster.programme import Refused


def asked(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[..., Any],
    *,
    title: str,
    button: str,
    back: str,
    done: str,
    to: Any = None,
    template: str = "programme/ask.html",
    **more: Any,
) -> HttpResponse:
    """``do`` is given what the form says, and gives where to go unless ``to`` is said; a
    refusal stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = do(**form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return redirect(to or made)
    page = {"form": form, "title": title, "button": button, "back": back, **more}
    return render(request, template, page)


def long(label: str, help_text: str = "", **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": more.pop("rows", 4)})
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=more.pop("max_length", 5_000),
        widget=area,
        **more,
    )


def facts(lines: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a summary list; the empty ones are left out."""
    return [
        {"key": {"text": key}, "value": {"text": value}}
        for key, value in lines
        if value
    ]


def buttons(answer: Callable[[], Any], request: HttpRequest, to: Any) -> HttpResponse:
    """What a button without a form does: its sentence, or why not, and back."""
    try:
        messages.success(request, answer())
    except Refused as why:
        messages.error(request, str(why))
    return redirect(to)


def headings(*texts: str, numbers: int = 0) -> list[dict[str, Any]]:
    """A table’s columns; the last ``numbers`` of them hold numbers."""
    first = len(texts) - numbers
    return [{"text": text, "number": at >= first} for at, text in enumerate(texts)]
