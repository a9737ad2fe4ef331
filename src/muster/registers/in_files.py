"""What weekly files say of schools, beside the list of children who are gone from them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from muster.design.filters import counted, day
from muster.measures.members import school_names
from muster.measures.watch.weekly_file import schools_off
from muster.registers.child import Children
from muster.registers.found import FoundRows
from muster.tables.state import State


COLUMNS = [{"text": "School"}, {"text": "What its weekly files say"}]
OFF = (
    "Not in the weekly file of {} at all, and in that of {}. Its children are not listed:"
    " ask it for its file"
)
FEWER = (
    "Of its weekly file of {}, {} still to be decided: not in that of {}, with no day they"
    " left and no deletion returned"
)
ORDER = "Schools that are in no file any more first, then the most pupils still to be decided"


def schools(
    waiting: FoundRows, seen: Children, state: State, on: date
) -> list[list[str]]:
    """A row a school of whose pupils some are gone from its file and wait to be decided;
    and one for each that is not in the latest file at all, of which no child is listed."""
    names, mine = school_names(state), dict(seen.schools())
    off = [
        [mine[one.school], OFF.format(day(one.latest_on), day(one.last_on))]
        for one in schools_off(state, on)
        if one.school in mine
    ]
    rows = waiting.order_by().values_list("school", "since_on", "figures")
    fewer = Counter((school, last, held["next"]) for school, last, held in rows)
    ranked = sorted(fewer.items(), key=lambda each: (-each[1], each[0]))
    return off + [
        [
            names.get(school, ""),
            FEWER.format(
                day(last),
                counted(many, "pupil is", "pupils are"),
                day(date.fromisoformat(after)),
            ),
        ]
        for (school, last, after), many in ranked
    ]
