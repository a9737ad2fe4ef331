"""What the command prints: data on stdout, everything said to a person on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import typer

from muster.design import spreadsheets


class Failed(Exception):
    """The command could not do it; the message is a sentence for stderr."""


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


FORMAT = typer.Option(Format.TABLE, "--format", help="How to print the rows.")


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def say(sentence: str) -> None:
    """Progress and news: on stderr, so that stdout holds only data."""
    print(sentence, file=sys.stderr)


def rows(
    columns: Sequence[str], found: Sequence[Sequence[Any]], shape: Format, empty: str
) -> None:
    """Prints a listing. ``empty`` is what to tell a person when there is nothing."""
    if shape is Format.CSV:
        writer = spreadsheets.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([["" if v is None else v for v in row] for row in found])
    elif shape is Format.JSON:
        json.dump(
            [dict(zip(columns, row, strict=True)) for row in found],
            sys.stdout,
            default=str,
            ensure_ascii=False,
            indent=1,
        )
        print()
    elif not found:
        say(empty)
    else:
        _table(columns, found)


SHORT = 24  # the longest text that is never broken over lines


def _table(columns: Sequence[str], found: Sequence[Sequence[Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        numeric = all(_is_number(row[place]) for row in found)
        short = all(len(str(row[place])) <= SHORT for row in found)
        table.add_column(
            column,
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=numeric or short,
        )
    for row in found:
        table.add_row(*("" if v is None else str(v) for v in row))
    # Wider than the window is better than a number in two halves.
    console = Console(width=None if sys.stdout.isatty() else 240)
    needed = console.measure(table).minimum
    wide = Console(width=max(console.width, needed), highlight=False, markup=False)
    wide.print(table)


def _is_number(value: Any) -> bool:
    return (
        value is None or isinstance(value, int) or str(value).replace(".", "").isdigit()
    )


@contextmanager
def progress(what: str) -> Iterator[Any]:
    """A bar on stderr for long work, silent when piped; gives a function of the fraction."""
    if not sys.stderr.isatty():
        yield lambda fraction: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda fraction: bar.update(task, completed=fraction)
