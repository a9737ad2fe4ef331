"""The pages of plans: the list, one as a table, as a file, and starting and keeping one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import paging
from muster.design.filters import day
from muster.programme.asked import ask, posted, tried
from muster.programme.contacts import named
from muster.programme.papers.files import FileKind
from muster.programme.plans import (
    allowed,
    changing,
    closing_plans,
    colours,
    filing,
    printing,
    standing,
    table,
)
from muster.programme.plans.action import Action
from muster.programme.plans.choosing import SORTS, ChooseForm, by_rule, chosen, in_order
from muster.programme.plans.plan import Plan, keeper
from muster.programme.plans.plan_forms import (
    AddForm,
    CloseForm,
    KeepForm,
    ReopenForm,
    ReviewForm,
    StartForm,
)
from muster.programme.plans.saying import PLAN_CLOSED
from muster.programme.plans.standing import Standing
from muster.school_year.clock import today


A_PAGE = 50
# Which plans the list has, by what is asked in the address.
WHICH = {"": "Open", "closed": "Closed", "all": "Open and closed"}
reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)

# Looking ------------------------------------------------------------------------------


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    which = request.GET.get("show", "")
    which = which if which in WHICH else ""
    found = Plan.objects.select_related("group", "under__plan")
    if which != "all":
        found = found.filter(closed_on__isnull=not which)
    found = found.order_by(F("closed_on").desc(nulls_first=True), "title", "pk")
    page = paging.page_of(list(found), request.GET)
    return render(
        request,
        "programme/plans/plans.html",
        {
            **page,
            "rows": colours.rows(page["shown"], today()),
            "columns": colours.COLUMNS,
            "which": which,
            "choices": [
                {"value": value, "text": text, "selected": value == which}
                for value, text in WHICH.items()
            ],
            "any": bool(page["shown"]) or Plan.objects.exists(),
            "may_keep": not allowed.may_keep(request.user),
        },
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan as it stood on a day, and beside how it stood on another."""
    plan = get_object_or_404(Plan.objects.select_related("group", "under"), pk=pk)
    on = ChooseForm(request.GET).said.get("on") or today()
    found = standing.stood(Action.objects.filter(plan=plan), on)
    form = ChooseForm(request.GET)
    form.give(found)
    asked = form.said
    return render(
        request,
        "programme/plans/plan.html",
        {
            "plan": plan,
            "form": form,
            "on": on,
            "is_now": on == today(),
            "since": asked.get("since"),
            "every": found,
            "counts": colours.counts(found),
            "keeper": keeper(plan, on),
            "reviews": found[0].reviews if found else _reviews(plan, on),
            "is_filtered": bool(set(request.GET) - {"page", "sort"}),
            "files": list(filing.KINDS),
            "open_questions": _questions(plan),
            "sub_plans": Plan.objects.filter(under__plan=plan),
            "closings": plan.closings.select_related("meeting__group"),
            "may_keep": not allowed.may_keep(request.user),
            **_tables(found, plan, asked, request),
        },
    )


def _tables(
    found: list[Standing], plan: Plan, asked: dict[str, Any], request: HttpRequest
) -> dict[str, Any]:
    """The part of the plan that was asked for: a table a section, a page of it."""
    since = asked.get("since")
    rule = by_rule(found, found[0].on) if found else {}
    kept = chosen(found, rule, **asked)
    sort = request.GET.get("sort", "")
    rows = _rows(in_order(kept, sort), plan, since, rule)
    if since:
        rows = [one for one in rows if one.is_changed]
    sections = list(dict.fromkeys(table.section_of(one) for one in found))
    if plan.is_log:
        sections = [one for one in table.SECTIONS.values() if one in sections]
    rows.sort(key=lambda one: sections.index(one.section))
    page = paging.page_of(rows, request.GET, A_PAGE)
    return {
        **page,
        "unchanged": len(kept) - len(rows),
        "columns": _columns(found[0].reviews if found else (), request, sort),
        "sections": [
            (name, [one for one in page["shown"] if one.section == name])
            for name in sections
            if any(one.section == name for one in page["shown"])
        ],
    }


def _rows(
    found: Sequence[Standing],
    plan: Plan,
    since: date | None,
    rule: dict[int, str],
) -> list[table.Row]:
    then = standing.stood(Action.objects.filter(plan=plan), since) if since else []
    before = {one.action.pk: one for one in then}
    return [
        table.row(one, before.get(one.action.pk), since, rule[one.action.pk])
        for one in found
    ]


def _columns(
    reviews: Sequence[date], request: HttpRequest, sort: str
) -> list[dict[str, Any]]:
    """The headings of the table; pressing one sorts by it, again the other way."""
    made = []
    for name, text in table.columns(reviews).items():
        column: dict[str, Any] = {"name": name, "text": text}
        if name in SORTS:
            down = sort == name
            to = f"-{name}" if down else name
            column["href"] = paging.address(request.GET, sort=to, page="")
            if sort.removeprefix("-") == name:
                column["sorted"] = "ascending" if down else "descending"
        made.append(column)
    return made


def _reviews(plan: Plan, on: date) -> list[date]:
    return list(plan.reviews.filter(on__lte=on).values_list("on", flat=True))


def _questions(plan: Plan) -> int:
    from muster.programme.taking.readings import Asked

    return Asked.objects.filter(reading__plan=plan, answered_at=None).count()


@requires(Permission.READ_PROGRAMME, does="plan.downloaded", to="plan:{pk} as {kind}")
@require_safe
def file(request: HttpRequest, pk: int, kind: FileKind) -> HttpResponse:
    """A plan as a paper, as it stood on a day."""
    plan = get_object_or_404(Plan, pk=pk)
    form = ChooseForm({"on": request.GET.get("on", "")})
    if kind not in filing.KINDS or not form.is_valid():
        raise Http404
    document = printing.document(plan, form.cleaned_data["on"] or today())
    content = filing.file_of(document, kind, printing.reference(plan, document))
    name = f"{slugify(plan.title)[:60] or plan.kind}-{document.as_at}.{kind}"
    return filing.as_download(content, name)


# Changing -----------------------------------------------------------------------------


@keeps
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, under: int | None = None) -> HttpResponse:
    """A new plan; a sub-plan where it stands under an action."""
    above = get_object_or_404(Action, pk=under) if under else None
    initial = {"group": above.plan.group_id, "kind": above.plan.kind} if above else {}
    form = StartForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        plan = tried(form, lambda: _start(above, by, **form.cleaned_data))
        if plan is not None:
            messages.success(request, "The plan is there. Add its first action.")
            return redirect(plan)
    now = standing.of_one(above, today()) if above else None
    return ask(
        request,
        form,
        "Start a plan under this action" if above else "Start a plan",
        "Start it",
        back=above.get_absolute_url() if above else "programme:plans",
        caption=now.title if now else "",
    )


def _start(above: Action | None, by: str, *, owner: str, **said: Any) -> Plan:
    kept = named(owner) if owner else None
    return changing.start_plan(on=today(), by=by, owner=kept, under=above, **said)


@keeps
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    if plan.closed_on:
        return _back(request, plan, PLAN_CLOSED)
    form = AddForm(posted(request), plan=plan)
    if request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        action = tried(form, lambda: _add(plan, by, **form.cleaned_data))
        if action is not None:
            messages.success(
                request,
                "The action is in the plan. Say next how you will know it worked.",
            )
            return redirect(action)
    return ask(request, form, "Add an action", "Add it", plan, caption=plan.title)


@transaction.atomic
def _add(
    plan: Plan,
    by: str,
    *,
    owners: list[str],
    due: Sequence[Any],
    section: str = "",
    **worded: Any,
) -> Action:
    how: dict[str, Any] = {"on": today(), "by": by}
    part = changing.section(plan, section) if section else None
    action = changing.add_action(plan, section=part, **worded, **how)
    if owners:
        people = [named(one) for one in owners]
        changing.set_owners(action, people, accountable=people[0], **how)
    if due:
        changing.set_deadline(action, due, **how)
    return action


@keeps
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Who keeps a plan, from a day on."""
    plan = get_object_or_404(Plan, pk=pk)
    form = KeepForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        on = said["from_on"] or today()
        by, owner = request.user.get_username(), said["owner"]
        if tried(form, lambda: _keep(plan, owner, on=on, by=by)):
            messages.success(request, f"{owner} keeps the plan from {day(on)}.")
            return redirect(plan)
    return ask(request, form, "Who keeps this plan", "Save", plan, caption=plan.title)


def _keep(plan: Plan, owner: str, *, on: date, by: str) -> bool:
    changing.keep(plan, named(owner), on=on, by=by)
    return True


@keeps
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A day on which the plan's statuses are looked at."""
    plan = get_object_or_404(Plan, pk=pk)
    if plan.closed_on:
        return _back(request, plan, PLAN_CLOSED)
    form = ReviewForm(posted(request), plan=plan, today=today())
    if request.method == "POST" and form.is_valid():
        meeting = form.cleaned_data["meeting"]
        on = meeting.on if meeting else form.cleaned_data["on"]
        by = request.user.get_username()
        if tried(form, lambda: changing.review(plan, on=on, by=by, meeting=meeting)):
            messages.success(request, f"The plan is reviewed on {day(on)}.")
            return redirect(plan)
    return ask(
        request,
        form,
        "A day of review",
        "Save",
        plan,
        caption=plan.title,
        lead="Statuses are looked at on it: it heads a column of the log. What nobody wrote"
        " about since the review before the last is grey.",
    )


# Closing ------------------------------------------------------------------------------


@keeps
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closing a plan, once nothing in it is open."""
    plan = get_object_or_404(Plan.objects.select_related("group"), pk=pk)
    if plan.closed_on:
        return _back(request, plan, "The plan is closed already.")
    if why := closing_plans.why_open(plan, today()):
        return _back(request, plan, why)
    form = CloseForm(posted(request), plan=plan, today=today())
    if request.method == "POST" and form.is_valid():
        by, said = request.user.get_username(), form.cleaned_data
        said["on"] = said["on"] or today()
        if tried(form, lambda: _close(plan, by, said)):
            messages.success(
                request, "The plan is closed. Its papers can be printed as before."
            )
            return redirect(plan)
    return ask(
        request,
        form,
        "Close this plan",
        "Close it",
        plan,
        caption=plan.title,
        lead=f"Nothing of it is deleted, and it can be opened again.{_unanswered(plan)}",
    )


def _close(plan: Plan, by: str, said: dict[str, Any]) -> bool:
    closing_plans.close_plan(plan, today=today(), by=by, **said)
    return True


def _unanswered(plan: Plan) -> str:
    """What whoever closes it may not know: questions nobody is reminded of afterwards."""
    count = _questions(plan)
    if not count:
        return ""
    many = (
        "1 question its paper raised waits" if count == 1 else f"{count} questions wait"
    )
    return f" {many} for an answer; nobody is asked again once it is closed."


@keeps
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan, pk=pk)
    if not plan.closed_on:
        return _back(request, plan, "The plan is not closed.")
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        by, reason = request.user.get_username(), form.cleaned_data["reason"]
        if tried(form, lambda: _reopen(plan, by, reason)):
            messages.success(request, "The plan is open again.")
            return redirect(plan)
    return ask(
        request,
        form,
        "Open this plan again",
        "Open it again",
        plan,
        caption=plan.title,
        lead="Its actions stay closed until each is opened itself.",
    )


def _reopen(plan: Plan, by: str, reason: str) -> bool:
    closing_plans.reopen_plan(plan, on=today(), by=by, reason=reason)
    return True


def _back(request: HttpRequest, plan: Plan, why: str) -> HttpResponse:
    """To the plan, which says why something can't be done now."""
    messages.error(request, why)
    return redirect(plan)
