"""The pages of people as papers name them: who is who, and whose account each has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.models import User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.paging import page_of
from muster.programme import contacts
from muster.programme.asked import ask, posted, tried
from muster.programme.contacts import Contact
from muster.programme.plans import allowed, table
from muster.programme.plans.action import Action, Owner
from muster.programme.plans.standing import stood
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)
COLUMNS = [
    {"text": "As papers write it"},
    {"text": "Also written as"},
    {"text": "Account"},
    {"text": "Named as an owner", "number": True},
]
ACTION_COLUMNS = [
    {"text": "Action"},
    {"text": "Plan"},
    {"text": "Due"},
    {"text": "Status"},
]


class LinkForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "username"),
        label="Whose account it is",
        required=False,
        empty_label="Nobody’s",
    )


class JoinForm(forms.Form):
    other = forms.ModelChoiceField(
        Contact.objects.all(),
        label="Is the same person as",
        empty_label="Choose a name",
    )


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    every = contacts.stand_alone()
    may_keep = not allowed.may_keep(request.user)
    page = page_of(every, request.GET)
    named = dict(
        Owner.objects.values_list("contact").annotate(
            times=Count("owners__action", distinct=True)
        )
    )
    return render(
        request,
        "programme/contacts/list.html",
        {
            **page,
            "columns": COLUMNS,
            "rows": [_row(one, named) for one in page["shown"]],
            "alike": contacts.alike(every) if may_keep else [],
            "may_keep": may_keep,
        },
    )


def _row(one: Contact, named: dict[int, int]) -> list[Any]:
    return [
        {"text": one.name, "href": reverse("programme:contact", args=[one.pk])},
        ", ".join(one.aliases) or "–",
        str(one.user) if one.user else "None",
        str(named.get(one.pk, 0)),
    ]


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their names, their account, and the actions that are theirs."""
    one = get_object_or_404(Contact.objects.select_related("user"), pk=pk)
    names = {each.pk for each in contacts.of_same_person(one)}
    theirs = Action.objects.filter(ownings__each__contact__in=names)
    found = [
        each
        for each in stood(Action.objects.filter(pk__in=theirs.values("pk")), today())
        if names & {owner.contact_id for owner in each.owners}
    ]
    return render(
        request,
        "programme/contacts/contact.html",
        {
            "contact": one,
            "columns": ACTION_COLUMNS,
            "rows": [_action(each) for each in found],
            "may_keep": not allowed.may_keep(request.user),
        },
    )


def _action(one: Any) -> list[Any]:
    status = table.status(one)
    return [
        {
            "text": f"{one.ref} {one.title}".strip(),
            "href": one.action.get_absolute_url(),
        },
        one.action.plan.title,
        table.cells(one)["due"].text,
        {"rating": (status.colour, status.text)},
    ]


@keeps
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that two names are one person; asked first, with who the other is."""
    kept = get_object_or_404(Contact, pk=pk)
    form = JoinForm(posted(request), initial={"other": request.GET.get("other", "")})
    form.fields["other"].queryset = Contact.objects.exclude(pk=pk)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        other, by = form.cleaned_data["other"], request.user.get_username()
        joined = tried(
            form, lambda: contacts.join(kept=kept, other=other, by=by) or kept
        )
        if joined:
            messages.success(request, f"{other} and {kept} are one person.")
            return redirect("programme:contact", pk)
    return ask(
        request,
        form,
        "The same person",
        "They are the same person",
        reverse("programme:contact", args=[pk]),
        caption=str(kept),
        lead="Papers go on naming each as they did. Their actions are then this person’s.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Contact, pk=pk)
    form = LinkForm(posted(request), initial={"user": one.user_id})
    if request.method == "POST" and form.is_valid():
        user, by = form.cleaned_data["user"], request.user.get_username()
        if tried(form, lambda: contacts.link(one, user, by=by) or one):
            said = (
                f"{one} has the account of {user}."
                if user
                else f"{one} has no account."
            )
            messages.success(request, said)
            return redirect("programme:contact", pk)
    return ask(
        request,
        form,
        "Whose account this is",
        "Save",
        reverse("programme:contact", args=[pk]),
        caption=str(one),
        lead="Whoever has the account may then write about the actions of this name.",
    )
