"""Weekly files as plain lists, how they are put into a store, and their referee.

A row is one pupil at one school up to a file's as-at day. The referee is written from the
brief of the file (peers.md 3.1) and of the rules (rules.md 2.3), in dictionaries and loops.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from tests.measures.authority import Authority, describe, upn, weeks_of

from muster.tables.state import State
from muster.tables.store import Store
from muster.tables.weekly import FROM_HEADING


PHASES = {"990001": "primary", "990002": "secondary", "990003": "pru"}


class Sessions(NamedTuple):
    present: int = 0
    educational: int = 0
    authorised: int = 0
    unauthorised: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Possible, attended, authorised and unauthorised."""
        attended = self.present + self.educational
        absent = self.authorised + self.unauthorised
        return attended + absent, attended, self.authorised, self.unauthorised


def added(*each: Sessions) -> Sessions:
    return Sessions(*map(sum, zip(*each, strict=True))) if each else Sessions()


@dataclass(frozen=True)
class Row:
    school: str
    name: str
    sessions: Sessions
    more: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class File:
    as_at: date
    rows: tuple[Row, ...]


DATES = ("from_on", "to_on", "born_on")
NUMBERS = (
    "possible", "absent", "present", "educational", "authorised", "unauthorised",
    "full_days_missed",
)  # fmt: skip


def table_of(rows: tuple[Row, ...]) -> pa.Table:
    """The rows as the format hands them over."""
    held = []
    for row in rows:
        possible, _, authorised, unauthorised = row.sessions.counts
        held.append(
            {
                "school": row.school,
                "urn": row.school,
                "school_name": f"School {row.school}",
                "phase": PHASES.get(row.school, ""),
                "authority": "Exampleshire",
                "pupil": upn(row.name),
                "possible": possible,
                "absent": authorised + unauthorised,
                **row.sessions._asdict(),
                **row.more,
            }
        )
    names = [name for name in (*FROM_HEADING, "sen") if name != "plan"]

    def column(name: str) -> pa.Array:
        values = [row.get(name) for row in held]
        if name in DATES:
            return pa.array(values, pa.date32())
        if name in NUMBERS:
            return pa.array(values, pa.int32())
        return pa.array([value or "" for value in values], pa.string())

    return pa.table({name: column(name) for name in names})


def stored_files(
    home: Path, files: list[File], authority: Authority | None = None
) -> Store:
    """A store that holds the files, each a load w0, w1, ..., and an authority beside."""
    store = Store(home)
    with store.draft("weekly files") as draft:
        if authority:
            describe(draft, authority)
            for number, marks in enumerate(authority.loads):
                draft.add_marks(f"m{number}", weeks_of(marks))
        for number, file in enumerate(files):
            draft.add_totals(f"w{number}", table_of(file.rows), file.as_at)
        version = draft.save()
    store.make_current(version)
    return store


def state_of_files(
    home: Path, files: list[File], authority: Authority | None = None
) -> State:
    return stored_files(home, files, authority).state()


# The referee

COLUMNS = ("possible", "attended", "authorised", "unauthorised")
Who = tuple[str, str]


class WeeklyReferee:
    """What files have between them, and what measures make of it."""

    def __init__(self, files: list[File]):
        self.at: dict[date, dict[Who, Row]] = {}
        for file in files:
            held = self.at.setdefault(file.as_at, {})
            again = {row.school for row in file.rows}
            for who in [who for who in held if who[0] in again]:
                del held[who]
            held.update({(row.school, row.name): row for row in file.rows})

    def counts(self, first: date | None, last: date) -> dict[Who, tuple[int, ...]]:
        """Possible, attended, authorised, unauthorised of everybody in the last file."""
        earlier = self.at[first] if first else {}
        schools = {school for school, _ in earlier}
        found = {}
        for who, row in self.at[last].items():
            joined = row.more.get("from_on")
            is_old_of_new_school = first and who[0] not in schools
            if is_old_of_new_school and (joined is None or joined <= first):
                continue
            before = earlier[who].sessions.counts if who in earlier else (0, 0, 0, 0)
            after = row.sessions.counts
            found[who] = tuple(a - b for a, b in zip(after, before, strict=True))
        return found

    def revisions(self, first: date, last: date) -> set[tuple]:
        found = set()
        for who, row in self.at[last].items():
            if who in self.at[first]:
                before = self.at[first][who].sessions.counts
                for name, b, a in zip(
                    COLUMNS, before, row.sessions.counts, strict=True
                ):
                    if a < b:
                        found.add((*who, name, b, a))
        return found

    def vanished(self, first: date, last: date) -> dict[Who, tuple[str, ...]]:
        """Who is gone from a school that isn't, and where they are now."""
        here = {school for school, _ in self.at[last]}
        return {
            who: tuple(sorted(s for s, name in self.at[last] if name == who[1]))
            for who in self.at[first]
            if who not in self.at[last] and who[0] in here
        }

    def new(self, first: date, last: date) -> set[Who]:
        there = {school for school, _ in self.at[first]}
        return {
            who
            for who in self.at[last]
            if who not in self.at[first] and who[0] in there
        }

    def answer(
        self, measure: str, by: tuple[str, ...], first: date | None, last: date,
        rules: str,
    ) -> dict[tuple[str, ...], tuple[int, int]]:  # fmt: skip
        """(counted, out of) by place. No sixth half-term comes into it."""
        units: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        place_of = {}
        for who, counts in self.counts(first, last).items():
            row = self.at[last][who]
            if rules != "roll" and not 5 <= age(row.more.get("born_on")) <= 15:
                continue
            left = row.more.get("to_on")
            joined = row.more.get("from_on")
            if rules == "roll" and (
                (left and left < last) or (joined and joined > last)
            ):
                continue
            is_pru = PHASES.get(who[0]) == "pru"
            if (
                rules in ("census", "live")
                and is_pru
                and not {"phase", "school"} & {*by}
            ):
                continue
            unit = (who[1],) if rules == "pupil" else who
            for number, count in enumerate(counts):
                units[unit][number] += count
            known = {
                "school": f"School {who[0]}",
                "phase": PHASES.get(who[0], "unknown"),
                "sex": row.more.get("sex") or "unknown",
            }
            place_of[unit] = tuple(known[name] for name in by)
        found: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
        if not by:
            found[()] = [0, 0]
        for unit, (possible, attended, authorised, unauthorised) in units.items():
            absent = authorised + unauthorised
            if measure == "overall_absence":
                n, d = absent, possible
            elif measure == "attendance":
                n, d = attended, possible
            elif measure == "unauthorised_absence":
                n, d = unauthorised, possible
            else:
                d = int(possible > (10 if rules == "live" else 0))
                times = {"persistent_absence": 10, "severe_absence": 2}[measure]
                n = int(d and times * absent >= possible)
            place = found[place_of[unit]]
            place[0], place[1] = place[0] + n, place[1] + d
        return {place: (n, d) for place, (n, d) in found.items()}


def age(born: date | None) -> int:
    """At 31 August 2025; one that nobody knows counts."""
    if born is None:
        return 10
    return 2025 - born.year - ((born.month, born.day) > (8, 31))
