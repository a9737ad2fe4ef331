"""The authority's own past figures, a row a school and a column a measure and period."""

from __future__ import annotations

import re

from muster.measures.periods import BadPeriod
from muster.sources.formats.own_figures import (
    PART,
    YEAR,
    Figures,
    Said,
    measure_of,
    period_of,
)
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import shown
from muster.sources.reading.rows import gather
from muster.tables.cells import BadCell, Kind, read_cell
from muster.tables.columns import Column
from muster.tables.own import OWN_FIGURES_WIDE, UNSAID


SAMPLE = """\
School,Persistent absence 2022/23,Persistent absence 2023/24,Overall absence HT1 2024/25
,20.1%,19.2%,5.91
900001,19.3,18.7,
Ash Primary,22.0,,6.1%
"""

PERIOD = rf"(?:{PART}[\s,]*)?{YEAR}(?:[\s,/]*{PART})?"
HEADING = re.compile(
    rf"(?P<before>.*?)[\s,:(]*(?P<period>{PERIOD})[\s,:)]*(?P<after>.*)",
    re.ASCII | re.IGNORECASE,
)
VALUE = Column("value", Kind.PERCENT, "", blank=True)

# A measure and a period, by their own names.
Of = tuple[str, str]


def read(source: Source) -> Got:
    """Figures of a file, and its problems. See `muster.sources.reading.read`."""
    columns = _columns(source)
    rows = gather(source)
    figures = Figures(source)
    schools, sources = rows.values("school"), rows.values("source")
    for heading, (measure, period) in columns.items():
        numbers = rows.numbers.tolist()
        cells = zip(numbers, schools, rows.values(heading), sources, strict=True)
        for row, school, cell, who in cells:
            value = _value(source, row, heading, str(cell or ""))
            # None is a school that was refused already.
            if value and school is not None:
                figures.add(
                    Said(
                        row,
                        heading,
                        str(school),
                        period,
                        measure,
                        None,
                        None,
                        value,
                        str(who or UNSAID),
                    )
                )
    return figures.got(len(rows))


def _columns(source: Source) -> dict[str, Of]:
    """What each heading is of. One that names no measure is said, and is not read."""
    found: dict[str, Of] = {}
    row = source.sheet.headings_row
    for heading in source.places:
        if not source.table.keeps(heading):
            continue
        try:
            found[heading] = _of(heading)
        except BadPeriod as why:
            source.problems.refuse(str(why), row=row, found=heading)
        except ValueError as why:
            source.problems.warn(
                f"The column “{shown(heading)}” is not read. {why}", row=row
            )
    if not found and not source.problems.errors:
        source.problems.refuse(
            "None of the columns has a measure and a period in its heading, like "
            "“Persistent absence 2023/24”. Rename the headings.",
            row=row,
        )
    return found


def _of(heading: str) -> Of:
    """A heading's measure and period. Raises BadPeriod or ValueError, with a sentence."""
    said = HEADING.fullmatch(heading)
    assert said is not None, heading
    return measure_of(f"{said['before']} {said['after']}"), period_of(said["period"])


def _value(source: Source, row: int, heading: str, cell: str) -> str:
    try:
        return str(read_cell(cell, VALUE))
    except BadCell as why:
        source.problems.refuse(str(why), row=row, column=heading, found=cell.strip())
        return ""


FORMAT = Format(
    "own-figures-wide", OWN_FIGURES_WIDE.title, OWN_FIGURES_WIDE, SAMPLE, read
)
