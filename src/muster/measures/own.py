"""The authority's own past figures, given back as they were reported elsewhere.

Nothing is counted here, and no number is hidden: they are what somebody else gave out.
Whatever shows one shows its `said` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from muster.measures import catalogue
from muster.measures.figures import percentage
from muster.measures.members import school_names
from muster.measures.periods import parse_period
from muster.tables.state import AUTHORITY, State


COLUMNS = (
    "measure",
    "period",
    "school",
    "numerator",
    "denominator",
    "value",
    "source",
)


@dataclass(frozen=True)
class OwnFigure:
    """One figure; `place` is a school's id, or AUTHORITY, whose `school` is blank.

    `value` is a percentage at the places it was reported to, or to six worked out from
    its counts.
    """

    measure: str
    period: str
    place: int
    school: str
    numerator: int | None
    denominator: int | None
    value: Decimal
    source: str

    @property
    def said(self) -> str:
        """What has to stand beside it."""
        return f"as reported elsewhere, by {self.source}"


def own(
    state: State, measure: str, period: str = "", school: int | None = None
) -> list[OwnFigure]:
    """Figures of a measure, the authority's first, then schools' by name and period.

    Those of one period or of every one, and of one school (AUTHORITY is the authority
    itself) or of every one. Two sources may give two figures of the same. Raises
    NoSuchMeasure or BadPeriod, with a sentence.
    """
    rows = state.own.filter(pl.col("measure") == catalogue.get(measure).name)
    if period:
        rows = rows.filter(pl.col("period") == parse_period(period).text)
    if school is not None:
        rows = rows.filter(pl.col("school") == school)
    return sorted(
        _figures(state, rows),
        key=lambda each: (
            each.place != AUTHORITY,
            each.school,
            each.place,
            parse_period(each.period).first,
            each.period,
            each.source,
        ),
    )


def _figures(state: State, rows: pl.DataFrame) -> Iterator[OwnFigure]:
    names = school_names(state)
    shown = state.school_keys.shown
    for row in rows.iter_rows(named=True):
        value = row["value"]
        worked_out = percentage(row["numerator"], row["denominator"])
        known = Decimal(value) if value else worked_out
        assert known is not None, row
        place = row["school"]
        name = names.get(place) or shown.get(str(place), "")
        yield OwnFigure(
            row["measure"],
            row["period"],
            place,
            "" if place == AUTHORITY else name,
            row["numerator"],
            row["denominator"],
            known,
            row["source"],
        )
