"""Invented authorities in a store: with what the demo plants, and with nothing planted."""

from pathlib import Path

import pytest

from muster.demo import invent, places
from muster.tables.state import State
from muster.tables.store import Store


PUPILS = 6_000  # 24 schools: enough of a phase to say what is usual


def world(home: Path, *, planted: bool, years: int = 2, seed: int = 1) -> State:
    with pytest.MonkeyPatch.context() as patch:
        if not planted:
            patch.setattr(places, "PLANTED", {})
        authority = invent(pupils=PUPILS, years=years, seed=seed)
    store = Store(home)
    with store.draft("invented") as draft:
        draft.add_table("schools", "schools", authority.schools)
        draft.add_table("calendars", "calendars", authority.calendars)
        for year, rows in authority.enrolments.items():
            name = f"enrolments {year.label}"
            draft.add_table(name, "enrolments", rows, as_at=authority.as_at(year))
        for year, weeks in authority.marks():
            draft.add_marks(f"marks {year.label}", weeks)
        version = draft.save()
    store.make_current(version)
    return store.state()
