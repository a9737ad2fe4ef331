"""Figures of legal work, on pages: what the Department collects, and whom it falls on."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import spreadsheets
from muster.registers.legal import figures as collecting
from muster.school_year import SchoolYear, clock


@requires(Permission.SEE_CHILDREN, everywhere=True)
@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """What the Department collects, of a school year. Exact, and so for those only who
    see every child."""
    year, years = _year(request)
    page = {
        "rows": [
            [one.what, one.why or "–", one.count]
            for one in collecting.collected(*_span(year))
        ],
        "years": years,
        "year": str(year),
        "memory": collecting.FROM_MEMORY,
    }
    return render(request, "registers/legal_figures.html", page)


@requires(
    Permission.SEE_CHILDREN,
    everywhere=True,
    does="legal-figures.downloaded",
    to="legal-figures",
)
@require_safe
@never_cache
def figures_csv(request: HttpRequest) -> HttpResponse:
    year, _ = _year(request)
    first, last = _span(year)
    name = f"legal-measures-{year}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    to = spreadsheets.writer(response, "\r\n")
    to.writerow(["from", "to", "what", "reason", "count", "remark"])
    for one in collecting.collected(first, last):
        to.writerow([first, last, one.what, one.why, one.count, "from memory: check"])
    return response


@requires(Permission.SEE_FIGURES, everywhere=True)
@require_safe
@never_cache
def equality(request: HttpRequest) -> HttpResponse:
    """Whom legal measures fall on, by group, beside whom the threshold does."""
    year, years = _year(request)
    page = {
        "columns": [
            {"text": "Group"},
            *({"text": kind, "number": True} for kind in collecting.KINDS),
        ],
        "tables": [
            (title, [_shares(one) for one in rows])
            for title, rows in groupby(
                collecting.by_group(*_span(year)), key=lambda one: one.group
            )
        ],
        "years": years,
    }
    return render(request, "registers/legal_equality.html", page)


def _shares(one: collecting.Share) -> list[str]:
    return [
        one.value,
        *(
            "hidden" if n is None else f"{n:,}{f' ({part})' if part else ''}"
            for n, part in zip(one.counts, one.shares, strict=True)
        ),
    ]


def _year(request: HttpRequest) -> tuple[SchoolYear, list[dict[str, Any]]]:
    """The school year that is asked for, this one unless said, and those there are."""
    now = SchoolYear.of(clock.today())
    # Nothing was a penalty notice of the Framework before its year.
    offered = [SchoolYear(start) for start in range(now.start, 2023, -1)]
    asked = request.GET.get("year", "")
    year = next((one for one in offered if str(one) == asked), now)
    items = [
        {"value": str(one), "text": str(one), "selected": one == year}
        for one in offered
    ]
    return year, items


def _span(year: SchoolYear) -> tuple[date, date]:
    return year.starts_on, min(year.ends_on, clock.today())
