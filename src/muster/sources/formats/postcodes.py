"""Which ward each postcode is in, as the ONS has it or as anybody may (`tables.places`)."""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.opening import NotReadable
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import gather
from muster.tables.places import POSTCODES


SAMPLE = """\
postcode,ward,ward_name
QX1 1AA,E05999901,Northgate
QX11AB,E05999902,Mill
QX1 1AD,E05999902,Mill
"""

# The whole country's is over a gigabyte; a postcode area's, or a county's, is far below.
LARGEST = 300 * 1024 * 1024
WHOLE_COUNTRY = (
    "This look-up is {size:,} MB: it seems to be of the whole country. Take the file of "
    "your own postcode area, which is in the same download (in the folder multi_csv), or "
    "keep only your own rows."
)


def read(source: Source) -> Got:
    """A row a postcode, and a warning of those children have that it hasn't."""
    if source.sheet.size > LARGEST:
        raise NotReadable(WHOLE_COUNTRY.format(size=source.sheet.size // 1024**2))
    rows = gather(source)
    keep = first_of_each(rows, ("postcode",), "the same postcode")
    if not source.problems.errors:
        _warn_of_codes(source, rows.values("ward"))
        _warn_of_unknown(source, frozenset(map(str, rows.values("postcode"))))
    return Got(rows.table(keep), int(keep.sum()), int((~keep).sum()))


def _warn_of_codes(source: Source, wards: list) -> None:
    are_codes = wards and all(
        str(each).startswith(("E05", "W05")) for each in wards if each
    )
    if are_codes and "ward_name" not in source.places:
        source.problems.warn(
            "The wards are codes here, and pages will show the codes. Add a column "
            "ward_name with their names if you have them."
        )


def _warn_of_unknown(source: Source, listed: frozenset[str]) -> None:
    """The postcodes enrolments have had no ward for so far, and still don't."""
    asked = source.known.postcodes_of_homes()
    unknown = len(asked - listed)
    if unknown:
        source.problems.warn(
            f"{unknown:,} of the {len(asked):,} postcodes enrolments have are not in this "
            "file. Who lives there has no ward."
        )


FORMAT = Format(
    "postcodes", POSTCODES.title, POSTCODES, SAMPLE, read, says_others=False
)
