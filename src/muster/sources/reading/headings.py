"""Headings: which column of a file is which, whatever their case and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from muster.sources.reading.problems import Problems, shown
from muster.tables.columns import Table


@dataclass(frozen=True)
class Place:
    """Where a column stands in a file, and what its heading says there."""

    position: int
    heading: str


def plain(heading: str) -> str:
    """A heading as it is compared: "From on", "FROM_ON" and "from-on" are one."""
    return re.sub(r"[\W_]+", "", heading.lower())


def matched(
    table: Table,
    headings: Sequence[str],
    problems: Problems,
    row: int,
    *,
    says_others: bool = True,
) -> Mapping[str, Place]:
    """Where each column of the table is in the file, as far as the file has it.

    Adds an error for each that is missing or there twice, naming the nearest heading,
    and a warning for headings the table doesn't have, unless ``says_others`` is False:
    they are not read, unless the table keeps them.
    """
    names = _names(table)
    found: dict[str, Place] = {}
    others: list[tuple[int, str]] = []
    for position, heading in enumerate(headings):
        name = names.get(plain(heading))
        if name is None:
            others.append((position, heading))
            if table.keeps(heading):
                name = names[plain(heading)] = heading.strip()
                found[name] = Place(position, name)
        elif name in found:
            problems.refuse(
                f"There are two columns headed “{name}”. Keep one and load the file "
                "again.",
                row=row,
            )
        else:
            found[name] = Place(position, heading.strip())
    _refuse_missing(table, found, [heading for _, heading in others], problems, row)
    if says_others and not problems.errors:
        _warn_of_others(table, found, others, problems, row)
    return found


def every_name(table: Table) -> Iterator[str]:
    """Each heading a table's columns have had."""
    for column in table.columns:
        yield from (column.name, *column.also)


def _names(table: Table) -> dict[str, str]:
    """The column that is meant by a heading, however it is written."""
    return {
        plain(written): column.name
        for column in table.columns
        for written in (column.name, *column.also)
    }


def _refuse_missing(
    table: Table,
    found: Mapping[str, Place],
    others: Sequence[str],
    problems: Problems,
    row: int,
) -> None:
    for name in table.required:
        if name not in found:
            problems.refuse(
                f"There is no “{name}” column. {_fix(name, others)}", row=row
            )
    if table.one_of and not any(name in found for name in table.one_of):
        listed = ", ".join(f"“{name}”" for name in table.one_of)
        hints = [hint for name in table.one_of if (hint := _nearest(name, others))]
        nearest = f" The nearest heading is “{shown(hints[0])}”." if hints else ""
        problems.refuse(
            f"None of the columns {listed} is there, and one is needed.{nearest}",
            row=row,
        )


def _fix(name: str, others: Sequence[str]) -> str:
    if nearest := _nearest(name, others):
        return f"The nearest heading is “{shown(nearest)}”: if it is that, rename it."
    return "Add it, or check that the first row of the file is the headings."


def _nearest(name: str, headings: Sequence[str]) -> str | None:
    by_plain = {plain(heading): heading.strip() for heading in headings}
    close = get_close_matches(plain(name), [each for each in by_plain if each], 1, 0.6)
    if close:
        return by_plain[close[0]]
    return next((by_plain[each] for each in by_plain if plain(name) in each), None)


def _warn_of_others(
    table: Table,
    found: Mapping[str, Place],
    others: Sequence[tuple[int, str]],
    problems: Problems,
    row: int,
) -> None:
    missing = [name for name in table.names if name not in found]
    for position, heading in others:
        if not heading.strip():
            problems.warn(f"Column {position + 1} has no heading and is not read.", row)
            continue
        if table.keeps(heading):
            if table.kept_as:
                problems.warn(
                    f"This file has a column Muster does not know: “{shown(heading)}”. "
                    f"It is kept as {table.kept_as}{heading.strip()}.",
                    row,
                )
            continue
        meant = get_close_matches(
            plain(heading), [plain(name) for name in missing], 1, 0.8
        )
        meant_name = next((name for name in missing if [plain(name)] == meant), None)
        hint = f" Was “{meant_name}” meant?" if meant_name else ""
        problems.warn(
            f"The column “{shown(heading)}” is not one Muster knows and is not "
            f"read.{hint}",
            row,
        )


def likeness(table: Table, headings: Sequence[str]) -> float:
    """How well headings fit a table: 0 where they can't be one, more the better.

    A heading nearly right counts nearly as much, so that a misspelt file is refused as
    the format it was meant for and not read as one that needs less.
    """
    said = [plain(heading) for heading in headings if heading.strip()]
    names = _names(table)
    exact = {name for heading, name in names.items() if heading in said}
    others = [heading for heading in said if heading not in names]
    needed = {*table.required, *table.one_of} - exact
    near = {name for name in needed if _nearest(name, others)}
    fits = exact | near
    absent = [name for name in table.required if name not in fits]
    if len(absent) > (1 if len(table.required) > 3 else 0):
        return 0.0
    if table.one_of and not fits & set(table.one_of):
        return 0.0
    kept = [each for each in headings if table.by_others and table.keeps(each)]
    if table.by_others and not kept:
        return 0.0
    # A table that needs little could be anything that has a school or a date in it.
    if len(table.required) < 4 and 2 * (len(fits) + len(kept)) < len(said):
        return 0.0
    return len(exact) + 0.9 * len(near) - 0.5 * len(absent) + len(kept)
