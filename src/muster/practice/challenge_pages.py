"""“This is wrong”: the school says so and reads the answer; the authority answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muster.accounts import audit
from muster.accounts.called import called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day, number
from muster.measures import Scope
from muster.measures.members import school_names
from muster.practice import challenging, forms, sharing
from muster.practice.asking import (
    asked,
    back_to,
    by,
    columns,
    holds,
    my_scope,
    reads,
    sent,
)
from muster.practice.challenge import Challenge
from muster.practice.figures import (
    Figure,
    meant,
    says_of,
    title_of_measure,
    where_said,
)
from muster.programme import Refused
from muster.registers.child import Children
from muster.school_year import clock


READ, HOLD = Permission.READ_SHELF, Permission.HOLD_SUPPORT_MEETINGS
COLUMNS = columns(
    "Figure", "School", "What is thought wrong", "How it stands", "Answer by"
)
A_PAGE = 50


def figure_said(one: Challenge) -> str:
    """“Persistent absence, Year 9, school year 2025/26”."""
    return f"{title_of_measure(one.measure)}, {where_said(one.where, one.period)}"


def then_said(one: Challenge) -> str:
    """What the figure said when it was challenged."""
    return one.shown or says_of(one.numerator, one.denominator)


def row_of(one: Challenge, on: date, schools: Mapping[int, str]) -> list[Any]:
    late = {"status": ("bad", f"{day(one.due_on)}, late")}
    return [
        {"text": figure_said(one), "href": reverse("practice:answer", args=[one.pk])},
        schools.get(one.school, ""),
        one.text,
        one.get_state_display(),
        late if one.is_late(on) else day(one.due_on) if one.is_open else "–",
    ]


# Saying that one is wrong ----------------------------------------------------------------


@reads
@require_http_methods(["GET", "POST"])
@never_cache
def wrong(request: HttpRequest) -> HttpResponse:
    """The school’s people say that a figure, named in the address, is wrong."""
    return _say(
        request,
        sharing.school_scope(request.user, state()),
        back=back_to("Back to the shelf", "shelf:shelf"),
        then="shelf:challenge",
    )


@holds
@require_http_methods(["GET", "POST"])
@never_cache
def wrong_of_school(request: HttpRequest) -> HttpResponse:
    """An officer who meets a school says so of a figure of it."""
    return _say(
        request,
        my_scope(request),
        back=back_to("Back to every challenge", "practice:challenges"),
        then="practice:answer",
    )


def _say(
    request: HttpRequest, scope: Scope, *, back: dict[str, str], then: str
) -> HttpResponse:
    page = {"title": "This is wrong", "button": "Send it", "back": back}
    try:
        school, found = meant(request.GET, request.user, scope, state(), clock.today())
    except Refused as why:
        form = forms.ChallengeForm(*sent(request), figures=[])
        return asked(request, form, refused=str(why), **page)
    called_so = [f"{one.title}: {one.says}" for one in found]
    form = forms.ChallengeForm(*sent(request), figures=called_so)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        one = found[int(said.pop("which", 0))]
        try:
            made = _challenged(school, one, said, by(request))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, f"It is sent. You have an answer by {day(made.due_on)}."
            )
            return redirect(then, made.pk)
    return asked(
        request,
        form,
        facts=_meant(request, school, found),
        **page,
    )


def _challenged(school: int, one: Figure, said: dict[str, Any], who: str) -> Challenge:
    return challenging.challenge(
        school=school,
        measure=one.measure,
        period=one.period,
        where=one.where,
        numerator=one.numerator,
        denominator=one.denominator,
        shown=one.says,
        child=one.child,
        paper=one.paper,
        **said,
        on=clock.today(),
        by=who,
        calendar=state().calendar(school),
    )


def _meant(
    request: HttpRequest, school: int, found: list[Figure]
) -> list[dict[str, Any]]:
    """Which figure it is and what it says; of several, what they are figures of."""
    one = found[0]
    of = where_said(one.where, one.period)
    rows = [("School", school_names(state())[school])]
    rows += [("The child", _child(request, one.child))] if one.child else []
    rows += (
        [("The figure", f"{one.title}, {of}"), ("What it says", one.says)]
        if len(found) == 1
        else [("The figures", f"{of[:1].upper()}{of[1:]}")]
    )
    return [{"key": {"text": key}, "value": {"text": said}} for key, said in rows]


def _child(request: HttpRequest, number: int) -> str:
    """The name of whose item it is, for who may see it; that it was shown is recorded."""
    seen = Children.visible_to(request.user, state()).names_of([number])
    if number in seen:
        by = request.user.get_username()
        audit.record(did="challenge.of-child", by=by, child=number)
    return seen.get(number, "A child whom you may not see")


# What the school reads ---------------------------------------------------------------------


@requires(READ, does="challenge.read", to="challenge:{pk}")
@require_http_methods(["GET", "POST"])
@never_cache
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and answered; and asking again, once it was answered."""
    mine = Challenge.objects.within(sharing.school_scope(request.user, state()))
    one = get_object_or_404(mine, pk=pk)
    form = forms.AgainForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            again = challenging.ask_again(
                one,
                text=form.cleaned_data["text"],
                on=clock.today(),
                by=by(request),
                calendar=state().calendar(one.school),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, f"It is sent. You have an answer by {day(again.due_on)}."
            )
            return redirect("shelf:challenge", again.pk)
    later = Challenge.objects.filter(follows=one).first()
    return asked(
        request,
        form,
        title="A figure you challenged",
        caption=school_names(state()).get(one.school, ""),
        facts=_facts(request, one),
        is_only_read=one.is_open or later is not None,
        more={
            "text": "What you asked after that",
            "href": reverse("shelf:challenge", args=[later.pk]),
        }
        if later
        else None,
        heading="Ask again",
        button="Ask again",
        back=back_to("Back to the shelf", "shelf:shelf"),
    )


def _facts(request: HttpRequest, one: Challenge) -> list[dict[str, Any]]:
    asked_by = f"{one.text} ({called(one.by)}, {day(one.asked_on)})"
    rows = [
        ("The child", _child(request, one.child) if one.child else ""),
        ("The figure", figure_said(one)),
        ("What it said then", then_said(one)),
        ("What is thought wrong", asked_by),
        ("What it should be", one.should_be),
        ("How it stands", one.get_state_display()),
        ("Answer by", day(one.due_on) if one.is_open else ""),
        ("Looked at by", called(one.looked_by) if one.looked_by else ""),
        (
            "Answer",
            f"{one.answer} ({called(one.answered_by)}, {day(one.answered_on)})"
            if one.answer
            else "",
        ),
    ]
    return [
        {"key": {"text": title}, "value": {"text": text}}
        for title, text in rows
        if text
    ]


# What the authority does ------------------------------------------------------------------


@holds
@require_http_methods(["GET"])
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """Every figure a school says is wrong, what is to be answered first at the top."""
    on, schools = clock.today(), school_names(state())
    seen = Challenge.objects.visible_to(request.user, state())
    counts = Counter(seen.order_by().values_list("state", flat=True))
    is_open = seen.filter(state__in=Challenge.OPEN)
    is_all = request.GET.get("which") == "all"
    page = paging.page_of(seen if is_all else is_open, request.GET, A_PAGE)
    late = is_open.filter(due_on__lt=on).count()
    facts = [
        ("Overdue", late),
        *((label, counts[value]) for value, label in Challenge.State.choices),
    ]
    return render(
        request,
        "practice/page.html",
        page
        | {
            "title": "Figures schools say are wrong",
            "back": back_to("Back to every school", "practice:front"),
            "facts": [
                {"key": {"text": t}, "value": {"text": number(n)}} for t, n in facts
            ],
            "buttons": [
                {"text": "Show those to answer", "href": "?", "secondary": True}
                if is_all
                else {
                    "text": "Show those answered too",
                    "href": "?which=all",
                    "secondary": True,
                }
            ],
            "sections": [
                {
                    "title": "All of them" if is_all else "To be answered",
                    "columns": COLUMNS,
                    "rows": [row_of(one, on, schools) for one in page["shown"]],
                    "empty": "There is none.",
                }
            ],
        },
    )


@requires(HOLD, does="challenge.read", to="challenge:{pk}")
@require_http_methods(["GET", "POST"])
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Looks at one, and answers it."""
    seen = Challenge.objects.visible_to(request.user, state())
    one = get_object_or_404(seen, pk=pk)
    looks = request.method == "POST" and "look" in request.POST
    form = forms.AnswerForm(*([] if looks else sent(request)))
    try:
        if looks:
            challenging.look_at(one, by=by(request))
            messages.success(request, "The school reads that you look at it.")
            return redirect("practice:answer", pk)
        if request.method == "POST" and form.is_valid():
            challenging.answer(
                one, on=clock.today(), by=by(request), **form.cleaned_data
            )
            messages.success(
                request, "It is answered. The school reads it on its shelf."
            )
            return redirect("practice:challenges")
    except Refused as why:
        if not looks:
            form.add_error(None, str(why))
        else:
            messages.error(request, str(why))
            return redirect("practice:answer", pk)
    return asked(
        request,
        form,
        title="A figure that is challenged",
        caption=school_names(state()).get(one.school, ""),
        facts=_facts(request, one),
        is_only_read=not one.is_open,
        look=one.state == Challenge.State.ASKED,
        heading="Answer it",
        button="Answer",
        back=back_to("Back to every challenge", "practice:challenges"),
    )
