"""A measure as it was published for the authority, England, its region and its neighbours."""

from typing import Any

from muster.accounts.authority import authority
from muster.design.filters import day, percent
from muster.explore.looking import Look
from muster.measures import get, parse_period
from muster.measures.comparators import Rank, rounded
from muster.measures.compared import Basis, Comparison, Stood, compared
from muster.measures.published import GIVEN


NOT_HELD = "–"


def panel(look: Look, measure: str) -> dict[str, Any] | None:
    """A table, a row for each thing that was published; None for what never is.

    ``rows`` is empty where nothing loaded can be held against the period.
    """
    if measure not in GIVEN:
        return None
    found = _published(look, measure)
    regions = [one.region.area for one in found if one.region]
    return {
        "caption": f"{get(measure).title}, as published",
        "columns": [
            {"text": "Published of"},
            {"text": "Here", "number": True},
            {"text": "England", "number": True},
            {"text": regions[0] if regions else "Region", "number": True},
            {"text": "Neighbours, mean", "number": True},
            {"text": "Rank of authorities"},
            {"text": "Published on"},
        ],
        "rows": [_row(one) for one in found],
    }


def england(look: Look, measure: str) -> str:
    """“England: 6.8%, by subtraction”, of the same stretch of time; blank where none is."""
    if look.period.half_term:
        basis, how = Basis.HALF_TERM, ", by subtraction"
    else:
        basis, how = Basis.TO_DATE, ""
    for one in _published(look, measure):
        is_same = one.basis is basis and one.period == look.period.text
        if is_same and one.england and one.england.value is not None:
            return f"England: {_stood(one.england)}{how}"
    return ""


def _published(look: Look, measure: str) -> tuple[Comparison, ...]:
    _, last = look.period.dates(look.state.calendar())
    upto = min(look.as_at or last, last)
    return compared(look.state, authority().la_code, measure, look.period, upto)


def _row(one: Comparison) -> list[Any]:
    how = ", by subtraction" if one.basis is Basis.HALF_TERM else ""
    mean = f"{rounded(one.neighbours.value, 1)}%" if one.neighbours else NOT_HELD
    return [
        parse_period(one.period).title + how,
        _stood(one.own),
        _stood(one.england),
        _stood(one.region),
        mean,
        _rank(one.rank),
        day(one.as_at),
    ]


def _stood(one: Stood | None) -> str:
    """“6.9%”, or the symbol that was published in its place."""
    if one is None or one.value is None:
        return (one.symbol if one else "") or NOT_HELD
    return percent(rounded(one.value, 1))


def _rank(rank: Rank | None) -> str:
    """The Department’s way: the first has the lowest absence."""
    return f"{rank.place} of {rank.of}" if rank else NOT_HELD
