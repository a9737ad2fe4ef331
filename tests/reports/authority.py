"""A small invented authority in a store, the same every time: for packs to be made of."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from muster.school_year import Calendar, SchoolYear, day_number
from muster.tables import codes
from muster.tables.marks import MarkWeeks
from muster.tables.store import Store


PRESENT = codes.by_code("/").id, codes.by_code("\\").id
ABSENT = ("I", "I", "I", "I", "M", "C", "O", "O", "G", "U", "E", "C2")
ELSEWHERE = ("L", "L", "V", "B", "D")


class School(NamedTuple):
    urn: str
    name: str
    phase: str
    pupils: int
    years: tuple[int, int]
    absence: float


SCHOOLS = (
    School("990001", "Alder Primary School", "primary", 40, (1, 6), 0.05),
    School("990002", "Birch Primary School", "primary", 36, (1, 6), 0.06),
    School("990003", "Cedar Primary School", "primary", 12, (1, 6), 0.07),
    School("990004", "Elm High School", "secondary", 70, (7, 11), 0.09),
    School("990005", "Fir College", "secondary", 62, (7, 11), 0.08),
    School("990006", "Hazel House School", "special", 14, (3, 11), 0.13),
    School("990007", "The Juniper Centre", "pru", 9, (8, 11), 0.40),
)


class Built(NamedTuple):
    home: Path
    store: Store

    @property
    def state(self):
        return self.store.state()


def build(
    home: Path,
    *,
    times: int = 1,
    schools: tuple[School, ...] = SCHOOLS,
    begins: date = date(2024, 9, 2),
    ends: date = date(2026, 2, 13),
    described: bool = True,
    seed: int = 7,
) -> Built:
    """`times` as many pupils in each school; marks from `begins` to `ends`."""
    rng = np.random.default_rng(seed)
    store = Store(home)
    pupils = [_pupil(rng, s, n) for s in schools for n in range(s.pupils * times)]
    with store.draft("authority") as draft:
        if described:
            draft.add_table("L1", "schools", _schools(schools))
            draft.add_table("L2", "enrolments", _enrolments(pupils))
        draft.add_marks("L3", _marks(rng, schools, pupils, begins, ends))
        version = draft.save()
    store.make_current(version)
    return Built(home, store)


def _pupil(rng: np.random.Generator, school: School, number: int) -> dict:
    year = int(rng.integers(school.years[0], school.years[1] + 1))
    poor = rng.random() < 0.28
    sen = rng.choice(["N", "K", "E"], p=[0.82, 0.14, 0.04])
    if school.phase == "special":
        sen = "E"
    pull = (1.8 if poor else 0.85) * (1.4 if sen != "N" else 0.95)
    yes_no = ["yes", "no"]
    return {
        "school": school.urn,
        "pupil": f"P{school.urn[-2:]}{number:05d}",
        "year_group": str(year),
        "born_on": date(2025 - year - 5, 9, 1) + timedelta(int(rng.integers(364))),
        "sex": str(rng.choice(["M", "F"])),
        "ethnicity": str(
            rng.choice(
                ["WBRI", "APKN", "BAFR", "WROM", ""], p=[0.7, 0.12, 0.12, 0.02, 0.04]
            )
        ),
        "fsm": "yes" if poor else "no",
        "sen": str(sen),
        "eal": str(rng.choice(yes_no, p=[0.2, 0.8])),
        "looked_after": str(rng.choice(yes_no, p=[0.02, 0.98])),
        "child_in_need": str(rng.choice(yes_no, p=[0.04, 0.96])),
        "social_worker": str(rng.choice(yes_no, p=[0.05, 0.95])),
        "young_carer": str(rng.choice(yes_no, p=[0.03, 0.97])),
        "absence": min(0.97, school.absence * pull * float(rng.gamma(1.1, 0.9))),
    }


def _schools(schools: tuple[School, ...]) -> pa.Table:
    return pa.table(
        {
            "urn": [school.urn for school in schools],
            "name": [school.name for school in schools],
            "phase": [school.phase for school in schools],
            "area": ["North" if n % 2 else "South" for n in range(len(schools))],
        }
    )


def _enrolments(pupils: list[dict]) -> pa.Table:
    kept = [name for name in pupils[0] if name != "absence"]
    columns: dict = {name: [pupil[name] for pupil in pupils] for name in kept}
    nobody_said: list = [None] * len(pupils)
    columns["born_on"] = pa.array(columns["born_on"], pa.date32())
    columns |= {
        name: pa.array(nobody_said, pa.date32()) for name in ("from_on", "to_on")
    }
    return pa.table(columns)


def _marks(rng, schools, pupils, begins: date, ends: date) -> MarkWeeks:
    calendar = Calendar.template()
    rate = np.array([pupil["absence"] for pupil in pupils])
    absent = np.array([codes.by_code(code).id for code in ABSENT], np.uint8)
    elsewhere = np.array([codes.by_code(code).id for code in ELSEWHERE], np.uint8)
    people, weeks, marks = [], [], []
    for monday in calendar.school_weeks(begins, ends):
        if SchoolYear.of(monday) != SchoolYear.of(monday + timedelta(6)):
            continue
        week = np.zeros((len(pupils), 14), np.uint8)
        for session in range(10):
            day = monday + timedelta(session // 2)
            if not begins <= day <= ends:
                continue
            if not calendar.is_open(day, ("AM", "PM")[session % 2]):
                continue
            harder = 1.25 if session // 2 == 4 else 1.0
            drawn = rng.random(len(pupils))
            week[:, session] = PRESENT[session % 2]
            away = drawn < rate * harder
            week[away, session] = absent[rng.integers(0, len(absent), away.sum())]
            out = (drawn > 0.985) & ~away
            week[out, session] = elsewhere[rng.integers(0, len(elsewhere), out.sum())]
            week[(drawn > 0.983) & (drawn <= 0.985), session] = codes.NO_MARK
        people.append(np.arange(len(pupils)))
        weeks.append(np.full(len(pupils), day_number(monday)))
        marks.append(week)
    at = {school.urn: n for n, school in enumerate(schools)}
    return MarkWeeks(
        [school.urn for school in schools],
        [pupil["pupil"] for pupil in pupils],
        np.array([at[pupil["school"]] for pupil in pupils], np.int32),
        np.concatenate(people).astype(np.int32),
        np.concatenate(weeks).astype(np.int32),
        np.concatenate(marks),
    )
