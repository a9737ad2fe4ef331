"""muster retention, and muster erase-again."""

from __future__ import annotations

import typer

from muster.cli.opened import open_home, who
from muster.cli.output import FORMAT, Failed, Format, rows, say


def add_to(app: typer.Typer) -> None:
    app.command()(retention)
    app.command("erase-again")(erase_again)


def retention(
    confirm: bool = typer.Option(
        False, "--confirm", help="Clear it away; a worker does it, and certifies it."
    ),
    preview: bool = typer.Option(
        False,
        "--preview",
        help="Only show what is past its time, as without --confirm.",
    ),
    shape: Format = FORMAT,
) -> None:
    """Show what is past its time, kind by kind; --confirm clears it away."""
    from muster.cli import home

    open_home(home())
    from muster.protection import retention as kept
    from muster.protection.requests import Refused

    rows(
        ("record", "kept for", "of", "past its time", "held"),
        [
            (one.record.title, one.record.says, one.of, one.count, one.held)
            for one in kept.preview()
        ],
        shape,
        "",
    )
    if not confirm or preview:
        return
    try:
        made = kept.ask_to_clear(by=who())
    except Refused as why:
        raise Failed(str(why)) from None
    say(f"Retention {made.number} is asked for. A worker does it: muster worker.")


def erase_again() -> None:
    """Erase again whomever a restored home holds of those who had been erased."""
    from muster.cli import home

    open_home(home())
    from muster.protection import erasing

    say(erasing.replay() or "Nobody who had been erased is held.")
