"""The files Muster reads: one module a format, listed here.

A new format is one module with a FORMAT, and one line below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from muster.sources.formats import (
    boundaries,
    calendars,
    code_map,
    cohorts,
    dfe_attendance,
    dfe_january,
    dfe_persistent_counts,
    dfe_persistent_percent,
    enrolments,
    gias,
    la_neighbours,
    la_numbers,
    lait,
    marks_long,
    marks_weekly,
    own_figures,
    own_figures_wide,
    postcodes,
    schools,
    term_dates_ics,
    weekly_pupils,
)
from muster.sources.reading.format import Format
from muster.sources.reading.headings import every_name, likeness, plain
from muster.sources.reading.kinds import open_any
from muster.sources.reading.opening import NotReadable
from muster.sources.reading.problems import shown


# In the order a help page lists them.
FORMATS: tuple[Format, ...] = (
    marks_long.FORMAT,
    marks_weekly.FORMAT,
    schools.FORMAT,
    enrolments.FORMAT,
    cohorts.FORMAT,
    calendars.FORMAT,
    term_dates_ics.FORMAT,
    postcodes.FORMAT,
    own_figures.FORMAT,
    own_figures_wide.FORMAT,
    dfe_attendance.FORMAT,
    dfe_persistent_percent.FORMAT,
    dfe_persistent_counts.FORMAT,
    dfe_january.FORMAT,
    lait.FORMAT,
    la_numbers.FORMAT,
    la_neighbours.FORMAT,
    boundaries.FORMAT,
    weekly_pupils.FORMAT,
    gias.FORMAT,
)
MOST_SHOWN = 12
MOST_NEEDED = 6


def named(name: str) -> Format:
    """The format `--as` names, with hyphens or underscores.

    Raises ValueError, with a sentence.
    """
    for fmt in (*FORMATS, code_map.FORMAT):
        if fmt.name == name.replace("_", "-"):
            return fmt
    listed = ", ".join(fmt.name for fmt in FORMATS)
    raise ValueError(f"There is no format “{name}”. Use one of {listed}.")


def like(headings: Sequence[str]) -> Format | None:
    """The format headings are most like, or None if they are like none.

    A file that misspells a heading is still like the format it was meant for.
    """
    best = max(FORMATS, key=lambda fmt: likeness(fmt.table, headings))
    return best if likeness(best.table, headings) else None


def score(wanted: Format | None = None) -> Callable[[Sequence[str]], float]:
    """How much like the headings of a format, or of any, some cells are.

    Nothing, unless one of them is a heading outright: rows of a workbook are many, and
    looking for near misses in each is slow.
    """
    tables = [fmt.table for fmt in ([wanted] if wanted else FORMATS)]
    exact = frozenset(plain(name) for table in tables for name in every_name(table))

    def scored(cells: Sequence[str]) -> float:
        if exact.isdisjoint(map(plain, cells)):
            return 0.0
        return max(likeness(table, cells) for table in tables)

    return scored


def recognise(path: Path | str) -> Format | None:
    """The format of a file, by its headings and never its name, or None."""
    try:
        return like(open_any(Path(path), score()).headings)
    except NotReadable:
        return None


def not_recognised(headings: Sequence[str]) -> str:
    """What to say of a file like no format: what it has, and what Muster can read."""
    if likeness(code_map.FORMAT.table, headings):
        return (
            "This looks like a code map. It isn’t loaded by itself: give it beside a "
            "file of marks."
        )
    has = ", ".join(f"“{shown(each)}”" for each in headings[:MOST_SHOWN])
    more = (
        f" and {len(headings) - MOST_SHOWN} more" if len(headings) > MOST_SHOWN else ""
    )
    reads = "; ".join(_reads(fmt) for fmt in FORMATS)
    return (
        f"Muster can’t tell what this file is: its headings are {has}{more}. It reads "
        f"{reads}. Rename the headings, or check that the first row has them."
    )


def _reads(fmt: Format) -> str:
    title = fmt.title[:1].lower() + fmt.title[1:]
    # Nobody writes a published file by hand.
    if len(fmt.table.required) >= MOST_NEEDED:
        return title
    needed = ", ".join(fmt.table.required)
    return f"{title} ({needed or ' or '.join(fmt.table.one_of)})"
