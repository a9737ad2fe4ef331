"""Days, names and lines as the programme's papers say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from muster.documents.cells import Line
from muster.school_year.said import SaidDate


INITIALS = re.compile(r"[A-Z]{1,4}")


def long_day(day: date) -> str:
    """23 July 2015."""
    return f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """8/07/15, as the headings of a log say it."""
    return f"{day.day}/{day:%m/%y}"


def names(owners: Sequence[str]) -> str:
    """“CB/LW” or “A. Ash, B. Birch”; “; ” where a name itself holds one of those.

    Whoever reads it back can part it again: the mark between is never inside a name.
    """
    if owners and all(map(INITIALS.fullmatch, owners)):
        return "/".join(owners)
    mark = "; " if any("," in name or "/" in name for name in owners) else ", "
    return mark.join(owners)


def windows(dates: Sequence[SaidDate]) -> str:
    """Each as it was said, a line each: “December '24”, “January/ February '25”."""
    return "\n".join(map(str, dates))


def lines(text: str) -> Iterable[Line]:
    """A text's lines; one that begins with a dash is a point."""
    for line in filter(None, map(str.strip, text.splitlines())):
        point = line.removeprefix("- ")
        yield Line(point, is_point=point != line)


def steps(said: Iterable[str]) -> Iterable[Line]:
    return (Line(" ".join(step.split()), is_point=True) for step in said)
