"""A page that asks something once: the form, what is done with it, and what is said then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups.dates.found import clock_of


T = TypeVar("T")
# What a long text may hold: a meeting’s minutes of an item, say.
LONGEST = 20_000


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
    """``do`` is given what the form says and who says it; a refusal stands on the form, and
    nothing is kept. ``to`` is where to go then, or gives it of what was made; else ``back``."""
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        is_done, made = _attempt(form, lambda: do(by=by, **_said_by(form)))
        if is_done:
            messages.success(request, done)
            return redirect((to(made) if callable(to) else to) or back)
    return ask(request, form, title, button, back, template=template, **more)


def ask(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    button: str,
    back: Any,
    template: str = "programme/ask.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form. ``back`` is what it is about, or the address or the name of a
    page."""
    address = back if isinstance(back, str) else back.get_absolute_url()
    told = {"form": form, "title": title, "button": button, "back": address, **more}
    return render(request, template, told)


def tried(form: forms.Form, do: Callable[[], T]) -> T | None:
    """What came of it; None, with the reason on the form and nothing kept, where it was
    refused."""
    return _attempt(form, do)[1]


def _attempt(form: forms.Form, do: Callable[[], T]) -> tuple[bool, T | None]:
    try:
        with transaction.atomic():
            return True, do()
    except Refused as why:
        form.add_error(None, str(why))
        return False, None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was filled in with, be it nothing: one may have only a button. None where
    it is only shown."""
    return request.POST if request.method == "POST" else None


def refuse(request: HttpRequest, why: str, back: Any) -> HttpResponse:
    """That somebody may not do this, and why; the trail has the reason too."""
    request.muster_refused = why  # type: ignore[attr-defined]
    told = {"why": why, "back": back.get_absolute_url()}
    return render(request, "programme/refused.html", told, status=403)


def done(
    request: HttpRequest,
    do: Callable[..., Any],
    to: Any,
    said: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """What a button does; refused, the page it goes back to says why. ``said`` is said
    then, or gives it of what was made."""
    try:
        made = do(by=request.user.get_username())
    except Refused as why:
        messages.error(request, str(why))
    else:
        if sentence := said(made) if callable(said) else said:
            messages.success(request, sentence)
    return redirect(to)


class NameField(forms.CharField):
    """Somebody, as papers name them. Whose name it is `asked` finds, once the whole form
    is right: a name nobody has makes a contact."""

    def __init__(self, label: str, required: bool = False, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=200,
            help_text=help_text or "A name or initials, as papers have it.",
        )


class ClockField(forms.CharField):
    """A time of day, as people and files write one (`clock_of`); None if left empty."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=10,
            help_text="For example, 14:00 or 2.00 pm",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        )

    def clean(self, value: Any) -> time | None:
        try:
            return clock_of(super().clean(value) or "")
        except ValueError as why:
            raise forms.ValidationError(str(why)) from None


def long(
    label: str,
    help_text: str = "",
    required: bool = True,
    rows: int = 3,
    max_length: int = LONGEST,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def facts(*lines: tuple[str, Any]) -> list[dict[str, Any]]:
    """Lines of a summary list, without what there is nothing to say of."""
    return [
        {"key": {"text": key}, "value": {"text": str(value)}}
        for key, value in lines
        if value not in ("", None)
    ]


def headings(*texts: str, numbers: int = 0) -> list[dict[str, Any]]:
    """A table’s columns; the last ``numbers`` of them hold numbers."""
    first = len(texts) - numbers
    return [{"text": text, "number": at >= first} for at, text in enumerate(texts)]


def _said_by(form: forms.Form) -> dict[str, Any]:
    """What a form says, with whoever it names. Raises Refused for a name that is none."""
    return {
        name: (named(value) if value else None)
        if isinstance(form.fields.get(name), NameField)
        else value
        for name, value in form.cleaned_data.items()
    }
