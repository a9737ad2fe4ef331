"""What Muster stands on: the database, the disk, the jobs, the files of the store."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from muster.accounts import seal
from muster.design.filters import moment, number
from muster.jobs import reaper
from muster.jobs.models import Job, Turn
from muster.sources.health.finding import Finding, Findings
from muster.sources.models import InForce, Upload
from muster.sources.words import MOST_NAMED, are, counted, listed
from muster.tables.state import State
from muster.tables.store import Manifest


LITTLE_ROOM = 2_000_000_000
STUCK = timedelta(hours=1)
RECENT = timedelta(days=7)
# Rows of the trail wait a minute to be sealed, if a worker runs.
UNSEALED = timedelta(minutes=10)


def of_machinery(*, whole_trail: bool = False) -> Findings:
    """The database, the trail, the disk, the jobs and the files that wait."""
    yield Finding("Database", "good", "It answers and is up to date.")
    yield from _of_trail(whole_trail)
    yield from _of_home()
    yield from _of_jobs()
    yield from _of_uploads()


def database_problem() -> Finding | None:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as why:
        return Finding("Database", "broken", f"It does not answer: {why}.")
    if behind:
        said = (
            f"It is {counted(len(behind), 'step')} behind this version of Muster. Run"
            " `muster init` on this home."
        )
        return Finding("Database", "broken", said)
    return None


def _of_trail(whole: bool) -> Findings:
    found = seal.verify(None if whole else seal.RECENT)
    if found.faults:
        more = f" And {number(len(found.faults) - 3)} more." if found.faults[3:] else ""
        said = (
            f"The trail is not what was sealed. {' '.join(found.faults[:3])}{more} Keep"
            " the database as it is, and tell whoever answers for information governance."
        )
        yield Finding("Trail", "broken", said)
        return
    which = "" if whole else "latest "
    said = (
        f"{counted(found.rows, 'row')} under the {which}{counted(found.seals, 'seal')}"
        f" {are(found.rows)} as sealed."
    )
    late = found.oldest is not None and timezone.now() - found.oldest > UNSEALED
    if found.oldest:
        said += (
            f" {counted(found.unsealed, 'row')} {are(found.unsealed)} not sealed yet, the"
            f" oldest of {moment(found.oldest)}."
        )
    if late:
        said += " The worker seals them each minute: see that one is running."
    yield Finding("Trail", "look" if late else "good", said)


def _of_home() -> Findings:
    free = shutil.disk_usage(settings.MUSTER_HOME).free
    said = f"{free / 1_000_000_000:.1f} GB are free on the disk of the home."
    if free < LITTLE_ROOM:
        yield Finding("Disk", "look", f"Only {said} Make room before the next load.")
    else:
        yield Finding("Disk", "good", said)


def _of_jobs() -> Findings:
    now, alive = timezone.now(), reaper.living()
    waiting = Job.objects.filter(state=Job.State.WAITING).count()
    running = Job.objects.filter(state=Job.State.RUNNING)
    stuck = running.filter(told_at__lt=now - STUCK)
    failed = Job.objects.filter(
        state=Job.State.FAILED, finished_at__gte=now - RECENT
    ).order_by("-pk")
    late = Turn.objects.filter(failed=True).order_by("name")
    before = len(list(failed)) + len(list(stuck)) + late.count()
    for job in stuck:
        yield Finding(
            "Jobs",
            "look",
            f"“{job.title}” has said nothing since {moment(job.told_at)}. Stop it on its"
            " page, or stop the worker and start it again.",
        )
    for job in failed[:MOST_NAMED]:
        yield Finding("Jobs", "look", f"“{job.title}” failed. {job.sentence}")
    for turn in late:
        name = turn.name.rsplit(".", 1)[-1].replace("_", " ")
        yield Finding(
            "Jobs", "look", f"The schedule’s “{name}” failed. {turn.sentence}"
        )
    if waiting and not alive:
        yield Finding(
            "Jobs",
            "look",
            f"{counted(waiting, 'job')} waiting and no worker is running. Start one with"
            " `muster worker`, or run `muster serve`, which starts its own.",
        )
    elif not before:
        workers = counted(len(alive), "worker") if alive else "No worker"
        yield Finding(
            "Jobs", "good", f"{workers} running, {counted(waiting, 'job')} waiting."
        )


def _of_uploads() -> Findings:
    ready = Upload.objects.filter(stage=Upload.Stage.REVIEW).count()
    if ready:
        yield Finding(
            "Files sent",
            "look",
            f"{counted(ready, 'file')} {are(ready)} read and waiting for somebody to look"
            " and load. Files are deleted a week after they were sent.",
        )


def no_manifest(why: Exception) -> Finding:
    said = (
        f"The list of what version {InForce.now()} holds cannot be read"
        f" ({type(why).__name__}). Restore the home from its back-up."
    )
    return Finding("Store", "broken", said)


def missing_files(manifest: Manifest, folder: Path) -> Findings:
    named = [layer.file for layer in manifest.layers]
    named += [name for name in (manifest.school_keys, manifest.pupils) if name]
    bad = [name for name in named if not _is_whole(folder / name)]
    if bad:
        yield Finding(
            "Store",
            "broken",
            f"{counted(len(bad), 'file')} of version {manifest.version} {are(len(bad))}"
            f" missing or damaged: {listed(bad)}. Restore the home from its back-up.",
        )


def _is_whole(path: Path) -> bool:
    """Whether a file is there and, if it is Parquet, begins and ends as one does."""
    try:
        with open(path, "rb") as file:
            first = file.read(4)
            file.seek(-4, 2)
            last = file.read(4)
    except OSError:
        return False
    return path.suffix != ".parquet" or first == last == b"PAR1"


def store_is_good(state: State) -> Finding:
    layers = len(state.manifest.active("marks"))
    said = f"Version {state.version} is in force, with {counted(layers, 'layer')} of marks."
    return Finding("Store", "good", f"{said} Every file is there.")
