"""Files an authority is given, in the shapes they come in: for anyone to try loading.

Two weekly pupil files, an extract of GIAS, and a look-up of postcodes with a roll that has
postcodes and no wards.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muster.school_year import SchoolYear, day_number, from_day_number
from muster.tables import codes
from muster.tables.marks import MarkWeeks
from muster.tables.upn import check_letter
from muster.tables.weekly import WEEKLY_PUPILS

from .authority import Authority
from .dice import dice
from .others import authorities
from .places import LA_NUMBER, Phase, School
from .sending import mark_weeks
from .words import wards


# Enough for a file to be worth a look, and few enough to be made in a moment.
WEEKLY_SCHOOLS = {Phase.PRIMARY: 4, Phase.SECONDARY: 1}
A_WEEK = timedelta(days=7)
UKPRN = "19990001"
POSTCODES_A_WARD = 12
ON_THE_ROLL = 60
Row = dict[str, object]


def write_given(authority: Authority, folder: Path) -> list[Path]:
    """Writes them all; gives their paths."""
    year, marks = _latest_marks(authority)
    last = from_day_number(int(marks.week.max()) + 4)
    enrolled = _enrolled(authority, year, marks.schools)
    written = []
    for day in (last - A_WEEK, last):
        rows = [*_weekly_rows(authority, marks, enrolled, day)]
        if day != last:
            rows.append(_gone_after(rows[0], day - timedelta(days=11)))
        written.append(_write(folder / f"weekly_asat_{day}.csv", rows))
    gias = folder / f"edubasealldata{authority.today:%Y%m%d}.csv"
    # As GIAS writes it.
    written.append(_write(gias, gias_rows(authority), encoding="cp1252"))
    written.append(_write(folder / "postcodes.csv", postcode_rows()))
    roll = folder / "enrolments-with-postcodes.csv"
    written.append(_write(roll, roll_rows(authority)))
    return written


def _write(path: Path, rows: Iterable[Row], encoding: str = "utf-8") -> Path:
    rows = iter(rows)
    first = next(rows)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path


# Weekly pupil files


def _weekly_schools(authority: Authority) -> list[int]:
    schools = authority.world.schools
    found: list[int] = []
    for phase, number in WEEKLY_SCHOOLS.items():
        of_phase = [
            nth
            for nth, each in enumerate(schools)
            if each.phase is phase and not each.closed_on
        ]
        # Where nothing is planted, if there are any such.
        found += sorted(of_phase, key=lambda nth: bool(schools[nth].plants))[:number]
    return found


def _latest_marks(authority: Authority) -> tuple[SchoolYear, MarkWeeks]:
    """Of the schools with weekly files, those of the latest year that has any."""
    schools = _weekly_schools(authority)
    for year in reversed(authority.years):
        marks = mark_weeks(authority.world, year, schools=schools)
        if len(marks):
            break
    return year, marks


def _enrolled(
    authority: Authority, year: SchoolYear, schools: list[str]
) -> dict[tuple, Row]:
    """A year's enrolments of some schools, by school and pupil."""
    rows = authority.enrolments[year]
    theirs = rows.filter(pc.is_in(rows["school"], pa.array(schools)))
    return {(row["school"], row["pupil"]): row for row in theirs.to_pylist()}


def _weekly_rows(
    authority: Authority, marks: MarkWeeks, enrolled: dict[tuple, Row], day: date
) -> Iterator[Row]:
    """A row a pupil with a mark: their sessions from the year's beginning to a day."""
    urns = {school.urn: school for school in authority.world.schools}
    counts = _counts(marks, day)
    for nth, pupil in enumerate(marks.pupils):
        school = marks.schools[marks.pupil_school[nth]]
        known = enrolled.get((school, pupil))
        sessions = {name: int(number[nth]) for name, number in counts.items()}
        if known and sum(sessions.values()):
            yield _weekly_row(authority, urns[school], known, sessions)


def _gone_after(row: Row, came_on: date) -> Row:
    """A pupil who is in the earlier file alone, at the school and in the year group of
    another: admitted on paper, and no register ever had them (docs/demo.md)."""
    body = str(row["upn"])[1:-3] + "999"
    sessions = {name: 0 for name in row if str(name).endswith("_sessions")}
    missed = {"possible_sessions": 10, "absent_sessions": 10, "full_days_missed": 5}
    never = {"sen_support": "no", "education_health_care_plan": "no"}
    return row | sessions | missed | never | {
        "upn": check_letter(body) + body,
        "unauthorised_absent_sessions": 10,
        "persistently_absent": "no",
        "severely_absent": "no",
        "pupil_surname": "Novak",
        "pupil_forename": "Maja",
        "sex": "F",
        "admission_date": came_on,
        "leaving_date": "",
    }  # fmt: skip


def _counts(marks: MarkWeeks, day: date) -> dict[str, np.ndarray]:
    rows = marks.week + 4 <= day_number(day)
    pupil, cells = marks.pupil[rows], marks.marks[rows]
    masks = {
        "present": codes.PRESENT,
        "educational": codes.AEA,
        "authorised": codes.AUTHORISED,
        "unauthorised": codes.UNAUTHORISED,
    }
    return {
        name: np.bincount(pupil, mask[cells].sum(axis=1), len(marks.pupils)).astype(int)
        for name, mask in masks.items()
    }


def _weekly_row(
    authority: Authority, school: School, known: Row, sessions: dict[str, int]
) -> Row:
    absent = sessions["authorised"] + sessions["unauthorised"]
    possible = absent + sessions["present"] + sessions["educational"]
    counts_yet = possible > 10
    held: Row = dict.fromkeys(WEEKLY_PUPILS.names, "")
    return held | {
        "academic_term": "Spring",
        "upn": known["pupil"],
        "dob": known["born_on"],
        "sex": known["sex"],
        "ethnicity": known["ethnicity"],
        "english_additional_language": known["eal"] or "unknown",
        "compulsory_school_age": "yes",
        "sen_support": "yes" if known["sen"] == "K" else "no",
        "free_school_meals": known["fsm"] or "unknown",
        "education_health_care_plan": "yes" if known["sen"] == "E" else "no",
        "looked_after_child": known["looked_after"],
        "child_in_need": known["child_in_need"],
        "child_protection_plan": "no",
        "persistently_absent": _yes(counts_yet and 10 * absent >= possible),
        "severely_absent": _yes(counts_yet and 2 * absent >= possible),
        "unique_reference_number": school.urn,
        "year_group": known["year_group"],
        "school_local_authority_ukprn": UKPRN,
        "school_local_authority_name": authority.name,
        "home_local_authority_name": known["home_authority"],
        "school_name": school.name,
        "phase": school.phase.word.capitalize(),
        "pupil_surname": known["surname"],
        "pupil_forename": known["forename"],
        "admission_date": known["from_on"],
        "leaving_date": known["to_on"] or "",
        "full_days_missed": absent // 2,
        "possible_sessions": possible,
        "absent_sessions": absent,
        "present_sessions": sessions["present"],
        "approved_educational_activity_sessions": sessions["educational"],
        "authorised_absent_sessions": sessions["authorised"],
        "unauthorised_absent_sessions": sessions["unauthorised"],
    }


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


# GIAS


def gias_rows(authority: Authority) -> Iterator[Row]:
    """The authority's schools, and one of each other: GIAS has everybody's."""
    for school in authority.world.schools:
        yield _gias_row(
            school.urn, LA_NUMBER, authority.name, school.laestab[3:], school.name
        ) | {
            "TypeOfEstablishment (name)": school.kind,
            "EstablishmentStatus (name)": "Closed" if school.closed_on else "Open",
            "OpenDate": _hyphens(school.opened_on),
            "CloseDate": _hyphens(school.closed_on),
            "PhaseOfEducation (name)": _phase(school),
            "Trusts (name)": school.trust,
            "AdministrativeWard (name)": school.ward.ward,
            "DistrictAdministrative (name)": school.ward.area,
            "Easting": school.at[0],
            "Northing": school.at[1],
        }
    others = [one for one in authorities(authority.world.seed) if not one.is_demo]
    for nth, one in enumerate(others):
        name = f"{one.name} Saint Zoë’s Primary School"
        yield _gias_row(str(998_001 + nth), one.number, one.name, "2001", name) | {
            "TypeOfEstablishment (name)": "Community school",
            "EstablishmentStatus (name)": "Open",
            "PhaseOfEducation (name)": "Primary",
        }


def _gias_row(urn: str, la: str, authority: str, number: str, name: str) -> Row:
    return {
        "URN": urn,
        "LA (code)": la,
        "LA (name)": authority,
        "EstablishmentNumber": number,
        "EstablishmentName": name,
    } | dict.fromkeys(
        (
            "TypeOfEstablishment (name)",
            "EstablishmentStatus (name)",
            "OpenDate",
            "CloseDate",
            "PhaseOfEducation (name)",
            "Trusts (name)",
            "AdministrativeWard (name)",
            "DistrictAdministrative (name)",
            "Easting",
            "Northing",
        ),
        "",
    )


def _phase(school: School) -> str:
    by_type = school.phase in (Phase.SPECIAL, Phase.PRU)
    return "Not applicable" if by_type else school.phase.word.capitalize()


def _hyphens(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


# Postcodes: nobody's begins with a Q


def postcode_rows() -> Iterator[Row]:
    for nth, ward in enumerate(wards()):
        for each in range(POSTCODES_A_WARD):
            yield {
                "pcds": _postcode(nth, each),
                "osward": f"E05999{nth:03d}",
                "ward_name": ward.ward,
            }


def _postcode(ward: int, nth: int) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"QX{1 + ward // 10} {ward % 10}{letters[nth]}{letters[-1 - nth]}"


def roll_rows(authority: Authority) -> Iterator[Row]:
    """The first of the latest roll with postcodes for wards, one of them in no look-up."""
    number = {ward.ward: nth for nth, ward in enumerate(wards())}
    draw = dice(authority.world.seed, "postcodes")
    rows = authority.enrolments[authority.years[-1]].slice(0, ON_THE_ROLL).to_pylist()
    for nth, row in enumerate(rows):
        home = number.get(row["ward"])
        found = "" if home is None else _postcode(home, int(draw.integers(12)))
        yield {
            "school": row["school"],
            "pupil": row["pupil"],
            "from_on": row["from_on"],
            "year_group": row["year_group"],
            "postcode": "QX9 9ZZ" if nth == 0 else found,
        }
