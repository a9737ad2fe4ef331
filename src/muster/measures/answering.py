"""One question being answered: whose marks count, where they are added, what they make.

A question about pupils (persistent absence, each child once) is answered from what each
unit has; one about sessions in weeks or on weekdays straight from the marks, several such
in one reading of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from muster.measures import catalogue, counts, dimensions, totals, units
from muster.measures import rules as cohort
from muster.measures.count import COUNTS
from muster.measures.engine import BY_NAME, Sums
from muster.measures.figures import Figure
from muster.measures.grouped import Added, Places
from muster.measures.measure import Measure, Row, columns_of, parts
from muster.measures.members import (
    Days,
    Groups,
    Members,
    groups,
    latest_mark,
    members,
    prus,
    school_names,
)
from muster.measures.periods import Period
from muster.measures.question import BY_REASON, ENGINES, CannotAsk, Question
from muster.measures.said import CODES
from muster.measures.scope import Scope
from muster.measures.slices import Slices, slices_of
from muster.measures.units import Cohort, Units
from muster.school_year import SchoolYear
from muster.tables import codes, cohorts, in_cohorts
from muster.tables.state import State


Dims = tuple[str, ...]
# The weekly files to subtract, by school, for each row of a year's times.
Told = dict[int, Mapping[int, totals.Stretch]]


class Totals:
    """Sums by the values of the breakdowns: ``of[dims]`` by ``n_``, ``d_`` or ``p_`` and
    a measure's name, ``codes[dims]`` sessions by code id."""

    def __init__(self) -> None:
        self.of: dict[Dims, dict[str, int]] = {}
        self.codes: dict[Dims, Counter[int]] = {}

    def put(self, dims: Sequence[Dims], seen: np.ndarray, sums: Sums) -> None:
        """``dims`` and every array have an item a cell; ``seen`` are the cells held."""
        names = list(sums)
        columns = [sums[name][seen].tolist() for name in names]
        for cell, *values in zip(seen.tolist(), *columns, strict=True):
            self.of[dims[cell]] = dict(zip(names, values, strict=True))

    def put_codes(self, dims: Sequence[Dims], by_code: np.ndarray) -> None:
        """``by_code`` is ``[cells, codes]``."""
        cells, kinds = np.nonzero(by_code)
        n = by_code[cells, kinds].tolist()
        for cell, code, number in zip(cells.tolist(), kinds.tolist(), n, strict=True):
            self.codes.setdefault(dims[cell], Counter())[code] += number


class Asked:
    """One question being answered."""

    def __init__(self, state: State, question: Question):
        assert question.period is not None
        self.state, self.question, self.period = state, question, question.period
        self.rules = cohort.get(question.rules)
        self.measures = [catalogue.get(name) for name in question.names]
        self.by = tuple(name for name in question.by if name != dimensions.REASON)
        self._files: dict[SchoolYear, Told] = {}
        self.years = [
            year
            for year in self.period.years
            if year.start in state.years() or self._told(year)
        ]
        self.totals = Totals()
        self.notes: list[str] = []

    @cached_property
    def needs_codes(self) -> bool:
        has_codes = any(measure.codes for measure in self.measures)
        return dimensions.REASON in self.question.by or has_codes

    @cached_property
    def reads_marks(self) -> bool:
        """Whether it can be added up as the marks stream past.

        Persistent absence is decided unit by unit; a child may be at two schools; and a
        pupil in two years is still one of the pupils behind a figure. The other engines
        are asked for another opinion, so they take the other way.
        """
        if self.question.engine != ENGINES[0]:
            return False
        if len(self.years) != 1 or self.rules.by_child:
            return False
        if any(measure.counts_enrolments for measure in self.measures):
            return False
        if self._told(self.years[0]):
            return False
        return not self._slices(self.years[0]).kept

    @cached_property
    def as_at(self) -> date | None:
        """The last school day of the period, or the latest mark if that is earlier.

        Not the last day of a half-term, which is in the holiday after it: who left when
        school broke up is still of its roll. Of weekly files, it is the day they run to.
        """
        if not self.years:
            return None
        year = self.years[-1]
        if (told := self._told(year)) and not self._has_marks(year):
            return max(one.last for of in told.values() for one in of.values())
        calendar = self.state.calendar()
        first, last = self.period.dates(calendar)
        last = min(last, year.ends_on)
        open_ = calendar.school_days(max(first, year.starts_on), last)
        marked = latest_mark(self.state, year.start)
        return min(marked, open_[-1] if open_ else last) if marked else None

    @property
    def unknown_age(self) -> int:
        """How many units are kept because nobody knows their age."""
        each = (
            self._members(year).without_age(apart=self._apart) for year in self.years
        )
        return len(frozenset().union(*each))

    # Counting

    def places(self) -> tuple[Cohort, Places]:
        """Whose marks are to be read, and where they are to be added."""
        [year] = self.years
        of, who, slices = self.cohort(year), self._members(year), self._slices(year)
        group = self._groups(who)
        return of, Places(
            counts.labels_of(self.state, year.start, slices.cut, who.schools),
            slices.frame["slice"].to_numpy(),
            who.by_pupil(group.of_unit),
            len(group),
            columns_of(self.measures),
            self.needs_codes,
        )

    def take(self, added: Added) -> None:
        """Takes what was added up in its places."""
        [year] = self.years
        slices = self._slices(year)
        times = slices.frame.select(slices.names) if slices.names else slices.times
        cells = self._dims(self._groups(self._members(year)), times)
        row = Row(self.rules.few, added.totals.__getitem__, np.zeros_like(added.seen))
        sums = {
            name: np.asarray(column, dtype=np.int64).ravel()
            for measure in self.measures
            for name, column in parts(measure, row).items()
        }
        self.totals.put(cells, np.flatnonzero(added.seen), sums)
        if added.by_code is not None:
            self.totals.put_codes(cells, added.by_code.reshape(-1, CODES))

    def count_units(self) -> None:
        """Counts unit by unit, where the marks need not or cannot be streamed past."""
        held = [self._units(year) for year in self.years]
        if len(held) == 1:
            [(of_unit, cell, dims)] = held
        else:
            of_unit, cell, dims = self._over_years(held)
        # A unit that doesn't count is in the last cell, which is left out.
        cells = len(dims)
        engine = BY_NAME[self.question.engine]
        sums = engine(of_unit, cell, cells + 1, self.measures, self.rules.few)
        seen = np.flatnonzero(np.bincount(cell, minlength=cells + 1)[:cells])
        self.totals.put(dims, seen, sums)

    def _units(self, year: SchoolYear) -> tuple[Units, np.ndarray, list[Dims]]:
        """What units have in a year, the cell of each row, and each cell's values."""
        of, who, slices = self.cohort(year), self._members(year), self._slices(year)
        if slices.kept:
            found = units.of_period(self.state, self.period, slices.names, of)
            coded = units.codes_of_period(self.state, of, slices)
        else:
            found, coded = units.of_dates(
                self.state, of, slices, by_code=self.needs_codes
            )
        if told := self._told(year):
            dropped = frozenset(np.flatnonzero(who.drops).tolist())
            wanted = self._parts(year) or []
            rows = {
                time: totals.of_period(self.state, wanted[time], year, dropped)
                for time in told
            }
            found = units.with_totals(found, rows, who, slices.times.height)
            self._rests_on(year, told, wanted)
        group = self._groups(who)
        dims = self._dims(group, slices.times)
        times = slices.times.height

        def cell_of(unit: np.ndarray, time: np.ndarray) -> np.ndarray:
            of_unit = group.of_unit[unit]
            return np.where(of_unit < 0, len(dims), of_unit * times + time)

        if self.needs_codes:
            size = (len(dims) + 1) * CODES
            added = np.zeros(size)
            for unit, time, code, n in coded:
                key = cell_of(unit, time) * CODES + code
                added += np.bincount(key, weights=n, minlength=size)
            by_code = added.astype(np.int64).reshape(-1, CODES)
            self.totals.put_codes(dims, by_code[: len(dims)])
        return found, cell_of(found.unit, found.time), dims

    def _over_years(
        self, held: list[tuple[Units, np.ndarray, list[Dims]]]
    ) -> tuple[Units, np.ndarray, list[Dims]]:
        """What each unit has in all the years together, breakdown by breakdown."""
        every = dict.fromkeys(dims for _, _, of_year in held for dims in of_year)
        place = {dims: number for number, dims in enumerate(every)}
        keys = []
        for year, (of_unit, cell, dims) in zip(self.years, held, strict=True):
            cells = np.array([*(place[one] for one in dims), len(place)])
            ids = self._members(year).units["id"].to_numpy().astype(np.int64)
            keys.append(ids[of_unit.unit] * (len(place) + 1) + cells[cell])
        columns = {name: [one.counts[name] for one, _, _ in held] for name in COUNTS}
        found = units.summed(np.concatenate(keys), len(place) + 1, columns)
        return found, found.time, list(every)

    def _dims(self, group: Groups, times: pl.DataFrame) -> list[Dims]:
        """The values of each cell, in the order of the breakdowns: times within groups."""
        names = [*group.values.columns, *times.columns]
        order = [names.index(name) for name in self.by]
        every = [(*g, *t) for g in group.values.rows() for t in times.rows()]
        return [tuple(row[at] for at in order) for row in every]

    # Who counts

    def cohort(self, year: SchoolYear) -> Cohort:
        """Only who is open at the as-at date depends on it: else questions of several
        periods share a cohort, and one reading of the marks."""
        as_at = self.as_at if self.rules.open_at_as_at else None
        if as_at and self._told(year) and not self._has_marks(year):
            # A file may run to a day in a holiday, after leavers have left.
            open_ = self.state.calendar().school_days(year.starts_on, as_at)
            as_at = open_[-1] if open_ else as_at
        as_at = as_at or year.ends_on
        return Cohort(year.start, self.rules, as_at, self._within, self._listed)

    @cached_property
    def _listed(self) -> Days | None:
        """The days lists of cohorts are looked at for: those of the period, up to the last
        with a mark or a file."""
        groups = {one.group[0] for one in self._within.reaches if one.group}
        if not in_cohorts.is_held(self.state):
            return None
        if cohorts.informed().isdisjoint({*self.by, *groups}):
            return None
        first, last = self.period.dates(self.state.calendar())
        return first, min(last, self.as_at or last)

    def _members(self, year: SchoolYear) -> Members:
        return members(self.state, *self.cohort(year))

    def _slices(self, year: SchoolYear) -> Slices:
        return slices_of(self.period, self.by, year)

    def _groups(self, who: Members) -> Groups:
        of_time = dimensions.OF_SLICE + dimensions.OF_SESSION
        by = tuple(name for name in self.by if name not in of_time)
        return groups(who, by, apart=self._apart)

    @cached_property
    def _apart(self) -> bool:
        """Whether the schools that stand apart are left out."""
        return self.rules.pru_apart and not self._names_prus()

    def _names_prus(self) -> bool:
        """Whether it is asked of schools by name or phase, or of nothing but PRUs."""
        if "phase" in self.by or "school" in self.by or self.question.schools:
            return True
        within = self.question.scope.schools
        return within is not None and within <= prus(self.state)

    @cached_property
    def _within(self) -> Scope:
        """What is asked for that is within reach."""
        asked, scope = self.question.schools, self.question.scope
        return scope.within(asked) if asked else scope

    # Where there are weekly files and no marks

    def check_files(self) -> None:
        """Raises CannotAsk where only weekly files could answer, and they cannot."""
        years = [y for y in self.period.years if self._has_files(y)]
        if not years or any(self._has_marks(y) for y in self.period.years):
            return
        if not self._has_no_codes:
            raise CannotAsk(totals.NO_CODES)
        if self._parts(years[0]) is None:
            raise CannotAsk(
                "Weekly files are broken down by half_term or by term, of a whole year."
                " For any other stretch, ask for it by itself, as a period."
            )
        if not any(self._told(year) for year in years):
            raise CannotAsk(totals.no_files(self.state, self.period, years))

    def _told(self, year: SchoolYear) -> Told:
        """The files that answer for a year, by school within reach without marks, for
        each row of its times that has any."""
        if year not in self._files:
            self._files[year] = self._find_files(year)
        return self._files[year]

    def _find_files(self, year: SchoolYear) -> Told:
        if not self._has_no_codes or not self._has_files(year):
            return {}
        found: Told = {}
        for time, part in enumerate(self._parts(year) or []):
            every = totals.stretches(self.state, part, year).items()
            of = {s: one for s, one in every if self._within.has_school(s)}
            if of:
                found[time] = of
        return found

    def _parts(self, year: SchoolYear) -> list[Period] | None:
        slices = self._slices(year)
        return totals.parts(self.period, year, slices.names, slices.times)

    @cached_property
    def _has_no_codes(self) -> bool:
        """Whether it asks nothing that needs a code or a date."""
        of_dates = (*dimensions.OF_SESSION, dimensions.REASON)
        known = {*totals.COLUMNS, "pupils"}
        return (
            not any(name in of_dates for name in self.question.by)
            and not any(measure.codes for measure in self.measures)
            and columns_of(self.measures) <= known
        )

    def _has_files(self, year: SchoolYear) -> bool:
        held = totals.schools(self.state, year.start)
        return any(self._within.has_school(school) for school in held)

    def _has_marks(self, year: SchoolYear) -> bool:
        """Whether a school within reach has marks in the year."""
        held = self.state.schools_with_marks(year.start)
        return any(self._within.has_school(school) for school in held)

    def _rests_on(
        self,
        year: SchoolYear,
        told: Told,
        wanted: Sequence[Period],
    ) -> None:
        """Notes what is to be said of the files of a year."""
        files = {one for of in told.values() for one in of.values()}
        within = {school for of in told.values() for school in of}
        each = [totals.between(self.state, one.first, one.last) for one in files]
        each.sort(key=lambda one: (one.last, one.first or one.last))
        self.notes += totals.beside_marks(self.state, year)
        self.notes += totals.left_out(self.state, year, wanted, told)
        self.notes += totals.notes(each, within)

    def stands_apart(self, figure: Figure) -> bool:
        """Whether it is of a PRU that the rules leave out of the total shown beside it."""
        place = dict(zip(self.question.by, figure.dims, strict=True))
        if not self.rules.pru_apart:
            return False
        if "school" in place:
            names = school_names(self.state)
            return place["school"] in {names[school] for school in prus(self.state)}
        return place.get("phase", "").lower() in cohort.PRU_PHASES

    # Figures

    def figures(self) -> Iterator[Figure]:
        if self.years and not self.by:
            # A question of everybody has an answer even where nobody was due.
            parts_ = [f"{p}_{m.name}" for m in self.measures for p in "ndp"]
            self.totals.of.setdefault((), dict.fromkeys(parts_, 0))
        for measure in self.measures:
            if dimensions.REASON in self.question.by:
                yield from self._by_reason(measure)
            else:
                yield from self._of(measure)

    def _of(self, measure: Measure) -> Iterator[Figure]:
        ids = [codes.by_code(code).id for code in measure.codes]
        for dims, total in self.totals.of.items():
            numerator = total[f"n_{measure.name}"]
            if ids:
                said = self.totals.codes.get(dims, Counter())
                numerator = sum(said[code] for code in ids)
            yield _figure(measure, dims, numerator, total)

    def _by_reason(self, measure: Measure) -> Iterator[Figure]:
        place = self.question.by.index(dimensions.REASON)
        counted = {
            code.id: code.code
            for code in codes.CODES
            if code.cls in BY_REASON[measure.name]
            and code.code not in dimensions.PRESENT
        }
        for dims, total in self.totals.of.items():
            by_code = self.totals.codes.get(dims, Counter())
            said = {name: by_code[code] for code, name in counted.items()}
            if measure.name == "attendance":
                said[dimensions.PRESENT] = total[f"n_{measure.name}"] - sum(
                    said.values()
                )
            for name, n in said.items():
                if n:
                    of = (*dims[:place], name, *dims[place:])
                    yield _figure(measure, of, n, total)


def _figure(
    measure: Measure, dims: Dims, numerator: int, total: dict[str, int]
) -> Figure:
    out_of, pupils = total[f"d_{measure.name}"], total[f"p_{measure.name}"]
    return Figure(measure.name, dims, numerator, out_of, pupils)
