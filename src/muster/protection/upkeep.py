"""What the schedule does to keep the home safe (config/schedule.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from muster.jobs.queue import CannotDo
from muster.protection import backups, keys, restoring


NAMES = "muster-*.tar.age"


def back_up(tell: Callable[[float], object]) -> str:
    """Backs up into the folder of MUSTER_BACKUP_FOLDER, verifies, and keeps the latest."""
    if settings.BACKUP_FOLDER is None:
        return ""
    folder, home = Path(settings.BACKUP_FOLDER), Path(settings.MUSTER_HOME)
    path = folder / f"muster-{timezone.now():%Y%m%dT%H%M%SZ}.tar.age"
    try:
        key = keys.key_of(settings.BACKUP_KEY_FILE, home, folder)
        made = backups.back_up(path, key, tell)
        differs = restoring.check(path, key).differs if key.opens else []
    except (keys.BadKey, backups.CannotBackUp, restoring.CannotRestore) as why:
        raise CannotDo(str(why)) from why
    if differs:
        raise CannotDo(f"{path.name} is not what was backed up. {' '.join(differs)}")
    _keep_latest(folder)
    sure = "restored to try it" if key.opens else "sealed for a key that is not here"
    return f"{path.name} is written: {made.size / 1_000_000:,.1f} MB, {sure}."


def _keep_latest(folder: Path) -> None:
    for path in sorted(folder.glob(NAMES))[: -settings.BACKUP_KEEP]:
        path.unlink()
