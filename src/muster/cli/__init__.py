"""The muster command (design.md 6)."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import typer

from muster.cli.output import Failed, complain


app = typer.Typer(
    help="Muster: register marks in, figures and papers out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _about(
    home: str = typer.Option(
        "",
        "--home",
        metavar="DIR",
        help="The home to work on: wherever it stands on the line. Default: MUSTER_HOME,"
        " else ./muster-home.",
    ),
) -> None:
    """Muster: register marks in, figures and papers out."""


def parts() -> list[Any]:
    """The modules that each add commands, in the order help lists them."""
    from muster.cli import (
        figures,
        keeping,
        letters,
        loading,
        papers,
        plans,
        protecting,
        protecting_children,
        site,
    )

    return [
        site,
        loading,
        figures,
        papers,
        plans,
        keeping,
        letters,
        protecting,
        protecting_children,
    ]


def main() -> None:
    """Runs the command: exit 0 done, 1 refused or failed, 2 wrong usage."""
    for part in parts():
        part.add_to(app)
    sys.argv[1:] = _take_home(sys.argv[1:])
    try:
        app()
    except Failed as why:
        complain(str(why))
        sys.exit(1)
    except KeyboardInterrupt:
        complain("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as unexpected:
        complain(_unexpected(unexpected))
        sys.exit(1)


def _unexpected(problem: Exception) -> str:
    """A sentence for the person; the traceback goes to a file for whoever mends it."""
    said = (
        f"Muster met something it did not expect: {type(problem).__name__}: {problem}."
    )
    log = home() / "unexpected.log"
    try:
        with open(log, "a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    except OSError:
        return f"{said} Nothing half-done was kept."
    return (
        f"{said} Nothing half-done was kept. What whoever mends it needs is in {log}."
    )


def _take_home(words: list[str]) -> list[str]:
    """--home may stand before or after the command: it is taken out and kept."""
    rest = []
    waiting = iter(words)
    for word in waiting:
        if word == "--home":
            value = next(waiting, None)
            if value is None:
                complain("--home needs a folder.")
                sys.exit(2)
            os.environ["MUSTER_HOME"] = value
        elif word.startswith("--home="):
            os.environ["MUSTER_HOME"] = word.split("=", 1)[1]
        else:
            rest.append(word)
    return rest


def home() -> Path:
    return Path(os.environ.get("MUSTER_HOME") or "muster-home").resolve()
