"""muster protection and muster scramble."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from pathlib import Path

import typer

from muster.cli.opened import make_home, open_home, who
from muster.cli.output import Failed, progress, say


protection = typer.Typer(
    help="Papers of data protection.", no_args_is_help=True, add_completion=False
)


def add_to(app: typer.Typer) -> None:
    app.add_typer(protection, name="protection")
    app.command()(scramble)


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


# What stands for one home alone, and must not reach the copy.
OF_THIS_HOME = (
    "DATABASE_URL",
    "MUSTER_SECRET_KEY",
    "MUSTER_ORGANISATION",
    "MUSTER_LA_CODE",
)


def scramble(
    new: Path = typer.Argument(..., metavar="NEWHOME", help="A folder not there yet."),
) -> None:
    """Make a training copy: schools, children and marks told anew, not to be turned back.

    It is pseudonymised data for use inside the authority, and not anonymous.
    """
    from muster.cli import home

    if new.exists():
        raise Failed(f"{new} is there already. Name a folder that isn't.")
    open_home(home())
    from muster.accounts import audit
    from muster.sources import uploads

    version = uploads.store().version()
    if not version:
        raise Failed(f"{home()} holds nothing yet, so there is nothing to copy.")
    aside = new.with_name(f".{new.name}.making")
    shutil.rmtree(aside, ignore_errors=True)
    # A process of its own: Django is of one home for as long as it runs.
    work = multiprocessing.get_context("spawn").Process(
        target=_fill, args=(home() / "marks", version, aside)
    )
    try:
        work.start()
        work.join()
        if work.exitcode:
            raise Failed("The copy could not be made. Nothing of it was kept.")
        aside.rename(new)
    finally:
        if work.is_alive():
            work.terminate()
            work.join()
        shutil.rmtree(aside, ignore_errors=True)
    audit.record(did="training-copy.made", by=who(), to=f"version:{version}")
    say(f"The training copy is at {new}: muster --home {new} serve")
    say("It is pseudonymised, not anonymous: keep it inside the authority.")


def _fill(marks: Path, version: int, aside: Path) -> None:
    for name in OF_THIS_HOME:
        os.environ.pop(name, None)
    make_home(aside)
    from muster.demo import words
    from muster.protection import scrambling
    from muster.tables.scrambled import Invented
    from muster.tables.state import state_of

    invented = Invented(words.every_place(), words.SURNAMES, words.FORENAMES)
    with progress("Making the training copy") as tell:
        said = list(scrambling.fill(state_of(marks, version), invented, progress=tell))
    for sentence in said:
        say(sentence)
