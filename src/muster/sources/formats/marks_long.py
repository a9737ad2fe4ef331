"""Marks, one row a session: school, pupil, date, session, code (design.md 6).

This is the biggest file there is, some forty million rows for an authority's year, so
nothing here is done once a row in Python: every cell is read once for each distinct
text, and rows are numbers from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.school_year import SESSIONS as SESSION_NAMES
from muster.school_year import day_number, week_of
from muster.sources.reading.blocks import Block
from muster.sources.reading.checked import WRONG, ByValue, Checked
from muster.sources.reading.claims import Claims
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.mark_codes import PRESENT, MarkCodes, era_of
from muster.sources.reading.mark_lines import Mark, MarkLines, Said, can_be_halved
from muster.sources.reading.mark_notes import dates_of, warn_of_marks
from muster.sources.reading.mark_weeks import Numbers, Roll, Weeks
from muster.sources.reading.problems import Problems
from muster.tables.codes import eras
from muster.tables.columns import MARKS
from muster.tables.marks import SAYS_NOTHING, SESSIONS


SAMPLE = """\
school,pupil,date,session,code
900001,A1001,2025-09-08,AM,/
900001,A1001,2025-09-08,PM,\\
900001,A1002,2025-09-08,AM,I
900001,A1002,2025-09-08,PM,I
Ash Primary,A1003,08/09/2025,AM,L
Ash Primary,A1003,08/09/2025,PM,
"""


class Marks(NamedTuple):
    """The good rows of a block: which they are, each mark's place among all, its byte."""

    at: npt.NDArray[np.intp]
    place: npt.NDArray[np.int64]
    byte: npt.NDArray[np.uint8]


@dataclass
class LongMarks:
    """A file of marks as it is read."""

    source: Source
    codes: MarkCodes
    roll: Roll
    date: Checked
    session: Checked
    weeks: Weeks = field(default_factory=Weeks)
    swapped: int = 0
    disputed: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.half = ByValue(self.session, SESSION_NAMES.index)
        self.begins = ByValue(self.date, lambda day: 2 * day.weekday())
        self.era = ByValue(self.date, era_of)
        self.week = ByValue(
            self.date, lambda day: self.weeks.column_of(day_number(week_of(day)))
        )

    def gather(self) -> None:
        """Puts every mark in its place, noting places that two rows dispute."""
        by_halves = None
        if can_be_halved(self.source):
            by_halves = MarkLines(
                self.source, self.roll, self.date, self.session, self._mark
            )
        for block in self.source.blocks(by_halves=by_halves):
            said = block.understood
            marks = self._place(said) if said else self._understand(block)
            held = self.weeks.marks.reshape(-1)
            before = held[marks.place]
            held[marks.place] = marks.byte
            # A later row of this block may have written over an earlier one.
            disputed = held[marks.place] != marks.byte
            if before.any():
                disputed |= (before != SAYS_NOTHING) & (before != marks.byte)
            if disputed.any():
                self.disputed.append(np.unique(marks.place[disputed]))

    def _mark(self, day: int, session: int, code: str) -> Mark:
        """What an ending of a line says, by its values' numbers."""
        half = self.half.number(session)
        byte = self.codes.byte(code, self.era.number(day))
        swapped = byte in PRESENT and byte != PRESENT[half]
        return Mark(
            week=self.week.number(day),
            place=self.begins.number(day) + half,
            byte=PRESENT[half] if swapped else byte,
            swapped=swapped,
        )

    def _place(self, said: Said) -> Marks:
        """What was said by halves of lines, none of which has an error."""
        self.swapped += said.swapped
        row = self.weeks.rows(said.pupil, said.week).astype(np.int64)
        return Marks(np.arange(len(row)), row * SESSIONS + said.place, said.byte)

    def _understand(self, block: Block) -> Marks:
        """What the rows of a block say, those with an error left out."""
        pupil, day, session = (
            each.take(block) for each in (self.roll, self.date, self.session)
        )
        texts, code = block.distinct("code")
        good = (pupil != WRONG) & (day != WRONG) & (session != WRONG)
        at = np.arange(len(good))
        if not good.all():
            at = np.flatnonzero(good)
            pupil, day, session, code = pupil[at], day[at], session[at], code[at]

        half = self.half.array()[session]
        row = self.weeks.rows(pupil, self.week.array()[day]).astype(np.int64)
        place = row * SESSIONS + (self.begins.array()[day] + half)
        return Marks(at, place, self._bytes(texts, code, day, half))

    def _bytes(
        self, texts: list[str], code: Numbers, day: Numbers, half: Numbers
    ) -> npt.NDArray[np.uint8]:
        """The byte of each row's mark, by its era, its session and its text."""
        wide, era = len(texts), self.era.array()
        which = half * wide + code
        if len(era) and era.min() < era.max():
            which += era[day] * (2 * wide)
        elif len(era):
            which += era[0] * (2 * wide)
        met = np.zeros(len(eras()) * 2 * wide, dtype=bool)
        met[which] = True

        byte = np.zeros(len(met), dtype=np.uint8)
        swapped = np.zeros(len(met), dtype=bool)
        # Only what the rows really say: J is unknown after August 2024 only if used.
        for each in np.flatnonzero(met).tolist():
            session, text = each // wide % 2, texts[each % wide]
            byte[each] = self.codes.byte(text, each // (2 * wide))
            if byte[each] in PRESENT and byte[each] != PRESENT[session]:
                byte[each] = PRESENT[session]
                swapped[each] = True
        if swapped.any():
            self.swapped += int(np.count_nonzero(swapped[which]))
        return byte[which]

    def refuse_contradictions(self) -> None:
        """Reads the file again for the rows that dispute a place, and lists them."""
        if not self.disputed:
            return
        is_disputed = np.zeros(self.weeks.marks.size, dtype=bool)
        is_disputed[np.concatenate(self.disputed)] = True
        silent = Problems()
        for each in (self.roll.schools, self.roll.pupils, self.date, self.session):
            each.problems = silent
        claims = Claims()
        for block in self.source.again():
            marks = self._understand(block)
            wanted = np.flatnonzero(is_disputed[marks.place])
            texts, code = block.distinct("code")
            at = marks.at[wanted]
            claims.add(
                block.rows(at), marks.place[wanted], marks.byte[wanted], texts, code[at]
            )
        claims.refuse(self.source, "code", "session")


def read(source: Source) -> Got:
    """Marks of a file, and its problems. See `muster.sources.reading.read`."""
    checked = source.checked
    roll = Roll(checked("school"), checked("pupil"))
    codes = MarkCodes(source.code_map)
    marks = LongMarks(source, codes, roll, checked("date"), checked("session"))
    marks.gather()
    marks.refuse_contradictions()

    weeks = marks.weeks.finish(roll, codes.symbols)
    said = weeks.count()
    repeated = source.rows_read - said
    if not source.problems.errors:
        warn_of_marks(source.problems, weeks, marks.swapped, repeated, "mark")
    return Got(weeks, said, repeated, dates_of(weeks))


FORMAT = Format("marks-long", "Marks, one row a session", MARKS, SAMPLE, read)
