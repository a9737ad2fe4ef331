"""The pages of people: the first of a home, and those a colleague makes accounts for."""

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from muster.accounts import first, people
from muster.accounts.forms import AddPersonForm, FirstPersonForm
from muster.accounts.history import versions
from muster.accounts.models import User
from muster.accounts.pages import open_to_all, requires
from muster.accounts.people import Refused
from muster.accounts.permissions import Permission
from muster.design.filters import moment


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
COLUMNS = [
    {"text": "Name"},
    {"text": "Username"},
    {"text": "Posts"},
    {"text": "Account"},
    {"text": "What to do"},
]
VERSION_COLUMNS = [
    {"text": "When"},
    {"text": "What"},
    {"text": "Changes"},
    {"text": "By"},
]
CHANGE = Markup('Change<span class="govuk-visually-hidden"> {}</span>')


@open_to_all
@require_http_methods(["GET", "POST"])
@transaction.atomic
def begin(request: HttpRequest) -> HttpResponse:
    """The first person makes their own account, with the home's code, once."""
    if not first.is_awaited():
        raise Http404
    given = request.POST.get("code") or request.GET.get("code", "")
    form = FirstPersonForm(
        request.POST if request.method == "POST" else None, initial={"code": given}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add(role_keys=first.ROLES, **form.account())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            first.has_come()
            login(request, person, backend=BACKEND)
            return redirect("/")
    return render(request, "accounts/begin.html", {"form": form})


@requires(Permission.KEEP_PEOPLE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    rows = [
        [
            str(one),
            one.username,
            one.post_titles or "None: may see nothing",
            {"status": ("good", "Open") if one.is_active else ("none", "Closed")},
            {"html": CHANGE.format(one), "href": f"/people/{one.pk}/"},
        ]
        for one in User.objects.order_by("-is_active", "name")
    ]
    return render(request, "accounts/people.html", {"columns": COLUMNS, "rows": rows})


@requires(Permission.KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """An account for a colleague, with a first password that is shown once."""
    form = AddPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = people.first_password()
        try:
            person = people.add(
                password=password,
                by=request.user.get_username(),
                **form.cleaned_data,
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            page = {"person": person, "password": password}
            return render(request, "accounts/added.html", page)
    return render(request, "accounts/add.html", {"form": form})


@requires(Permission.KEEP_PEOPLE)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    is_me = found.pk == request.user.pk
    return render(
        request,
        "accounts/person.html",
        {
            "person": found,
            "is_me": is_me,
            "versions": [
                [moment(one.at), one.kind, one.changes, _named(one.by)]
                for one in versions(found)
            ],
            "version_columns": VERSION_COLUMNS,
        },
    )


def _named(username: str) -> str:
    """What a person is called now; their username, once they have no account."""
    found = User.objects.filter(username=username).first() if username else None
    return str(found) if found else username or "–"


@requires(Permission.KEEP_PEOPLE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever has left can't sign in any more, from this moment."""
    found = get_object_or_404(User, pk=pk)
    try:
        people.close(person=found, by=request.user)
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"The account of {found} is closed.")
    return redirect("people")


@requires(Permission.KEEP_PEOPLE)
@require_POST
@never_cache
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    password = people.give_new_password(person=found)
    return render(
        request, "accounts/added.html", {"person": found, "password": password}
    )
