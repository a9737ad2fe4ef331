"""Inviting somebody, and choosing one's own password by an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muster.accounts import invitations, password_reset, second_factor
from muster.accounts.models import User
from muster.accounts.pages import open_to_all, requires
from muster.accounts.people import Refused
from muster.accounts.people_forms import ChoosePasswordForm
from muster.accounts.permissions import Permission


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CODE = "muster_invitation"


@requires(Permission.KEEP_PEOPLE)
@require_POST
@never_cache
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends a link, in place of any sent before."""
    return hand_over(request, get_object_or_404(User, pk=pk))


def hand_over(request: HttpRequest, person: User) -> HttpResponse:
    """By email, or shown this once to whoever keeps people."""
    try:
        path = invitations.invite(person=person, by=request.user.get_username())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("person", pk=person.pk)
    address = request.build_absolute_uri(path)
    if invitations.email(person=person, by=request.user, address=address):
        messages.success(request, f"A link is on its way to {person.email}.")
        return redirect("person", pk=person.pk)
    page = {
        "person": person,
        "address": address,
        "emails": password_reset.is_possible(),
    }
    return render(request, "accounts/invited.html", page)


@open_to_all
@require_GET
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself. Its code goes into the session, out of the address: addresses are
    kept in histories and in logs."""
    if code := invitations.code_of(token):
        request.session[CODE] = code
    else:
        request.session.pop(CODE, None)
    return redirect("accept_invitation")


@open_to_all
@require_http_methods(["GET", "POST"])
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """Somebody invited chooses a password and is signed in; who has a second factor shows
    it first. Opening the link uses nothing up: programs that look at emails open what is
    in them."""
    code = request.session.get(CODE, "")
    invitation = invitations.found(code) if code else None
    if invitation is None:
        return _of_no_use(request)
    person = invitation.person
    form = ChoosePasswordForm(
        request.POST if request.method == "POST" else None, person=person
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(code=code, password=form.cleaned_data["password"])
        except Refused:
            return _of_no_use(request)
        person.refresh_from_db()
        request.session.flush()
        if second_factor.is_set_up(person):
            messages.success(request, "Your password is chosen. Sign in with it.")
            return redirect("account_login")
        login(request, person, backend=BACKEND)
        return redirect("/")
    page = {
        "person": person,
        "form": form,
        "providers": settings.SIGN_IN_PROVIDERS,
    }
    return render(request, "accounts/choose_password.html", page)


def _of_no_use(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_invitation.html", status=404)
