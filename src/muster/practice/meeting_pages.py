"""A support meeting: its page, what can be done to it, its pack and its invitation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.called import all_called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design.filters import day, moment
from muster.documents.issuing import content_of
from muster.measures.members import school_names
from muster.practice import forms, holding, planning
from muster.practice.asking import (
    asked,
    back_to,
    by,
    columns,
    holds,
    sent,
    the_meeting,
)
from muster.practice.listing import of_meeting
from muster.practice.meeting import Agreed, SupportMeeting, as_it_is
from muster.practice.pack_shown import children, shown
from muster.practice.sharing import KINDS
from muster.practice.term import next_term, term_on
from muster.programme import Refused
from muster.registers.child import Children
from muster.school_year import clock


HOLD = Permission.HOLD_SUPPORT_MEETINGS
State = SupportMeeting.State


@holds
@require_safe
@never_cache
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: what it is about, what was agreed, and what can be done to it."""
    one, on = the_meeting(request, pk), clock.today()
    name = _name(one)
    page = {
        "title": name,
        "caption": f"Support meeting on {day(one.on)}",
        "back": back_to("Back to the school", "practice:school", one.school),
        "facts": _facts(one),
        "buttons": _buttons(one),
        "sections": [
            _agenda(one),
            _agreed(
                one,
                holding.agreed_at(one, on),
                "Agreed at this meeting",
                "Nothing is agreed yet.",
            ),
            _agreed(
                one,
                holding.agreed_before(one, on),
                "Agreed before",
                "Nothing was agreed before that is still to look at.",
            ),
            {
                "title": "What happened",
                "columns": columns("When", "What", "In words", "By"),
                "rows": _happened(one),
            },
        ],
    }
    return render(request, "practice/page.html", page)


def _happened(one: SupportMeeting) -> list[list[Any]]:
    lines = list(one.happened.all())
    people = all_called(each.by for each in lines)
    return [
        [moment(each.at), each.get_kind_display(), each.text, people[each.by]]
        for each in lines
    ]


def _name(one: SupportMeeting) -> str:
    return school_names(state()).get(one.school, f"School {one.school}")


def _facts(one: SupportMeeting) -> list[dict[str, Any]]:
    begins = f" at {one.starts_at:%H:%M}" if one.starts_at else ""
    rows = [
        ("How it stands", one.get_state_display()),
        ("Planned on", f"{day(one.planned_on)}{begins}, {one.minutes} minutes"),
        ("Where", one.place),
        ("Who holds it", str(one.officer) if one.officer else "Nobody yet"),
        ("Held on", day(one.held_on) if one.held_on else ""),
        ("Who came", ", ".join(one.came.splitlines())),
        ("In short", one.notes),
        ("Its pack", _pack_said(one)),
        ("Meets next", day(one.next_on) if one.next_on else ""),
    ]
    return [
        {"key": {"text": title}, "value": {"text": text}}
        for title, text in rows
        if text
    ]


def _pack_said(one: SupportMeeting) -> str:
    if one.pack is None:
        return "Not shown to the school yet"
    shared = one.shared.defer("content").prefetch_related("opened").first()
    opened = [each.by for each in shared.opened.all()] if shared else []
    people = all_called(opened)
    readers = [people[each] for each in opened]
    read = f"read by {', '.join(readers)}" if readers else "not read yet"
    return f"Shown to the school on {day(one.pack.issued_at.date())}; {read}"


def _buttons(one: SupportMeeting) -> list[dict[str, Any]]:
    def to(text: str, what: str, first: bool = False) -> dict[str, Any]:
        href = reverse("practice:act", args=[one.pk, what])
        return {"text": text, "href": href, "secondary": not first}

    pack = {"text": "Open the pack", "href": reverse("practice:pack", args=[one.pk])}
    invite = reverse("practice:invitation", args=[one.pk])
    found = [pack]
    if one.state == State.PLANNED:
        found.append(to("It was held", "hold", first=one.pack_id is not None))
        found.append(to("Move it", "move"))
        found.append(to("Call it off", "cancel"))
        found.append({"text": "Invitation (iCal)", "href": invite, "secondary": True})
    if one.state == State.HELD:
        found.append(to("Agree an action", "agree", first=True))
        found.append(
            {
                "text": "Write the notes",
                "href": reverse("practice:notes", args=[one.pk]),
                "secondary": True,
            }
        )
        found.append(to("Set the next date", "next"))
    return found


def _agenda(one: SupportMeeting) -> dict[str, Any]:
    return {
        "title": "Agenda",
        "columns": columns("What is talked about", "What was said"),
        "rows": [[each.title, each.notes] for each in one.agenda.all()],
    }


def _agreed(one: SupportMeeting, found: Any, title: str, empty: str) -> dict[str, Any]:
    return {
        "title": title,
        "columns": columns(
            *("Action", "Who", "By when", "How it stands", "What to do"),
            does="What to do",
        ),
        "rows": [
            [
                was.title,
                was.owners,
                was.due_on,
                was.how,
                {
                    "text": "Say how it goes",
                    "href": reverse("practice:report", args=[one.pk, was.number]),
                }
                if was.is_open
                else "",
            ]
            for was in found
        ],
        "empty": empty,
    }


# What can be done to it -------------------------------------------------------------------


Said = dict[str, Any]


@dataclass(frozen=True)
class Verb:
    title: str
    button: str
    form: Callable[..., Any]
    do: Callable[[SupportMeeting, Said, str], object]
    done: str
    when: tuple[str, ...]
    lead: str = ""


def _move(one: SupportMeeting, said: Said, who: str) -> None:
    planning.move(one, by=who, calendar=state().calendar(one.school), **said)


@transaction.atomic
def _next(one: SupportMeeting, said: Said, who: str) -> None:
    on = said["on"]
    assert one.held_on
    if on <= one.held_on or on > next_term(term_on(one.held_on)).last:
        raise Refused("Give a day after this meeting, of its term or the next.")
    as_it_is(one)
    planning.plan(
        school=one.school,
        on=on,
        minutes=said["minutes"],
        by=who,
        calendar=state().calendar(one.school),
        term=term_on(on),
        officer=said["officer"],
        starts_at=said["starts_at"],
        place=said["place"],
    )
    one.next_on = on
    one.save(update_fields=["next_on"])
    planning.happened(one, "next", who, f"{day(on)}.")


def _agree(one: SupportMeeting, said: Said, who: str) -> None:
    holding.agree(one, by=who, school=_name(one), **said)


VERBS: dict[str, Verb] = {
    "move": Verb(
        "Move the meeting",
        "Move it",
        forms.MoveForm,
        _move,
        "It is moved.",
        (State.PLANNED,),
    ),
    "cancel": Verb(
        "Call the meeting off",
        "Call it off",
        forms.WhyForm,
        lambda one, said, who: planning.cancel(one, by=who, **said),
        "It is called off.",
        (State.PLANNED,),
    ),
    "hold": Verb(
        "The meeting was held",
        "Save",
        forms.HoldForm,
        lambda one, said, who: holding.hold(one, by=who, **said),
        "It is written down. Agree actions and write the notes now.",
        (State.PLANNED,),
    ),
    "agree": Verb(
        "Agree an action",
        "Agree it",
        forms.AgreeForm,
        _agree,
        "The action is agreed, and stands in the programme.",
        (State.HELD,),
        "It stands in the programme’s plan of what was agreed with schools, and comes back in the next pack.",
    ),
    "next": Verb(
        "Set the next date",
        "Plan it",
        forms.PlanForm,
        _next,
        "The next meeting is planned.",
        (State.HELD,),
    ),
}


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Does one thing to a meeting, with what it asks for."""
    one = the_meeting(request, pk)
    verb = VERBS.get(what)
    if verb is None:
        raise Http404
    form = _form(verb, one, request)
    if request.method == "POST" and one.state in verb.when and form.is_valid():
        try:
            verb.do(one, form.cleaned_data, by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, verb.done)
            return redirect(one)
    refused = f"It is {one.get_state_display().lower()}, so this can’t be done now."
    return asked(
        request,
        form,
        title=verb.title,
        caption=_name(one),
        button=verb.button,
        lead=verb.lead,
        refused="" if one.state in verb.when else refused,
        back=back_to("Back to the meeting", "practice:meeting", pk),
    )


def _form(verb: Verb, one: SupportMeeting, request: HttpRequest) -> Any:
    if verb.form is forms.PlanForm:
        who = planning.officers(clock.today())
        mine = list(dict.fromkeys([*who.get(one.school, []), *who.get(0, [])]))
        first = {"minutes": one.minutes, "officer": one.officer, "place": one.place}
        return forms.PlanForm(*sent(request), officers=mine, initial=first)
    first = {}
    if verb.form is forms.HoldForm:
        first = {"on": f"{min(one.planned_on, clock.today()):%d/%m/%Y}"}
    if verb.form is forms.MoveForm:
        first = {"starts_at": one.starts_at, "place": one.place}
    return verb.form(*sent(request), initial=first)


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How an action agreed with the school goes."""
    one, on = the_meeting(request, pk), clock.today()
    agreed = get_object_or_404(Agreed, pk=number, school=one.school)
    form = forms.ReportForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            holding.report(agreed, on=on, by=by(request), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "It is kept with the action.")
            return redirect(one)
    return asked(
        request,
        form,
        title="Say how it goes",
        caption=_name(one),
        button="Save",
        back=back_to("Back to the meeting", "practice:meeting", pk),
    )


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said of each item of the agenda."""
    one = the_meeting(request, pk)
    form = _notes_form(one)(*sent(request))
    if request.method == "POST" and form.is_valid():
        said = {
            int(name.removeprefix("item-")): text
            for name, text in form.cleaned_data.items()
        }
        try:
            holding.write(one, said, by=by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The notes are kept.")
            return redirect(one)
    return asked(
        request,
        form,
        title="Write the notes",
        caption=_name(one),
        button="Save",
        lead=forms.NO_CHILD,
        refused=""
        if one.state == State.HELD
        else "It was not held yet. Say who came first.",
        back=back_to("Back to the meeting", "practice:meeting", pk),
    )


def _notes_form(one: SupportMeeting) -> Any:
    fields = {
        f"item-{each.pk}": forms.long(each.title, required=False, rows=3)
        for each in one.agenda.all()
    }
    for each in one.agenda.all():
        fields[f"item-{each.pk}"].initial = each.notes
    return type("NotesForm", (forms.forms.Form,), fields)


# Its pack ---------------------------------------------------------------------------------


@requires(HOLD, does="support.looked-at", to="support-meeting:{pk}")
@require_safe
@never_cache
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack as it stands, or as the school was shown it; each child by name."""
    one, on = the_meeting(request, pk), clock.today()
    found = holding.pack_of(one, state(), on)
    page: dict[str, Any] = {
        "meeting": one,
        "school_name": _name(one),
        "kinds": holding.FORMATS,
    }
    if found is None or found.is_empty:
        return render(request, "practice/pack.html", page | {"is_empty": True})
    lines = of_meeting(one, on)
    names = Children.visible_to(request.user, state()).names_of(
        [each.child for each in lines]
    )
    audit.record(
        did="children.listed",
        by=by(request),
        to=f"support-meeting:{pk}",
        school=one.school,
        after={"count": len(names)},
    )
    page |= shown(found) | {"children": children(lines, names, open_record=True)}
    return render(request, "practice/pack.html", page)


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes the pack and puts it on the school’s shelf, once that is meant."""
    one = the_meeting(request, pk)
    form = forms.forms.Form(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            holding.share(one, state=state(), on=clock.today(), by=by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The school has the pack on its shelf.")
            return redirect(one)
    return asked(
        request,
        form,
        title="Show the pack to the school",
        caption=_name(one),
        button="Show it",
        lead="It is kept as it stands now, and put on the school’s shelf. It changes no more.",
        back=back_to("Back to the pack", "practice:pack", pk),
    )


@requires(HOLD, does="support.downloaded", to="support-meeting:{pk} as {kind}")
@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The pack as a file: the bytes that were shown, or drawn now."""
    one = the_meeting(request, pk)
    if kind not in holding.FORMATS:
        raise Http404
    if one.pack is not None:
        content = content_of(get_object_or_404(one.pack.files, kind=kind))
        return as_file(content, f"{one.pack.file_stem}.{kind}", kind)
    found = holding.pack_of(one, state(), clock.today())
    if found is None:
        raise Http404
    content = holding.drawn(one, found, kind)
    return as_file(content, f"{holding.stem_of(one)}-draft.{kind}", kind)


@requires(HOLD, does="support.invited", to="support-meeting:{pk}")
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for a calendar, to send to the school."""
    one = the_meeting(request, pk)
    latest = one.happened.first()
    at = latest.at if latest else one.planned_at
    content = planning.invitation(one, _name(one), at)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{holding.stem_of(one)}.ics"'
        },
    )


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    safe = name.replace('"', "").replace("\\", "")
    ascii_name = safe.encode("ascii", "replace").decode().replace("?", "_")
    return HttpResponse(
        content,
        content_type=KINDS[kind][0],
        headers={"Content-Disposition": f'attachment; filename="{ascii_name}"'},
    )
