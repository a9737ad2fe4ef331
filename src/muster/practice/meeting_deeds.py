"""What is done to a support meeting: moved, called off, held, written up, agreed at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts.stored import state
from muster.design.filters import day
from muster.practice import forms, holding, planning
from muster.practice.asking import asked, back_to, by, holds, sent, the_meeting
from muster.practice.meeting import Agreed, SupportMeeting, as_it_is
from muster.practice.meeting_pages import name_of
from muster.practice.term import next_term, term_on
from muster.programme import Refused
from muster.school_year import clock


State = SupportMeeting.State
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
        today=clock.today(),
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
    holding.agree(one, by=who, school=name_of(one), **said)


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
        lambda one, said, who: planning.cancel(one, on=clock.today(), by=who, **said),
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
        caption=name_of(one),
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
        caption=name_of(one),
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
        caption=name_of(one),
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
