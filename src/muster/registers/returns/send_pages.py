"""The pages a return is sent from, by a school or for one: whose it is, what it says, a
file of many, and afterwards reading, correcting and withdrawing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.stored import state
from muster.design.filters import counted, day
from muster.design.numbers import number_in
from muster.registers.child import NAMELESS, Children, TooMany
from muster.registers.keeping import Refused
from muster.registers.returns import by_file, sending, sheets
from muster.registers.returns.doors import Door
from muster.registers.returns.forms import (
    ABOUT,
    FileForm,
    FindForm,
    ReturnForm,
    WhyForm,
    initial,
)
from muster.registers.returns.kinds import NEW_PUPIL, Kind
from muster.registers.returns.sent import Expected, Return, Stage
from muster.registers.seen import called as people_called
from muster.school_year import clock


MOST_SHOWN = 200
form_page = require_http_methods(["GET", "POST"])


@form_page
@never_cache
def begin(request: HttpRequest, door: Door, school: int, kind: str) -> HttpResponse:
    """Whom a return is of: a child of the school's own roll, or a newcomer."""
    of, name = door.kind(request.user, kind), door.school(request.user, school)
    if of.newcomer:
        return _form(request, door, school, of)
    form = FindForm(*([request.POST] if request.method == "POST" else []))
    listed: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            seen = Children.visible_to(request.user, state())
            listed = seen.find(school=school, **said)
        except TooMany as why:
            form.add_error(None, str(why))
        else:
            audit.record(
                did="children.searched",
                by=request.user.get_username(),
                after={"by": [key for key, value in said.items() if value]},
            )
    rows = [
        [
            {
                "text": one.name,
                "href": door.to("return_send", school, kind, one.number),
            },
            day(one.born_on),
            one.year_group or "–",
        ]
        for one in listed or []
    ]
    page = {"form": form, "kind": of, "school": name, "rows": rows}
    more = {
        "searched": listed is not None,
        "back": door.home(school),
        "file": door.to("return_file", school, kind),
    }
    return render(request, "registers/return_begin.html", page | more)


@form_page
@never_cache
def send(
    request: HttpRequest, door: Door, school: int, kind: str, child: int
) -> HttpResponse:
    """The form of a return of one child."""
    of = door.kind(request.user, kind)
    door.school(request.user, school)
    return _form(
        request, door, school, of, child=door.child(request.user, school, child)
    )


def _form(
    request: HttpRequest, door: Door, school: int, kind: Kind, child: Any = None
) -> HttpResponse:
    on, owed = clock.today(), _owed(request, school, kind, child)
    given = [request.POST] if request.method == "POST" else []
    first = {ABOUT: f"{owed.since_on:%d/%m/%Y}"} if owed else {}
    form = ReturnForm(*given, kind=kind, on=on, newcomer=child is None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        about = sending.About(
            child.number if child else None,
            said.get("name", ""),
            said.get("upn", ""),
            said.get("born_on"),
        )
        try:
            sent = sending.send(
                kind,
                school=school,
                about=about,
                about_on=said[ABOUT],
                said=form.said,
                on=on,
                by=request.user.get_username(),
                how=door.form,
                state=state(),
                expected=owed,
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The return is sent.")
            return redirect(door.to("return_read", school, sent.pk))
    page = {
        "form": form,
        "kind": kind,
        "child": child.name if child else "",
        "school": door.school(request.user, school),
        "title": f"{kind.title} return",
        "button": "Send the return",
        "back": door.home(school),
        "file": "" if child else door.to("return_file", school, kind.name),
    }
    return render(request, "registers/return_form.html", page)


def _owed(request: HttpRequest, school: int, kind: Kind, child: Any) -> Expected | None:
    """What is expected, if it is sent from the list of that."""
    asked = number_in(request.GET.get("expected", ""))
    if child is None or asked is None:
        return None
    mine = Expected.objects.visible_to(request.user, state())
    return mine.filter(
        pk=asked, school=school, kind=kind.name, child=child.number
    ).first()


@form_page
@never_cache
def send_file(request: HttpRequest, door: Door, school: int, kind: str) -> HttpResponse:
    """A file of returns of one kind, taken whole or not at all."""
    of, name, on = (
        door.kind(request.user, kind),
        door.school(request.user, school),
        clock.today(),
    )
    form = FileForm(
        *([request.POST, request.FILES] if request.method == "POST" else [])
    )
    taken = None
    if request.method == "POST" and form.is_valid():
        taken = by_file.take(
            form.cleaned_data["file"].read(sheets.MOST_BYTES + 1),
            kind=of,
            school=school,
            on=on,
            by=request.user.get_username(),
            how=door.file,
            state=state(),
            seen=Children.visible_to(request.user, state()),
        )
        if taken.sent:
            messages.success(request, f"{counted(len(taken.sent), 'return')} sent.")
            return redirect(door.home(school))
    problems = taken.problems if taken else []
    page = {
        "form": form,
        "kind": of,
        "school": name,
        "count": len(problems),
        "rows": [
            [str(one.row), one.column or "–", one.sentence]
            for one in problems[:MOST_SHOWN]
        ],
        "already": taken.already if taken else False,
        "file_columns": [
            {
                "term": f"{one.name} (needed)" if one.is_needed else one.name,
                "means": one.meaning,
            }
            for one in sheets.columns(of, on)
        ],
        "back": door.home(school),
        "template": door.to("return_template", school, kind),
    }
    return render(request, "registers/return_file.html", page)


@require_safe
def template(request: HttpRequest, door: Door, school: int, kind: str) -> HttpResponse:
    """A file to begin from."""
    of = door.kind(request.user, kind)
    door.school(request.user, school)
    return HttpResponse(
        sheets.template(of, clock.today()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{kind}.csv"'},
    )


@require_safe
@never_cache
def read(request: HttpRequest, door: Door, school: int, pk: int) -> HttpResponse:
    """One return as it was sent, and what was answered."""
    one = door.sent(request.user, school, pk)
    page = {
        "sent": one,
        "kind": one.of_kind,
        "child": called(request.user, [one])[one.pk],
        "school": door.school(request.user, school),
        "facts": facts(one),
        "back": door.home(school),
        "correct": door.to("return_correct", school, pk) if one.is_open else "",
        "withdraw": door.to("return_withdraw", school, pk) if one.is_open else "",
        "replaced": _replaced(door, one),
        "answer_at": "",
    }
    return render(request, "registers/return_read.html", page)


@form_page
@never_cache
def correct(request: HttpRequest, door: Door, school: int, pk: int) -> HttpResponse:
    """The same return again, as it should have been, and why."""
    one, on = door.sent(request.user, school, pk), clock.today()
    kind = one.of_kind
    given = [request.POST] if request.method == "POST" else []
    form = ReturnForm(
        *given, kind=kind, on=on, initial=initial(kind, one.about_on, one.said)
    )
    form.fields["why"] = WhyForm.base_fields["why"]
    if request.method == "POST" and form.is_valid():
        try:
            again = sending.correct(
                one,
                why=form.cleaned_data["why"],
                about_on=form.cleaned_data[ABOUT],
                said=form.said,
                on=on,
                by=request.user.get_username(),
                how=door.form,
                state=state(),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The corrected return is sent.")
            return redirect(door.to("return_read", school, again.pk))
    page = {
        "form": form,
        "kind": kind,
        "child": called(request.user, [one])[one.pk],
        "school": door.school(request.user, school),
        "title": "Correct a return",
        "button": "Send the corrected return",
        "back": door.to("return_read", school, pk),
        "file": "",
    }
    return render(request, "registers/return_form.html", page)


@form_page
@never_cache
def withdraw(request: HttpRequest, door: Door, school: int, pk: int) -> HttpResponse:
    """Takes a return back, with a reason that stays."""
    one = door.sent(request.user, school, pk)
    form = WhyForm(*([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            sending.withdraw(
                one, why=form.cleaned_data["why"], by=request.user.get_username()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The return is withdrawn.")
            return redirect(door.home(school))
    page = {
        "form": form,
        "title": "Withdraw a return",
        "button": "Withdraw it",
        "caption": called(request.user, [one])[one.pk],
        "back": door.to("return_read", school, pk),
        "refused": "" if one.is_open else f"It is {one.get_stage_display().lower()}.",
    }
    return render(request, "registers/act.html", page)


# What pages of returns say --------------------------------------------------------------


def called(user: Any, rows: list[Return]) -> dict[int, str]:
    """What each child is called: by what is held of those who are seen, and of others by
    what their school said."""
    seen = Children.visible_to(user, state())
    names = seen.names_of([one.child for one in rows if one.child is not None])
    return {
        one.pk: names.get(one.child or 0, "") or one.name or NAMELESS for one in rows
    }


def standing(one: Return) -> str:
    """How it stands, in a word or two."""
    return (
        "Waits for an answer"
        if one.stage == Stage.RECEIVED
        else one.get_stage_display()
    )


def facts(one: Return) -> list[dict[str, Any]]:
    """Everything a return says, as a summary."""
    kind = one.of_kind
    names = people_called([one.sent_by, one.answered_by])
    late = ", late" if one.is_late else ""
    due = f"{day(one.due_on)}: {kind.deadline}" if one.due_on else ""
    lines = [
        *(
            [("Name", one.name), ("UPN", one.upn), ("Date of birth", day(one.born_on))]
            if kind.name == NEW_PUPIL and one.name
            else []
        ),
        (kind.about, day(one.about_on)),
        *((field.label, field.said(one.said.get(field.name))) for field in kind.fields),
        (
            "Sent",
            f"{day(one.received_on)} by {names[one.sent_by]}{late}",
        ),
        ("How", one.get_how_display()),
        ("Due", due),
        ("How it stands", standing(one)),
        ("Withdrawn because", one.withdrawn_why),
        ("Answer", one.answer),
        ("Answered by", names[one.answered_by] if one.answered_by else ""),
    ]
    return [
        {"key": {"text": key}, "value": {"text": value}}
        for key, value in lines
        if value
    ]


def _replaced(door: Door, one: Return) -> list[dict[str, str]]:
    """The return before it and the one after it, where it was corrected."""
    after = Return.objects.filter(replaces=one).first()
    pairs = [("The return before it was corrected", one.replaces)]
    pairs.append(("The return it was corrected to", after))
    return [
        {"text": said, "href": door.to("return_read", one.school, each.pk)}
        for said, each in pairs
        if each
    ]


def urls(door: Door) -> list[Any]:
    """The addresses of these pages behind one door."""
    of, at, sent = (
        "<int:school>",
        "<int:school>/send/<slug:kind>/",
        "<int:school>/sent/",
    )
    to = "return:{pk}"
    return [
        path(at, door.page(begin), name="return_begin"),
        path(
            f"{at}<int:child>/",
            door.page(send, does="return.begun", to="school:{school}"),
            name="return_send",
        ),
        path(f"{of}/file/<slug:kind>/", door.page(send_file), name="return_file"),
        path(
            f"{of}/file/<slug:kind>.csv",
            door.page(template, does="returns.downloaded", to="returns:{kind}"),
            name="return_template",
        ),
        path(
            f"{sent}<int:pk>/",
            door.page(read, does="return.looked-at", to=to),
            name="return_read",
        ),
        path(f"{sent}<int:pk>/correct/", door.page(correct), name="return_correct"),
        path(f"{sent}<int:pk>/withdraw/", door.page(withdraw), name="return_withdraw"),
    ]
