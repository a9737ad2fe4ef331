"""How one cell is read: what each kind of column accepts, and the advice if it isn't.

A cell is read by itself, as text, and each distinct text once. What cannot be right is a
BadCell, whose message says what to do; what is probably wrong comes back Doubtful and is
kept. Neither message repeats the cell, because the problem that carries it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import mul
from typing import TYPE_CHECKING, TypeAlias

from muster.school_year import (
    HALF_TERMS,
    SESSIONS,
    STATUSES,
    BadDate,
    SchoolYear,
    parse_date,
    parse_week,
    week_of,
)
from muster.tables.symbols import is_number, is_symbol
from muster.tables.upn import LETTERS, cleaned, upn_problem


if TYPE_CHECKING:
    from muster.tables.columns import Column

Value: TypeAlias = str | date | int | None

LONGEST_PUPIL = 32
FIRST_DAY = SchoolYear(SchoolYear.FIRST).starts_on
LAST_DAY = SchoolYear(SchoolYear.LAST).ends_on


class Kind(StrEnum):
    """What a column holds, and so how its cells are read."""

    TEXT = "text"
    SCHOOL = "school"
    URN = "urn"
    LAESTAB = "laestab"
    PHASE = "phase"
    PUPIL = "pupil"
    DATE = "date"
    SCHOOL_DAY = "school day"
    WEEK = "week"
    SESSION = "session"
    CODE = "code"
    MARKS = "marks"
    YES_NO = "yes or no"
    CHOICE = "choice"
    SEX = "sex"
    SEN = "sen"
    ENROLMENT = "enrolment status"
    ETHNICITY = "ethnicity"
    YEAR_GROUP = "year group"
    DECILE = "decile"
    OPENING = "opening status"
    HALF_TERM = "half-term"
    FIGURE = "figure"
    UPN = "upn"
    COUNT = "whole number"
    HYPHEN_DATE = "date with hyphens"
    PERCENT = "percentage"
    GRID = "National Grid metres"
    POSTCODE = "postcode"


class BadCell(ValueError):
    """A cell that cannot be right. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Doubtful:
    """A cell that is kept as `value` though `message` says why it may be wrong."""

    value: Value
    message: str


def read_cell(text: str, column: Column) -> Value | Doubtful:
    """A cell's value by its column's kind. Raises BadCell.

    Text is "" where the cell is blank; dates and half-terms are None.
    """
    if column.kind in AS_WRITTEN:
        return text
    written = text.strip()
    if column.kind is not Kind.PUPIL:
        written = " ".join(written.split())
    if not written:
        return _blank(column)
    if written.upper() in EXCEL_ERRORS:
        raise BadCell(
            "Excel has put its own error in place of what was written. Take the file "
            "from the school’s system again and load it without opening it in Excel."
        )
    value = READERS[column.kind](written, column)
    # A published figure is kept to the last character.
    return text if column.kind is Kind.FIGURE else value


def _blank(column: Column) -> Value:
    if not column.may_be_blank:
        raise BadCell(f"This cell is blank. Every row needs {_a(column)}.")
    return None if column.kind in (*DATES, *NUMBERS) else ""


def _a(column: Column) -> str:
    name = column.name.replace("_", " ")
    if column.kind is Kind.COUNT:
        return f"a number of {name}"
    if column.kind is Kind.UPN:
        return "a UPN"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _text(written: str, column: Column) -> str:
    return written


# Schools (rules.md 8.5)

# A number that went through a spreadsheet: 2112001.0 or 2.11E+06 (rules.md 10.4).
DECIMAL = re.compile(r"\d+\.0*", re.ASCII)
SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+\d+", re.ASCII)


def _school(written: str, column: Column) -> str:
    _refuse_damage(written)
    return written


def _urn(written: str, column: Column) -> str:
    _refuse_damage(written)
    if not re.fullmatch(r"\d{6}", written, re.ASCII):
        raise BadCell("A URN is six digits, like 900001.")
    return written


def _laestab(written: str, column: Column) -> str:
    _refuse_damage(written)
    found = re.fullmatch(r"(\d{3})\s?/?\s?(\d{4})", written, re.ASCII)
    if not found:
        raise BadCell(
            "A LAESTAB is seven digits, like 9992001 or 999/2001: three for the "
            "authority, then four for the school."
        )
    return found[1] + found[2]


def _refuse_damage(written: str) -> None:
    if DECIMAL.fullmatch(written) or SCIENTIFIC.fullmatch(written):
        raise BadCell(
            "A spreadsheet has turned this number into a decimal. Format the column as "
            "text, put the whole number back, and save the file again."
        )


# What measures know, and other ways files write it: GIAS names and the census's own
# letters (rules.md 8.5).
PHASES = {
    "nursery": ("ns", "nursery school"),
    "primary": ("ps", "primary school"),
    "middle deemed primary": ("mp",),
    "secondary": ("ss", "secondary school"),
    "middle deemed secondary": ("ms",),
    "special": ("sp", "special school"),
    "pru": ("pr", "pupil referral unit"),
    "alternative provision": ("ap",),
    "all-through": ("at", "all through"),
    "16 plus": ("16plus", "16-plus", "post-16", "post 16", "sixth form"),
    "independent": ("independent school",),
    "not applicable": ("n/a",),
}
PHASE_OF = {
    written: phase for phase, others in PHASES.items() for written in (phase, *others)
}


def _phase(written: str, column: Column) -> str | Doubtful:
    if known := PHASE_OF.get(written.lower()):
        return known
    return Doubtful(
        written,
        f"This is none of the phases Muster knows ({', '.join(PHASES)}); it is kept as it"
        " is written, and its schools stand by themselves.",
    )


# Pupils (rules.md 8.1 to 8.6)


def _pupil(written: str, column: Column) -> str | Doubtful:
    if len(written) > LONGEST_PUPIL:
        raise BadCell(
            f"This has {len(written)} characters and a pupil’s identifier has at most "
            f"{LONGEST_PUPIL}. Use the UPN or the school system’s own number."
        )
    if SCIENTIFIC.fullmatch(written):
        # The figures that told two children apart are gone.
        _refuse_damage(written)
    if _is_sound(written):
        return written
    looks_like_a_upn = written[0].isalpha() and written[1:12].isdecimal()
    why = upn_problem(written) if len(written) == 13 and looks_like_a_upn else None
    return Doubtful(written, why) if why else written


UPN_VALUES = bytes.maketrans(
    b"0123456789" + LETTERS.encode(), bytes(range(10)) + bytes(range(len(LETTERS)))
)
UPN_PLACES = range(2, 14)


def _is_sound(upn: str) -> bool:
    """Whether its check letter agrees: the quick way, for a file's every pupil."""
    if len(upn) != 13 or not upn.isascii():
        return False
    value = upn.encode().translate(UPN_VALUES)
    return sum(map(mul, value[1:], UPN_PLACES)) % len(LETTERS) == value[0]


YES = frozenset(("yes", "y", "1", "true", "t"))
NO = frozenset(("no", "n", "0", "false", "f"))
UNKNOWN = frozenset(("unknown", "not known"))


def _yes_no(written: str, column: Column) -> str:
    word = written.lower()
    if word in YES:
        return "yes"
    if word in NO:
        return "no"
    if word in UNKNOWN:
        return ""
    raise BadCell("Write yes or no, or leave it blank if it isn’t known.")


def _sex(written: str, column: Column) -> str | Doubtful:
    word = written.upper()
    if word in ("M", "MALE"):
        return "M"
    if word in ("F", "FEMALE"):
        return "F"
    return Doubtful(written, "Sex is usually M or F; this is kept as it is written.")


LEGACY_SEN = {"S": "E", "A": "K", "P": "K"}


def _sen(written: str, column: Column) -> str | Doubtful:
    letter = written.upper()
    if letter in ("N", "K", "E"):
        return letter
    if now := LEGACY_SEN.get(letter):
        return Doubtful(now, f"This letter was used before 2014 and is read as {now}.")
    raise BadCell(
        "Write N for none, K for SEN support or E for an education, health and care "
        "plan."
    )


# CBDS enrolment status (rules.md 7.2).
ENROLMENT = {
    "C": ("CURRENT", "SINGLE", "CURRENT SINGLE"),
    "M": ("MAIN", "CURRENT MAIN"),
    "S": ("SUBSIDIARY", "CURRENT SUBSIDIARY"),
    "F": ("FE COLLEGE",),
    "O": ("OTHER PROVIDER",),
    "G": ("GUEST",),
    "P": ("PREVIOUS",),
}
ENROLMENT_OF = {w: letter for letter, words in ENROLMENT.items() for w in words}


def _enrolment(written: str, column: Column) -> str | Doubtful:
    word = written.upper()
    if word in ENROLMENT:
        return word
    if letter := ENROLMENT_OF.get(word):
        return letter
    return Doubtful(
        written,
        "This is not an enrolment status (C, M, S, F, O, G or P); it is kept as it is "
        "written.",
    )


def _ethnicity(written: str, column: Column) -> str:
    # Local extended codes exist and new letters are expected, so any text is kept.
    return written.upper() if re.fullmatch(r"[A-Za-z]{4}", written) else written


EARLY_YEARS = {
    "reception": "R", "yr": "R", "year r": "R", "r": "R", "n1": "N1", "n2": "N2",
    "nursery 1": "N1", "nursery 2": "N2", "e1": "E1", "e2": "E2", "x": "X",
}  # fmt: skip
YEAR = re.compile(r"(?:y|yr|year)?\s?0?(\d{1,2})", re.ASCII | re.IGNORECASE)


def _year_group(written: str, column: Column) -> str:
    if early := EARLY_YEARS.get(written.lower()):
        return early
    found = YEAR.fullmatch(written)
    if found and 1 <= int(found[1]) <= 14:
        return str(int(found[1]))
    raise BadCell("Write the year group as N1, N2, R, or a number from 1 to 14.")


def _decile(written: str, column: Column) -> str:
    if not re.fullmatch(r"0?[1-9]|10", written):
        raise BadCell("A decile is a whole number from 1 (most deprived) to 10.")
    return str(int(written))


def _choice(written: str, column: Column) -> str:
    for choice in column.choices:
        if choice.lower() == written.lower():
            return choice
    raise BadCell(f"Use one of {', '.join(column.choices)}.")


# Dates, weeks and sessions


def _date(written: str, column: Column) -> date:
    try:
        return parse_date(written)
    except BadDate as why:
        raise BadCell(str(why)) from None


def _hyphen_date(written: str, column: Column) -> date:
    """A date as GIAS writes it, 01-09-2016, or as anybody may."""
    if found := re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", written, re.ASCII):
        written = "/".join(found.groups())
    return _date(written, column)


OUT_OF_YEARS = (
    f"Muster holds the school years {SchoolYear(SchoolYear.FIRST).title} to "
    f"{SchoolYear(SchoolYear.LAST).title}. Check the year."
)


def _school_day(written: str, column: Column) -> date:
    day = _date(written, column)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadCell(OUT_OF_YEARS)
    return day


def _week(written: str, column: Column) -> date:
    try:
        day = parse_week(written) if "W" in written else _school_day(written, column)
    except BadDate as why:
        raise BadCell(str(why)) from None
    monday = week_of(day)
    if day != monday:
        raise BadCell(
            f"This is a {day:%A} and a week is named by its Monday. If it is the week "
            f"that day is in, write {monday:%d/%m/%Y}."
        )
    if not FIRST_DAY <= monday <= LAST_DAY - timedelta(days=6):
        raise BadCell(OUT_OF_YEARS)
    return monday


def _session(written: str, column: Column) -> str:
    if written.upper() in SESSIONS:
        return written.upper()
    raise BadCell("Write AM for the morning session or PM for the afternoon.")


# rules.md 12.2 gives two of these their codes.
OPENING = {"#": "closed_planned", "y4": "closed_unexpected"}


def _opening(written: str, column: Column) -> str:
    plain = re.sub(r"[^a-z0-9#]+", "_", written.lower()).strip("_")
    status = OPENING.get(plain, plain)
    if status not in STATUSES:
        raise BadCell(f"Use one of {', '.join(STATUSES)}.")
    return status


def _half_term(written: str, column: Column) -> int:
    found = re.fullmatch(r"(?:ht\s?)?0?(\d)", written.lower(), re.ASCII)
    if not found or int(found[1]) not in HALF_TERMS:
        raise BadCell("Half-terms are numbered 1 to 6.")
    return int(found[1])


# Published figures (rules.md 10.5)


def _figure(written: str, column: Column) -> str:
    if is_number(written) or is_symbol(written):
        return written
    raise BadCell(
        "This is neither a number nor a symbol Muster knows (c, x, z, low and their "
        "like). Take the file again from where it was published; if it is the same "
        "there, ask them."
    )


def _upn(written: str, column: Column) -> str | Doubtful:
    """A UPN by that name: whatever it holds is checked, not only what looks like one."""
    upn = cleaned(written)
    if _is_sound(upn):
        return upn
    read = _pupil(upn, column)
    why = upn_problem(upn)
    return Doubtful(upn, why) if why and read == upn else read


def _count(written: str, column: Column) -> int:
    # A whole authority's sessions of a year have eight figures.
    if not re.fullmatch(r"\d{1,9}", written, re.ASCII):
        raise BadCell(
            "Write a whole number, 0 or more, with no sign, comma or decimal point."
        )
    return int(written)


# The authority's own figures, places and homes


def _percent(written: str, column: Column) -> str:
    """A percentage as it is written, without its sign: its places are kept."""
    number = written.removesuffix("%").strip()
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", number, re.ASCII):
        raise BadCell("Write a percentage from 0 to 100, like 19.4 or 19.4%.")
    if Decimal(number) > 100:
        raise BadCell("A percentage is at most 100. Check whether this is a count.")
    return number


# The corner of the grid nearest the pole and the east that is still in Britain.
FURTHEST = 1_300_000


def _grid(written: str, column: Column) -> int:
    if not re.fullmatch(r"\d{1,7}(\.\d+)?", written, re.ASCII):
        raise BadCell(
            "Write metres of the National Grid, a whole number like 458700, or leave it "
            "blank. Degrees are not read here."
        )
    metres = int(Decimal(written))
    if metres > FURTHEST:
        raise BadCell("This is beyond the National Grid. Check the number of figures.")
    return metres


POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})", re.ASCII)


def _postcode(written: str, column: Column) -> str | Doubtful:
    """With one space, as the Royal Mail writes it."""
    if found := POSTCODE.fullmatch(written.upper()):
        return f"{found[1]} {found[2]}"
    return Doubtful(
        written.upper(), "This is not a whole postcode, so no ward is found by it."
    )


# A mark's own characters are the data, spaces and backslashes too: formats read these.
AS_WRITTEN = frozenset((Kind.CODE, Kind.MARKS))
DATES = frozenset((Kind.DATE, Kind.SCHOOL_DAY, Kind.WEEK, Kind.HYPHEN_DATE))
NUMBERS = frozenset((Kind.HALF_TERM, Kind.COUNT, Kind.GRID))

EXCEL_ERRORS = frozenset(
    ("#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
)

READERS: dict[Kind, Callable[[str, Column], Value | Doubtful]] = {
    Kind.TEXT: _text,
    Kind.SCHOOL: _school,
    Kind.URN: _urn,
    Kind.LAESTAB: _laestab,
    Kind.PHASE: _phase,
    Kind.PUPIL: _pupil,
    Kind.DATE: _date,
    Kind.SCHOOL_DAY: _school_day,
    Kind.WEEK: _week,
    Kind.SESSION: _session,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.SEX: _sex,
    Kind.SEN: _sen,
    Kind.ENROLMENT: _enrolment,
    Kind.ETHNICITY: _ethnicity,
    Kind.YEAR_GROUP: _year_group,
    Kind.DECILE: _decile,
    Kind.OPENING: _opening,
    Kind.HALF_TERM: _half_term,
    Kind.FIGURE: _figure,
    Kind.UPN: _upn,
    Kind.COUNT: _count,
    Kind.HYPHEN_DATE: _hyphen_date,
    Kind.PERCENT: _percent,
    Kind.GRID: _grid,
    Kind.POSTCODE: _postcode,
}
