"""School years: 1 August to 31 July, named by the calendar year they start in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import ClassVar, Self

from .holidays import easter_sunday


LABEL = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class SchoolYear:
    """1 August to 31 July, as statistics and CTF count it (rules.md 12.1).

    >>> SchoolYear(2025).label
    '2025-26'

    Raises ValueError, with a sentence, for a year Muster holds no calendar for.
    """

    start: int

    FIRST: ClassVar[int] = 2015
    LAST: ClassVar[int] = 2030

    def __post_init__(self) -> None:
        if not self.FIRST <= self.start <= self.LAST:
            raise ValueError(
                f"{_label(self.start)} is not a school year Muster covers. "
                f"It covers {_label(self.FIRST)} to {_label(self.LAST)}."
            )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return _label(self.start)

    @property
    def title(self) -> str:
        """As papers print it: 2025/26."""
        return self.label.replace("-", "/")

    @property
    def starts_on(self) -> date:
        return date(self.start, 8, 1)

    @property
    def ends_on(self) -> date:
        return date(self.start + 1, 7, 31)

    @property
    def ages_on(self) -> date:
        """The 31 August at which the census takes children's ages (rules.md 2.3)."""
        return date(self.start, 8, 31)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year if day.month >= 8 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2025-26". Raises ValueError, with a sentence, for anything else."""
        found = LABEL.fullmatch(text.strip())
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError(
                f"“{text}” is not a school year. Write it like 2025-26: "
                "four figures, a hyphen, then the last two of the next year."
            )
        return cls(int(found[1]))

    @classmethod
    def all(cls) -> Iterator[Self]:
        """Every school year Muster covers, in order."""
        return map(cls, range(cls.FIRST, cls.LAST + 1))


def _label(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"


@cache
def census_terms(year: SchoolYear) -> Mapping[str, tuple[date, date]]:
    """First and last day of each census term, in order: autumn, spring, summer.

    Source: rules.md 2.3 and 12.2 (DfE absence statistics methodology, S6). Assigned by
    date whatever a school's own terms are.
    """
    easter = easter_sunday(year.start + 1)
    return MappingProxyType(
        {
            "autumn": (year.starts_on, date(year.start, 12, 31)),
            "spring": (date(year.start + 1, 1, 1), easter),
            "summer": (easter + timedelta(days=1), year.ends_on),
        }
    )
