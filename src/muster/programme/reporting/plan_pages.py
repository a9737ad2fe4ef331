"""The pages of the reporting plan: the grid of a year, one of its lines, what is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, facts, headings
from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.reporting import planning
from muster.programme.reporting.asking import (
    ASK,
    address_of,
    crumbs,
    keeps,
    may_keep,
    reads,
    sent,
    year_asked,
    years_beside,
)
from muster.programme.reporting.forms import (
    ClearancesForm,
    ClearForm,
    GiveForm,
    LineForm,
    ReasonForm,
    SignOffForm,
    SureForm,
)
from muster.programme.reporting.line import (
    Clearance,
    NoneWanted,
    ReportingPlan,
    ReportLine,
    Standing,
    clearances_due,
    write_by,
)
from muster.programme.reporting.presenting import STATUSES, when
from muster.school_year.clock import today


@reads
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Board by report by date. A board with nothing stands there all the same."""
    held = planning.plan_of(year_asked(request))
    rows = list(_rows(held, today(), may_keep(request)))
    page = page_of(rows, request.GET)
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": str(held),
            "crumbs": crumbs(("Reporting plan", "")),
            "lead": "Which report goes to which board, when, who writes it, and whether it"
            " was given.",
            "standing": [_signed(held), *_gaps(held)],
            "links": years_beside(held.year, "programme:reporting_plan"),
            "actions": [("Sign it off", _sign_off_address(held))]
            if may_keep(request)
            else [],
            "sections": [
                {
                    "title": "Board by report by date",
                    "columns": headings(
                        "Board",
                        "Report",
                        "Meeting",
                        "Paper due",
                        "Writer",
                        "As",
                        "Stands",
                    ),
                    "rows": page["shown"],
                    "pagination": page["pagination"],
                    "empty": "There is no board yet. Add one under Boards.",
                }
            ],
        },
    )


def _signed(held: ReportingPlan) -> tuple[str, str]:
    if held.signed_off_on is None:
        return "watch", "Not signed off"
    at = f" at {held.signed_off_at}" if held.signed_off_at else ""
    later = held.lines.filter(added_on__gt=held.signed_off_on).count()
    since = f". Lines added since: {later}" if later else ""
    return "good", f"Signed off: {day(held.signed_off_on)}{at}{since}"


def _gaps(held: ReportingPlan) -> list[tuple[str, str]]:
    missing = planning.unplanned(held)
    if not missing:
        return []
    names = ", ".join(one.name for one in missing[:5])
    more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
    return [
        ("bad", f"Not planned: neither a report nor “none wanted” for {names}{more}")
    ]


def _rows(held: ReportingPlan, on: date, keep: bool) -> Any:
    lines: dict[int, list[ReportLine]] = {}
    found = held.lines.select_related("group", "meeting", "writer")
    for one in sorted(found, key=_in_order):
        lines.setdefault(one.group_id, []).append(one)
    none = {
        one.group_id: one for one in NoneWanted.objects.filter(plan=held, ended_on=None)
    }
    for board in planning.boards(held):
        name = {"text": board.name, "href": address_of(board)}
        mine = lines.get(board.pk, [])
        for one in mine:
            yield [name, *_line_cells(one, on)]
        if not any(one.dropped_on is None for one in mine):
            yield [name, *_no_line_cells(board, held, none.get(board.pk), keep)]


def _in_order(one: ReportLine) -> tuple[str, date, int]:
    return one.group.name, one.meeting.on if one.meeting else date.max, one.pk


def _line_cells(one: ReportLine, on: date) -> list[Any]:
    return [
        {"text": one.title, "href": one.get_absolute_url()},
        day(one.meeting.on) if one.meeting else "No day yet",
        day(one.paper_due_on),
        str(one.writer or "Nobody yet"),
        one.get_format_display(),
        {"status": STATUSES[one.standing(on)]},
    ]


def _no_line_cells(
    board: Group, held: ReportingPlan, none: NoneWanted | None, keep: bool
) -> list[Any]:
    rest = ["–", "–", "–", "–"]
    if none is not None:
        change = reverse("programme:want_some", args=[held.start, board.pk])
        text = f"None wanted: {none.why}"
        said = {"text": text, "href": change} if keep else text
        return [said, *rest, {"status": ("none", "None wanted")}]
    said = _either(board, held) if keep else "Nothing yet"
    return [said, *rest, {"status": ("bad", "No line yet")}]


def _either(board: Group, held: ReportingPlan) -> Markup:
    """What can be done about a board with nothing: plan a report, or say that it wants none."""
    add = f"{reverse('programme:add_line', args=[board.pk])}?year={held.start}"
    mark = reverse("programme:want_none", args=[held.start, board.pk])
    link = Markup(
        '<a class="govuk-link" href="{}">{}'
        '<span class="govuk-visually-hidden"> for {}</span></a>'
    )
    both = [(add, "Plan a report"), (mark, "None wanted")]
    return Markup(", ").join(link.format(href, text, board) for href, text in both)


@reads
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    one = _line(pk)
    on, keep = today(), may_keep(request)
    standing = one.standing(on)
    is_open = standing not in (Standing.GIVEN, Standing.GIVEN_LATE, Standing.DROPPED)
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": one.title,
            "caption": str(one.group),
            "crumbs": crumbs((one.group.name, address_of(one.group)), (one.title, "")),
            "standing": [STATUSES[standing]],
            "facts": _facts(one),
            "actions": _line_actions(one) if keep and is_open else [],
            "sections": [_clearance_section(one, on, keep and is_open)],
        },
    )


def _facts(one: ReportLine) -> list[dict[str, Any]]:
    paper = f"{one.paper.title}, {one.paper}" if one.paper else ""
    return facts(
        ("What it is", one.get_kind_display()),
        ("Log or plan", one.log),
        ("Meeting", when(one.meeting) if one.meeting else "No day yet"),
        ("Who writes it", one.writer or "Nobody yet"),
        ("As", one.get_format_display()),
        ("Written by", day(write_by(one))),
        ("Paper due", day(one.paper_due_on)),
        ("Given", one.given_on and f"{day(one.given_on)}, entered by {one.given_by}"),
        ("The paper", paper),
        ("SHA-256 of its figures", one.paper.digest if one.paper else ""),
        ("What was said", one.update),
        ("Taken off", one.dropped_on and f"{day(one.dropped_on)}: {one.dropped_why}"),
    )


def _line_actions(one: ReportLine) -> list[tuple[str, str]]:
    return [
        ("It was given", reverse("programme:give_line", args=[one.pk])),
        ("Write the paper", reverse("programme:write_paper", args=[one.pk])),
        ("Change it", reverse("programme:change_line", args=[one.pk])),
        ("Who clears it", reverse("programme:line_clearances", args=[one.pk])),
        ("Take it off the plan", reverse("programme:drop_line", args=[one.pk])),
    ]


def _clearance_section(one: ReportLine, on: date, keep: bool) -> dict[str, Any]:
    rows = []
    for step, due in clearances_due(one):
        late = step.given_on is None and due is not None and due < on
        status = ("bad", "Late") if late else ("none", "To come")
        if step.given_on:
            status = ("good", f"Cleared {day(step.given_on)}")
        href = reverse("programme:clear_line", args=[step.pk])
        name = step.contact.name
        link = {"text": f"{name}: enter it", "href": href}
        rows.append(
            [
                link if keep and not step.given_on else name,
                str(step.days),
                day(due),
                {"status": status},
                step.note or "–",
            ]
        )
    return {
        "title": "Who clears it, in order",
        "columns": headings("Who", "Working days", "By", "Stands", "What they said"),
        "rows": rows,
        "empty": "Nobody has to.",
    }


# What is done ----------------------------------------------------------------------------


@keeps
@require_http_methods(ASK)
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    held = planning.plan_of(year_asked(request))
    form = LineForm(request.POST or None, group=group, plan=held)
    return asked(
        request,
        form,
        lambda **said: planning.add_line(held, group=group, on=today(), **said),
        title="Plan a report",
        caption=f"{group}, {held.year.title}",
        button="Plan it",
        back=address_of(group),
        done="It is on the reporting plan. Say next who clears it.",
        to=ReportLine.get_absolute_url,
    )


@keeps
@require_http_methods(ASK)
def change_line(request: HttpRequest, pk: int) -> HttpResponse:
    one = _line(pk)
    initial = {
        "title": one.title,
        "kind": one.kind,
        "meeting": one.meeting_id,
        "log": one.log_id,
        "writer": one.writer.name if one.writer else "",
        "format": one.format,
        "own_deadline": f"{one.own_deadline:%d/%m/%Y}" if one.own_deadline else "",
    }
    form = LineForm(
        request.POST or None, initial=initial, group=one.group, plan=one.plan
    )
    return _about(
        request,
        one,
        form,
        lambda **said: planning.change_line(one, **said),
        title="Change the report",
        button="Keep it",
        done="That is kept.",
    )


@keeps
@require_http_methods(ASK)
def clearances(request: HttpRequest, pk: int) -> HttpResponse:
    one = _line(pk)
    held = "\n".join(
        f"{step.contact.name}, {step.days}"
        for step in one.clearances.select_related("contact")
    )
    form = ClearancesForm(request.POST or None, initial={"steps": held})
    return _about(
        request,
        one,
        form,
        lambda steps, by: planning.set_clearances(
            one, [(named(name), days) for name, days in steps], by=by
        ),
        title="Who clears it",
        button="Keep it",
        done="That is kept.",
    )


@keeps
@require_http_methods(ASK)
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(Clearance.objects.select_related("line", "contact"), pk=pk)
    return _about(
        request,
        step.line,
        ClearForm(sent(request)),
        lambda **said: planning.clear(step, on=today(), **said),
        title=f"{step.contact} cleared it",
        button="Enter it",
        done="It is cleared.",
    )


@keeps
@require_http_methods(ASK)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    one = _line(pk)
    initial = {"on": f"{today():%d/%m/%Y}"}
    return _about(
        request,
        one,
        GiveForm(request.POST or None, initial=initial),
        lambda **said: planning.give(one, **said),
        title="How was it given?",
        button="Keep it",
        done="The report is given.",
        other=_to_issue(request, one),
    )


def _to_issue(request: HttpRequest, one: ReportLine) -> tuple[str, str] | None:
    """The way to give it by issuing the log or plan it is."""
    if one.log is None or not request.user.can(Permission.KEEP_PLANS):
        return None
    address = reverse("programme:issue_plan", args=[one.log_id])
    return f"Issue “{one.log}” now and give it with that", f"{address}?meets={one.pk}"


@keeps
@require_http_methods(ASK)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = _line(pk)
    return _about(
        request,
        one,
        ReasonForm(sent(request)),
        lambda **said: planning.drop_line(one, on=today(), **said),
        title="Take it off the plan",
        button="Take it off",
        done="It is off the plan, and stays listed with the reason.",
    )


@keeps
@require_http_methods(ASK)
def want_none(request: HttpRequest, start: int, pk: int) -> HttpResponse:
    held, group = _plan(start), get_object_or_404(Group, pk=pk)
    return asked(
        request,
        ReasonForm(sent(request)),
        lambda **said: planning.want_none(held, group, on=today(), **said),
        title="None wanted",
        caption=f"{group}, {held.year.title}",
        lead="It is listed with the reason, so that nobody was forgotten.",
        button="Mark it",
        back=_address(held),
        done="That is marked.",
    )


@keeps
@require_http_methods(ASK)
def want_some(request: HttpRequest, start: int, pk: int) -> HttpResponse:
    held, group = _plan(start), get_object_or_404(Group, pk=pk)
    return asked(
        request,
        SureForm(sent(request)),
        lambda by: planning.want_some(held, group, on=today(), by=by),
        title="It wants reports after all",
        caption=f"{group}, {held.year.title}",
        button="Take the mark back",
        back=_address(held),
        done="It waits for a report to be planned.",
    )


@keeps
@require_http_methods(ASK)
def sign_off(request: HttpRequest, start: int) -> HttpResponse:
    held = _plan(start)
    return asked(
        request,
        SignOffForm(sent(request)),
        lambda **said: planning.sign_off(held, on=today(), **said),
        title="Sign the plan off",
        caption=str(held),
        lead="Every board must have a report planned, or be marked as wanting none.",
        button="Sign it off",
        back=_address(held),
        done="The plan is signed off.",
    )


def _line(pk: int) -> ReportLine:
    found = ReportLine.objects.select_related(
        "group", "meeting", "meeting__group", "writer", "plan", "paper", "log"
    )
    return get_object_or_404(found, pk=pk)


def _sign_off_address(held: ReportingPlan) -> str:
    return reverse("programme:sign_off_plan", args=[held.start])


def _plan(start: int) -> ReportingPlan:
    return get_object_or_404(ReportingPlan, start=start)


def _address(held: ReportingPlan) -> str:
    return f"{reverse('programme:reporting_plan')}?year={held.start}"


def _about(
    request: HttpRequest, one: ReportLine, form: Any, keep: Any, **how: Any
) -> HttpResponse:
    caption = f"{one.title}, {one.group}"
    back = one.get_absolute_url()
    return asked(request, form, keep, caption=caption, back=back, **how)
