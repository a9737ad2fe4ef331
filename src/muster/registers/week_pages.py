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
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import counted, day
from muster.design.numbers import number_in
from muster.measures.members import school_names
from muster.registers import (
    finding,
    health,
    in_files,
    keeping,
    members,
    saying,
)
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.found import Decided, Found
from muster.registers.keeping import Refused
from muster.registers.lists import OF_FILES, List, lists
from muster.registers.register import Register, registers
from muster.registers.seen import called, child_name
from muster.registers.week_forms import DecideForm, OpenPlanForm
from muster.school_year import clock


# As many as somebody works through at a sitting.
A_PAGE = 25
WEEK = timedelta(days=7)
# Registers whose entries are opened on a page of their own.
OPENED_AT = {"legal": "registers:legal_open"}
NOBODY = (
    "Everybody the registers found has been decided on, or nobody was found among the"
    " children you see."
)
NO_FILES = (
    "Nobody waits to be decided on. Somebody is found once two weekly files of this school"
    " year are held, and the second has them no more."
)
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
    lately, opened = _decided_lately(mine, on), health.opened(request.user, lists())
    rows = [_counted(one, mine, on, lately) for one in opened.values()]
    columns = [
        {"text": "List"},
        {"text": "Worked by"},
        {"text": "On it", "number": True},
        {"text": "Waiting behind", "number": True},
        {"text": "Longest on it since"},
        {"text": "Decided in 7 days", "number": True},
    ]
    every_corrected = mine.corrected_for(request.user.get_username())
    corrected = list(every_corrected[:A_PAGE])
    page = {
        "rows": rows,
        "columns": columns,
        "corrected": _told(request, corrected),
        "shown_corrected": [one.pk for one in corrected],
        "many_corrected": every_corrected.count(),
        "kept_back": [one.title for name, one in lists().items() if name not in opened],
        "never_looked": not Found.objects.exists(),
    }
    return render(request, "registers/week.html", page)


@keeps
@require_safe
@never_cache
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """Who is on a list, in its published order, of one school if asked."""
    one, on = _list(request, name), clock.today()
    waiting = Found.objects.visible_to(request.user, state()).waiting(name, on)
    everybody, at = waiting, _schools(waiting)
    asked = request.GET.get("school", "")
    school = number_in(asked)
    if asked:
        # Of a school nobody waits at, or that isn’t one, nobody is on it: never all.
        waiting = waiting.filter(school=school or 0)
        at = {
            school or 0: school_names(state()).get(school or 0, "No such school")
        } | at
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
        "empty": NO_FILES if name == OF_FILES else NOBODY,
        "school": asked,
        "schools": [
            {"value": str(number), "text": text, "selected": str(number) == asked}
            for number, text in [("", "All schools"), *sorted(at.items(), key=_by_name)]
        ],
    }
    if name == OF_FILES:
        seen = Children.visible_to(request.user, state())
        shown["of_schools"] = in_files.schools(everybody, seen, state(), on)
        shown["of_schools_columns"], shown["of_schools_order"] = (
            in_files.COLUMNS,
            in_files.ORDER,
        )
    return render(request, "registers/week_list.html", page | shown)


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def decide(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One child on a list: the sessions it rests on, what was decided before, and what is
    decided now."""
    one, on, found = _list(request, name), clock.today(), _found(request, name, pk)
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
    mine = Found.objects.filter(pk=pk)
    page = {
        "form": form,
        "list": one,
        "found": found,
        "child": row[0],
        "school": row[1],
        "said": row[2],
        "sessions": _sessions(found),
        "decided": [_decided(request, one, each) for each in found.decided.all()],
        "opens": _opens(one, pk),
        "is_told": mine.corrected_for(request.user.get_username()).exists(),
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
@require_POST
def seen_corrected(request: HttpRequest) -> HttpResponse:
    """Whoever decided says that they saw the corrections they were shown."""
    asked = [number_in(one) for one in request.POST.getlist("found")]
    mine = Found.objects.visible_to(request.user, state()).filter(pk__in=asked)
    by = request.user.get_username()
    many = finding.see_correction(mine, on=clock.today(), by=by)
    said = counted(many, "correction is", "corrections are")
    messages.success(request, f"{said} marked as seen. What you decided stands.")
    return redirect("registers:week")


@keeps
@require_http_methods(["GET", "POST"])
@never_cache
def open_plan(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Opens the plan a child on a list has not got."""
    one, on, found = _list(request, name), clock.today(), _found(request, name, pk)
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
        "child": _told(request, [found])[0][0]["text"],
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


def _list(request: HttpRequest, name: str) -> List:
    """A list by its name. One that is not for them (:mod:`health`) is not there."""
    opened = health.opened(request.user, lists())
    if name not in opened:
        raise Http404
    return opened[name]


def _found(request: HttpRequest, name: str, pk: int) -> Found:
    seen = Found.objects.visible_to(request.user, state())
    return get_object_or_404(seen, on_list=name, pk=pk)


def _sessions(found: Found) -> list[list[str]]:
    """What it rests on: the code of each as it was found, and what the register says now."""
    now = {(on, half): code for on, half, code in found.corrected}
    return [
        [
            day(date.fromisoformat(on)),
            half,
            code,
            now.get((on, half), code) or "No mark",
        ]
        for on, half, code in found.sessions
    ]


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


def _decided(request: HttpRequest, one: List, said: Decided) -> list[str]:
    decision = one.decision(said.code)
    words, why = decision.says if decision else said.code, said.why
    if decision and not health.is_told(request.user, state(), decision, said.found):
        words, why = "For those who may know why", "–"
    until = f"to {day(said.until)}" if said.until else "for good"
    return [day(said.on), called([said.by])[said.by], words, why, until]


def _schools(waiting: Any) -> dict[int, str]:
    names = school_names(state())
    held = waiting.order_by().values_list("school", flat=True).distinct()
    return {school: names.get(school, "") for school in held}


def _by_name(one: tuple[int, str]) -> str:
    return one[1].casefold()
