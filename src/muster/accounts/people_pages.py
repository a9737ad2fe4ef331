"""The pages of people: the first of a home, and those colleagues keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts import first, handing_on, leaving, people, stored, why
from muster.accounts.forms import FirstPersonForm
from muster.accounts.history import versions
from muster.accounts.invitation_pages import BACKEND, hand_over
from muster.accounts.models import Post, User
from muster.accounts.pages import open_to_all, requires, signed_in
from muster.accounts.people import Refused
from muster.accounts.people_forms import (
    AddPersonForm,
    ChangePersonForm,
    LeavingForm,
    ListForm,
)
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment
from muster.design.paging import page_of
from muster.school_year import clock


keeps_people = requires(Permission.KEEP_PEOPLE)
COLUMNS = [
    {"text": "Name"},
    {"text": "Username"},
    {"text": "Posts"},
    {"text": "Account"},
]
VERSION_COLUMNS = [
    {"text": "When"},
    {"text": "What"},
    {"text": "Changes"},
    {"text": "By"},
]


@open_to_all
@require_http_methods(["GET", "POST"])
@transaction.atomic
def begin(request: HttpRequest) -> HttpResponse:
    """The first person makes their own account, with the home's code, once."""
    if not first.is_awaited():
        raise Http404
    given = request.POST.get("code") or request.GET.get("code", "")
    form = FirstPersonForm(
        request.POST if request.method == "POST" else None, initial={"code": given}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add(role_keys=first.ROLES, **form.account())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            first.has_come()
            login(request, person, backend=BACKEND)
            return redirect("/")
    return render(request, "accounts/begin.html", {"form": form})


@keeps_people
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    found = _wanted(form.cleaned_data if form.is_valid() else {})
    paged = page_of(found, request.GET)
    today = clock.today()
    page = paged | {
        "form": form,
        "columns": COLUMNS,
        "rows": [_row(one, today) for one in paged["shown"]],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "accounts/people.html", page)


def _wanted(chosen: dict[str, Any]) -> QuerySet[User]:
    found = User.objects.filter(is_active=chosen.get("account") != "closed")
    if chosen.get("account") == "invited":
        found = found.filter(invitation__isnull=False, last_login=None)
    for word in chosen.get("q", "").split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word))
    posts = Post.objects.current_or_coming(clock.today())
    if chosen.get("organisation"):
        posts = posts.filter(organisation=chosen["organisation"])
    if chosen.get("role"):
        posts = posts.filter(role_key=chosen["role"])
    if chosen.get("organisation") or chosen.get("role"):
        found = found.filter(pk__in=posts.values("person"))
    every = found.select_related("invitation", "leaving")
    return every.prefetch_related("posts__organisation").order_by("name", "pk")


def _row(one: User, today: date) -> list[Any]:
    posts = [post.called for post in one.posts.all() if post.is_held(today)]
    return [
        {"text": str(one), "href": reverse("person", args=[one.pk])},
        one.username,
        "; ".join(posts) or "None: may see nothing",
        {"status": standing(one)},
    ]


def standing(one: User) -> tuple[str, str]:
    """Whether an account is open, as a status has it."""
    invitation = getattr(one, "invitation", None)
    leaves = getattr(one, "leaving", None)
    if not one.is_active:
        return "none", "Closed"
    if one.is_service:
        return "good", "A service"
    if leaves:
        return "watch", f"Leaves after {day(leaves.last_on)}"
    if invitation and not one.has_usable_password():
        return (
            ("watch", "Invited")
            if invitation.is_good
            else ("bad", "Invitation has run out")
        )
    if one.last_login is None and not one.has_usable_password():
        return "watch", "Not invited yet"
    return "good", "Open"


@keeps_people
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """An account for a colleague, who is invited to choose a password."""
    form = AddPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add(by=request.user.get_username(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"{person} has an account, and no post yet. Give them one."
            )
            return redirect("give_post", pk=person.pk)
    return render(request, "accounts/add.html", {"form": form})


@keeps_people
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    today, state = clock.today(), stored.state()
    posts = list(found.posts.select_related("organisation").order_by("from_on", "pk"))
    page = {
        "person": found,
        "is_me": found.pk == request.user.pk,
        "standing": standing(found),
        "held": [one for one in posts if one.is_held(today)],
        "coming": [one for one in posts if one.from_on > today],
        "past": [one for one in posts if one.to_on and one.to_on < today][::-1],
        "may": why.of_posts(found.posts_held, state),
        "versions": [
            [moment(one.at), one.kind, one.changes, _named(one.by)]
            for one in versions(found)
        ],
        "version_columns": VERSION_COLUMNS,
    }
    return render(request, "accounts/person.html", page)


def _named(username: str) -> str:
    """What a person is called now; their username, once they have no account."""
    found = User.objects.filter(username=username).first() if username else None
    return str(found) if found else username or "–"


@keeps_people
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody is called, and where their email goes."""
    found = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        form = ChangePersonForm(request.POST)
    else:
        form = ChangePersonForm.showing(found)
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        try:
            people.change(person=found, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"What is held of {found} is changed.")
            return redirect("person", pk=pk)
    return render(request, "accounts/change.html", {"person": found, "form": form})


@keeps_people
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever has left can't sign in any more, from this moment or after a day to come."""
    found = get_object_or_404(User, pk=pk)
    things = handing_on.held_by(found)
    form = LeavingForm(
        request.POST if request.method == "POST" else None,
        person=found,
        has_things=bool(things),
    )
    by = request.user.get_username()
    if request.method == "POST" and form.is_valid():
        try:
            said = _leave(found, form.cleaned_data, by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("person", pk=pk)
    page = {
        "person": found,
        "form": form,
        "things": things,
        "posts": found.posts_held,
        "refusal": people.why_not_close(found, by),
    }
    return render(request, "accounts/close.html", page)


def _leave(found: User, chosen: dict[str, Any], by: str) -> str:
    colleague = chosen.get("colleague")
    passed = f" What was theirs is {colleague}’s." if colleague else ""
    if chosen["when"] == "later":
        last_on = chosen["last_on"]
        leaving.leaves(person=found, last_on=last_on, by=by, colleague=colleague)
        return f"{found} can sign in until the end of {day(last_on)}."
    people.close(person=found, by=by, colleague=colleague)
    return f"The account of {found} is closed.{passed}"


@keeps_people
@require_POST
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who was to leave doesn't."""
    found = get_object_or_404(User, pk=pk, leaving__isnull=False)
    leaving.stays(person=found, by=request.user.get_username())
    messages.success(request, f"{found} stays.")
    return redirect("person", pk=pk)


@keeps_people
@require_POST
@never_cache
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed account is opened, and its person invited to choose another password."""
    found = get_object_or_404(User, pk=pk, is_active=False)
    people.reopen(person=found, by=request.user.get_username())
    return hand_over(request, found)


@signed_in  # Whoever is refused may read why, and whom the thing is for.
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who may do what, and why."""
    mine = why.of_posts(request.user.posts_held, stored.state())
    page = {"groups": why.groups(), "of_role": why.of_role, "mine": mine}
    return render(request, "accounts/roles.html", page)
