"""Small demo authorities, made once, and their marks counted the plain way."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from django.db import transaction
from django.test import override_settings

from muster.demo import Authority, invent
from muster.demo.planted import Plant
from muster.school_year import SchoolYear, day_number
from muster.tables import codes
from muster.tables.marks import MarkWeeks


@dataclass(repr=False)
class Counted:
    """A year's marks beside its enrolments: one entry a (school, pupil)."""

    authority: Authority
    year: SchoolYear
    _counts: dict = field(default_factory=dict)
    _columns: dict = field(default_factory=dict)

    @cached_property
    def marks(self) -> MarkWeeks:
        return self.authority.marks_of(self.year)

    @cached_property
    def school(self) -> np.ndarray:
        """The school of each pupil, as written."""
        return np.array(self.marks.schools)[self.marks.pupil_school]

    @cached_property
    def _enrolment(self) -> np.ndarray:
        table = self.authority.enrolments[self.year]
        rows = zip(table["school"].to_pylist(), table["pupil"].to_pylist(), strict=True)
        place = {pair: number for number, pair in enumerate(rows)}
        pairs = zip(self.school, self.marks.pupils, strict=True)
        return np.array([place[str(school), pupil] for school, pupil in pairs])

    def of_pupil(self, column: str) -> np.ndarray:
        """A column of the enrolments table, an entry a pupil."""
        if column not in self._columns:
            table = self.authority.enrolments[self.year]
            whole = np.array(table[column].to_pylist(), dtype=object)
            self._columns[column] = whole[self._enrolment]
        return self._columns[column]

    @cached_property
    def phase(self) -> np.ndarray:
        phases = of_schools(self.authority, "phase")
        return np.array([phases[school] for school in self.school])

    @cached_property
    def age(self) -> np.ndarray:
        """At 31 August (rules.md 2.3)."""
        then = self.year.ages_on
        return np.array(
            [
                then.year
                - born.year
                - ((then.month, then.day) < (born.month, born.day))
                for born in self.of_pupil("born_on")
            ]
        )

    def sessions(
        self, mask: np.ndarray, first: int | None = None, last: int | None = None
    ) -> np.ndarray:
        """How many of each pupil's marks are in a mask, from a day to another."""
        key = mask.tobytes(), first, last
        if key not in self._counts:
            rows = self._between(first, last)
            inside = mask[self.marks.marks[rows]]
            day = self.marks.week[rows, None] + np.arange(14) // 2
            if first is not None:
                inside &= day >= first
            if last is not None:
                inside &= day <= last
            pupil, number = self.marks.pupil[rows], len(self.marks.pupils)
            found = np.bincount(pupil, inside.sum(axis=1), number)
            self._counts[key] = found.astype(int)
        return self._counts[key].copy()

    def _between(self, first: int | None, last: int | None) -> np.ndarray | slice:
        """The rows of the weeks there are any such days in."""
        if first is None and last is None:
            return slice(None)
        week = self.marks.week
        touched = np.ones(len(week), dtype=bool)
        if first is not None:
            touched &= week > first - 7
        if last is not None:
            touched &= week <= last
        return np.flatnonzero(touched)

    def at(self, plant: Plant) -> np.ndarray:
        """True for the pupils of the schools where something is planted, as it is now."""
        urns = {
            school.urn
            for school in self.authority.world.schools
            if plant in school.plants and not school.closed_on
        }
        return np.isin(self.school, list(urns))

    def rows_at(self, plant: Plant) -> np.ndarray:
        return self.at(plant)[self.marks.pupil]

    def share(self, mask: np.ndarray, pupils: np.ndarray) -> float:
        """Marks in the mask as a share of possible sessions, over some pupils."""
        possible = self.sessions(codes.POSSIBLE)[pupils].sum()
        return self.sessions(mask)[pupils].sum() / possible

    def last_day(self) -> int:
        return day_number(self.authority.loaded_to)


def of_schools(authority: Authority, column: str) -> dict[str, str]:
    """A column of the schools table by URN."""
    urns, values = authority.schools["urn"], authority.schools[column]
    return dict(zip(urns.to_pylist(), values.to_pylist(), strict=True))


def counted(authority: Authority) -> dict[int, Counted]:
    return {year.start: Counted(authority, year) for year in authority.years}


@pytest.fixture(scope="session")
def small() -> Authority:
    return invent(pupils=3_000)


@pytest.fixture(scope="session")
def small_years(small) -> dict[int, Counted]:
    """3,000 pupils, three years, by the year they start in."""
    return counted(small)


@pytest.fixture(scope="session")
def larger_years() -> dict[int, Counted]:
    """Enough schools that what is planted at a few doesn't move the whole."""
    return counted(invent(pupils=12_000))


@pytest.fixture(scope="module")
def demo(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demo, of the module's SIZE: made once, taken away again after its tests."""
    from muster.demo import installed

    home = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(MUSTER_HOME=home):
        with transaction.atomic():
            installed.install(**request.module.SIZE, progress=lambda part: None)
            yield
            transaction.set_rollback(True)
