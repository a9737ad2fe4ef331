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

from muster.accounts.called import called
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.accounts.stored import state
from muster.design import paging
from muster.design.filters import day, number
from muster.documents.issuing import figures_of
from muster.measures import NoSuchMeasure, get, parse_period
from muster.measures.members import school_names
from muster.measures.titles import title_of
from muster.practice import challenging, forms, sharing
from muster.practice.asking import asked, back_to, by, columns, holds, sent
from muster.practice.challenge import Challenge
from muster.practice.pack import Count, thawed
from muster.practice.pack_paper import out_of, share
from muster.programme import Refused
from muster.school_year import clock


READ, HOLD = Permission.READ_SHELF, Permission.HOLD_SUPPORT_MEETINGS
COLUMNS = columns(
    "Figure", "School", "What is thought wrong", "How it stands", "Answer by"
)
A_PAGE = 50


def figure_said(one: Challenge) -> str:
    """“Persistent absence, Year 9, school year 2025/26”."""
    try:
        title = get(one.measure).title
    except NoSuchMeasure:
        title = one.measure  # counted no more, and challenged all the same
    where = [title_of(name, value) for name, value in one.where.items()]
    period = parse_period(one.period).title
    return ", ".join([title, *where, f"{period[:1].lower()}{period[1:]}"])


def then_said(one: Challenge) -> str:
    """What the figure said when it was challenged."""
    if one.numerator is None:
        return "Withheld: too few children"
    count = Count(one.numerator, one.denominator, 0)
    percent = share(count).rstrip("*")
    return f"{percent} ({out_of(count)})"


def row_of(one: Challenge, on: date, schools: Mapping[int, str]) -> list[Any]:
    late = {"status": ("worse", f"{day(one.due_on)}, late")}
    return [
        {"text": figure_said(one), "href": reverse("practice:answer", args=[one.pk])},
        schools.get(one.school, ""),
        one.text,
        one.get_state_display(),
        late if one.is_late(on) else day(one.due_on) if one.is_open else "–",
    ]


# What the school does ---------------------------------------------------------------------


@requires(READ)
@require_http_methods(["GET", "POST"])
@never_cache
def wrong(request: HttpRequest) -> HttpResponse:
    """Says that one figure, named in the address, is wrong."""
    form = forms.ChallengeForm(*sent(request))
    page = {
        "title": "This is wrong",
        "button": "Send it",
        "back": back_to("Back to the shelf", "shelf:shelf"),
    }
    try:
        figure = _figure(request)
    except Refused as why:
        return asked(request, form, refused=str(why), **page)
    if request.method == "POST" and form.is_valid():
        try:
            made = challenging.challenge(
                **figure,
                **form.cleaned_data,
                on=clock.today(),
                by=by(request),
                calendar=state().calendar(figure["school"]),
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, f"It is sent. You have an answer by {day(made.due_on)}."
            )
            return redirect("shelf:challenge", made.pk)
    said = Challenge(**figure)
    return asked(
        request,
        form,
        facts=[
            {"key": {"text": "The figure"}, "value": {"text": figure_said(said)}},
            {"key": {"text": "What it says"}, "value": {"text": then_said(said)}},
        ],
        **page,
    )


def _figure(request: HttpRequest) -> dict[str, Any]:
    """Which figure of which school, and what it says: asked anew of what this person sees,
    or read from the paper it stood in. Raises Refused where they see none."""
    given, held = request.GET, state()
    school = _school(request)
    period = given.get("period", "")
    names, values = given.getlist("by"), given.getlist("value")
    where = dict(zip(names, values, strict=False))
    figure = {
        "school": school,
        "measure": given.get("measure", ""),
        "period": period,
        "where": where,
        "paper": None,
    }
    if paper := given.get("paper"):
        return figure | _in_paper(request, school, paper, figure["measure"], where)
    if not period:
        raise Refused("Open this from the figure itself: it says which one you mean.")
    scope = scope_of(request.user, Permission.SEE_FIGURES, held).within([school])
    now = challenging.figure_of(
        held, scope, figure["measure"], period, where, clock.today()
    )
    return figure | {"numerator": now.numerator, "denominator": now.denominator}


def _in_paper(
    request: HttpRequest, school: int, number: str, measure: str, where: dict[str, str]
) -> dict[str, Any]:
    """What a figure said in a paper on the school’s shelf, of the time the paper is of."""
    shelf = sharing.on_shelf(request.user, state()).defer("content")
    mine = shelf.filter(school=school, withdrawn_at=None, paper__isnull=False)
    held = {str(one.paper_id): one.paper for one in mine.select_related("paper")}
    pack = thawed(figures_of(held[number])) if number in held else None
    row = pack.row(measure, where) if pack else None
    if pack is None or row is None or row.now is None:
        raise Refused("There is no such figure in a paper shared with your school.")
    return {
        "paper": held[number],
        "period": pack.period,
        "numerator": row.now.numerator,
        "denominator": row.now.denominator,
    }


def _school(request: HttpRequest) -> int:
    """The school it is of: named in the address, or the only one they are at."""
    scope = sharing.school_scope(request.user, state())
    text = request.GET.get("school", "")
    if (
        text.isdecimal()
        and scope.has_whole(int(text))
        and int(text) in (scope.schools or ())
    ):
        return int(text)
    mine = sorted(scope.schools or ())
    if text or len(mine) != 1:
        raise Refused("There is no such figure of your school.")
    return mine[0]


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
        facts=_facts(one),
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


def _facts(one: Challenge) -> list[dict[str, Any]]:
    asked_by = f"{one.text} ({called(one.by)}, {day(one.asked_on)})"
    rows = [
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
        facts=_facts(one),
        is_only_read=not one.is_open,
        look=one.state == Challenge.State.ASKED,
        heading="Answer it",
        button="Answer",
        back=back_to("Back to every challenge", "practice:challenges"),
    )
