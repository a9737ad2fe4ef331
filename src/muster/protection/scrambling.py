"""Putting a scrambled copy into an empty home of its own, with one account to begin with.

Nothing but loads is made there: no paper, commentary, upload, trail or person of the home
it was made from.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import numpy as np

from muster.accounts import first, invitations, people
from muster.accounts.authority import name_it
from muster.sources import formats, uploads
from muster.sources.reading import Problems, Reading
from muster.tables.coined import LA_NUMBER
from muster.tables.scrambled import Invented, Part, Scramble
from muster.tables.state import State


BY = "muster scramble"
# It stands at the top of every page and paper of the copy.
NAME = "Training copy, for use inside"
TRAINEE = "trainee"
FORMATS = {
    "schools": "schools",
    "calendars": "calendars",
    "enrolments": "enrolments",
    "marks": "marks-weekly",
    "totals": "weekly-pupils",
}


def fill(
    state: State,
    invented: Invented,
    draw: np.random.Generator | None = None,
    progress: Callable[[float], object] = lambda share: None,
) -> Iterator[str]:
    """Fills this home, an empty one, from what another holds; says what it did.

    The chance it is made with is the system's own and is kept nowhere.
    """
    chance = draw or np.random.default_rng(secrets.randbits(256))
    parts = Scramble(state, invented, chance).parts()
    most = 3 + len(state.years())
    for done, part in enumerate(parts, start=1):
        _load(part)
        yield f"{part.title}: {len(part):,} rows."
        progress(min(done / most, 1.0))
    name_it(NAME, LA_NUMBER, by=BY)
    trainee = people.add(username=TRAINEE, name="Trainee", role_keys=first.ROLES)
    path = invitations.invite(person=trainee, by=BY)
    yield f"{TRAINEE} chooses a password, once, where the site is open, at {path}"


def _load(part: Part) -> None:
    dates = (part.first, part.last) if part.first and part.last else None
    reading = Reading(
        formats.named(FORMATS[part.table]),
        len(part),
        len(part),
        Problems(),
        part.rows,
        dates,
        as_at=part.as_at,
    )
    outcome = uploads.commit(
        part.title, reading, by=BY, digest=secrets.token_hex(32), as_at=part.as_at
    )
    if outcome.refused:
        raise RuntimeError("; ".join(map(str, outcome.problems)))
