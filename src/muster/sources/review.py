"""What a file would bring, for whoever decides whether to load it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from muster.school_year import day_number
from muster.sources.days_said import Stretch, stretches
from muster.sources.models import Load
from muster.sources.reading import Reading
from muster.tables import in_cohorts
from muster.tables.cohorts import COHORTS
from muster.tables.ids import UnknownSchool
from muster.tables.marks import MarkWeeks
from muster.tables.state import State
from muster.tables.store import Layer


MOST_NAMED = 30


@dataclass(frozen=True)
class Overlap:
    """An earlier load that says something of what this file speaks of."""

    load: int
    file_name: str
    loaded_on: str
    schools: int | None = None
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Found:
    """What reading a file found, in numbers and names of schools: kept as JSON.

    `overlaps` are the latest few of `overlap_count` loads. `days` are what a calendar
    says of the whole authority.
    """

    format: str | None = None
    title: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    repeated: int = 0
    errors: int = 0
    warnings: int = 0
    first: str | None = None
    last: str | None = None
    pupils: int | None = None
    schools: int | None = None
    new_schools: list[str] = field(default_factory=list)
    new_count: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    overlap_count: int = 0
    days: list[Stretch] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, held: dict[str, Any]) -> Found:
        overlaps = [Overlap(**one) for one in held.get("overlaps", [])]
        days = [Stretch(**one) for one in held.get("days", [])]
        return cls(**{**held, "overlaps": overlaps, "days": days})


def look(reading: Reading, state: State) -> Found:
    """What a reading found, beside what is held."""
    first, last = reading.dates or (None, None)
    return Found(
        format=reading.format.name if reading.format else None,
        title=reading.format.title if reading.format else "",
        rows_read=reading.rows_read,
        rows_loaded=reading.rows_loaded,
        repeated=reading.repeated,
        errors=reading.problems.errors,
        warnings=reading.problems.warnings,
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
        **({} if reading.refused else _beside(reading, state)),
    )


def _beside(reading: Reading, state: State) -> dict[str, Any]:
    assert reading.format is not None
    table = reading.format.table.name
    names = _schools(reading)
    known = {name: _id_of(name, state) for name in names}
    new = [name for name, id_ in known.items() if id_ is None]
    ids = {id_ for id_ in known.values() if id_ is not None}
    if isinstance(reading.table, MarkWeeks):
        overlaps = _of_marks(reading, state, ids)
    elif table == COHORTS.name:
        overlaps = _of_cohorts(reading, state)
    else:
        overlaps = _by_load(state.manifest.active(table), None)
    return {
        "pupils": _pupils(reading),
        # A file of areas has none, which is not to have nought.
        "schools": len(names) or None,
        "new_schools": new[:MOST_NAMED],
        "new_count": len(new),
        "overlaps": overlaps[:MOST_NAMED],
        "overlap_count": len(overlaps),
        "days": stretches(reading.table) if table == "calendars" else [],
    }


def _schools(reading: Reading) -> list[str]:
    """Every school of the file, as it is written there."""
    held = reading.table
    if isinstance(held, MarkWeeks):
        return held.schools
    assert reading.format is not None and not isinstance(held, dict) and held
    if reading.format.table.name != "schools":
        of_schools = "school" in held.column_names  # type: ignore[union-attr]
        return _texts(held, "school") if of_schools else []
    rows = held.select(["urn", "laestab", "name"]).to_pylist()  # type: ignore[union-attr]
    return [row["urn"] or row["laestab"] or row["name"] for row in rows]


def _pupils(reading: Reading) -> int | None:
    held = reading.table
    if isinstance(held, MarkWeeks):
        return len(held.pupils)
    has_pupils = "pupil" in held.column_names  # type: ignore[union-attr]
    return len(_texts(held, "pupil")) if has_pupils else None


def _texts(held: Any, column: str) -> list[str]:
    return [text for text in held.column(column).unique().to_pylist() if text]


def _id_of(name: str, state: State) -> int | None:
    try:
        return state.school_keys.find(name)
    except UnknownSchool:
        return None


def _of_marks(reading: Reading, state: State, ids: set[int]) -> list[Overlap]:
    """Earlier loads of marks for a school and a week that this file has too."""
    assert reading.dates is not None
    first, last = (day_number(day) for day in reading.dates)
    touched = [
        layer
        for layer in state.manifest.active("marks")
        if layer.first is not None
        and layer.last is not None
        and layer.first <= last
        and layer.last >= first
        and ids.intersection(layer.schools)
    ]
    return _by_load(touched, ids)


def _of_cohorts(reading: Reading, state: State) -> list[Overlap]:
    """Earlier lists of a cohort that this file has too: it says nothing of another."""
    named = _texts(reading.table, "cohort")
    rows = in_cohorts.rows(state).filter(pl.col("cohort").is_in(named))
    loads = set(rows["load"].to_list())
    lists = state.manifest.active(COHORTS.name)
    return _by_load([one for one in lists if one.load in loads], None)


def _by_load(layers: Iterable[Layer], ids: set[int] | None) -> list[Overlap]:
    """The loads layers came from, the latest first."""
    schools: dict[str, set[int]] = {}
    for layer in layers:
        schools.setdefault(layer.load, set()).update(layer.schools)
    loads = Load.objects.filter(token__in=schools, undone_at=None)
    return [
        Overlap(
            load=load.pk,
            file_name=load.file_name,
            loaded_on=load.loaded_at.date().isoformat(),
            schools=None if ids is None else len(schools[load.token] & ids),
            first=load.first_on.isoformat() if load.first_on else None,
            last=load.last_on.isoformat() if load.last_on else None,
        )
        for load in loads
    ]
