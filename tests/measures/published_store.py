"""A store of published files, filled without a database."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from muster.sources.reading import read
from muster.sources.reading.as_at import as_at_in
from muster.sources.reading.published import told
from muster.tables.state import State
from muster.tables.store import Store


def state_of(home: Path, files: Iterable[Path], as_at: date | None = None) -> State:
    """The store once these files were loaded, in order. ``as_at`` is the day of those
    whose names don't say it."""
    store = Store(home)
    add(store, files, as_at)
    return store.state()


def add(store: Store, files: Iterable[Path], as_at: date | None = None) -> None:
    with store.draft("published files") as draft:
        for path in files:
            day = as_at_in(path.name) or as_at
            reading = told(read(path), path.name, day, "")
            assert not reading.refused, list(reading.problems[:5])
            assert reading.format is not None
            table = reading.format.table.name
            draft.add_table(path.stem, table, reading.table, reading.as_at)
        version = draft.save()
    store.make_current(version)
