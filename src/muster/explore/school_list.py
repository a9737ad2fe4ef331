"""All schools in one table: filtered, sorted by any column, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from muster.design.filters import percent
from muster.design.paging import address, page_of
from muster.explore import words
from muster.explore.choosing import ChooseForm, titled
from muster.explore.coverage_notice import registers, share_held, standing
from muster.explore.looking import Look
from muster.explore.schools import School, schools_of
from muster.explore.weekly_files import files_under
from muster.measures import ALL, Scope, get
from muster.measures.coverage import Coverage
from muster.measures.figures import percentage
from muster.tables.state import State


# The rates shown, and the short headings that let them stand side by side.
RATES = {
    "attendance": "Attendance",
    "overall_absence": "Absence",
    "unauthorised_absence": "Unauthorised",
    "persistent_absence": "Persistent",
    "severe_absence": "Severe",
}


NO_SUCH = "There are no schools with “%(value)s” there. Choose from the list."


class SchoolsForm(ChooseForm):
    """Which schools to list. A filter nobody could choose from is left out."""

    q = forms.CharField(label="Name or number", required=False, max_length=100)
    phase = forms.ChoiceField(label="Phase", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    trust = forms.ChoiceField(label="Trust", required=False)

    FILTERS = ("phase", "area", "trust")

    def __init__(self, query: QueryDict, *, state: State, scope: Scope = ALL) -> None:
        super().__init__(query, state=state, scope=scope)
        for name in self.FILTERS:
            values = {
                getattr(school, name) for school in schools_of(state, scope).values()
            }
            if len(values) > 1:
                self.fields[name].choices = titled(name, sorted(values - {""}))
                self.fields[name].error_messages["invalid_choice"] = NO_SUCH
            else:
                del self.fields[name]


@dataclass(frozen=True)
class Row:
    """One school and what the columns show of it."""

    school: School
    figures: dict[str, Any]
    pupils: int | None
    coverage: Coverage | None

    @property
    def held(self) -> Decimal | None:
        return (
            percentage(self.coverage.held, self.coverage.open)
            if self.coverage
            else None
        )


@dataclass(frozen=True)
class Column:
    """A column: its name in the address, its heading, what it sorts by."""

    key: str
    text: str
    sort_by: Callable[[Row], Any]
    is_number: bool = False


def _rate(name: str) -> Callable[[Row], Any]:
    return lambda row: row.figures[name].value if row.figures[name] else None


COLUMNS = (
    Column("school", "School", lambda row: row.school.name.casefold()),
    Column("phase", "Phase", lambda row: row.school.phase),
    Column("area", "Area", lambda row: row.school.area or None),
    Column("pupils", "Pupils", lambda row: row.pupils, True),
    *(Column(name, text, _rate(name), True) for name, text in RATES.items()),
    Column("registers", "Registers", lambda row: row.held, True),
)


def columns(look: Look) -> dict[str, Column]:
    """The columns by key: without registers where weekly files are all there is."""
    return {one.key: one for one in COLUMNS if look.has_codes or one.key != "registers"}


def of(look: Look, form: SchoolsForm, query: QueryDict) -> dict[str, Any]:
    """The table's rows for the page asked for, and what is needed to move about."""
    every = rows(look)
    found = [row for row in every if _is_wanted(row.school, form)]
    by_key = columns(look)
    key, is_down = _order(query.get("sort", ""), by_key)
    found = ordered(found, by_key[key], is_down=is_down)
    paged = page_of(found, query)
    held = share_held([row.coverage for row in every if row.coverage])
    return paged | {
        "standing": standing(look, held),
        "rests_on": files_under(look),
        "columns": [_heading(one, key, is_down, query) for one in by_key.values()],
        "rows": [_cells(row, look) for row in paged["shown"]],
        "is_filtered": len(found) < len(every),
    }


def rows(look: Look) -> list[Row]:
    """A row for every school in scope, by name."""
    asked = look.ask(tuple(RATES), ("school",))
    held = registers(look)
    found = []
    for school in schools_of(look.state, look.scope).values():
        figures = {name: asked.figure(name, school.name) for name in RATES}
        counted = figures["persistent_absence"]
        found.append(
            Row(
                school,
                figures,
                counted.denominator if counted else None,
                held.get(school.id),
            )
        )
    return found


def ordered(found: list[Row], column: Column, *, is_down: bool) -> list[Row]:
    """Sorted, with schools that have nothing there (or something hidden) last."""
    known = [row for row in found if column.sort_by(row) is not None]
    blank = [row for row in found if column.sort_by(row) is None]
    return sorted(known, key=column.sort_by, reverse=is_down) + blank


def _is_wanted(school: School, form: SchoolsForm) -> bool:
    chosen = form.cleaned_data if form.is_valid() else {}
    if any(chosen.get(n) and getattr(school, n) != chosen[n] for n in form.FILTERS):
        return False
    words_ = chosen.get("q", "").casefold().split()
    text = f"{school.name} {school.urn} {school.laestab}".casefold()
    return all(word in text for word in words_)


def _order(asked: str, by_key: dict[str, Column]) -> tuple[str, bool]:
    key = asked.removeprefix("-")
    return (key, asked.startswith("-")) if key in by_key else ("school", False)


def _heading(
    column: Column, key: str, is_down: bool, query: QueryDict
) -> dict[str, Any]:
    """A heading that sorts: the other way if it is sorted so already; numbers begin high."""
    is_sorted = column.key == key
    down = not is_down if is_sorted else column.is_number
    return {
        "text": column.text,
        "number": column.is_number,
        "means": get(column.key) if column.key in RATES else None,
        "href": address(query, sort=("-" if down else "") + column.key, page=""),
        "sorted": ("descending" if is_down else "ascending") if is_sorted else None,
    }


def _cells(row: Row, look: Look) -> list[Any]:
    school, counted = row.school, row.figures["persistent_absence"]
    return [
        {"text": school.name, "href": look.link("explore:school", school.id)},
        school.phase_title,
        school.area or "–",
        words.count_cell(row.pupils, counted),
        *(words.cell(row.figures[name]) for name in RATES),
        *([percent(row.held)] if look.has_codes else []),
    ]
