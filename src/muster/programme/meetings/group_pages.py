"""The pages of groups: which there are, who sits on one, its terms, and when it meets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, done
from muster.programme.contacts import named
from muster.programme.groups import keeping
from muster.programme.groups.group import (
    Group,
    Seat,
    Sitting,
    Terms,
    chair,
    empty_seats,
    terms,
)
from muster.programme.groups.meeting import Meeting, next_meeting, over_by
from muster.programme.meetings import agenda
from muster.programme.meetings.allowed import may_hold
from muster.programme.meetings.asking import keeps, link, reads
from muster.programme.meetings.forms import (
    ChangeGroupForm,
    GroupForm,
    LastDayForm,
    SeatForm,
    SitForm,
    TermsForm,
    UsualForm,
    day_said,
)
from muster.programme.meetings.item import Usual
from muster.school_year.clock import today
from muster.school_year.years import SchoolYear


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    found = list(
        Group.objects.exclude(kind=Group.Kind.AUDIENCE).select_related("reports_to")
    )
    page = page_of(
        sorted(found, key=lambda one: one.closed_on is not None), request.GET
    )
    return render(
        request,
        "programme/meetings/groups.html",
        {
            "columns": [
                {"text": name}
                for name in (
                    "Group",
                    "What it is",
                    "Chair",
                    "Next meeting",
                    "Reports to",
                )
            ],
            "rows": [_row(one, today()) for one in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
        },
    )


def _row(one: Group, on: date) -> list[Any]:
    held, coming = chair(one, on), next_meeting(one, on)
    closed = f" (closed {day(one.closed_on)})" if one.closed_on else ""
    return [
        {"text": f"{one.name}{closed}", "href": one.get_absolute_url()},
        one.get_kind_display(),
        held.name if held else "No chair",
        day(coming.on) if coming else "None planned",
        one.reports_to.short if one.reports_to else "–",
    ]


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    on = today()
    over = over_by(on)
    return render(
        request,
        "programme/meetings/group.html",
        {
            "group": group,
            "facts": _facts(group, on),
            "terms": terms(group, on),
            "sitting": _sittings(group, on, request.user.can(Permission.HOLD_MEETINGS)),
            "empty": empty_seats(group, on),
            "seats": group.seats.filter(closed_on=None),
            "coming": _meetings(group.meetings.exclude(over)),
            "past": _meetings(group.meetings.filter(over).order_by("-on")[:12]),
            "subs": [_row(one, on) for one in group.reports_from.all()],
            "usual": group.usual_items.filter(dropped_on=None),
            "rhythms": group.rhythms.all(),
            "plans": [link(str(one), "programme:plan", one.pk) for one in
                      agenda.open_plans_of(group)],
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
            "may_hold": may_hold(request.user, group, on),
            "this_year": SchoolYear.of(on).label,
        },
    )  # fmt: skip


def _facts(group: Group, on: date) -> list[dict[str, Any]]:
    held, coming = chair(group, on), _chair_to_come(group, on)
    lines = [("What it is", group.get_kind_display())]
    if group.initials:
        lines.append(("On papers", group.initials))
    said = held.name if held else "Nobody"
    if coming:
        said += f"; {coming.contact.name} from {day(coming.from_on)}"
    lines.append(("Chair", said))
    if group.reports_to:
        lines.append(("Reports to", group.reports_to.name))
    if group.purpose:
        lines.append(("What it is for", group.purpose))
    pack = f"The {group.audience} pack" if group.audience else "None"
    lines.append(("Data pack", pack))
    if group.closed_on:
        lines.append(("Closed on", day(group.closed_on)))
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in lines]


def _chair_to_come(group: Group, on: date) -> Sitting | None:
    chairs = group.sittings.filter(sits_as=Sitting.As.CHAIR, from_on__gt=on)
    return chairs.select_related("contact").order_by("from_on").first()


def _sittings(group: Group, on: date, may_keep: bool) -> list[list[Any]]:
    """Who sits now or will: the chair first."""
    order = list(Sitting.As)
    held = group.sittings.exclude(to_on__lt=on).select_related(
        "contact", "seat", "deputy_for__contact"
    )
    found = sorted(held, key=lambda one: order.index(Sitting.As(one.sits_as)))
    rows = []
    for one in found:
        as_ = one.get_sits_as_display()
        if one.deputy_for:
            as_ = f"Deputy for {one.deputy_for.contact.name}"
        until = f" to {day(one.to_on)}" if one.to_on else ""
        row: list[Any] = [
            one.contact.name,
            as_,
            one.contact.organisation or "–",
            one.seat.name if one.seat else "–",
            f"{day(one.from_on)}{until}",
        ]
        if may_keep:
            href = reverse("programme:end_sitting", args=[one.pk])
            row.append({"text": "Last day", "href": href})
        rows.append(row)
    return rows


def _meetings(found: Iterable[Meeting]) -> list[list[Any]]:
    return [
        [
            {"text": day(one.on), "href": one.get_absolute_url()},
            one.title or "Ordinary",
            f"{one.starts_at:%H:%M}" if one.starts_at else "–",
            one.place or "–",
            {"status": status_of(one)},
        ]
        for one in found
    ]


def status_of(meeting: Meeting) -> tuple[str, str]:
    """How a meeting stands, as a status: its kind and its words."""
    if meeting.state == Meeting.State.CANCELLED:
        return "none", "Cancelled"
    if meeting.minutes_agreed_at_id:
        return "good", "Minutes agreed"
    if meeting.is_closed:
        return "good", "Minutes closed"
    if meeting.state == Meeting.State.HELD:
        return "watch", "Minutes open"
    if meeting.on < today():
        return "bad", "Not said to be held"
    return "none", "Planned"


# Changing them ----------------------------------------------------------------------------


@keeps
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        GroupForm(request.POST or None),
        keeping.make_group,
        title="Start a group",
        button="Start it",
        back=reverse("programme:groups"),
        done="The group is there. Say next who sits on it, and when it meets.",
        to=Group.get_absolute_url,
    )


@keeps
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    names = ("name", "initials", "kind", "purpose", "audience", "paper_days")
    held = {name: getattr(group, name) for name in names}
    held |= {"reports_to": group.reports_to_id, "closed_on": day_said(group.closed_on)}
    form = ChangeGroupForm(request.POST or None, initial=held)
    return _ask_of(
        request,
        group,
        form,
        lambda **said: keeping.change_group(Group.objects.get(pk=pk), **said),
        "Change the group",
        "It is changed.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def add_terms(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    now = terms(group, today())
    form = TermsForm(
        request.POST or None, group=group, initial={"text": now.text if now else ""}
    )
    return _ask_of(
        request,
        group,
        form,
        lambda **said: keeping.set_terms(group, **said),
        "Terms of reference",
        "They are kept. The version before stays as it was.",
    )


@reads
@require_safe
def all_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, and which was in force when."""
    group = get_object_or_404(Group, pk=pk)
    versions = list(group.terms.select_related("agreed_at", "agreed_at__group"))
    return render(
        request,
        "programme/meetings/terms.html",
        {
            "group": group,
            "versions": [(one, _terms_says(one)) for one in versions],
            "now": terms(group, today()),
            "may_keep": request.user.can(Permission.HOLD_MEETINGS),
        },
    )


def _terms_says(one: Terms) -> str:
    said = [f"In force from {day(one.from_on)}"]
    if one.agreed_at:
        said.append(f"agreed at {one.agreed_at}")
    if one.review_on:
        late = ", which is overdue" if one.review_on < today() else ""
        said.append(f"to be reviewed by {day(one.review_on)}{late}")
    return "; ".join(said) + "."


@keeps
@require_http_methods(["GET", "POST"])
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    return _ask_of(
        request,
        group,
        SeatForm(request.POST or None),
        lambda **said: keeping.add_seat(group, **said),
        "A seat",
        "The seat is there.",
    )


@keeps
@require_POST
def close_seat(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat, pk=pk)
    return done(
        request,
        lambda by: keeping.close_seat(seat, on=today(), by=by),
        seat.group,
        "Nobody is wanted in it any longer.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    return _ask_of(
        request,
        group,
        SitForm(request.POST or None, group=group),
        lambda **said: _sit(group, **said),
        "Who joins the group?",
        "They are on the group from that day.",
        lead="A new chair takes over from the one before, who sits until the day before.",
    )


def _sit(group: Group, *, name: str, organisation: str, **said: Any) -> None:
    contact = named(name.strip())
    if organisation and organisation != contact.organisation:
        contact.organisation = organisation
        contact.save()
    keeping.sit(group, contact, **said)


@keeps
@require_http_methods(["GET", "POST"])
def end_sitting(request: HttpRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(Sitting.objects.select_related("contact"), pk=pk)
    return _ask_of(
        request,
        sitting.group,
        LastDayForm(request.POST or None),
        lambda **said: keeping.end_sitting(sitting, **said),
        f"When does {sitting.contact.name} leave the group?",
        "Their last day is kept.",
    )


@keeps
@require_http_methods(["GET", "POST"])
def add_usual(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    return _ask_of(
        request,
        group,
        UsualForm(request.POST or None),
        lambda **said: agenda.set_usual(group, **said),
        "An item of every meeting",
        "It is on every agenda from now on.",
    )


@keeps
@require_POST
def offer_usual(request: HttpRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(Group, pk=pk)
    return done(request, lambda by: agenda.offer_usual(group, by=by), group)


@keeps
@require_POST
def drop_usual(request: HttpRequest, pk: int) -> HttpResponse:
    usual = get_object_or_404(Usual, pk=pk)
    return done(
        request,
        lambda by: agenda.drop_usual(usual, on=today(), by=by),
        usual.group,
        "It is on no agenda from today on.",
    )


def _ask_of(
    request: HttpRequest,
    group: Group,
    form: Any,
    do: Any,
    title: str,
    said: str,
    **more: Any,
) -> HttpResponse:
    back = group.get_absolute_url()
    return asked(
        request,
        form,
        do,
        title=title,
        button="Keep it",
        back=back,
        done=said,
        caption=group,
        **more,
    )
