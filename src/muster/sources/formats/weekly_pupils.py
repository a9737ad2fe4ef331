"""The weekly pupil file: what each pupil has so far this year (peers.md 3.1).

It is the file an authority really has: cumulative to its as-at date, with no codes and no
dates inside. DfE may change it without notice, so what is not known is left out and said,
and what is counted by is checked against itself.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from muster.school_year import SchoolYear
from muster.sources.asked import AS_AT
from muster.sources.reading.as_at import needed
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level, shown
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import Gathered, gather
from muster.tables.ids import Authority
from muster.tables.weekly import COUNTED, FROM_HEADING, WEEKLY_PUPILS


SAMPLE = """\
academic_term,upn,dob,sex,ethnicity,english_additional_language,compulsory_school_age,\
sen_support,free_school_meals,education_health_care_plan,primary_sen_type,\
secondary_sen_type,looked_after_child,previously_looked_after_child,child_in_need,\
child_protection_plan,persistently_absent,severely_absent,unique_reference_number,\
year_group,school_local_authority_ukprn,school_local_authority_name,\
home_local_authority_ukprn,home_local_authority_name,learning_provider_ukprn,school_name,\
phase,pupil_surname,pupil_forename,admission_date,leaving_date,full_days_missed,\
possible_sessions,absent_sessions,present_sessions,\
approved_educational_activity_sessions,authorised_absent_sessions,\
unauthorised_absent_sessions
Autumn,R999200120001,2014-05-12,F,WBRI,no,yes,no,no,no,,,no,no,no,no,no,no,990001,6,\
19990001,Exampleshire,19990001,Exampleshire,19990011,Ash Primary,Primary,Finch,Robin,\
2021-09-01,,3,140,8,130,2,6,2
Autumn,F999200120002,03/10/2015,M,ABAN,yes,yes,yes,yes,no,SEMH,,no,no,unknown,no,yes,no,\
990001,5,19990001,Exampleshire,19990002,Northshire,19990011,Ash Primary,Primary,Wren,Jay,\
01/09/2025,19/12/2025,9,140,20,120,0,10,10
"""

KEY = ("unique_reference_number", "upn")
# The Department's own count leaves out who had this many possible sessions or fewer.
FEW = 10
# Of the year's weekdays, each has two sessions: nobody can have had more.
A_DAY = 2
ASK = (
    "A weekly file doesn’t say which day it runs to. Give the date "
    f"({AS_AT.like('2025-12-19')}), or put it in the file’s name, like "
    "weekly_asat_2025-12-19.csv."
)

Numbers = npt.NDArray[np.int64]


def read(source: Source) -> Got:
    """Totals of a file, and its problems. See `muster.sources.reading.read`."""
    _warn_of_missing_columns(source)
    rows = gather(source)
    counts = {name: _numbers(rows, FROM_HEADING[name]) for name in COUNTED}
    _refuse_sums(rows, counts)
    _refuse_left_before(rows)
    _refuse_other_authorities(rows)
    as_at = _as_at(rows, counts)
    keep = first_of_each(rows, KEY, "the same pupil and school")
    repeated = int(np.count_nonzero(~keep))
    if source.problems.errors or as_at is None:
        return Got(rows.table(keep), 0)
    _warn_of_flags(rows, counts)
    _warn_of_age(source, as_at)
    if repeated:
        lines = "1 row repeats" if repeated == 1 else f"{repeated:,} rows repeat"
        source.problems.warn(f"{lines} a pupil and school given already.")
    year = SchoolYear.of(as_at)
    return Got(
        _totals(rows.table(keep)),
        len(rows) - repeated,
        repeated,
        (year.starts_on, as_at),
        as_at,
    )


def _numbers(rows: Gathered, name: str) -> Numbers:
    """A column of whole numbers, -1 where a cell is wrong."""
    values = [each if isinstance(each, int) else -1 for each in rows.values(name)]
    return np.array(values, dtype=np.int64)


def _warn_of_missing_columns(source: Source) -> None:
    missing = [name for name in source.table.names if name not in source.places]
    if missing:
        them = "column" if len(missing) == 1 else "columns"
        source.problems.warn(
            f"The file has no {them} {', '.join(missing)}, so what is counted by "
            f"{'it' if len(missing) == 1 else 'them'} will be unknown. The Department may "
            "have changed the file."
        )


def _refuse_sums(rows: Gathered, counts: dict[str, Numbers]) -> None:
    """Possible and absent are sums of the others, or one of them is wrong."""
    sums = {
        "possible": ("present", "educational", "authorised", "unauthorised"),
        "absent": ("authorised", "unauthorised"),
    }
    for whole, parts in sums.items():
        sound = np.all([counts[name] >= 0 for name in (whole, *parts)], axis=0)
        made = np.sum([counts[name] for name in parts], axis=0)
        at = np.flatnonzero(sound & (counts[whole] != made))
        headings = [rows.source.heading(FROM_HEADING[name]) for name in parts]
        messages = [
            f"This is {counts[whole][row]:,}, but {_added(headings)} make "
            f"{made[row]:,}. Take the file from the Department’s site again; if it still "
            "says so, the school’s own system is wrong."
            for row in at
        ]
        rows.say(at, Level.ERROR, messages, FROM_HEADING[whole])


def _added(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _refuse_left_before(rows: Gathered) -> None:
    rows.refuse(
        np.flatnonzero(rows.days("leaving_date") < rows.days("admission_date")),
        "This is before the day they joined. Correct one of the two.",
        "leaving_date",
    )


# Whose file it is


def _refuse_other_authorities(rows: Gathered) -> None:
    """Rows of another authority than most of them, or a file of another than is held."""
    columns = ("school_local_authority_name", "school_local_authority_ukprn")
    names, numbers = (list(map(str, rows.values(name))) for name in columns)
    every = [Authority(*pair) for pair in zip(names, numbers, strict=True)]
    said = Counter(one for one in every if any(one))
    if not said:
        return
    mine = said.most_common(1)[0][0]
    held = rows.source.known.authority
    if held and any(held) and not mine.is_same(held):
        rows.source.problems.refuse(
            f"This is a weekly file of {_named(mine)}, not of {_named(held)}, whose "
            "weekly files are held. Load the file of your own authority."
        )
        return
    own = rows.source.known.name
    if not held and own and mine.name and not _may_be(mine.name, own):
        rows.source.problems.warn(
            f"This is a weekly file of {_named(mine)}, and this authority is called “{own}”."
            " Check that it is yours: the first one loaded decides whose are taken."
        )
    others = {one for one in said if not one.is_same(mine)}
    at = np.flatnonzero([one in others for one in every])
    messages = [
        f"This is a weekly file of {_named(mine)}, not of {_named(every[row])}. Take the "
        "row out, or load each authority’s file by itself."
        for row in at
    ]
    column = columns[0] if columns[0] in rows.source.places else columns[1]
    rows.say(at, Level.ERROR, messages, column)


def _may_be(name: str, own: str) -> bool:
    """Whether two names may be of one authority: “Leeds” and “Leeds City Council”."""
    ours, theirs = own.casefold(), name.casefold()
    return ours in theirs or theirs in ours


def _named(authority: Authority) -> str:
    return shown(authority.name or f"the authority with UKPRN {authority.ukprn}")


# When it runs to


def _as_at(rows: Gathered, counts: dict[str, Numbers]) -> date | None:
    """The day the file runs to, unless nobody said or it cannot be."""
    source = rows.source
    as_at = needed(source.as_at, source.problems, ASK)
    if as_at is None:
        return None
    try:
        year = SchoolYear.of(as_at)
    except ValueError as why:
        source.problems.refuse(f"The as-at date {as_at:%d/%m/%Y} can’t be used. {why}")
        return None
    begins, after = (np.datetime64(day) for day in (year.starts_on, as_at))
    most = A_DAY * (int(np.busday_count(begins, after)) + 1)
    at = np.flatnonzero(counts["possible"] > most)
    rows.refuse(
        at,
        f"This is more than there can have been by {as_at:%d/%m/%Y}, which is {most:,}. "
        "Check the as-at date of the file.",
        FROM_HEADING["possible"],
    )
    return as_at


def _warn_of_age(source: Source, as_at: date) -> None:
    year = SchoolYear.of(as_at)
    held = [day for day in source.known.weekly if day in year]
    if as_at in held:
        source.problems.warn(
            f"A weekly file as at {_said(as_at)} is held. This one stands in its place, "
            "for the schools it has."
        )
    elif held and as_at < max(held):
        source.problems.warn(
            f"This file is as at {_said(as_at)}, and one as at {_said(max(held))} is "
            "held. It fills the past and changes no later figure."
        )


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# What the Department says of them


def _warn_of_flags(rows: Gathered, counts: dict[str, Numbers]) -> None:
    """Flags of persistent and severe absence that the sessions don't bear out."""
    possible, absent = counts["possible"], counts["absent"]
    for name, times, least in (
        ("persistently_absent", 10, "one in ten"),
        ("severely_absent", 2, "one in two"),
    ):
        said = np.array([str(each) for each in rows.values(name)], dtype=object)
        reached = (times * absent >= possible) & (possible > 0)
        # Of who had few sessions the Department says no, whatever they missed.
        wrong = np.where(reached, (said == "no") & (possible > FEW), said == "yes")
        at = np.flatnonzero(wrong)
        messages = [
            f"This says {said[row]}, but {absent[row]:,} of {possible[row]:,} possible "
            f"sessions is {'' if reached[row] else 'less than '}{least}"
            f"{' or more' if reached[row] else ''}. Muster counts by the sessions."
            for row in at
        ]
        rows.say(at, Level.WARNING, messages, name)


# What is kept of it


def _totals(rows: pa.Table) -> pa.Table:
    """The rows as a layer of totals has them, its ids still names."""
    named = {name: rows.column(heading) for name, heading in FROM_HEADING.items()}
    plan, support = named.pop("plan"), named["sen_support"]
    has_plan, has_support = pc.equal(plan, "yes"), pc.equal(support, "yes")
    has_neither = pc.and_(pc.equal(plan, "no"), pc.equal(support, "no"))
    named["sen"] = pc.case_when(
        pc.make_struct(has_plan, has_support, has_neither), "E", "K", "N", ""
    )
    # Who is on a protection plan is in need, whatever the other column says.
    protected = pc.equal(named["child_protection_plan"], "yes")
    named["child_in_need"] = pc.if_else(protected, "yes", named["child_in_need"])
    return pa.table(named)


FORMAT = Format(
    "weekly-pupils", "Weekly pupil file", WEEKLY_PUPILS, SAMPLE, read, is_dated=True
)
