"""Small authorities and questions for Hypothesis to make, odd on purpose.

Weeks stand on the edges that matter: 31 July, 19 August 2024 when the codes changed,
half-terms that begin on a Wednesday, Easter Sunday, the sixth half-term.
"""

from datetime import date, timedelta

from hypothesis import strategies as st
from tests.measures.authority import Authority, Mark, upn

from muster.measures import OF_MARKS
from muster.measures.dimensions import DIMENSIONS, NOT_PERSISTENT
from muster.measures.question import BY_REASON


SCHOOLS = ["Ash", "Elm", "Oak"]
MONDAYS = [
    date(2024, 6, 3),
    date(2024, 7, 29),
    date(2024, 8, 12),
    date(2024, 8, 19),
    date(2024, 9, 9),
    date(2024, 10, 28),
    date(2024, 11, 4),
    date(2025, 4, 14),
    date(2025, 4, 21),
    date(2025, 5, 26),
    date(2025, 6, 2),
    date(2025, 6, 9),
]
CODES = "/ / / / I I O N U L B C2 J J1 K H F D X Y Y4 # Z - - 7 zz".split()
# A day on which something begins or ends, or nobody knows.
DAYS = [
    None,
    date(2023, 9, 4),
    date(2024, 7, 31),
    date(2024, 8, 21),
    date(2024, 9, 11),
    date(2024, 11, 5),
    date(2025, 4, 20),
    date(2025, 6, 1),
    date(2025, 6, 4),
    date(2025, 6, 11),
]
# Aged 4, 5, 10, 15 and 16 on 31 August 2024; a year less the year before.
BORN = [
    None,
    None,
    date(2019, 9, 1),
    date(2019, 8, 31),
    date(2014, 5, 12),
    date(2008, 9, 1),
    date(2008, 8, 31),
]
HALF_TERMS = [(date(2024, 11, 6), 2), (date(2025, 6, 4), 6), (date(2025, 5, 28), 6)]
PERIODS = [
    "2024-25",
    "2024-25",
    "2024-25/ytd",
    "2023-24",
    "2024-25/autumn",
    "2024-25/spring",
    "2024-25/summer",
    "2024-25/HT1",
    "2024-25/HT2",
    "2024-25/HT5",
    "2024-25/HT6",
    "2024-W36",
    "2024-W31",
    "2025-W23",
    "2024-08-21",
    "2024-07-30..2024-09-12",
    "2024-08-16..2025-06-03",
    "2023-08-01..2025-07-31",
]
RULES = ["census", "live", "roll", "pupil"]


@st.composite
def authorities(draw) -> Authority:
    named = SCHOOLS[: draw(st.integers(1, 3))]
    mondays = draw(
        st.lists(st.sampled_from(MONDAYS), min_size=1, max_size=4, unique=True)
    )
    authority = Authority()
    if draw(st.booleans()):
        authority.schools = [_school(draw, name) for name in named]
    for day, half_term in draw(st.lists(st.sampled_from(HALF_TERMS), max_size=2)):
        school = draw(st.sampled_from(["", *named]))
        row = {"school": school, "date": day, "session": "AM", "status": "open"}
        authority.calendars.append(row | {"half_term": half_term})

    marks: list[Mark] = []
    for number in range(draw(st.integers(1, 5))):
        pupil = draw(st.sampled_from([upn(f"child {number}"), f"p{number}"]))
        age = draw(st.sampled_from(BORN)), draw(st.sampled_from(["", "R", "1", "11"]))
        for school in draw(st.lists(st.sampled_from(named), min_size=1, unique=True)):
            authority.enrolments += _spells(draw, school, pupil, *age)
            marks += _marks(draw, school, pupil, mondays)
    corrections = draw(st.lists(st.sampled_from(marks), max_size=4)) if marks else []
    corrected = {mark: draw(st.sampled_from(CODES)) for mark in corrections}
    later = [mark._replace(code=code) for mark, code in corrected.items()]
    authority.loads = [marks, later] if later else [marks]
    return authority


def _school(draw, name: str) -> dict:
    return {
        "name": name,
        "phase": draw(st.sampled_from(["primary", "secondary", "pru", "", "AP"])),
        "area": draw(st.sampled_from(["North", "South", ""])),
        "trust": draw(st.sampled_from(["Tree Trust", ""])),
    }


def _spells(draw, school: str, pupil: str, born_on, year_group) -> list[dict]:
    starts = draw(st.lists(st.sampled_from(DAYS), max_size=2, unique=True))
    return [
        {
            "school": school,
            "pupil": pupil,
            "from_on": start,
            "to_on": draw(st.sampled_from(DAYS)),
            "born_on": born_on,
            "year_group": year_group,
            "sex": draw(st.sampled_from(["F", "M", ""])),
            "fsm": draw(st.sampled_from(["yes", "no", ""])),
            "ward": draw(st.sampled_from(["Mill", ""])),
        }
        for start in starts
    ]


def _marks(draw, school: str, pupil: str, mondays: list[date]) -> list[Mark]:
    """Most of a week is one code; a few sessions are others, or nothing is said."""
    marks = []
    for monday in mondays:
        usual = draw(st.sampled_from(["/", "/", "/", "O", "-", "D", None]))
        others = draw(
            st.dictionaries(
                st.integers(0, 13), st.sampled_from([None, *CODES]), max_size=5
            )
        )
        for session in range(14):
            code = others.get(session, usual if session < 10 else None)
            day = monday + timedelta(days=session // 2)
            if code is not None:
                half = ("AM", "PM")[session % 2]
                marks.append(Mark(school, pupil, day, half, code))
    return marks


@st.composite
def questions(draw) -> dict:
    """Measure, breakdowns, period, rules and schools (names) of one question."""
    measure = draw(st.sampled_from(OF_MARKS))
    allowed = [
        name
        for name in DIMENSIONS
        if not (measure.counts_enrolments and name in NOT_PERSISTENT)
        and (name != "reason" or measure.name in BY_REASON)
    ]
    return {
        "measure": measure.name,
        "by": tuple(draw(st.lists(st.sampled_from(allowed), max_size=2, unique=True))),
        "period": draw(st.sampled_from(PERIODS)),
        "rules": draw(st.sampled_from(RULES)),
        "schools": tuple(draw(st.lists(st.sampled_from(SCHOOLS), max_size=1))),
    }


@st.composite
def several(draw) -> dict:
    """A question of several measures, which may have reasons, by up to three things."""
    kind = draw(st.sampled_from(["reasons", "sessions", "sessions", "any"]))
    measures = {
        "reasons": list(BY_REASON),
        "sessions": [m.name for m in OF_MARKS if not m.counts_enrolments],
        "any": [m.name for m in OF_MARKS],
    }[kind]
    places = [
        name
        for name in DIMENSIONS
        if name != "reason" and (kind != "any" or name not in NOT_PERSISTENT)
    ]
    by = draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
    if kind == "reasons":
        by = draw(st.permutations(["reason", *by[:2]]))
    names = st.lists(st.sampled_from(measures), min_size=1, max_size=3, unique=True)
    return {
        "measures": tuple(draw(names)),
        "by": tuple(by),
        "period": draw(st.sampled_from(PERIODS)),
        "rules": draw(st.sampled_from(RULES)),
        "schools": tuple(
            draw(st.lists(st.sampled_from(SCHOOLS), max_size=2, unique=True))
        ),
    }
