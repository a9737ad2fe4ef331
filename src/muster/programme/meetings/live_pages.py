"""The pages of a meeting while it is held: one item at a time, and who is there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.called import called
from muster.documents import shelves
from muster.programme import Refused
from muster.programme.asked import asked, done
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes, printing, writing
from muster.programme.meetings.allowed import may_hold, may_read_exempt
from muster.programme.meetings.asking import link, reads, refuse_others
from muster.programme.meetings.forms import (
    HOW,
    ActionForm,
    AttendForm,
    CorrectForm,
    NoteForm,
    RateForm,
    RecordForm,
    SettleForm,
    WhyForm,
    contacts,
)
from muster.programme.meetings.item import Item, MinuteText, Outcome, Presence
from muster.programme.plans import changing, standing
from muster.programme.plans.plan import Plan
from muster.school_year.clock import today


@reads
@require_safe
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _seen(request, pk, item)
    return _shown(request, one)


def _shown(request: HttpRequest, one: Item, **forms: Any) -> HttpResponse:
    """The item with its text, what came of it, and the forms to add to that. A form that
    came back with a mistake is among ``forms``."""
    meeting = one.meeting
    found = agenda.of(meeting)
    rows = list(found.items)
    at = next((i for i, each in enumerate(rows) if each.pk == one.pk), 0)
    plans = agenda.open_plans_of(meeting.group)
    may = may_hold(request.user, meeting.group, today())
    is_open = meeting.state == Meeting.State.HELD and not meeting.is_closed
    sees = may_read_exempt(request.user, meeting, today())
    wrong = next(iter(forms.values()), None)
    return render(
        request,
        "programme/meetings/item.html",
        {
            "item": one,
            "meeting": meeting,
            "text": printing.text_of(one),
            "stands": writing.standing_text(one),
            "asides": writing.asides(one),
            "said_by": _said_by(one),
            "outcomes": one.outcomes.select_related("action"),
            "corrections": one.corrections.select_related("agreed_at", "outcome"),
            "others": [
                (each, printing.title_of(each, not sees), sees or not each.is_exempt)
                for each in rows
                if each.pk
            ],
            "before": rows[at - 1] if at else None,
            "after": rows[at + 1] if at + 1 < len(rows) else None,
            "papers": shelves.links(request.user, [each.pk for each in one.brought]),
            "standing": _standing(one),
            "action_link": link("the action", "programme:action", one.action_id),
            "may_write": may and is_open,
            "may_correct": may and meeting.is_closed and not one.off_reason,
            "has_plans": plans.exists(),
            "record_form": forms.get("record") or RecordForm(),
            "action_form": forms.get("action") or ActionForm(plans=plans),
            "note_form": forms.get("note")
            or NoteForm(initial={"progress": printing.text_of(one)}),
            "rate_form": forms.get("rate") or RateForm(initial=_rated(one)),
            "form": wrong or RecordForm(),
            "wrong": next(iter(forms), ""),
        },
    )


def _said_by(one: Item) -> str:
    stands = writing.standing_text(one)
    if stands is None:
        return ""
    at = timezone.localtime(stands.at)
    return f"Version {stands.number}, kept at {at:%H:%M} by {called(stands.by)}"


def _standing(one: Item) -> dict[str, Any] | None:
    """How the action of an item stands on the day, and what the rule says of it."""
    if one.action is None:
        return None
    now = standing.of_one(one.action, one.meeting.on)
    if now is None:
        return None
    suggested = changing.suggest_for(now)
    return {"now": now, "suggested": suggested}


def _rated(one: Item) -> dict[str, str]:
    if one.action is None:
        return {}
    now = standing.of_one(one.action, one.meeting.on)
    made = now.rating if now else None
    same = made is not None and made.meeting_id == one.meeting_id
    return {"colour": made.colour} if made is not None and same else {}


# Writing ----------------------------------------------------------------------------------


@reads
@require_POST
def write(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Keeps the text: as it is typed, or by the button, which goes on to the next item."""
    one = _held(request, pk, item)
    text = request.POST.get("text", "")
    against = request.POST.get("against", "")
    number = int(against) if against.isdecimal() and len(against) < 9 else 0
    by = request.user.get_username()
    try:
        kept = writing.write(one, text, against=number, by=by)
    except Refused as why:
        if request.htmx:
            return render(
                request, "programme/meetings/kept.html", {"refused": str(why)}
            )
        messages.error(request, str(why))
        return redirect(one)
    if not request.htmx:
        return redirect(_after(one, kept, request.POST.get("then", "")))
    stands = writing.standing_text(one)
    return render(
        request,
        "programme/meetings/kept.html",
        {
            "item": one,
            "kept": kept,
            # What was written aside goes on being written against what its writer saw.
            "against": number if kept.is_aside else kept.number,
            "said_by": _said_by(one),
            "other": called(stands.by) if stands else "",
        },
    )


def _after(one: Item, kept: MinuteText, then: str) -> Any:
    if kept.is_aside:
        return redirect("programme:settle", one.meeting_id, one.pk, kept.number).url
    if then == "next":
        rows = [each for each in agenda.of(one.meeting).items]
        at = next((i for i, each in enumerate(rows) if each.pk == one.pk), len(rows))
        return rows[at + 1] if at + 1 < len(rows) else one.meeting
    return one


@reads
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int, item: int, number: int) -> HttpResponse:
    """Two texts side by side, and what holds of them."""
    one = _held(request, pk, item)
    aside = get_object_or_404(one.texts.filter(is_aside=True), number=number)
    stands = writing.standing_text(one)
    at = stands.number if stands else 0
    both = "\n\n".join(filter(None, [stands.text if stands else "", aside.text]))
    form = SettleForm(request.POST or None, initial={"text": both, "against": at})
    if request.method == "POST" and form.is_valid():
        try:
            writing.settle(aside, by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
            form.data = {**form.data.dict(), "against": at}
        else:
            messages.success(request, "Both texts are kept, and this one holds.")
            return redirect(one)
    return render(
        request,
        "programme/meetings/settle.html",
        {
            "item": one,
            "meeting": one.meeting,
            "aside": aside,
            "stands": stands,
            "who_aside": called(aside.by),
            "who_stands": called(stands.by) if stands else "",
            "form": form,
        },
    )


@reads
@require_safe
def versions(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Everything that was ever written of an item."""
    one = _seen(request, pk, item)
    rows = [
        (each, called(each.by), timezone.localtime(each.at))
        for each in one.texts.order_by("-number")
    ]
    return render(
        request,
        "programme/meetings/versions.html",
        {"item": one, "meeting": one.meeting, "versions": rows},
    )


# What comes of it -------------------------------------------------------------------------


@reads
@require_POST
def finish(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    is_finished = request.POST.get("finished") == "yes"
    return done(
        request, lambda by: agenda.finish(one, is_finished=is_finished, by=by), one
    )


@reads
@require_POST
def record(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    form = RecordForm(request.POST)
    return _kept(
        request,
        one,
        "record",
        form,
        lambda by, kind, outcome: holding.record(one, kind=kind, text=outcome, by=by),
        "It is recorded.",
    )


@reads
@require_POST
def act(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    form = ActionForm(request.POST, plans=agenda.open_plans_of(one.meeting.group))
    return _kept(
        request,
        one,
        "action",
        form,
        lambda by, **said: _agree(one, by, **said),
        "The action is in the plan.",
    )


def _agree(one: Item, by: str, *, owners: list[str], plan: Plan, **said: Any) -> None:
    people = contacts(owners)
    holding.agree_action(one, plan, owners=people, accountable=people[0], by=by, **said)


@reads
@require_POST
def rate(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    return _kept(
        request,
        one,
        "rate",
        RateForm(request.POST),
        lambda by, why, **said: holding.rate(one, reason=why, by=by, **said),
        "The status is kept.",
    )


@reads
@require_POST
def note(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    return _kept(
        request,
        one,
        "note",
        NoteForm(request.POST),
        lambda by, progress, authors: holding.note(
            one, progress, by=by, authors=authors
        ),
        "It is among the notes of the action.",
    )


@reads
@require_POST
def close_action(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    one = _held(request, pk, item)
    return done(
        request,
        lambda by: holding.close_action(one, by=by),
        one,
        "The meeting has closed the action.",
    )


@reads
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, pk: int, item: int, outcome: int) -> HttpResponse:
    one = _held(request, pk, item)
    found = get_object_or_404(one.outcomes, pk=outcome)
    return asked(
        request,
        WhyForm(request.POST or None),
        lambda **said: holding.strike(found, **said),
        title="Strike it out",
        button="Strike it out",
        back=one.get_absolute_url(),
        done="It is struck out. Its number stays its own.",
        caption=found.text,
    )


@reads
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, item: int, outcome: int = 0) -> HttpResponse:
    one = _held(request, pk, item)
    found: Outcome | None = None
    if outcome:
        found = get_object_or_404(one.outcomes, pk=outcome)
    text = found.text if found else printing.text_of(one)
    return asked(
        request,
        CorrectForm(request.POST or None, meeting=one.meeting, initial={"text": text}),
        lambda **said: minutes.correct(one, outcome=found, **said),
        title="Correct the minutes",
        button="Keep the correction",
        back=one.get_absolute_url(),
        done="The correction stands beside what the minutes say.",
        caption=found.ref if found else one,
        lead="What the minutes say stays as it is. The correction is shown and printed"
        " beside it.",
    )


def _kept(
    request: HttpRequest, one: Item, name: str, form: Any, do: Any, said: str
) -> HttpResponse:
    if form.is_valid():
        try:
            do(by=request.user.get_username(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect(one)
    return _shown(request, one, **{name: form})


# Who is there -----------------------------------------------------------------------------


@reads
@require_http_methods(["GET", "POST"])
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Every member in one form; somebody else by name in another."""
    meeting = _meeting(request, pk)
    form = AttendForm(request.POST if "name" in request.POST else None, meeting=meeting)
    if request.method == "POST" and "name" in request.POST:
        if form.is_valid() and _attend(request, meeting, form):
            return redirect("programme:present", pk)
    elif request.method == "POST":
        return done(
            request,
            lambda by: _mark_all(meeting, request.POST, by),
            meeting,
            "Who was there is kept.",
        )
    members = holding.expected(meeting)
    known = {one.sitting.contact_id for one in members}
    return render(
        request,
        "programme/meetings/present.html",
        {
            "meeting": meeting,
            "members": members,
            "how": [{"value": key, "text": said} for key, said in HOW],
            "others": meeting.presences.exclude(contact__in=known).select_related(
                "deputy_for"
            ),
            "form": form,
        },
    )


def _attend(request: HttpRequest, meeting: Meeting, form: AttendForm) -> bool:
    try:
        holding.attend(meeting, by=request.user.get_username(), **form.cleaned_data)
    except Refused as why:
        form.add_error(None, str(why))
        return False
    return True


def _mark_all(meeting: Meeting, said: Any, by: str) -> None:
    hows = {key for key, _ in HOW}
    for one in holding.expected(meeting):
        contact = one.sitting.contact
        how = said.get(f"how-{contact.pk}", "")
        if how in hows and how != one.how:
            holding.mark(meeting, contact, how=how, by=by)


@reads
@require_POST
def not_there(request: HttpRequest, pk: int, presence: int) -> HttpResponse:
    """Somebody who was entered by mistake was not there."""
    meeting = _meeting(request, pk)
    one = get_object_or_404(meeting.presences, pk=presence)
    return done(
        request,
        lambda by: holding.mark(meeting, one.contact, how=Presence.How.ABSENT, by=by),
        redirect("programme:present", pk).url,
    )


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=pk)
    refuse_others(request, meeting.group)
    return meeting


def _item_of(pk: int, item: int) -> Item:
    found = Item.objects.select_related(
        "meeting__group", "action", "thread__meeting", "closed_text", "minutes_of"
    )
    return get_object_or_404(found, pk=item, meeting=pk)


def _seen(request: HttpRequest, pk: int, item: int) -> Item:
    """An item that this person may read: an exempt one is for the group alone."""
    one = _item_of(pk, item)
    meeting = one.meeting
    if one.is_exempt and not may_read_exempt(request.user, meeting, today()):
        raise PermissionDenied
    return one


def _held(request: HttpRequest, pk: int, item: int) -> Item:
    one = _seen(request, pk, item)
    refuse_others(request, one.meeting.group)
    return one
