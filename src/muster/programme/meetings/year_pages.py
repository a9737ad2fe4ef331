"""The pages of a group’s year, of who answers for what, and of protocols."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.history import versions
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day, moment
from muster.design.paging import page_of
from muster.programme.asked import asked, done
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import printing, protocol, raci, workplan
from muster.programme.meetings.allowed import is_of
from muster.programme.meetings.asking import keeps, link, reads
from muster.programme.meetings.forms import (
    AgreeForm,
    LineForm,
    ProtocolForm,
    day_said,
)
from muster.programme.meetings.item import Published
from muster.programme.meetings.meeting_pages import row_of
from muster.programme.meetings.paper_pages import file_of
from muster.programme.meetings.protocol import Protocol
from muster.programme.meetings.workplan import WorkplanLine
from muster.programme.papers.workplan import Due, What, WorkplanOf
from muster.school_year.clock import today
from muster.school_year.said import Precision
from muster.school_year.years import SchoolYear


@reads
@require_safe
def year(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """A group’s year: month by month, what was agreed, and what changed since."""
    group = get_object_or_404(Group, pk=pk)
    wanted = _year(year)
    sees = is_of(request.user, group, today())
    found = workplan.stands(group, wanted, today(), with_exempt=sees)
    papers = group.published.filter(kind=Published.Kind.WORKPLAN)
    return render(
        request,
        "programme/meetings/workplan.html",
        {
            "group": group,
            "year": wanted,
            "agreed": found.said,
            "months": _months(found.lines, WorkplanOf("", wanted.starts_on).months),
            "undated": [due for due in found.lines.values() if due.when is None],
            "changes": [
                [one.line, one.what.capitalize(), one.was or "–", one.now or "–"]
                for one in found.changes
            ],
            "lines": group.workplan_lines.filter(
                dropped_on=None,
                latest__gte=wanted.starts_on,
                latest__lte=wanted.ends_on,
            ),
            "published": [row_of(one) for one in papers.select_related("paper")[:6]],
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
            "before": _beside(wanted, -1),
            "after": _beside(wanted, 1),
        },
    )


def _said(due: Due) -> str:
    """“30 June: 7 Map the spend (A. Ash)”; a month is said by its row."""
    on = due.when
    is_day = on is not None and on.precision is Precision.DAY
    told = f"{on.latest.day} {on.latest:%B}: " if on and is_day else ""
    by = f" ({due.owner})" if due.owner else ""
    return f"{told}{due.ref} {due.text}{by}".replace("  ", " ").strip()


def _months(found: dict[str, Due], months: Iterable[date]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for month in months:
        here = [due for due in found.values() if due.month == month]
        here.sort(key=lambda due: due.when.latest if due.when else month)
        cells = [
            "; ".join(_said(due) for due in each)
            for each in ([due for due in here if due.what is what] for what in What)
        ]
        rows.append([f"{month:%B %Y}", *(cell or "–" for cell in cells)])
    return rows


@requires(
    Permission.READ_PROGRAMME,
    does="meeting-paper.made",
    to="group:{pk}, workplan {year} as {kind}",
)
@require_safe
def year_paper(request: HttpRequest, pk: int, year: str, kind: str) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    sees = is_of(request.user, group, today())
    made = printing.workplan_of(group, _year(year), today(), with_exempt=sees)
    return file_of(made, kind)


@keeps
@require_POST
def publish_year(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    printed = printing.workplan_of(group, _year(year), today())
    return done(
        request,
        lambda by: printing.keep(printed, Published.Kind.WORKPLAN, group, None, by=by),
        reverse("programme:workplan", args=[pk, year]),
        "The workplan is published, and is kept as it is.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def agree_year(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    wanted = _year(year)
    held = group.meetings.filter(state=Meeting.State.HELD).order_by("-on")
    back = reverse("programme:workplan", args=[pk, year])
    return asked(
        request,
        AgreeForm(request.POST or None, meetings=held.select_related("group")),
        lambda **said: workplan.agree(group, wanted, **said),
        title="Which meeting agreed the year?",
        button="Keep it",
        back=back,
        done="The year is agreed as it stood that day. What changes is listed from now on.",
        caption=group,
        lead="" if held else "No meeting of the group has been held yet.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def add_line(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    back = reverse("programme:workplan", args=[pk, _year(year).label])
    return asked(
        request,
        LineForm(request.POST or None),
        lambda **said: workplan.add_line(group, **said),
        title="Put something in the year",
        button="Put it in",
        back=back,
        done="It is in the year.",
        caption=group,
        lead="Meetings and actions are in it by themselves.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def change_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(WorkplanLine, pk=pk)
    back = _year_of(line)
    initial = {"text": line.text, "owner": line.owner, "when": line.said}
    return asked(
        request,
        LineForm(request.POST or None, initial=initial),
        lambda **said: workplan.change_line(line, **said),
        title="Change the line",
        button="Keep it",
        back=back,
        done="It is changed. What was agreed stays beside it.",
        caption=line.group,
    )


@keeps
@require_POST
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(WorkplanLine, pk=pk)
    return done(
        request,
        lambda by: workplan.change_line(line, by=by, dropped_on=today()),
        _year_of(line),
        "It is out of the year.",
    )


def _year_of(line: WorkplanLine) -> str:
    label = SchoolYear.of(line.latest).label
    return reverse("programme:workplan", args=[line.group_id, label])


def _year(label: str) -> SchoolYear:
    try:
        return SchoolYear.parse(label)
    except ValueError:
        raise Http404 from None


def _beside(wanted: SchoolYear, step: int) -> SchoolYear | None:
    try:
        return SchoolYear(wanted.start + step)
    except ValueError:
        return None


# Who answers for what ---------------------------------------------------------------------


@reads
@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    every = raci.of(group, today())
    sees = is_of(request.user, group, today())
    found = [one for one in every if sees or not one.is_exempt]
    page = page_of(found, request.GET)
    names = ("What", "Kind", "Accountable", "Responsible", "Consulted", "Informed")
    return render(
        request,
        "programme/meetings/raci.html",
        {
            "group": group,
            "columns": [{"text": name} for name in names],
            "rows": [_shares(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "incomplete": sum(not one.is_complete for one in found),
            "exempt": workplan.said_exempt(len(every) - len(found)),
        },
    )


def _shares(one: raci.Shares) -> list[Any]:
    name, pk = one.address
    return [
        link(one.what, name, pk),
        one.kind,
        one.accountable or {"status": ("bad", "Nobody yet")},
        one.responsible or {"status": ("bad", "Nobody yet")},
        one.consulted or "–",
        one.informed or "–",
    ]


# Protocols --------------------------------------------------------------------------------


@reads
@require_safe
def protocols(request: HttpRequest) -> HttpResponse:
    on = today()
    page = page_of(protocol.in_order(on), request.GET)
    names = ("Protocol", "How it stands", "Owner", "Version", "Review by", "Group")
    return render(
        request,
        "programme/meetings/protocols.html",
        {
            "columns": [{"text": name} for name in names],
            "rows": [
                [
                    {"text": one.title, "href": one.get_absolute_url()},
                    {"status": one.status(on)},
                    one.owner.name if one.owner else "Nobody",
                    one.version,
                    day(one.review_on),
                    one.group.short if one.group else "–",
                ]
                for one in page["shown"]
            ],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
        },
    )


@reads
@require_safe
def one_protocol(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Protocol.objects.select_related("owner", "group"), pk=pk)
    return render(
        request,
        "programme/meetings/protocol.html",
        {
            "protocol": one,
            "status": one.status(today()),
            "facts": _facts(one),
            "versions": [
                [moment(each.at), each.by or "–", each.kind, each.changes]
                for each in versions(one)
            ],
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
        },
    )


def _facts(one: Protocol) -> list[dict[str, Any]]:
    lines = [
        ("Between", "; ".join(one.partners.splitlines()) or "Not said"),
        ("Accountable", one.owner.name if one.owner else "Nobody yet"),
        ("Responsible", one.responsible or "Nobody yet"),
        ("Consulted", one.consulted or "–"),
        ("Informed", one.informed or "–"),
        ("Version", one.version),
        ("Agreed on", day(one.agreed_on)),
        ("Review by", day(one.review_on)),
    ]
    if one.group:
        lines.append(("Kept by", one.group.name))
    if one.ended_on:
        lines.append(("Ended on", day(one.ended_on)))
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


@keeps
@require_http_methods(["GET", "POST"])
def add_protocol(request: HttpRequest) -> HttpResponse:
    return _ask(request, Protocol(), {}, reverse("programme:protocols"))


@keeps
@require_http_methods(["GET", "POST"])
def change_protocol(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Protocol.objects.select_related("owner"), pk=pk)
    days = ("agreed_on", "review_on", "ended_on")
    texts = ("title", "partners", "version", "link", "responsible", "consulted")
    initial = {name: getattr(one, name) for name in (*texts, "informed")}
    initial |= {name: day_said(getattr(one, name)) for name in days}
    initial |= {"owner": one.owner.name if one.owner else "", "group": one.group_id}
    return _ask(request, one, initial, one.get_absolute_url())


def _ask(
    request: HttpRequest, one: Protocol, initial: dict[str, Any], back: str
) -> HttpResponse:
    return asked(
        request,
        ProtocolForm(request.POST or None, initial=initial),
        lambda **said: protocol.keep(one, **said),
        title="Change the protocol" if one.pk else "Add a protocol",
        button="Keep it",
        back=back,
        done="The protocol is kept.",
        to=Protocol.get_absolute_url,
        caption=one.title,
    )
