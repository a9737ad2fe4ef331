"""The pages of the log of incidents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment, number
from muster.protection import incidents
from muster.protection.register_forms import (
    CloseForm,
    DecideForm,
    IncidentForm,
    NoteForm,
    PeopleToldForm,
    ToldForm,
)
from muster.protection.registers import Incident, Refused
from muster.sources.presenting import pagination


A_PAGE = 50
COLUMNS = [
    {"text": "Incident"},
    {"text": "Clock"},
    {"text": "What it is"},
    {"text": "Known since"},
    {"text": "How it stands"},
]
KINDS = {
    Incident.Kind.BREACH: "Breach",
    Incident.Kind.NEAR_MISS: "Near miss",
    Incident.Kind.COMPLAINT: "Complaint",
}

protects = requires(Permission.PROTECT_DATA)


@dataclass(frozen=True)
class Step:
    """Something done about an incident: the form that asks, and what keeps the answer."""

    title: str
    button: str
    form: type[forms.Form]
    keep: Callable[..., None]


STEPS = {
    "decide": Step(
        "How great is the risk?", "Keep the decision", DecideForm, incidents.decide
    ),
    "told": Step("When was it done?", "Keep it", ToldForm, incidents.tell),
    "people": Step(
        "When were the people told?", "Keep it", PeopleToldForm, incidents.tell_people
    ),
    "close": Step("Close the incident", "Close it", CloseForm, incidents.close),
}


@protects
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    found = incidents.in_order(Incident.objects.all())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [
        [
            {"text": one.title, "href": one.get_absolute_url()},
            {"status": incidents.clock_status(one, now)},
            KINDS[Incident.Kind(one.kind)],
            moment(one.aware_at),
            f"Closed {day(one.closed_at)}" if one.closed_at else "Open",
        ]
        for one in page
    ]
    return render(
        request,
        "protection/records/incidents.html",
        {"columns": COLUMNS, "rows": rows, "pagination": pagination(page)},
    )


@protects
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        incident = incidents.report(by=request.user.get_username(), **form.cleaned_data)
        messages.success(request, "The incident is recorded.")
        return redirect(incident)
    return render(
        request,
        "protection/records/ask.html",
        {
            "form": form,
            "title": "Record an incident",
            "lead": "Write down what is known now; notes add the rest.",
            "back": "records:incidents",
            "button": "Record it",
        },
    )


@protects
@require_GET
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _incident(pk), NoteForm())


@protects
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _incident(pk), NoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    incidents.add_note(found, form.cleaned_data["text"], by=request.user.get_username())
    messages.success(request, "The note is kept.")
    return redirect(found)


@protects
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One thing done about it: deciding, telling, closing."""
    asked = STEPS.get(what)
    if asked is None:
        raise Http404
    found = _incident(pk)
    form = asked.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked.keep(found, by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "That is kept.")
            return redirect(found)
    return render(
        request,
        "protection/records/ask.html",
        {
            "form": form,
            "title": asked.title,
            "caption": found.title,
            "back": found.get_absolute_url(),
            "button": asked.button,
        },
    )


def _incident(pk: int) -> Incident:
    return get_object_or_404(Incident, pk=pk)


def _shown(request: HttpRequest, found: Incident, form: NoteForm) -> HttpResponse:
    clock = found.clock
    return render(
        request,
        "protection/records/incident.html",
        {
            "incident": found,
            "form": form,
            "kind": KINDS[Incident.Kind(found.kind)],
            "status": incidents.clock_status(found, timezone.now()),
            "clock": clock,
            "left": [] if found.closed_at else incidents.left_to_do(found),
            "facts": _facts(found),
            "notes": found.notes.all(),
        },
    )


def _facts(one: Incident) -> list[dict[str, Any]]:
    lines = [
        ("What happened", one.happened),
        ("Known since", f"{moment(one.aware_at)}, found by {one.found_by}"),
        ("Whose data", one.people),
        (
            "How many people",
            number(one.number) if one.number is not None else "Not known",
        ),
        ("Contained by", one.contained or "Nothing is written yet"),
        ("Recorded", f"{moment(one.recorded_at)} by {one.recorded_by}"),
    ]
    if one.risk:
        lines += [
            ("Risk", f"{one.get_risk_display()}."),
            ("Decided", f"{moment(one.decided_at)} by {one.decided_by}"),
            ("Why", one.risk_reason),
        ]
    if one.told_at:
        reference = f", reference {one.told_reference}" if one.told_reference else ""
        lines += [("Told", f"{moment(one.told_at)}{reference}")]
    if one.people_told_on:
        lines += [("People told", day(one.people_told_on))]
    if one.closed_at:
        lines += [
            ("Learnt", one.lessons),
            ("Closed", f"{moment(one.closed_at)} by {one.closed_by}"),
        ]
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]
