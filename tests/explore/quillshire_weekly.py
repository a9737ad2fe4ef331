"""A small invented authority with weekly pupil files and no register marks.

Three schools of two autumns and a spring: files at the edges of the first half-term and the
autumn, and two a week apart. Absence follows a rule, so that figures are the same every time.
"""

from datetime import date

from tests.explore.quillshire import AREAS, ASH, BEECH, CEDAR, SCHOOLS, TRUSTS, YEARS
from tests.measures.authority import Authority
from tests.measures.weekly import File, Row, Sessions


ROLL = {ASH: 48, BEECH: 60, CEDAR: 12}
# The sessions schools had been open by the day of each file.
DAYS = {
    date(2024, 10, 25): 76,
    date(2025, 3, 14): 220,
    date(2025, 10, 24): 76,
    date(2025, 12, 19): 146,
    date(2026, 3, 6): 210,
    date(2026, 3, 13): 220,
}
LATEST = max(DAYS)


def listed() -> Authority:
    """The schools as a schools file lists them: some are in no weekly file."""
    return Authority(
        schools=[
            row | {"area": AREAS[row["urn"]], "trust": TRUSTS.get(row["urn"], "")}
            for row in SCHOOLS
        ]
    )


def weekly_files() -> list[File]:
    """In the last of them a pupil of Ash is gone and one of Beech has less than before."""
    return [File(day, tuple(_rows(day, possible))) for day, possible in DAYS.items()]


def one_weekly_file() -> list[File]:
    """One pupil's one file, and nothing else known."""
    return [File(LATEST, (Row(ASH, "P1", Sessions(200, 0, 20, 10)),))]


def _rows(day: date, possible: int) -> list[Row]:
    return [
        Row(school, f"{school}-{n}", _sessions(n, possible, day), _known(school, n))
        for school, roll in ROLL.items()
        for n in range(roll)
        if (school, n, day) != (ASH, 7, LATEST)
    ]


def _sessions(n: int, possible: int, day: date) -> Sessions:
    often = 5 if n % 9 == 0 else 23
    absent = possible // often
    if (n, day) == (55, LATEST):
        absent = 1
    unauthorised = absent if n % 3 == 0 else 0
    return Sessions(possible - absent - 2, 2, absent - unauthorised, unauthorised)


def _known(school: str, n: int) -> dict:
    groups = YEARS[school]
    return {
        "from_on": date(2023, 9, 4),
        "year_group": groups[n % len(groups)],
        "sex": "MF"[n % 2],
        "fsm": "yes" if n % 4 == 0 else "no",
        "sen": "EKNNNNNN"[n % 8],
        "ethnicity": ("WBRI", "APKN")[n % 2],
        "looked_after": "yes" if n % 10 == 0 else "no",
    }
