"""Putting the invented authority into a home: loads like any other, and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
from django.conf import settings

from muster.accounts import people, posts
from muster.accounts.authority import name_it
from muster.accounts.models import Organisation, User
from muster.accounts.roles import At
from muster.demo import DEMO_TODAY, PEOPLE, SINCE, Held, invent, write_files
from muster.demo.cases import add_cases
from muster.demo.counted import Counted, counted
from muster.demo.history import write_history
from muster.demo.places import LA_NUMBER, invent_schools
from muster.demo.programme import add_programme
from muster.demo.published import write_published
from muster.measures import counts
from muster.school_year import from_day_number
from muster.sources import formats, uploads
from muster.sources.models import Load
from muster.sources.reading import Problems, Reading, read
from muster.sources.reading.published import told
from muster.tables.marks import MarkWeeks


BY = "demo"
# Everybody in the demo signs in with this. Nothing real is behind it.
PASSWORD = "invented-harrow-lantern"
FILES_TO_TRY = "files-to-try"


class NotEmpty(ValueError):
    """The home holds loads of its own; the demo is not mixed into them."""


def install(
    *, pupils: int, years: int, seed: int, progress: Callable[[float], object]
) -> list[str]:
    """Fills an empty home; gives sentences on what is there and who to sign in as.

    What a home holds of the demo already is left as it is, so a broken-off one is
    finished by asking again. Raises NotEmpty for a home with anything else in it.
    """
    stem = f"demo {pupils} {years} {seed}"
    if Load.objects.exclude(digest__startswith=f"{stem} ").exists():
        raise NotEmpty(
            f"{settings.MUSTER_HOME} holds loads of its own, or a demo of another size."
            " Make this one in an empty home."
        )
    put = partial(_put, stem)
    _load(pupils, years, seed, put, progress)
    _add_people()
    add_programme(uploads.state(), invent_schools(pupils, seed), DEMO_TODAY)
    folder = settings.MUSTER_HOME / FILES_TO_TRY
    add_cases(pupils=pupils, seed=seed, today=DEMO_TODAY, folder=folder, put=put)
    return _said()


Put: TypeAlias = Callable[..., None]


def _load(
    pupils: int, years: int, seed: int, put: Put, progress: Callable[[float], object]
) -> None:
    authority = invent(
        pupils=pupils, years=years, seed=seed, progress=lambda f: progress(f * 0.2)
    )
    put("Schools", _table("schools", authority.schools))
    put("Calendars", _table("calendars", authority.calendars))
    for year, rows in authority.enrolments.items():
        put(
            f"Enrolments {year.label}",
            _table("enrolments", rows),
            authority.as_at(year),
        )
    for done, (year, weeks) in enumerate(authority.marks()):
        put(f"Register marks {year.label}", _marks(weeks))
        progress(0.2 + 0.6 * (done + 1) / years)
    state = uploads.state()
    for done, start in enumerate(state.years()):
        counts.standard(state, start)
        progress(0.8 + 0.2 * (done + 1) / years)
    name_it(authority.name, LA_NUMBER, by=BY)
    folder = settings.MUSTER_HOME / FILES_TO_TRY
    write_files(authority, folder)
    _load_others(folder, seed, counted(uploads.state()), authority.today, put)


def _load_others(folder: Path, seed: int, own: Counted, today: date, put: Put) -> None:
    """What was published of everybody, and the authority's own past."""
    written = [
        *write_published(folder / "published", seed, own, today),
        *write_history(folder, seed, own),
    ]
    for name, reading in _readings(written):
        put(name, reading, reading.as_at)


def _readings(paths: Sequence[Path]) -> Iterator[tuple[str, Reading]]:
    """Each file as it is read; a year's publications of attendance as one load."""
    of_years: dict[str, list[Reading]] = {}
    for path in paths:
        reading = told(read(path, name=path.name), path.name, None, "")
        assert not reading.refused, [path.name, *map(str, reading.errors)]
        stem = path.name.partition("_asat_")[0]
        if reading.format and reading.format.name == "dfe-attendance":
            of_years.setdefault(stem, []).append(reading)
        else:
            yield path.name, reading
    for stem, readings in of_years.items():
        rows = sum(each.rows_loaded for each in readings)
        tables = [each.table for each in readings]
        table = pa.concat_tables(tables, promote_options="permissive")
        latest = readings[-1]
        yield stem, replace(latest, rows_read=rows, rows_loaded=rows, table=table)


def _table(kind: str, rows: pa.Table) -> Reading:
    return Reading(formats.named(kind), len(rows), len(rows), Problems(), rows)


def _marks(weeks: MarkWeeks) -> Reading:
    friday = from_day_number(int(weeks.week.max()) + 4)
    days = from_day_number(int(weeks.week.min())), friday
    said = weeks.count()
    return Reading(formats.named("marks-weekly"), said, said, Problems(), weeks, days)


def _put(stem: str, name: str, reading: Reading, as_at: date | None = None) -> None:
    digest = f"{stem} {name}"
    if Load.objects.filter(digest=digest, undone_at=None).exists():
        return
    outcome = uploads.commit(name, reading, by=BY, digest=digest, as_at=as_at)
    if outcome.refused:
        raise RuntimeError("; ".join(map(str, outcome.problems)))


def _add_people() -> None:
    for person in PEOPLE:
        if not User.objects.filter(username=person.username).exists():
            added = people.add(
                username=person.username,
                name=person.name,
                email=person.email,
                password=PASSWORD,
            )
            for held in person.held:
                posts.give(
                    person=added,
                    role_key=held.role,
                    from_on=SINCE,
                    by=BY,
                    **_where(held),
                )


def _where(held: Held) -> dict[str, Any]:
    """Where a post is held: at the first primary school, its trust, or in its area."""
    if not held.at:
        return {}
    schools = uploads.state().schools.sort("id").to_dicts()
    first = next(one for one in schools if one["phase"] == "primary" and one["trust"])
    if held.at == "patch":
        return {"schools": [s["id"] for s in schools if s["area"] == first["area"]]}
    if held.at == "trust":
        place = {"kind": At.TRUST.value, "name": first["trust"]}
    else:
        named = {"name": first["name"], "school": first["id"]}
        place = {"kind": At.SCHOOL.value, **named}
    return {"organisation": Organisation.objects.get_or_create(**place)[0]}


def _said() -> list[str]:
    day = f"{DEMO_TODAY.day} {DEMO_TODAY:%B %Y}"
    sentences = [
        f"The invented authority is in {settings.MUSTER_HOME}.",
        f"It is {day} there: set MUSTER_TODAY={DEMO_TODAY}.",
        f"Files to try loading are in {settings.MUSTER_HOME / FILES_TO_TRY}.",
        "Set MUSTER_SECOND_FACTOR=nobody to sign in by a password alone: only ever here.",
        f"Sign in as one of these, with the password {PASSWORD}:",
    ]
    return [*sentences, *(f"  {p.username:<12} {p.name}, {p.post}" for p in PEOPLE)]
