"""muster backup, backup-key and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from muster.cli.opened import open_as_it_is, restored_key
from muster.cli.output import Failed, progress, say


if TYPE_CHECKING:
    from muster.protection.keys import Key


KEY_FILE = typer.Option(
    None, metavar="FILE", help="The key. Default: the one in MUSTER_BACKUP_KEY."
)


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command("backup-key")(backup_key)
    app.command()(restore)


def backup_key(
    file: Path = typer.Argument(..., metavar="FILE", help="Where to write it."),
) -> None:
    """Make a key to seal back-ups with. Prints its public half."""
    from muster.protection import keys

    try:
        made = keys.make(file)
    except keys.BadKey as why:
        raise Failed(str(why)) from None
    print(made.seals)
    say(
        f"{file} opens every back-up sealed with it. Keep a copy where the home is not:"
        " without it no back-up can be read, by anybody."
    )


def backup(
    file: Path = typer.Argument(..., metavar="FILE", help="Where to write it."),
    key_file: Path | None = KEY_FILE,
    plain: bool = typer.Option(False, "--plain", help="Leave it unsealed."),
    verify: bool = typer.Option(
        False,
        "--verify",
        help="Restore it into a home that is thrown away, and compare.",
    ),
) -> None:
    """Write the whole home into one sealed file, and read it back."""
    from muster.cli import home

    open_as_it_is(home())
    from muster.protection import backups, restoring

    key = _key(key_file, plain, home(), file.parent)
    if verify and key and not key.opens:
        raise Failed(
            "This key seals and does not open, so the back-up cannot be verified with it."
            " Leave out --verify, and run `muster restore FILE --check` where the other"
            " half is kept."
        )
    try:
        with progress("Backing up") as tell:
            made = backups.back_up(file, key, tell)
        if verify:
            _say_differs(restoring.check(file, key).differs)
    except (backups.CannotBackUp, restoring.CannotRestore) as why:
        raise Failed(str(why)) from None
    count = sum(one["rows"] for one in made.about["tables"].values())
    say(
        f"Backed up {count:,} rows and version {made.about['version']} of the marks:"
        f" {made.size / 1_000_000:,.1f} MB. {_how_sure(key, verify)}"
    )
    print(file)


def restore(
    file: Path = typer.Argument(..., metavar="FILE", help="The back-up."),
    key_file: Path | None = KEY_FILE,
    check: bool = typer.Option(
        False, "--check", help="A drill: restore, compare, and throw that away."
    ),
    replace: bool = typer.Option(
        False, "--replace", help="Put it in place of all the home holds."
    ),
    no_upgrade: bool = typer.Option(
        False,
        "--no-upgrade",
        help="Leave the database as the older Muster that made it knows it.",
    ),
) -> None:
    """Put a back-up in place of an empty home: all of it, or nothing."""
    from muster.cli import home

    with restored_key(home()):
        from muster.protection import restoring

        key = _key(key_file, _is_plain(file))
        try:
            if check:
                found = restoring.check(file, key)
            else:
                found = restoring.restore(
                    file, key, home(), replace=replace, upgrade=not no_upgrade
                )
        except restoring.CannotRestore as why:
            raise Failed(str(why)) from None
    _say(found.about)
    if check:
        _say_differs(found.differs)
        say("A drill: nothing was kept of it, and the home is as it was.")
        return
    if said := restoring.replay(home()):
        say(said)
    say(f"{home()} is restored. Start the site and the worker.")


def _key(file: Path | None, plain: bool, *away_from: Path) -> Key | None:
    from muster.protection import keys

    if plain:
        return None
    try:
        return keys.key_of(file, *away_from)
    except keys.BadKey as why:
        raise Failed(str(why)) from None


def _is_plain(file: Path) -> bool:
    from muster.protection.archive import SEALED

    try:
        with open(file, "rb") as opened:
            return opened.read(len(SEALED)) != SEALED
    except OSError as why:
        raise Failed(f"{file} cannot be read: {why.strerror}.") from None


def _how_sure(key: Key | None, verified: bool) -> str:
    if verified:
        return (
            "Restored to try it: every row and the headline figures are as they were."
        )
    if key is None:
        return (
            "Read back whole. It is NOT sealed: whoever has the file has the children."
        )
    if key.opens is None:
        return "Sealed for a key that is not here, so it was not read back."
    return "Sealed, and read back whole."


def _say(about: dict[str, Any]) -> None:
    count = sum(one["rows"] for one in about["tables"].values())
    say(
        f"Made by Muster {about['muster']} at {about['made_at'][:16].replace('T', ' ')},"
        f" from {about['database']}: {count:,} rows, version {about['version']} of the"
        " marks."
    )
    for name, period, numerator, denominator in about["headlines"]:
        say(f"  {name} {period}: {numerator:,} of {denominator:,}")


def _say_differs(differs: list[str]) -> None:
    if differs:
        raise Failed(f"It is not what was backed up. {' '.join(differs)}")
    say("Every row and the headline figures are as they were.")
