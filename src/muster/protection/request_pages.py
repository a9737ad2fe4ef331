"""Pages of requests: to see what is held on a child, and to have it erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment
from muster.jobs.models import Job
from muster.jobs.progress import how_far
from muster.protection import access, erasing, requests
from muster.protection.child_pages import facts, name_of, numbers_of
from muster.protection.forms import (
    AccessForm,
    DecideForm,
    ErasureForm,
    ReasonForm,
    WithholdForm,
)
from muster.protection.requests import Kind, Refused, Request, Stage
from muster.sources import uploads
from muster.tables.holding import held_on


P = Permission.PROTECT_DATA


# Asking ------------------------------------------------------------------------------


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def ask_access(request: HttpRequest, children: str) -> HttpResponse:
    return _ask(
        request,
        children,
        Kind.ACCESS,
        AccessForm,
        "Somebody asks what is held on {}",
        "Open the request",
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def ask_erasure(request: HttpRequest, children: str) -> HttpResponse:
    return _ask(
        request,
        children,
        Kind.ERASURE,
        ErasureForm,
        "Somebody asks to have {} erased",
        "Look at what would go",
    )


def _ask(
    request: HttpRequest,
    children: str,
    kind: Kind,
    form_class: type[forms.Form],
    title: str,
    button: str,
) -> HttpResponse:
    numbers = numbers_of(children)
    held = held_on(uploads.state(), numbers, marks=False)
    if held.is_nothing:
        raise Http404
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = requests.ask(
            kind,
            numbers,
            by=request.user.get_username(),
            about=name_of(held),
            **form.cleaned_data,
        )
        return redirect(made)
    return form_page(
        request,
        form,
        title.format(name_of(held)),
        button,
        reverse("protection:child", args=[children]),
    )


# To see what is held -------------------------------------------------------------------


@requires(P)
@require_GET
@never_cache
def access_page(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _request(pk, Kind.ACCESS)
    return render(
        request,
        "protection/access.html",
        {
            "asked": asked,
            "facts": _facts_of(asked),
            "withheld": [
                {
                    "key": {"text": key},
                    "value": {"text": f"{access.FLAGS[one['flag']]}. {one['why']}"},
                }
                for key, one in asked.withheld.items()
            ],
            "work": _work(asked),
            "files": [
                {"kind": kind, "href": reverse("protection:answer", args=[pk, kind])}
                for kind in access.KINDS
            ]
            if asked.folder
            else [],
        },
    )


@requires(P, does="access.downloaded", to="request:{pk}.{kind}")
@require_GET
@never_cache
def answer(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """A file of the answer, to read and to send."""
    asked = _request(pk, Kind.ACCESS)
    path = access.path_of(asked.folder) / f"answer.{kind}"
    if kind not in access.KINDS or not asked.folder or not path.is_file():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{asked.number}.{kind}",
        content_type=access.KINDS[kind],
    )


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Holds one item back, with the rule that allows it and why."""
    asked = _request(pk, Kind.ACCESS)
    _, items = access.gather(asked.children)
    form = WithholdForm(
        request.POST if request.method == "POST" else None,
        items=[(item.key, item.title) for item in items],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _do(
            request,
            asked,
            access.hold_back,
            "It is held back. Make the answer again.",
            key=said["item"],
            flag=said["flag"],
            why=said["why"],
        )
    return form_page(
        request, form, "Hold something back", "Hold it back", asked.get_absolute_url()
    )


@requires(P)
@require_POST
def give_after_all(request: HttpRequest, pk: int) -> HttpResponse:
    """An item that was held back, by mistake or no longer rightly."""
    return _do(
        request,
        _request(pk, Kind.ACCESS),
        access.give_after_all,
        "It is given after all. Make the answer again.",
        key=request.POST.get("item", ""),
    )


# What a button on a request's page does, and what is said when it is done.
STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "make": (access.ask_to_make, "The answer is being made."),
    "resume": (requests.resume, "The clock runs again."),
    "answered": (access.answered, "The request is answered."),
    "confirm": (erasing.confirm, "It is confirmed, and is being done."),
    "again": (erasing.begin_again, "It begins again."),
}
# What needs a reason first: the title of its form, its button, and the same.
REASONED: dict[str, tuple[str, str, Callable[..., Any], str]] = {
    "extend": (
        "Take two more months",
        "Extend it",
        requests.extend,
        "Two more months are given. Tell who asked, within the first month.",
    ),
    "pause": (
        "Stop the clock",
        "Stop the clock",
        requests.pause,
        "The clock stands still until you start it again.",
    ),
    "refuse": ("Refuse the request", "Refuse it", requests.refuse, "It is refused."),
}


@requires(P)
@require_POST
def step(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    if what not in STEPS:
        raise Http404
    verb, said = STEPS[what]
    return _do(request, get_object_or_404(Request, pk=pk), verb, said)


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def reasoned(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    asked = get_object_or_404(Request, pk=pk)
    if what not in REASONED:
        raise Http404
    title, button, verb, said = REASONED[what]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _do(request, asked, verb, said, why=form.cleaned_data["why"])
    return form_page(request, form, title, button, asked.get_absolute_url())


# To have it erased ---------------------------------------------------------------------


@requires(P)
@require_http_methods(["GET", "POST"])
@never_cache
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """What would go, who decides, who confirms, and what went."""
    asked = _request(pk, Kind.ERASURE)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            asked,
            erasing.decide,
            "It is decided. A colleague has to confirm it.",
            decision=form.cleaned_data["decision"],
        )
    shown: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "facts": _facts_of(asked),
        "ground": requests.GROUNDS.get(asked.ground, ""),
        "work": _work(asked),
        "is_mine": asked.opened_by == request.user.get_username(),
    }
    if asked.stage in (Stage.OPEN, Stage.ASKED):
        found = erasing.preview(asked.children)
        shown |= {"goes": facts(found), "holds": found.holds}
    return render(request, "protection/erasure.html", shown)


@requires(P, does="erasure.certificate-downloaded", to="request:{pk}")
@require_GET
@never_cache
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _request(pk, Kind.ERASURE)
    if not asked.certificate:
        raise Http404
    return as_pdf(bytes(asked.certificate), f"{asked.number}-certificate")


def as_pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


# The same for both ---------------------------------------------------------------------


def _request(pk: int, kind: Kind) -> Request:
    return get_object_or_404(Request, pk=pk, kind=kind)


def _do(
    request: HttpRequest,
    asked: Request,
    verb: Callable[..., Any],
    said: str,
    **more: Any,
) -> HttpResponse:
    """Does one thing about a request and shows where it is now."""
    try:
        verb(asked, by=request.user.get_username(), **more)
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, said)
    return redirect(asked)


def form_page(
    request: HttpRequest, form: forms.Form, title: str, button: str, back: str
) -> HttpResponse:
    return render(
        request,
        "protection/form.html",
        {"form": form, "title": title, "button": button, "back": back},
    )


def _work(asked: Request) -> dict[str, Any] | None:
    """How far the job at it is; a failed one's sentence until another is asked for."""
    job = Job.objects.filter(page=asked.get_absolute_url()).order_by("-pk").first()
    if job is None or asked.is_over or job.state == Job.State.DONE:
        return None
    return how_far(job) | {"failed": job.is_over}


def _facts_of(asked: Request) -> list[dict[str, Any]]:
    clock = f"Stands still since {day(asked.paused_on)}: {asked.paused_for}"
    rows = [
        ("About", asked.about or "Somebody who was erased"),
        ("Asked by", asked.asked_by),
        ("Received on", day(asked.received_on)),
        ("Due by", day(asked.due_on) + (" (late)" if asked.is_late else "")),
        ("Extended", asked.extended),
        ("The clock", clock if asked.paused_on else ""),
        ("Opened by", f"{asked.opened_by}, {moment(asked.opened_at)}"),
        ("Decision", asked.decision),
        (
            "Confirmed by",
            f"{asked.confirmed_by}, {moment(asked.confirmed_at)}"
            if asked.confirmed_by
            else "",
        ),
        ("Ended", moment(asked.ended_at) if asked.ended_at else ""),
    ]
    return [
        {"key": {"text": key}, "value": {"text": text}} for key, text in rows if text
    ]
