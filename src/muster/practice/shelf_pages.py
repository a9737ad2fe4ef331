"""The shelf shared with a school: the officer puts things there, the school reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.called import all_called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.documents.issuing import content_of, digest
from muster.measures.members import school_names
from muster.practice import forms, holding, sharing
from muster.practice.asking import (
    asked,
    back_to,
    by,
    columns,
    holds,
    reads,
    sent,
    the_school,
)
from muster.practice.challenge import Challenge
from muster.practice.challenge_pages import figure_said
from muster.practice.listing import of_meeting
from muster.practice.pack_pages import as_file
from muster.practice.pack_shown import children, shown, wrong_of
from muster.practice.shelf import Opened, Shared
from muster.programme import Refused
from muster.registers.child import Children
from muster.school_year import clock


READ = Permission.READ_SHELF
A_PAGE = 50


# What the officer does --------------------------------------------------------------------


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def share(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a document on a school’s shelf."""
    one = the_school(request, number)
    form = forms.DocumentForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            sharing.share_document(
                school=number,
                title=form.cleaned_data["title"],
                name=document.name,
                content=document.read(),
                by=by(request),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The school has it on its shelf.")
            return redirect("practice:school", number)
    return asked(
        request,
        form,
        title="Share a document",
        caption=one.name,
        button="Share it",
        lead="Only this school reads it. You see who opened it, and when.",
        back=back_to("Back to the school", "practice:school", number),
    )


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes something back from a school’s shelf, and says why."""
    seen = Shared.objects.visible_to(request.user, state()).defer("content")
    one = get_object_or_404(seen, pk=pk)
    form = forms.WhyForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            sharing.withdraw(one, why=form.cleaned_data["why"], by=by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is withdrawn. The school reads why.")
            return redirect("practice:school", one.school)
    return asked(
        request,
        form,
        title="Withdraw it from the shelf",
        caption=one.title,
        button="Withdraw it",
        back=back_to("Back to the school", "practice:school", one.school),
    )


# What the school reads --------------------------------------------------------------------


@reads
@require_safe
@never_cache
def shelf(request: HttpRequest) -> HttpResponse:
    """What the authority shared with the school, and what it answered."""
    mine = sharing.on_shelf(request.user, state()).defer("content")
    page = paging.page_of(mine, request.GET, A_PAGE)
    asked_of = Challenge.objects.within(sharing.school_scope(request.user, state()))
    return render(
        request,
        "practice/shelf.html",
        page
        | {
            "rows": shelf_rows(request.user, page["shown"], with_school=True),
            "columns": columns("What", "School", "Shared", "You"),
            "challenges": [
                challenge_row(one) for one in asked_of.order_by("-at", "-pk")
            ],
            "challenge_columns": columns(
                "Figure", "Asked", "How it stands", "Answer by"
            ),
        },
    )


def shelf_rows(
    user: Any, found: Sequence[Shared], with_school: bool = False
) -> list[list[Any]]:
    """What, of which school where there may be several, shared when and by whom, and
    whether whoever asks has read it."""
    found = list(found)
    schools, people = school_names(state()), all_called(one.shared_by for one in found)
    mine = Opened.objects.filter(shared__in=found, by=user.get_username())
    read = {one.shared_id: one for one in mine}
    return [
        _row(
            one,
            [schools.get(one.school, "")] if with_school else [],
            f"{day(one.shared_at.date())}, {people[one.shared_by]}",
            read.get(one.pk),
        )
        for one in found
    ]


def _row(one: Shared, school: list[str], shared: str, mine: Opened | None) -> list[Any]:
    if one.withdrawn_at:
        return [one.title, *school, shared, f"Withdrawn: {one.withdrawn_why}"]
    name = "shelf:read" if one.paper_id else "shelf:document"
    read = (
        f"Read on {day(mine.first_at.date())}"
        if mine
        else {"status": ("watch", "Not read yet")}
    )
    return [
        {"text": one.title, "href": reverse(name, args=[one.pk])},
        *school,
        shared,
        read,
    ]


def challenge_row(one: Challenge) -> list[Any]:
    return [
        {"text": figure_said(one), "href": reverse("shelf:challenge", args=[one.pk])},
        day(one.asked_on),
        one.get_state_display(),
        day(one.due_on) if one.is_open else f"Answered on {day(one.answered_on)}",
    ]


def _shared(request: HttpRequest, pk: int) -> Shared:
    """Something that stands on a shelf of theirs; “not found” for any other."""
    mine = sharing.on_shelf(request.user, state()).filter(withdrawn_at=None)
    return get_object_or_404(mine, pk=pk)


@requires(READ, does="shelf.opened", to="shared:{pk}")
@require_safe
@never_cache
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """A pack, as it was shown to the school; each child by name, for who may see them."""
    one, on = _shared(request, pk), clock.today()
    if one.meeting is None:
        raise Http404
    sharing.opened(one, by=by(request))
    found = holding.pack_of(one.meeting, state(), on)
    assert found is not None
    lines = of_meeting(one.meeting, on)
    seen = Children.visible_to(request.user, state())
    names = seen.names_of([each.child for each in lines])
    audit.record(
        did="children.listed",
        by=by(request),
        to=f"shared:{pk}",
        school=one.school,
        after={"count": len(names)},
    )
    page = {
        "meeting": one.meeting,
        "school_name": found.name,
        "shared": one,
        "kinds": holding.FORMATS,
        "children": children(lines, names, open_record=True),
    }
    wrong = wrong_of(found, one.paper_id)
    return render(request, "practice/pack.html", page | shown(found, wrong))


@requires(READ, does="shelf.downloaded", to="shared:{pk} as {kind}")
@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A pack’s bytes, as they were shown."""
    one = _shared(request, pk)
    if one.paper is None or kind not in holding.FORMATS:
        raise Http404
    content = content_of(get_object_or_404(one.paper.files, kind=kind))
    sharing.opened(one, by=by(request))
    return as_file(content, f"{one.paper.file_stem}.{kind}", kind)


@requires(READ, does="shelf.downloaded", to="shared:{pk}")
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document, as it was sent in."""
    one = _shared(request, pk)
    if one.content is None:
        raise Http404
    content = bytes(one.content)
    assert digest(content) == one.digest, f"{one} is no longer what was shared."
    sharing.opened(one, by=by(request))
    return as_file(content, one.name, one.kind)
