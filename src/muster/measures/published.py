"""What others published: our measures' names for their columns, and the finding of them.

Nothing is worked out here. A value is the file's text, and where a file gives only the
counts there is no value; a symbol stands in place of both (design.md 6).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from muster.measures.catalogue import MEASURES
from muster.measures.comparators import Snapshot, total_method
from muster.measures.periods import parse_period
from muster.school_year import SchoolYear
from muster.tables.published import KEYS, LEVELS, PREFIX
from muster.tables.state import State
from muster.tables.symbols import split


class NotPublished(ValueError):
    """A question nothing published can answer; the message says what to do."""


@dataclass(frozen=True)
class Given:
    """The columns of one kind of file that give a measure. Blank is not in the file."""

    source: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""

    @property
    def columns(self) -> list[str]:
        named = (self.value, self.numerator, self.denominator)
        return [PREFIX + name for name in named if name]


@dataclass(frozen=True)
class Published:
    """One published figure. Figures are texts, as the file has them; blank is none.

    `value` is blank and `symbol` isn't where the figure was withheld or not there to give.
    """

    measure: str
    period: str
    as_at: date
    phase: str
    area_code: str
    area: str
    level: str
    numerator: str
    denominator: str
    value: str
    symbol: str
    source: str = ""
    la_number: str = ""


COLUMNS = (
    "measure",
    "period",
    "as_at",
    "phase",
    "area_code",
    "area",
    "level",
    "numerator",
    "denominator",
    "value",
    "symbol",
)

# Our name, the published percentage of possible sessions if there is one, and the count.
# Columns changed their names with the codes: both names of one code stand here.
OF_SESSIONS = """
attendance attendance_perc overall_attendance
overall_absence overall_absence_perc overall_absence
authorised_absence authorised_absence_perc authorised_absence
unauthorised_absence unauthorised_absence_perc unauthorised_absence
late_before - reason_l_present_late_before_registers_closed
late_after unauth_late_registers_closed_perc reason_u_unauthorised_late_after_registers_closed
reason_l - reason_l_present_late_before_registers_closed
reason_i illness_perc reason_i_authorised_illness
reason_m appointments_perc reason_m_authorised_medical_dental
reason_r auth_religious_perc reason_r_authorised_religious_observance
reason_s auth_study_perc reason_s_authorised_study_leave
reason_t auth_mob_perc reason_t_authorised_mobile_child
reason_t auth_grt_perc reason_t_authorised_grt_absence
reason_h auth_holiday_perc reason_h_authorised_holiday
reason_e auth_excluded_perc reason_e_authorised_excluded
reason_c auth_other_perc reason_c_authorised_other
reason_c1 auth_performance_perc reason_c1_authorised_regulated_performance
reason_j1 auth_interview_perc reason_j1_authorised_interview
reason_c2 auth_part_time_perc reason_c2_authorised_temp_reduced_timetable
reason_b - reason_b_aea_education_off_site
reason_j - reason_j_aea_interview
reason_p - reason_p_aea_approved_sporting_activity
reason_v - reason_v_aea_educational_visit_trip
reason_w - reason_w_aea_work_experience
reason_k - reason_k_aea_education_arranged_by_la
reason_g unauth_hol_perc reason_g_unauthorised_holiday
reason_u unauth_late_registers_closed_perc reason_u_unauthorised_late_after_registers_closed
reason_o unauth_oth_perc reason_o_other_unauthorised
reason_n unauth_not_yet_perc reason_n_no_reason_yet
"""

# Our name, and LAIT's of all phases, primary, secondary and special.
OF_LAIT = """
overall_absence TotAbs PriTotAbs SecTotAbs total_absence_special
authorised_absence TotAuthAbs PriAuth SecAuth authorised_absence_special
unauthorised_absence TotUnAuthAbs PriUnauth SecUnauth unauthorised_absence_special
persistent_absence TotPerAbNew SFPriPerAbNew SFSecPerAbNew SpecPerAbNew
severe_absence TotSevPerAbNew SFPriSevPerAbNew SFSecSevPerAbNew SpecSevPerAbNew
"""


def _listed() -> dict[str, tuple[Given, ...]]:
    found: dict[str, tuple[Given, ...]] = {}
    for line in OF_SESSIONS.strip().splitlines():
        name, value, counted = line.split()
        given = Given("dfe-attendance", value.strip("-"), counted, "possible_sessions")
        found[name] = (*found.get(name, ()), given)
    found["persistent_absence"] = (
        Given("dfe-attendance", "pa_perc"),
        Given("dfe-persistent-percent", "persistent_absence_percent"),
        Given("dfe-persistent-counts", "", "pa_flag", "ytd_enrolments"),
    )
    for line in OF_LAIT.strip().splitlines():
        name, *values = line.split()
        theirs = tuple(Given("lait", value) for value in values)
        found[name] = (*found.get(name, ()), *theirs)
    return found


GIVEN = _listed()
_OF_VALUE = {
    given.value: given for each in GIVEN.values() for given in each if given.value
}
ALL_PHASES = ("total", "all schools", "all phases", "all")
AUTHORITY = LEVELS[-1].name
_LEVEL = {level.name: rank for rank, level in enumerate(LEVELS)}


def published(
    state: State,
    name: str,
    area: str = "",
    period: str = "",
    phase: str = "",
    as_at: date | None = None,
) -> list[Published]:
    """Every published figure of a name, the widest areas first. Raises NotPublished.

    `name` is a measure of ours, or ``dfe:<column>``. Of what was published again and
    again the latest is given; with `as_at` what was published that day or, where nothing
    was, what stood then. Raises BadPeriod for a period nobody can read.
    """
    found = [rows for given in _given(state, name) for rows in _rows(state, given)]
    rows = pl.concat(found) if found else _nothing()
    if not rows.height and not name.startswith(PREFIX):
        raise NotPublished(_not_loaded(state, name))
    if phase:
        wanted = ALL_PHASES if phase.lower() in ALL_PHASES else (phase.lower(),)
        rows = rows.filter(pl.col("phase").str.to_lowercase().is_in(wanted))
    if area:
        rows = rows.filter(_in_area(state, area))
    if period:
        rows = _in_period(rows, period)
    return [_published(name, row) for row in _latest(rows, as_at).iter_rows(named=True)]


# Names ---------------------------------------------------------------------------------


def _given(state: State, name: str) -> tuple[Given, ...]:
    if name.startswith(PREFIX):
        column = _column(state, name.removeprefix(PREFIX).strip())
        known = _OF_VALUE.get(column)
        counts = (known.numerator, known.denominator) if known else ("", "")
        return (Given("", column, *counts),)
    if name in GIVEN:
        return GIVEN[name]
    ours = [measure.name for measure in MEASURES]
    if name in ours:
        raise NotPublished(
            f"“{name}” is a measure of Muster’s, and in no published file it reads. "
            f"These are: {', '.join(GIVEN)}; and dfe:<column> is any column of a file."
        )
    near = difflib.get_close_matches(name, [*GIVEN, *state.published_columns], n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NotPublished(
        f"There is no measure called “{name}”.{hint} `muster measures` lists them, and "
        "dfe:<column> is any column of a published file."
    )


def _column(state: State, name: str) -> str:
    held = {each.removeprefix(PREFIX): each for each in state.published_columns}
    if name in held:
        return name
    for each in held:
        if each.lower() == name.lower():
            return each
    if not held:
        raise NotPublished(_nothing_loaded())
    near = difflib.get_close_matches(name, held, n=3)
    hint = (
        f" Did you mean {' or '.join(PREFIX + each for each in near)}?" if near else ""
    )
    raise NotPublished(f"No published file that is loaded has a column “{name}”.{hint}")


def _nothing_loaded() -> str:
    return (
        "No published file is loaded. Load one, like the Department’s Pupil attendance "
        "in schools: muster load FILE."
    )


def _not_loaded(state: State, name: str) -> str:
    if not state.published_columns:
        return _nothing_loaded()
    kinds = sorted({given.source for given in GIVEN[name]})
    return (
        f"No file that is loaded has “{name}”. It is in files of these kinds: "
        f"{', '.join(kinds)}."
    )


# Rows ----------------------------------------------------------------------------------


def _rows(state: State, given: Given) -> Iterator[pl.DataFrame]:
    """The rows of one kind of file, with its columns under our names for them."""
    held = set(state.published_columns)
    columns = [name for name in given.columns if name in held]
    if not columns:
        return
    rows = state.published(columns)
    if given.source:
        rows = rows.filter(pl.col("source") == given.source)
    named = [
        (
            pl.col(PREFIX + name)
            if PREFIX + name in columns
            else pl.lit(None, pl.String)
        ).alias(ours)
        for ours, name in (
            ("value", given.value),
            ("numerator", given.numerator),
            ("denominator", given.denominator),
        )
    ]
    rows = rows.select(*KEYS.names, "load_order", *named)
    # A measure has its count in years that gave no percentage; a column is only itself.
    has = ("value", "numerator") if given.source else ("value",)
    yield rows.filter(pl.any_horizontal(pl.col(each).is_not_null() for each in has))


def _nothing() -> pl.DataFrame:
    texts = dict.fromkeys((*KEYS.names, "value", "numerator", "denominator"), pl.String)
    return pl.DataFrame(schema=texts | {"as_at": pl.Date, "load_order": pl.Int32})


def _in_period(rows: pl.DataFrame, text: str) -> pl.DataFrame:
    """Rows of a period. A year and its year to date are the same days, so where there is
    nothing of the one the other is given."""
    period = parse_period(text)
    found = rows.filter(pl.col("period") == period.text)
    year = period.years[0]
    whole = (period.first, period.last) == (year.starts_on, year.ends_on)
    if found.height or not whole or period.half_term:
        return found
    return rows.filter(pl.col("period").is_in([year.label, f"{year}/ytd"]))


def _in_area(state: State, written: str) -> pl.Expr:
    """Rows of an area by any name or number any file has for it, at the same level."""
    text = written.strip().lower()
    names = ("area", "area_code", "la_number")
    said = pl.any_horizontal(pl.col(name).str.to_lowercase() == text for name in names)
    found = state.published_areas.filter(said)
    if not found.height:
        raise NotPublished(_no_such_area(state.published_areas, written))
    codes = [
        code
        for name in ("area_code", "la_number")
        for code in found[name].unique().to_list()
        if code
    ]
    level = pl.col("level").is_in(found["level"].unique().to_list())
    coded = pl.col("area_code").is_in(codes) | pl.col("la_number").is_in(codes)
    return said | (coded & level)


def _no_such_area(known: pl.DataFrame, written: str) -> str:
    by_name = {name.lower(): name for name in known["area"].unique().sort().to_list()}
    near = difflib.get_close_matches(written.lower(), by_name, n=3)
    hint = (
        f" Did you mean {' or '.join(by_name[each] for each in near)}?" if near else ""
    )
    return f"No published area is called, coded or numbered “{written}”.{hint}"


def _latest(rows: pl.DataFrame, as_at: date | None) -> pl.DataFrame:
    """Of each figure the latest, in an order that never changes."""
    if as_at is not None:
        that_day = rows.filter(pl.col("as_at") == as_at)
        rows = that_day if that_day.height else rows.filter(pl.col("as_at") <= as_at)
    figure = ["period", "phase", "level", "area_code"]
    return (
        rows.sort("as_at", "load_order", "row", maintain_order=True)
        .unique(figure, keep="last", maintain_order=True)
        .with_columns(pl.col("level").replace_strict(_LEVEL, default=9).alias("rank"))
        .sort("rank", "area", "area_code", "period", "phase")
    )


def _published(name: str, row: dict[str, Any]) -> Published:
    value, symbol = split(row["value"])
    numerator, unsaid = split(row["numerator"])
    denominator, _ = split(row["denominator"])
    # A file of counts alone withholds the count.
    symbol = symbol or ("" if row["value"] is not None else unsaid)
    if symbol:
        numerator = denominator = ""
    return Published(
        measure=name,
        period=row["period"],
        as_at=row["as_at"],
        phase=row["phase"],
        area_code=row["area_code"],
        area=row["area"],
        level=row["level"],
        numerator=numerator,
        denominator=denominator,
        value=value,
        symbol=symbol,
        source=row["source"],
        la_number=row["la_number"],
    )


# For comparators -----------------------------------------------------------------------


def by_authority(found: Iterable[Published]) -> dict[str, Decimal]:
    """The values of authorities by their numbers, to rank, band and average.

    Ask for one measure, period and phase first. Whoever has a symbol is left out.
    """
    return {
        each.la_number: Decimal(each.value)
        for each in found
        if each.level == AUTHORITY and each.value
    }


def by_year(found: Iterable[Published]) -> dict[SchoolYear, Decimal]:
    """The values of one area and phase by their school years, to take changes of."""
    return {
        parse_period(each.period).years[0]: Decimal(each.value)
        for each in found
        if each.value
    }


def days_of(state: State, name: str, period: str) -> list[date]:
    """The days a measure was published for a period, in order. None if it never was."""
    found = {
        day
        for given in GIVEN.get(name, ())
        for rows in _rows(state, given)
        for day in rows.filter(pl.col("period") == period)["as_at"].to_list()
    }
    return sorted(found)


def snapshots(state: State, year: SchoolYear, columns: Sequence[str]) -> list[Snapshot]:
    """Each publication of a year to date: its counts by (level, area code, phase).

    A row that withholds any of the columns is left out, so its half-terms are too.
    """
    named = [PREFIX + column for column in columns]
    rows = (
        state.published(named)
        .filter(pl.col("period") == f"{year}/ytd", *map(_is_count, named))
        .sort("load_order")
        .unique(["as_at", *ROW], keep="last", maintain_order=True)
    )
    by_day: dict[date, dict[tuple[str, ...], dict[str, int]]] = {}
    for found in rows.select("as_at", *ROW, *named).iter_rows():
        counts = map(int, map(Decimal, found[4:]))
        held = by_day.setdefault(found[0], {})
        held[found[1:4]] = dict(zip(columns, counts, strict=True))
    return [Snapshot(day, counts) for day, counts in sorted(by_day.items())]


ROW = ("level", "area_code", "phase")
WHOLE = r"^\d+(\.0+)?(e\+?\d+)?$"


def _is_count(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.contains(WHOLE)


def note_on_totals(found: Iterable[Published]) -> str:
    """What to say beside published totals that are not their own counts divided."""
    for each in found:
        is_total = each.phase == "Total" and each.source == "dfe-attendance"
        if is_total and each.value and each.denominator:
            method = total_method(parse_period(each.period).years[0])
            if method.name == "weighted":
                return method.sentence
    return ""


def as_rows(found: Iterable[Published]) -> list[tuple[Any, ...]]:
    """Figures as the rows of a listing, under COLUMNS."""
    return [tuple(getattr(each, column) for column in COLUMNS) for each in found]
