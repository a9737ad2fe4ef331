"""The pages of a plan’s issued papers: which there are, one as a file, issuing another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.models import User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import paging
from muster.design.filters import day
from muster.documents import issuing as documents
from muster.documents.models import Issued
from muster.programme.asked import ask, posted, tried
from muster.programme.papers.files import KINDS
from muster.programme.plans import issuing
from muster.programme.plans.filing import as_download
from muster.programme.plans.plan import Plan
from muster.programme.reporting.line import ReportLine
from muster.programme.reporting.met import meet, met_by
from muster.school_year import parse_date
from muster.school_year.clock import today


class IssueForm(forms.Form):
    on = forms.ChoiceField(
        label="For which day?",
        help_text="The paper is the plan as it stands on that day, as far as is written"
        " now.",
        error_messages={
            "required": "Choose a day.",
            "invalid_choice": "Choose one of the days.",
        },
    )
    meets = forms.TypedMultipleChoiceField(
        label="Which reports it is",
        help_text="Those on the reporting plan that are given with it.",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        days: dict[date, str],
        reports: Sequence[ReportLine],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reports = reports
        self.fields["on"].choices = [
            (on.isoformat(), said) for on, said in days.items()
        ]
        self.fields["meets"].choices = [
            (one.pk, f"{one.title}, to {one.meeting}") for one in reports
        ]
        if not reports:
            del self.fields["meets"]

    def met(self) -> list[ReportLine]:
        chosen = set(self.cleaned_data.get("meets", ()))
        return [one for one in self.reports if one.pk in chosen]


@requires(Permission.READ_PROGRAMME)
@require_safe
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.select_related("group"), pk=pk)
    page = paging.page_of(list(issuing.issued_of(plan)), request.GET)
    names = dict(User.objects.values_list("username", "name"))
    return render(
        request,
        "programme/plans/issued.html",
        {
            **page,
            "plan": plan,
            "papers": [_told(one, names) for one in page["shown"]],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


def _told(one: Issued, names: dict[str, str]) -> dict[str, Any]:
    through, fault = (), ""
    try:
        through = issuing.thawed(documents.figures_of(one)).let_through
    except (documents.Changed, ValueError) as why:
        fault = str(why)
    return {
        "issue": one,
        "on": parse_date(one.period),
        "by": names.get(one.issued_by, one.issued_by),
        "through": issuing.listed(through) if through else "",
        "fault": fault,
        "kinds": KINDS,
    }


@requires(Permission.KEEP_PLANS)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issuing a plan for the day of a review or a meeting."""
    plan = get_object_or_404(Plan.objects.select_related("group"), pk=pk)
    days = issuing.days_of(plan, today())
    if not days:
        messages.error(
            request, "There is no day to issue it for. Give it a day of review first."
        )
        return redirect("programme:review_plan", plan.pk)
    may_give = request.user.can(Permission.KEEP_BOARDS)
    form = IssueForm(
        posted(request),
        days=days,
        reports=met_by(plan, today()) if may_give else [],
        initial={"meets": request.GET.getlist("meets")},
    )
    if request.method == "POST" and form.is_valid():
        on = parse_date(form.cleaned_data["on"])
        by = request.user.get_username()
        kept = tried(form, lambda: _issue(plan, on, by, form.met()))
        if kept is not None:
            messages.success(request, _said(kept, on) + _met(form.met()))
            return redirect("programme:issued", plan.pk)
    return ask(
        request,
        form,
        "Issue this plan",
        "Issue it",
        plan,
        caption=plan.title,
        lead="It is kept as Word, PDF, Excel and CSV. None of them can be changed"
        " afterwards: a correction is another issue.",
    )


def _issue(plan: Plan, on: date, by: str, reports: Sequence[ReportLine]) -> Issued:
    """Both or neither: a report that can’t be given yet holds the paper up."""
    kept = issuing.issue_plan(plan, on=on, by=by, at=timezone.now())
    meet(reports, kept, on=today(), by=by)
    return kept


def _met(reports: Sequence[ReportLine]) -> str:
    if not reports:
        return ""
    names = issuing.listed(f"“{one.title}” to {one.meeting}" for one in reports)
    return f" With it is given: {names}."


def _said(kept: Issued, on: date) -> str:
    through = issuing.thawed(documents.figures_of(kept)).let_through
    said = f"It is issued for {day(on)}, as issue {kept.number}."
    if not through:
        return said
    return (
        f"{said} Let through as a paper had it, and not as the rule asks:"
        f" {issuing.listed(through)}."
    )


@requires(
    Permission.READ_PROGRAMME,
    does="plan-paper.downloaded",
    to="plan:{pk}, paper:{paper} as {kind}",
)
@require_safe
def download(request: HttpRequest, pk: int, paper: int, kind: str) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    kept = get_object_or_404(issuing.issued_of(plan), pk=paper)
    file = get_object_or_404(kept.files, kind=kind)
    try:
        content = documents.content_of(file)
    except documents.Changed as why:
        messages.error(request, str(why))
        return redirect("programme:issued", plan.pk)
    return as_download(content, f"{kept.file_stem}.{kind}")
