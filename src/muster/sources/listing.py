"""A file's problems as a CSV that can be opened in a spreadsheet, and read back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from muster.design import spreadsheets
from muster.sources.reading import Level, Problem


HEADINGS = ("place", "row", "column", "found", "level", "problem")


def write(
    path: Path,
    problems: Iterable[Problem],
    progress: Callable[[int], object] = lambda done: None,
) -> None:
    """Writes a row a problem. `progress` is called with how many are written."""
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = spreadsheets.writer(file, "\r\n")
        writer.writerow(HEADINGS)
        for done, one in enumerate(problems):
            writer.writerow(
                (
                    one.place,
                    one.row,
                    one.column,
                    one.found or "",
                    one.level.value,
                    one.message,
                )
            )
            if done % 10_000 == 0:
                progress(done)


def first(path: Path, most: int, level: Level) -> list[dict[str, str]]:
    """The first few problems of a level in a listing; none when there isn't one."""
    if not path.is_file():
        return []
    with open(path, newline="", encoding="utf-8-sig") as file:
        of_level = (row for row in csv.DictReader(file) if row["level"] == level)
        return list(islice(of_level, most))
