"""The pages of organisations: teams and partners, and the schools and trusts with people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from muster.accounts import organisations, stored
from muster.accounts.models import Organisation, Post
from muster.accounts.organisations import BY_HAND, TITLES
from muster.accounts.pages import requires
from muster.accounts.people_forms import OrganisationForm, RenameForm
from muster.accounts.permissions import Permission
from muster.accounts.posts import Refused
from muster.accounts.roles import At
from muster.design.filters import day
from muster.design.paging import page_of
from muster.school_year import clock


keeps_people = requires(Permission.KEEP_PEOPLE)
COLUMNS = [
    {"text": "Organisation"},
    {"text": "Kind"},
    {"text": "People", "number": True},
    {"text": "Standing"},
]
HOLDERS = [
    {"text": "Name"},
    {"text": "Post"},
    {"text": "From"},
    {"text": "To"},
]


@keeps_people
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = organisations.add(
                by=request.user.get_username(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{made} is there: posts can be given at it.")
            return redirect("organisation", pk=made.pk)
    every = Organisation.objects.prefetch_related("posts").order_by("name", "pk")
    paged = page_of(every, request.GET)
    rows = [_row(one) for one in paged["shown"]]
    page = paged | {"form": form, "columns": COLUMNS, "rows": rows}
    return render(request, "accounts/organisations.html", page)


def _row(one: Organisation) -> list[Any]:
    today = clock.today()
    people = {post.person_id for post in one.posts.all() if post.is_held(today)}
    return [
        {"text": one.name, "href": reverse("organisation", args=[one.pk])},
        TITLES[At(one.kind)],
        str(len(people)),
        organisations.standing(one, stored.state()) or "Open",
    ]


@keeps_people
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation with its people; a team or a partner can be renamed."""
    found = get_object_or_404(Organisation, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = RenameForm(sent, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            organisations.rename(
                organisation=found,
                name=form.cleaned_data["name"],
                by=request.user.get_username(),
            )
        except Refused as refused:
            found.refresh_from_db()
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"It is called {found} now.")
            return redirect("organisation", pk=pk)
    held = Post.objects.filter(organisation=found).current_or_coming(clock.today())
    page = {
        "organisation": found,
        "kind": TITLES[At(found.kind)],
        "standing": organisations.standing(found, stored.state()),
        "is_by_hand": found.kind in BY_HAND,
        "form": form,
        "columns": HOLDERS,
        "rows": [_holder(one) for one in held.select_related("person")],
    }
    return render(request, "accounts/organisation.html", page)


def _holder(post: Post) -> list[Any]:
    return [
        {"text": str(post.person), "href": reverse("person", args=[post.person_id])},
        post.name,
        day(post.from_on),
        day(post.to_on) if post.to_on else "No end yet",
    ]


@keeps_people
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    try:
        organisations.close(organisation=found, by=request.user.get_username())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} is closed: no post is given at it.")
    return redirect("organisation", pk=pk)


@keeps_people
@require_POST
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    organisations.open_again(organisation=found, by=request.user.get_username())
    messages.success(request, f"{found} is open again.")
    return redirect("organisation", pk=pk)
