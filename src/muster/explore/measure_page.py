"""One measure: broken down as asked, drawn, defined, and to be taken away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from muster.design.paging import page_of
from muster.explore import elsewhere, measure_chart, rules_panel, trends, words
from muster.explore.coverage_notice import registers, share_held, standing
from muster.explore.looking import Look, Table
from muster.explore.measure_chart import Drawing, Panel
from muster.explore.measure_form import MOST_PERIODS, MeasureForm, in_time, offered
from muster.explore.rows import (
    PERIOD,
    Rows,
    dimension_title,
    long_title,
    rows_of,
    title_by,
)
from muster.explore.weekly_files import files_under
from muster.explore.within import within
from muster.measures import (
    BadPeriod,
    CannotAsk,
    Figure,
    Measure,
    NoSuchDimension,
    parse_period,
)
from muster.measures.dimensions import TITLES


# What may be taken away: what it is called, and the page that gives it.
FILES = {
    "The table": (("CSV", "table_csv"), ("Excel", "table_xlsx")),
    "The chart": (("SVG", "chart_svg"), ("PNG", "chart_png")),
    "For a program": (("CSV as the command prints it", "measure_csv"),),
}
SETS = {"half_term": "Every half-term held", "term": "Every term", "": "Every year"}


@dataclass(frozen=True)
class Explored:
    """What was asked of one measure, and answered: an answer a period, in time's order."""

    look: Look
    form: MeasureForm
    tables: tuple[Table, ...]

    @property
    def measure(self) -> Measure:
        return self.form.measure

    @cached_property
    def rows(self) -> Rows:
        return rows_of(self.tables)

    @cached_property
    def shown(self) -> list[Figure]:
        """The rows of the table: those with something counted, or hidden."""
        rows = self.rows.figures
        return [row for row in rows if row.denominator != 0 or row.suppressed]

    @property
    def title(self) -> str:
        about = title_by(self.measure, self.rows.by)
        return f"{about}, {self.form.school_name}" if self.form.schools else about

    @cached_property
    def drawing(self) -> Drawing | None:
        if self.rows.by != (PERIOD,) or len(self.tables) > 1:
            return measure_chart.drawn(self.rows, self.measure, self.look)
        trend = over_time(self)
        if trend is None:
            return None
        return Drawing(trend["title"], trend["says"], (Panel("", trend["chart"]),))

    @property
    def periods(self) -> str:
        """“Autumn half-term 1, 2025/26”, or the first to the last of several."""
        titles = [table.answer.period.title for table in self.tables]
        return titles[0] if len(titles) == 1 else f"{titles[0]} to {titles[-1]}"


def answer(look: Look, form: MeasureForm) -> Explored | None:
    """The figures asked for; None, with the form's errors saying why, when refused."""
    if not form.is_valid():
        return None
    name, by = (form.measure.name,), form.by_asked
    try:
        tables = look.ask_each(form.periods, name, by, schools=form.schools)
    except (CannotAsk, NoSuchDimension, BadPeriod) as why:
        form.refuse(why)
        return None
    return Explored(look, form, tuple(tables))


def of(look: Look, form: MeasureForm, query: QueryDict) -> dict[str, Any]:
    """Everything on the page below the form; without figures when they were refused, or
    cannot be had of what is held: ``cannot`` then says why."""
    measure = form.measure
    cannot = look.why_not((measure.name,))
    asked = None if cannot else answer(look, form)
    held = share_held(list(registers(look).values()))
    page = {
        "measure": measure,
        "standing": standing(look, held),
        "look": look,
        "ways": ways(look, form),
        "rests_on": files_under(look),
        "cannot": cannot,
    }
    if asked is None:
        return page
    shown = asked.shown
    whole = look.ask((measure.name,), schools=form.schools).figure(measure.name)
    drawing = _drawing(asked)
    return page | {
        "is_empty": not shown,
        "is_hidden": bool(shown) and all(row.suppressed for row in shown),
        "whole": tile_of(whole, form, within(look)),
        "drawn": drawing,
        "table": table(asked, query) if shown else None,
        "elsewhere": elsewhere.panel(look, measure.name),
        "rules": rules_panel.of_measure(look, measure.name, form.schools),
        "address": address("explore:measure", look, form),
        "sets": sets(look, form),
        "files": files(look, form, has_chart=drawing is not None),
    }


def _drawing(asked: Explored) -> dict[str, Any] | None:
    if asked.rows.by == (PERIOD,) and len(asked.tables) == 1:
        return over_time(asked)
    found = asked.drawing
    return found.block() if found else None


def ways(look: Look, form: MeasureForm) -> list[tuple[str, str]]:
    """A link for each way to break the measure down: (title, address)."""
    return [
        (TITLES[name], look.link("explore:measure", form.measure.name, by=name))
        for name in offered(look, form.measure)
    ]


def over_time(asked: Explored) -> dict[str, Any] | None:
    """Without a breakdown: the half-terms of the year, beside the year before."""
    name = asked.measure.name
    lines = trends.year_lines(asked.look, name, schools=asked.form.schools)
    return trends.by_half_term(name, lines, wide=True) if lines else None


def tile_of(whole: Figure | None, form: MeasureForm, whose: str) -> dict[str, Any]:
    """The one figure before any breakdown."""
    return {
        "label": form.school_name or whose or "The authority",
        "means": {"text": form.measure.sentence, "source": form.measure.source},
        "value": words.rate(whole),
        "detail": words.out_of(whole),
    }


def files(
    look: Look, form: MeasureForm, *, has_chart: bool
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What to take away, by what it is of: (“The table”, [(“CSV”, address), ...])."""
    return [
        (what, [(text, address(f"explore:{name}", look, form)) for text, name in ways])
        for what, ways in FILES.items()
        if has_chart or what != "The chart"
    ]


def sets(look: Look, form: MeasureForm) -> list[tuple[str, str]]:
    """A link for each usual set of periods to see side by side: the latest of them."""
    held = [parse_period(text) for text, _ in form.fields["also"].choices]
    found = []
    for part, text in SETS.items():
        mine = [p for p in held if _part(p) == part]
        chosen = sorted(mine, key=in_time)[-MOST_PERIODS:]
        if len(chosen) > 1:
            to = address("explore:measure", look, form, [one.text for one in chosen])
            found.append((text, to))
    return found


def _part(period: Any) -> str:
    return "half_term" if period.half_term else "term" if period.term else ""


def address(
    name: str, look: Look, form: MeasureForm, periods: Sequence[str] = ()
) -> str:
    """The choice as an address that shows the same periods whatever is latest later."""
    by, second = (*form.by_asked, "", "")[:2]
    first, *also = periods or [look.period.text]
    also = also or [p.text for p in form.cleaned_data["also"] if not periods]
    chosen = {
        "period": first,
        "rules": look.rules,
        "by": by,
        "by2": second,
        "school": form.cleaned_data.get("school", ""),
    }
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in chosen.items() if value})
    query.setlist("also", [text for text in also if text != first])
    return f"{reverse(name, args=[form.measure.name])}?{query.urlencode(safe='/')}"


def table(asked: Explored, query: QueryDict) -> dict[str, Any]:
    """A page of the table's rows."""
    paged = page_of(asked.shown, query)
    rows = [_cells(asked.rows.by, row) for row in paged["shown"]]
    return paged | {
        "caption": asked.title,
        "columns": [
            {"text": text, "number": number} for text, number in headings(asked)
        ],
        "rows": rows,
        "of": [
            ((asked.measure.name,), dict(zip(asked.rows.by, row.dims, strict=True)))
            for row in paged["shown"]
        ],
    }


def headings(asked: Explored) -> list[tuple[str, bool]]:
    """What stands above each column, and whether it holds numbers."""
    return [
        *((dimension_title(name), False) for name in asked.rows.by),
        ("Counted", True),
        (f"Out of ({words.unit_of(asked.measure)})", True),
        ("Per cent", True),
    ]


def texts(asked: Explored) -> list[list[str]]:
    """Every row of the table as it is read: a hidden figure is c."""
    return [
        [words.HIDDEN if isinstance(cell, dict) else str(cell) for cell in cells]
        for cells in (_cells(asked.rows.by, row) for row in asked.shown)
    ]


def _cells(by: tuple[str, ...], row: Figure) -> list[Any]:
    return [
        *(long_title(d, v) for d, v in zip(by, row.dims, strict=True)),
        words.count_cell(row.numerator, row),
        words.count_cell(row.denominator, row),
        words.cell(row),
    ]


def csv_rows(asked: Explored) -> Iterator[tuple[Any, ...]]:
    """The heading and the rows that `muster measure` prints (design.md 6)."""
    yield (
        "measure",
        "period",
        "rules",
        *asked.form.by_asked,
        "numerator",
        "denominator",
        "value",
        "suppressed",
    )
    for table in asked.tables:
        for row in table.answer.rows:
            yield (
                row.measure,
                table.answer.period.text,
                table.answer.rules_name,
                *row.dims,
                row.numerator,
                row.denominator,
                row.value,
                int(row.suppressed),
            )
