"""Schools: one row each, by URN, LAESTAB or name (design.md 6; rules.md 8.5)."""

from __future__ import annotations

import numpy as np

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level
from muster.sources.reading.rows import Gathered, gather
from muster.tables.columns import SCHOOLS
from muster.tables.ids import school_key


SAMPLE = """\
urn,laestab,name,phase,type,trust,ward,area,opened_on,closed_on,predecessor
900001,999/2001,Ash Primary,primary,Community school,,Northgate,North,1971-09-01,,
900002,9994002,Birch High,Secondary,Academy,Tree Trust,Mill,South,01/09/2016,,Old Birch
900003,9991100,Cedar Centre,PRU,Pupil referral unit,,Mill,South,,,
"""


def read(source: Source) -> Got:
    """Schools of a file, and its problems. See `muster.sources.reading.read`."""
    rows = gather(source)
    _refuse_nameless(rows)
    _refuse_closed_before_opened(rows)
    _refuse_doubles(rows)
    return Got(rows.table(), len(rows))


def _refuse_nameless(rows: Gathered) -> None:
    ids = [rows.values(name) for name in ("urn", "laestab", "name")]
    # None is a cell that was refused already.
    nameless = [all(each == "" for each in row) for row in zip(*ids, strict=True)]
    rows.refuse(
        np.flatnonzero(nameless),
        "This row has no URN, LAESTAB or name, so it can’t be told which school it is.",
    )


def _refuse_closed_before_opened(rows: Gathered) -> None:
    rows.refuse(
        np.flatnonzero(rows.days("closed_on") < rows.days("opened_on")),
        "This is before the day the school opened. Correct one of the two.",
        "closed_on",
    )


def _refuse_doubles(rows: Gathered) -> None:
    """Two rows for one school. A LAESTAB may pass from one URN to the next."""
    first: dict[str, int] = {}
    doubles: list[int] = []
    messages: list[str] = []
    columns = [rows.values(name) for name in ("urn", "laestab", "name")]
    for row, (urn, laestab, name) in enumerate(zip(*columns, strict=True)):
        known_as = urn or laestab or name
        if not known_as:
            continue
        key = school_key(str(known_as))
        earlier = first.setdefault(key, row)
        if earlier != row:
            what = "URN" if urn else "LAESTAB" if laestab else "name"
            doubles.append(row)
            messages.append(
                f"Row {rows.numbers[earlier]:,} has the same {what}, “{known_as}”. Keep "
                "one row for each school."
            )
    rows.say(np.array(doubles, dtype=np.int64), Level.ERROR, messages)


FORMAT = Format("schools", "Schools", SCHOOLS, SAMPLE, read)
