"""Days in somebody else's spreadsheet, as people write them."""

from __future__ import annotations

from datetime import date

from muster.school_year import BadDate, parse_date
from muster.school_year.said import Precision, read_said


def day_in(cell: str) -> date:
    """The one day a cell says: 25/10/2013, “25 Oct 2013”, “23.11.16”. Raises BadDate for what
    is no date, and for a month, a term or a day that had to be mended."""
    try:
        # A workbook's day may carry the time of midnight, or another.
        return parse_date(cell[:10] if "T" in cell[10:11] else cell)
    except BadDate as why:
        try:
            said = read_said(cell)
        except BadDate:
            raise why from None
        if said.precision is not Precision.DAY or said.repaired:
            raise why
        return said.latest
