"""Opening a file: what it really is, how it is encoded and where its headings are.

Files come from registers, spreadsheets and people's own scripts, so the name says
nothing: every answer here is from the bytes.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.sources.reading import events


# Enough to hold any real headings, and to tell text from anything else.
SAMPLE = 256 * 1024
CHUNK = 4 * 1024 * 1024
DELIMITERS = ",;\t|"
# Titles and notes may stand above the headings, as far as this.
HEADINGS_BY = 20
# How good a row's cells are as headings; 0 if they are none.
Score = Callable[[Sequence[str]], float]

SAVE_AS_CSV = (
    "Open it where it came from and save it as CSV (in Excel: File, Save As, “CSV "
    "UTF-8”), then load that."
)
# How a file begins that is not text, and what it is.
LOOKS_LIKE = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook, one with a password or another Office document",
    ),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"7z\xbc\xaf", "a compressed (7-Zip) file"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<?xml", "an XML file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Tried in turn when a file turns out not to be what it seemed. Latin-1 reads anything.
THEN = {"utf-8": "cp1252", "cp1252": "latin-1"}
ENCODING_TITLES = {
    "cp1252": "Windows-1252 (Excel’s “CSV”)",
    "latin-1": "Latin-1",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


class NotReadable(Exception):
    """The file cannot be read at all. The message is a sentence that says why."""


class WrongEncoding(Exception):
    """The bytes are not in the encoding supposed so far."""


@dataclass(frozen=True)
class Sheet:
    """A text file of rows, opened as far as its headings.

    `headings_row` is the row a spreadsheet shows them in; the rows themselves start
    `skip` bytes into the file once it is UTF-8, unless `rows` gives them, as it does of a
    file that isn't text. `place` is what a problem calls a row, and `remarks` are said of
    the file.
    """

    path: Path
    size: int
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    headings_row: int
    skip: int
    old_line_ends: bool
    place: str = "Row"
    remarks: tuple[str, ...] = ()
    rows: Callable[[], Iterator[tuple[bytes, int]]] | None = None

    @property
    def first_row(self) -> int:
        """The number of the row after the headings."""
        return self.headings_row + 1

    def chunks(self) -> Iterator[tuple[bytes, int]]:
        """The file after its headings, as UTF-8, with how many bytes were read so far.

        Raises WrongEncoding where it isn't in the sheet's encoding, except that UTF-8
        is passed on as it is: whoever makes rows of it checks it as they go.
        """
        if self.rows:
            yield from self.rows()
            return
        skip = self.skip
        for text, read in _as_utf8(self.path, self.encoding):
            if self.old_line_ends:
                text = text.replace(b"\r", b"\n")
            kept, skip = text[skip:], max(0, skip - len(text))
            if kept:
                yield kept, read


def open_sheet(
    path: Path, encoding: str | None = None, score: Score | None = None
) -> Sheet:
    """Opens a file as far as its headings. Raises NotReadable, or WrongEncoding.

    The encoding is found from the bytes unless one is given. The headings are the first
    row there is, or with a ``score`` the best of the first rows.
    """
    size, sample = _sample(path)
    if events.begins(sample):
        return _of_events(path, size)
    encoding = encoding or _encoding(sample)
    if not encoding.startswith("utf-16"):
        _refuse_other_kinds(path, sample)
    text = next(_as_utf8(path, encoding, SAMPLE), (b"", 0))[0]
    if encoding == "utf-8":
        _check_utf8(text)
    old_line_ends = b"\n" not in text and b"\r" in text
    if old_line_ends:
        text = text.replace(b"\r", b"\n")
    begin, row, told = _before_headings(text)
    if score:
        begin, row = _below_titles(text, begin, row, told, score)
    end = _end_of_record(text, begin)
    line = text[begin:end].decode("utf-8").rstrip("\r\n")
    if not line.strip():
        raise NotReadable("The file is empty. Load one with headings and rows.")
    delimiter = told or _delimiter(line)
    headings = _cells(line, delimiter)
    return Sheet(path, size, encoding, delimiter, headings, row, end, old_line_ends)


def open_text(path: Path, score: Score | None = None) -> Sheet:
    """Opens a file in whichever encoding its first part is in. Raises NotReadable."""
    encoding: str | None = None
    while True:
        try:
            return open_sheet(path, encoding, score)
        except WrongEncoding:
            encoding = _next_encoding(encoding)


def reopened(sheet: Sheet, score: Score | None = None) -> Sheet:
    """The same file in the next encoding it may be in."""
    return open_sheet(sheet.path, _next_encoding(sheet.encoding), score)


def best_row(rows: Sequence[Sequence[str]], score: Score) -> int:
    """Which of a file's first rows its headings are: the one that scores best, and of rows
    as good the first that is more than half as wide as the widest, as a title isn’t."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    widest = max(filled)
    return max(
        range(len(rows)), key=lambda at: (score(rows[at]), 2 * filled[at] > widest)
    )


def _next_encoding(encoding: str | None) -> str:
    if encoding and encoding not in THEN:
        raise NotReadable(
            "This file begins as UTF-16 does but the rest of it is not. It may be "
            "damaged: take it again from where it came from."
        )
    return THEN[encoding or "utf-8"]


def _sample(path: Path) -> tuple[int, bytes]:
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file.read(SAMPLE)
    except FileNotFoundError:
        raise NotReadable(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise NotReadable(f"{path} is a folder. Load the files in it.") from None
    except OSError as why:
        raise NotReadable(f"{path} could not be read: {why.strerror}.") from None


def _of_events(path: Path, size: int) -> Sheet:
    if size > events.MOST_BYTES:
        raise NotReadable(events.TOO_LARGE)
    try:
        rows = events.as_csv(path.read_bytes())
    except events.NotEvents as why:
        raise NotReadable(str(why)) from why

    def chunks() -> Iterator[tuple[bytes, int]]:
        if rows:
            yield rows, size

    return Sheet(path, size, "utf-8", ",", events.HEADINGS, 1, 0, False, rows=chunks)


def size_of(path: Path) -> int:
    return path.stat().st_size


def _encoding(sample: bytes) -> str:
    for mark, encoding in MARKS_OF_ORDER:
        if sample.startswith(mark):
            return encoding
    # Nearly all of a register is ASCII, whose every other byte is nought in UTF-16.
    even, odd = sample[:2000:2].count(0), sample[1:2000:2].count(0)
    half = len(sample[:2000]) // 2
    if half > 4 and odd > 0.8 * half and not even:
        return "utf-16-le"
    if half > 4 and even > 0.8 * half and not odd:
        return "utf-16-be"
    return "utf-8"


def _refuse_other_kinds(path: Path, sample: bytes) -> None:
    if sample.startswith(b"PK\x03\x04"):
        raise NotReadable(_zipped(path))
    start = sample.removeprefix(codecs.BOM_UTF8).lstrip()[:20]
    for begins, kind in LOOKS_LIKE:
        if start.lower().startswith(begins.lower()):
            raise NotReadable(f"This looks like {kind}, not CSV. {SAVE_AS_CSV}")
    head = sample[:4000]
    odd = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a" for byte in head)
    if odd > len(head) / 50 and odd > 1:
        raise NotReadable(
            "This is not text: it may be a program’s own file, or a damaged one. "
            f"{SAVE_AS_CSV}"
        )


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as held:
            names = held.namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    if any(name.startswith("word/") for name in names):
        return f"This looks like a Word document, not CSV. {SAVE_AS_CSV}"
    if "content.xml" in names:
        return f"This looks like an OpenDocument file, not CSV. {SAVE_AS_CSV}"
    return (
        "This looks like a zip file, not CSV. Take the files out of it and load those."
    )


def _as_utf8(
    path: Path, encoding: str, chunk: int | None = None
) -> Iterator[tuple[bytes, int]]:
    mark = dict((e, m) for m, e in MARKS_OF_ORDER).get(encoding, b"")
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while raw := file.read(chunk or CHUNK):
            body = raw if read else raw.removeprefix(mark)
            read += len(raw)
            yield (_decoded(decoder, body) if decoder else body), read
    if decoder:
        # Nothing is left over, unless the file ends in the middle of a character.
        _decoded(decoder, b"", final=True)


def _decoded(
    decoder: codecs.IncrementalDecoder, raw: bytes, final: bool = False
) -> bytes:
    try:
        return decoder.decode(raw, final).encode("utf-8")
    except UnicodeError:
        raise WrongEncoding from None


def _check_utf8(sample: bytes) -> None:
    # A sample that isn't the whole file may end in the middle of a character.
    whole = len(sample) < SAMPLE
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, whole)
    except UnicodeDecodeError:
        raise WrongEncoding from None


def _before_headings(text: bytes) -> tuple[int, int, str | None]:
    """Where the headings begin, their row, and the delimiter if Excel's line says it."""
    begin, row, told = 0, 1, None
    while begin < len(text):
        end = text.find(b"\n", begin) + 1 or len(text)
        line = text[begin:end].strip(b" \r\n")
        if line[:4].lower() == b"sep=" and len(line) == 5:
            told = line[4:].decode("utf-8", "replace")
        elif line.strip(b"\t"):
            break
        begin, row = end, row + 1
    return begin, row, told


def _below_titles(
    text: bytes, begin: int, row: int, told: str | None, score: Score
) -> tuple[int, int]:
    """Where the headings begin, and their row, among the first rows from one on."""
    places: list[tuple[int, int]] = []
    rows: list[tuple[str, ...]] = []
    while begin < len(text) and len(rows) < HEADINGS_BY:
        end = _end_of_record(text, begin)
        line = text[begin:end].decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            places.append((begin, row))
            rows.append(_cells(line, told or _delimiter(line)))
        # A cell of several lines is one row to a spreadsheet.
        begin, row = end, row + 1
    return places[best_row(rows, score)] if rows else (begin, row)


def _end_of_record(text: bytes, begin: int) -> int:
    """Just past the line end that isn't inside quotation marks."""
    end = text.find(b"\n", begin)
    while end >= 0 and text.count(b'"', begin, end) % 2:
        end = text.find(b"\n", end + 1)
    return end + 1 or len(text)


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(
            next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter))
        )
    except csv.Error:
        raise NotReadable(
            "The headings could not be read: a quotation mark in them is never closed. "
            "The first row should be the names of the columns."
        ) from None


def _delimiter(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)
