"""The schools whose weeks the demo’s people have worked through, and who is there.

A few, however many the authority has, so that the week’s work costs the same in a large
one: the head’s own, secondary schools and a special school, of the officer’s area first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any

from muster.accounts.models import User
from muster.demo.places import School, invent_schools
from muster.demo.week import school_of
from muster.measures.in_cohort import absence_of
from muster.registers import contacts, finding
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.school_year import Calendar, SchoolYear, compulsory_age
from muster.sources import uploads
from muster.tables import children
from muster.tables.state import State


LEAD, OFFICER, HEAD, DATA = "rosalind", "jessamy", "marigold", "dev"
# How many schools of a phase besides the head’s are worked through.
MOST = {"secondary": 2, "special": 1}
HALF = 2


def written(name: str) -> dict[str, Any]:
    """A file of this folder, read."""
    text = files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


class Worked:
    """``schools`` are worked through, the head’s first; ``taken`` are children who have a
    story of their own already."""

    def __init__(self, pupils: int, seed: int, today: date) -> None:
        self.today, self.state = today, uploads.state()
        self.schools = _chosen(self.state, invent_schools(pupils, seed))
        self.taken: set[int] = set()
        self._named = 0
        self._absences: dict[int, dict[int, tuple[int, int]]] = {}

    @property
    def head(self) -> int:
        return self.schools[0]

    @cached_property
    def patch(self) -> frozenset[int]:
        """The schools of the officer’s area."""
        area = self.school(self.head)["area"]
        return frozenset(self.state.schools.filter(area=area)["id"].to_list())

    def officer(self, school: int) -> str:
        """Who works with a school: the area’s officer, and the lead with every other."""
        return OFFICER if school in self.patch else LEAD

    def again(self) -> State:
        """The store as it is after a load."""
        self.state = uploads.state()
        return self.state

    def look(self, on: date) -> None:
        """Looks through the registers of these schools, as on a day that is past."""
        finding.look(self.state, on, self.schools)

    def calendar(self, school: int | None) -> Calendar:
        return self.state.calendar(school) if school else self.state.calendar()

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    # Who -----------------------------------------------------------------------------------

    def waiting(self, name: str, on: date) -> list[Found]:
        """Who is on a list at these schools and has no story yet, in the list’s order."""
        rows = Found.objects.waiting(name, on).filter(school__in=self.schools)
        return [row for row in rows if row.child not in self.taken]

    def next(
        self, name: str, on: date, fits: Callable[[Found], bool] = lambda row: True
    ) -> Found | None:
        """The next of a list of whom something is so; they have a story from now on."""
        row = next((row for row in self.waiting(name, on) if fits(row)), None)
        if row is not None:
            self.taken.add(row.child)
        return row

    def is_of_age(self, row: Found) -> bool:
        """Whether they were of compulsory school age on every session of a finding."""
        born = self.last(row.pupil, "born_on")
        days = [date.fromisoformat(session[0]) for session in row.sessions]
        if born is None or not days:
            return False
        first, last = compulsory_age(born)
        return bool(first <= min(days) and max(days) <= last)

    def is_away(self, child: int, year: SchoolYear) -> bool | None:
        """Whether they missed half of a school year so far; None without a session."""
        missed, possible = self._absence(year.start).get(child, (0, 0))
        return missed * HALF >= possible if possible else None

    def _absence(self, year: int) -> dict[int, tuple[int, int]]:
        """Of everybody who was ever at one of these schools, asked once."""
        if year not in self._absences:
            pupils = self.state.pupils
            here = pupils.filter(pupils["school"].is_in(self.schools))["child"]
            self._absences[year] = absence_of(self.state, here.to_list(), year)
        return self._absences[year]

    def is_on_a_roll(self, child: int) -> bool:
        """Whether a school has them today."""
        rows = children.places(self.state).filter(child=child)
        return any(to_on is None or to_on >= self.today for to_on in rows["to_on"])

    def last(self, pupil: int, column: str) -> Any:
        """What a school said of a pupil last."""
        said = (
            children.enrolments_of(self.state, [pupil])[column].drop_nulls().to_list()
        )
        return said[-1] if said else None

    def identifier(self, pupil: int) -> str:
        """What the school calls a pupil."""
        return str(self.state.pupils.filter(pupil=pupil)["supplied"].item())

    def school(self, number: int) -> dict[str, Any]:
        return self.state.schools.filter(id=number).row(0, named=True)

    @cached_property
    def _words(self) -> dict[str, Any]:
        return written("people")

    def parents(self, entry: Entry | Found, number: int, by: str) -> list[Contact]:
        """So many parents in law of a child, added as they come to be known."""
        held = list(Contact.objects.now().filter(child=entry.child, is_parent=True))
        surname = self._surname(entry)
        for relation in ("mother", "father")[len(held) : number]:
            held.append(self._add(entry.child, surname, relation, by))
        return held[:number]

    def _surname(self, entry: Entry | Found) -> str:
        of_child = self.state.pupils.filter(child=entry.child)
        for pupil in reversed(of_child["pupil"].to_list()):
            if surname := self.last(pupil, "surname"):
                return str(surname)
        return "Fennimore"

    def _add(self, child: int, surname: str, relation: str, by: str) -> Contact:
        words, at = self._words, self._named
        self._named += 1
        for forename in _turned(words[relation], at):
            try:
                return contacts.add(
                    child,
                    by=by,
                    name=f"{forename} {surname}",
                    relation=relation,
                    is_parent=True,
                    address=f"{at + 1} {words['streets'][at % len(words['streets'])]}\n"
                    f"{words['town']}",
                    phone=f"01632 960 {at % 1000:03}",
                )
            except Refused:
                continue
        raise AssertionError("every name is taken")


def _turned(words: Sequence[str], by: int) -> Iterator[str]:
    at = by % len(words)
    yield from (*words[at:], *words[:at])


def _chosen(state: State, invented: Iterable[School]) -> list[int]:
    """Their numbers: never the school whose register the week’s cases are drawn in."""
    every = list(invented)
    drawn = every[school_of(every)].urn
    rows = [
        row
        for row in state.schools.sort("id").to_dicts()
        if row["closed_on"] is None and row["urn"] != drawn
    ]
    head = next(row for row in rows if row["phase"] == "primary" and row["trust"])
    near = sorted(rows, key=lambda row: row["area"] != head["area"])
    found = [head["id"]]
    for phase, most in MOST.items():
        found += [row["id"] for row in near if row["phase"] == phase][:most]
    return found
