"""The files others publish that Muster reads: what each is called there and what it adds.

Addresses are only those of the services themselves, which stay; pages within them move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from muster.sources.models import Load
from muster.tables.state import State


@dataclass(frozen=True)
class PublicFile:
    """One kind of file. `every` is how soon a newer one is worth taking; None is when it
    says so."""

    name: str
    title: str
    called: str
    found: str
    often: str
    adds: str
    formats: tuple[str, ...]
    every: timedelta | None = None


PUBLIC_FILES = (
    PublicFile(
        "attendance",
        "Attendance of every authority",
        "“Pupil attendance in schools”. Of its data sets: year to date, weekly, daily and "
        "termly attendance, and persistent absence. Download each as CSV.",
        "Explore education statistics: explore-education-statistics.service.gov.uk",
        "Every fortnight in term, on a Thursday.",
        "This year’s absence of England, the regions and every authority, beside yours; "
        "half-terms by subtracting one publication from the next.",
        (
            "dfe-attendance",
            "dfe-persistent-percent",
            "dfe-persistent-counts",
            "dfe-january",
        ),
        timedelta(days=14),
    ),
    PublicFile(
        "lait",
        "Ten years of every authority",
        "The data behind the Local Authority Interactive Tool (LAIT), a row for each "
        "measure and authority and a column a year.",
        "The Local Authority Interactive Tool, on GOV.UK",
        "Absence once a year, in March, for the school year before.",
        "Overall, persistent and severe absence by year and phase: trends, ranks and bands.",
        ("lait",),
        timedelta(days=365),
    ),
    PublicFile(
        "neighbours",
        "Statistical neighbours",
        "“Statistical neighbours”, and the list of authorities with their numbers.",
        "With the Local Authority Interactive Tool, on GOV.UK",
        "When the Department revises them, every few years.",
        "The ten authorities most like yours, to compare with.",
        ("la-neighbours", "la-numbers"),
    ),
    PublicFile(
        "gias",
        "Schools",
        "“edubasealldata” and a date: all establishments, all fields, as CSV.",
        "Get Information about Schools: get-information-schools.service.gov.uk",
        "Every day. One each half-term is enough.",
        "Your schools as they are: names, phases, trusts, places, and who took over whom.",
        ("gias",),
        timedelta(days=49),
    ),
    PublicFile(
        "postcodes",
        "Postcodes and wards",
        "“ONS Postcode Directory” (ONSPD): of its folder multi_csv, the file of your own "
        "postcode area.",
        "Open Geography portal: geoportal.statistics.gov.uk",
        "Every three months.",
        "The ward a child lives in, where a roll has postcodes and no wards.",
        ("postcodes",),
        timedelta(days=92),
    ),
    PublicFile(
        "boundaries",
        "Boundaries of authorities",
        "“Counties and Unitary Authorities Boundaries EN BUC”, as GeoJSON.",
        "Open Geography portal: geoportal.statistics.gov.uk",
        "When authorities change, in April of some years.",
        "The outlines that a map is drawn with.",
        ("boundaries",),
    ),
)


@dataclass(frozen=True)
class Held:
    """What is in force of one kind: the latest's day, rows of all, areas, when the next is due."""

    as_at: date | None = None
    loads: int = 0
    rows: int = 0
    areas: int | None = None
    due: date | None = None


def held(kind: PublicFile, state: State) -> Held:
    loads = list(Load.objects.filter(format__in=kind.formats, undone_at=None))
    if not loads:
        return Held()
    days = [
        load.as_at or timezone.localtime(load.loaded_at).date()
        for load in loads
        # A list of numbers has no day of its own beside what it is a list for.
        if load.format == kind.formats[0] or len(loads) == 1
    ]
    as_at = max(days, default=None)
    return Held(
        as_at,
        len(loads),
        sum(load.rows_loaded for load in loads),
        _areas(kind, state),
        as_at + kind.every if as_at and kind.every else None,
    )


def _areas(kind: PublicFile, state: State) -> int | None:
    if kind.name == "neighbours":
        return len(state.neighbours)
    if kind.name == "boundaries":
        return state.boundaries.height
    return state.published_by_source.get(kind.formats[0])
