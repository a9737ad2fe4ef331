"""Loading a long marks file with every check: ours beside pandas, in one run.

Both read the same file and do the same checks: blank cells, dates, school years,
sessions, codes by date, repeated and contradicting rows, and what is left gathered into
pupil-weeks. Pandas is written twice: over plain text, as most people write it, and with
Arrow's reader and categories, the quickest we know. Each timing is of one load in a new process, after its
imports and the loading of a tiny file; contenders take turns. The answers are compared,
on the timed file and on a smaller one with mistakes in it, where the rows refused must be
the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from muster.school_year import Calendar, SchoolYear
from muster.tables.codes import eras


YEAR = SchoolYear(2025)
PUPILS_A_SCHOOL = 300
MISTAKES = 500
SPOILT_PUPILS = 200
FIRST_DAY, LAST_DAY = "2015-08-01", "2031-07-31"
KEY = ["school", "pupil", "day", "session"]

# A file in proportions like a register's: present, then everything else.
CODES = ["", "I", "L", "O", "M", "C", "B", "N", "U", "Y1", "J1", "C2", "G", "-", "7"]
SHARES = [0.93, 0.022, 0.014, 0.009, 0.006, 0.004, 0.004, 0.003, 0.002, 0.001, 0.001,
          0.001, 0.001, 0.001, 0.001]  # fmt: skip
UNKNOWN = 255


# The files


def write_marks(path: Path, pupils: int, order: str) -> int:
    """A year of marks; gives how many. In order of pupils, or of dates."""
    rng = np.random.default_rng(pupils)
    sessions = Calendar.template().open_sessions(YEAR.starts_on, YEAR.ends_on)
    days = [day.isoformat() for day, _ in sessions]
    halves = [half for _, half in sessions]
    codes = [*CODES[1:], "/", "\\"]
    with pc.CSVWriter(
        str(path), _schema(), write_options=pc.WriteOptions(quoting_style="none")
    ) as writer:
        for some in _pieces(pupils, len(sessions), order):
            pupil, at = some
            code = rng.choice(len(CODES), len(pupil), p=SHARES) - 1
            is_pm = np.array([half == "PM" for half in halves])[at]
            code = np.where(code < 0, len(CODES) - 1 + is_pm, code)
            columns = [
                _texts(pupil // PUPILS_A_SCHOOL, lambda n: f"{900000 + n}"),
                _texts(pupil, lambda n: f"P{n:011d}"),
                pa.array(days).take(pa.array(at)),
                pa.array(halves).take(pa.array(at)),
                pa.array(codes).take(pa.array(code)),
            ]
            writer.write_table(pa.table(columns, schema=_schema()))
    return pupils * len(sessions)


def _pieces(pupils: int, sessions: int, order: str):
    if order == "pupil":
        for first in range(0, pupils, 1000):
            some = np.arange(first, min(first + 1000, pupils))
            yield np.repeat(some, sessions), np.tile(np.arange(sessions), len(some))
        return
    for first in range(0, sessions, 2):
        day = np.arange(first, min(first + 2, sessions))
        yield np.repeat(np.arange(pupils), len(day)), np.tile(day, pupils)


def _schema() -> pa.Schema:
    return pa.schema(
        [(n, pa.string()) for n in "school pupil date session code".split()]
    )


def _texts(numbers: np.ndarray, text: Callable[[int], str]) -> pa.Array:
    distinct, back = np.unique(numbers, return_inverse=True)
    return pa.array([text(int(n)) for n in distinct]).take(pa.array(back))


def write_spoilt(path: Path, order: str) -> None:
    """A small file with mistakes all over it."""
    write_marks(path, SPOILT_PUPILS, order)
    head, *rows = path.read_text("utf-8").splitlines()
    rng = np.random.default_rng(1)
    for n, at in enumerate(rng.choice(len(rows), MISTAKES, replace=False).tolist()):
        school, pupil, day, half, code = rows[at].split(",")
        rows[at] = [
            f"{school},{pupil},4th Sept,{half},{code}",
            f"{school},{pupil},{day},noon,{code}",
            f"{school},,{day},{half},{code}",
            f",{pupil},{day},{half},{code}",
            f"{school},{'x' * 33},{day},{half},{code}",
            f"{school},{pupil},2035-09-08,{half},{code}",
            rows[at] + "\n" + f"{school},{pupil},{day},{half},D",
            rows[at] + "\n" + rows[at],
            f"{school},{pupil},{date.fromisoformat(day):%d/%m/%Y},{half.lower()},{code}",
        ][n % 9]
    path.write_text("\n".join([head, *rows, ""]), "utf-8")


# The contenders: each gives the rows refused, or the pupil-weeks as sorted lines


def ours(path: Path) -> Callable[[], dict[str, object]]:
    from muster.sources import formats
    from muster.sources.reading import read

    reading = read(path, fmt=formats.FORMATS[0])

    def answer() -> dict[str, object]:
        if reading.refused:
            return {"refused": sorted({each.row for each in reading.errors})}
        weeks = reading.table
        marks = weeks.marks.copy()
        marks[marks >= 128] = UNKNOWN
        schools = np.array(weeks.schools)[weeks.pupil_school][weeks.pupil]
        pupils = np.array(weeks.pupils)[weeks.pupil]
        return {"weeks": digest(schools, pupils, weeks.week, marks)}

    return answer


def pandas(path: Path) -> Callable[[], dict[str, object]]:
    import pandas as pd

    read = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in read.columns:
        read[column] = read[column].str.strip()
    wrong = (read.school == "") | (read.pupil == "") | (read.pupil.str.len() > 32)
    iso = pd.to_datetime(read.date, format="%Y-%m-%d", errors="coerce")
    uk = pd.to_datetime(read.date.where(iso.isna()), format="%d/%m/%Y", errors="coerce")
    day = iso.fillna(uk)
    session = read.session.str.upper()
    wrong |= day.isna() | (day < FIRST_DAY) | (day > LAST_DAY)
    wrong |= ~session.isin(["AM", "PM"])

    byte = pd.Series(UNKNOWN, index=read.index)
    for era in eras():
        within = (day >= _stamp(era.first)) & (day <= _stamp(era.last))
        if within.any():
            byte = byte.where(~within, read.code.map(dict(era.ids)).fillna(UNKNOWN))
    return _finished(read.school, read.pupil, day, session, byte, wrong)


def pandas_pyarrow(path: Path) -> Callable[[], dict[str, object]]:
    import pandas as pd

    read = pd.read_csv(path, dtype=str, keep_default_na=False, engine="pyarrow")
    # Read as categories in the first place, "007" and "7" would be one pupil.
    read = read.astype("category")

    def each(column: str, of: Callable[[str], object]) -> pd.Series:
        return read[column].map(
            {text: of(text.strip()) for text in read[column].cat.categories}
        )

    day = each("date", _day).astype("datetime64[s]")
    session = each("session", str.upper)
    wrong = each("school", lambda text: not text).astype(bool)
    wrong |= each("pupil", lambda text: not 0 < len(text) <= 32).astype(bool)
    wrong |= day.isna() | (day < FIRST_DAY) | (day > LAST_DAY)
    wrong |= ~session.isin(["AM", "PM"])

    byte = pd.Series(UNKNOWN, index=read.index, dtype="uint8")
    for era in eras():
        within = (day >= _stamp(era.first)) & (day <= _stamp(era.last))
        if within.any():
            of = each("code", lambda text, ids=era.ids: ids.get(text, UNKNOWN))
            byte = byte.where(~within, of.astype("uint8"))
    return _finished(read.school, read.pupil, day, session, byte, wrong)


def _finished(
    school, pupil, day, session, byte, wrong
) -> Callable[[], dict[str, object]]:
    """Rows that repeat and contradict, then pupil-weeks: the same for both pandas."""
    import pandas as pd

    is_pm = session == "PM"
    byte = byte.mask((byte == 2) & is_pm, 3).mask((byte == 3) & ~is_pm, 2)
    marks = pd.DataFrame(
        {"school": school, "pupil": pupil, "day": day, "session": is_pm, "byte": byte}
    )
    later = marks.duplicated(KEY)
    if wrong.any() or later.any():
        first = marks[~wrong].groupby(KEY, observed=True)["byte"].transform("first")
        wrong |= first.reindex(marks.index).notna() & (
            first.reindex(marks.index) != byte
        )
    if wrong.any():
        refused = (np.flatnonzero(wrong) + 2).tolist()
        return lambda: {"refused": refused}

    marks = marks[~later]
    weekday = marks.day.dt.day_of_week
    monday = marks.day - pd.to_timedelta(weekday, unit="D")
    groups = marks.groupby(["school", "pupil", monday], sort=False, observed=True)
    row = groups.ngroup().to_numpy()
    held = np.zeros((row.max() + 1, 14), dtype=np.uint8)
    held[row, (2 * weekday + marks.session).to_numpy()] = marks.byte

    def answer() -> dict[str, object]:
        keys = pd.DataFrame({"s": marks.school, "p": marks.pupil, "w": monday})
        keys = keys.iloc[np.unique(row, return_index=True)[1]]
        week = keys.w.to_numpy().astype("datetime64[D]").astype(np.int64)
        return {"weeks": digest(keys.s.to_numpy(str), keys.p.to_numpy(str), week, held)}

    return answer


def _day(text: str) -> datetime | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _stamp(day: date) -> datetime:
    # A database's dates don't reach as far as Python's.
    return datetime(min(max(day.year, 1900), 2200), day.month, day.day)


def digest(school, pupil, week, marks) -> str:
    """The same for the same pupil-weeks, whatever order they are in."""
    order = np.lexsort((week, pupil, school))
    hashed = hashlib.sha256(np.ascontiguousarray(marks[order]))
    for column in (school, pupil, week):
        hashed.update("\n".join(map(str, column[order])).encode())
    return hashed.hexdigest()


CONTENDERS = {"ours": ours, "pandas": pandas, "pandas_pyarrow": pandas_pyarrow}


# A run


def load_once(name: str, path: Path, tiny: Path) -> None:
    """In a process of its own: one load, timed, and what came of it."""
    CONTENDERS[name](tiny)
    began, cpu = time.perf_counter(), time.process_time()
    answer = CONTENDERS[name](path)
    took, busy = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": took, "cpu": busy, "peak_mb": peak} | answer()))


def in_a_new_process(name: str, path: Path, tiny: Path) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, "--contender", name, str(path), str(tiny)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def bytes_summed(path: Path) -> float:
    """The least a load could take: reading the file and looking at every byte."""
    began = time.perf_counter()
    with path.open("rb") as file:
        while some := file.read(1 << 23):
            np.frombuffer(some, dtype=np.uint8).sum()
    return time.perf_counter() - began


def run(pupils: int, repeats: int, order: str, folder: Path) -> dict:
    path, tiny, spoilt = (folder / f"{n}.csv" for n in ("marks", "tiny", "spoilt"))
    marks = write_marks(path, pupils, order)
    write_marks(tiny, 2, order)
    write_spoilt(spoilt, order)
    runs: dict[str, list[dict]] = {name: [] for name in CONTENDERS}
    for number in range(repeats):
        for name in CONTENDERS:
            print(f"{number + 1} of {repeats}: {name}", file=sys.stderr)
            runs[name].append(in_a_new_process(name, path, tiny))
    wrong = [in_a_new_process(name, spoilt, tiny)["refused"] for name in CONTENDERS]

    took = {name: _median(each, "s") for name, each in runs.items()}
    busy = {name: _median(each, "cpu") for name, each in runs.items()}
    others = [name for name in CONTENDERS if name != "ours"]
    limit = statistics.median(bytes_summed(path) for _ in range(repeats))
    answers = {one["weeks"] for each in runs.values() for one in each}
    return {
        "pupils": pupils,
        "marks": marks,
        "order": order,
        "mb": round(path.stat().st_size / 1e6),
        "ours_s": round(took["ours"], 3),
        "ratio": {name: round(took["ours"] / took[name], 3) for name in others},
        "cpu_ratio": {name: round(busy["ours"] / busy[name], 3) for name in others},
        "limit_ratio": round(took["ours"] / limit, 1),
        "peak_mb": round(_median(runs["ours"], "peak_mb")),
        "agree": len(answers) == 1 and all(each == wrong[0] for each in wrong),
        "rows_refused": len(wrong[0]),
    }


def _median(runs: list[dict], what: str) -> float:
    return statistics.median(each[what] for each in runs)


def said(result: dict) -> str:
    lines = [
        (
            f"{result['pupils']:,} pupils, {result['marks']:,} marks, {result['mb']:,} MB, in "
            f"order of {result['order']}"
        ),
        (
            f"ours      {result['ours_s']:.2f} s, {result['peak_mb']:,} MB at most, "
            f"{result['limit_ratio']} times summing the bytes"
        ),
    ]
    for name, ratio in result["ratio"].items():
        lines.append(
            f"{name:<18} {1 / ratio:5.1f} times as long"
            f" ({1 / result['cpu_ratio'][name]:.1f} times the processor time)"
        )
    agree = "agree" if result["agree"] else "DO NOT AGREE"
    lines.append(
        f"The answers {agree}, {result['rows_refused']} refused rows included."
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bench/load", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--pupils", type=int, default=5000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--order", choices=("pupil", "date"), default="pupil")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--contender", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.contender:
        name, path, tiny = asked.contender
        load_once(name, Path(path), Path(tiny))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        result = run(asked.pupils, asked.repeats, asked.order, Path(folder))
    print(json.dumps(result) if asked.format == "json" else said(result))
    return 0 if result["agree"] else 1


if __name__ == "__main__":
    sys.exit(main())
