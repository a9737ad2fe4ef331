"""Is it hosted well? What `muster check` adds to the health of what is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils import timezone

from muster.programme.reminders import health
from muster.protection import upkeep
from muster.school_year import clock
from muster.sources.health import Finding


# Locks don't hold on these as the marks need them to, or a write is not yet written.
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "9p"}
SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "nextcloud")
LATE = timedelta(hours=36)
MOUNTS = Path("/proc/self/mountinfo")

Findings = Iterator[Finding]


def look() -> list[Finding]:
    return [*_of_volume(), *_of_back_ups(), *_of_email(), *_of_address()]


def reminders() -> list[Finding]:
    """What is wrong with the letters that remind people; it asks the database."""
    found = health.findings(clock.today(), timezone.now())
    return [Finding("Reminders", "look", said) for said in found]


def deployment() -> list[Finding]:
    """What Django's own checks say against serving it to others."""
    said = checks.run_checks(include_deployment_checks=True)
    wrong = [one for one in said if not one.is_silenced()]
    if not wrong:
        return [Finding("Deployment", "good", "Django’s checks find nothing wrong.")]
    return [Finding("Deployment", "look", f"{one.msg} {one.id}.") for one in wrong]


def _of_volume() -> Findings:
    home = Path(settings.MUSTER_HOME).resolve()
    kind = kind_of(home, MOUNTS.read_text() if MOUNTS.is_file() else "")
    synced = [part for part in home.parts if part.lower().startswith(SYNCED)]
    if kind in NETWORK or kind.startswith("fuse."):
        yield Finding(
            "Volume",
            "broken",
            f"The home is on {kind}, a share. Two machines can write to it at once and"
            " marks may be lost. Move it to a local disk or block storage.",
        )
    elif synced:
        yield Finding(
            "Volume",
            "broken",
            f"The home is in “{synced[0]}”, which something copies while it is written."
            " Move it to a folder that nothing synchronises.",
        )
    else:
        yield Finding("Volume", "good", f"The home is on {kind or 'a local disk'}.")


def kind_of(path: Path, mounts: str) -> str:
    """The file system a path is on, from /proc/self/mountinfo; blank if it doesn't say."""
    found = {}
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        found[before.split(" ")[4].replace("\\040", " ")] = after.split(" ")[0]
    held = [Path(at) for at in found if path.is_relative_to(at)]
    return found[str(max(held, key=lambda at: len(at.parts)))] if held else ""


def _of_back_ups() -> Findings:
    if settings.BACKUP_FOLDER is None:
        yield Finding(
            "Back-ups",
            "look",
            "None is made by itself. Set MUSTER_BACKUP_FOLDER and MUSTER_BACKUP_KEY_FILE.",
        )
        return
    folder = Path(settings.BACKUP_FOLDER)
    kept = sorted(folder.glob(upkeep.NAMES), key=lambda path: path.stat().st_mtime)
    if not kept:
        yield Finding("Back-ups", "look", f"There is none in {folder} yet.")
        return
    made_at = datetime.fromtimestamp(kept[-1].stat().st_mtime, UTC)
    if timezone.now() - made_at > LATE:
        yield Finding(
            "Back-ups",
            "look",
            f"The latest, {kept[-1].name}, is more than a day and a half old. See what the"
            " schedule says, and that the worker is running.",
        )
    else:
        yield Finding("Back-ups", "good", f"The latest is {kept[-1].name}.")


def _of_email() -> Findings:
    if settings.EMAIL_IS_SET:
        said = "It is set. `muster email-test ADDRESS` sends a letter."
        yield Finding("Email", "good", said)
    else:
        said = "MUSTER_EMAIL is not set, so no letter is sent to anybody."
        yield Finding("Email", "look", said)


def _of_address() -> Findings:
    local = {"127.0.0.1", "localhost", "[::1]"}
    if set(settings.ALLOWED_HOSTS) - local and not settings.SESSION_COOKIE_SECURE:
        yield Finding(
            "Address",
            "broken",
            "It answers to other machines and MUSTER_HTTPS is not set, so passwords may"
            " cross the network in the open. Put a proxy with a certificate before it.",
        )
