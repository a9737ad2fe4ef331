"""Things said on their days: what the invented authority did, in the order it did it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from typing import Any
from unittest import mock

from django.utils import timezone

from muster.accounts import audit


# Whoever writes down what nobody with an account said: the programme officer.
CLERK = "tamsin"
# After a day's meetings, whatever hour they are at.
WRITTEN_AT = time(16, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One thing that was said or done, on a day."""

    on: date
    say: Callable[[], object]
    by: str = CLERK


def tell(every: Iterable[Told]) -> None:
    """Does each on its day; those of one day in the order they stand in."""
    for one in sorted(every, key=lambda one: one.on):
        with written_on(one.on), audit.whoever_asks(audit.Asker(one.by)):
            one.say()


@contextmanager
def written_on(day: date) -> Iterator[None]:
    """For as long as this lasts, whatever is written down is written down on this day.

    The verbs ask the clock when something was said, as they must where people use them; an
    invented past was said in the past, or no paper could be drawn as it was known then.
    """
    then = datetime.combine(day, WRITTEN_AT)
    with mock.patch.object(timezone, "now", lambda: then):
        yield


def written(name: str) -> dict[str, Any]:
    """A file of this folder, read."""
    text = files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
