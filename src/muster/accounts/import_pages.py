"""People from a CSV file: sent, shown as it would be, then taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from muster.accounts import importing, invitations, people_file, stored
from muster.accounts.importing import Taken
from muster.accounts.models import User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission


PROBLEMS = [{"text": "Row"}, {"text": "Column"}, {"text": "What to do"}]
DEEDS = [{"text": "Person"}, {"text": "Row", "number": True}, {"text": "What is done"}]
LINKS = [{"text": "Person"}, {"text": "Link to hand over"}]
MOST_SHOWN = 200


class SendForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        error_messages={
            "required": "Choose a CSV file",
            "empty": "The file is empty. Choose another",
        },
    )


class TakeForm(forms.Form):
    """The file again, as it was shown."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    inviting = forms.BooleanField(
        label="Send each new person a link to choose a password", required=False
    )


@requires(Permission.KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
@never_cache
def send(request: HttpRequest) -> HttpResponse:
    """Choosing a file; what would be done with it; doing it."""
    if request.method == "POST" and "content" in request.POST:
        return _take(request)
    if request.method != "POST":
        return _asked(request, SendForm())
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form)
    content = form.cleaned_data["file"].read(people_file.MOST_BYTES + 1)
    by, state = request.user.get_username(), stored.state()
    taken = importing.rehearse(content, by=by, state=state)
    if taken.problems:
        return _refused(request, form, taken)
    kept = TakeForm(initial={"content": content.decode("utf-8-sig"), "inviting": True})
    page = _done(taken) | {"form": kept}
    return render(request, "accounts/import_preview.html", page)


def _take(request: HttpRequest) -> HttpResponse:
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _asked(request, SendForm())
    taken = importing.carry_out(
        form.cleaned_data["content"].encode(),
        by=request.user.get_username(),
        state=stored.state(),
        inviting=form.cleaned_data["inviting"],
    )
    if taken.problems:
        return _refused(request, SendForm(), taken)
    page = _done(taken) | _sent(request, taken)
    return render(request, "accounts/imported.html", page)


def _sent(request: HttpRequest, taken: Taken) -> dict[str, Any]:
    """To whom links were emailed; the others', to hand over."""
    by_hand: list[tuple[User, str]] = []
    for person in taken.added:
        if (path := taken.links.get(person.pk)) is None:
            continue
        address = request.build_absolute_uri(path)
        if not invitations.email(person=person, by=request.user, address=address):
            by_hand.append((person, address))
    links = [[str(person), address] for person, address in by_hand]
    emailed = len(taken.links) - len(by_hand)
    return {"emailed": emailed, "link_columns": LINKS, "links": links}


def _asked(request: HttpRequest, form: SendForm) -> HttpResponse:
    page = {"form": form, "file_columns": people_file.COLUMNS}
    return render(request, "accounts/import.html", page)


def _refused(request: HttpRequest, form: SendForm, taken: Taken) -> HttpResponse:
    problems = [
        [str(one.row), one.column or "–", one.sentence] for one in taken.problems
    ]
    page = {
        "form": form,
        "count": len(problems),
        "columns": PROBLEMS,
        "rows": problems[:MOST_SHOWN],
        "file_columns": people_file.COLUMNS,
    }
    return render(request, "accounts/import.html", page)


def _done(taken: Taken) -> dict[str, Any]:
    rows = [[str(one.person), str(one.row), one.sentence] for one in taken.deeds]
    return {
        "columns": DEEDS,
        "rows": rows[:MOST_SHOWN],
        "count": len(rows),
        "added": taken.added,
        "unchanged": taken.unchanged,
    }


@requires(Permission.KEEP_PEOPLE, does="sample.downloaded", to="people")
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """A file to begin from."""
    return HttpResponse(
        people_file.sample(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="people.csv"'},
    )
