"""The pages of a success measure: naming what shows it, and how that went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.accounts.stored import state
from muster.design import charts
from muster.design.drawing import picture
from muster.design.filters import day
from muster.measures.comparators import rounded
from muster.programme import Refused
from muster.programme.asked import tried
from muster.programme.plans import changing, measuring, standing
from muster.programme.plans.action import Action, Success
from muster.programme.plans.measuring import Progress
from muster.programme.plans.saying import now_of, refuse_closed
from muster.programme.plans.success_form import SuccessForm, initial, said_of
from muster.school_year.clock import today


# A measure's figures are of the whole authority: whoever sees only some is shown none.
sees = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)


@keeps
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    return _asked(request, get_object_or_404(Action, pk=pk), None)


@keeps
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    action = get_object_or_404(Action, pk=pk)
    return _asked(request, action, _held(action, number))


@keeps
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Takes a success measure off: what it was stays in the action's history."""
    action = get_object_or_404(Action, pk=pk)
    one = _held(action, number)
    if request.method == "POST":
        try:
            refuse_closed(now_of(action, today()))
            changing.set_success(
                action,
                number=number,
                on=today(),
                by=request.user.get_username(),
                text=one.text,
                state=Success.State.DROPPED,
            )
        except Refused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, "The success measure is taken off.")
        return redirect(action)
    return render(
        request,
        "programme/plans/drop_success.html",
        {"action": action, "success": one},
    )


@sees
@require_safe
def shown(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How its measure went, beside its target."""
    action = get_object_or_404(Action, pk=pk)
    one = _held(action, number)
    may_see = request.user.can_everywhere(Permission.SEE_FIGURES)
    how = measuring.progress(one, state(), today=today()) if may_see else None
    return render(
        request,
        "programme/plans/success.html",
        {
            "action": action,
            "stood": standing.of_one(action, today()),
            "success": one,
            "named": said_of(one),
            "faults": list(measuring.faults(one)),
            "may_see": may_see,
            "how": how,
            "status": impact_status(how),
            "facts": _facts(one, how),
            "figure": _figure(one, how) if how and how.points else None,
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


def impact_status(how: Progress | None) -> tuple[str, str]:
    """What can be said of a measure, as a status: its kind and its words."""
    if how is None:
        return "none", "No usable signal"
    kinds = {"as-planned": "good", "away": "bad", "no-change": "watch"}
    return kinds.get(how.judged.impact.value, "none"), how.judged.impact.words


def _asked(request: HttpRequest, action: Action, one: Success | None) -> HttpResponse:
    held = state()
    form = SuccessForm(
        request.POST or None,
        initial=initial(one) if one else None,
        state=held,
        scope=scope_of(request.user, Permission.SEE_FIGURES, held),
        today=today(),
    )
    if request.method == "POST" and form.is_valid():
        number, by = one.number if one else None, request.user.get_username()
        how: dict[str, Any] = {"number": number, "on": today(), "by": by}
        said = tried(
            form, lambda: changing.set_success(action, **how, **form.cleaned_data)
        )
        if said is not None:
            messages.success(request, "The success measure is kept.")
            return redirect("programme:success", action.pk, said.number)
    now = standing.of_one(action, today())
    return render(
        request,
        "programme/ask.html",
        {
            "form": form,
            "title": "How will you know that it worked?",
            "caption": now.title if now else "",
            "button": "Keep it",
            "back": action.get_absolute_url(),
        },
    )


def _held(action: Action, number: int) -> Success:
    now = standing.of_one(action, today())
    found = [one for one in now.successes if one.number == number] if now else []
    if not found:
        raise Http404
    return found[0]


def _facts(one: Success, how: Progress | None) -> list[dict[str, Any]]:
    lines = [("Measure", said_of(one) or "None yet")]
    if one.is_proxy:
        lines.append(("A proxy", "It stands for something that is not measured itself"))
    if one.unmeasured_reason:
        lines.append(("Why there is none", one.unmeasured_reason))
    if how and how.baseline is not None:
        lines.append(
            ("Baseline", f"{rounded(how.baseline, 1)}%, {one.baseline_period}")
        )
    if how and how.now:
        value = how.now.value
        said = "withheld" if value is None else f"{rounded(value, 1)}%"
        lines.append(("Latest like it", f"{said}, {how.now.period.text}"))
    if one.target_percent is not None:
        met = " (met)" if how and how.is_met else ""
        lines.append(("Target", f"{rounded(one.target_percent, 1)}%{met}"))
    if one.by_when:
        last = day(one.by_when)
        at_the_latest = "" if last in one.by_when_as_said else f", {last} at the latest"
        lines.append(("By", f"{one.by_when_as_said}{at_the_latest}"))
    if one.source:
        lines.append(("Evidence", one.source))
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


def _figure(one: Success, how: Progress) -> dict[str, Any]:
    """The measure by half-term, beside its target; and the table behind it."""
    points = [(point.period.text, point.value) for point in how.points]
    target = None
    if one.target_percent is not None:
        target = charts.Reference(one.target_percent, "Target")
    chart = charts.line(said_of(one), {"": points}, reference=target, from_zero=False)
    rows = [
        [label, "withheld" if value is None else f"{rounded(value, 1)}%"]
        for label, value in points
    ]
    first, last = rows[0], rows[-1]
    says = f"{first[1]} in {first[0]} and {last[1]} in {last[0]}."
    return {
        "title": f"{said_of(one)} by half-term",
        "picture": picture(chart, f"{said_of(one)}: {says}"),
        "says": says,
        "columns": [{"text": "Half-term"}, {"text": "Figure", "number": True}],
        "rows": rows,
    }
