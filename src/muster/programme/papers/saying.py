"""Days, names and lines as the programme's papers say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from muster.documents.cells import Line, Lines, as_text
from muster.programme.printed import Row
from muster.programme.reading.folding import NO_REF, ref_of
from muster.programme.reading.names import read_owners
from muster.programme.reading.plan import reads_objective
from muster.programme.reading.steps import ENDS, HALVES, NOTHING, split_title


INITIALS = re.compile(r"[A-Z]{1,4}")


def long_day(day: date) -> str:
    """23 July 2015."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """8/07/15, as the headings of a log say it."""
    return f"{day.day}/{day:%m/%y}"


def names(owners: Sequence[str]) -> str:
    """“CB/LW” or “A. Ash, B. Birch”; each followed by “;” where our own reader would part
    them elsewhere: “Children and Families; Smith, Jo;”."""
    if owners and all(map(INITIALS.fullmatch, owners)):
        return "/".join(owners)
    plain = ", ".join(owners)
    return plain if read_owners(plain) == tuple(owners) else "; ".join(owners) + ";"


def title(heading: str, objective: str) -> list[Line]:
    """The two halves of a log’s title; on a line each, with a colon, where our own reader
    would part them elsewhere."""
    halves = " ".join(heading.split()), " ".join(objective.split())
    plain = [Line(halves[1], lead=halves[0])]
    two = [Line("", lead=f"{halves[0]}{ENDS}"), Line(halves[1] or NOTHING)]
    for said in (plain, two):
        if split_title(as_text(Lines(said))) == halves:
            return said
    return [Line(halves[1], lead=f"{halves[0]}{HALVES}")]


def action(heading: str, objective: str, has_more: bool) -> list[str]:
    """What a plan’s action is, and below it what it is for; a bar between where our own
    reader would take the line below for something else, or what follows for it."""
    if objective and reads_objective(f"{heading}{ENDS}", objective):
        return [f"{heading}{ENDS}", objective]
    is_plain = not objective and not (has_more and heading.endswith(ENDS))
    return [heading if is_plain else f"{heading}{HALVES} {objective}".strip()]


def reference(ref: str, heading: str) -> str:
    """A plan’s reference as it stands before its heading: in brackets where our own reader
    would not take it for one."""
    if ref_of(f"{ref} {heading}".strip()) == (ref, heading):
        return ref
    return f"[{ref or NO_REF}]"


def dates(row: Row, name: str) -> list[Line]:
    """Each date as it was said, a line each: “December '24”, “January/ February '25”."""
    return list(lines("\n".join(row.said_of(name))))


def lines(text: str) -> Iterable[Line]:
    """A text's lines; one that begins with a dash is a point."""
    for line in filter(None, map(str.strip, text.splitlines())):
        point = line.removeprefix("- ")
        yield Line(point, is_point=point != line)


def steps(said: Iterable[str]) -> Iterable[Line]:
    return (Line(" ".join(step.split()), is_point=True) for step in said)
