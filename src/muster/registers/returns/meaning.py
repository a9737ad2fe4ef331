"""Which child a school means by somebody new to it.

A UPN with a good check letter says which, if the date of birth agrees. Anything less is a
doubt, and a person says; nobody is matched by a name alone.
"""

from __future__ import annotations

from datetime import date

from muster.registers.returns.kinds import NEW_PUPIL
from muster.registers.returns.sent import Return
from muster.tables import children
from muster.tables.state import State
from muster.tables.upn import is_upn


def who(
    state: State, *, name: str, upn: str, born_on: date | None
) -> tuple[int | None, list[int]]:
    """The child who is meant, or those who may be; neither where nobody is known."""
    if is_upn(upn):
        known = _children(state, children.pupils_known_as(state, upn))
        if len(known) == 1 and _agree(state, known, born_on):
            return known[0], []
        if known:
            return None, known
    if born_on and name.split():
        pupils = children.pupils_born(state, born_on)
        if pupils:
            pupils &= children.pupils_called(state, name.split())
        return None, _children(state, pupils)
    return None, []


def look_again(state: State, school: int) -> None:
    """Looks once more for the new pupils of a school whom nothing named: a file may have
    come since. Whoever a person said is new to us stays so until a UPN says otherwise."""
    rows = Return.objects.standing().filter(
        school=school, kind=NEW_PUPIL, child=None, may_be=[]
    )
    for row in rows.exclude(upn=""):
        child, _ = who(state, name="", upn=row.upn, born_on=row.born_on)
        twice = Return.objects.standing().filter(
            kind=row.kind, school=school, child=child, about_on=row.about_on
        )
        if child is not None and not twice.exists():
            row.child = child
            row.save(update_fields=["child"])


def _children(state: State, pupils: set[int]) -> list[int]:
    held = children.places(state)
    return sorted(set(held.filter(held["pupil"].is_in(sorted(pupils)))["child"]))


def _agree(state: State, known: list[int], born_on: date | None) -> bool:
    """Whether no file gives the child another date of birth."""
    held = children.places(state)
    pupils = held.filter(held["child"].is_in(known))["pupil"].to_list()
    said = children.enrolments_of(state, pupils)["born_on"].drop_nulls()
    return born_on is None or not len(said) or born_on in said.to_list()
