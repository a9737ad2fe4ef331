"""The all-establishments extract of Get Information about Schools (rules.md 8.5).

It has every school of England, open and closed, under the Department's own headings and
with its own dates. Only the authority's own are kept, and whose those are is never
guessed: from what is held or set, from the file if it has one authority only, or asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import pyarrow as pa

from muster.sources.asked import LA
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.rows import Gathered, arrow_type, gather
from muster.tables.cells import Kind, Value
from muster.tables.columns import SCHOOLS, Column, Table
from muster.tables.gias import PHASE_OF_TYPE


GIAS = Table(
    "schools",
    "Schools, from GIAS",
    "The all-establishments extract of Get Information about Schools "
    "(edubasealldata, a date, .csv), as it is downloaded. Only your own authority’s "
    "schools are kept, closed ones with their dates: which authority that is comes from "
    f"{LA.either}, the setting MUSTER_LA_CODE, or the schools held already. Its other columns are "
    "not read.",
    (
        Column("URN", Kind.URN, "Its URN.", required=True, example="990001"),
        Column(
            "LA (code)",
            Kind.TEXT,
            "The authority’s three digits, the first of the LAESTAB.",
            required=True,
            example="999",
        ),
        Column(
            "LA (name)",
            Kind.TEXT,
            "The authority.",
            required=True,
            blank=True,
            example="Exampleshire",
        ),
        Column(
            "EstablishmentNumber",
            Kind.TEXT,
            "The school’s four digits, the rest of the LAESTAB.",
            required=True,
            blank=True,
            example="2001",
        ),
        Column(
            "EstablishmentName",
            Kind.TEXT,
            "Its name.",
            required=True,
            example="Ash Primary",
        ),
        Column(
            "TypeOfEstablishment (name)",
            Kind.TEXT,
            "Its type. A special school’s, a PRU’s or an independent’s says its phase.",
            example="Community school",
        ),
        Column(
            "EstablishmentStatus (name)",
            Kind.TEXT,
            "Whether it is open. Those only proposed to open are left out.",
            example="Open",
        ),
        Column(
            "OpenDate",
            Kind.HYPHEN_DATE,
            "The day it opened, as 01-09-2016.",
            example="01-09-1971",
        ),
        Column("CloseDate", Kind.HYPHEN_DATE, "The day it closed, if it has."),
        Column(
            "PhaseOfEducation (name)",
            Kind.PHASE,
            "Its phase, where its type doesn’t say it.",
            example="Primary",
        ),
        Column("Trusts (name)", Kind.TEXT, "Its trust.", example="Tree Trust"),
        Column(
            "AdministrativeWard (name)",
            Kind.TEXT,
            "The ward it stands in.",
            example="Northgate",
        ),
        Column(
            "DistrictAdministrative (name)",
            Kind.TEXT,
            "The district it stands in: its area.",
            example="North",
        ),
        Column(
            "Easting",
            Kind.GRID,
            "Where it stands: metres east on the National Grid.",
            example="458700",
        ),
        Column(
            "Northing",
            Kind.GRID,
            "Metres north on the National Grid.",
            example="304500",
        ),
        Column("LinkURN", Kind.TEXT, "A school it is linked to, where that was added."),
        Column(
            "LinkType", Kind.TEXT, "How it is linked: a predecessor is kept, no other."
        ),
    ),
)
SAMPLE = """\
URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,\
TypeOfEstablishment (name),EstablishmentStatus (name),OpenDate,CloseDate,\
PhaseOfEducation (name),Trusts (name),Postcode,AdministrativeWard (name),\
DistrictAdministrative (name),Easting,Northing
990001,999,Exampleshire,2001,Ash Primary,Community school,Open,01-09-1971,,Primary,,\
ZZ1 1ZZ,Northgate,North,458700,304500
990002,999,Exampleshire,4002,Birch High,Academy converter,Open,01-09-2016,,Secondary,\
Tree Trust,ZZ1 2ZZ,Mill,South,459800,303900
990003,999,Exampleshire,4002,Old Birch High,Community school,Closed,,31-08-2016,\
Secondary,,ZZ1 2ZZ,Mill,South,459800,303900
990004,999,Exampleshire,1100,Cedar Centre,Pupil referral unit,Open,,,Not applicable,,\
ZZ1 3ZZ,Mill,South,,
"""
MOST_NAMED = 200
PROPOSED = "proposed to open"
KEPT_AS = {
    "urn": "URN",
    "name": "EstablishmentName",
    "type": "TypeOfEstablishment (name)",
    "trust": "Trusts (name)",
    "ward": "AdministrativeWard (name)",
    "area": "DistrictAdministrative (name)",
    "opened_on": "OpenDate",
    "closed_on": "CloseDate",
    "easting": "Easting",
    "northing": "Northing",
}
Row = dict[str, Value]


def read(source: Source) -> Got:
    """The authority's schools of a file, and its problems. See `reading.read`."""
    rows = gather(source)
    if source.problems.errors:
        return Got(_table([]), 0)
    every = list(_rows(rows))
    mine = _own(source, every)
    if mine is None:
        return Got(_table([]), 0)
    schools = _schools(source, [row for row in every if row["LA (code)"] == mine])
    # A LAESTAB may pass from one URN to the next: who has it now stands last.
    schools.sort(key=lambda row: row["closed_on"] is None)
    return Got(_table(schools), len(schools))


def _rows(rows: Gathered) -> Iterator[Row]:
    names = rows.source.table.names
    columns = [rows.values(name) for name in names]
    for number, *values in zip(rows.numbers.tolist(), *columns, strict=True):
        yield dict(zip(names, values, strict=True)) | {"row": number}


def _own(source: Source, every: Iterable[Row]) -> str | None:
    """The authority whose schools are kept, by its code; None once that is refused."""
    held = Counter((str(row["LA (code)"]), str(row["LA (name)"])) for row in every)
    names = {code: name or code for code, name in held}
    known = source.known.la
    if known in names:
        return known
    listed = ", ".join(
        f"{name} ({code})"
        for code, name in sorted(names.items(), key=lambda one: one[1])[:MOST_NAMED]
    )
    if known:
        source.problems.refuse(
            f"This file has no schools of the authority numbered {known}, which is "
            f"yours. It has {listed}. Take an extract with your own schools, or give "
            f"another number as {LA.either}."
        )
        return None
    if len(names) > 1:
        source.problems.refuse(
            f"This file has schools of {len(names)} authorities and nothing says which "
            f"is yours. Say so with its number ({LA.like('999')}), or set MUSTER_LA_CODE. "
            f"It has {listed}."
        )
        return None
    return next(iter(names), None)


def _schools(source: Source, mine: Iterable[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    proposed = 0
    for row in mine:
        if str(row["EstablishmentStatus (name)"]).lower() == PROPOSED:
            proposed += 1
            continue
        school = _school(row)
        urn = str(school["urn"])
        if urn in found and "LinkURN" not in source.places:
            source.problems.refuse(
                f"The URN “{urn}” is there twice. Keep one row for each school.",
                row=_number(row),
                column=source.heading("URN"),
            )
        _warn_of_dates(source, row)
        earlier = found.setdefault(urn, school)
        # A school with several links has a row for each.
        earlier["predecessor"] = earlier["predecessor"] or school["predecessor"]
    if proposed:
        them = "1 school is" if proposed == 1 else f"{proposed:,} schools are"
        source.problems.warn(f"{them} only proposed to open and left out.")
    return list(found.values())


def _school(row: Row) -> Row:
    kept = {name: row[heading] for name, heading in KEPT_AS.items()}
    code, number = str(row["LA (code)"]), str(row["EstablishmentNumber"])
    is_whole = len(code) == 3 and code.isdecimal() and number.isdecimal()
    phase = PHASE_OF_TYPE.get(str(row["TypeOfEstablishment (name)"]).lower())
    is_predecessor = str(row["LinkType"]).lower().startswith("predecessor")
    return kept | {
        "laestab": code + number.zfill(4) if is_whole and len(number) <= 4 else "",
        "phase": phase or row["PhaseOfEducation (name)"],
        "predecessor": row["LinkURN"] if is_predecessor else "",
    }


def _warn_of_dates(source: Source, row: Row) -> None:
    opened, closed = row["OpenDate"], row["CloseDate"]
    is_closed = str(row["EstablishmentStatus (name)"]).lower() == "closed"
    at, column = _number(row), source.heading("CloseDate")
    if is_closed and closed is None:
        source.problems.warn(
            "The school is closed and nobody says since when, so it is kept as open.",
            row=at,
            column=column,
        )
    if isinstance(opened, date) and isinstance(closed, date) and closed < opened:
        source.problems.warn(
            "This is before the day the school opened. Have it put right in GIAS.",
            row=at,
            column=column,
        )


def _number(row: Mapping[str, Value]) -> int:
    number = row["row"]
    assert isinstance(number, int)
    return number


def _table(rows: list[Row]) -> pa.Table:
    return pa.table(
        {
            column.name: pa.array(
                [row[column.name] for row in rows], type=arrow_type(column)
            )
            for column in SCHOOLS.columns
        }
    )


FORMAT = Format(
    "gias",
    "Schools, from GIAS",
    GIAS,
    SAMPLE,
    read,
    says_others=False,
    usual_encoding="cp1252",
)
