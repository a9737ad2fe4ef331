"""muster pack."""

from __future__ import annotations

from pathlib import Path

import typer

from muster.cli.opened import open_home, who
from muster.cli.output import Failed, progress


def add_to(app: typer.Typer) -> None:
    app.command()(pack)


def pack(
    period: str = typer.Option(
        "", metavar="P", help="Default: the latest half-term with marks."
    ),
    audience: str = typer.Option("officers", help="officers, board or public."),
    out: Path | None = typer.Option(
        None, metavar="DIR", help="Default: packs in the home."
    ),
    to: str = typer.Option(
        "html,pdf",
        metavar="FORMATS",
        help="html, pdf, docx, xlsx, separated by commas.",
    ),
) -> None:
    """Make the data pack of a period. Prints the paths of what it wrote."""
    from muster.cli import home

    open_home(home())
    from muster.accounts import audit
    from muster.accounts.authority import authority, look_of_papers, word_template
    from muster.reports import making, packs
    from muster.sources import uploads

    formats = tuple(part.strip() for part in to.split(",") if part.strip())
    held = authority()
    try:
        with progress("Making the pack") as tell, word_template(held) as template:
            written = packs.write(
                uploads.state(),
                folder=out or home() / "packs",
                look=look_of_papers(held),
                template=template,
                to=formats,
                progress=tell,
                **making.asked(period, audience),
            )
    except ValueError as why:
        raise Failed(str(why)) from None
    except OSError as why:
        raise Failed(f"The pack could not be written: {why.strerror}.") from None
    audit.record(
        did="draft.made",
        by=who(),
        to=f"draft of {period or 'the latest half-term'} for {audience}",
        after={"files": [path.name for path in written]},
    )
    for path in written:
        print(path)
