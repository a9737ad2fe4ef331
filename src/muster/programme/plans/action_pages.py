"""The page of an action, with everything on it; and the pages on which something is said."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.drawing import picture
from muster.design.filters import counted, day, percent
from muster.documents import shelves
from muster.programme.asked import ask, posted, refuse, tried
from muster.programme.plans import (
    allowed,
    happened,
    printing,
    standing,
    suggesting,
    table,
    waiting,
)
from muster.programme.plans.action import Action, Step
from muster.programme.plans.following import offers
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import Standing
from muster.programme.plans.success_form import said_of
from muster.programme.plans.verbs import OF_A_PART, VERBS, Verb
from muster.programme.taking import mending
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
STATES = {
    Step.State.OPEN: ("none", "To do"),
    Step.State.DONE: ("good", "Done"),
    Step.State.DROPPED: ("none", "Dropped"),
}


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    action = _action(pk)
    now = standing.of_one(action, today())
    if now is None:
        raise Http404  # it comes into its plan later
    clashes = waiting.clashes_of([now], now.on)
    may_update = not allowed.may_update(request.user, now)
    may_keep = not allowed.may_keep(request.user)
    told = happened.events(now)
    asked = action.asked.filter(answered_at=None)
    mends = mending.ways(request.user, asked)
    sees_figures = request.user.can_everywhere(Permission.SEE_FIGURES)
    return render(
        request,
        "programme/plans/action.html",
        {
            "now": now,
            "action": action,
            "plan": action.plan,
            "name": f"{now.ref} {now.title}".strip(),
            "status": table.status(now),
            "suggested": suggesting.suggest(now, clashes),
            "clash": clashes.get(action.pk, ""),
            "facts": list(_facts(now)),
            "offered": offered(request, now),
            "steps": [_step(now, one, may_update) for one in now.steps],
            "offers": offers(now) if may_update and not now.is_closed else [],
            "waits": [_wait(now, one, may_keep) for one in now.dependencies],
            "waited_for": _waited_for(now),
            "evidence": _evidence(request, now),
            "successes": [_success(one, sees_figures) for one in now.successes],
            "sub_plans": Plan.objects.filter(under=action),
            "asked": [{"one": one, "mend": mends.get(one.pk)} for one in asked],
            "may_update": may_update and not now.is_closed,
            "may_keep": may_keep,
            "figure": _figure(now, told),
        },
    )


def offered(request: HttpRequest, now: Standing) -> dict[str, Any]:
    """The buttons of the page: what this person may say of it as it stands, by name."""
    return {
        what: {
            "text": verb.title,
            "href": reverse(f"programme:{address_name(what)}", args=[now.action.pk]),
        }
        for what, verb in VERBS.items()
        if what not in OF_A_PART and verb.is_offered(request.user, now)
    }


def address_name(what: str) -> str:
    return f"action_{what.replace('-', '_')}"


@reads
@require_http_methods(["GET", "POST"])
def say(
    request: HttpRequest, pk: int, what: str, number: int | None = None
) -> HttpResponse:
    """One thing to say of an action: its form, and what came of it."""
    action, verb = _action(pk), VERBS[what]
    now = standing.of_one(action, today())
    if now is None:
        raise Http404
    if why := verb.refusal(request.user, now):
        return refuse(request, why, action)
    if why := verb.why_not(now):
        messages.error(request, why)
        return redirect(action)
    offered_first = {name: request.GET[name] for name in request.GET}
    form = verb.form(
        posted(request),
        now=now,
        user=request.user,
        number=number,
        initial=offered_first,
    )
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, **({"number": number} if number else {})}
        how = {"on": today(), "by": request.user.get_username()}
        if tried(form, lambda: verb.do(now, said, how) or verb):
            messages.success(request, verb.done)
            return redirect(action)
    return ask(
        request,
        form,
        verb.title,
        verb.button,
        action,
        caption=f"{now.ref} {now.title}".strip(),
        lead=_lead(verb, form),
    )


def _lead(verb: Verb, form: Any) -> str:
    """What is said above a form: for a status, what the rule gives and why."""
    suggested = getattr(form, "suggested", None)
    if suggested is None:
        return verb.lead
    return f"The rule says {suggested.colour}. {' '.join(suggested.why)}"


def _action(pk: int) -> Action:
    related = ("plan__group", "recommendation__plan")
    return get_object_or_404(Action.objects.select_related(*related), pk=pk)


# How it is shown -----------------------------------------------------------------------


def _facts(now: Standing) -> Iterable[dict[str, Any]]:
    wording = now.wording
    yield from _told(
        ("What it is for", wording.objective),
        ("What is to be done", wording.description),
        ("Section", str(wording.section or "")),
        ("Recommendation", str(now.action.recommendation or "")),
        ("Start", _as_said(wording.start, wording.start_said)),
        ("Due", _due(now)),
        ("Closure", _as_said(None, printing.row(now).unread.get("closure", ""))),
        ("Owners", _owners(now)),
        ("Consulted", _share(now, "consulted")),
        ("Kept informed", _share(now, "informed")),
    )


def _as_said(read: object, said: str) -> str:
    """A date as said; where no day can be read from it, that too."""
    return str(read or "") or (f"{said}; {printing.NO_DAY}" if said else "")


def _told(*lines: tuple[str, str]) -> Iterable[dict[str, Any]]:
    """Rows of a list of facts, but for those of which there is nothing to say."""
    for key, value in lines:
        if value:
            yield {"key": {"text": key}, "value": {"text": value}}


def _due(now: Standing) -> str:
    cell = table.cells(now)["due"]
    said = [cell.text, *cell.details, *([cell.alarm] if cell.alarm else [])]
    exact = day(now.due_on) if now.due_on else ""
    if exact and exact not in cell.text:
        said.insert(1, f"at the latest on {exact}")
    return "; ".join(said)


def _owners(now: Standing) -> str:
    cell = table.cells(now)["owner"]
    return "; ".join([cell.text, *cell.details, *([cell.alarm] if cell.alarm else [])])


def _share(now: Standing, share: str) -> str:
    return ", ".join(one.called for one in now.everybody if one.share == share)


def _step(now: Standing, one: Step, may: bool) -> list[Any]:
    change = reverse("programme:action_step", args=[now.action.pk, one.number])
    state = STATES[Step.State(one.state)]
    if one.state == Step.State.OPEN and one.due_on and one.due_on < now.on:
        state = ("bad", "Overdue")
    return [
        {"text": one.text, **({"href": change} if may and not now.is_closed else {})},
        day(one.due_on),
        {"status": state},
    ]


def _wait(now: Standing, one: Any, may: bool) -> dict[str, Any]:
    return {
        "text": str(one.needs_meeting or happened.called(one.needs, now.on)),
        "href": one.needs.get_absolute_url() if one.needs else "",
        "reason": one.reason,
        "drop": reverse("programme:action_wait_no_more", args=[now.action.pk, one.pk])
        if may and not now.is_closed
        else "",
    }


def _evidence(request: HttpRequest, now: Standing) -> list[dict[str, Any]]:
    """What shows that it is done. A paper is named to those who may open it, and of others
    it is said only that there is one."""
    papers = shelves.links(request.user, [one.paper_id for one in now.evidence])
    return [
        {
            "text": one.title,
            "href": one.link,
            "on": one.on,
            "is_paper": one.paper_id is not None,
            "paper": papers.get(one.paper_id or 0),
        }
        for one in now.evidence
    ]


def _waited_for(now: Standing) -> list[dict[str, str]]:
    """The actions that wait for this one."""
    said = Action.objects.filter(dependencies__needs=now.action)
    others = standing.stood(Action.objects.filter(pk__in=said.values("pk")), now.on)
    return [
        {
            "text": f"{one.ref} {one.title}".strip(),
            "href": one.action.get_absolute_url(),
        }
        for one in others
        if any(each.needs_id == now.action.pk for each in one.dependencies)
    ]


def _success(one: Any, may_see: bool) -> list[Any]:
    base = None
    if one.baseline_denominator and may_see:
        base = Decimal(100) * one.baseline_numerator / one.baseline_denominator
    return [
        {
            "text": one.text,
            "href": reverse("programme:success", args=[one.action_id, one.number]),
        },
        said_of(one) or "Not measured yet",
        f"{percent(base)} {one.baseline_period}".strip(),
        percent(one.target_percent),
        one.by_when_as_said or "–",
    ]


def _ever(often: str, never: str, count: int) -> str:
    """“moved twice”, or “never moved”."""
    if count:
        return f"{often} {table.times(count)}"
    said = f"never {never}"
    return said.capitalize() if often[0].isupper() else said


def _figure(now: Standing, told: list[happened.Event]) -> dict[str, Any]:
    chart = happened.line_of_time(now, told)
    ratings = len(now.ratings)
    says = (
        f"{_ever('Rated', 'rated', ratings)}; its deadline"
        f" {_ever('moved', 'moved', now.moves)}; and"
        f" {counted(len(now.every_note), 'note')} written."
    )
    return {
        "picture": picture(chart, says, wide=True),
        "says": says,
        "note": happened.KEY,
        "columns": [
            {"text": text} for text in ("Day", "What", "What was said", "Why", "By")
        ],
        "rows": [
            [
                day(each.fact.on),
                each.what,
                each.said,
                each.why or "–",
                f"{each.fact.by}{', from a paper' if each.fact.printed else ''}",
            ]
            for each in told
        ],
    }
