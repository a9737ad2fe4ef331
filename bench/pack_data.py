"""An authority's year of marks, made by numpy: once as a store, once a row a mark.

Rates are near the published ones (about 7 in 100 sessions missed) with the noise real
registers have: absences in runs, odd sessions, lateness, visits, missing marks, joiners,
leavers and movers. No school, child or place is real.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from muster.school_year import Calendar, SchoolYear, day_number, week_of
from muster.tables import codes
from muster.tables.columns import ENROLMENTS, SCHOOLS
from muster.tables.marks import MarkWeeks
from muster.tables.store import Store


YEAR = SchoolYear(2025)
EPOCH = date(1970, 1, 1)
PHASES = ("primary", "secondary", "special")
AREAS = ("North", "South", "East", "West")
ETHNICITIES = ("WBRI", "WOTH", "AIND", "APKN", "BAFR", "MOTH", "OOTH", "")
# Absences by the code, and in what proportion they come.
ABSENT = "I M C C2 E R O G N U".split()
ABSENT_AS = [0.50, 0.06, 0.06, 0.02, 0.02, 0.01, 0.18, 0.09, 0.04, 0.02]
# Marks that are neither present nor absent, or present in another way, by the share.
ODD = {
    "L": 0.018,
    "B": 0.006,
    "V": 0.006,
    "P": 0.001,
    "K": 0.001,
    "D": 0.003,
    "X": 0.002,
}
ODD |= {"Y4": 0.001, "-": 0.003}
WANTED_AT_ONCE = 400_000  # pupil-weeks in one block of the file of marks


def make(folder: Path, pupils: int, seed: int) -> None:
    """Writes `store/`, `long.parquet`, `who.parquet`, `days.parquet` and `made.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(seed)
    who = enrolments(dice, pupils)
    weeks, open_ = school_weeks()
    rows = registers(dice, who, weeks, open_)
    store_of(folder / "store", who, rows)
    marks = long_of(folder, rows)
    pq.write_table(who_table(who), folder / "who.parquet")
    pq.write_table(days_table(), folder / "days.parquet")
    made = {"pupils": pupils, "enrolments": len(who["school"]), "marks": marks}
    (folder / "made.json").write_text(json.dumps(made))


def enrolments(dice: np.random.Generator, pupils: int) -> dict[str, np.ndarray]:
    """A row an enrolment, sorted by school; two in a hundred pupils move once."""
    schools = max(pupils // 300, 3)
    school = np.sort(dice.integers(1, schools + 1, pupils))
    phase = np.array([0, 0, 0, 0, 0, 0, 0, 1, 1, 2])[np.arange(schools + 1) % 10]
    eldest = np.where(phase[school] == 0, 11, 17)
    age = dice.integers(np.where(phase[school] == 1, 11, 4), eldest)
    born = np.array(
        [day_number(date(2025 - n, 1, 15)) for n in range(20)], dtype=np.int32
    )
    who = {
        "school": school,
        "age": age,
        "born_on": born[age] + dice.integers(0, 200, pupils),
        "from_on": np.full(pupils, day_number(YEAR.starts_on)),
        "to_on": np.full(pupils, day_number(YEAR.ends_on)),
        "sex": dice.choice(["F", "M"], pupils),
        "fsm": dice.choice(["yes", "no", ""], pupils, p=[0.25, 0.73, 0.02]),
        "sen": dice.choice(["N", "K", "E"], pupils, p=[0.81, 0.14, 0.05]),
        "ethnicity": dice.choice(ETHNICITIES, pupils),
        "eal": dice.choice(["yes", "no", ""], pupils, p=[0.3, 0.68, 0.02]),
        "ward": np.array([f"Ward {n}" for n in dice.integers(1, 25, pupils)]),
        # Most are hardly ever away and a few very often: one in five is persistent.
        "away": np.minimum(dice.gamma(0.9, 0.075, pupils), 0.95),
        "name": np.array([f"P{n}" for n in range(pupils)]),
    }
    return moved(dice, who, schools)


def moved(
    dice: np.random.Generator, who: dict[str, np.ndarray], schools: int
) -> dict[str, np.ndarray]:
    movers = np.flatnonzero(dice.random(len(who["school"])) < 0.02)
    on = day_number(date(2025, 10, 6)) + dice.integers(0, 270, len(movers))
    after = {name: column[movers].copy() for name, column in who.items()}
    after["school"] = after["school"] % schools + 1
    after["from_on"] = on
    who["to_on"][movers] = on - 1
    both = {name: np.concatenate([who[name], after[name]]) for name in who}
    order = np.argsort(both["school"], kind="stable")
    return {name: column[order] for name, column in both.items()}


def school_weeks() -> tuple[np.ndarray, np.ndarray]:
    """Mondays (day numbers) of the template's school weeks, and their open sessions."""
    calendar = Calendar.template()
    mondays = calendar.school_weeks(YEAR.starts_on, YEAR.ends_on)
    open_ = [
        [
            calendar.is_open(day + timedelta(n // 2), ("AM", "PM")[n % 2])
            for n in range(14)
        ]
        for day in mondays
    ]
    return np.array([day_number(day) for day in mondays], np.int32), np.array(open_)


def registers(
    dice: np.random.Generator,
    who: dict[str, np.ndarray],
    weeks: np.ndarray,
    open_: np.ndarray,
) -> dict[str, np.ndarray]:
    """A row a pupil-week: enrolment, week and marks, sorted by enrolment and week."""
    number, size = len(who["school"]), len(weeks)
    marks = np.zeros((number * size, 14), dtype=np.uint8)
    present = np.tile([codes.by_code("/").id, codes.by_code("\\").id], 7).astype(
        np.uint8
    )
    absent = np.array([codes.by_code(code).id for code in ABSENT], np.uint8)
    block = max(1, WANTED_AT_ONCE // size)
    for begin in range(0, number, block):
        end = min(begin + block, number)
        part = slice(begin * size, end * size)
        shape = (end - begin) * size
        days = dice.random((shape, 7), dtype=np.float32)
        away = np.repeat(who["away"][begin:end], size)[:, None]
        # A day away is usually both sessions, and often the day after too.
        ill = days < away * 0.8
        ill[:, 1:] |= ill[:, :-1] & (days[:, 1:] < 0.45)
        sessions = np.repeat(ill, 2, axis=1)
        sessions ^= dice.random((shape, 14), dtype=np.float32) < 0.012
        week = np.where(sessions, np.uint8(0), present)
        reason = dice.choice(absent, shape, p=ABSENT_AS)
        week = np.where(sessions, reason[:, None], week)
        odd = dice.random((shape, 14), dtype=np.float32)
        upto = 0.0
        for code, share in ODD.items():
            byte = codes.NO_MARK if code == "-" else codes.by_code(code).id
            week[(odd >= upto) & (odd < upto + share) & ~sessions] = byte
            upto += share
        marks[part] = np.where(np.tile(open_, (end - begin, 1)), week, codes.NOTHING)
    enrolment = np.repeat(np.arange(number, dtype=np.int32), size)
    week_of_row = np.tile(weeks, number)
    day = week_of_row[:, None] + np.arange(14, dtype=np.int32)[None, :] // 2
    outside = day < who["from_on"][enrolment][:, None]
    outside |= day > who["to_on"][enrolment][:, None]
    marks[outside] = codes.NOTHING
    said = marks.any(axis=1)
    return {"who": enrolment[said], "week": week_of_row[said], "marks": marks[said]}


def store_of(
    home: Path, who: dict[str, np.ndarray], rows: dict[str, np.ndarray]
) -> None:
    schools = sorted(set(who["school"].tolist()))
    store = Store(home)
    with store.draft("a year") as draft:
        draft.add_table("schools", "schools", schools_table(schools))
        draft.add_table("enrolments", "enrolments", enrolments_table(who))
        weeks = MarkWeeks(
            schools=[name_of(school) for school in schools],
            pupils=who["name"].tolist(),
            pupil_school=np.searchsorted(schools, who["school"]).astype(np.int32),
            pupil=rows["who"],
            week=rows["week"],
            marks=rows["marks"],
        )
        draft.add_marks("marks", weeks)
        version = draft.save()
    store.make_current(version)


def name_of(school: int) -> str:
    return f"School {school:03d}"


def of_school(school: int) -> dict[str, str]:
    return {
        "name": name_of(school),
        "phase": PHASES[[0, 0, 0, 0, 0, 0, 0, 1, 1, 2][school % 10]],
        "area": AREAS[school % 4],
        "trust": f"Trust {school % 30}" if school % 3 else "",
    }


def schools_table(schools: list[int]) -> pa.Table:
    rows = [of_school(school) for school in schools]
    return pa.table(
        {
            name: pa.array([None] * len(rows), pa.date32())
            if name.endswith("_on")
            else pa.array([row.get(name, "") for row in rows])
            for name in SCHOOLS.names
        }
    )


def enrolments_table(who: dict[str, np.ndarray]) -> pa.Table:
    number = len(who["school"])
    columns = {name: pa.array([""] * number) for name in ENROLMENTS.names}
    for name in ("sex", "fsm", "sen", "ethnicity", "eal", "ward"):
        columns[name] = pa.array(who[name].tolist())
    for name in ("born_on", "from_on", "to_on"):
        columns[name] = pa.array(who[name].astype(np.int32)).cast(pa.date32())
    columns["school"] = pa.array([name_of(school) for school in who["school"].tolist()])
    columns["pupil"] = pa.array(who["name"].tolist())
    columns["year_group"] = pa.array(year_groups(who))
    return pa.table(columns)


def year_groups(who: dict[str, np.ndarray]) -> list[str]:
    return ["R" if age == 4 else str(age - 4) for age in who["age"].tolist()]


def who_table(who: dict[str, np.ndarray]) -> pa.Table:
    """What the others join on: a row an enrolment, with every breakdown."""
    schools = {school: of_school(school) for school in set(who["school"].tolist())}
    numbers = who["school"].tolist()

    def shown(values: list[str]) -> pa.Array:
        return pa.array([value or "unknown" for value in values])

    columns = {
        "enrolment": pa.array(np.arange(len(numbers), dtype=np.int32)),
        "age": pa.array(who["age"].astype(np.int32)),
        "from_on": pa.array(who["from_on"].astype(np.int32)).cast(pa.date32()),
        "school": pa.array([schools[n]["name"] for n in numbers]),
        "year_group": pa.array(year_groups(who)),
    }
    for name in ("phase", "area", "trust"):
        columns[name] = shown([schools[n][name] for n in numbers])
    for name in ("sex", "fsm", "sen", "ethnicity", "eal", "ward"):
        columns[name] = shown(who[name].tolist())
    return pa.table(columns)


def days_table() -> pa.Table:
    """Each day of the year, with the half-term, week and weekday it is in."""
    calendar = Calendar.template()
    number = (YEAR.ends_on - YEAR.starts_on).days + 1
    days = [YEAR.starts_on + timedelta(days=n) for n in range(number)]
    return pa.table(
        {
            "date": pa.array(days, pa.date32()),
            "half_term": pa.array([calendar.half_term_of(d) for d in days], pa.int32()),
            "week": pa.array(
                ["{}-W{:02d}".format(*week_of(d).isocalendar()[:2]) for d in days]
            ),
            "weekday": pa.array([f"{d:%A}" for d in days]),
        }
    )


def long_of(folder: Path, rows: dict[str, np.ndarray]) -> int:
    """Writes a row a mark, sorted by school, pupil and date; gives how many."""
    names = [""] * 256
    names[codes.NO_MARK] = "-"
    for code in codes.CODES:
        names[code.id] = code.code
    schema = pa.schema(
        [
            ("enrolment", pa.int32()),
            ("date", pa.date32()),
            ("session", pa.dictionary(pa.int8(), pa.string())),
            ("code", pa.dictionary(pa.uint8(), pa.string())),
        ]
    )
    total = 0
    with pq.ParquetWriter(
        folder / "long.parquet", schema, compression="zstd"
    ) as writer:
        for begin in range(0, len(rows["who"]), WANTED_AT_ONCE // 4):
            part = slice(begin, begin + WANTED_AT_ONCE // 4)
            row, session = np.nonzero(rows["marks"][part])
            day = rows["week"][part][row] + session // 2
            columns = [
                pa.array(rows["who"][part][row]),
                pa.array(day.astype(np.int32)).cast(pa.date32()),
                pa.DictionaryArray.from_arrays(
                    pa.array((session % 2).astype(np.int8)), ["AM", "PM"]
                ),
                pa.DictionaryArray.from_arrays(
                    pa.array(rows["marks"][part][row, session]), names
                ),
            ]
            writer.write_table(pa.table(columns, schema=schema))
            total += len(row)
    return total
