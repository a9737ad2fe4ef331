"""The pages of rows that wait: which, why, and whom each is about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muster.accounts import audit
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import paging
from muster.design.filters import day
from muster.registers.child import Children, Listed
from muster.sources import matching, uploads
from muster.sources.matching_form import ChooseForm
from muster.tables import in_cohorts
from muster.tables.cohorts import cohorts
from muster.tables.in_cohorts import BIRTH, NAME, NOBODY, Row
from muster.tables.store import Refused


A_PAGE = 50
WHY = {
    NOBODY: "Nobody here has this UPN. It is matched by itself when they arrive.",
    NAME: "Whoever has this UPN has another name.",
    BIRTH: "Whoever has this UPN was born on another day.",
    "": "Decided.",
}
COLUMNS = [
    {"text": "Who the list says it is"},
    {"text": "Born"},
    {"text": "Cohorts"},
    {"text": "School and placement"},
    {"text": "Why it waits"},
]
# Whoever may look at the care of every child: a row may be about any of them.
sees_every_child = requires(Permission.SEE_SENSITIVE, everywhere=True)


@sees_every_child
@require_safe
@never_cache
def rows(request: HttpRequest) -> HttpResponse:
    """The rows that wait, those somebody has to decide of first; and what was decided."""
    state = uploads.state()
    waits = sorted(in_cohorts.waiting(state), key=lambda row: row.why == NOBODY)
    page = paging.page_of(waits, request.GET, A_PAGE)
    decided = in_cohorts.decided(state)
    audit.record(
        did="children.listed",
        by=request.user.get_username(),
        to="cohort-rows",
        after={"count": len(waits), "shown": len(page["shown"])},
    )
    shown = {
        "columns": COLUMNS,
        "rows": [_told(row) for row in page["shown"]],
        "decided": [_decided(row) for row in decided[:A_PAGE]],
        "to_decide": sum(row.why != NOBODY for row in waits),
    }
    return render(request, "sources/cohort_rows.html", page | shown)


@sees_every_child
@require_http_methods(["GET", "POST"])
@never_cache
def row(request: HttpRequest, pupil: int) -> HttpResponse:
    """Whom the rows under one number are about."""
    state = uploads.state()
    found = matching.rows_of(state, pupil)
    if not found:
        raise Http404
    seen = Children.visible_to(request.user, state)
    forms = [_form(request, seen, row) for row in found]
    for form in forms:
        if form.is_bound and form.is_valid():
            try:
                matching.choose(
                    form.row.said,
                    form.cleaned_data["child"],
                    by=request.user.get_username(),
                )
            except Refused as why:
                form.add_error(None, str(why))
            else:
                messages.success(request, "It is decided, for later lists too.")
                return redirect("sources:cohort_rows")
    audit.record(
        did="cohort.row-looked-at",
        by=request.user.get_username(),
        to=f"cohort-row:{pupil}",
        after={"candidates": sum(len(form.candidates) for form in forms)},
    )
    page = {
        "asked": [(form, _facts(form.row)) for form in forms],
        "form": next((form for form in forms if form.errors), forms[0]),
    }
    return render(request, "sources/cohort_row.html", page)


def _form(request: HttpRequest, seen: Children, row: Row) -> ChooseForm:
    """Bound, if it is this row's that was sent."""
    mine = request.method == "POST" and request.POST.get("said") == row.said
    return ChooseForm(
        request.POST if mine else None,
        row=row,
        candidates=matching.candidates(seen, row),
        words=_words,
    )


def _words(one: Listed) -> str:
    born = f", born {day(one.born_on)}" if one.born_on else ""
    left = f", left {day(one.left_on)}" if one.left_on else ""
    return f"{one.name}{born}, {one.school_name}{left}"


def _name(row: Row) -> str:
    return f"{row.forename} {row.surname}".strip() or "No name given"


def _titles(row: Row) -> str:
    return ", ".join(cohorts()[key].title for key in row.cohorts)


def _where(row: Row) -> str:
    return ", ".join(filter(None, (row.at_school, row.placed_in))) or "–"


def _told(row: Row) -> list[Any]:
    href = reverse("sources:cohort_row", args=[row.pupil])
    return [
        {"text": _name(row), "href": href},
        day(row.born_on) if row.born_on else "–",
        _titles(row),
        _where(row),
        WHY[row.why],
    ]


def _decided(row: Row) -> list[Any]:
    who = row.whom is not None and row.whom > 0
    return [*_told(row)[:4], "A child held here" if who else "No child held here"]


def _facts(row: Row) -> list[dict[str, Any]]:
    said = (
        ("UPN on the list", row.upn or "None"),
        ("Name on the list", _name(row)),
        ("Born", day(row.born_on) if row.born_on else "Not given"),
        ("Cohorts", _titles(row)),
        ("School and placement", _where(row)),
        ("Why it waits", WHY[row.why]),
    )
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in said]
