"""The demo authority’s week’s work: cases, decisions, returns, notices, meetings and lists.

Only what people would have done, done with the verbs they use, each thing on its day, at a
few schools however many there are. What is planted is in docs/demo.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction

from muster.accounts import authority
from muster.demo.cases.cohorts import load_lists
from muster.demo.cases.decided import Decided
from muster.demo.cases.kept_there import bring_in, keep_a_view
from muster.demo.cases.meetings import Meetings
from muster.demo.cases.returned import Returned
from muster.demo.cases.stories import Stories
from muster.demo.cases.worked import DATA, LEAD, OFFICER, Worked, written
from muster.demo.programme.told import Told, tell
from muster.registers.entry import Entry
from muster.registers.upkeep import look_on


__all__ = ["add_cases"]
LISTS_CAME_ON = date(2026, 3, 2)


def add_cases(
    *,
    pupils: int,
    seed: int,
    today: date,
    folder: Path,
    put: Callable[..., None],
) -> None:
    """Puts it in, whole or not at all; nothing where there are cases already.

    ``put`` loads what was read of a file, by its name; ``folder`` is where such files are
    left to try. The store's own loads stand whatever comes of the rest: asked for again,
    they are there already.
    """
    if Entry.objects.exists():
        return
    with transaction.atomic():
        _add(Worked(pupils, seed, today), folder, put)


def _add(worked: Worked, folder: Path, put: Callable[..., None]) -> None:
    lists = partial(load_lists, worked, folder / "cohorts", put)
    stories, returned = Stories(worked), Returned(worked)
    decided = Decided(worked, folder, put)
    meetings, today = Meetings(worked), worked.today
    tell(
        [
            Told(date(2025, 9, 1), _say_where, LEAD),
            *stories.told(),
            *decided.told(),
            *returned.told(),
            *meetings.told(),
            Told(LISTS_CAME_ON, lists, DATA),
        ]
    )
    tell(
        [
            Told(today, partial(_look, worked), LEAD),
            Told(today, partial(bring_in, worked), OFFICER),
            Told(today, partial(keep_a_view, worked), LEAD),
            Told(today, meetings.plan_next, OFFICER),
        ]
    )


def _say_where() -> None:
    authority.say_where(**written("people")["authority"], by=LEAD)


def _look(worked: Worked) -> None:
    look_on(worked.again(), worked.today, lambda part: None)
