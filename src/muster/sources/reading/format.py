"""What a format is, what reading a file by one gives, and the file as the format sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import pyarrow as pa

from muster.sources.reading.blocks import Block, ByHalves, blocks
from muster.sources.reading.checked import Checked
from muster.sources.reading.headings import Place
from muster.sources.reading.opening import Sheet
from muster.sources.reading.problems import Level, Problem, Problems
from muster.tables.columns import Table
from muster.tables.ids import Authority
from muster.tables.marks import MarkWeeks


DELIMITER_TITLES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

Progress: TypeAlias = Callable[[float], object]
Held: TypeAlias = MarkWeeks | pa.Table | Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What is held already, to check a file against.

    `school` says whether a school, as it is written, is one on the list. Without it any
    will do, as before a schools file is loaded. `weekly` are the days the weekly files
    held run to, and `authority` is whose they are. `la` is the authority's own number
    and `name` what it calls itself.
    `cohort` is the one the file was said to be of, `ends_many` that a whole list may end
    the time in it of many, `in_cohort` who is in one on a day, as they are called, and
    `whole_list` the day of the latest list of one that was whole.
    `postcodes_of_homes` gives those of enrolments that want a ward, and
    `postcodes_of_wards` those a look-up has, or None where none is loaded.
    """

    school: Callable[[str], bool] | None = None
    weekly: tuple[date, ...] = ()
    authority: Authority | None = None
    la: str = ""
    name: str = ""
    cohort: str = ""
    ends_many: bool = False
    in_cohort: Callable[[str, date], frozenset[str]] = lambda cohort, on: frozenset()
    whole_list: Callable[[str], date | None] = lambda cohort: None
    postcodes_of_homes: Callable[[], frozenset[str]] = frozenset
    postcodes_of_wards: Callable[[], frozenset[str] | None] = lambda: None

    def refusal(self, school: str) -> str | None:
        """The sentence that refuses a school, or None if it is known."""
        if self.school is None or self.school(school):
            return None
        return (
            "The list of schools has none called this. Correct the name or number, or "
            "load a schools file that has it. (Said once, whatever rows it is in.)"
        )


@dataclass(frozen=True)
class Got:
    """What a format makes of a file: its table, and how many rows are in it."""

    table: Held
    rows: int
    repeated: int = 0
    dates: tuple[date, date] | None = None
    as_at: date | None = None


@dataclass(frozen=True)
class HelpRow:
    """A line of a format's help page."""

    column: str
    needed: str
    meaning: str
    example: str


@dataclass(frozen=True)
class Format:
    """A file format: the columns that check it and explain it, and how it is read.

    `name` is what `--as` takes; `sample` is a valid file. `is_dated` says that its
    figures run to a day the rows don't have: whoever loads it says it, or its name.
    `says_others` is whether headings it doesn't know are remarked on, and
    `usual_encoding` one that needs no remark besides UTF-8. `ending` is what the name
    of such a file ends in.
    """

    name: str
    title: str
    table: Table
    sample: str
    read: Callable[[Source], Got]
    is_dated: bool = False
    says_others: bool = True
    usual_encoding: str = "utf-8"
    ending: str = "csv"

    def help(self) -> list[HelpRow]:
        """The format's help page, a row a column, from the columns that check a file."""
        return [
            HelpRow(
                column.name,
                _needed(self.table, column.name),
                column.meaning,
                column.example,
            )
            for column in self.table.columns
        ]

    @property
    def sample_name(self) -> str:
        """What its sample is called, with a day if only the name of a file says it."""
        return f"{self.name}{'-asat-2025-12-19' if self.is_dated else ''}.{self.ending}"

    def __repr__(self) -> str:
        return f"<format {self.name}>"


def _needed(table: Table, name: str) -> str:
    if name in table.one_of:
        return f"one of {', '.join(table.one_of)}"
    return "yes" if name in table.required else "no"


@dataclass(frozen=True)
class Reading:
    """What came of reading a file.

    `problems` are all of them, errors and warnings, in order of rows; `table` is None
    if the file is refused. `rows_read` leaves out the headings and blank rows, and
    `rows_loaded` repeated rows too. `dates` are the first and last the rows speak of;
    `as_at` is the day a dated format's figures run to, or a published file was published.
    """

    format: Format | None
    rows_read: int
    rows_loaded: int
    problems: Problems
    table: Held | None
    dates: tuple[date, date] | None = None
    repeated: int = 0
    encoding: str = "utf-8"
    as_at: date | None = None

    @property
    def refused(self) -> bool:
        """Whether any error was found: a file is loaded whole or not at all."""
        return self.problems.errors > 0

    @property
    def errors(self) -> list[Problem]:
        return list(self.problems.only(Level.ERROR))

    @property
    def warnings(self) -> list[Problem]:
        return list(self.problems.only(Level.WARNING))


@dataclass
class Source:
    """A file with its headings understood, as a format reads it."""

    sheet: Sheet
    table: Table
    places: Mapping[str, Place]
    problems: Problems
    code_map: Mapping[str, str] = field(default_factory=dict)
    known: Known = Known()
    progress: Progress | None = None
    rows_read: int = 0
    as_at: date | None = None

    def heading(self, name: str) -> str:
        """The column's heading as the file has it."""
        return self.places[name].heading if name in self.places else name

    def checked(self, name: str) -> Checked:
        """The column, ready to check block after block."""
        column = self.table.column(name)
        refusal = self.known.refusal if column.name == "school" else None
        return Checked(column, self.heading(name), self.problems, refusal)

    def blocks(
        self, whole: frozenset[str] = frozenset(), by_halves: ByHalves | None = None
    ) -> Iterator[Block]:
        """The rows, counted; rows too long or too short are problems.

        Tells `progress` how much of the file is done, from 0 to 1; if that raises, as it
        does to cancel, reading stops there.
        """
        for block in self._blocks(whole, by_halves):
            self.rows_read += len(block) + len(block.wrong_length)
            for number, cells in block.wrong_length:
                self._refuse_length(block.first_row + number, cells)
            yield block
            if self.progress:
                self.progress(min(1.0, block.read / max(1, self.sheet.size)))

    def again(self, whole: frozenset[str] = frozenset()) -> Iterator[Block]:
        """The rows once more, silently: to find what a problem needs to say."""
        yield from self._blocks(whole)

    def _blocks(
        self, whole: frozenset[str], by_halves: ByHalves | None = None
    ) -> Iterator[Block]:
        columns = {name: place.position for name, place in self.places.items()}
        return blocks(self.sheet, columns, whole, by_halves)

    def _refuse_length(self, row: int, cells: int) -> None:
        headings = len(self.sheet.headings)
        how = "more" if cells > headings else "fewer"
        between = DELIMITER_TITLES[self.sheet.delimiter]
        self.problems.refuse(
            f"This row has {cells} cells, {how} than the {headings} headings. Look for a "
            f"{between} inside a cell (put quotation marks around it) or a missing one.",
            row=row,
        )
