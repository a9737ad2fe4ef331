"""Whole lists from social care and the SEN service, as at a day, and what in them disagrees.

They follow what schools say, so that nothing counted by group moves; but for four rows,
each of which somebody has to look at (docs/demo.md).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl

from muster.demo.cases.worked import Worked
from muster.demo.places import LA_NUMBER
from muster.demo.words import NEIGHBOURS
from muster.sources import uploads
from muster.sources.reading import Reading
from muster.tables import children
from muster.tables.upn import check_letter, upn_problem


AS_AT = date(2026, 3, 1)
# What a school says of a child, by the list they are then on.
FLAGS = {
    "looked_after": ("looked_after", "yes"),
    "child_in_need": ("child_in_need", "yes"),
    "child_protection": ("child_in_need", "yes"),
    "ehcp": ("sen", "E"),
}
# Of the children in need, one in so many has a child protection plan.
PROTECTED = 5
COLUMNS = ("upn", "cohort", "from_on", "placed_in", "surname", "forename", "born_on")
Row = dict[str, object]
Put = Callable[[str, Reading, date], None]


def load_lists(worked: Worked, folder: Path, put: Put) -> None:
    """Writes the lists, and loads them."""
    folder.mkdir(parents=True, exist_ok=True)
    on_roll = _on_roll(worked)
    for key in FLAGS:
        rows = [*_rows(worked, on_roll, key), *_odd(worked, on_roll, key)]
        path = folder / f"{key.replace('_', '-')}-{AS_AT}.csv"
        _write(path, sorted(rows, key=lambda row: str(row["upn"])))
        checked = uploads.check(path, as_at=AS_AT, name=path.name)
        if checked.reading is not None:
            assert not checked.reading.refused, [*map(str, checked.reading.problems)]
            put(path.name, checked.reading, AS_AT)
    worked.again()


def _on_roll(worked: Worked) -> pl.DataFrame:
    """A row a child who was on a roll on the day, as the roll joined last has them."""
    held = children.places(worked.state)
    here = held.filter(
        (pl.col("from_on") <= AS_AT)
        & (pl.col("to_on").is_null() | (pl.col("to_on") >= AS_AT))
    )
    known = worked.state.pupils.select("pupil", "supplied")
    last = here.unique("child", keep="last", maintain_order=True)
    return last.join(known, "pupil", maintain_order="left")


def _rows(worked: Worked, on_roll: pl.DataFrame, key: str) -> Iterator[Row]:
    column, value = FLAGS[key]
    of = on_roll.filter(pl.col(column).cast(pl.String) == value)
    if key == "child_protection":
        of = of.gather_every(PROTECTED)
    names = _names(worked, of["pupil"].to_list())
    other = key == "child_in_need"
    for pupil, upn in of.select("pupil", "supplied").iter_rows():
        if upn_problem(upn):
            continue
        row = {"upn": upn, "cohort": key, **names[pupil]}
        if other:
            # As social care has her since her mother married.
            row, other = row | {"surname": "Merriwether"}, False
        yield row


def _names(worked: Worked, pupils: list[int]) -> dict[int, Row]:
    rows = children.enrolments_of(worked.state, pupils)
    wanted = ("surname", "forename", "born_on")
    return {
        row["pupil"]: {name: row[name] or "" for name in wanted}
        for row in rows.iter_rows(named=True)
    }


def _odd(worked: Worked, on_roll: pl.DataFrame, key: str) -> Iterator[Row]:
    if key == "ehcp":
        yield {
            "upn": _upn("0001"),
            "cohort": key,
            **_said("Kestrel", "Oakhollow", 2014),
        }
    if key == "looked_after":
        placed = {"placed_in": NEIGHBOURS[0], "from_on": "2025-06-16"}
        who = _said("Wren", "Oakhollow", 2012)
        yield {"upn": _upn("0002"), "cohort": key, **who} | placed
        yield from _contradiction(worked, on_roll)


def _contradiction(worked: Worked, on_roll: pl.DataFrame) -> Iterator[Row]:
    """A child of the head’s school, which says that they are not looked after."""
    here = on_roll.filter(
        (pl.col("school_id") == worked.head)
        & (pl.col("looked_after").cast(pl.String) == "no")
    )
    for pupil, upn in here.select("pupil", "supplied").iter_rows():
        if not upn_problem(upn):
            name = _names(worked, [pupil])[pupil]
            yield {"upn": upn, "cohort": "looked_after", "from_on": "2026-02-16"} | name
            return


def _said(forename: str, surname: str, year: int) -> Row:
    return {"surname": surname, "forename": forename, "born_on": f"{year}-04-03"}


def _upn(estab: str) -> str:
    """One that no school gave: of an establishment there isn’t."""
    body = f"{LA_NUMBER}{estab}20999"
    return f"{check_letter(body)}{body}"


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
