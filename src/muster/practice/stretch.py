"""Over what time a meeting looks: the school year so far, and the same weeks a year ago."""

from __future__ import annotations

from datetime import timedelta

from muster.measures import CannotAsk, Period, ask, parse_period
from muster.school_year import SchoolYear
from muster.tables.state import State, remembered


A_YEAR = timedelta(days=364)  # whole weeks, so that Mondays meet Mondays


@remembered(4)
def so_far(state: State) -> Period | None:
    """The latest school year there are marks of, or weekly files; None of neither."""
    if state.years():
        return parse_period(SchoolYear(state.years()[-1]).label)
    if state.totals_years():
        return parse_period(f"{SchoolYear(state.totals_years()[-1])}/ytd")
    return None


@remembered(4)
def a_year_ago(state: State) -> Period | None:
    """The same weeks a year earlier; None where no marks of them are held."""
    now = so_far(state)
    if now is None or not state.years() or state.years()[-1] - 1 not in state.years():
        return None
    last = ask(state, ["attendance"], (), now).as_at or now.last
    period = parse_period(f"{now.first - A_YEAR}..{min(last, now.last) - A_YEAR}")
    try:
        ask(state, ["persistent_absence"], (), period)
    except CannotAsk:
        return None
    return period
