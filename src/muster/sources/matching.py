"""Whom a row of another service’s list is about, where a person has to say.

A row waits where nobody here has its UPN, or where the child who has it has another name or
birth date. Nothing is guessed: who may be meant is listed, and somebody chooses one of them
or nobody. What they choose holds for every later list that says the same.
"""

from __future__ import annotations

import uuid
from typing import Any

from muster.accounts import audit
from muster.registers.child import Children, Listed, TooMany
from muster.sources import uploads
from muster.tables import in_cohorts
from muster.tables.children import NO_SCHOOL
from muster.tables.in_cohorts import Row
from muster.tables.state import State
from muster.tables.store import NotNow, Refused


NOBODY = 0
MOST = 12


def candidates(seen: Children, row: Row) -> list[Listed]:
    """The children who may be meant: who has the UPN, who has the name, and of those born
    that day who share a name."""
    found = _known_as(seen, row.upn)
    name = f"{row.forename} {row.surname}".strip()
    if row.surname and row.forename:
        found += _found(seen, name=name)
    if row.born_on:
        parts = {row.forename.casefold(), row.surname.casefold()} - {""}
        found += [
            one
            for one in _found(seen, born_on=row.born_on)
            if not parts or parts & set(one.name.casefold().split())
        ]
    each = {one.number: one for one in found if one.school != NO_SCHOOL}
    return list(each.values())[:MOST]


def choose(said: str, child: int, *, by: str) -> None:
    """Writes down whom the rows that say so are about; NOBODY is no child held here.

    Raises Refused where the row or the child is there no more.
    """

    def change(draft: Any, state: State) -> Row:
        row = _row(state, said)
        pupil = row.pupil if child == NOBODY else in_cohorts.pupil_of(state, child)
        if pupil is None:
            raise Refused("That child is not held any more. Look again.")
        in_cohorts.choose(draft, state, uuid.uuid4().hex, said, pupil)
        return row

    def also(row: Row) -> None:
        audit.record(
            did="cohort.row-matched" if child else "cohort.row-of-nobody",
            by=by,
            child=child or None,
            to=f"cohort-row:{row.pupil}",
        )

    try:
        uploads.rewrite("whom a row is about", change, also)
    except NotNow as why:
        raise Refused(str(why)) from None


def rows_of(state: State, pupil: int) -> list[Row]:
    """The rows of one number of a list that wait, or were decided of."""
    every = [*in_cohorts.waiting(state), *in_cohorts.decided(state)]
    return [row for row in every if row.pupil == pupil]


def _row(state: State, said: str) -> Row:
    every = [*in_cohorts.waiting(state), *in_cohorts.decided(state)]
    for row in every:
        if row.said == said:
            return row
    raise Refused("That row is on no list any more. Look again.")


def _known_as(seen: Children, upn: str) -> list[Listed]:
    return _found(seen, identifier=upn) if upn else []


def _found(seen: Children, **asked: Any) -> list[Listed]:
    try:
        return seen.find(**asked)
    except TooMany:
        return []
