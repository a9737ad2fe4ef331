"""muster measure, measures and published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from muster.api import asked_with
from muster.cli.opened import open_home, who
from muster.cli.output import FORMAT, Failed, Format, progress, rows, say


if TYPE_CHECKING:
    from muster.tables.state import State


def add_to(app: typer.Typer) -> None:
    for command in (measure, measures, published, own):
        app.command()(command)


def measure(
    names: list[str] = typer.Argument(
        ..., metavar="NAME...", help=asked_with.NAMES.sentence
    ),
    by: str = typer.Option("", metavar="DIM,...", help=asked_with.BY.sentence),
    period: str = typer.Option("", metavar="P", help=asked_with.PERIOD.sentence),
    rules: str = typer.Option(asked_with.RULES.default, help=asked_with.RULES.sentence),
    school: str = typer.Option("", metavar="S,...", help=asked_with.SCHOOL.sentence),
    unsuppressed: bool = typer.Option(
        False, "--unsuppressed", help="Show small numbers too."
    ),
    shape: Format = FORMAT,
) -> None:
    """Figures: counted, out of, and the percentage."""
    from muster.cli import home

    open_home(home())
    from muster.accounts import audit
    from muster.measures import ask, get, listed
    from muster.school_year import clock
    from muster.sources import uploads

    state = uploads.state()
    dims = [part.strip() for part in by.split(",") if part.strip()]
    try:
        schools = _schools(state, school)
        with progress("Counting") as tell:
            if not any(get(name).table for name in names):
                _warm(state, tell)
            answer = ask(
                state,
                names,
                dims,
                period or None,
                rules,
                schools,
                audience="unsuppressed" if unsuppressed else "officers",
                today=clock.today(),
            )
    except ValueError as why:
        raise Failed(str(why)) from None
    audit.record(
        did="figures.printed",
        by=who(),
        to=f"measures:{' '.join(names)}",
        after={"by": dims, "period": answer.period.text, "schools": school}
        | {"unsuppressed": unsuppressed},
    )
    for note in answer.notes:
        say(note)
    rows(
        listed.columns(dims),
        listed.as_rows(answer),
        shape,
        f"There {'are no marks' if answer.rules else 'is nothing to count'} in"
        f" {_lower_first(answer.period.title)}.",
    )


def _lower_first(title: str) -> str:
    return title[:1].lower() + title[1:]


def measures(shape: Format = FORMAT) -> None:
    """The catalogue: name, sentence, unit and source of every measure."""
    from muster.measures import MEASURES

    found = [(one.name, one.sentence, one.unit, one.source) for one in MEASURES]
    rows(("name", "sentence", "unit", "source"), found, shape, "")


def published(
    name: str = typer.Argument(..., metavar="NAME", help=asked_with.NAME.sentence),
    area: str = typer.Option(
        "", "--area", metavar="NAME-OR-CODE", help=asked_with.AREA.sentence
    ),
    period: str = typer.Option(
        "", metavar="P", help=asked_with.PUBLISHED_PERIOD.sentence
    ),
    phase: str = typer.Option("", metavar="P", help=asked_with.PHASE.sentence),
    as_at: str = typer.Option("", metavar="DATE", help=asked_with.AS_AT.sentence),
    shape: Format = FORMAT,
) -> None:
    """What was published: comparators for our own figures, to the last digit."""
    from muster.cli import home
    from muster.cli.loading import day_of

    day = day_of(as_at, "--as-at")
    open_home(home())
    from muster.measures import published as ask_for
    from muster.sources import uploads

    try:
        found = ask_for.published(uploads.state(), name, area, period, phase, day)
    except ValueError as why:
        raise Failed(str(why)) from None
    rows(
        ask_for.COLUMNS,
        ask_for.as_rows(found),
        shape,
        "Nothing published is like that.",
    )
    if shape is Format.TABLE and (note := ask_for.note_on_totals(found)):
        say(note)


def own(
    name: str = typer.Argument(..., metavar="NAME", help="A measure of ours."),
    school: str = typer.Option(
        "", metavar="S", help="Only this school: URN, LAESTAB or name."
    ),
    period: str = typer.Option(
        "", metavar="P", help="Only this period, like 2023-24 or 2024-25/HT1."
    ),
    shape: Format = FORMAT,
) -> None:
    """The authority's own past figures, as reported elsewhere. A blank school is the whole."""
    from muster.cli import home

    open_home(home())
    from muster.measures import own as past
    from muster.sources import uploads

    state = uploads.state()
    try:
        of = _schools(state, school)
        found = past.own(state, name, period, of[0] if of else None)
    except ValueError as why:
        raise Failed(str(why)) from None
    rows(
        past.COLUMNS,
        [tuple(getattr(one, column) for column in past.COLUMNS) for one in found],
        shape,
        "No past figure is held that is like that.",
    )


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
