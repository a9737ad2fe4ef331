"""One measure: broken down as asked, drawn, defined, and to be taken away."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from muster.explore import rules_panel, trends, words
from muster.explore.coverage_notice import registers, share_held, standing
from muster.explore.looking import Look, Table
from muster.explore.measure_chart import drawn, long_title
from muster.explore.measure_form import MeasureForm, offered
from muster.explore.paging import page_of
from muster.measures import (
    BadPeriod,
    CannotAsk,
    Figure,
    Measure,
    NoSuchDimension,
)
from muster.measures.dimensions import TITLES


def answer(look: Look, form: MeasureForm) -> Table | None:
    """The figures asked for; None, with the form's errors saying why, when refused."""
    if not form.is_valid():
        return None
    try:
        return look.ask((form.measure.name,), form.by_asked, schools=form.schools)
    except (CannotAsk, NoSuchDimension, BadPeriod) as why:
        form.refuse(why)
    return None


def of(look: Look, form: MeasureForm, asked: Table | None, query: QueryDict) -> dict:
    """Everything on the page below the form; without figures when they were refused."""
    measure = form.measure
    held = share_held(list(registers(look).values()))
    page = {
        "measure": measure,
        "standing": standing(look, held),
        "look": look,
        "ways": ways(look, form),
    }
    if asked is None:
        return page
    by = asked.answer.by
    rows = [row for row in asked.answer.rows if row.denominator != 0 or row.suppressed]
    whole = look.ask((measure.name,), schools=form.schools).figure(measure.name)
    return page | {
        "is_empty": not rows,
        "whole": tile_of(whole, form),
        "drawn": drawn(asked, measure, look) if by else _over_time(look, form),
        "table": _table(rows, by, measure, query) if by and rows else None,
        "rules": rules_panel.of_measure(look, measure.name, form.schools),
        "address": _address("explore:measure", look, form),
        "csv": _address("explore:measure_csv", look, form),
        "unknown_age": asked.answer.unknown_age,
    }


def ways(look: Look, form: MeasureForm) -> list[tuple[str, str]]:
    """A link for each way to break the measure down: (title, address)."""
    return [
        (TITLES[name], look.link("explore:measure", form.measure.name, by=name))
        for name in offered(form.measure)
    ]


def _over_time(look: Look, form: MeasureForm) -> dict[str, Any] | None:
    """Without a breakdown: the half-terms of the year, beside the year before."""
    lines = trends.year_lines(look, form.measure.name, schools=form.schools)
    return trends.by_half_term(form.measure.name, lines, wide=True) if lines else None


def tile_of(whole: Figure | None, form: MeasureForm) -> dict[str, Any]:
    """The one figure before any breakdown."""
    return {
        "label": form.school_name or "The authority",
        "value": words.rate(whole),
        "detail": words.out_of(whole),
    }


def _address(name: str, look: Look, form: MeasureForm) -> str:
    """The choice as an address that shows the same period whatever is latest later."""
    by, second = (*form.by_asked, "", "")[:2]
    chosen = {
        "period": look.period.text,
        "rules": look.rules,
        "by": by,
        "by2": second,
        "school": form.cleaned_data.get("school", ""),
    }
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in chosen.items() if value})
    return f"{reverse(name, args=[form.measure.name])}?{query.urlencode(safe='/')}"


def _table(
    rows: list[Figure], by: tuple[str, ...], measure: Measure, query: QueryDict
) -> dict[str, Any]:
    paged = page_of(rows, query)
    names = " and ".join(TITLES[name].lower() for name in by)
    return paged | {
        "caption": f"{measure.title} by {names}",
        "columns": [
            *({"text": TITLES[name]} for name in by),
            {"text": "Counted", "number": True},
            {"text": f"Out of ({words.unit_of(measure)})", "number": True},
            {"text": "Per cent", "number": True},
        ],
        "rows": [
            [
                *(long_title(d, v) for d, v in zip(by, row.dims, strict=True)),
                words.count_cell(row.numerator, row),
                words.count_cell(row.denominator, row),
                words.cell(row),
            ]
            for row in paged["shown"]
        ],
    }


def csv_rows(asked: Table) -> Iterator[tuple[Any, ...]]:
    """The heading and the rows that `muster measure` prints (design.md 6)."""
    answered = asked.answer
    yield (
        "measure",
        "period",
        "rules",
        *answered.by,
        "numerator",
        "denominator",
        "value",
        "suppressed",
    )
    for row in answered.rows:
        yield (
            row.measure,
            answered.period.text,
            answered.rules.name,
            *row.dims,
            row.numerator,
            row.denominator,
            row.value,
            int(row.suppressed),
        )
