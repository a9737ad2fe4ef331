"""Attendance and absence codes: what a mark is called, and what it counts as.

A stored mark is one byte. 0 is "this load says nothing", 1 is "no mark was recorded",
2 to 127 are the codes of codes.csv, and 128 to 255 are a load's own symbols, whose text
the load keeps. An id is fixed for ever and its class never depends on a date: a code
that changed its meaning is two codes. What depends on a date is which id a written mark
becomes. written_as.csv has the other ways of writing one.

Source: rules.md 1.2 to 1.4; SI 2024/208 reg 10, from 19 August 2024.
"""

import csv
import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


NOTHING = 0
NO_MARK = 1
FIRST_SYMBOL = 128

Mask = npt.NDArray[np.bool_]


class Class(StrEnum):
    """What a mark counts as. The place in this list is the number in `class_of`."""

    ATTENDING = "attending"
    AEA = "aea"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    NOT_POSSIBLE = "not_possible"
    ADMINISTRATIVE = "administrative"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Code:
    """One national code; a blank end to its dates is None."""

    id: int
    code: str
    meaning: str
    cls: Class
    valid_from: date | None
    valid_to: date | None
    legacy: bool
    note: str


class Era(NamedTuple):
    """Dates, both included, between which every written mark has one meaning."""

    first: date
    last: date
    ids: Mapping[str, int]


class Written(NamedTuple):
    text: str
    id: int
    valid_from: date | None
    valid_to: date | None


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_text(name).splitlines())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _codes() -> Iterator[Code]:
    for row in _rows("codes.csv"):
        yield Code(
            id=int(row["id"]),
            code=row["code"],
            meaning=row["meaning"],
            cls=Class(row["class"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            legacy=row["legacy"] == "1",
            note=row["note"],
        )


CODES: tuple[Code, ...] = tuple(_codes())
BY_ID = MappingProxyType({code.id: code for code in CODES})
BY_CODE = MappingProxyType({code.code: code for code in CODES})

# Part of the key under which counts are kept: a changed code list counts afresh.
FINGERPRINT = hashlib.sha256(
    (_text("codes.csv") + _text("written_as.csv")).encode()
).hexdigest()


def by_id(number: int) -> Code:
    """The code of a byte from 2 to 127. Raises KeyError where there is none."""
    return BY_ID[number]


def by_code(code: str) -> Code:
    """The code by its national letters, like "J1". Raises KeyError if it isn't one."""
    return BY_CODE[code]


@cache
def eras() -> tuple[Era, ...]:
    """The meaning of every written mark, cut at each date where one changes.

    In order, from the first date there is to the last, with no gaps. The text is as a
    file has it once spaces around it are gone; a mark not there is unknown.
    """
    written = list(_written())
    firsts = sorted({date.min, *_changes(written)})
    lasts = [first - timedelta(days=1) for first in firsts[1:]] + [date.max]
    return tuple(
        Era(first, last, MappingProxyType(_ids_on(first, written)))
        for first, last in zip(firsts, lasts, strict=True)
    )


def resolve(text: str, day: date) -> int | None:
    """The byte of a mark written on a day, or None if it isn't known then.

    "/" and "\\" come back as they are whatever the session: the caller puts right
    one that is in the other's (rules.md 1.5). Capitals only, as the codes are.
    """
    number = bisect_right(_firsts(), day) - 1
    return eras()[number].ids.get(text.strip())


@cache
def _firsts() -> list[date]:
    return [era.first for era in eras()]


def _written() -> Iterator[Written]:
    for code in CODES:
        yield Written(code.code, code.id, code.valid_from, code.valid_to)
    for row in _rows("written_as.csv"):
        dates = _day(row["valid_from"]), _day(row["valid_to"])
        for text in _each(row["written"]):
            yield Written(text, int(row["id"]), *dates)


def _each(written: str) -> Iterator[str]:
    """X02..X99 is every text from X02 to X99; anything else is itself."""
    first, dots, last = written.partition("..")
    if not dots:
        yield written
        return
    for number in range(int(first[1:]), int(last[1:]) + 1):
        yield f"{first[0]}{number:02d}"


def _changes(written: list[Written]) -> Iterator[date]:
    for each in written:
        if each.valid_from:
            yield each.valid_from
        if each.valid_to:
            yield each.valid_to + timedelta(days=1)


def _ids_on(day: date, written: list[Written]) -> dict[str, int]:
    return {
        each.text: each.id
        for each in written
        if (each.valid_from or day) <= day <= (each.valid_to or day)
    }


def _class_of() -> npt.NDArray[np.uint8]:
    order = list(Class)
    numbers = np.full(256, order.index(Class.UNKNOWN), dtype=np.uint8)
    numbers[[NOTHING, NO_MARK]] = order.index(Class.MISSING)
    for code in CODES:
        numbers[code.id] = order.index(code.cls)
    numbers.flags.writeable = False
    return numbers


def mask_of(*codes: str) -> Mask:
    """True at the bytes of the codes named. Raises KeyError for one that isn't."""
    mask = np.zeros(256, dtype=np.bool_)
    mask[[by_code(code).id for code in codes]] = True
    return _frozen(mask)


def mask_of_class(*classes: Class) -> Mask:
    """True at the bytes of the classes named."""
    order = list(Class)
    return _frozen(np.isin(class_of, [order.index(cls) for cls in classes]))


def _frozen(mask: Mask) -> Mask:
    mask.flags.writeable = False
    return mask


# One entry a byte: the place of its class in Class. All of these can be read, not set.
class_of = _class_of()

# One entry a byte, as rules.md 2.1 names them. Sums of these are the measures' parts.
PRESENT = mask_of_class(Class.ATTENDING)
AEA = mask_of_class(Class.AEA)
ATTENDED = mask_of_class(Class.ATTENDING, Class.AEA)
AUTHORISED = mask_of_class(Class.AUTHORISED)
UNAUTHORISED = mask_of_class(Class.UNAUTHORISED)
ABSENT = _frozen(AUTHORISED | UNAUTHORISED)
POSSIBLE = _frozen(ATTENDED | ABSENT)
NOT_POSSIBLE = mask_of_class(Class.NOT_POSSIBLE)
ADMINISTRATIVE = mask_of_class(Class.ADMINISTRATIVE)
UNKNOWN = mask_of_class(Class.UNKNOWN)
LATE_BEFORE = mask_of("L")
LATE_AFTER = mask_of("U")
LATE = _frozen(LATE_BEFORE | LATE_AFTER)
# A load that says nothing has not said there was no mark, so byte 0 is not here.
NOT_RECORDED = _frozen(np.arange(256) == NO_MARK)
# A code or a symbol: someone wrote something for the session.
RECORDED = _frozen(np.arange(256) > NO_MARK)
