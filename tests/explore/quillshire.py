"""A small invented authority for the pages: six schools, two autumns of marks.

Absence follows a rule, not chance, so that figures are the same every time.
"""

from datetime import date, timedelta

from tests.measures.authority import Authority, Mark


ASH, BEECH, CEDAR, DAMSON, ELM, FIR = (f"90000{n}" for n in range(1, 7))

SCHOOLS = [
    {"urn": ASH, "laestab": "9992001", "name": "Ash Primary", "phase": "primary"},
    {"urn": BEECH, "laestab": "9994002", "name": "Beech High", "phase": "secondary"},
    {"urn": CEDAR, "laestab": "9992003", "name": "Cedar Primary", "phase": "primary"},
    {"urn": DAMSON, "laestab": "9991104", "name": "Damson Centre", "phase": "pru"},
    {"urn": ELM, "laestab": "9992005", "name": "Elm Primary", "phase": "primary"},
    {"urn": FIR, "laestab": "9992006", "name": "Fir Primary", "phase": "primary"},
]
AREAS = {
    ASH: "North",
    BEECH: "South",
    CEDAR: "South",
    DAMSON: "North",
    ELM: "North",
    FIR: "North",
}
TRUSTS = {ASH: "Tree Trust", CEDAR: "Tree Trust"}
YEARS = {ASH: "123456", BEECH: "789", CEDAR: "12", DAMSON: "9", FIR: "12345"}
ROLL = {ASH: 48, BEECH: 60, CEDAR: 12, DAMSON: 3, FIR: 35}

WEEKS = [
    *(date(2024, 9, 9) + timedelta(weeks=n) for n in range(4)),
    date(2024, 11, 4),
    *(date(2025, 9, 8) + timedelta(weeks=n) for n in range(5)),
]
# Beech sent nothing on one Wednesday, nor on the afternoon before it.
UNSENT = {
    (BEECH, date(2025, 9, 23), "PM"),
    (BEECH, date(2025, 9, 24), "AM"),
    (BEECH, date(2025, 9, 24), "PM"),
}


def quillshire() -> Authority:
    pupils = [(school, n) for school, roll in ROLL.items() for n in range(roll)]
    return Authority(
        schools=[
            row | {"area": AREAS[row["urn"]], "trust": TRUSTS.get(row["urn"], "")}
            for row in SCHOOLS
        ],
        enrolments=[_enrolment(school, n) for school, n in pupils],
        loads=[[mark for school, n in pupils for mark in _marks(school, n)]],
    )


def one_pupil() -> Authority:
    """One pupil's one week, and nothing else known."""
    monday = date(2025, 9, 8)
    marks = [
        Mark("Fir Primary", "P1", monday + timedelta(days=n // 2), half, "I")
        for n, half in enumerate(("AM", "PM") * 5)
    ]
    return Authority(loads=[marks])


def _enrolment(school: str, n: int) -> dict:
    groups = YEARS[school]
    return {
        "school": school,
        "pupil": f"{school}-{n}",
        "from_on": date(2024, 9, 2),
        "year_group": groups[n % len(groups)],
        "sex": "MF"[n % 2],
        "fsm": "yes" if n % 4 == 0 else "no",
        "sen": "EKNNNNNN"[n % 8],
    }


def _marks(school: str, n: int) -> list[Mark]:
    found = []
    for number, monday in enumerate(WEEKS):
        for session in range(10):
            on = monday + timedelta(days=session // 2)
            half = ("AM", "PM")[session % 2]
            if (school, on, half) not in UNSENT:
                code = _code(school, n, number, session)
                found.append(Mark(school, f"{school}-{n}", on, half, code))
    return found


def _code(school: str, n: int, week: int, session: int) -> str:
    often = 3 if school == DAMSON else 6 if n % 9 == 0 else 23
    if (n + 2 * week + session // 2) % often == 0:
        return "O" if n % 3 == 0 else "I"
    if (n, session) == (5, 7):
        return "-"
    return "/" if session % 2 == 0 else "\\"
