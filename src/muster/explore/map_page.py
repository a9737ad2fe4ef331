"""Schools where they stand: coloured by a measure, sized by their rolls."""

from typing import Any

from django import forms
from django.http import QueryDict

from muster.design import charts
from muster.design.drawing import picture
from muster.design.paging import page_of
from muster.explore import words
from muster.explore.choosing import ChooseForm
from muster.explore.coverage_notice import registers, share_held, standing
from muster.explore.looking import Look
from muster.explore.school_list import RATES
from muster.explore.schools import School, schools_of
from muster.explore.weekly_files import files_under
from muster.measures import Figure, get
from muster.tables.state import State, remembered


PUPILS = "persistent_absence"  # whose denominator is how many pupils were counted
FEWEST = 2  # one dot is no map


class MapForm(ChooseForm):
    """Which measure to colour the schools by."""

    measure = forms.ChoiceField(
        label="Coloured by",
        choices=[(name, get(name).title) for name in RATES],
        error_messages={
            "invalid_choice": "The map has no colours for “%(value)s”. Choose from the list."
        },
    )

    def _filled(self, query: QueryDict) -> dict[str, Any]:
        return {"measure": "overall_absence"} | super()._filled(query)

    @property
    def chosen(self) -> str:
        """The measure, or overall absence where none can be read."""
        return self.cleaned_data.get("measure", "overall_absence")


@remembered(4)
def grid(state: State) -> dict[int, tuple[int, int]]:
    """Where schools stand, in metres east and north, by their ids; those that say."""
    columns = ("easting", "northing")
    if not set(columns) <= set(state.schools.columns):
        return {}
    rows = state.schools.select("id", *columns).drop_nulls().rows()
    return {school: (east, north) for school, east, north in rows}


def of(look: Look, form: MapForm, query: QueryDict) -> dict[str, Any]:
    """The map and the table behind it; without a picture where no places are held."""
    name = form.chosen
    measure = get(name)
    at = grid(look.state)
    asked = look.ask((name, PUPILS), ("school",))
    shown = [
        (school, figure, asked.figure(PUPILS, school.name))
        for school in schools_of(look.state, look.scope).values()
        if (figure := asked.figure(name, school.name)) and figure.denominator != 0
    ]
    placed = [one for one in shown if one[0].id in at]
    page = {
        "measure": measure,
        "standing": standing(look, share_held(list(registers(look).values()))),
        "rests_on": files_under(look),
        "is_empty": not shown,
        "missing": len(shown) - len(placed),
    }
    drawable = sum(figure.value is not None for _, figure, _ in placed)
    if drawable < FEWEST:
        return page | {"table": _table(look, shown, None, query) if shown else None}
    unit = "of pupils" if measure.counts_enrolments else "of sessions"
    chart = charts.places(
        f"{measure.title}, per cent {unit}",
        [
            charts.Place(school.name, *at[school.id], figure.value, _size(pupils))
            for school, figure, pupils in placed
        ],
    )
    says = _says(len(placed))
    return page | {
        "drawn": {
            "title": f"{measure.title} at each school",
            "says": says,
            "picture": picture(chart, f"Map. {measure.title}. {says}", wide=True),
        },
        "table": _table(look, shown, chart, query),
    }


def _size(pupils: Figure | None) -> int:
    """A roll that is hidden is drawn as the smallest: its size would give it away."""
    return (pupils.denominator if pupils else None) or 1


def _says(count: int) -> str:
    return (
        f"{count} schools where they stand, in five shades with as many schools in each:"
        " darker is more."
    )


def _table(
    look: Look,
    shown: list[tuple[School, Figure, Figure | None]],
    chart: charts.ChartData | None,
    query: QueryDict,
) -> dict[str, Any]:
    paged = page_of(shown, query)
    measure = get(shown[0][1].measure)
    columns = [
        {"text": "School"},
        {"text": "Area"},
        {"text": "Pupils", "number": True},
        {"text": measure.title, "number": True},
    ]
    return paged | {
        "caption": f"{measure.title} at each school",
        "columns": columns + ([{"text": "Shade"}] if chart else []),
        "rows": [
            [
                {"text": school.name, "href": look.link("explore:school", school.id)},
                school.area or "–",
                words.count_cell(pupils.denominator if pupils else None, pupils),
                words.cell(figure),
                *([charts.bin_name(chart, figure.value)] if chart else []),
            ]
            for school, figure, pupils in paged["shown"]
        ],
    }
