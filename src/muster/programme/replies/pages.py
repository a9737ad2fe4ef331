"""The pages of whoever keeps a form: its questions, who is asked, and what they replied."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design.filters import day
from muster.design.paging import page_of
from muster.programme import Refused
from muster.programme.asked import asked, done, facts, headings
from muster.programme.replies import asking, results, sending
from muster.programme.replies.answer_form import AnswerForm
from muster.programme.replies.form import Form, Invitation, Question
from muster.programme.replies.forms import AskForm, FormForm, QuestionForm
from muster.school_year.clock import today


reads = requires(Permission.READ_PROGRAMME)
keeps = requires(Permission.KEEP_PLANS)
both = require_http_methods(["GET", "POST"])
CSV = "text/csv; charset=utf-8"


@reads
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    page = page_of(list(Form.objects.prefetch_related("invitations")), request.GET)
    return render(
        request,
        "programme/replies/list.html",
        {
            "columns": headings(
                "Form", "Kind", "Open", "Asked", "Answered", "How it stands"
            ),
            "rows": [_row(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": request.user.can(Permission.KEEP_PLANS),
        },
    )


@reads
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    may_keep = request.user.can(Permission.KEEP_PLANS)
    invitations = list(form.invitations.select_related("contact")) if may_keep else []
    page = page_of(invitations, request.GET)
    return render(
        request,
        "programme/replies/form.html",
        {
            "asked": form,
            "status": status(form),
            "facts": _facts(form),
            "questions": form.questions.all(),
            "replied": form.replies.exists(),
            "columns": headings("Who", "Email", "Sent", "Opened", "Answered"),
            "rows": [_invitation(one) for one in page["shown"]],
            "pagination": page["pagination"],
            "may_keep": may_keep,
            "why_not": sending.why_not(form, today()),
            "unsent": sending.unsent(form).count(),
            "to_remind": sending.to_remind(form, today()).count(),
        },
    )


@keeps
@both
def make(request: HttpRequest) -> HttpResponse:
    return asked(
        request,
        FormForm(request.POST or None),
        asking.make,
        title="A new form",
        button="Make it",
        back=reverse("programme:forms"),
        done="The form is made. Add its questions next.",
        to=Form.get_absolute_url,
    )


@keeps
@both
def change(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    held = {name: getattr(form, name) for name in FormForm.base_fields}
    held |= {name: f"{held[name]:%d/%m/%Y}" for name in ("opens_on", "closes_on")}
    return asked(
        request,
        FormForm(request.POST or None, initial=held),
        lambda **said: asking.change(form, on=today(), **said),
        title="Change the form",
        button="Keep it",
        back=form.get_absolute_url(),
        done="The form is changed.",
        caption=form,
    )


@keeps
@both
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    return asked(
        request,
        QuestionForm(request.POST or None),
        lambda **said: asking.add_question(form, **said),
        title="Add a question",
        button="Add it",
        back=form.get_absolute_url(),
        done="The question is added.",
        caption=form,
    )


@keeps
@both
def change_question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    question = get_object_or_404(Question, form=pk, number=number)
    held = {name: getattr(question, name) for name in QuestionForm.base_fields}
    held["choices"] = "\n".join(question.choices)
    return asked(
        request,
        QuestionForm(request.POST or None, initial=held),
        lambda **said: asking.change_question(question, **said),
        title="Change the question",
        button="Keep it",
        back=question.form.get_absolute_url(),
        done="The question is changed.",
        caption=question.form,
    )


@keeps
@require_POST
def drop_question(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    question = get_object_or_404(Question, form=pk, number=number)
    return done(
        request,
        lambda by: asking.drop_question(question, by=by),
        question.form,
        f"“{question.text}” is no longer asked.",
    )


@keeps
@both
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    return asked(
        request,
        AskForm(request.POST or None),
        lambda who, by: asking.ask(form, asking.read_asked(who), on=today(), by=by),
        title="Say who is asked",
        button="Add them",
        back=form.get_absolute_url(),
        done="They are on the list. Nothing is sent yet; whoever was on it stays once.",
        caption=form,
    )


@keeps
@require_POST
def send(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Letters to whoever was sent none, or reminders."""
    if what not in ("letters", "reminders"):
        raise Http404
    form = _form(pk)
    return done(
        request,
        lambda by: sending.ask_to_send(
            form,
            is_reminder=what == "reminders",
            on=today(),
            site=request.build_absolute_uri("/"),
            by=by,
        ),
        form,
        lambda sent: f"On their way: {sent} letter{'s' * (sent != 1)}.",
    )


@requires(Permission.KEEP_PLANS, does="form.links-made", to="form:{pk}")
@require_POST
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Links to be sent by hand, shown this once."""
    form = _form(pk)
    site = request.build_absolute_uri("/")
    try:
        made = sending.links_csv(form, on=today(), site=site)
    except Refused as why:
        messages.error(request, str(why))
        return redirect(form)
    return _file(made, f"form-{form.pk}-links.csv")


@keeps
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    page = {"asked": form, "form": AnswerForm(form), "is_preview": True}
    return render(request, "programme/replies/answer.html", page)


@reads
@require_safe
def replied(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    may_keep = request.user.can(Permission.KEEP_PLANS)
    count = form.replies.count()
    held_back = results.why_held_back(form, today()) if count else ""
    return render(
        request,
        "programme/replies/results.html",
        {
            "asked": form,
            "count": count if may_keep or count >= results.FEW else "Fewer than 5",
            "invited": form.invitations.count(),
            "held_back": held_back,
            "results": results.counted(form, for_officers=may_keep)
            if count and not held_back
            else [],
            "may_keep": may_keep,
        },
    )


@requires(Permission.KEEP_PLANS, does="export.made", to="replies to form {pk}")
@require_safe
def as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    form = _form(pk)
    if why := results.why_held_back(form, today()):
        messages.error(request, why)
        return redirect("programme:results", pk)
    return _file(results.as_csv(form), f"form-{pk}-replies.csv")


# How it is shown -------------------------------------------------------------------------


def status(form: Form) -> tuple[str, str]:
    on = today()
    if on < form.opens_on:
        return "none", f"Opens on {day(form.opens_on)}"
    if on > form.closes_on:
        return "none", f"Closed since {day(form.closes_on)}"
    return "good", f"Open until {day(form.closes_on)}"


def _form(pk: int) -> Form:
    return get_object_or_404(Form, pk=pk)


def _file(content: bytes, name: str) -> HttpResponse:
    held = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CSV, headers=held)


def _row(form: Form) -> list[Any]:
    asked_of = list(form.invitations.all())
    return [
        {"text": form.title, "href": form.get_absolute_url()},
        form.get_kind_display(),
        f"{day(form.opens_on)} to {day(form.closes_on)}",
        str(len(asked_of)),
        str(sum(one.answered_on is not None for one in asked_of)),
        {"status": status(form)},
    ]


def _facts(form: Form) -> list[dict[str, Any]]:
    anonymous = "Nobody: a link only says that it was used"
    return facts(
        ("What it is about", form.purpose),
        ("Why we ask", form.privacy),
        ("Open", f"{day(form.opens_on)} to {day(form.closes_on)}"),
        ("Who is told who replied", anonymous if form.is_anonymous else "Officers"),
    )


def _invitation(one: Invitation) -> list[Any]:
    sent = day(one.sent_on)
    if one.reminded_on:
        sent += f", reminded {day(one.reminded_on)}"
    days = [one.opened_on, one.answered_on]
    # On which day somebody answered is nobody’s to know who was promised that.
    told = [("Yes" if on else "–") if one.form.is_anonymous else day(on) for on in days]
    return [str(one), one.email or "–", sent, *told]
