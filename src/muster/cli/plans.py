"""muster log and muster plan: papers read in, and printed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from muster.cli.opened import open_home, who
from muster.cli.output import Failed, say
from muster.programme.printed import Kind


if TYPE_CHECKING:
    from muster.programme.models import Plan
    from muster.programme.printed import Query
    from muster.programme.taking.taking_in import Taken

MOST_CHANGES = 20
NAMES = {Kind.LOG: "task log", Kind.PLAN: "action plan"}
FILE = typer.Argument(..., metavar="FILE", help="Text, Word, Excel, PDF or CSV.")
OUT = typer.Option(..., metavar="FILE", help="Ends in .docx, .pdf, .xlsx or .csv.")
AS_OF = typer.Option("", metavar="DATE", help="As it stood that day. Default: today.")
AS_AT = typer.Option(
    "", metavar="DATE", help="The day it speaks of, where the paper doesn’t say."
)
TITLE = typer.Option("", "--plan", metavar="TITLE", help="Which, if there are several.")


def add_to(app: typer.Typer) -> None:
    for kind in Kind:
        commands = typer.Typer(
            help=f"Read the {NAMES[kind]} in from a paper, and print it again.",
            no_args_is_help=True,
        )
        _add(commands, kind)
        app.add_typer(commands, name=kind.value)


def _add(commands: typer.Typer, kind: Kind) -> None:
    name = NAMES[kind]

    @commands.command("import", help=f"Read a {name} in, and say what must be asked.")
    def read_in(file: Path = FILE, as_at: str = AS_AT, plan: str = TITLE) -> None:
        _read_in(kind, file, as_at, plan)

    @commands.command("export", help=f"Print the {name} as it stood on a day.")
    def print_out(out: Path = OUT, as_of: str = AS_OF, plan: str = TITLE) -> None:
        _print_out(kind, out, as_of, plan)


def _read_in(kind: Kind, file: Path, as_at: str, title: str) -> None:
    from muster.cli import home

    open_home(home())
    from muster.documents.issuing import digest
    from muster.programme import Refused
    from muster.programme.reading import Unreadable, read
    from muster.programme.taking.taking_in import take_in

    try:
        content = file.read_bytes()
        document = read(file.name, content, kind=kind)
    except OSError as why:
        raise Failed(f"{file} could not be read: {why.strerror}.") from None
    except Unreadable as why:
        raise Failed(str(why)) from None
    try:
        taken = take_in(
            document,
            on=_day(as_at),
            by=who(),
            name=file.name,
            digest=digest(content),
            plan=_plan(kind, title) if title else None,
        )
    except Refused as why:
        raise Failed(f"{file.name}: {why}") from None
    for line in _changes(taken.changes):
        print(line)
    for query in taken.new:
        print(_said(query))
    say(
        f"{file.name}: {len(document.rows)} rows read into “{taken.plan}”:"
        f" {taken.added} new, {taken.changed} changed."
        f" {taken.asked} to look at, printed above.{_before(taken)}"
    )


def _changes(changes: Sequence[str]) -> list[str]:
    """What was changed, a line each, as many as anybody reads."""
    more = len(changes) - MOST_CHANGES
    return [
        *(f"Changed: {one}" for one in changes[:MOST_CHANGES]),
        *([f"And {more} more changes."] if more > 0 else []),
    ]


def _before(taken: Taken) -> str:
    again = len(taken.queries) - taken.asked
    return (
        f" {again} more {'was' if again == 1 else 'were'} asked before."
        if again
        else ""
    )


def _said(query: Query) -> str:
    """A query on one line: where, what was found, and what to do about it."""
    where = f"{query.place}: " if query.place else ""
    return " ".join(f"{where}{query.says}".split())


def _print_out(kind: Kind, out: Path, as_of: str, title: str) -> None:
    from muster.cli import home

    open_home(home())
    from muster.accounts import audit
    from muster.programme.plans import filing, printing

    ending = out.suffix.removeprefix(".").lower()
    if ending not in filing.KINDS:
        raise Failed(
            f"{out} ends in nothing that can be written. End it in .docx, .pdf, .xlsx or"
            " .csv."
        )
    plan = _plan(kind, title)
    document = printing.document(plan, _day(as_of))
    content = filing.file_of(document, ending, printing.reference(plan, document))
    try:
        out.write_bytes(content)
    except OSError as why:
        raise Failed(f"{out} could not be written: {why.strerror}.") from None
    audit.record(
        did="plan.printed", by=who(), to=f"plan:{plan.pk}", after={"file": out.name}
    )
    print(out)


def _plan(kind: Kind, title: str) -> Plan:
    """The log or plan of a title; without one, the only one there is."""
    from muster.programme.models import Plan

    held = Plan.objects.filter(kind=kind.value)
    if title:
        held = held.filter(title__iexact=title)
    found = list(held[:20])
    if len(found) == 1:
        return found[0]
    name = NAMES[kind]
    if not found:
        raise Failed(
            f"There is no {name}{f' “{title}”' if title else ''} in this home."
        )
    titles = "; ".join(f"“{one.title}”" for one in found)
    raise Failed(f"There is more than one {name}: say which with --plan: {titles}.")


def _day(text: str) -> date:
    from muster.school_year import BadDate, parse_date
    from muster.school_year.clock import today

    try:
        return parse_date(text) if text else today()
    except BadDate as why:
        raise Failed(str(why)) from None
