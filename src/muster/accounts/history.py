"""A record as it was: every version of it, by whom, and how it stood on any day.

    history = History(without=["password"])

on a model keeps a row for each version. Who changed it is kept as text: people leave.
A version is kept by `save()` and `delete()`; `queryset.update()` and `bulk_create` go past
it, so what they change is saved once more, or written with simple_history.utils.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from muster.accounts import audit
from muster.accounts.changes import changes


KINDS = {"+": "Made", "~": "Changed", "-": "Taken away"}
BEGUN = "Held when its history began"


class History(HistoricalRecords):
    """Versions of a model, but for the fields it goes ``without``."""

    def __init__(self, *, without: Iterable[str] = ()) -> None:
        super().__init__(
            excluded_fields=list(without),
            history_user_id_field=models.CharField(max_length=150, blank=True),
            history_user_getter=lambda version: version.history_user_id,
            history_user_setter=_say_who,
            get_user=lambda **_: audit.asker().username,
        )

    def post_save(
        self, instance: Any, created: bool, using: str | None = None, **more: Any
    ) -> None:
        """A version, unless nothing was saved but what the versions go without."""
        saved = more.get("update_fields")
        if created or saved is None or set(saved) - set(self.excluded_fields):
            super().post_save(instance, created, using, **more)


def _say_who(version: Any, username: str | None) -> None:
    version.history_user_id = username or ""


class Version(NamedTuple):
    """One version of a record, as a page lists it."""

    at: datetime
    by: str
    kind: str
    changes: str


def versions(record: models.Model) -> list[Version]:
    """Every version of a record, the latest first, with what differs from the one before."""
    return list(_versions(record))[::-1]


def _versions(record: models.Model) -> Iterator[Version]:
    before: dict[str, Any] = {}
    rows = record.history.order_by("history_date", "history_id")  # type: ignore[attr-defined]
    for row in rows:
        now = {
            str(one.verbose_name): getattr(row, one.attname)
            for one in row.tracked_fields
            if not one.primary_key
        }
        kind = row.history_change_reason or KINDS[row.history_type]
        # What it was made as is the record itself; what it became is worth a line.
        said = changes(before, now) if before else "–"
        yield Version(row.history_date, row.history_user_id, kind, said)
        before = now


def as_it_was(model: type[models.Model], pk: Any, on: date) -> Any:
    """The version a record had at the end of a day, by the clock on the wall; None if it
    was not there then."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    held = model.history.filter(  # type: ignore[attr-defined]
        **{model._meta.pk.attname: pk}, history_date__lt=end
    )
    latest = held.order_by("-history_date", "-history_id").first()
    return None if latest is None or latest.history_type == "-" else latest


def begin(model: Any, versions_of: Any) -> None:
    """For the migration that gives a model its history: what is held is a first version."""
    names = {one.attname for one in versions_of._meta.fields}
    for row in model.objects.all():
        kept = {
            one.attname: getattr(row, one.attname)
            for one in model._meta.fields
            if one.attname in names
        }
        versions_of.objects.create(
            history_date=timezone.now(),
            history_type="+",
            history_change_reason=BEGUN,
            history_user_id="",
            **kept,
        )
