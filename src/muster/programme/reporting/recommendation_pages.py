"""The pages of recommendations: the register across plans, one of them, what is done."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.design.filters import day
from muster.programme.asked import asked, facts, headings
from muster.programme.plans.plan import Recommendation
from muster.programme.plans.standing import Standing
from muster.programme.reporting import recommendations
from muster.programme.reporting.asking import (
    ASK,
    crumbs,
    keeps,
    may_keep,
    reads,
)
from muster.programme.reporting.clocks import clock_of
from muster.programme.reporting.forms import (
    AnswerForm,
    ConfirmForm,
    NewRecommendationForm,
    RecommendationForm,
    ResponseForm,
    ReviewForm,
)
from muster.programme.reporting.recommendations import ImpactReview
from muster.school_year.clock import today


COLUMNS = headings("Recommendation", "Committee", "Lead", "Response", "Actions", "Ends")


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Those that are not confirmed first, by the year they were made in."""
    on = today()
    found = list(
        Recommendation.objects.select_related(
            "plan", "committee", "lead", "confirmed_at", "confirmed_at__group"
        )
    )
    actions = recommendations.actions_of(found, on)
    left = [one for one in found if one.confirmed_at is None]
    ended = [one for one in found if one.confirmed_at is not None]
    sections = [
        {
            "title": f"Open, made in {year}",
            "columns": COLUMNS,
            "rows": [_row(one, actions[one.pk]) for one in mine],
        }
        for year, mine in recommendations.by_year(left)
    ]
    sections.append(_missed())
    if ended:
        rows = [_row(one, actions[one.pk]) for one in ended]
        sections.append(
            {"title": "Confirmed as done", "columns": COLUMNS, "rows": rows}
        )
    if not found:
        sections = [
            {
                "title": "Nothing yet",
                "empty": "No committee’s recommendation is entered. One stands in the plan"
                " that answers it.",
            }
        ]
    add = [("Enter a recommendation", reverse("programme:add_recommendation"))]
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": "Recommendations",
            "crumbs": crumbs(("Recommendations", "")),
            "lead": "What committees recommended, how it was answered, and whether the"
            " committee found it done. An old one stays until its committee says so.",
            "actions": add if may_keep(request) else [],
            "sections": sections,
        },
    )


def _missed() -> dict[str, Any]:
    rows = [
        [
            {
                "text": f"{one.recommendation.number}: {one.question[:120]}",
                "href": _address(one.recommendation),
            },
            day(one.due_on),
            {"status": ("bad", "Missed")},
        ]
        for one in recommendations.missed_reviews(today())
    ]
    return {
        "title": "Reviews of impact whose day went by",
        "columns": headings("Review", "Was due", "Stands"),
        "rows": rows,
        "empty": "None was missed.",
    }


def _row(one: Recommendation, actions: list[Standing]) -> list[Any]:
    closed = sum(each.is_closed for each in actions)
    ends = ("watch", "Not confirmed")
    if one.confirmed_at:
        ends = ("good", f"Confirmed: {one.confirmed_at}")
    text = one.text if len(one.text) < 150 else f"{one.text[:150]}…"
    return [
        {"text": f"{one.number}: {text}", "href": _address(one)},
        str(one.committee or "Not said"),
        str(one.lead or "Nobody yet"),
        {"status": recommendations.response_status(one, today())},
        f"{closed} of {len(actions)} closed" if actions else "None yet",
        {"status": ends},
    ]


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    keep = may_keep(request)
    actions = recommendations.actions_of([one], today())[one.pk]
    ends = ("watch", "The committee has not confirmed it")
    if one.confirmed_at:
        ends = ("good", f"Confirmed as done: {one.confirmed_at}")
    return render(
        request,
        "programme/reporting/page.html",
        {
            "title": f"Recommendation {one.number}",
            "caption": str(one.plan),
            "lead": one.text,
            "crumbs": crumbs(
                ("Recommendations", reverse("programme:recommendations")),
                (f"Recommendation {one.number}", ""),
            ),
            "standing": [recommendations.response_status(one, today()), ends],
            "facts": _facts(one),
            "actions": _actions(one) if keep else [],
            "sections": [_actions_section(actions), _reviews_section(one, keep)],
        },
    )


def _facts(one: Recommendation) -> list[dict[str, Any]]:
    clock = clock_of("response", one.made_on) if one.made_on else None
    rule = ""
    if clock:
        check = "" if clock.read else " Check this with your monitoring officer."
        rule = f"{clock.says} within {clock.months} months ({clock.source}).{check}"
    return facts(
        ("Committee", one.committee or "Not said"),
        ("Made on", day(one.made_on) if one.made_on else "Not known"),
        ("Response due", day(recommendations.response_due(one)) if clock else ""),
        ("Why then", rule),
        ("Lead", one.lead or "Nobody yet"),
        ("Response", one.get_response_display()),
        ("Why not, or which part", one.response_reason),
        ("What already works", one.works_already),
    )


def _actions(one: Recommendation) -> list[tuple[str, str]]:
    review = [
        ("Set a review of its impact", reverse("programme:set_review", args=[one.pk]))
    ]
    if one.confirmed_at:
        return review
    return [
        ("Enter the response", reverse("programme:respond", args=[one.pk])),
        (
            "The committee confirmed it",
            reverse("programme:confirm_recommendation", args=[one.pk]),
        ),
        ("Change it", reverse("programme:change_recommendation", args=[one.pk])),
        *review,
    ]


def _actions_section(actions: list[Standing]) -> dict[str, Any]:
    rows = [
        [
            f"{each.ref} {each.title}".strip(),
            each.accountable.called if each.accountable else "Nobody is accountable",
            day(each.due_on),
            "Closed" if each.is_closed else each.colour.capitalize(),
        ]
        for each in actions
    ]
    return {
        "title": "What is done about it",
        "columns": headings("Action", "Owner", "Due", "Delivery"),
        "rows": rows,
        "empty": "No action answers it yet.",
    }


def _reviews_section(one: Recommendation, keep: bool) -> dict[str, Any]:
    rows = []
    for each in one.impact_reviews.all():
        status = ("none", "To come")
        if each.answered_on:
            status = ("good", f"Answered {day(each.answered_on)}")
        elif each.is_missed(today()):
            status = ("bad", "Missed")
        href = reverse("programme:answer_review", args=[each.pk])
        question = {"text": each.question, "href": href}
        rows.append(
            [
                question if keep and not each.answered_on else each.question,
                day(each.due_on),
                each.method,
                {"status": status},
                each.answer or "–",
            ]
        )
    return {
        "title": "Whether it worked",
        "text": "The question and the method are fixed before the answer is known.",
        "columns": headings("Question", "On", "Method", "Stands", "What was found"),
        "rows": rows,
        "empty": "No review is set.",
    }


# What is done ----------------------------------------------------------------------------


@keeps
@require_http_methods(ASK)
def add(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        NewRecommendationForm(request.POST or None),
        _make,
        title="Enter a recommendation",
        button="Enter it",
        back=reverse("programme:recommendations"),
        done="It is entered, and the executive’s clock runs.",
        to=_address,
    )


@transaction.atomic
def _make(by: str, **said: Any) -> Recommendation:
    made = Recommendation.objects.create(**said)
    audit.record(did="recommendation.made", by=by, to=f"recommendation:{made.pk}")
    return made


@keeps
@require_http_methods(ASK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    initial = {
        "committee": one.committee_id,
        "made_on": f"{one.made_on:%d/%m/%Y}" if one.made_on else "",
        "lead": one.lead.name if one.lead else "",
    }
    return _about(
        request,
        one,
        RecommendationForm(request.POST or None, initial=initial),
        lambda **said: recommendations.change(one, **said),
        title="Change it",
        button="Keep it",
        done="That is kept.",
    )


@keeps
@require_http_methods(ASK)
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    return _about(
        request,
        one,
        ResponseForm(request.POST or None),
        lambda **said: recommendations.respond(one, **said),
        title="The executive’s response",
        button="Enter it",
        done="The response is entered.",
    )


@keeps
@require_http_methods(ASK)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    form = ConfirmForm(request.POST or None, recommendation=one)
    return _about(
        request,
        one,
        form,
        lambda **said: recommendations.confirm(one, on=today(), **said),
        title="The committee confirmed it",
        button="Enter it",
        done="The committee confirmed that it is done.",
    )


@keeps
@require_http_methods(ASK)
def set_review(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(pk)
    return _about(
        request,
        one,
        ReviewForm(request.POST or None),
        lambda **said: recommendations.set_review(one, on=today(), **said),
        title="Set a review of its impact",
        button="Fix it",
        done="The review is set.",
    )


@keeps
@require_http_methods(ASK)
def answer_review(request: HttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(
        ImpactReview.objects.select_related("recommendation"), pk=pk
    )
    return _about(
        request,
        review.recommendation,
        AnswerForm(request.POST or None),
        lambda **said: recommendations.answer_review(review, on=today(), **said),
        title=review.question,
        lead=f"How it was to be answered: {review.method}",
        button="Keep it",
        done="The answer is kept.",
    )


def _one(pk: int) -> Recommendation:
    found = Recommendation.objects.select_related(
        "plan", "committee", "lead", "confirmed_at", "confirmed_at__group"
    )
    return get_object_or_404(found, pk=pk)


def _address(one: Recommendation) -> str:
    return reverse("programme:recommendation", args=[one.pk])


def _about(
    request: HttpRequest, one: Recommendation, form: Any, keep: Any, **how: Any
) -> HttpResponse:
    caption = f"Recommendation {one.number}, {one.plan}"
    return asked(request, form, keep, caption=caption, back=_address(one), **how)
