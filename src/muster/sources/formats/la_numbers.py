"""Authorities and their numbers, with regions and England, as LAIT lists them."""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.published import refuse_numbers
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
    refuse_numbers(rows, "la_number")
    keep = first_of_each(rows, ("la_number",), "the same number")
    return Got(rows.table(keep), int(keep.sum()), int((~keep).sum()))


FORMAT = Format("la-numbers", AREAS.title, AREAS, SAMPLE, read)
