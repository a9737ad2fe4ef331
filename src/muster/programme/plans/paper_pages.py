"""What needs a meeting’s time, and what changed since a day: to see, and as papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.fields import DayField
from muster.design.filters import day
from muster.documents.blocks import Paper
from muster.programme.plans import changed as changing_since
from muster.programme.plans import exceptions as excepted
from muster.programme.plans import filing, issuing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.school_year.clock import today


FILES = {"docx": "Word", "pdf": "PDF"}
reads = requires(Permission.READ_PROGRAMME)


class OnForm(forms.Form):
    on = DayField(label="As it stood on", required=False)

    def clean_on(self) -> date:
        on: date | None = self.cleaned_data["on"]
        if on and on > today():
            raise ValidationError("Choose today or a day before it.")
        return on or today()


class SinceForm(OnForm):
    since = DayField(label="What changed since", required=False)

    field_order = ["since", "on"]

    def __init__(self, *said: Any, plan: Plan, **how: Any) -> None:
        super().__init__(*said, **how)
        self.plan = plan

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        on = said.get("on")
        if on is None or "since" not in said:
            return said
        said["since"] = said["since"] or before(self.plan, on)
        if said["since"] >= on:
            self.add_error("since", f"Choose a day before {day(on)}.")
        return said


def before(plan: Plan, on: date) -> date:
    """The day people last saw the plan: its last review before a day, or its beginning."""
    last = plan.reviews.filter(on__lt=on).order_by("on").last()
    return (
        last.on if last else min(plan.created_on, date.fromordinal(on.toordinal() - 1))
    )


# Looking -----------------------------------------------------------------------------


@reads
@require_safe
def exceptions(request: HttpRequest, pk: int) -> HttpResponse:
    """What is red, overdue, long at amber, moved or silent, the most serious first."""
    plan = get_object_or_404(Plan, pk=pk)
    form = OnForm(request.GET)
    lead = "What in this plan needs a meeting’s time, the most serious first."
    return _shown(request, plan, form, _exceptions, "Exception report", lead)


@reads
@require_safe
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands otherwise in a plan than it stood on a day."""
    plan = get_object_or_404(Plan, pk=pk)
    form = SinceForm(request.GET, plan=plan)
    lead = "Each field that stands otherwise: what stood before, and what stands now."
    return _shown(request, plan, form, _changed, "What changed", lead)


def _shown(
    request: HttpRequest,
    plan: Plan,
    form: forms.Form,
    draw: Callable[..., Paper],
    title: str,
    lead: str,
) -> HttpResponse:
    page: dict[str, Any] = {"plan": plan, "form": form, "title": title, "lead": lead}
    if form.is_valid():
        said = form.cleaned_data
        paper = draw(plan, **said)
        page |= {
            "blocks": [(type(one).__name__, one) for one in paper.blocks],
            "links": _links(plan, said["on"]),
            "on": said["on"],
            "since": said.get("since"),
            "issued": _compared(plan, said.get("since")),
            "file": f"programme:{draw.__name__.removeprefix('_')}_file",
            "files": FILES,
            "query": "?" + "&".join(f"{key}={value}" for key, value in said.items()),
        }
    return render(request, "programme/plans/paper.html", page)


def _links(plan: Plan, on: date) -> dict[tuple[str, str], str]:
    """Addresses of actions by reference and title, of those that no two share."""
    found = standing.stood(Action.objects.filter(plan=plan), on)
    held = Counter((one.ref, one.title) for one in found)
    return {
        (one.ref, one.title): one.action.get_absolute_url()
        for one in found
        if held[one.ref, one.title] == 1
    }


# Drawing -----------------------------------------------------------------------------


def _exceptions(plan: Plan, *, on: date) -> Paper:
    return excepted.report(plan, on, **filing.marks(f"{plan.kind} {plan.pk}, {on}"))


def _changed(plan: Plan, *, since: date, on: date) -> Paper:
    """Beside what was issued for that day, where something was."""
    issued = _compared(plan, since)
    marks = filing.marks(f"{plan.kind} {plan.pk}, {since} to {on}")
    known_at = issued.issued_at if issued else None
    return changing_since.report(plan, since, on, since_known_at=known_at, **marks)


def _compared(plan: Plan, since: date | None) -> Any:
    return issuing.issued_for(plan, since) if since else None


# As files ----------------------------------------------------------------------------


@requires(Permission.READ_PROGRAMME, does="plan-paper.drawn", to="plan:{pk} as {kind}")
@require_safe
def exceptions_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    return _handed(plan, OnForm(request.GET), _exceptions, "exceptions", kind)


@requires(Permission.READ_PROGRAMME, does="plan-paper.drawn", to="plan:{pk} as {kind}")
@require_safe
def changed_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    form = SinceForm(request.GET, plan=plan)
    return _handed(plan, form, _changed, "changed", kind)


def _handed(
    plan: Plan, form: forms.Form, draw: Callable[..., Paper], what: str, kind: str
) -> HttpResponse:
    if kind not in FILES or not form.is_valid():
        raise Http404
    said = form.cleaned_data
    days = "-".join(str(said[name]) for name in ("since", "on") if name in said)
    name = f"{slugify(plan.title)[:60] or plan.kind}-{what}-{days}.{kind}"
    return filing.as_download(filing.drawn(draw(plan, **said), kind), name)
