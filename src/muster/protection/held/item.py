"""One kind of thing held on a child, and how a field of a row is shown to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from muster.accounts.field_classes import held as classes
from muster.design.filters import moment
from muster.tables.holding import Held


SOMEBODY = "a member of staff"


@dataclass(frozen=True)
class Item:
    """One kind of thing held, as a table. ``key`` is what it is held back by."""

    key: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Provider = Callable[[Held], Iterator[Item]]


def shown(row: models.Model, field: str) -> str:
    """A field of a row as anybody may read it: only those classed open. Raises KeyError
    for another, so that a provider can't give one away by mistake."""
    if field not in classes()[row._meta.label].open:
        raise KeyError(f"{row._meta.label}.{field} is about somebody.")
    value = getattr(row, field)
    if value is None:
        return ""
    return moment(value) if isinstance(value, datetime) else str(value)


def sessions(rows: Any) -> str:
    return ", ".join(
        " ".join(str(part) or "no mark" for part in session) for session in rows
    )
