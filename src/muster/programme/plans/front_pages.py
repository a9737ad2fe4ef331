"""The front of the programme: what waits for whoever looks, and how every plan stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.programme.plans import allowed, colours, for_me, table
from muster.programme.plans.plan import Plan
from muster.school_year.clock import today


MOST = 10
COLUMNS = [
    {"text": "Action"},
    {"text": "Plan"},
    {"text": "Due"},
    {"text": "Status"},
    {"text": "What it wants of you"},
]
STEPS = [{"text": "Step"}, {"text": "Of"}, {"text": "By"}]
# Other pages of the programme: what each is called, its name, and what is there.
ALSO = [
    ("Priorities", "programme:priorities", "What the authority has chosen to work on."),
    (
        "Groups and meetings",
        "programme:groups",
        "Who sits where, agendas, minutes and the year’s work.",
    ),
    ("Decisions", "programme:decisions", "What meetings decided."),
    (
        "Strategies",
        "programme:strategies",
        "Documents from draft to agreed, and whom they reached.",
    ),
    (
        "Boards",
        "programme:boards",
        "Boards, committees and audiences, and when they meet.",
    ),
    (
        "Reporting plan",
        "programme:reporting_plan",
        "Which report goes to which board, and when.",
    ),
    (
        "The cycle",
        "programme:cycle",
        "The steps of each half-term, from marks to papers.",
    ),
    (
        "Recommendations",
        "programme:recommendations",
        "What committees recommended, and how it was answered.",
    ),
    ("Forms", "programme:forms", "What people were asked, and what they said."),
    (
        "Questions",
        "programme:questions",
        "What was odd in papers that were read in.",
    ),
    (
        "People on papers",
        "programme:contacts",
        "Who “JS” is, and whose account they have.",
    ),
    (
        "Calendars",
        "programme:calendars",
        "Your meetings and deadlines in your own calendar.",
    ),
    ("Reminders", "programme:reminders", "How often you are written to."),
]
MEETINGS = [{"text": "Meeting"}, {"text": "On"}, {"text": "Where"}]


@requires(Permission.READ_PROGRAMME)
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    mine = for_me.actions(user, on)
    asked = for_me.questions(user, on)
    plans = list(Plan.objects.filter(closed_on=None).select_related("group"))
    return render(
        request,
        "programme/front.html",
        {
            "columns": COLUMNS,
            "mine": [_mine(one) for one in mine],
            "wanted": sum(bool(one.wants) for one in mine),
            "step_columns": STEPS,
            "steps": [_step(one, step) for one, step in _steps(mine)],
            "asked": asked[:MOST],
            "asked_count": asked.count(),
            "meeting_columns": MEETINGS,
            "meetings": [_meeting(one) for one in for_me.meetings(user, on)],
            "plan_columns": colours.COLUMNS,
            "plans": colours.rows(plans, on),
            "also": [
                {"title": title, "href": reverse(name), "text": text}
                for title, name, text in ALSO
            ],
            "may_keep": not allowed.may_keep(user),
        },
    )


def _mine(one: for_me.Mine) -> list[Any]:
    now = one.standing
    return [
        {
            "text": f"{now.ref} {now.title}".strip(),
            "href": now.action.get_absolute_url(),
        },
        now.action.plan.title,
        table.cells(now)["due"].text,
        {"rating": (now.colour, "")},
        _sentence("; ".join(one.wants)) or "Nothing now",
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _steps(mine: list[for_me.Mine]) -> list[tuple[Any, Any]]:
    """The open steps of their actions that have a day, the soonest first."""
    every = [
        (one.standing, step) for one in mine for step in for_me.steps(one.standing)
    ]
    dated = [each for each in every if each[1].due_on]
    return sorted(dated, key=lambda each: each[1].due_on)[:MOST]


def _step(now: Any, step: Any) -> list[Any]:
    late = " (overdue)" if step.due_on < now.on else ""
    return [
        {"text": step.text, "href": f"{now.action.get_absolute_url()}#steps"},
        f"{now.ref} {now.title}".strip(),
        f"{day(step.due_on)}{late}",
    ]


def _meeting(one: Any) -> list[Any]:
    at = f" at {one.starts_at:%H:%M}" if one.starts_at else ""
    called = {"text": one.title or one.group.name, "href": one.get_absolute_url()}
    return [called, f"{day(one.on)}{at}", one.place or "–"]
