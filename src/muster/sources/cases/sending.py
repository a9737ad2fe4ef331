"""A sheet that was sent: kept until it is put aside, or as long as files that nobody loads."""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.sources.cases.fields import likeness
from muster.sources.cases.forms import THERE
from muster.sources.cases.models import Mapping, Sheet
from muster.sources.cases.table import read_table
from muster.sources.reading.opening import NotReadable


MOST_BYTES = 20_000_000


def receive(said: dict[str, Any], *, by: str) -> Sheet:
    """Keeps what was sent, if it is a table. Raises NotReadable."""
    mapping, file = said.get("mapping") or _mapping(said, by), said["file"]
    sheet = Sheet(
        key=secrets.token_hex(16),
        file_name=Path(file.name or "").name[:255],
        sent_by=by,
        sent_at=timezone.now(),
    )
    if file.size > MOST_BYTES:
        raise NotReadable(
            f"This file is {file.size // 1_000_000} MB, and cases are read up to"
            f" {MOST_BYTES // 1_000_000} MB. Take pictures and other sheets out of it, or"
            " save it as CSV."
        )
    sheet.folder.mkdir(parents=True, mode=0o700)
    try:
        with sheet.path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        read_table(sheet.path, likeness(mapping.of))
        with transaction.atomic():
            if mapping.pk is None:
                mapping.save()
            sheet.mapping = mapping
            sheet.save()
    except BaseException:  # whatever it was, a file nobody knows of stays nowhere
        shutil.rmtree(sheet.folder)
        raise
    # By its key: people name files after children.
    audit.record(did="cases.sent", by=by, to=f"cases:{sheet.key}")
    return sheet


def _mapping(said: dict[str, Any], by: str) -> Mapping:
    """The source's own from before, else a new one, not kept yet."""
    before = Mapping.objects.filter(
        source__iexact=said["source"], register=said["register"]
    ).first()
    return before or Mapping(
        source=said["source"],
        register=said["register"],
        is_kept_there=said["kept"] == THERE,
        changed_by=by,
        changed_at=timezone.now(),
    )


def forget(sheet: Sheet) -> None:
    """Takes the file away; that there was one, and what came of it, stays."""
    shutil.rmtree(sheet.folder, ignore_errors=True)
    sheet.is_put_aside = True
    sheet.save(update_fields=["is_put_aside"])


def prune(before: datetime) -> int:
    """Takes away the files sent before a moment, and says how many."""
    old = Sheet.objects.filter(is_put_aside=False, sent_at__lt=before)
    for sheet in (found := list(old)):
        forget(sheet)
    return len(found)
