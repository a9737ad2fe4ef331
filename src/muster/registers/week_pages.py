"""The pages of the week's lists: all of them, one, and deciding of a child on it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day
from muster.design.numbers import number_in
from muster.measures.members import school_names
from muster.registers import finding, keeping, members, saying
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.found import Decided, Found
from muster.registers.keeping import Refused
from muster.registers.lists import List, lists
from muster.registers.register import Register, registers
from muster.registers.seen import called, child_name
from muster.registers.week_forms import DecideForm, OpenPlanForm
from muster.school_year import clock


# As many as somebody works through at a sitting.
A_PAGE = 25
WEEK = timedelta(days=7)
# Registers whose entries are opened on a page of their own.
OPENED_AT = {"legal": "registers:legal_open"}
COLUMNS = [
    {"text": "Child"},
    {"text": "School"},
    {"text": "What the register says"},
    {"text": "Cohorts"},
    {"text": "What to do", "does": True},
]
keeps = requires(Permission.KEEP_REGISTERS)


@keeps
@require_safe
@never_cache
def front(request: HttpRequest) -> HttpResponse:
    """Every list, how many are on it, and how many were decided in the last seven days."""
    on = clock.today()
    mine = Found.objects.visible_to(request.user, state())
    lately = _decided_lately(mine, on)
    rows = [_counted(one, mine, on, lately) for one in lists().values()]
    columns = [
        {"text": "List"},
        {"text": "Worked by"},
        {"text": "On it", "number": True},
        {"text": "Waiting behind", "number": True},
        {"text": "Longest on it since"},
        {"text": "Decided in 7 days", "number": True},
    ]
    corrected = mine.filter(
        corrected_on__isnull=False, decided__by=request.user.get_username()
    ).distinct()
    corrected = corrected.order_by("-corrected_on", "pk")
    page = {
        "rows": rows,
        "columns": columns,
        "corrected": _told(request, list(corrected[:A_PAGE])),
        "never_looked": not Found.objects.exists(),
    }
    return render(request, "registers/week.html", page)


@keeps
@require_safe
@never_cache
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """Who is on a list, in its published order, of one school if asked."""
    one, on = _list(name), clock.today()
    waiting = Found.objects.visible_to(request.user, state()).waiting(name, on)
    at = _schools(waiting)
    school = number_in(request.GET.get("school", ""))
    if school in at:
        waiting = waiting.filter(school=school)
    every, count = "every" in request.GET, waiting.count()
    if not every:
        waiting = waiting[: one.most]
    page = paging.page_of(waiting, request.GET, A_PAGE)
    audit.record(
        did="list.looked-at",
        by=request.user.get_username(),
        to=f"list:{name}",
        after={"count": page["count"], "shown": len(page["shown"])},
    )
    shown = {
        "list": one,
        "behind": 0 if every else max(count - one.most, 0),
        "rows": _told(request, list(page["shown"])),
        "columns": COLUMNS,
        "school": school or "",
        "schools": [
            {"value": str(number), "text": text, "selected": number == (school or "")}
            for number, text in [("", "All schools"), *sorted(at.items(), key=_by_name)]
        ],
    }
    return render(request, "registers/week_list.html", page | shown)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def decide(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One child on a list: the sessions it rests on, what was decided before, and what is
    decided now."""
    one, on, found = _list(name), clock.today(), _found(request, name, pk)
    form = DecideForm(*([request.POST] if request.method == "POST" else []), of=one)
    if request.method == "POST" and form.is_valid():
        try:
            finding.decide(
                found, on=on, by=request.user.get_username(), **form.cleaned_data
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is decided.")
            return redirect("registers:week_list", name)
    [row] = _told(request, [found])
    page = {
        "form": form,
        "list": one,
        "found": found,
        "child": row[0],
        "school": row[1],
        "said": row[2],
        "sessions": [
            [day(date.fromisoformat(on)), half, code]
            for on, half, code in found.sessions
        ],
        "decided": [_decided(one, each) for each in found.decided.all()],
        "opens": _opens(one, pk),
    }
    audit.record(
        did="list.looked-at",
        by=request.user.get_username(),
        child=found.child,
        to=f"finding:{pk}",
        school=found.school,
    )
    return render(request, "registers/week_decide.html", page)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def open_plan(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Opens the plan a child on a list has not got."""
    one, on, found = _list(name), clock.today(), _found(request, name, pk)
    decision = next((each for each in one.decisions if each.opens), None)
    if decision is None or decision.opens in OPENED_AT:
        raise Http404
    register = registers()[decision.opens]
    given = [request.POST] if request.method == "POST" else []
    form = OpenPlanForm(*given, of=register, on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        by = request.user.get_username()
        try:
            with transaction.atomic():
                entry = keeping.open_entry(
                    register,
                    child=found.child,
                    school=found.school,
                    on=on,
                    reason=said["reason"],
                    by=by,
                    calendar=state().calendar(found.school),
                    note=said["note"],
                    lead=request.user if said["mine"] else None,
                    next_step=said["next_step"],
                    **form.of_its_own(register),
                )
                finding.decide(found, code=decision.code, on=on, by=by, entry=entry)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _opened(request, register, entry))
            return redirect("registers:week_list", name)
    page = {
        "form": form,
        "title": decision.says,
        "button": decision.says,
        "back": reverse("registers:week_decide", args=[name, pk]),
        "list": one,
    }
    return render(request, "registers/week_open.html", page)


def _opened(request: HttpRequest, register: Register, entry: Entry) -> str:
    """Says whose it is, and leads there: the list no longer has them."""
    address = reverse("registers:entry", args=[register.name, entry.pk])
    return format_html(
        'The {} of <a class="govuk-notification-banner__link" href="{}">{}</a> is open.',
        register.one,
        address,
        child_name(request, entry),
    )


def _opens(one: List, pk: int) -> dict[str, str] | None:
    """The button that opens an entry from a list, and where it leads."""
    for each in one.decisions:
        if each.opens:
            page = OPENED_AT.get(each.opens, "registers:week_open")
            return {"text": each.says, "href": reverse(page, args=[one.name, pk])}
    return None


def _list(name: str) -> List:
    if name not in lists():
        raise Http404
    return lists()[name]


def _found(request: HttpRequest, name: str, pk: int) -> Found:
    seen = Found.objects.visible_to(request.user, state())
    return get_object_or_404(seen, on_list=name, pk=pk)


def _decided_lately(mine: Any, on: date) -> Counter[str]:
    """How many were decided in the last seven days, of each list."""
    lately = Decided.objects.filter(found__in=mine, on__gt=on - WEEK)
    return Counter(lately.order_by().values_list("found__on_list", flat=True))


def _counted(one: List, mine: Any, on: date, lately: Counter[str]) -> list[Any]:
    waiting = mine.waiting(one.name, on).order_by()
    found = waiting.aggregate(count=Count("pk"), oldest=Min("found_on"))
    address = reverse("registers:week_list", args=[one.name])
    count, oldest = found["count"], found["oldest"]
    return [
        {"text": one.title, "href": address},
        one.worked_by,
        min(count, one.most),
        max(count - one.most, 0),
        day(oldest) if oldest else "–",
        lately[one.name],
    ]


def _told(request: HttpRequest, rows: list[Found]) -> list[list[Any]]:
    """Rows of a table: the child, the school, what is said, and the way to decide."""
    seen = Children.visible_to(request.user, state())
    names = seen.names_of([row.child for row in rows])
    schools = school_names(state())
    cohorts = members.titles_of(seen, [row.child for row in rows], clock.today())
    return [
        [
            {
                "text": names.get(row.child, NAMELESS),
                "href": reverse("registers:child", args=[row.child]),
            },
            schools.get(row.school, ""),
            saying.said(row),
            ", ".join(cohorts.get(row.child, [])) or "–",
            {
                "text": "Decide",
                "href": reverse("registers:week_decide", args=[row.on_list, row.pk]),
            },
        ]
        for row in rows
    ]


def _decided(one: List, said: Decided) -> list[str]:
    decision = one.decision(said.code)
    words = decision.says if decision else said.code
    until = f"to {day(said.until)}" if said.until else "for good"
    return [day(said.on), called([said.by])[said.by], words, said.why, until]


def _schools(waiting: Any) -> dict[int, str]:
    names = school_names(state())
    held = waiting.order_by().values_list("school", flat=True).distinct()
    return {school: names.get(school, "") for school in held}


def _by_name(one: tuple[int, str]) -> str:
    return one[1].casefold()
