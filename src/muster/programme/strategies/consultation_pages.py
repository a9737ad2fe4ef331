"""The pages of a consultation: who was asked, what they said, and what we did about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme.asked import asked, done, facts, headings
from muster.programme.replies import asking, results
from muster.programme.replies.form import Reply
from muster.programme.strategies import consultation as consulting
from muster.programme.strategies import printing, reaching
from muster.programme.strategies.consultation import Consultation, Theme
from muster.programme.strategies.forms import (
    AnswerForm,
    AudienceToAskForm,
    CloseForm,
    ConsultForm,
    DrawForm,
    ThemeForm,
)
from muster.programme.strategies.pages import both, file_of, found, keeps, reads
from muster.programme.strategies.reach import Audience
from muster.school_year.clock import today


@keeps
@both
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    strategy = found(pk)
    return asked(
        request,
        ConsultForm(request.POST or None),
        lambda **said: consulting.consult(strategy, on=today(), **said),
        title=f"Ask people about version {strategy.latest.number}",
        button="Open the consultation",
        back=strategy.get_absolute_url(),
        done="It is open. See to its questions, say who is asked, and send the letters.",
        to=Consultation.get_absolute_url,
        caption=strategy,
        lead="The text stays as it is until the consultation is closed. Nothing is sent yet.",
    )


@keeps
@both
def ask_audience(request: HttpRequest, pk: int) -> HttpResponse:
    """Every member of an audience is asked; whoever was asked already is asked once."""
    one = _consultation(pk)

    def ask(audience: Audience, by: str) -> int:
        members = reaching.as_asked(audience, today())
        return asking.ask(one.form, members, on=today(), by=by)

    return asked(
        request,
        AudienceToAskForm(request.POST or None),
        ask,
        title="Ask an audience",
        button="Add its members",
        back=one.get_absolute_url(),
        done="Its members are on the list of who is asked. Nothing is sent yet.",
        to=one.form,
        caption=one.strategy,
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    one = _consultation(pk)
    may_keep = request.user.can(Permission.KEEP_PLANS)
    themes = one.themes.prefetch_related("replies")
    return render(
        request,
        "programme/strategies/consultation.html",
        {
            "consultation": one,
            "strategy": one.strategy,
            "status": _status(one),
            "facts": _facts(one),
            "columns": headings("You said", "Replies", "What became of it", "We did"),
            "rows": [_theme(each, may_keep and not one.closed_on) for each in themes],
            "left": [] if one.closed_on else consulting.left_to_do(one, today()),
            "may_keep": may_keep,
        },
    )


@keeps
@require_safe
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """Every reply, and the themes drawn from it."""
    one = _consultation(pk)
    if why := results.why_held_back(one.form, today()):
        messages.error(request, why)
        return redirect(one)
    held = one.form.replies.select_related("invitation__contact")
    page = page_of(list(held.prefetch_related("themes")), request.GET)
    questions = list(one.form.questions.all())
    return render(
        request,
        "programme/strategies/replies.html",
        {
            "consultation": one,
            "columns": headings("From", *(each.text for each in questions), "Themes"),
            "rows": [_reply(one, each, questions) for each in page["shown"]],
            "pagination": page["pagination"],
        },
    )


@keeps
@both
def draw(request: HttpRequest, pk: int, reply: UUID) -> HttpResponse:
    one = _consultation(pk)
    if results.why_held_back(one.form, today()):
        raise Http404
    said = get_object_or_404(one.form.replies, pk=reply)
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        consultation=one,
        initial={"themes": [each.pk for each in said.themes.all()]},
    )
    lines = [(each.text, said.said(each)) for each in one.form.questions.all()]
    return asked(
        request,
        form,
        lambda themes, by: consulting.draw(said, themes, by=by),
        title="What a reply speaks of",
        button="Keep it",
        back=_replies_of(one),
        done="That is kept.",
        template="programme/strategies/draw.html",
        caption=said,
        facts=facts(*lines),
        themes=one.themes.exists(),
        consultation=one,
    )


@keeps
@both
def add_theme(request: HttpRequest, pk: int) -> HttpResponse:
    one = _consultation(pk)
    return asked(
        request,
        ThemeForm(request.POST or None),
        lambda **said: consulting.add_theme(one, **said),
        title="Add a theme",
        button="Add it",
        back=one.get_absolute_url(),
        done="The theme is added.",
        caption=one.strategy,
    )


@keeps
@both
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    theme = _theme_of(pk, number)
    held = {"said": theme.said, "answer": theme.answer, "done": theme.done}
    return asked(
        request,
        AnswerForm(request.POST or None, initial=held),
        lambda **said: consulting.answer(theme, **said),
        title="You said, we did",
        button="Keep it",
        back=theme.consultation.get_absolute_url(),
        done="That is kept.",
        caption=theme.consultation.strategy,
    )


@keeps
@require_POST
def drop_theme(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    theme = _theme_of(pk, number)
    return done(
        request,
        lambda by: consulting.drop_theme(theme, by=by),
        theme.consultation,
        "The theme is taken out.",
    )


@keeps
@both
def close(request: HttpRequest, pk: int) -> HttpResponse:
    one = _consultation(pk)
    return asked(
        request,
        CloseForm(request.POST if request.method == "POST" else None),
        lambda **said: consulting.close(one, on=today(), **said),
        title="Close the consultation",
        button="Close it",
        back=one.get_absolute_url(),
        done="It is closed, and the text can be revised.",
        caption=one.strategy,
        lead=" ".join(consulting.left_to_do(one, today())),
    )


@requires(
    Permission.READ_PROGRAMME,
    does="consultation.printed",
    to="consultation:{pk} as {kind}",
)
@require_safe
def you_said(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    one = _consultation(pk)
    stem = f"you-said-we-did-{pk}"
    if kind == "csv":
        return file_of(printing.consultation_csv(one), stem, kind)
    if kind not in printing.KINDS:
        raise Http404
    paper = printing.consultation_paper(one, today())
    return file_of(printing.as_files(paper, (kind,))[kind], stem, kind)


# How it is shown -------------------------------------------------------------------------


def _consultation(pk: int) -> Consultation:
    held = Consultation.objects.select_related("version__strategy", "form")
    return get_object_or_404(held, pk=pk)


def _theme_of(pk: int, number: int) -> Theme:
    return get_object_or_404(Theme, consultation=pk, number=number)


def _replies_of(one: Consultation) -> str:
    return reverse("programme:consultation_replies", args=[one.pk])


def _status(one: Consultation) -> tuple[str, str]:
    if one.closed_on:
        return "good", f"Closed on {day(one.closed_on)}"
    if one.form.is_open(today()):
        return "watch", f"Open until {day(one.form.closes_on)}"
    return "watch", "To be closed: say what you did about each theme"


def _facts(one: Consultation) -> list[dict[str, Any]]:
    form = one.form
    asked_of, replied = form.invitations.count(), form.replies.count()
    return facts(
        ("About", f"{one.strategy}, version {one.version.number}"),
        ("What was asked", form.purpose),
        ("Open", f"{day(form.opens_on)} to {day(form.closes_on)}"),
        ("Asked and replied", f"{asked_of} asked, {replied} replied"),
        ("Why there are no themes", one.no_themes),
    )


def _theme(one: Theme, may_change: bool) -> list[Any]:
    said: Any = one.said
    if may_change:
        address = reverse("programme:theme", args=[one.consultation_id, one.number])
        said = {"text": one.said, "href": address}
    answered = one.get_answer_display() or "Not said yet"
    return [said, str(len(one.replies.all())), answered, one.done or "–"]


def _reply(one: Consultation, reply: Reply, questions: list[Any]) -> list[Any]:
    themes = "; ".join(each.said for each in reply.themes.all())
    link = {
        "text": themes or ("None" if one.closed_on else "Say what it speaks of"),
        "href": reverse("programme:draw", args=[one.pk, reply.pk]),
    }
    said = [reply.said(each) or "–" for each in questions]
    return [str(reply), *said, themes or "None" if one.closed_on else link]
