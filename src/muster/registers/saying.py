"""What each list says of a child on it, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from muster.design.filters import day
from muster.measures.titles import title_of
from muster.registers.found import Found
from muster.registers.lists import OF_FILES


def said(row: Found) -> str:
    """One line of figures: “62 of 120 sessions missed”."""
    return SAYS[row.on_list](row.figures, row.since_on)


def count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def half_days(number: int) -> str:
    """Sessions as school days: “15 days”, “15½ days”."""
    whole, half = divmod(number, 2)
    return (
        f"{whole or ''}{'½' if half else ''} {'day' if number == 2 else 'days'}".strip()
    )


def _sums(held: dict[str, Any]) -> str:
    said = f"{held['absent']:,} of {count(held['possible'], 'session')} missed"
    # Of what was found before this was kept nothing is known of other schools.
    there = held.get("elsewhere", 0)
    if not there:
        return said
    return f"{said}; {there:,} of the {held['possible']:,} were at another school"


def _threshold(held: dict[str, Any], since: date) -> str:
    more = held["sessions"] - 10
    since_then = f", and {more:,} more since" if more > 0 else ""
    return f"The tenth on {day(since)}{since_then}"


def _continuous(held: dict[str, Any], since: date) -> str:
    to = "still away" if held["running"] else f"to {day(_day(held['to']))}"
    return f"{count(held['days'], 'school day')} running from {day(since)}, {to}"


def _unresolved(held: dict[str, Any], since: date) -> str:
    since_then = count(held["days"], "school day")
    return f"{count(held['sessions'], 'session')} with N, the oldest {since_then} ago"


def _part_time(held: dict[str, Any], since: date) -> str:
    sessions = count(held["sessions"], "session")
    return f"C2 since {day(since)}, {sessions}, the last on {day(_day(held['to']))}"


def _sickness(held: dict[str, Any], since: date) -> str:
    spells = count(held["spells"], "spell")
    running = ", still away" if held["running"] else ""
    reached = day(_day(held["reached"]))
    ill = f"{half_days(held['half_days'])} ill in {spells}"
    if held.get("apart"):
        ill = f"A later illness, from {day(since)}: {half_days(held['half_days'])}"
    return f"{ill}, 15 reached on {reached}{running}"


def _newly(held: dict[str, Any], since: date) -> str:
    left = held["left_this_year"]
    if left < 0:
        # 10 x absent < possible + k has no k within what is left of the year.
        return f"{_sums(held)}; can’t be left this school year, even by attending every session"
    leave = count(held["to_leave"], "session")
    more = count(left, "more session")
    return (
        f"{_sums(held)}; {leave} attended in a row would end it;"
        f" may miss {more} and end the year under"
    )


def _nearly(held: dict[str, Any], since: date) -> str:
    return f"{_sums(held)}; {held['misses_left']:,} more would make it one in ten"


def _back(held: dict[str, Any], since: date) -> str:
    return f"Back on {day(since)} after {count(held['days'], 'school day')} away"


def _vanished(held: dict[str, Any], since: date) -> str:
    return f"Last marked on {day(since)}; {count(held['days'], 'school day')} without since"


def _off_file(held: dict[str, Any], since: date) -> str:
    others = held["together"] - 1
    with_them = (
        f"; {count(others, 'other')} of the school went with them" if others else ""
    )
    whole = (
        f", all of {title_of('year_group', group)}"
        if (group := held["year_group"]) and others
        else ""
    )
    gone = f"Last in the weekly file of {day(since)}, and not in that of"
    return f"{gone} {day(_day(held['next']))}{with_them}{whole}"


def _day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


SAYS: dict[str, Callable[[dict[str, Any], date], str]] = {
    "severe": lambda held, since: _sums(held),
    "threshold": _threshold,
    "continuous": _continuous,
    "unresolved": _unresolved,
    "part_time": _part_time,
    "sickness": _sickness,
    "newly": _newly,
    "nearly": _nearly,
    "back": _back,
    "vanished": _vanished,
    OF_FILES: _off_file,
}
