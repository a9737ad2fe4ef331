"""The pages of the trail: reading it, a file of it, and finding a child's rows.

Whoever reads the trail is shown no child: an identifier they were given goes in, and the
hash the trail has of it comes out. Reading the trail is in the trail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from muster.accounts import audit, trail_key
from muster.accounts.changes import changes
from muster.accounts.deeds import SHORT, sentence
from muster.accounts.models import Entry, User
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import spreadsheets
from muster.design.filters import moment
from muster.protection.trail_form import ChildForm, SearchForm
from muster.sources import uploads
from muster.sources.presenting import pagination


A_PAGE = 50
COLUMNS = [{"text": "When"}, {"text": "What happened"}, {"text": "Details"}]
CSV_COLUMNS = (
    "entry",
    "at_utc",
    "by",
    "posts",
    "did",
    "sentence",
    "child",
    "to",
    "school",
    "reason",
    "before",
    "after",
    "source",
)
PERSON = re.compile(r"person:\d+")
STRANGER = "Somebody not signed in"


@requires(Permission.READ_TRAIL, does="trail.read", to="the trail")
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    page = Paginator(form.found(), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    child = "" if form.errors else form.cleaned_data["child"]
    return render(
        request,
        "protection/trail.html",
        {
            "form": form,
            "child": child[:SHORT],
            "columns": COLUMNS,
            "rows": rows(page),
            "page": page,
            "pagination": pagination(page, request.GET),
            "csv": f"{reverse('trail:csv')}?{query.urlencode()}",
        },
        status=400 if form.errors else 200,
    )


@requires(Permission.READ_TRAIL, does="trail.downloaded", to="the trail")
@require_GET
def entries_csv(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """Every row that was asked for."""
    form = SearchForm(request.GET)
    if form.errors:
        said = " ".join(sum(form.errors.values(), []))
        return HttpResponse(
            f"{said}\n", status=400, content_type="text/plain; charset=utf-8"
        )
    return StreamingHttpResponse(
        csv_lines(form.found()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="trail.csv"'},
    )


@requires(Permission.READ_TRAIL)
@require_http_methods(["GET", "POST"])
def find_child(request: HttpRequest) -> HttpResponse:
    """From an identifier somebody was given to the hash the trail has of the child."""
    form = ChildForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        child = form.child(uploads.state())
        # A try that finds nobody is one too: whoever guesses identifiers is seen to.
        audit.record(did="trail.searched", by=request.user.get_username(), child=child)
        if child is not None:
            found = trail_key.of_child(child)
            return redirect(f"{reverse('trail:entries')}?child={found}")
    return render(request, "protection/trail_child.html", {"form": form})


def rows(found: Iterable[Entry]) -> list[list[Any]]:
    listed = list(found)
    names = _names(listed)
    return [
        [
            moment(row.at),
            _said(row, names),
            _details(row.before, row.after),
        ]
        for row in listed
    ]


def _details(before: str, after: str) -> str:
    was, now = (json.loads(text) if text else {} for text in (before, after))
    if not isinstance(was, dict) or not isinstance(now, dict):
        was, now = {"it": was}, {"it": now}
    return changes(was, now)


def _names(found: Iterable[Entry]) -> dict[str, str]:
    """What people are called, by username and as the trail has them: “person:3”."""
    usernames = {row.by for row in found}
    done_to = {row.to for row in found if PERSON.fullmatch(row.to)}
    people = User.objects.filter(
        Q(username__in=usernames) | Q(pk__in=[one.partition(":")[2] for one in done_to])
    )
    return {
        key: str(one) for one in people for key in (one.username, f"person:{one.pk}")
    }


def _said(row: Entry, names: dict[str, str]) -> str:
    who = names.get(row.by, row.by) or STRANGER
    return sentence(
        row, who, whom=names.get(row.to, "") if PERSON.match(row.to) else ""
    )


class _Echo:
    """A file that gives back what is written to it: csv wants one."""

    def write(self, line: str) -> str:
        return line


def csv_lines(found: Any) -> Iterator[str]:
    writer = spreadsheets.writer(_Echo())
    yield writer.writerow(CSV_COLUMNS)
    each = found.iterator(chunk_size=2_000)
    while some := list(islice(each, 2_000)):
        names = _names(some)
        for row in some:
            yield writer.writerow(_cells(row, _said(row, names)))


def _cells(row: Entry, said: str) -> list[str]:
    return [
        str(row.pk),
        row.at.isoformat(timespec="seconds"),
        row.by,
        row.posts,
        row.did,
        said,
        row.child,
        row.to,
        "" if row.school is None else str(row.school),
        row.reason,
        row.before,
        row.after,
        row.source,
    ]
