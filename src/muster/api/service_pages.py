"""The pages of services: programs that fetch figures, and their tokens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from muster.accounts import stored
from muster.accounts.models import User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.posts import Refused
from muster.api import tokens
from muster.api.document import PREFIX
from muster.api.models import Token
from muster.api.service_forms import AddServiceForm, MakeTokenForm
from muster.api.services import add as add_service
from muster.api.services import every
from muster.design.filters import day
from muster.design.paging import page_of


keeps_people = requires(Permission.KEEP_PEOPLE)
COLUMNS = [
    {"text": "Service"},
    {"text": "Works for"},
    {"text": "Good tokens", "number": True},
    {"text": "Last used"},
    {"text": "Account"},
]
TOKENS = [
    {"text": "Token"},
    {"text": "Begins"},
    {"text": "Made"},
    {"text": "Last day"},
    {"text": "Last used"},
    {"text": "Standing"},
    {"text": "What to do"},
]
REVOKE = Markup('Revoke<span class="govuk-visually-hidden"> {}</span>')


@keeps_people
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    paged = page_of(every(), request.GET)
    page = paged | {"columns": COLUMNS, "rows": [_row(one) for one in paged["shown"]]}
    return render(request, "api/services.html", page)


def _row(one: User) -> list[Any]:
    held = list(one.tokens.all())
    last = max(
        (token.last_used_on for token in held if token.last_used_on), default=None
    )
    return [
        {"text": str(one), "href": reverse("services:service", args=[one.pk])},
        _works_for(one),
        str(sum(not token.why_not for token in held)),
        day(last) if last else "Never",
        {"status": ("good", "Open") if one.is_active else ("none", "Closed")},
    ]


def _works_for(one: User) -> str:
    return (
        "; ".join(
            str(post.organisation or "The authority itself") for post in one.posts_held
        )
        or "Nobody: it has no post today"
    )


@keeps_people
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = AddServiceForm(sent, state=stored.state())
    if request.method == "POST" and form.is_valid():
        try:
            made = add_service(by=request.user.get_username(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{made} is there. Make its first token.")
            return redirect("services:service", pk=made.pk)
    return render(request, "api/add_service.html", {"form": form})


@keeps_people
@require_GET
def service(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(every(), pk=pk), MakeTokenForm())


def _shown(request: HttpRequest, found: User, form: MakeTokenForm) -> HttpResponse:
    page = {
        "service": found,
        "works_for": _works_for(found),
        "form": form,
        "columns": TOKENS,
        "rows": [_token(one) for one in found.tokens.all()],
        "base": request.build_absolute_uri(PREFIX),
    }
    return render(request, "api/service.html", page)


def _token(one: Token) -> list[Any]:
    why = one.why_not
    end = reverse("services:revoke", args=[one.service_id, one.pk])
    return [
        one.name,
        f"{one.prefix}…",
        f"{day(one.made_at)} by {one.made_by}",
        day(one.expires_on),
        day(one.last_used_on) if one.last_used_on else "Never",
        {"status": ("none", why[:1].upper() + why[1:]) if why else ("good", "Good")},
        "–" if one.revoked_at else {"html": REVOKE.format(one), "href": end},
    ]


@keeps_people
@require_POST
@never_cache
def make_token(request: HttpRequest, pk: int) -> HttpResponse:
    """A token, shown this once."""
    found = get_object_or_404(every(), pk=pk)
    form = MakeTokenForm(request.POST)
    if form.is_valid():
        by = request.user.get_username()
        try:
            token, text = tokens.make(service=found, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error("expires_on", str(refused))
        else:
            page = {
                "service": found,
                "token": token,
                "text": text,
                "base": request.build_absolute_uri(PREFIX),
            }
            return render(request, "api/token.html", page)
    return _shown(request, found, form)


@keeps_people
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    found = get_object_or_404(Token, pk=token, service=pk)
    if request.method == "POST":
        tokens.revoke(token=found, by=request.user.get_username())
        messages.success(request, f"The token {found} lets nobody in any more.")
        return redirect("services:service", pk=pk)
    return render(request, "api/revoke.html", {"token": found})
