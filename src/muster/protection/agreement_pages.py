"""The pages of the register of agreements to share data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.protection import agreements
from muster.protection.processing import gateways
from muster.protection.register_forms import AgreementForm, EndForm
from muster.protection.registers import Agreement, Refused
from muster.school_year.clock import today
from muster.sources import uploads
from muster.sources.presenting import pagination


A_PAGE = 50
COLUMNS = [
    {"text": "With"},
    {"text": "How it stands"},
    {"text": "Review by"},
    {"text": "What is shared"},
    {"text": "Direction"},
    {"text": "Owner"},
]
FEED_COLUMNS = [{"text": "From"}, {"text": "What it sends"}]

protects = requires(Permission.PROTECT_DATA)


@protects
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Overdue reviews first; `q` finds by partner, what is shared or owner."""
    asked = request.GET.get("q", "").strip()
    found = _found(asked)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "protection/records/agreements.html",
        {
            "columns": COLUMNS,
            "rows": [_row(one) for one in page],
            "count": len(found),
            "asked": asked,
            "any": Agreement.objects.exists(),
            "uncovered": len(agreements.uncovered(uploads.state(), today())),
            "pagination": pagination(page, request.GET),
        },
    )


@requires(Permission.PROTECT_DATA, does="export.made", to="agreements.csv")
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    text = agreements.as_csv(_found(request.GET.get("q", "").strip()))
    response = HttpResponse(
        text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="agreements.csv"'
    return response


@protects
@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    """Who sends children's data with no agreement in the register."""
    state = uploads.state()
    missing = agreements.uncovered(state, today())
    every = len(list(agreements.feeds(state)))
    page = Paginator(missing, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "protection/records/feeds.html",
        {
            "columns": FEED_COLUMNS,
            "rows": [[one.title, one.sends] for one in page],
            "missing": len(missing),
            "every": every,
            "pagination": pagination(page),
        },
    )


@protects
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _written(request, Agreement(), initial={})


@protects
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement, pk=pk)
    initial = agreements.told(agreement)
    for name in ("signed_on", "review_by"):
        initial[name] = f"{getattr(agreement, name):%d/%m/%Y}"
    return _written(request, agreement, initial)


def _written(
    request: HttpRequest, agreement: Agreement, initial: dict[str, Any]
) -> HttpResponse:
    form = AgreementForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        state=uploads.state(),
    )
    if request.method == "POST" and form.is_valid():
        agreements.keep(agreement, by=request.user.get_username(), **form.held())
        messages.success(request, f"The agreement with {agreement.partner} is kept.")
        return redirect(agreement)
    return render(
        request,
        "protection/records/agreement_form.html",
        {"form": form, "agreement": agreement},
    )


@protects
@require_GET
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Agreement.objects.defer("document"), pk=pk)
    law = gateways().get(found.gateway)
    return render(
        request,
        "protection/records/agreement.html",
        {
            "agreement": found,
            "law": law.cited if law else found.gateway,
            "status": _status(found),
        },
    )


@protects
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Agreement, pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            agreements.end(
                found, said["on"], reason=said["reason"], by=request.user.get_username()
            )
        except Refused as why:
            form.add_error("on", str(why))
        else:
            messages.success(request, f"The agreement with {found.partner} has ended.")
            return redirect(found)
    return render(
        request,
        "protection/records/ask.html",
        {
            "form": form,
            "title": f"End the agreement with {found.partner}",
            "back": found.get_absolute_url(),
            "button": "End it",
        },
    )


@requires(Permission.PROTECT_DATA, does="agreement.downloaded", to="agreement:{pk}")
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed document, always as a download: it was sent by somebody else."""
    found = get_object_or_404(Agreement, pk=pk)
    if not found.document:
        raise Http404
    response = HttpResponse(
        bytes(found.document), content_type="application/octet-stream"
    )
    response["Content-Disposition"] = content_disposition_header(
        True, found.document_name
    )
    return response


def _found(asked: str) -> list[Agreement]:
    wanted = asked.casefold()
    every = Agreement.objects.defer("document")
    matching = [
        one
        for one in every
        if wanted in f"{one.partner} {one.shared} {one.owner}".casefold()
    ]
    return agreements.in_order(matching, today())


def _row(one: Agreement) -> list[Any]:
    return [
        {"text": one.partner, "href": one.get_absolute_url()},
        {"status": _status(one)},
        day(one.review_by),
        one.shared if len(one.shared) < 90 else f"{one.shared[:88]}…",
        one.get_direction_display(),
        one.owner,
    ]


def _status(one: Agreement) -> tuple[str, str]:
    if agreements.has_ended(one, today()):
        return "none", f"Ended {day(one.ended_on)}"
    if agreements.is_overdue(one, today()):
        return "bad", "Review overdue"
    return "good", "In force"
