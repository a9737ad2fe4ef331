"""What the schedule does with the week's lists (config/schedule.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from muster.accounts.stored import state
from muster.registers import finding
from muster.registers.found import Looked
from muster.registers.legal import evidence, lapsing
from muster.registers.returns import expecting
from muster.school_year import SchoolYear, clock
from muster.tables.state import State


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
    if not stale:
        return ""
    found = finding.look(held, on, stale, tell)
    owed = expecting.bring_up(held, on, stale)
    evidence.recheck(held, on, stale)
    for school in stale:
        Looked.objects.update_or_create(
            school=school, defaults={"key": keys[school], "on": on}
        )
    schools = "1 school" if len(stale) == 1 else f"{len(stale):,} schools"
    return (
        f"Looked through the registers of {schools}: {found:,} on the week’s lists,"
        f" {owed:,} returns expected."
    )


def _keys(held: State, on: date) -> dict[int, str]:
    """What a school's findings depend on, hashed, of every school with marks lately
    or a roll."""
    year = SchoolYear.of(on).start
    years = [one for one in (year - 1, year) if one in held.years()]
    rolls = [layer.file for layer in held.manifest.active("enrolments")]
    found = {}
    marked = {school for one in years for school in held.schools_with_marks(one)}
    for school in marked | {*held.enrolments["school"].unique()}:
        calendar = held.calendar(school)
        said = [
            *(file for one in years for file in held.layers_of(one, school)),
            *(calendar.fingerprint(SchoolYear(one)) for one in years),
            *rolls,
        ]
        found[school] = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return found
