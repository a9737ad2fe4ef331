"""Giving somebody a post, changing and ending it, and the children of a caseload."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from muster.accounts import caseloads, posts, stored, why
from muster.accounts.models import Case, Post, User
from muster.accounts.pages import requires
from muster.accounts.people_forms import (
    CaseForm,
    ChangePostForm,
    ChooseRoleForm,
    EndPostForm,
    GivePostForm,
    by_area,
)
from muster.accounts.permissions import Permission
from muster.accounts.posts import Refused
from muster.accounts.roles import Within, role
from muster.design.filters import day
from muster.school_year import clock


keeps_people = requires(Permission.KEEP_PEOPLE)


@keeps_people
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """First the role; then where, from when and to when."""
    person = get_object_or_404(User, pk=pk)
    if person.pk == request.user.pk:
        messages.error(request, "You can’t give yourself a post. Ask a colleague to.")
        return redirect("person", pk=pk)
    chosen = role(request.GET.get("role", ""))
    if chosen is None:
        form = ChooseRoleForm(request.GET if "role" in request.GET else None)
        page: dict[str, Any] = {"person": person, "form": form}
        return render(request, "accounts/choose_role.html", page)
    state = stored.state()
    sent = request.POST if request.method == "POST" else None
    form = GivePostForm(sent, role=chosen, state=state)
    if request.method == "POST" and form.is_valid():
        try:
            post = posts.give(
                person=person,
                role_key=chosen.key,
                by=request.user.get_username(),
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person} has the post of {post}.")
            return redirect("person", pk=pk)
    page = {"person": person, "form": form, "role": chosen}
    return render(request, "accounts/give_post.html", page | _patch(form, state))


@keeps_people
@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """A post: what it reaches, what it is called, and the children of its caseload."""
    held = get_object_or_404(Post, pk=post, person=pk)
    state = stored.state()
    sent = request.POST if request.method == "POST" else None
    form = ChangePostForm(sent, post=held, state=state)
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        try:
            posts.change(post=held, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The post of {held.person} is changed.")
            return redirect("post", pk=pk, post=post)
    return _shown(request, held, form=form)


def _shown(request: HttpRequest, held: Post, **more: Any) -> HttpResponse:
    state, today = stored.state(), clock.today()
    form = more.get("form") or ChangePostForm(None, post=held, state=state)
    has_caseload = held.role is not None and held.role.within is Within.CASELOAD
    page = {
        "person": held.person,
        "post": held,
        "is_mine": held.person_id == request.user.pk,
        "is_over": bool(held.to_on and held.to_on < today),
        "is_coming": held.from_on > today,
        "reach": why.reach_of(held, held.role.within, state) if held.role else "",
        "form": form,
        "ending": more.get("ending") or EndPostForm(),
        "cases": held.cases.order_by("child") if has_caseload else None,
        "case_form": more.get("case_form") or CaseForm(state=state),
    }
    return render(request, "accounts/post.html", page | _patch(form, state))


def _patch(form: Any, state: Any) -> dict[str, Any]:
    """The schools of a patch to choose from, where the role has one."""
    if "schools" not in form.fields:
        return {"areas": None}
    return {"areas": by_area(state, form["schools"].value() or [])}


@keeps_people
@require_POST
def end(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    held = get_object_or_404(Post, pk=post, person=pk)
    form = EndPostForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["on"] or clock.today()
        try:
            posts.end(post=held, on=on, by=request.user.get_username())
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(request, f"The last day of {held} is {day(on)}.")
            return redirect("person", pk=pk)
    return _shown(request, held, ending=form)


@keeps_people
@require_POST
def take_back(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """A post that hasn't begun."""
    held = get_object_or_404(Post, pk=post, person=pk)
    try:
        posts.take_back(post=held, by=request.user.get_username())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The post of {held} is taken back.")
    return redirect("person", pk=pk)


@keeps_people
@require_POST
def take_on(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """A child onto the caseload."""
    held = get_object_or_404(Post, pk=post, person=pk)
    state = stored.state()
    form = CaseForm(request.POST, state=state)
    if form.is_valid():
        try:
            child = caseloads.child_of(state, **form.cleaned_data)
            posts.take_on(post=held, child=child, by=request.user.get_username())
        except Refused as refused:
            form.add_error("identifier", str(refused))
        else:
            messages.success(request, f"Child {child} is on the caseload.")
            return redirect("post", pk=pk, post=post)
    return _shown(request, held, case_form=form)


@keeps_people
@require_POST
def hand_back(request: HttpRequest, pk: int, post: int, case: int) -> HttpResponse:
    """A child off the caseload."""
    found = get_object_or_404(Case, pk=case, post=post, post__person=pk)
    try:
        posts.hand_back(case=found, by=request.user.get_username())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Child {found.child} is off the caseload.")
    return redirect("post", pk=pk, post=post)
