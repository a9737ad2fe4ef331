"""What whoever has a link sees. They need no account, and no script.

Of a link that is wrong, used up or closed the page says one and the same thing.
"""

from __future__ import annotations

from allauth.core.ratelimit import consume
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts.pages import open_to_all
from muster.design import errors
from muster.programme import Refused
from muster.programme.replies import answering
from muster.programme.replies.answer_form import AnswerForm
from muster.programme.replies.form import Form, Invitation
from muster.programme.texts import read
from muster.school_year.clock import today


CODES, THANKED = "muster_replies", "muster_thanked"


@open_to_all
@require_safe
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself. Its code goes into the session, out of the address: addresses are
    kept in histories and in logs. A session may hold several."""
    code = answering.code_of(token)
    invitation = answering.found(code, today())
    if invitation is None:
        return _of_no_use(request)
    codes = request.session.get(CODES, {})
    request.session[CODES] = codes | {str(invitation.pk): code}
    return redirect("programme:reply", invitation.pk)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _followed(request, pk)
    if invitation is None:
        return _of_no_use(request)
    if not consume(request, action="reply"):
        return errors.too_many(request)
    code = request.session[CODES][str(pk)]
    answering.opened(invitation, today())
    held = answering.reply_of(invitation, code)
    given = request.POST if request.method == "POST" else None
    form = AnswerForm(invitation.form, given, reply=held)
    if request.method == "POST" and form.is_valid():
        try:
            answering.keep(code=code, answers=form.answers, on=today())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            _thank(request, invitation)
            return redirect("programme:replied", pk)
    page = {"asked": invitation.form, "form": form, "held": held, "pk": pk}
    return render(request, "programme/replies/answer.html", page)


@open_to_all
@require_safe
@never_cache
def read_first(request: HttpRequest, pk: int) -> HttpResponse:
    """The text they are asked about."""
    invitation = _followed(request, pk)
    if invitation is None or not invitation.form.reading:
        return _of_no_use(request)
    page = {"asked": invitation.form, "parts": read(invitation.form.reading), "pk": pk}
    return render(request, "programme/replies/read_first.html", page)


@open_to_all
@require_safe
@never_cache
def replied(request: HttpRequest, pk: int) -> HttpResponse:
    form = Form.objects.filter(invitations=pk, pk=request.session.get(THANKED)).first()
    if form is None:
        return _of_no_use(request)
    followed = _followed(request, pk) is not None
    page = {"asked": form, "pk": pk, "followed": followed}
    return render(request, "programme/replies/thanks.html", page)


def _thank(request: HttpRequest, invitation: Invitation) -> None:
    """Sessions are kept in the database: of an anonymous reply, what would tie it to whom
    it was asked of is kept there no longer."""
    request.session[THANKED] = invitation.form_id
    if invitation.form.is_anonymous:
        codes = request.session[CODES]
        request.session[CODES] = {
            one: code for one, code in codes.items() if one != str(invitation.pk)
        }


def _followed(request: HttpRequest, pk: int) -> Invitation | None:
    code = request.session.get(CODES, {}).get(str(pk), "")
    invitation = answering.found(code, today())
    return invitation if invitation and invitation.pk == pk else None


def _of_no_use(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/replies/no_use.html", status=404)
