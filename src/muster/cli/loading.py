"""muster load, loads and undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muster.cli.opened import open_home, who
from muster.cli.output import FORMAT, Failed, Format, complain, progress, rows, say
from muster.sources.asked import AS_AT, COHORT, ENDS, LA, PERIOD, TO


if TYPE_CHECKING:
    from muster.sources.uploads import Outcome

SHOWN = 200


def add_to(app: typer.Typer) -> None:
    for command in (load, loads, undo):
        app.command()(command)


# What may be said of the files, as each command that reads them has it.
Files = Annotated[
    list[Path], typer.Argument(help="CSV files or Excel workbooks, in any order.")
]
As = Annotated[
    str,
    typer.Option(
        "--as", metavar="FORMAT", help="The format, if Muster does not recognise it."
    ),
]
CodeMap = Annotated[
    Path | None, typer.Option(help="A file code,meaning for a foreign code set.")
]
AsAt = Annotated[str, typer.Option(metavar="DATE", help=AS_AT.means)]
To = Annotated[str, typer.Option(metavar="DATE", help=TO.means)]
Period = Annotated[str, typer.Option(metavar="P", help=PERIOD.means)]
Number = Annotated[str, typer.Option(metavar="NUMBER", help=LA.means)]
OfCohort = Annotated[str, typer.Option(metavar="COHORT", help=COHORT.means)]
EndsMany = Annotated[bool, typer.Option("--ends-many", help=ENDS.means)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check only; load nothing.")]


def load(
    files: Files,
    as_: As = "",
    code_map: CodeMap = None,
    as_at: AsAt = "",
    to: To = "",
    period: Period = "",
    la: Number = "",
    cohort: OfCohort = "",
    ends_many: EndsMany = False,
    dry_run: DryRun = False,
) -> None:
    """Load files: each alone, all or nothing. Prints rows and every problem."""
    from muster.cli import home

    open_home(home())
    _check_format(as_)
    said = {
        "format": as_ or None,
        "code_map": code_map,
        "as_at": day_of(as_at, "--as-at"),
        "to": day_of(to, "--to"),
        "period": period,
        "la": la.strip(),
        "cohort": _cohort(cohort),
        "ends_many": ends_many,
        "dry_run": dry_run,
    }
    # Each is loaded, whatever became of the one before.
    if any([_load(path, said) for path in _in_order(files)]):
        raise typer.Exit(1)


def _load(path: Path, said: dict[str, Any]) -> bool:
    """Loads a file and prints what came of it; gives whether it was refused."""
    from muster.sources import uploads

    with progress(path.name) as tell:
        outcome = uploads.load(path, by=who(), progress=tell, **said)
    _report(outcome, path)
    return outcome.refused


def loads(shape: Format = FORMAT) -> None:
    """What was loaded, when and by whom."""
    from muster.cli import home

    open_home(home())
    from django.utils import timezone

    from muster.sources.models import Load

    columns = (
        "load",
        "file",
        "format",
        "rows_read",
        "rows_loaded",
        "first",
        "last",
        "as_at",
        "loaded_at",
        "loaded_by",
        "warnings",
        "undone_at",
        "undone_by",
    )
    found = [
        (
            one.pk,
            one.file_name,
            one.format,
            one.rows_read,
            one.rows_loaded,
            one.first_on,
            one.last_on,
            one.as_at,
            timezone.localtime(one.loaded_at).isoformat(sep=" ", timespec="seconds"),
            one.loaded_by,
            one.warnings_count,
            timezone.localtime(one.undone_at).isoformat(sep=" ", timespec="seconds")
            if one.undone_at
            else None,
            one.undone_by,
        )
        for one in Load.objects.order_by("pk")
    ]
    rows(columns, found, shape, "Nothing has been loaded yet.")


def undo(
    load: int = typer.Argument(..., help="The number `muster loads` gives it."),
) -> None:
    """Take one load back. Later loads stand."""
    from muster.cli import home

    open_home(home())
    from muster.sources import uploads
    from muster.tables.store import Refused

    try:
        taken = uploads.undo(load, by=who())
    except Refused as why:
        raise Failed(str(why)) from None
    say(f"Load {taken.pk} ({taken.file_name}) is taken back. Later loads stand.")


# Schools first, so that one command can load a whole authority in any order.
_ORDER = {"schools": 0, "calendars": 1, "enrolments": 2}


def _in_order(files: list[Path]) -> list[Path]:
    from muster.sources import formats

    def rank(path: Path) -> int:
        found = formats.recognise(path) if path.is_file() else None
        return _ORDER.get(found.table.name, 3) if found else 3

    return sorted(files, key=rank)


def _report(outcome: Outcome, path: Path) -> None:
    from muster.sources.reading import Level

    print(outcome.sentence)
    for number, problem in enumerate(outcome.problems):
        if number == SHOWN:
            left = len(outcome.problems) - SHOWN
            complain(
                f"{path.name}: and {left:,} more like these; all are in {_all(outcome, path)}"
            )
            break
        word = "warning, " if problem.level is Level.WARNING else ""
        complain(f"{path.name}: {word}{problem}")


def _all(outcome: Outcome, path: Path) -> Path:
    """Writes every problem to a CSV beside the loads of the home."""
    from muster.cli import home
    from muster.design import spreadsheets

    folder = home() / "problems"
    folder.mkdir(exist_ok=True)
    listed = folder / f"{path.stem}-problems.csv"
    with open(listed, "w", newline="", encoding="utf-8-sig") as file:
        writer = spreadsheets.writer(file, "\r\n")
        writer.writerow(("file", "place", "row", "column", "found", "level", "message"))
        for one in outcome.problems:
            writer.writerow(
                (
                    outcome.file_name,
                    one.place,
                    one.row,
                    one.column,
                    one.found,
                    one.level,
                    one.message,
                )
            )
    return listed


def _check_format(name: str) -> None:
    from muster.sources import formats

    known = [each.name for each in formats.FORMATS]
    if name and name.replace("_", "-") not in known:
        raise typer.BadParameter(f"“{name}” is not a format. Use {', '.join(known)}.")


def _cohort(words: str) -> str:
    """The key of the cohort that is meant; "" for none."""
    from muster.tables.cohorts import cohort_called, cohorts

    one = cohort_called(words) if words else None
    if words and one is None:
        listed = ", ".join(cohorts())
        raise typer.BadParameter(f"“{words}” is not a cohort. Use {listed}.")
    return one.key if one else ""


def day_of(text: str, option: str) -> date | None:
    from muster.school_year import BadDate, parse_date

    if not text:
        return None
    try:
        return parse_date(text)
    except BadDate as why:
        raise typer.BadParameter(f"{option}: {why}") from None
