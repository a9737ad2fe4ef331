"""Reading a file: what it is, what each cell holds, and everything wrong with it.

`read` takes a path and gives a `Reading`: the table, or every reason it was refused.
It needs no database and no web site, so it works from a notebook:

>>> from muster.sources.reading import read
>>> reading = read("marks.csv")
>>> [str(problem) for problem in reading.problems[:200]]

A file is loaded whole or not at all: one error refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from muster.sources.reading.as_at import as_at_of
from muster.sources.reading.format import (
    Format,
    Got,
    Held,
    HelpRow,
    Known,
    Progress,
    Reading,
    Source,
)
from muster.sources.reading.headings import matched
from muster.sources.reading.kinds import open_any
from muster.sources.reading.opening import (
    ENCODING_TITLES,
    NotReadable,
    Sheet,
    WrongEncoding,
    reopened,
)
from muster.sources.reading.problems import Level, Problem, Problems


__all__ = [
    "Format",
    "Got",
    "Held",
    "HelpRow",
    "Known",
    "Level",
    "NotReadable",
    "Problem",
    "Problems",
    "Reading",
    "Source",
    "read",
]


def read(
    path: Path | str,
    *,
    fmt: Format | str | None = None,
    code_map: Path | str | Mapping[str, str] | None = None,
    known: Known | None = None,
    progress: Progress | None = None,
    as_at: date | None = None,
    name: str = "",
) -> Reading:
    """Reads and checks a file.

    The format is found from the headings unless `fmt` (or its name) is given. A
    `code_map` (a file, or foreign code to national code) is applied to marks before
    they are looked up. `as_at` is the day the figures of a cumulative file run to; else
    the file's name may say it, which is `name` if the path isn't. `progress` is called
    with the fraction done, and cancels the reading by raising. Whatever is wrong with
    the file is in the Reading's problems: nothing is raised for it. Raises ValueError for a `fmt` that isn't a format's name.
    """
    from muster.sources import formats  # they are made of this package's parts

    wanted = formats.named(fmt) if isinstance(fmt, str) else fmt
    try:
        codes = _code_map(code_map)
        name = name or Path(path).name
        sheet = open_any(Path(path), formats.score(wanted))
        while True:
            try:
                return _read(
                    sheet, wanted, codes, known or Known(), progress, as_at, name
                )
            except WrongEncoding:
                sheet = reopened(sheet)
    except NotReadable as why:
        problems = Problems()
        problems.refuse(str(why))
        return Reading(wanted, 0, 0, problems, None)


def _code_map(given: Path | str | Mapping[str, str] | None) -> Mapping[str, str]:
    from muster.sources.formats import code_map

    if given is None or isinstance(given, Mapping):
        return given or {}
    reading = read(given, fmt=code_map.FORMAT)
    if reading.refused:
        why = "; ".join(str(problem) for problem in reading.errors[:5])
        raise NotReadable(f"The code map {Path(given).name} was refused. {why}")
    assert isinstance(reading.table, Mapping)
    return reading.table


def _read(
    sheet: Sheet,
    wanted: Format | None,
    codes: Mapping[str, str],
    known: Known,
    progress: Progress | None,
    as_at: date | None,
    name: str,
) -> Reading:
    from muster.sources import formats

    fmt = wanted or formats.like(sheet.headings)
    if fmt is None:
        raise NotReadable(formats.not_recognised(sheet.headings))
    problems = Problems(sheet.place)
    for remark in sheet.remarks:
        problems.warn(remark)
    title = ENCODING_TITLES.get(sheet.encoding)
    if title and sheet.encoding != fmt.usual_encoding:
        problems.warn(
            f"The file is not in UTF-8 and was read as {title}. Check letters with "
            "accents in it."
        )
    places = matched(
        fmt.table,
        sheet.headings,
        problems,
        sheet.headings_row,
        says_others=fmt.says_others,
    )
    if problems.errors:
        return Reading(fmt, 0, 0, problems, None, encoding=sheet.encoding)
    source = Source(
        sheet,
        fmt.table,
        places,
        problems,
        codes,
        known,
        progress,
        as_at=as_at_of(fmt, as_at, name),
    )
    return _made(fmt, source)


def _made(fmt: Format, source: Source) -> Reading:
    problems, encoding = source.problems, source.sheet.encoding
    try:
        got = fmt.read(source)
    except NotReadable as why:
        problems.refuse(str(why))
    if not source.rows_read and not problems.errors:
        problems.refuse("The file has headings but no rows. Load one that has both.")
    if problems.errors:
        return Reading(fmt, source.rows_read, 0, problems, None, encoding=encoding)
    return Reading(
        fmt,
        source.rows_read,
        got.rows,
        problems,
        got.table,
        got.dates,
        got.repeated,
        encoding,
        got.as_at,
    )
