"""A cell of notes as dated lines, where it has dates; nothing of it is lost."""

from __future__ import annotations

import re
from datetime import date


# A day at the beginning of a line, or after the end of what was said before.
DATED = re.compile(
    r"(?:^|(?<=[\n;|])|(?<=\.\s))\s*[\[(]?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})[\])]?"
    r"\s*[:–—-]?\s*",
    re.MULTILINE,
)


def lines_of(cell: str, *, until: date) -> list[tuple[date | None, str]]:
    """What is dated stands on its day; what stands before the first date, and everything
    where no date is, has none. A day after ``until`` is still to come, and text."""
    found = [(one, day) for one in DATED.finditer(cell) if (day := _day(one, until))]
    begins = [one.start() for one, _ in found] + [len(cell)]
    lines: list[tuple[date | None, str]] = [(None, cell[: begins[0]])]
    for (one, day), end in zip(found, begins[1:], strict=True):
        # A day with nothing beside it is kept as it was written.
        lines.append((day, _tidy(cell[one.end() : end]) or one.group()))
    kept = [(day, _tidy(text)) for day, text in lines]
    return [(day, text) for day, text in kept if text]


def _day(found: re.Match[str], until: date) -> date | None:
    day, month, year = (int(one) for one in found.groups())
    try:
        said = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return said if date(1990, 1, 1) <= said <= until else None


def _tidy(text: str) -> str:
    return text.strip().strip(";|").strip()
