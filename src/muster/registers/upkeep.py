"""What the schedule does with the week's lists (config/schedule.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from muster.accounts.stored import state
from muster.design.filters import counted
from muster.registers import finding
from muster.registers.found import Found, Looked
from muster.registers.legal import evidence, lapsing
from muster.registers.lists import OF_FILES
from muster.registers.returns import expecting
from muster.registers.returns.kinds import DELETION
from muster.registers.returns.sent import Return
from muster.school_year import SchoolYear, clock
from muster.tables.state import AUTHORITY, State


Tell = Callable[[float], object]


def look(tell: Tell) -> str:
    """Looks through the registers that changed, or were last looked at before today."""
    return look_on(state(), clock.today(), tell)


def look_on(held: State, on: date, tell: Tell) -> str:
    """The same, of a day.

    A school whose marks, calendar and roll are as they were isn't read again: the cost is
    that of what changed, and once a day of them all.
    """
    lapsing.lapse(held, on)
    keys = _keys(held, on)
    done = dict(Looked.objects.filter(on=on).values_list("school", "key"))
    stale = sorted(school for school, key in keys.items() if done.get(school) != key)
    said = []
    if stale:
        found = finding.look(held, on, stale, tell)
        owed = expecting.bring_up(held, on, stale)
        evidence.recheck(held, on, stale)
        for school in stale:
            _looked(school, keys[school], on)
        schools = "1 school" if len(stale) == 1 else f"{len(stale):,} schools"
        said.append(
            f"Looked through the registers of {schools}: {found:,} on the week’s lists,"
            f" {owed:,} returns expected."
        )
    # After the registers: a child who is gone from both is on the list of those.
    said.append(_look_in_files(held, on, done.get(AUTHORITY, "")))
    return " ".join(filter(None, said))


def _look_in_files(held: State, on: date, done: str) -> str:
    """Looks for who is gone from the weekly files, all schools together: a child may be at
    another. Says nothing where there is no file, or nothing changed since."""
    files = [layer.file for layer in held.manifest.active("totals")]
    returned = Return.objects.standing().filter(kind=DELETION)
    told = sorted(f"{row}" for row in returned.values_list("school", "child"))
    key = _hashed([*files, *_rolls(held), *_marks(held, on), *told])
    stand = Found.objects.filter(on_list=OF_FILES, gone_on=None)
    if key == done or not (files or stand.exists()):
        return ""
    found = finding.look_in_files(held, on)
    _looked(AUTHORITY, key, on)
    return (
        f"Looked through the weekly files: {counted(found, 'child', 'children')} gone."
    )


def _looked(school: int, key: str, on: date) -> None:
    Looked.objects.update_or_create(school=school, defaults={"key": key, "on": on})


def _keys(held: State, on: date) -> dict[int, str]:
    """What a school's findings depend on, hashed, of every school with marks lately
    or a roll."""
    years, rolls = _years(held, on), _rolls(held)
    found = {}
    marked = {school for one in years for school in held.schools_with_marks(one)}
    for school in marked | {*held.enrolments["school"].unique()}:
        calendar = held.calendar(school)
        said = [
            *(file for one in years for file in held.layers_of(one, school)),
            *(calendar.fingerprint(SchoolYear(one)) for one in years),
            *rolls,
        ]
        found[school] = _hashed(said)
    return found


def _years(held: State, on: date) -> list[int]:
    year = SchoolYear.of(on).start
    return [one for one in (year - 1, year) if one in held.years()]


def _rolls(held: State) -> list[str]:
    return [layer.file for layer in held.manifest.active("enrolments")]


def _marks(held: State, on: date) -> list[str]:
    return [
        layer.file
        for year in _years(held, on)
        for layer in held.manifest.active("marks", year)
    ]


def _hashed(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
