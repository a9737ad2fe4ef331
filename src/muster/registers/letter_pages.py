"""Making a letter of an entry: which and to whom, then what it still needs."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.fields import DayField, offer
from muster.design.filters import counted
from muster.design.numbers import numbers_in
from muster.registers import letters as making
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.letter_fields import Letter, fields_of, kind_of, letters
from muster.registers.letters import Incomplete
from muster.registers.seen import child_name, entry_of
from muster.school_year import clock


keeps = requires(Permission.KEEP_REGISTERS)


class WhichForm(forms.Form):
    key = forms.ChoiceField(
        label="Which letter",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a letter"},
    )
    to = forms.MultipleChoiceField(
        label="Whom it is to",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each has a letter of their own.",
        error_messages={"required": "Choose whom it is to"},
    )


class AskedForm(forms.Form):
    """What a letter asks for, of what its template says. What is left empty is found when
    it is made: only its template knows whether it can do without."""

    def __init__(self, *args: Any, letter: Letter, names: list[str]) -> None:
        super().__init__(*args)
        fields = {one.name: one for one in fields_of(letter)}
        for name in names:
            if kind_of(name) != "rows":
                self.fields[name] = _asked_for(name, fields[name].says)


def _asked_for(name: str, says: str) -> forms.Field:
    if kind_of(name) == "day":
        return DayField(label=says, required=False)
    if kind_of(name) == "text":
        return forms.CharField(label=says, required=False, max_length=200)
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=says, required=False, max_length=5_000, widget=area)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def choose(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Which letter, and to whom: parents are chosen at first."""
    one = entry_of(request, name, pk)
    people = list(_people(request, one))
    form = WhichForm(
        request.POST if request.method == "POST" else None,
        initial={"to": [each.pk for each in people if each.is_parent]},
    )
    offer(
        form,
        "key",
        [
            (each.key, f"{each.title}. {each.says}")
            for each in letters().values()
            if each.is_of(name) and each.by_hand
        ],
    )
    offer(form, "to", [(each.pk, str(each)) for each in people])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        address = reverse("registers:make_letter", args=[name, pk, said["key"]])
        return redirect(f"{address}?{urlencode({'to': said['to']}, doseq=True)}")
    refused = ""
    if not people:
        refused = "Nobody is held around this child. Add somebody first, on the page of the entry."
    return _asked(request, one, form, "Make a letter", "Go on", refused)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def make(request: HttpRequest, name: str, pk: int, key: str) -> HttpResponse:
    """Asks for what the letter needs, says what isn't held, and makes one for each."""
    one, on = entry_of(request, name, pk), clock.today()
    letter = letters().get(key)
    chosen = numbers_in(request.GET.getlist("to"))
    to = list(_people(request, one).filter(pk__in=chosen))
    if letter is None or not (letter.is_of(name) and letter.by_hand) or not to:
        raise Http404
    form = AskedForm(
        *([request.POST] if request.method == "POST" else []),
        letter=letter,
        names=making.asked_by(key, on),
    )
    if one.review_on and "review_on" in form.fields:
        form.initial["review_on"] = f"{one.review_on:%d/%m/%Y}"
    if request.method == "POST" and form.is_valid():
        if _made(request, one, key, to, form, on):
            done = (
                "A letter is" if len(to) == 1 else f"{counted(len(to), 'letter')} are"
            )
            messages.success(request, f"{done} made, and kept with the entry.")
            return redirect("registers:entry", name, pk)
    refused = _not_held(request, one, key, to, on)
    return _asked(request, one, form, letter.title, "Make it", refused)


def _made(
    request: HttpRequest,
    one: Entry,
    key: str,
    to: list[Contact],
    form: forms.Form,
    on: date,
) -> bool:
    """A letter for each, or none."""
    more = {name: value for name, value in form.cleaned_data.items() if value}
    by = request.user.get_username()
    try:
        with transaction.atomic():
            for each in to:
                making.make_letter(one, key, to=each, more=more, by=by, on=on)
    except Incomplete as why:
        for field, said in why.said.items():
            form.add_error(field if field in form.fields else None, said)
    except Refused as why:
        form.add_error(None, str(why))
    else:
        return True
    return False


def _not_held(
    request: HttpRequest, one: Entry, key: str, to: list[Contact], on: date
) -> str:
    """What stands in the way before anything is typed, of each whom it is to."""
    by, found = request.user.get_username(), []
    for each in to:
        try:
            said = making.missing_of(one, key, to=each, by=by, on=on)
        except Refused as why:
            return str(why)
        found += [
            f"{each.name}: {sentence}" for sentence in dict.fromkeys(said.values())
        ]
    return " ".join(found)


def _people(request: HttpRequest, one: Entry) -> Any:
    seen = Contact.objects.visible_to(request.user, state()).now()
    return seen.filter(child=one.child)


def _asked(
    request: HttpRequest,
    one: Entry,
    form: forms.Form,
    title: str,
    button: str,
    refused: str,
) -> HttpResponse:
    page = {
        "form": form,
        "title": title,
        "button": button,
        "refused": refused,
        "caption": child_name(request, one),
        "back": reverse("registers:entry", args=[one.register, one.pk]),
    }
    return render(request, "registers/act.html", page)
