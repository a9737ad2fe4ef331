"""Cohorts: lists from social care, youth justice and SEND, by UPN (rules.md 8.3, 8.4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from muster.sources.asked import COHORT, ENDS, WHOLE
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level, shown
from muster.sources.reading.rows import Gathered, gather
from muster.tables.cohorts import COHORTS, cohort_called, cohorts, said_of
from muster.tables.ids import as_held
from muster.tables.upn import upn_problem


SAMPLE = """\
upn,cohort,from_on,to_on,placed_in,surname,forename,born_on,school
R999200120001,looked_after,2025-09-01,,Northshire,Finch,Robin,2014-05-12,Ash Primary
F999200120002,child_in_need,01/09/2025,19/12/2025,,Wren,Jay,,
UN3,Looked after,2025-10-06,,,Teal,Sam,2020-02-03,
"""

# Of who is in a cohort, a list may end so many without whoever loads it being asked.
MAY_END = 5  # one in
# A child with no UPN, and why (the looked after return's own codes, rules.md 8.3).
NO_UPN = re.compile(r"UN[1-5]", re.IGNORECASE)
NO_CELL = (
    "This cell is blank. Every row needs a UPN; UN1 to UN5 say that the child has none."
)
Mask = npt.NDArray[np.bool_]


def read(source: Source) -> Got:
    """Times in cohorts of a file, and its problems. See `muster.sources.reading.read`."""
    rows = gather(source)
    keys = _cohorts(rows)
    upns = _upns(rows)
    _refuse_days(rows)
    if source.problems.errors:
        return Got(rows.table(), 0)
    keep = _once(rows, keys, upns)
    _ask_of_leavers(source, keys, upns)
    table = _held(rows, keys, upns).filter(pa.array(keep))
    repeated = int(np.count_nonzero(~keep))
    return Got(table, table.num_rows, repeated, as_at=source.as_at)


# Cells that need more than their column --------------------------------------------------


def _cohorts(rows: Gathered) -> list[str]:
    """The key of each row's cohort: its own, else the one named at the load."""
    named, found, at, messages = rows.source.known.cohort, [], [], []
    listed = ", ".join(cohorts())
    for row, words in enumerate(rows.values("cohort")):
        one = cohort_called(str(words)) if words else cohorts().get(named)
        if one is None:
            at.append(row)
            messages.append(
                f"“{shown(str(words))}” is not a cohort. Use one of {listed}."
                if words
                else "This row names no cohort. Fill in the cohort column with one of "
                f"{listed}, or name it for the whole file ({COHORT.like('looked_after')})."
            )
        elif named and one.key != named:
            at.append(row)
            messages.append(
                f"The file was said to be of {named}, and this row is of {one.key}. Name "
                "no cohort, or take the row out."
            )
        found.append(one.key if one else "")
    rows.say(np.array(at, dtype=np.int64), Level.ERROR, messages, "cohort")
    return found


def _upns(rows: Gathered) -> list[str]:
    """What each row calls the child: a good UPN, or who they are where they have none."""
    found, at, messages = [], [], []
    names = (rows.values(name) for name in ("surname", "forename", "born_on"))
    for row, (upn, surname, forename, born_on) in enumerate(
        zip(rows.values("upn"), *names, strict=True)
    ):
        held = as_held(str(upn or ""))
        problem = upn_problem(held) if held else NO_CELL
        if NO_UPN.fullmatch(held):
            problem = None
            if surname and forename and born_on:
                held = f"{surname}, {forename}, {born_on}".upper()
            else:
                problem = (
                    "A child without a UPN needs a surname, a forename and a date of "
                    "birth. Fill them in, or take the row out."
                )
        if problem:
            at.append(row)
            messages.append(problem.replace("school’s register", "other system"))
        found.append(held)
    rows.say(np.array(at, dtype=np.int64), Level.ERROR, messages, "upn")
    return found


def _refuse_days(rows: Gathered) -> None:
    begins, ends = rows.days("from_on"), rows.days("to_on")
    rows.refuse(
        np.flatnonzero(ends < begins),
        "This is before the first day. Correct one of the two.",
        "to_on",
    )
    as_at = rows.source.as_at
    if as_at is None:
        blank = [value is None for value in rows.values("from_on")]
        # A wrong cell has been said already.
        wrong = rows.source.problems.errors
        if not wrong:
            rows.refuse(
                np.flatnonzero(blank),
                "A list of changes needs the first day of each time in a cohort. Fill it "
                f"in, or say the day the list is whole as at ({WHOLE.like('2026-03-02')}).",
                "from_on",
            )
        return
    rows.refuse(
        np.flatnonzero(begins > np.datetime64(as_at)),
        f"This is after {_said(as_at)}, which the list is said to be whole as at. Correct "
        "one of the two.",
        "from_on",
    )
    rows.refuse(
        np.flatnonzero(np.isnat(begins) & (ends < np.datetime64(as_at))),
        "Their last day is before the list’s, and it gives no first day. Fill it in.",
        "from_on",
    )


def _once(rows: Gathered, keys: list[str], upns: list[str]) -> Mask:
    """Which rows are the first to say so; times that overlap are refused."""
    keep = np.ones(len(rows), dtype=bool)
    every: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, who in enumerate(zip(upns, keys, strict=True)):
        every[who].append(row)
    begins, ends = _as_days(rows, "from_on"), _as_days(rows, "to_on")
    others: list[Sequence[object]] = [
        rows.values(name) for name in ("placed_in", "surname", "forename")
    ]
    at, messages = [], []
    for held in (each for each in every.values() if len(each) > 1):
        ordered = sorted(held, key=lambda row: (begins[row] or date.min, row))
        for one, after in zip(ordered, ordered[1:], strict=False):
            last = ends[one]
            if last is not None and (begins[after] or date.min) > last:
                continue
            same = all(v[one] == v[after] for v in (begins, ends, *others))
            if same:
                keep[after] = False
                continue
            at.append(after)
            place = rows.source.problems.place
            messages.append(
                f"{place} {rows.numbers[one]:,} has the same child in the same cohort at "
                "the same time. Keep one, or end the first before the other begins."
            )
    rows.say(np.array(at, dtype=np.int64), Level.ERROR, messages, "from_on")
    return keep


def _as_days(rows: Gathered, name: str) -> list[date | None]:
    return [one if isinstance(one, date) else None for one in rows.values(name)]


# A list that is whole as at a day -----------------------------------------------------------


def _ask_of_leavers(source: Source, keys: list[str], upns: list[str]) -> None:
    """Says how many a whole list has leave, and asks before it is many."""
    for key in dict.fromkeys(keys):
        later = source.known.whole_list(key)
        if source.as_at is None:
            if later:
                source.problems.warn(
                    f"A whole list of {key} as at {_said(later)} is held, and this one is "
                    "taken as changes only: nobody leaves by not being on it. If it is "
                    f"whole too, say as at which day ({WHOLE.like('2026-03-02')})."
                )
            continue
        if later and later > source.as_at:
            source.problems.refuse(
                f"A whole list of {key} as at {_said(later)} is held, and this one is as "
                f"at {_said(source.as_at)}. Take that one back first, or load this one as "
                "changes only, with no day."
            )
            continue
        on_it = {u for u, k in zip(upns, keys, strict=True) if k == key}
        _ask(source, key, on_it)


def _ask(source: Source, key: str, on_it: set[str]) -> None:
    assert source.as_at
    held = source.known.in_cohort(key, source.as_at)
    ending = len(held - on_it)
    if not ending:
        return
    last = _said(source.as_at - timedelta(days=1))
    says = (
        f"This list ends the time in {key} of {ending:,} of the {len(held):,} who are in "
        f"it, on {last}: they are not on it."
    )
    if ending * MAY_END <= len(held) or source.known.ends_many:
        source.problems.warn(says)
    else:
        source.problems.refuse(
            f"{says} That is more than one in {MAY_END}. Check that the list is whole and "
            f"its day right; if they have left, say so ({ENDS.either})."
        )


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# What is kept of it --------------------------------------------------------------------------


def _held(rows: Gathered, keys: list[str], upns: list[str]) -> pa.Table:
    """The rows as a layer of cohorts has them: of a pupil at no school of ours."""
    table = rows.table().drop_columns(["upn", "cohort"])
    named = (rows.values(name) for name in ("surname", "forename", "born_on"))
    said = [said_of(*each) for each in zip(upns, *named, strict=True)]
    for name, values in (
        ("school", [""] * len(rows)),
        ("pupil", upns),
        ("cohort", keys),
        ("said", said),
    ):
        table = table.append_column(name, pa.array(values, pa.string()))
    return table


FORMAT = Format("cohorts", COHORTS.title, COHORTS, SAMPLE, read)
