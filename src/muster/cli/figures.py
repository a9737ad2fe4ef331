"""muster measure and measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from muster.cli.opened import open_home
from muster.cli.output import FORMAT, Failed, Format, progress, rows, say


if TYPE_CHECKING:
    from muster.tables.state import State


def add_to(app: typer.Typer) -> None:
    for command in (measure, measures):
        app.command()(command)


def measure(
    names: list[str] = typer.Argument(
        ..., metavar="NAME...", help="`muster measures` lists them."
    ),
    by: str = typer.Option(
        "", metavar="DIM,...", help="Break down by, separated by commas."
    ),
    period: str = typer.Option(
        "",
        metavar="P",
        help="Like 2025-26/HT1. Default: the latest half-term with marks.",
    ),
    rules: str = typer.Option("census", help="census, live, roll or pupil."),
    school: str = typer.Option(
        "", metavar="S,...", help="Only these schools: URN, LAESTAB or name."
    ),
    unsuppressed: bool = typer.Option(
        False, "--unsuppressed", help="Show small numbers too."
    ),
    shape: Format = FORMAT,
) -> None:
    """Figures: counted, out of, and the percentage."""
    from muster.cli import home

    open_home(home())
    from muster.measures import ask
    from muster.sources import uploads

    state = uploads.state()
    dims = [part.strip() for part in by.split(",") if part.strip()]
    try:
        schools = _schools(state, school)
        with progress("Counting") as tell:
            _warm(state, tell)
            answer = ask(
                state,
                names,
                dims,
                period or None,
                rules,
                schools,
                audience="unsuppressed" if unsuppressed else "officers",
            )
    except ValueError as why:
        raise Failed(str(why)) from None
    for note in answer.notes:
        say(note)
    columns = (
        "measure",
        "period",
        "rules",
        *dims,
        "numerator",
        "denominator",
        "value",
        "suppressed",
    )
    found = [
        (
            row.measure,
            answer.period.text,
            answer.rules.name,
            *row.dims,
            row.numerator,
            row.denominator,
            row.value,
            int(row.suppressed),
        )
        for row in answer.rows
    ]
    rows(columns, found, shape, f"There are no marks in {answer.period.title}.")


def measures(shape: Format = FORMAT) -> None:
    """The catalogue: name, sentence, unit and source of every measure."""
    from muster.measures import MEASURES

    found = [(one.name, one.sentence, one.unit, one.source) for one in MEASURES]
    rows(("name", "sentence", "unit", "source"), found, shape, "")


def _warm(state: State, tell: Callable[[float], object]) -> None:
    """Counts the latest year with a bar, so that the asking itself is quick."""
    from muster.measures import counts

    years = state.years()
    if years:
        counts.standard(state, years[-1], tell)


def _schools(state: State, written: str) -> list[int]:
    found = []
    for name in (part.strip() for part in written.split(",")):
        if not name:
            continue
        school = state.school_keys.find(name)
        if school is None:
            raise Failed(
                f"No school is known as “{name}”. Use its URN, its LAESTAB or its name as"
                " it was loaded."
            )
        found.append(school)
    return found
