"""muster protection."""

from __future__ import annotations

from pathlib import Path

import typer

from muster.cli.opened import open_home
from muster.cli.output import Failed


protection = typer.Typer(
    help="Papers of data protection.", no_args_is_help=True, add_completion=False
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(protection, name="protection")


@protection.callback()
def _about() -> None:
    """Papers of data protection."""


@protection.command()
def papers(
    out: Path = typer.Option(..., metavar="DIR", help="Where to write them."),
) -> None:
    """Write the record of processing and the outlines of the other papers.

    Nothing need be loaded. Prints the paths of what it wrote.
    """
    from muster.cli import home

    open_home(home())
    from muster.protection import outlined

    try:
        for path in outlined.write_all(out):
            print(path)
    except OSError as why:
        raise Failed(
            f"The papers could not be written to {out}: {why.strerror}."
        ) from None
