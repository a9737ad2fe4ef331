"""The tables' columns: what each means, what it may hold, and how private it is.

These declarations both check a file and print its help page, so the two cannot disagree.
Headings are the contract of design.md 6; privacy classes follow UK GDPR article 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from muster.school_year import SESSIONS, STATUSES
from muster.tables.cells import PHASES, Doubtful, Kind, Value, read_cell


class Privacy(StrEnum):
    """Open can be published; personal is about a child; special needs most care."""

    OPEN = "open"
    PERSONAL = "personal"
    SPECIAL = "special"


OPEN, PERSONAL, SPECIAL = Privacy


@dataclass(frozen=True)
class Column:
    """One column. `required` is whether a file must have it.

    `blank` is whether a cell in it may be left empty, when that differs from a column
    that isn't required. `choices` are what is known; help pages list them. `also` are
    other headings that files have had for it.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    cls: Privacy = OPEN
    choices: tuple[str, ...] = ()
    example: str = ""
    blank: bool | None = None
    also: tuple[str, ...] = ()

    @property
    def may_be_blank(self) -> bool:
        return not self.required if self.blank is None else self.blank

    def read(self, text: str) -> Value | Doubtful:
        """The value of a cell in this column. Raises BadCell, with advice."""
        return read_cell(text, self)


@dataclass(frozen=True)
class Table:
    """A table, in the words of its help page. One of `one_of` is needed, if given.

    `others` is a pattern of further headings that are kept as they are written. They are
    warned of where `kept_as` says what they are kept as. `by_others` is whether a file is
    known by them, and needs one.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()
    others: str = ""
    kept_as: str = ""
    by_others: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        if self.keeps(name):
            return Column(name, Kind.CODE, "A column Muster does not know.")
        raise KeyError(name)

    def keeps(self, heading: str) -> bool:
        """Whether a column nobody declared is kept all the same."""
        return bool(self.others and re.fullmatch(self.others, heading.strip()))


SCHOOL = Column(
    "school",
    Kind.SCHOOL,
    "The school: its URN (six digits), its LAESTAB (seven) or its name.",
    required=True,
    example="900001",
)
PUPIL = Column(
    "pupil",
    Kind.PUPIL,
    "The pupil: a UPN, or any identifier of up to 32 characters that stays theirs.",
    required=True,
    cls=PERSONAL,
    example="A1001",
)

SCHOOLS = Table(
    "schools",
    "Schools",
    "One row a school. URN, LAESTAB and name identify it: any one of them will do.",
    (
        Column("urn", Kind.URN, "Its unique reference number.", example="900001"),
        Column(
            "laestab",
            Kind.LAESTAB,
            "Its LAESTAB: three digits for the authority, then four for the school.",
            example="9992001",
        ),
        Column("name", Kind.TEXT, "Its name.", example="Ash Primary"),
        Column(
            "phase",
            Kind.PHASE,
            "Its phase. Others are kept as they are written.",
            choices=tuple(PHASES),
            example="primary",
        ),
        Column("type", Kind.TEXT, "Its type of establishment.", example="Academy"),
        Column("trust", Kind.TEXT, "Its trust, if it has one.", example="Tree Trust"),
        Column("ward", Kind.TEXT, "The ward it stands in.", example="Northgate"),
        Column(
            "area",
            Kind.TEXT,
            "The authority’s own district it belongs to.",
            example="North",
        ),
        Column("opened_on", Kind.DATE, "The day it opened.", example="2016-09-01"),
        Column("closed_on", Kind.DATE, "The day it closed, if it has."),
        Column(
            "predecessor",
            Kind.SCHOOL,
            "The URN, LAESTAB or name of the school it took over from.",
        ),
        Column(
            "easting",
            Kind.GRID,
            "Where it stands: metres east on the National Grid.",
            example="458700",
        ),
        Column(
            "northing",
            Kind.GRID,
            "Metres north on the National Grid.",
            example="304500",
        ),
    ),
    one_of=("urn", "laestab", "name"),
)

ENROLMENTS = Table(
    "enrolments",
    "Enrolments",
    "One row for each time a pupil is on a school’s roll. Only school and pupil are "
    "needed; whatever else is known goes beside them.",
    (
        SCHOOL,
        PUPIL,
        Column(
            "from_on",
            Kind.DATE,
            "The day they joined the roll.",
            cls=PERSONAL,
            example="2025-09-01",
        ),
        Column(
            "to_on",
            Kind.DATE,
            "Their last day on the roll; blank if they are still on it.",
            cls=PERSONAL,
        ),
        Column(
            "status",
            Kind.ENROLMENT,
            "Enrolment status: C single, M main, S subsidiary, F FE college, O other "
            "provider, G guest, P previous.",
            cls=PERSONAL,
            choices=("C", "M", "S", "F", "O", "G", "P"),
            example="C",
        ),
        Column(
            "born_on",
            Kind.DATE,
            "Date of birth.",
            cls=PERSONAL,
            example="2014-05-12",
        ),
        Column(
            "year_group",
            Kind.YEAR_GROUP,
            "Year group they are taught in.",
            cls=PERSONAL,
            choices=("E1", "E2", "N1", "N2", "R", *map(str, range(1, 15)), "X"),
            example="6",
        ),
        Column("sex", Kind.SEX, "Sex.", cls=PERSONAL, choices=("M", "F"), example="F"),
        Column(
            "ethnicity",
            Kind.ETHNICITY,
            "Ethnicity, as the census’s four letters.",
            cls=SPECIAL,
            example="WBRI",
        ),
        Column(
            "fsm",
            Kind.YES_NO,
            "Whether eligible for free school meals.",
            cls=PERSONAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "sen",
            Kind.SEN,
            "Special educational needs: N none, K support, E plan.",
            cls=SPECIAL,
            choices=("N", "K", "E"),
            example="N",
        ),
        Column(
            "eal",
            Kind.YES_NO,
            "Whether English is an additional language.",
            cls=PERSONAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "looked_after",
            Kind.YES_NO,
            "Whether looked after by an authority.",
            cls=SPECIAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "child_in_need",
            Kind.YES_NO,
            "Whether a child in need, a child protection plan included.",
            cls=SPECIAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "social_worker",
            Kind.YES_NO,
            "Whether they have a social worker.",
            cls=SPECIAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "young_carer",
            Kind.YES_NO,
            "Whether a young carer.",
            cls=SPECIAL,
            choices=("yes", "no"),
            example="no",
        ),
        Column(
            "home_authority",
            Kind.TEXT,
            "The authority they live in.",
            cls=PERSONAL,
            example="Exampleshire",
        ),
        Column(
            "ward", Kind.TEXT, "The ward they live in.", cls=PERSONAL, example="Mill"
        ),
        Column(
            "postcode",
            Kind.POSTCODE,
            "The postcode they live at, if the ward isn’t known: a look-up of postcodes "
            "gives the ward. It is shown nowhere.",
            cls=PERSONAL,
            example="QX1 1AA",
        ),
        Column(
            "idaci_decile",
            Kind.DECILE,
            "Deprivation of where they live, 1 (most) to 10 (least).",
            cls=PERSONAL,
            choices=tuple(map(str, range(1, 11))),
            example="4",
        ),
        Column("surname", Kind.TEXT, "Surname.", cls=PERSONAL, example="Finch"),
        Column("forename", Kind.TEXT, "Forename.", cls=PERSONAL, example="Robin"),
    ),
)

CALENDARS = Table(
    "calendars",
    "Calendars",
    "One row a session, or a day, that differs from what is held already.",
    (
        Column(
            "school",
            Kind.SCHOOL,
            "The school: a URN, a LAESTAB or a name. Blank is the whole authority.",
            example="900001",
        ),
        Column(
            "date",
            Kind.SCHOOL_DAY,
            "The day.",
            required=True,
            example="2025-10-27",
        ),
        Column(
            "session",
            Kind.SESSION,
            "The session; blank is both.",
            choices=SESSIONS,
            example="AM",
        ),
        Column(
            "status",
            Kind.OPENING,
            "What the session is.",
            required=True,
            choices=STATUSES,
            example="holiday",
        ),
        Column(
            "half_term",
            Kind.HALF_TERM,
            "Which of the year’s six half-terms the day is in. Each begins on the first "
            "open day that says so.",
            choices=tuple(map(str, range(1, 7))),
            example="2",
        ),
    ),
)

# What an iCal file's events say. They are held as rows of CALENDARS.
TERM_DATES = Table(
    CALENDARS.name,
    "Term dates, from iCal",
    "The .ics file councils publish: one event a term, holiday, INSET day or bank holiday,"
    " the first of them row 2. They become days of the authority’s calendar.",
    (
        Column(
            "event",
            Kind.TEXT,
            "What the event is called (SUMMARY).",
            required=True,
            example="Autumn term",
        ),
        Column(
            "first_day",
            Kind.DATE,
            "Its first day (DTSTART).",
            required=True,
            example="2025-09-02",
        ),
        Column(
            "last_day",
            Kind.DATE,
            "Its last day: the day before DTEND.",
            example="2025-10-24",
        ),
        Column("repeats", Kind.TEXT, "Whether it repeats (RRULE)."),
    ),
)

MARKS = Table(
    "marks",
    "Marks, one row a session",
    "One row for each pupil and session.",
    (
        SCHOOL,
        PUPIL,
        Column(
            "date",
            Kind.SCHOOL_DAY,
            "The day.",
            required=True,
            cls=PERSONAL,
            example="2025-09-08",
        ),
        Column(
            "session",
            Kind.SESSION,
            "Morning or afternoon.",
            required=True,
            cls=PERSONAL,
            choices=SESSIONS,
            example="AM",
        ),
        Column(
            "code",
            Kind.CODE,
            "The code in the register on that day; blank is no mark. Codes Muster "
            "doesn’t know are kept and counted apart.",
            required=True,
            blank=True,
            cls=SPECIAL,
            example="/",
        ),
    ),
)

MARKS_WEEKLY = Table(
    "marks",
    "Marks, one row a week",
    "One row for each pupil and week.",
    (
        SCHOOL,
        PUPIL,
        Column(
            "week",
            Kind.WEEK,
            "The week’s Monday.",
            required=True,
            cls=PERSONAL,
            example="2025-09-08",
        ),
        Column(
            "marks",
            Kind.MARKS,
            "The week’s marks from Monday morning: exactly 10 characters (to Friday "
            "afternoon) or 14 (to Sunday afternoon), one a session, a space being no "
            "mark. Or exactly 10 or 14 codes with spaces between, - being no mark.",
            required=True,
            cls=SPECIAL,
            example="/\\/\\/\\II/\\",
        ),
    ),
)
