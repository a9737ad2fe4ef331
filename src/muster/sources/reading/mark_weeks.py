"""Gathering a file's marks into pupil-weeks, and finding rows that disagree.

Marks are put into their places as they are read, whatever the order of the file; a place
that already holds another mark is a contradiction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from muster.sources.reading.blocks import Block
from muster.sources.reading.checked import WRONG, Checked
from muster.tables.ids import school_key
from muster.tables.marks import SESSIONS, MarkWeeks


Numbers = npt.NDArray[np.int32]
NONE = -1


@dataclass
class Roll:
    """The pupils of a file, each at a school. The same identifier at two is two pupils."""

    schools: Checked
    pupils: Checked
    supplied: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    _books: dict[int, dict[str, int]] = field(default_factory=dict)
    _spelt: list[int] = field(default_factory=list)
    _first_spelt: dict[str, int] = field(default_factory=dict)

    def take(self, block: Block) -> Numbers:
        """Which pupil each row of a block is about, or WRONG."""
        texts, which = block.distinct(self.pupils.column.name)
        school = self._one_spelling(self.schools.take(block))
        # Nearly always a block has each pupil at one school only.
        home = np.full(len(texts), WRONG, dtype=np.int32)
        home[which] = school
        if (home[which] == school).all():
            found = self._find(home.tolist(), texts)[which]
        else:
            pairs, back = np.unique(
                which.astype(np.int64) << 32 | school.astype(np.uint32),
                return_inverse=True,
            )
            schools = pairs.astype(np.uint32).astype(np.int32).tolist()
            found = self._find(schools, [texts[n] for n in pairs >> 32])[back]
        self.pupils.report(block, texts, which)
        return found

    def find(self, schools: list[str], texts: list[str]) -> Numbers:
        """Which pupil each pair of texts is, WRONG if there is anything to say of one."""
        at = self._one_spelling(self.schools.of_texts(schools)).tolist()
        found = self._find(at, texts)
        faulty = [
            self.schools.has_fault(school) or self.pupils.has_fault(text)
            for school, text in zip(schools, texts, strict=True)
        ]
        found[np.array(faulty, dtype=bool)] = WRONG
        return found

    def _find(self, schools: list[int], texts: list[str]) -> Numbers:
        for school in set(schools):
            self._books.setdefault(school, {})
        books = self._books
        found = [books[at].get(text) for at, text in zip(schools, texts, strict=True)]
        if None in found:
            found = [
                self._add(at, text) if pupil is None else pupil
                for at, text, pupil in zip(schools, texts, found, strict=True)
            ]
        return np.array(found, dtype=np.int32)

    def _add(self, school: int, text: str) -> int:
        """A pupil met for the first time, or one met before with other spaces."""
        value = self.pupils.of_text(text)
        if school == WRONG or value == WRONG:
            return WRONG
        supplied = str(self.pupils.values[value])
        book = self._books[school]
        if supplied not in book:
            book[supplied] = len(self.supplied)
            self.supplied.append(supplied)
            self.at.append(school)
        book[text] = book[supplied]
        return book[text]

    def _one_spelling(self, school: Numbers) -> Numbers:
        """The first way a school was written: 999/2001 and 9992001 are one school."""
        for number in range(len(self._spelt), len(self.schools.values)):
            key = school_key(str(self.schools.values[number]))
            self._spelt.append(self._first_spelt.setdefault(key, number))
        if len(self._first_spelt) == len(self._spelt):
            return school
        # One more, for WRONG to find at the end.
        return np.array([*self._spelt, WRONG], dtype=np.int32)[school]


@dataclass
class Weeks:
    """Pupil-weeks as they fill up: a row each, and where to find the row."""

    marks: npt.NDArray[np.uint8] = field(
        default_factory=lambda: _nothing(1024, SESSIONS)
    )
    _count: int = 0
    _columns: dict[int, int] = field(default_factory=dict)
    _row_at: Numbers = field(default_factory=lambda: np.full((256, 8), NONE, np.int32))
    _pupil: list[Numbers] = field(default_factory=list)
    _week: list[Numbers] = field(default_factory=list)

    def column_of(self, monday: int) -> int:
        """The place kept for a week, by its Monday's day number."""
        return self._columns.setdefault(monday, len(self._columns))

    def rows(self, pupil: Numbers, week: Numbers) -> Numbers:
        """The row of each pupil-week, new ones made; `week` is of column_of."""
        self._make_room(int(pupil.max(initial=0)), len(self._columns))
        wide = self._row_at.shape[1]
        place = pupil.astype(np.int64) * wide + week
        row_at = self._row_at.reshape(-1)
        found = row_at[place]
        new = np.flatnonzero(found == NONE)
        if len(new):
            self._add(row_at, place[new], pupil[new], week[new])
            found = row_at[place]
        return found

    def finish(self, roll: Roll, symbols: list[str]) -> MarkWeeks:
        """What was gathered. Nothing may be added afterwards."""
        mondays = np.array(list(self._columns), dtype=np.int32)
        week = np.concatenate([*self._week, np.empty(0, np.int32)])
        self.marks.resize((self._count, SESSIONS), refcheck=False)
        schools = sorted(set(roll.at))
        place = {school: n for n, school in enumerate(schools)}
        return MarkWeeks(
            schools=[str(roll.schools.values[school]) for school in schools],
            pupils=roll.supplied,
            pupil_school=np.array(
                [place[school] for school in roll.at], dtype=np.int32
            ),
            pupil=np.concatenate([*self._pupil, np.empty(0, np.int32)]),
            week=mondays[week] if len(week) else week,
            marks=self.marks,
            symbols=symbols,
        )

    def _add(
        self,
        row_at: Numbers,
        place: npt.NDArray[np.int64],
        pupil: Numbers,
        week: Numbers,
    ) -> None:
        # Of the marks for one new pupil-week, the last to claim its place names it.
        claims = np.arange(len(place), dtype=np.int32)
        row_at[place] = claims
        first = np.flatnonzero(row_at[place] == claims)
        count = self._count + len(first)
        row_at[place[first]] = np.arange(self._count, count, dtype=np.int32)
        self._pupil.append(pupil[first])
        self._week.append(week[first])
        self._count = count
        if count > len(self.marks):
            # resize fills with noughts, and seldom needs to move what is there.
            self.marks.resize(
                (max(count, len(self.marks) * 3 // 2), SESSIONS), refcheck=False
            )

    def _make_room(self, pupil: int, weeks: int) -> None:
        tall, wide = self._row_at.shape
        if pupil < tall and weeks <= wide:
            return
        taller = tall if pupil < tall else max(pupil + 1, tall * 3 // 2)
        wider = wide if weeks <= wide else max(weeks, wide * 2)
        grown = np.full((taller, wider), NONE, dtype=np.int32)
        grown[:tall, :wide] = self._row_at
        self._row_at = grown


def _nothing(*shape: int) -> npt.NDArray[np.uint8]:
    return np.zeros(shape, dtype=np.uint8)
