"""The tables that go with the marks: enrolments a year and calendars a school."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from muster.school_year import SESSIONS, SchoolYear, day_number

from .children import BASE, Children
from .places import School
from .rates import ETHNICITY, SHARE
from .rolls import Rolls
from .terms import Pattern, Status, Timetable, authority_timetable
from .words import AUTHORITY, FORENAMES, NEIGHBOURS, SURNAMES, wards


Array = np.ndarray

YEAR_GROUPS = ("R", *map(str, range(1, 14)))
SEN = ("N", "K", "E")
YES_NO = ("no", "yes")


def enrolments_table(
    children: Children,
    schools: list[School],
    upns: Array,
    rolls: Rolls,
    year: SchoolYear,
    first: int,
    as_at: date,
) -> pa.Table:
    """Every spell with a day in the year, as the authority knows it on a day.

    Who has left by then has a last day; what a newcomer's old school never sent is
    blank.
    """
    child, known = rolls.child, ~little_known(children)[rolls.child]
    here = children.neighbour[child] < 0
    still_on = rolls.to_on > day_number(as_at)
    in_need = children.in_need[child] | children.looked_after[child]
    return pa.table(
        {
            "school": _named([school.urn for school in schools], rolls.school),
            "pupil": pa.array(upns).take(pa.array(child)),
            "from_on": _days(rolls.from_on),
            "to_on": _days(rolls.to_on, blank=still_on),
            "status": _named(("C", "M", "S"), _status(rolls, year, as_at)),
            "born_on": _days(children.born[child]),
            "year_group": _named(YEAR_GROUPS, year.start - children.cohort[child]),
            "sex": _named(tuple(FORENAMES), children.sex[child]),
            "ethnicity": _named(tuple(ETHNICITY), children.ethnicity[child], known),
            "fsm": _named(YES_NO, children.fsm(year.start, first)[child], known),
            "sen": _named(SEN, children.sen(year.start)[child], known),
            "eal": _named(YES_NO, children.eal[child], known),
            "looked_after": _named(YES_NO, children.looked_after[child]),
            "child_in_need": _named(YES_NO, children.in_need[child]),
            "social_worker": _named(YES_NO, in_need),
            "young_carer": _named(YES_NO, children.young_carer[child], known),
            "home_authority": _named(
                (*NEIGHBOURS, AUTHORITY), children.neighbour[child]
            ),
            "ward": _named([each.ward for each in wards()], children.ward[child], here),
            "idaci_decile": _named(range(11), children.decile[child]),
            "surname": _named(SURNAMES, children.surname[child]),
            "forename": _forenames(children, child),
        }
    )


def little_known(children: Children) -> Array:
    """Some who came midway, and came with no file."""
    midway = (children.joined != BASE) & children.midway
    return midway & (children.kind_draw < SHARE["little_known"])


def _status(rolls: Rolls, year: SchoolYear, as_at: date) -> Array:
    """C, or in a year with a dual registration M at the main school and S at the PRU."""
    first, last = day_number(year.starts_on), day_number(as_at)
    dual = (rolls.away_to >= first) & (rolls.away_from <= last) & (rolls.away_to > 0)
    return np.where(rolls.subsidiary, 2, np.where(dual, 1, 0))


def _named(
    words: Sequence[object], which: Array, known: Array | None = None
) -> pa.Array:
    """Words by number; "" where not known. -1 is the last word."""
    listed = pa.array([*map(str, words), ""])
    which = np.asarray(which).astype(np.int32) % len(words)
    if known is not None:
        which = np.where(known, which, len(words)).astype(np.int32)
    return listed.take(pa.array(which))


def _days(days: Array, blank: Array | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=blank).cast(pa.date32())


def _forenames(children: Children, child: Array) -> pa.Array:
    number = len(FORENAMES["F"])
    both = [*FORENAMES["F"], *FORENAMES["M"]]
    return _named(both, children.forename[child] + number * children.sex[child])


# Calendars


def calendars_table(
    schools: list[School],
    timetables: dict[tuple[int, int], Timetable],
    years: range,
) -> pa.Table:
    """The authority's sessions, and each school's where it differs from them.

    A school with half-terms of its own gives its whole year; one with only other days off
    gives those, and says nothing of half-terms.
    """
    plain = {
        year: authority_timetable(SchoolYear(year), Pattern.STANDARD) for year in years
    }
    every = [np.ones(len(each.days), dtype=bool) for each in plain.values()]
    parts = [_sessions("", *one) for one in zip(plain.values(), every, strict=True)]
    for (number, year), own in timetables.items():
        usual = plain[year]
        moved = bool((own.half_term != usual.half_term).any())
        rows = (own.status != usual.status) | moved
        if rows.any():
            parts.append(_sessions(schools[number].urn, own, rows, says=moved))
    return pa.concat_tables(parts)


def _sessions(
    school: str, timetable: Timetable, rows: Array, *, says: bool = True
) -> pa.Table:
    number = int(rows.sum()) * len(SESSIONS)
    half_term = np.repeat(timetable.half_term[rows] * says, len(SESSIONS)).astype(
        np.int32
    )
    return pa.table(
        {
            "school": pa.repeat(school, number),
            "date": _days(np.repeat(timetable.days[rows], len(SESSIONS))),
            "session": pa.array(list(SESSIONS) * int(rows.sum())),
            "status": _named(
                [status.word for status in Status],
                np.repeat(timetable.status[rows], len(SESSIONS)),
            ),
            "half_term": pa.array(half_term, pa.int32(), mask=half_term == 0),
        }
    )
