"""The database as rows, whichever database it is: out of one, into another.

Rows are written by the models as the database's own migrations left them, not as the code
has them today, so a home that wasn't upgraded yet can be backed up, and an old back-up is
brought in as it was and then upgraded.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils.duration import duration_iso_string


# Who is signed in is nobody's record, and would let a finder of the back-up in.
LEFT_OUT = {"sessions.Session", "usersessions.UserSession"}
A_BATCH = 500
READ_AHEAD = 2_000

Standing = list[tuple[str, str]]


class NewerDatabase(Exception):
    """The database was made by a Muster this one doesn't know."""


def standing(connection: BaseDatabaseWrapper) -> Standing:
    """The last migration of each app that the database has. Raises NewerDatabase."""
    loader = MigrationExecutor(connection).loader
    refuse_unknown(connection, list(loader.applied_migrations))
    return sorted(
        node
        for node in loader.applied_migrations
        if node in loader.graph.nodes
        and not any(
            child.key[0] == node[0] and child.key in loader.applied_migrations
            for child in loader.graph.node_map[node].children
        )
    )


def refuse_unknown(connection: BaseDatabaseWrapper, steps: Standing) -> None:
    graph = MigrationExecutor(connection).loader.graph
    unknown = [f"{app} {name}" for app, name in steps if (app, name) not in graph.nodes]
    if unknown:
        raise NewerDatabase(
            "It was made by a later version of Muster than this: this one does not know"
            f" {unknown[0]}. Install the later version, then try again."
        )


def models_at(connection: BaseDatabaseWrapper, steps: Standing) -> list[type[Model]]:
    """The models as those migrations leave them, by their names."""
    apps: Apps = MigrationExecutor(connection).loader.project_state(steps).apps
    found = apps.get_models(include_auto_created=True)
    held = [one for one in found if one._meta.managed and not one._meta.proxy]
    return sorted(
        (one for one in held if one._meta.label not in LEFT_OUT),
        key=lambda one: one._meta.label,
    )


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The database as it stands at one moment. Whoever writes needn't wait."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        # Django's own would take SQLite's write lock, and on PostgreSQL each question
        # would see what was written since the last.
        is_postgresql = connection.vendor == "postgresql"
        cursor.execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ" if is_postgresql else "BEGIN"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def write(
    connection: BaseDatabaseWrapper, model: type[Model], into: IO[bytes]
) -> dict[str, Any]:
    """Every row of a model, a line each, compressed; gives how many, and the sum of their
    SHA-256s, which is the same however a database sorts its text."""
    fields = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(connection.alias).order_by("pk")
    count, total = 0, 0
    with gzip.GzipFile(fileobj=into, mode="wb", compresslevel=6, mtime=0) as lines:
        for row in (fields, *rows.values_list(*fields).iterator(READ_AHEAD)):
            line = json.dumps(row, default=_plain, ensure_ascii=False) + "\n"
            lines.write(encoded := line.encode())
            total += int.from_bytes(hashlib.sha256(encoded).digest())
            count += 1
    return {"rows": count - 1, "sum": f"{total % 2**256:064x}"}


def fill(
    connection: BaseDatabaseWrapper, steps: Standing, files: dict[str, Path]
) -> None:
    """Makes the tables of an empty database as those migrations have them, and their rows."""
    MigrationExecutor(connection).migrate(steps)
    models = models_at(connection, steps)
    with transaction.atomic(using=connection.alias):
        for model in models:
            # A migration may have put in rows of its own, which the back-up has too.
            made = model._base_manager.using(connection.alias).all()
            if made.exists():
                made._raw_delete(connection.alias)
        for model in models:
            if file := files.get(model._meta.label):
                _read(connection, model, file)
        reset = connection.ops.sequence_reset_sql(no_style(), models)
        with connection.cursor() as cursor:
            for statement in reset:
                cursor.execute(statement)


def upgrade(connection: BaseDatabaseWrapper) -> None:
    """Brings the tables up to this version of Muster."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _read(connection: BaseDatabaseWrapper, model: type[Model], file: Path) -> None:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    for field in by_name.values():
        # A time of making is what it was, not now.
        field.auto_now = field.auto_now_add = False  # type: ignore[attr-defined]
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        fields = [by_name[name] for name in json.loads(next(lines))]
        made = (
            model(
                **{
                    field.attname: field.to_python(value)
                    for field, value in zip(fields, json.loads(line), strict=True)
                }
            )
            for line in lines
        )
        for batch in _batches(made):
            model._base_manager.using(connection.alias).bulk_create(batch)


def _batches(made: Iterable[Model]) -> Iterator[list[Model]]:
    batch: list[Model] = []
    for one in made:
        batch.append(one)
        if len(batch) == A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    """As text the field understands again; Django's own encoder drops microseconds."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be backed up.")
