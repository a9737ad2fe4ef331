"""Marks, one row a week: school, pupil, week, marks (design.md 6; peers.md 3.3).

A week's marks are exactly 10 or 14 characters, one a session from Monday morning, a
space being no mark; otherwise exactly 10 or 14 codes separated by spaces, - for no mark.
Nothing else is guessed at. The cell is taken as it is: spaces at its ends are marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from muster.school_year import day_number
from muster.sources.reading.blocks import Block
from muster.sources.reading.checked import WRONG, Checked
from muster.sources.reading.claims import Claims
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.mark_codes import PRESENT, MarkCodes, eras_of_week
from muster.sources.reading.mark_notes import dates_of, warn_of_marks
from muster.sources.reading.mark_weeks import Numbers, Roll, Weeks
from muster.sources.reading.problems import Level, Problem, Problems
from muster.tables.codes import eras
from muster.tables.columns import MARKS_WEEKLY
from muster.tables.marks import SESSIONS


Bytes = npt.NDArray[np.uint8]

TO_FRIDAY = 10
LENGTHS = (TO_FRIDAY, SESSIONS)
WHOLE = frozenset(("marks",))

SAMPLE = """\
school,pupil,week,marks
900001,A1001,2025-09-08,/\\/\\/\\/\\/\\
900001,A1002,2025-09-08,II/\\L\\  /\\
Ash Primary,A1003,08/09/2025,/\\/\\/\\/\\/\\####
Ash Primary,A1004,08/09/2025,/ \\ C2 C2 / \\ M \\ - -
"""


class Cells(NamedTuple):
    """The marks cells of a block: their characters, end to end, and where each is."""

    characters: Bytes
    begins: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    texts: pa.StringArray


class Weekly(NamedTuple):
    """The good rows of a block: which they are, their pupil-weeks, their bytes."""

    at: npt.NDArray[np.intp]
    pupil: Numbers
    week: Numbers
    marks: Bytes


@dataclass
class WeeklyMarks:
    """A file of weeks as it is read."""

    source: Source
    codes: MarkCodes
    roll: Roll
    week: Checked
    weeks: Weeks = field(default_factory=Weeks)
    good: int = 0
    swapped: int = 0
    disputed: list[Numbers] = field(default_factory=list)

    def gather(self) -> None:
        """Puts every week in its place, noting those that two rows dispute."""
        for block in self.source.blocks(WHOLE):
            weekly = self._understand(block, self.source.problems)
            row = self.weeks.rows(weekly.pupil, weekly.week)
            before = self.weeks.marks[row]
            self.weeks.marks[row] = weekly.marks
            # A later row of this block may have written over an earlier one.
            disputed = (self.weeks.marks[row] != weekly.marks).any(axis=1)
            disputed |= before.any(axis=1) & (before != weekly.marks).any(axis=1)
            if disputed.any():
                self.disputed.append(np.unique(row[disputed]))
            self.good += len(row)

    def _understand(self, block: Block, problems: Problems) -> Weekly:
        """What the rows of a block say, those with an error left out."""
        pupil, monday = self.roll.take(block), self.week.take(block)
        cells = _cells(block)
        packed = _is_packed(cells)
        mondays = [each for each in self.week.values if isinstance(each, date)]
        calendar = np.array([eras_of_week(each) for each in mondays], dtype=np.int32)
        calendar = calendar.reshape(-1, SESSIONS)

        marks = np.zeros((len(block), SESSIONS), dtype=np.uint8)
        for length in LENGTHS:
            at = np.flatnonzero(packed & (cells.lengths == length) & (monday != WRONG))
            where = cells.begins[at][:, None] + np.arange(length)
            era = calendar[monday[at], :length]
            marks[at, :length] = self._symbols(cells.characters[where], era)
        spelt = np.flatnonzero(~packed)
        if len(spelt):
            self._spell(block, cells, spelt, monday, calendar, marks, problems)
        swapped = self._put_right(marks)
        column = _numbers(self.weeks.column_of(day_number(each)) for each in mondays)
        # A cell that was refused has said nothing.
        good = (pupil != WRONG) & (monday != WRONG) & marks.any(axis=1)
        at = np.flatnonzero(good)
        self.swapped += swapped
        return Weekly(at, pupil[at], column[monday[at]], marks[at])

    def _symbols(self, characters: Bytes, era: Numbers) -> Bytes:
        """The bytes of cells that have one character a session."""
        which: npt.NDArray[np.integer] = characters
        first = era[0, 0] if era.size else 0
        if (era != first).any():
            which, first = era * 256 + characters, 0
        met = np.zeros(len(eras()) * 256, dtype=bool)
        met[which.reshape(-1)] = True
        byte = np.zeros(len(met), dtype=np.uint8)
        for each in np.flatnonzero(met).tolist():
            byte[each] = self.codes.byte(chr(each % 256), first + each // 256)
        return byte[which]

    def _spell(
        self,
        block: Block,
        cells: Cells,
        at: npt.NDArray[np.intp],
        monday: Numbers,
        calendar: Numbers,
        marks: Bytes,
        problems: Problems,
    ) -> None:
        """The bytes of cells whose codes are separated, or that can't be read."""
        held = cells.texts.take(pa.array(at)).dictionary_encode()
        texts, which = held.dictionary.to_pylist(), held.indices.to_numpy()
        codes = [_separate(text) for text in texts]
        bad = np.array([each is None for each in codes], dtype=bool)[which]
        # Weeks differ in what codes mean only by the eras of their days.
        kinds, kind_of = np.unique(calendar, axis=0, return_inverse=True)
        good = np.flatnonzero(~bad & (monday[at] != WRONG))
        both = (
            which[good].astype(np.int64) * (len(kinds) + 1) + kind_of[monday[at[good]]]
        )
        distinct, back = np.unique(both, return_inverse=True)
        spelt = np.zeros((len(distinct), SESSIONS), dtype=np.uint8)
        for row, pair in zip(spelt, distinct.tolist(), strict=True):
            text, kind = divmod(pair, len(kinds) + 1)
            written = codes[text] or []
            row[: len(written)] = [
                self.codes.byte(each, era)
                for each, era in zip(written, kinds[kind].tolist(), strict=False)
            ]
        marks[at[good]] = spelt[back]
        if bad.any():
            self._refuse(block.rows(at[bad]), texts, which[bad], problems)

    def _refuse(
        self,
        rows: npt.NDArray[np.int64],
        texts: list[str],
        which: Numbers,
        problems: Problems,
    ) -> None:
        heading = self.source.heading("marks")

        def say(nth: int) -> Problem:
            text = texts[which[nth]]
            return Problem(int(rows[nth]), heading, text or None, _advice(text))

        problems.add_many(rows, Level.ERROR, say)

    def _put_right(self, marks: Bytes) -> int:
        """Makes / and \\ present in whichever session they stand; gives how many."""
        morning, afternoon = PRESENT
        wrong = marks[:, 0::2] == afternoon, marks[:, 1::2] == morning
        marks[:, 0::2][wrong[0]] = morning
        marks[:, 1::2][wrong[1]] = afternoon
        return int(np.count_nonzero(wrong[0]) + np.count_nonzero(wrong[1]))

    def refuse_contradictions(self) -> None:
        """Reads the file again for the rows that dispute a week, and lists them."""
        if not self.disputed:
            return
        is_disputed = np.zeros(len(self.weeks.marks), dtype=bool)
        is_disputed[np.concatenate(self.disputed)] = True
        silent = Problems()
        for each in (self.roll.schools, self.roll.pupils, self.week):
            each.problems = silent
        claims = Claims()
        alike: dict[bytes, int] = {}
        for block in self.source.again(WHOLE):
            weekly = self._understand(block, silent)
            row = self.weeks.rows(weekly.pupil, weekly.week)
            wanted = np.flatnonzero(is_disputed[row])
            said = [marks.tobytes() for marks in weekly.marks[wanted]]
            values = _numbers(alike.setdefault(each, len(alike)) for each in said)
            at = weekly.at[wanted]
            texts = block.texts("marks").take(pa.array(at)).to_pylist()
            claims.add(block.rows(at), row[wanted], values, texts, np.arange(len(at)))
        claims.refuse(self.source, "marks", "week")


def _cells(block: Block) -> Cells:
    texts = block.texts("marks")
    _, offsets, held = texts.buffers()
    numbers = np.frombuffer(
        offsets, dtype=np.int32, count=len(texts) + texts.offset + 1
    )
    ends = numbers[texts.offset :].astype(np.int64)
    characters = np.frombuffer(held, dtype=np.uint8) if held else np.zeros(0, np.uint8)
    return Cells(characters, ends[:-1], np.diff(ends), texts)


def _is_packed(cells: Cells) -> npt.NDArray[np.bool_]:
    """Whether each cell has exactly 10 or 14 characters, all of one byte."""
    packed = np.isin(cells.lengths, LENGTHS)
    accented = np.flatnonzero(cells.characters >= 128)
    if len(accented):
        packed[np.searchsorted(cells.begins, accented, side="right") - 1] = False
    return packed


def _separate(text: str) -> list[str] | None:
    """The codes of a cell, or None if it has neither 10 nor 14 of them."""
    if len(text) in LENGTHS:
        return list(text)
    codes = text.split()
    return codes if len(codes) in LENGTHS else None


def _advice(text: str) -> str:
    has = f"This has {len(text)} characters" if text else "This cell is blank"
    if " " in text.strip():
        has = f"This has {len(text)} characters, or {len(text.split())} codes"
    return (
        f"{has}. Write exactly 10 characters (Monday to Friday) or 14 (to Sunday), one a "
        "session with a space for no mark, or exactly 10 or 14 codes with spaces "
        "between them and - for no mark."
    )


def read(source: Source) -> Got:
    """Marks of a file, and its problems. See `muster.sources.reading.read`."""
    checked = source.checked
    roll = Roll(checked("school"), checked("pupil"))
    codes = MarkCodes(source.code_map)
    marks = WeeklyMarks(source, codes, roll, checked("week"))
    marks.gather()
    marks.refuse_contradictions()

    weeks = marks.weeks.finish(roll, codes.symbols)
    repeated = marks.good - len(weeks)
    if not source.problems.errors:
        warn_of_marks(source.problems, weeks, marks.swapped, repeated, "week")
    return Got(weeks, len(weeks), repeated, dates_of(weeks))


def _numbers(each: Iterable[int]) -> Numbers:
    return np.fromiter(each, dtype=np.int32)


FORMAT = Format("marks-weekly", "Marks, one row a week", MARKS_WEEKLY, SAMPLE, read)
