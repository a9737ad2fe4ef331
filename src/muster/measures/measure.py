"""What a measure is: a sentence and a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


Counted = tuple[Any, Any]


@dataclass(frozen=True)
class Measure:
    """How something is counted, over one row of counts.

    ``count`` takes a row and gives *counted* and *out of*; it uses plain operators only, so
    that it works on numbers and on columns of any engine. The row has, for one enrolment
    (or child) over a period: possible, attended, absent, authorised, unauthorised,
    not_recorded, unknown (all sessions) and few (see :mod:`measures.persistence`).

    ``codes`` names the codes counted one by one, for measures of a reason; their rows carry
    ``of_codes``, the sessions marked with any of them. ``behind`` says which pupils are
    behind a figure of sessions: those with a possible session ("pupils"), or those with
    one due a mark ("due_pupils").
    """

    name: str
    title: str
    sentence: str
    unit: str
    source: str
    polarity: str
    count: Callable[[Any], Counted]
    codes: tuple[str, ...] = ()
    behind: str = "pupils"

    @property
    def counts_enrolments(self) -> bool:
        return self.unit == "enrolments"


def measure(
    *,
    title: str,
    source: str,
    unit: str = "sessions",
    polarity: str = "low",
    name: str = "",
    sentence: str = "",
    codes: tuple[str, ...] = (),
    behind: str = "pupils",
) -> Callable[[Callable[[Any], Counted]], Measure]:
    """Makes a measure of a function; its name is the address, its docstring published.

    ``polarity`` says which way is better: "low", "high" or "none".
    """

    def made(count: Callable[[Any], Counted]) -> Measure:
        said = sentence or (count.__doc__ or "").strip()
        assert said, f"{count.__name__} has no sentence to publish"
        named = name or count.__name__
        return Measure(named, title, said, unit, source, polarity, count, codes, behind)

    return made
