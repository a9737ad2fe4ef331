"""Rows, a block at a time, each column as a dictionary of its distinct texts.

A register repeats itself: a million marks hold a few hundred dates and a few dozen
codes. So a block's columns come as distinct texts and, for each row, which of them it
is; whatever is checked or read is done once for each text. Blocks are parsed on other
threads, a few ahead, and come in the order of the file.
"""

from __future__ import annotations

import csv
import io
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pc

from muster.sources.reading.lines import Cutter, Halves
from muster.sources.reading.opening import NotReadable, Sheet, WrongEncoding


# Parsers at work, and blocks held beyond the one in hand: memory is a few times CHUNK.
PARSERS = min(4, os.cpu_count() or 1)
# Looking for the end of a record stops here.
LONGEST_RECORD = 64 * 1024 * 1024

NUL = (
    "holds a character (NUL) that is in no text, so the file is damaged. Take it again "
    "from where it came from."
)
UNCLOSED = (
    "opens a quotation mark that is never closed, so where its cells end can’t be told. "
    "Close it, or take the file again from where it came from."
)

TEXT = pa.string()
DISTINCT = pa.dictionary(pa.int32(), TEXT)

NO_ROWS = pa.table({})

Indices = npt.NDArray[np.int32]


class ByHalves(Protocol):
    """Understands lines by their halves, the last of which has so many cells."""

    cells: int

    def understand(self, halves: Halves) -> Any | None:
        """What the lines say, or None if the parser had better read them."""


@dataclass
class Block:
    """Some consecutive rows. `records` counts those of a wrong length too.

    A block whose lines were understood from their halves has only that, and how many.
    """

    table: pa.Table
    records: int
    read: int
    wrong_length: list[tuple[int, int]] = field(default_factory=list)
    fault: str = ""
    first_row: int = 0
    kept: npt.NDArray[np.int64] | None = None
    understood: Any = None

    def __len__(self) -> int:
        return self.records if self.understood is not None else self.table.num_rows

    def distinct(self, name: str) -> tuple[list[str], Indices]:
        """A column's distinct texts and, for each row, which of them it has."""
        column = self._array(name)
        return column.dictionary.to_pylist(), column.indices.to_numpy()

    def texts(self, name: str) -> pa.StringArray:
        """A column that was asked for whole."""
        return self._array(name)

    def rows(
        self, at: npt.NDArray[np.integer] | slice = slice(None)
    ) -> npt.NDArray[np.int64]:
        """The numbers a spreadsheet shows for rows of the block."""
        if self.wrong_length:
            skipped = [number for number, _ in self.wrong_length]
            rows = np.delete(np.arange(self.records), skipped)
        else:
            rows = np.arange(self.records)
        if self.kept is not None:
            rows = rows[self.kept]
        return rows[at] + self.first_row

    def without_blank_rows(self) -> Block:
        """The block without rows whose every cell is blank, as spreadsheets leave."""
        if self.understood is not None:
            return self
        blank = np.ones(len(self), dtype=bool)
        for name in sorted(self.table.column_names, key=self._distinct_texts):
            if not blank.any():
                return self
            blank &= self._blank(name)
        if blank.any():
            self.kept = np.flatnonzero(~blank)
            self.table = self.table.take(pa.array(self.kept))
        return self

    def _distinct_texts(self, name: str) -> int:
        # The columns with fewest texts soonest show that no row is blank.
        column = self._array(name)
        whole = not pa.types.is_dictionary(column.type)
        return len(self) if whole else len(column.dictionary)

    def _blank(self, name: str) -> npt.NDArray[np.bool_]:
        column = self._array(name)
        if not pa.types.is_dictionary(column.type):
            return np.array([not text.strip() for text in column.to_pylist()])
        texts = column.dictionary.to_pylist()
        is_blank = np.array([not text.strip() for text in texts], dtype=bool)
        return is_blank[column.indices.to_numpy()]

    def _array(self, name: str) -> pa.Array:
        column = self.table.column(name)
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def blocks(
    sheet: Sheet,
    columns: Mapping[str, int],
    whole: frozenset[str] = frozenset(),
    by_halves: ByHalves | None = None,
) -> Iterator[Block]:
    """The rows of a sheet, without blank ones, in order.

    Takes the position of each column wanted; those named in `whole` come as a text a row
    instead of distinct texts. `by_halves` is given plain lines cut in two, before they
    are parsed, and parsing is left out where it understands them. Raises NotReadable,
    with a sentence, and WrongEncoding.
    """
    parse = Parser(sheet, columns, whole)
    prepare: Callable[[bytes, int, int], Block | Cut] = parse
    if by_halves:
        prepare = Preparer(parse, by_halves.cells)
    row = sheet.first_row
    waiting: deque[Future[Block | Cut]] = deque()
    with ThreadPoolExecutor(PARSERS) as threads, closing(_records(sheet)) as pieces:
        try:
            while True:
                while len(waiting) <= PARSERS and (piece := next(pieces, None)):
                    waiting.append(threads.submit(prepare, *piece))
                if not waiting:
                    return
                block = waiting.popleft().result()
                if isinstance(block, Cut):
                    assert by_halves is not None
                    block = block.understood(by_halves)
                block.first_row = row
                _refuse_faults(block)
                row += block.records
                yield block.without_blank_rows()
        finally:
            for each in waiting:
                each.cancel()


@dataclass(frozen=True)
class Parser:
    """Makes a block of the whole records of a piece of a sheet, in UTF-8."""

    sheet: Sheet
    columns: Mapping[str, int]
    whole: frozenset[str]

    def __call__(self, piece: bytes, end: int, read: int) -> Block:
        if (at := piece.find(b"\0", 0, end)) >= 0:
            return Block(NO_ROWS, piece.count(b"\n", 0, at), read, fault=NUL)
        _check_utf8(piece, end)
        quoted = piece.find(b'"', 0, end) >= 0
        if quoted and (row := _unclosed(piece[:end], self.sheet.delimiter)) is not None:
            return Block(NO_ROWS, row, read, fault=UNCLOSED)
        wrong: list[tuple[int, int]] = []

        def set_aside(row: pc.InvalidRow) -> str:
            wrong.append((row.number - 1, row.actual_columns))
            return "skip"

        try:
            table = pc.read_csv(
                pa.BufferReader(pa.py_buffer(memoryview(piece)[:end])),
                self._read_options(end),
                self._parse_options(quoted, set_aside),
                self._convert_options(),
            )
        except pa.ArrowInvalid as why:  # pragma: no cover - no bytes found that do it
            raise NotReadable(
                "Muster could not make rows of this file. Take it again from where it "
                f"came from. (The reader said: {why})"
            ) from None
        return Block(table, table.num_rows + len(wrong), read, wrong)

    def _read_options(self, size: int) -> pc.ReadOptions:
        # One block, on this thread: rows can then be numbered.
        names = [str(n) for n in range(len(self.sheet.headings))]
        for name, position in self.columns.items():
            names[position] = name
        return pc.ReadOptions(
            column_names=names, use_threads=False, block_size=size + 1
        )

    def _parse_options(
        self, quoted: bool, set_aside: Callable[[pc.InvalidRow], str]
    ) -> pc.ParseOptions:
        return pc.ParseOptions(
            delimiter=self.sheet.delimiter,
            newlines_in_values=quoted,
            # Kept, because a spreadsheet numbers them.
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        )

    def _convert_options(self) -> pc.ConvertOptions:
        types = {
            name: TEXT if name in self.whole else DISTINCT for name in self.columns
        }
        return pc.ConvertOptions(
            column_types=types,
            include_columns=list(self.columns),
            null_values=[],
            strings_can_be_null=False,
            check_utf8=False,
        )


@dataclass(frozen=True)
class Preparer:
    """Cuts the lines of a piece in two if it is plain, and parses it if it isn't."""

    parse: Parser
    cells: int

    def __call__(self, piece: bytes, end: int, read: int) -> Block | Cut:
        plain = piece.find(b'"', 0, end) < 0 and piece.find(b"\0", 0, end) < 0
        if plain:
            _check_utf8(piece, end)
            cutter = Cutter(self.parse.sheet.delimiter.encode(), self.cells)
            if halves := cutter.cut(piece, end):
                return Cut(halves, read, lambda: self.parse(piece, end, read))
        return self.parse(piece, end, read)


@dataclass(frozen=True)
class Cut:
    """A piece with its lines in two, and the way to parse it if that doesn't do."""

    halves: Halves
    read: int
    parse: Callable[[], Block]

    def understood(self, by_halves: ByHalves) -> Block:
        said = by_halves.understand(self.halves)
        if said is None:
            return self.parse()
        return Block(NO_ROWS, len(self.halves), self.read, understood=said)


def _check_utf8(piece: bytes, end: int) -> None:
    if piece.isascii():
        return
    try:
        piece[:end].decode("utf-8")
    except UnicodeDecodeError:
        raise WrongEncoding from None


def _refuse_faults(block: Block) -> None:
    if block.fault:
        raise NotReadable(f"Row {block.first_row + block.records:,} {block.fault}")


def _unclosed(records: bytes, delimiter: str) -> int | None:
    """How many records precede one with a quotation mark that is never closed."""
    if not records.count(b'"') % 2:
        return None
    # Uneven marks can be right, as in 6" ruler, so ask a stricter reader. It is slow.
    reader = csv.reader(
        io.StringIO(records.decode("utf-8", "replace"), newline=""),
        delimiter=delimiter,
        strict=True,
    )
    records_before = 0
    try:
        for _ in reader:
            records_before += 1
    except csv.Error as why:
        is_endless = "end of data" in str(why) or "limit" in str(why)
        return records_before if is_endless else None
    return None


def _records(sheet: Sheet) -> Generator[tuple[bytes, int, int]]:
    """The file in pieces: bytes, where their last whole record ends, how far it is read."""
    left, read = b"", 0
    for chunk, read in sheet.chunks():
        piece = left + chunk
        end = _last_record_end(piece)
        if end:
            yield piece, end, read
        left = piece[end:]
        if len(left) > LONGEST_RECORD and b"\n" in left:
            # A mark that opens nothing, or one never closed: the parser knows which.
            end = left.rfind(b"\n") + 1
            yield left, end, read
            left = left[end:]
    if left:
        yield left, len(left), read


def _last_record_end(piece: bytes) -> int:
    """Just past the last line end that isn't inside quotation marks, or 0."""
    end = piece.rfind(b"\n")
    inside = b'"' in piece and piece.count(b'"', 0, max(end, 0)) % 2
    while end >= 0 and inside:
        before = piece.rfind(b"\n", 0, end)
        inside ^= piece.count(b'"', before + 1, end) % 2
        end = before
    return end + 1
