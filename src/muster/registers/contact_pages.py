"""People around a child, on the page of an entry: added, changed, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.fields import DayField
from muster.design.filters import day
from muster.registers import contacts
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.seen import child_name, entry_of
from muster.school_year import clock


keeps = requires(Permission.KEEP_REGISTERS)


class ContactForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As a letter should call them. For example, Mr Jay Finch",
        error_messages={"required": "Enter a name"},
    )
    relation = forms.ChoiceField(
        label="Who they are to the child", choices=Contact.Relation.choices
    )
    is_parent = forms.BooleanField(
        label="They have parental responsibility, or care of the child: the law counts"
        " them as a parent",
        required=False,
    )
    address = forms.CharField(
        label="Address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    email = forms.EmailField(label="Email", required=False)


class EndForm(forms.Form):
    on = DayField(label="Last day", until=clock.today)


def rows_of(request: HttpRequest, one: Entry) -> list[list[Any]]:
    """Contacts of a child as rows of a table, those who were ended last."""
    seen = Contact.objects.visible_to(request.user, state()).filter(child=one.child)
    found = sorted(seen, key=lambda each: each.ended_on is not None)
    return [_row(one, each) for each in found]


def _row(one: Entry, each: Contact) -> list[Any]:
    relation = each.get_relation_display()
    if each.is_parent:
        relation = f"{relation}, with parental responsibility or care"
    if each.ended_on:
        relation = f"{relation}, until {day(each.ended_on)}"
    address = reverse("registers:contact", args=[one.register, one.pk, each.pk])
    return [
        each.name if each.ended_on else {"text": each.name, "href": address},
        relation,
        ", ".join(each.address.splitlines()) or "Not held",
        ", ".join(part for part in (each.phone, each.email) if part) or "Not held",
    ]


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    one = entry_of(request, name, pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.add(one.child, by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, one, f"{form.cleaned_data['name']} is added.")
    return _asked(request, one, form, "Add somebody around the child", "Add them")


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def change(request: HttpRequest, name: str, pk: int, contact: int) -> HttpResponse:
    one = entry_of(request, name, pk)
    found = _contact(request, one, contact)
    held = {field: getattr(found, field) for field in contacts.CHANGED}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.change(found, by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, one, f"What is held of {found.name} is kept.")
    ends = reverse("registers:end_contact", args=[name, pk, contact])
    also = {"text": f"{found.name} is no longer a contact", "href": ends}
    return _asked(request, one, form, found.name, "Keep it", also)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def end(request: HttpRequest, name: str, pk: int, contact: int) -> HttpResponse:
    one = entry_of(request, name, pk)
    found = _contact(request, one, contact)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.end(
                found, on=form.cleaned_data["on"], by=request.user.get_username()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return _saved(request, one, f"{found.name} is no longer a contact.")
    title = f"{found.name} is no longer a contact"
    return _asked(request, one, form, title, "Keep it")


def _contact(request: HttpRequest, one: Entry, contact: int) -> Contact:
    seen = Contact.objects.visible_to(request.user, state())
    return get_object_or_404(seen, child=one.child, pk=contact)


def _saved(request: HttpRequest, one: Entry, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("registers:entry", one.register, one.pk)


def _asked(
    request: HttpRequest,
    one: Entry,
    form: forms.Form,
    title: str,
    button: str,
    also: dict[str, str] | None = None,
) -> HttpResponse:
    page = {
        "form": form,
        "title": title,
        "button": button,
        "also": also,
        "caption": child_name(request, one),
        "back": reverse("registers:entry", args=[one.register, one.pk]),
    }
    return render(request, "registers/act.html", page)
