"""LAIT's yearly figures, absence or exclusions: a row a measure and area, a column a year.

A year is named by the calendar year it ends in, 2025 for 2024/25; suspensions say 2024/25
(peers.md 8). 2020 was not collected and is “-”, and 2021 can't be compared, because of
code X. A blank is no figure at all, and is not held.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa

from muster.school_year import SchoolYear
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level
from muster.sources.reading.published import NUMBERED as NUMBER
from muster.sources.reading.published import refuse_numbers
from muster.sources.reading.rows import Gathered, gather
from muster.sources.reading.when import BadTime, year_ending
from muster.tables.cells import BadCell, Kind, read_cell
from muster.tables.columns import Column
from muster.tables.published import KEYS, LAIT, LEVELS, NUMBERED, PREFIX


NAME = "lait"
NATIONAL, REGIONAL, AUTHORITY = (level.name for level in LEVELS)
ENGLAND = "970"
TOTAL = "Total"
# A measure is of all phases unless its short name says otherwise.
PHASES = (
    (("Pri", "SFPri"), "Primary"),
    (("Sec", "SFSec"), "Secondary"),
    (("Spec",), "Special"),
)
SPECIAL_ENDS = "_special"
FIGURE = Column("figure", Kind.FIGURE, "", blank=True)

SAMPLE = """\
measure_short,la_number,area,region,2019,2020,2024,2025
TotAbs,970,England,,4.7,-,7.1,6.80
TotAbs,983,East Midlands,,4.8,-,7.2,6.9
TotAbs,999,Exampleshire,Middle Shires,5.0,-,,7.05
PriTotAbs,999,Exampleshire,Middle Shires,4.1,-,5.5,5.4
"""


def read(source: Source) -> Got:
    """A row for each measure, area and year that has anything in it."""
    rows = gather(source)
    years = _years(source)
    refuse_numbers(rows, "la_number")
    _refuse_repeated(rows)
    cells = _cells(rows, years)
    if source.problems.errors:
        return Got(KEYS.empty_table(), len(rows))
    return Got(_table(rows, cells), len(rows))


# A row's place in the file, the year, and the text.
Cell = tuple[int, SchoolYear, str]


def _years(source: Source) -> dict[str, SchoolYear]:
    years: dict[str, SchoolYear] = {}
    for heading in source.places:
        if not source.table.keeps(heading):
            continue
        try:
            years[heading] = year_ending(heading)
        except BadTime as why:
            source.problems.refuse(str(why), source.sheet.headings_row, found=heading)
    if not years and not source.problems.errors:
        source.problems.refuse(
            "There is no column for a year. Their headings are like 2025, or 2024/25.",
            source.sheet.headings_row,
        )
    return years


def _refuse_repeated(rows: Gathered) -> None:
    first: dict[tuple[object, object], int] = {}
    at: list[int] = []
    said: list[str] = []
    keys = zip(rows.values("measure_short"), rows.values("la_number"), strict=True)
    for row, key in enumerate(keys):
        earlier = first.setdefault(key, row)
        if earlier != row:
            at.append(row)
            said.append(
                f"Row {rows.numbers[earlier]:,} is for the same measure and area. Take "
                "out whichever is not the published one."
            )
    rows.say(np.array(at, dtype=np.int64), Level.ERROR, said)


def _cells(rows: Gathered, years: dict[str, SchoolYear]) -> list[Cell]:
    """Every figure of the file. Two headings may be of one year: 2024 and 2023/24."""
    held: dict[tuple[int, SchoolYear], str] = {}
    for heading, year in years.items():
        for row, text in enumerate(rows.values(heading)):
            written = str(text or "")
            if not written.strip():
                continue
            if why := _refusal(written, held.setdefault((row, year), written)):
                rows.source.problems.refuse(
                    why, int(rows.numbers[row]), heading, written
                )
    return sorted((row, year, text) for (row, year), text in held.items())


def _refusal(text: str, earlier: str) -> str | None:
    try:
        read_cell(text, FIGURE)
    except BadCell as why:
        return str(why)
    if text != earlier:
        return (
            f"Another column gives the same year, and has “{earlier}”. Keep whichever is "
            "right."
        )
    return None


def _table(rows: Gathered, cells: list[Cell]) -> pa.Table:
    at = [row for row, _, _ in cells]
    measures = rows.values("measure_short")
    numbers = [_number(str(each)) for each in rows.values("la_number")]
    levels = [_level(each) for each in numbers]
    names, regions = rows.values("area"), rows.values("region")
    columns: dict[str, pa.Array] = {
        "source": pa.array([NAME] * len(at)),
        "period": pa.array([year.label for _, year, _ in cells]),
        "as_at": pa.nulls(len(at), pa.date32()),
        "level": pa.array([levels[row] for row in at]),
        "area_code": pa.array([NUMBERED.get(numbers[row], numbers[row]) for row in at]),
        "la_number": pa.array([numbers[row] for row in at]),
        "area": pa.array([names[row] for row in at]),
        "region": pa.array([regions[row] for row in at]),
        "phase": pa.array([phase_of(str(measures[row])) for row in at]),
        "row": pa.array(rows.numbers[at].astype(np.int32)),
    }
    table = pa.table(columns, schema=KEYS)
    for measure, figures in _by_measure(measures, cells).items():
        table = table.append_column(PREFIX + measure, pa.array(figures, pa.string()))
    return table


def _by_measure(measures: list, cells: list[Cell]) -> dict[str, list[str | None]]:
    """A column a measure, with nothing in the rows of others."""
    found: dict[str, list[str | None]] = defaultdict(lambda: [None] * len(cells))
    for place, (row, _, text) in enumerate(cells):
        found[str(measures[row])][place] = text
    return found


def _number(written: str) -> str:
    found = NUMBER.fullmatch(written)
    return found[1] if found else written


def _level(number: str) -> str:
    if number == ENGLAND:
        return NATIONAL
    return REGIONAL if number in NUMBERED else AUTHORITY


def phase_of(measure: str) -> str:
    """The phase a measure's short name says it is of."""
    if measure.endswith(SPECIAL_ENDS):
        return "Special"
    for starts, phase in PHASES:
        if measure.startswith(starts):
            return phase
    return TOTAL


FORMAT = Format(NAME, LAIT.title, LAIT, SAMPLE, read)
