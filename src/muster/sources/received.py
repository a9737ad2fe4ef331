"""A file somebody sent through the site, from its arrival to its load.

Reading it and loading it are jobs. Both read the same bytes, which wait in the upload's
folder; nothing of what the first reading found is trusted by the second.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.jobs import queue
from muster.jobs.queue import Cancelled, Tell, Work, background
from muster.sources import formats, listing, review, uploads
from muster.sources.models import Load, Upload, arrivals
from muster.tables.store import NotNow, Refused


Stage = Upload.Stage
# Reading is most of the work of a load; the rest is writing.
READ = 0.8


class Arrived(Protocol):
    """A file that has come with a request."""

    name: str | None
    size: int | None

    def keep_as(self, path: Path) -> None: ...


def receive(
    files: Sequence[Arrived],
    *,
    by: str,
    format: str = "",  # noqa: A002
    code_map: Arrived | None = None,
    as_at: date | None = None,
    to: date | None = None,
    period: str = "",
    la: str = "",
    cohort: str = "",
) -> list[Upload]:
    """Keeps the files that were sent, and asks for each to be read."""
    said = {"format": format, "as_at": as_at, "to": to, "period": period, "la": la}
    said["cohort"] = cohort
    return [_receive(file, by, code_map, said) for file in files]


def _receive(
    file: Arrived, by: str, code_map: Arrived | None, said: dict[str, Any]
) -> Upload:
    upload = Upload(
        key=secrets.token_hex(16),
        file_name=(file.name or "")[:255],
        size=file.size or 0,
        code_map_name=((code_map.name if code_map else "") or "")[:255],
        sent_by=by,
        sent_at=timezone.now(),
        **said,
    )
    upload.folder.mkdir(parents=True, mode=0o700)
    file.keep_as(upload.path)
    if code_map and upload.code_map:
        code_map.keep_as(upload.code_map)
    with transaction.atomic():
        upload.save()
        _ask(upload, read, f"Reading {upload.file_name}", by)
        # By its key: people name files after children.
        audit.record(
            did="file.sent",
            by=by,
            to=f"file:{upload.key}",
            after={"bytes": upload.size},
        )
    return upload


def ask_to_load(upload: Upload, *, by: str) -> None:
    """Asks for a reviewed file to be loaded. Raises Refused if it isn't ready for it."""
    with transaction.atomic():
        ready = Upload.objects.filter(pk=upload.pk, stage=Stage.REVIEW)
        if not ready.update(stage=Stage.LOADING, note=""):
            raise Refused(f"{upload.file_name} is not waiting to be loaded.")
        upload.refresh_from_db()
        _ask(upload, load, f"Loading {upload.file_name}", by)


def ask_again(upload: Upload, *, by: str) -> None:
    """Asks once more for the job that broke off. Raises Refused if none did."""
    if not upload.is_broken_off:
        raise Refused(f"{upload.file_name} did not break off. Look again.")
    work = load if upload.stage == Stage.LOADING else read
    doing = "Loading" if upload.stage == Stage.LOADING else "Reading"
    with transaction.atomic():
        _ask(upload, work, f"{doing} {upload.file_name}", by)


def stop(upload: Upload) -> None:
    """Asks the job at it to stop, if one is. Nothing of a stopped load is kept."""
    if upload.job is None:
        return
    queue.cancel(upload.job)
    if upload.job.started_at is None:
        _stopped(upload)


def put_aside(upload: Upload) -> None:
    """Throws a file away that isn't to be loaded. Raises Refused while a job is at it."""
    as_seen = Upload.objects.filter(pk=upload.pk, stage=upload.stage)
    with transaction.atomic():
        if (
            upload.is_under_way
            or upload.stage == Stage.LOADED
            or not as_seen.update(stage=Stage.PUT_ASIDE)
        ):
            raise Refused(f"{upload.file_name} is being loaded, or was. Look again.")
        audit.record(
            did="file.put-aside",
            by=audit.asker().username,
            to=f"file:{upload.key}",
            before={"stage": upload.stage},
        )
    upload.refresh_from_db()
    forget_file(upload)


def forget_file(upload: Upload) -> None:
    """Deletes the file, its code map and the list of its problems."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def prune(before: datetime) -> int:
    """Forgets uploads from before a moment, and whatever nobody owns in their folder."""
    old = [
        upload
        for upload in Upload.objects.filter(sent_at__lt=before).select_related("job")
        if not upload.is_under_way
    ]
    for upload in old:
        forget_file(upload)
        upload.delete()
    kept = set(Upload.objects.values_list("key", flat=True))
    _sweep(arrivals(), kept, before)
    return len(old)


def _sweep(folder: Path, kept: set[str], before: datetime) -> None:
    """What a killed server left of files that were still arriving."""
    for path in sorted(folder.glob("*")):
        if path.name in kept or path.stat().st_mtime > before.timestamp():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _ask(upload: Upload, work: Work, title: str, by: str) -> None:
    upload.job = queue.enqueue(
        work,
        title=title[:300],
        by=by,
        page=upload.get_absolute_url(),
        upload=upload.pk,
    )
    upload.save(update_fields=["job"])


def _stopped(upload: Upload) -> None:
    """Where a file stands once its job was stopped."""
    if upload.stage == Stage.LOADING:
        upload.put(Stage.REVIEW, note="Loading was stopped. Nothing of it was loaded.")
    else:
        upload.put(Stage.PUT_ASIDE, note="Reading was stopped.")
        forget_file(upload)


# The jobs -------------------------------------------------------------------------------


@background
def read(tell: Tell, *, upload: int) -> str:
    """Reads a file and finds what is wrong with it, or what it would bring."""
    sent = Upload.objects.get(pk=upload)
    try:
        return _read(sent, tell)
    except Cancelled:
        _stopped(sent)
        raise


def _read(sent: Upload, tell: Tell) -> str:
    tell(0.0, "Looking at what it is")
    checked = _checked(
        sent, lambda fraction: tell(fraction, "Reading and checking rows")
    )
    if checked.before:
        return _hold(sent, checked.before)
    reading = checked.reading
    assert reading is not None
    listing.write(
        sent.problems, reading.problems, lambda done: tell(1.0, "Listing problems")
    )
    found = review.look(reading, uploads.state()).to_json()
    if reading.refused:
        _drop_sent(sent)
        sent.put(Stage.REFUSED, found=found, digest=checked.digest)
        return f"{sent.file_name} was refused."
    sent.put(Stage.REVIEW, found=found, digest=checked.digest)
    return f"Nothing is wrong with {sent.file_name}."


@background
def load(tell: Tell, *, upload: int) -> str:
    """Reads the same bytes again and commits them."""
    sent = Upload.objects.get(pk=upload)
    if sent.stage != Stage.LOADING:
        forget_file(sent)  # a worker died just after its commit
        return "It was loaded before."
    try:
        return _load(sent, tell)
    except Cancelled:
        _stopped(sent)
        raise


def _load(sent: Upload, tell: Tell) -> str:
    tell(0.0, "Reading the rows again, to load them")
    checked = _checked(sent, tell.part(0.0, READ))
    if checked.before:
        return _hold(sent, checked.before)
    if checked.digest != sent.digest:
        sent.put(
            Stage.REFUSED, note="The file changed after it was read. Send it again."
        )
        return "The file had changed."
    reading = checked.reading
    assert reading is not None
    if reading.refused:
        return _refuse(sent, reading)
    tell(READ, "Writing, then putting in force all at once")
    try:
        outcome = uploads.commit(
            sent.file_name,
            reading,
            by=sent.job.asked_by if sent.job else sent.sent_by,
            digest=checked.digest,
            as_at=sent.as_at,
            also=lambda kept: sent.put(Stage.LOADED, load=kept),
            wait=lambda: tell(READ, "Waiting for another load to be written"),
        )
    except NotNow as why:
        sent.put(Stage.REVIEW, note=f"It was not loaded. {why}")
        return str(why)
    if outcome.refused:
        return _refuse(sent, reading)
    if outcome.status == "already loaded" and outcome.load:
        return _hold(sent, outcome.load)
    forget_file(sent)
    return outcome.sentence


def _checked(sent: Upload, progress: uploads.Progress) -> uploads.Checked:
    return uploads.check(
        sent.path,
        format=sent.format or None,
        code_map=sent.code_map,
        as_at=sent.as_at,
        to=sent.to,
        period=sent.period,
        la=sent.la,
        cohort=sent.cohort,
        # Whoever sent it sees how many it ends the time of, and then loads it or not.
        ends_many=True,
        name=sent.file_name,
        progress=progress,
    )


def _refuse(sent: Upload, reading: uploads.Reading) -> str:
    """Refused on second thoughts: something else was loaded in between, or no room."""
    listing.write(sent.problems, reading.problems)
    found = review.look(reading, uploads.state()).to_json()
    _drop_sent(sent)
    sent.put(Stage.REFUSED, found=found)
    return f"{sent.file_name} was refused."


def _hold(sent: Upload, before: Load) -> str:
    forget_file(sent)
    sent.put(Stage.HELD_ALREADY, load=before)
    return f"{sent.file_name} is already loaded, as load {before.pk}."


def _drop_sent(sent: Upload) -> None:
    """A refused file is of no use; the list of its problems is."""
    sent.path.unlink(missing_ok=True)
    if sent.code_map:
        sent.code_map.unlink(missing_ok=True)


# In the order that lets each find what it speaks of.
ORDER = {"schools": 0, "calendars": 1, "enrolments": 2}


def in_order(ready: Sequence[Upload]) -> list[Upload]:
    """Files to load together: schools before what speaks of schools."""

    def rank(upload: Upload) -> tuple[int, int]:
        name = upload.found.get("format") or ""
        table = formats.named(name).table.name if name else ""
        return ORDER.get(table, 3), upload.pk

    return sorted(ready, key=rank)
