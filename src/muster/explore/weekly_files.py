"""What figures rest on where there are weekly pupil files and no register marks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muster.design.filters import day, number
from muster.explore.looking import Look
from muster.explore.schools import School, schools_of
from muster.explore.tiles import HEADLINES
from muster.measures import totals
from muster.measures.totals import NO_CODES, Stretch


NAMED = 5


@dataclass(frozen=True)
class Files:
    """Sentences on the files; ``absent`` are (name, href) of listed schools not in them."""

    sentences: list[str]
    absent: list[tuple[str, str]]
    more_absent: int


def files_under(look: Look) -> Files | None:
    """What the look's figures rest on; None where there are marks."""
    if look.has_codes:
        return None
    schools_in = _schools_in(look)
    met = set().union(*schools_in.values())
    absent = [one for one in _open_in(look) if one.id not in met]
    return Files(
        [*_files(look, schools_in), *look.ask(HEADLINES).answer.notes, NO_CODES],
        [(one.name, look.link("explore:school", one.id)) for one in absent[:NAMED]],
        max(len(absent) - NAMED, 0),
    )


def _schools_in(look: Look) -> dict[Stretch, set[int]]:
    """The schools within reach that each file, or pair of files, has pupils of."""
    asked: dict[Stretch, set[int]] = defaultdict(set)
    for year in look.period.years:
        for school, one in totals.stretches(look.state, look.period, year).items():
            if look.scope.has_school(school):
                asked[one].add(school)
    return {
        one: schools
        & set(totals.between(look.state, one.first, one.last).rows["school"])
        for one, schools in asked.items()
    }


def _files(look: Look, schools_in: dict[Stretch, set[int]]) -> Iterator[str]:
    of_one = look.scope.schools is not None and len(look.scope.schools) == 1
    for one, schools in schools_in.items():
        many = "1 school" if len(schools) == 1 else f"{number(len(schools))} schools"
        having = "" if of_one else f", with {many}"
        if one.first is None:
            yield (
                f"From the weekly pupil file as at {day(one.last)}{having}: what each"
                " pupil has had since the start of the school year."
            )
        else:
            yield (
                f"From the weekly pupil file as at {day(one.last)}, less that as at"
                f" {day(one.first)}{having}."
            )


def _open_in(look: Look) -> list[School]:
    """The schools of the look that were open on some day of its period."""
    first, last = look.period.dates(look.state.calendar())
    rows = look.state.schools.select("id", "opened_on", "closed_on").iter_rows()
    shut = {
        school
        for school, opened, closed in rows
        if (opened or date.min) > (look.as_at or last) or (closed or date.max) < first
    }
    listed = schools_of(look.state, look.scope).values()
    return [one for one in listed if one.id not in shut]
