"""Enrolments: who is on which roll, when, and what is known of them (design.md 6)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import Gathered, gather
from muster.tables.columns import ENROLMENTS


SAMPLE = """\
school,pupil,from_on,to_on,status,born_on,year_group,sex,ethnicity,fsm,sen,eal,\
looked_after,child_in_need,social_worker,young_carer,home_authority,ward,postcode,idaci_decile,\
surname,forename
900001,A1001,2021-09-01,,C,2014-05-12,6,F,WBRI,no,N,no,no,no,no,no,Exampleshire,Mill,,4,\
Finch,Robin
900001,A1002,01/09/2025,19/12/2025,C,03/10/2015,Year 5,M,ABAN,yes,K,yes,no,no,no,no,,,\
QX1 1AA,,Wren,Jay
Ash Primary,A1003,,,,,R,,,,,,,,,,,,,,,
"""

KEY = ("school", "pupil", "from_on")
NO_YEAR = -99
# R is the year in which children turn five: aged 4 at its 31 August (rules.md 8.6).
AGE_IN_RECEPTION = 4
# A child may be taught a year above or below their age without anyone's mistake.
LEEWAY = 1

Years = npt.NDArray[np.int64]


def read(source: Source) -> Got:
    """Enrolments of a file, and its problems. See `muster.sources.reading.read`."""
    rows = gather(source)
    rows.refuse(
        np.flatnonzero(rows.days("to_on") < rows.days("from_on")),
        "This is before the day they joined. Correct one of the two.",
        "to_on",
    )
    keep = first_of_each(rows, KEY, "the same school, pupil and first day")
    repeated = int(np.count_nonzero(~keep))
    if source.problems.errors:
        return Got(rows.table(keep), 0)
    _warn_of_ages(rows)
    _warn_of_postcodes(rows)
    if repeated:
        lines = "1 row repeats" if repeated == 1 else f"{repeated:,} rows repeat"
        source.problems.warn(f"{lines} an enrolment given already. Each counts once.")
    return Got(rows.table(keep), len(rows) - repeated, repeated)


def _warn_of_postcodes(rows: Gathered) -> None:
    """Postcodes the look-up hasn't, of who has no ward. One may be loaded after."""
    wanted = [
        str(postcode)
        for postcode, ward in zip(
            rows.values("postcode"), rows.values("ward"), strict=True
        )
        if postcode and not ward
    ]
    listed = rows.source.known.postcodes_of_wards() if wanted else None
    if listed is None:
        return
    unknown = sum(each not in listed for each in wanted)
    if unknown:
        rows.source.problems.warn(
            f"{unknown:,} of the {len(wanted):,} rows with a postcode have one that the "
            "look-up of postcodes has not, so they have no ward. Load a newer look-up, or "
            "correct the postcodes."
        )


def _warn_of_ages(rows: Gathered) -> None:
    """Year groups no age on that roll would be in, one year's leeway either way."""
    cohort = _cohort(rows.days("born_on"))
    group = _year_number(rows)
    joined, left = _school_year(rows.days("from_on")), _school_year(rows.days("to_on"))
    known = (cohort != NO_YEAR) & (group != NO_YEAR) & (joined != NO_YEAR)
    # A roll still open runs to when the file was made, at least.
    until = np.where(left == NO_YEAR, joined.max(initial=NO_YEAR), left)
    youngest = joined - cohort - AGE_IN_RECEPTION
    oldest = until - cohort - AGE_IN_RECEPTION
    odd = known & ((group < youngest - LEEWAY) | (group > oldest + LEEWAY))
    at = np.flatnonzero(odd)
    messages = [
        "This date of birth and year group don’t go together: on joining they would be "
        f"in {_title(youngest[each])}. Check both."
        for each in at
    ]
    rows.say(at, Level.WARNING, messages, "born_on")


def _title(year: int) -> str:
    if year < 0:
        return "nursery or not yet at school"
    if year > 14:
        return "no year group"
    return f"Year {year}" if year else "Reception"


def _year_number(rows: Gathered) -> Years:
    """0 for Reception, then 1 to 14; nursery and unknown years are not compared."""
    numbers = {"R": 0} | {str(year): year for year in range(1, 15)}
    values = [numbers.get(str(each), NO_YEAR) for each in rows.values("year_group")]
    return np.array(values, dtype=np.int64)


def _school_year(days: npt.NDArray[np.datetime64]) -> Years:
    """The calendar year each day's school year starts in."""
    months = days.astype("datetime64[M]").astype(np.int64)
    # Months from January 1970; August begins a year.
    return np.where(np.isnat(days), NO_YEAR, 1970 + (months - 7) // 12)


def _cohort(born: npt.NDArray[np.datetime64]) -> Years:
    """The calendar year a child was nought at the 31 August of."""
    months = born.astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnat(born), NO_YEAR, 1970 + (months + 4) // 12)


FORMAT = Format("enrolments", "Enrolments", ENROLMENTS, SAMPLE, read)
