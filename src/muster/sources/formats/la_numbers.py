"""Authorities and their numbers, with regions and England, as LAIT lists them."""

from __future__ import annotations

import numpy as np

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import NUMBERED
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import gather
from muster.tables.published import AREAS


SAMPLE = """\
LA Number,LA Name,Region,Type
970,England,,
983,East Midlands,,
999,Exampleshire,East Midlands,UA
"""


def read(source: Source) -> Got:
    """A row an area. One number is one area."""
    rows = gather(source)
    numbers = rows.values("la_number")
    bad = [NUMBERED.fullmatch(str(each or "")) is None for each in numbers]
    rows.refuse(
        np.flatnonzero(bad),
        "An authority’s number is three digits, like 999.",
        "la_number",
    )
    keep = first_of_each(rows, ("la_number",), "the same number")
    return Got(rows.table(keep), int(keep.sum()), int((~keep).sum()))


FORMAT = Format("la-numbers", AREAS.title, AREAS, SAMPLE, read)
