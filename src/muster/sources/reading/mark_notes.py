"""What a person should know about marks that were accepted."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from muster.school_year import from_day_number
from muster.sources.reading.problems import Problems, shown
from muster.tables.codes import ADMINISTRATIVE, RECORDED, UNKNOWN
from muster.tables.marks import FIRST_SYMBOL, MarkWeeks


# Above half of one per cent of a school's marks, unknown codes are said (rules.md 1.4).
UNKNOWN_SHARE = 200
MOST_NAMED = 10
# Rows of marks looked at together, so that memory doesn't follow the size of the file.
AT_A_TIME = 1_000_000
FIRST_OF_WEEKEND = 10


def warn_of_marks(
    problems: Problems, weeks: MarkWeeks, swapped: int, repeated: int, what: str
) -> None:
    """Warnings about the marks as a whole: a line each, with how many."""
    if repeated:
        problems.warn(
            f"{_rows(repeated)} a {what} that an earlier row gives already. Each counts "
            "once."
        )
    if swapped:
        problems.warn(
            f"“/” stands in an afternoon or “\\” in a morning {swapped:,} "
            f"{'time' if swapped == 1 else 'times'}. Each is read as present."
        )
    if at_weekends := _at_weekends(weeks):
        problems.warn(
            f"{at_weekends:,} {'mark is' if at_weekends == 1 else 'marks are'} on a "
            "Saturday or Sunday, and kept. Check the dates if the school doesn’t open "
            "then."
        )
    _warn_of_unknown(problems, weeks)


def dates_of(weeks: MarkWeeks) -> tuple[date, date] | None:
    """The first and last day anything is said of."""
    if not len(weeks):
        return None
    first, last = weeks.week.min(), weeks.week.max()
    opening = np.flatnonzero(weeks.marks[weeks.week == first].any(axis=0))[0]
    closing = np.flatnonzero(weeks.marks[weeks.week == last].any(axis=0))[-1]
    return (
        from_day_number(int(first) + int(opening) // 2),
        from_day_number(int(last) + int(closing) // 2),
    )


def _rows(number: int) -> str:
    return "1 row repeats" if number == 1 else f"{number:,} rows repeat"


def _at_weekends(weeks: MarkWeeks) -> int:
    # A planned closure is what a weekend is.
    wanted = RECORDED & ~ADMINISTRATIVE
    return int(np.count_nonzero(wanted[weeks.marks[:, FIRST_OF_WEEKEND:]]))


def _warn_of_unknown(problems: Problems, weeks: MarkWeeks) -> None:
    if not weeks.symbols:
        return
    met = _met_by_school(weeks)
    marks = met[:, RECORDED].sum(axis=1)
    unknown = met[:, UNKNOWN].sum(axis=1)
    for school in np.flatnonzero(unknown * UNKNOWN_SHARE > marks).tolist():
        share = 100 * unknown[school] / marks[school]
        problems.warn(
            f"At {weeks.schools[school]} {share:.1f}% of marks ({unknown[school]:,} of "
            f"{marks[school]:,}) have a code Muster doesn’t know: "
            f"{_named(weeks.symbols, met[school])}. They are kept, and left out of "
            "rates. Load the file again with a code map that says what they mean."
        )


def _named(symbols: list[str], met: npt.NDArray[np.int64]) -> str:
    counts = {text: int(met[FIRST_SYMBOL + n]) for n, text in enumerate(symbols)}
    named = sorted((text for text in counts if counts[text]), key=lambda t: -counts[t])
    listed = ", ".join(
        f"“{shown(text)}” ({counts[text]:,})" for text in named[:MOST_NAMED]
    )
    more = len(named) - MOST_NAMED
    return f"{listed} and {more} more" if more > 0 else listed


def _met_by_school(weeks: MarkWeeks) -> npt.NDArray[np.int64]:
    """How often each school has each byte."""
    met = np.zeros(len(weeks.schools) * 256, dtype=np.int64)
    for begin in range(0, len(weeks), AT_A_TIME):
        some = slice(begin, begin + AT_A_TIME)
        school = weeks.pupil_school[weeks.pupil[some]].astype(np.int64)
        both = school[:, None] * 256 + weeks.marks[some]
        met += np.bincount(both.reshape(-1), minlength=len(met))
    return met.reshape(-1, 256)
