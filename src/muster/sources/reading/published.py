"""Rows of a published file: what time and area each is for, and its figures as they are.

Formats of published files are small: each gathers its rows here, says when they are of,
and what must add up. Nothing is put right: a row that doesn't add up is kept and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from muster.school_year import SchoolYear
from muster.sources.asked import AS_AT, PERIOD
from muster.sources.reading.as_at import SAID, as_at_of, needed
from muster.sources.reading.format import Got, Reading, Source
from muster.sources.reading.problems import Level as Severity
from muster.sources.reading.problems import shown
from muster.sources.reading.rows import Gathered, gather
from muster.sources.reading.when import BadTime, When
from muster.tables.published import (
    DATED,
    ENGLAND,
    ENGLAND_CODE,
    KEYS,
    LEVELS,
    PREFIX,
    Level,
)
from muster.tables.symbols import is_symbol


OF_LEVEL = {level.name.lower(): level for level in LEVELS}
NUMBERED = re.compile(r"(\d{3,4})(?:\.0+)?", re.ASCII)
ASK = (
    "Nothing says how old this file is. Say when it was published "
    f"({AS_AT.like('2026-01-09')}), or put it in the file’s name, like “…_asat_2026-01-09.csv”."
)
YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-(\d\d)(?![\d-])", re.ASCII)

# A total, and the columns that add up to it.
Sum = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Area:
    """Where a row is for. A code that doesn't apply is blank."""

    level: str
    code: str
    number: str
    name: str
    region: str


@dataclass
class Rows:
    """The rows of a published file, with what is known of each so far."""

    gathered: Gathered
    source: str
    times: list[When | None]
    areas: list[Area | None]
    phases: list[str]

    def got(self) -> Got:
        """The rows as they are held, unless something was wrong with one of them."""
        self._refuse_repeated()
        problems = self.gathered.source.problems
        kept = np.array([area is not None for area in self.areas], dtype=bool)
        if problems.errors:
            return Got(KEYS.empty_table(), int(kept.sum()))
        return Got(self._table(kept), int(kept.sum()))

    def _refuse_repeated(self) -> None:
        first: dict[tuple[object, ...], int] = {}
        at: list[int] = []
        said: list[str] = []
        for row, key in enumerate(
            zip(self.times, self.areas, self.phases, strict=True)
        ):
            if None in key:
                continue
            earlier = first.setdefault(key, row)
            if earlier != row:
                at.append(row)
                said.append(
                    f"Row {self.gathered.numbers[earlier]:,} is for the same area, "
                    "phase and time. Take out whichever is not the published one."
                )
        self.gathered.say(np.array(at, dtype=np.int64), Severity.ERROR, said)

    def _table(self, kept: npt.NDArray[np.bool_]) -> pa.Table:
        times = [each or When("") for each in self.times]
        areas = [each or Area("", "", "", "", "") for each in self.areas]
        keys = {
            "source": [self.source] * len(areas),
            "period": [each.period or None for each in times],
            "as_at": [each.as_at for each in times],
            "level": [each.level for each in areas],
            "area_code": [each.code for each in areas],
            "la_number": [each.number for each in areas],
            "area": [each.name for each in areas],
            "region": [each.region for each in areas],
            "phase": self.phases,
            "row": self.gathered.numbers.tolist(),
        }
        table = pa.table(keys, schema=KEYS)
        rows = self.gathered
        for name, checked in rows.columns.items():
            held = checked.array(rows.ids[name], _arrow_type(checked.values))
            heading = rows.source.heading(name)
            table = table.append_column(
                PREFIX + heading, pc.cast(held, pa.string()).dictionary_encode()
            )
        return table.filter(pa.array(kept))


def _arrow_type(values: Sequence[object]) -> pa.DataType:
    days = any(isinstance(value, date) for value in values)
    return pa.date32() if days else pa.string()


# What a row is of ----------------------------------------------------------------------


def published(
    source: Source,
    name: str,
    time: Callable[..., When] | None,
    of_time: Sequence[str] = (),
) -> Rows:
    """Reads every row of a file: its time by `time` of its columns `of_time`, its area.

    Without `time` the file doesn't say its period, and is told it.
    """
    gathered = gather(source)
    times: list[When | None] = (
        _times(gathered, time, of_time) if time else [When("")] * len(gathered)
    )
    phases = [str(each or "") for each in gathered.values("education_phase")]
    return Rows(gathered, name, times, _areas(gathered), phases)


def _times(
    rows: Gathered, time: Callable[..., When], of_time: Sequence[str]
) -> list[When | None]:
    known: dict[tuple[object, ...], When | BadTime] = {}
    found: list[When | None] = []
    for row, said in enumerate(
        zip(*(rows.values(each) for each in of_time), strict=True)
    ):
        if said not in known:
            known[said] = _when(time, said)
        result = known[said]
        if isinstance(result, BadTime):
            _refuse_time(rows, row, result)
        found.append(result if isinstance(result, When) else None)
    return found


def _when(time: Callable[..., When], said: tuple[object, ...]) -> When | BadTime:
    try:
        return time(*said)
    except BadTime as why:
        return why


def _refuse_time(rows: Gathered, row: int, why: BadTime) -> None:
    rows.source.problems.refuse(
        str(why),
        row=int(rows.numbers[row]),
        column=rows.source.heading(why.column),
        found=str(rows.values(why.column)[row] or "") or None,
    )


def _areas(rows: Gathered) -> list[Area | None]:
    """The area of each row; None where it is of a level Muster doesn't compare by."""
    names = (
        "geographic_level",
        *(name for level in LEVELS for name in (level.code, level.area)),
        "old_la_code",
    )
    known: dict[tuple[object, ...], Area | None] = {}
    found: list[Area | None] = []
    left: dict[str, int] = {}
    for row, said in enumerate(zip(*(rows.values(n) for n in names), strict=True)):
        if said not in known:
            cells = {
                name: str(each or "") for name, each in zip(names, said, strict=True)
            }
            known[said] = _area(rows, row, cells)
        if known[said] is None:
            name = str(said[0] or "")
            left[name] = left.get(name, 0) + 1
        found.append(known[said])
    for name, number in left.items():
        rows.source.problems.warn(
            f"Rows for “{shown(name)}” are not kept: {number:,} of them. Muster compares "
            "authorities, regions and England."
        )
    return found


def _area(rows: Gathered, row: int, cells: dict[str, str]) -> Area | None:
    level = OF_LEVEL.get(cells["geographic_level"].lower())
    if level is None:
        return None
    blank = {name: "" if is_symbol(text) else text for name, text in cells.items()}
    if level is LEVELS[0]:
        code, name = blank[level.code] or ENGLAND_CODE, blank[level.area] or ENGLAND
        return Area(level.name, code, "", name, "")
    number = NUMBERED.fullmatch(blank["old_la_code"])
    held = number[1] if number and level is LEVELS[2] else ""
    code = blank[level.code] or held
    if not code or not blank[level.area]:
        _refuse_nameless(rows, row, level)
    return Area(level.name, code, held, blank[level.area], blank["region_name"])


def _refuse_nameless(rows: Gathered, row: int, level: Level) -> None:
    rows.source.problems.refuse(
        f"This row is for {level.said} and doesn’t say which: it needs both "
        f"{level.code} and {level.area}. Take the file again from where it was "
        "published.",
        row=int(rows.numbers[row]),
    )


def refuse_numbers(rows: Gathered, name: str) -> None:
    """An error for each cell that isn't an authority's number."""
    texts = [str(each or "") for each in rows.values(name)]
    bad = [row for row, text in enumerate(texts) if not NUMBERED.fullmatch(text)]
    said = [
        f"“{shown(texts[row])}” is not an authority’s number, which is three digits, "
        "like 999."
        for row in bad
    ]
    rows.say(np.array(bad, dtype=np.int64), Severity.ERROR, said, name)


# What must add up ----------------------------------------------------------------------


def warn_of_sums(rows: Gathered, sums: Iterable[Sum]) -> None:
    """A warning for each row where a total is not what its parts add up to.

    A row with a symbol in any of them is left alone. Counts are whole and far below the
    2**53 where floating point would stop being exact.
    """
    for total, parts in sums:
        if not all(name in rows.ids for name in (total, *parts)):
            continue
        whole = _numbers(rows, total)
        added = np.sum([_numbers(rows, name) for name in parts], axis=0)
        at = np.flatnonzero(~np.isnan(whole) & ~np.isnan(added) & (whole != added))
        told = " and ".join(rows.source.heading(name) for name in parts)
        said = [
            f"This is {whole[each]:.0f}, but {told} add up to {added[each]:.0f}. It is "
            "kept as it is; ask whoever published it."
            for each in at
        ]
        rows.say(at, Severity.WARNING, said, total)


def warn_of_parts(rows: Gathered, part: str, whole: str) -> None:
    """A warning for each row that counts more of a part than there are of the whole."""
    few, many = _numbers(rows, part), _numbers(rows, whole)
    at = np.flatnonzero(few > many)
    said = [
        f"This is {few[each]:.0f} of only {many[each]:.0f} {rows.source.heading(whole)}. "
        "It is kept as it is; ask whoever published it."
        for each in at
    ]
    rows.say(at, Severity.WARNING, said, part)


def _numbers(rows: Gathered, name: str) -> npt.NDArray[np.float64]:
    """A column of figures as numbers, NaN where there is a symbol."""
    texts = [str(value or "") for value in rows.columns[name].values]
    known = [
        float("nan") if not text.strip() or is_symbol(text) else float(text)
        for text in texts
    ]
    return np.array([*known, float("nan")])[rows.ids[name]]


# When it was published -----------------------------------------------------------------


def year_in(name: str) -> str:
    """The school year a file's name says it is of, or nothing: pa_counts_2023-24.csv."""
    for found in YEAR_IN_NAME.finditer(SAID.sub("", name)):
        if (int(found[1]) + 1) % 100 == int(found[2]):
            return found[0]
    return ""


def is_dated(reading: Reading) -> bool:
    """Whether a file is one that was published on some day."""
    return reading.format is not None and reading.format.table.name in DATED


def told(reading: Reading, name: str, as_at: date | None, period: str) -> Reading:
    """The same reading, once a published file's day and year are filled in.

    They are what the rows say, else what was told, else what its name says; else they
    are asked for, in a problem that refuses the file.
    """
    if reading.refused or not is_dated(reading):
        if period and not reading.refused:
            reading.problems.refuse(
                f"This is not a published file, so it has no use for {PERIOD.either}. "
                "Leave it out."
            )
        return reading
    assert isinstance(reading.table, pa.Table)
    table = _with_period(reading, reading.table, name, period)
    as_at = as_at_of(reading.format, as_at, name)
    table, published_on = _with_as_at(reading, table, as_at)
    return replace(reading, table=table, as_at=published_on)


def _with_period(reading: Reading, table: pa.Table, name: str, period: str) -> pa.Table:
    if "period" not in table.column_names or not table["period"].null_count:
        if period:
            reading.problems.refuse(
                f"This file says its own periods, so it has no use for {PERIOD.either}. "
                "Leave it out."
            )
        return table
    year = (period or year_in(name)).removesuffix("/ytd")
    try:
        label = SchoolYear.parse(year).label
    except ValueError as why:
        asked = (
            "This file doesn’t say which school year it is for. Say it "
            f"({PERIOD.like('2023-24')}), or put it in the file’s name."
        )
        reading.problems.refuse(f"{why} {asked}" if year else asked)
        return table
    return _filled(table, "period", f"{label}/ytd")


def _with_as_at(
    reading: Reading, table: pa.Table, as_at: date | None
) -> tuple[pa.Table, date | None]:
    dated = "as_at" in table.column_names
    if dated and not table["as_at"].null_count:
        return table, pc.max(table["as_at"]).as_py()
    if needed(as_at, reading.problems, ASK) is None:
        return table, None
    # Neighbours have no dates of their own: the whole layer has the day.
    return _filled(table, "as_at", as_at) if dated else table, as_at


def _filled(table: pa.Table, name: str, value: object) -> pa.Table:
    place = table.schema.get_field_index(name)
    kind = table.schema.field(place)
    filled = pc.fill_null(table[name], pa.scalar(value, kind.type))
    return table.set_column(place, kind, filled)
