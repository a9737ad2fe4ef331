"""The authority's own past figures, one to a row (see `tables.own`).

Measures and periods are kept by their own names, however a file writes them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from muster.measures.catalogue import OF_MARKS
from muster.measures.figures import percentage
from muster.measures.periods import BadPeriod, parse_period
from muster.school_year import SchoolYear
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.headings import plain
from muster.sources.reading.rows import arrow_type, gather
from muster.tables.ids import school_key
from muster.tables.own import OWN_FIGURES, UNSAID


SAMPLE = """\
school,period,measure,numerator,denominator,value,source
,2022-23,Persistent absence,,,20.1%,Annual report 2023
900001,2022/23,persistent_absence,58,301,19.3,Annual report 2023
900001,HT1 2023/24,Overall absence,1204,18060,,
Ash Primary,Autumn term 2023/24,Severe absence,,,1.2,Termly return
"""

BY_NAME = {
    plain(written): each.name
    for each in OF_MARKS
    for written in (each.name, each.title)
}
YEAR = r"((?:19|20)\d\d)\s?[-/–]\s?(?:20)?(\d\d)"
TERMS = ("autumn", "spring", "summer")
PART = (
    r"(?:(?:autumn|spring|summer)(?:\s+term)?(?:\s+(?:half[- ]?term\s*|ht\s*)?[1-6])?"
    r"|(?:half[- ]?term|ht)\s*[1-6]|ytd|year to date)"
)
# Beyond this a spreadsheet's own arithmetic shows.
MOST_PLACES = 9


def measure_of(written: str) -> str:
    """The measure's name. Raises ValueError, with a sentence."""
    said = re.sub(r"(\s|^)(rate|percentage)$", "", written.strip(" %()").lower())
    if found := BY_NAME.get(plain(said)):
        return found
    titles = [each.title for each in OF_MARKS]
    near = difflib.get_close_matches(written.strip(), [*titles, *BY_NAME.values()], n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    raise ValueError(
        f"“{written.strip()}” is not a measure of Muster’s.{hint} `muster measures`, or "
        "the page Measures, lists them."
    )


def period_of(written: str) -> str:
    """A period by its own name: 2023/24, HT1 2024/25, Autumn 2 2023/24. Raises BadPeriod."""
    text = " ".join(written.split())
    found = re.search(YEAR, text, re.ASCII)
    part = _part(re.sub(YEAR, " ", text, count=1)) if found else None
    if not found or part is None:
        return parse_period(text).text
    try:
        year = SchoolYear.parse(f"{found[1]}-{found[2]}").label
    except ValueError as why:
        raise BadPeriod(str(why)) from None
    return parse_period(f"{year}/{part}" if part else year).text


def _part(written: str) -> str | None:
    """What part of a year is meant, as measures write it; None if none is known."""
    said = written.strip(" ,/()-").lower()
    if not said:
        return ""
    if said in ("ytd", "year to date"):
        return "ytd"
    if not re.fullmatch(PART, said):
        return None
    number = re.search(r"\d", said)
    term = next((each for each in TERMS if each in said), None)
    if not number:
        return term
    nth = int(number[0])
    # Spring 1 is the year's third half-term; “spring half-term 3” says so itself.
    in_term = term and nth <= 2
    return f"HT{2 * TERMS.index(term) + nth if term and in_term else nth}"


# What a file says


@dataclass(frozen=True)
class Said:
    """One figure of a file, where it stands and what it is of."""

    row: int
    column: str
    school: str
    period: str
    measure: str
    numerator: int | None
    denominator: int | None
    value: str
    source: str

    @property
    def figures(self) -> tuple[int | None, int | None, str]:
        return self.numerator, self.denominator, self.value

    @property
    def as_text(self) -> str:
        if self.value:
            return f"{self.value}%"
        return f"{self.numerator:,} of {self.denominator:,}"


@dataclass
class Figures:
    """The figures of a file, each once: one that says otherwise refuses the file."""

    source: Source
    first: dict[tuple[str, ...], Said] = field(default_factory=dict)
    repeated: int = 0

    def add(self, said: Said) -> None:
        if why := _refusal(said):
            self._refuse(said, why)
            return
        key = school_key(said.school), said.period, said.measure, said.source
        earlier = self.first.setdefault(key, said)
        if earlier is said:
            return
        self.repeated += 1
        if earlier.figures != said.figures:
            where = f"Row {earlier.row:,}"
            if earlier.column != said.column:
                where += f", “{earlier.column}”,"
            self._refuse(
                said,
                f"{where} has {earlier.as_text} for the same school, period and measure, "
                f"and this is {said.as_text}. Keep whichever is right.",
            )

    def _refuse(self, said: Said, why: str) -> None:
        self.source.problems.refuse(why, row=said.row, column=said.column)

    def got(self, rows: int) -> Got:
        found = list(self.first.values())
        if not self.source.problems.errors:
            self._warn_of_fractions(found)
            if self.repeated:
                many = self.repeated
                lines = "1 figure repeats" if many == 1 else f"{many:,} figures repeat"
                self.source.problems.warn(
                    f"{lines} one given already. Each counts once."
                )
        return Got(_table(found), rows)

    def _warn_of_fractions(self, found: Iterable[Said]) -> None:
        values = [Decimal(each.value) for each in found if each.value]
        if len(values) > 2 and max(values) <= 1:
            self.source.problems.warn(
                "Every percentage here is 1 or less. If they are parts of one, like 0.194 "
                "for 19.4%, put the file aside and write them as percentages."
            )


def _refusal(said: Said) -> str | None:
    """Why a figure can't be right, in a sentence; None if it can."""
    counted, out_of, value = said.figures
    if counted is None or out_of is None:
        if value:
            return None
        return "This row has no percentage and not both counts. Give one or the other."
    if not out_of:
        return "Nothing was counted out of nothing. Leave the row out."
    if counted > out_of:
        return f"{counted:,} can’t be counted out of {out_of:,}. Correct one of them."
    if value and not _agrees(value, counted, out_of):
        made = percentage(counted, out_of)
        return (
            f"This says {value}%, but {counted:,} of {out_of:,} is {made:.2f}%. Correct "
            "whichever of the three is wrong."
        )
    return None


def _agrees(value: str, counted: int, out_of: int) -> bool:
    """Whether a percentage is what counts come to, at the places it shows."""
    places = min(len(value.partition(".")[2]), MOST_PLACES)
    short = abs(Decimal(value) * out_of - 100 * counted)
    return 2 * short * 10**places <= out_of


def _table(found: Iterable[Said]) -> pa.Table:
    rows = list(found)
    return pa.table(
        {
            column.name: pa.array(
                [getattr(each, column.name) for each in rows], arrow_type(column)
            )
            for column in OWN_FIGURES.columns
        }
    )


def read(source: Source) -> Got:
    """Figures of a file, and its problems. See `muster.sources.reading.read`."""
    rows = gather(source)
    figures = Figures(source)
    columns = [rows.values(name) for name in OWN_FIGURES.names]
    for row, *cells in zip(rows.numbers.tolist(), *columns, strict=True):
        school, period, measure, counted, out_of, value, who = cells
        # None is a text that was refused already.
        if None in (school, period, measure, value, who):
            continue
        named = _named(source, row, str(period), str(measure))
        if named:
            figures.add(
                Said(
                    row,
                    source.heading("value"),
                    str(school),
                    *named,
                    counted if isinstance(counted, int) else None,
                    out_of if isinstance(out_of, int) else None,
                    str(value),
                    str(who) or UNSAID,
                )
            )
    return figures.got(len(rows))


def _named(
    source: Source, row: int, period: str, measure: str
) -> tuple[str, str] | None:
    """The period and measure a row names; None once either is refused."""
    named: list[str] = []
    for column, read_as, written in (
        ("period", period_of, period),
        ("measure", measure_of, measure),
    ):
        try:
            named.append(read_as(written))
        except ValueError as why:
            heading = source.heading(column)
            source.problems.refuse(str(why), row=row, column=heading, found=written)
    return (named[0], named[1]) if len(named) == 2 else None


FORMAT = Format("own-figures", OWN_FIGURES.title, OWN_FIGURES, SAMPLE, read)
