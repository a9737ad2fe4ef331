"""The pages of priorities: the list, one of them, taking one up and out."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, posted
from muster.programme.contacts import named
from muster.programme.plans import changing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.measuring import called
from muster.programme.priorities import priority as priorities
from muster.programme.priorities.forms import ActionForm, OutForm, PriorityForm
from muster.programme.priorities.priority import Priority
from muster.school_year.clock import today
from muster.school_year.said import of_day


COLUMNS = [
    {"text": "Priority"},
    {"text": "Since"},
    {"text": "Looked at by"},
    {"text": "Actions"},
    {"text": "How it stands"},
]
reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    found = Priority.objects.prefetch_related("answers").order_by(
        "out_on", "-taken_on", "-pk"
    )
    page = page_of(sorted(found, key=lambda one: not one.is_in), request.GET)
    return render(
        request,
        "programme/priorities/list.html",
        {
            "columns": COLUMNS,
            "rows": [_row(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Priority, pk=pk)
    actions = Action.objects.filter(answers__priority=one)
    return render(
        request,
        "programme/priorities/priority.html",
        {
            "priority": one,
            "status": _status(one),
            "facts": _facts(one),
            "actions": [_action(each) for each in standing.stood(actions, today())],
            "columns": ACTION_COLUMNS,
            "may_keep": one.is_in and request.user.can(Permission.KEEP_PLANS),
        },
    )


@keeps
@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        PriorityForm(posted(request)),
        lambda **said: priorities.take_up(on=today(), **said),
        title="Take up a priority",
        button="Take it up",
        back="programme:priorities",
        done="It is a priority.",
        to=Priority.get_absolute_url,
    )


@keeps
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """A new action that answers it, in a plan."""
    one = get_object_or_404(Priority, pk=pk)
    return asked(
        request,
        ActionForm(posted(request)),
        lambda **said: _add(one, **said),
        title="Add an action",
        button="Add it",
        back=one.get_absolute_url(),
        done="The action is in its plan. Say next how you will know it worked.",
        to=Action.get_absolute_url,
        caption=one,
    )


@keeps
@require_http_methods(["GET", "POST"])
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Priority, pk=pk)
    return asked(
        request,
        OutForm(posted(request)),
        lambda **said: priorities.take_out(one, on=today(), **said),
        title="Take it off the list",
        button="Take it off",
        back=one.get_absolute_url(),
        done="It is no priority any longer.",
        caption=one,
    )


@transaction.atomic
def _add(
    one: Priority,
    *,
    by: str,
    plan: Any,
    heading: str,
    owner: str,
    due_on: Any,
    ref: str,
) -> Action:
    on = today()
    action = changing.add_action(plan, heading=heading, ref=ref, on=on, by=by)
    changing.set_owners(action, [named(owner)], on=on, by=by)
    changing.set_deadline(action, [of_day(due_on)], on=on, by=by)
    priorities.answer(one, action, on=on, by=by)
    return action


# How it is shown -------------------------------------------------------------------------

ACTION_COLUMNS = [
    {"text": "Action"},
    {"text": "Plan"},
    {"text": "Owner"},
    {"text": "Due"},
    {"text": "Delivery"},
    {"text": "Success measures"},
]


def _row(one: Priority) -> list[Any]:
    return [
        {"text": one.title, "href": one.get_absolute_url()},
        day(one.taken_on),
        called(one.measure, one.narrowed) if one.measure else "No measure",
        str(len(one.answers.all())),
        {"status": _status(one)},
    ]


def _status(one: Priority) -> tuple[str, str]:
    if one.is_in:
        return "watch", "On the list"
    return "none", f"Off the list since {day(one.out_on)}"


def _facts(one: Priority) -> list[dict[str, Any]]:
    lines = [("Why it is in", one.why_in), ("What takes it off", one.goes_out_when)]
    if one.sentence:
        lines.append((f"Evidence, {one.period}", one.sentence))
    if one.measure:
        lines.append(("Looked at by", called(one.measure, one.narrowed)))
    else:
        lines.append(("Why it has no measure", one.no_measure_reason))
    at = f" at {one.taken_at}" if one.taken_at else ""
    lines.append(("Taken up", f"{day(one.taken_on)}{at}, by {one.by}"))
    if one.out_on:
        lines.append(("Off the list", f"{day(one.out_on)}: {one.why_out}"))
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


def _action(one: standing.Standing) -> list[Any]:
    owner = one.accountable
    return [
        {
            "text": f"{one.ref} {one.title}".strip(),
            "href": one.action.get_absolute_url(),
        },
        one.action.plan.title,
        owner.called if owner else "Nobody is accountable",
        day(one.due_on),
        one.colour.capitalize() if not one.is_closed else "Closed",
        "; ".join(each.text for each in one.successes) or "None yet",
    ]
