"""Every authority's published figure: a map where boundaries are held, and the table."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muster.accounts.authority import authority_of
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.design import charts
from muster.design.drawing import picture
from muster.design.filters import percent
from muster.design.paging import page_of
from muster.measures import get, parse_period
from muster.measures.comparators import rounded
from muster.measures.compared import Standing, periods_published, standings
from muster.sources.uploads import state
from muster.tables.state import State


MEASURES = (
    "overall_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
    "attendance",
)
NOT_GIVEN = "–"


class AuthoritiesForm(forms.Form):
    """Which measure, of which period published."""

    measure = forms.ChoiceField(
        label="Measure", choices=[(name, get(name).title) for name in MEASURES]
    )
    # None is published where nothing is loaded: a state of the page, and no mistake.
    period = forms.ChoiceField(label="Period", required=False)

    def __init__(self, query: QueryDict, *, held: State):
        asked = query.get("measure", "")
        measure = asked if asked in MEASURES else MEASURES[2]
        periods = periods_published(held, measure)
        period = query.get("period", "")
        chosen = period if period in periods else next(iter(periods), "")
        super().__init__({"measure": measure, "period": chosen})
        self.fields["period"].choices = [
            (one, parse_period(one).title) for one in periods
        ]
        self.measure_name, self.period_text = measure, chosen


@requires(Permission.SEE_FIGURES)
@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """All of them, the lowest absence first, with our own marked."""
    held = state()
    form = AuthoritiesForm(request.GET, held=held)
    own = authority_of(request).la_code
    found = standings(held, form.measure_name, form.period_text)
    page: dict[str, Any] = {"form": form, "measure": get(form.measure_name)}
    if found:
        page |= _drawn(held, form, found, own)
        page["table"] = _table(form, found, own, request.GET)
        page["title"] = parse_period(form.period_text).title
    page["may_load"] = request.user.can(Permission.LOAD_FILES)
    return render(request, "explore/authorities.html", page)


def _drawn(
    held: State, form: AuthoritiesForm, found: tuple[Standing, ...], own: str
) -> dict[str, Any]:
    shapes = dict(held.boundaries.select("code", "geometry").iter_rows())
    names = {one.number: one.stood.area for one in found}
    areas = [
        charts.Area(
            one.stood.area,
            json.loads(shapes[one.code]),
            None if one.stood.value is None else rounded(one.stood.value, 2),
        )
        for one in found
        if one.code in shapes
    ]
    if not areas:
        return {"drawn": None}
    title = get(form.measure_name).title
    chart = charts.areas(f"{title}, per cent", areas, own=names.get(own, ""))
    says = (
        f"{len(areas)} authorities in five shades with as many in each: darker is more."
        + (f" {names[own]} has the heavier edge." if own in names else "")
    )
    return {
        "drawn": {
            "title": f"{title}, {parse_period(form.period_text).title}",
            "says": says,
            "picture": picture(chart, f"Map. {title}. {says}", wide=True),
        },
        "unplaced": len(found) - len(areas),
    }


def _table(
    form: AuthoritiesForm, found: tuple[Standing, ...], own: str, query: QueryDict
) -> dict[str, Any]:
    paged = page_of(list(found), query)
    return paged | {
        "caption": f"{get(form.measure_name).title} of every authority",
        "columns": [
            {"text": "Authority"},
            {"text": "Published", "number": True},
            {"text": "Rank"},
            {"text": "Band"},
        ],
        "rows": [
            [
                f"{one.stood.area} (here)"
                if own and one.number == own
                else one.stood.area,
                one.stood.symbol or NOT_GIVEN
                if one.stood.value is None
                else percent(rounded(one.stood.value, 2), 2),
                f"{one.rank.place} of {one.rank.of}" if one.rank else NOT_GIVEN,
                one.band or NOT_GIVEN,
            ]
            for one in paged["shown"]
        ],
    }
