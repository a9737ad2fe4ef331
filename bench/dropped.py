"""A file dropped to a pack in four formats, at an authority of a given size.

The home is the invented authority up to the week before last of its half-term. What is
timed is what a data officer waits for: a week's marks of every school loaded, with every
check, and the half-term's pack then made as a web page, a PDF, a Word document and an Excel
workbook. Each step is a command in a new process, as it would be. To hold (design.md 8):
under two minutes at 250,000 pupils.

    .venv/bin/python bench/dropped.py --pupils 250000 [--home DIR]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from muster.demo import invent
from muster.demo.sending import mark_weeks
from muster.school_year import from_day_number
from muster.tables import codes


LIMIT_S = 120
SCHOOL_WEEK = 10
ENV = {"MUSTER_TODAY": "2026-03-27"}


def main() -> int:
    args = arguments()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        file = Path(folder) / "marks.csv"
        if args.home:
            shutil.copytree(args.home, home)
        else:
            muster(home, "demo", "--pupils", args.pupils, "--years", args.years)
        rows = write_week(file, args.pupils, args.years)
        loaded = timed(home, "load", file)
        packed = {
            audience: timed(
                home, "pack", "--audience", audience, "--to", "html,pdf,docx,xlsx",
                "--out", folder,
            )
            for audience in ("officers", "board")
        }  # fmt: skip
    total = loaded + packed["officers"]
    print(f"{args.pupils:,} pupils, a week of {rows:,} pupil-weeks")
    print(f"loading the file   {loaded:6.1f} s")
    for audience, took in packed.items():
        print(f"pack, {audience:12} {took:6.1f} s")
    print(f"dropped to pack    {total:6.1f} s, to hold {LIMIT_S}")
    if args.format == "json":
        print(json.dumps({"pupils": args.pupils, "load_s": loaded, "pack_s": packed,
                          "total_s": total}))  # fmt: skip
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pupils", type=int, default=250_000)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--home", type=Path, help="a demo home of that size, copied")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


def write_week(path: Path, pupils: int, years: int) -> int:
    """The demo's own next week, of every school, as a weekly file; gives its rows."""
    authority = invent(pupils=pupils, years=years, seed=1)
    week = mark_weeks(authority.world, authority.years[-1], until=authority.today)
    letters = ["-"] * 256
    for code in codes.CODES:
        letters[code.id] = code.code
    for nth, text in enumerate(week.symbols):
        letters[codes.FIRST_SYMBOL + nth] = text
    latest = [int(n) for n in (week.week == week.week.max()).nonzero()[0]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("school", "pupil", "week", "marks"))
        for row in latest:
            pupil = int(week.pupil[row])
            marks = " ".join(letters[byte] for byte in week.marks[row, :SCHOOL_WEEK])
            monday = from_day_number(int(week.week[row]))
            school = week.schools[week.pupil_school[pupil]]
            writer.writerow((school, week.pupils[pupil], monday, marks))
    return len(latest)


def timed(home: Path, *words: object) -> float:
    begun = time.perf_counter()
    muster(home, *words)
    return time.perf_counter() - begun


def muster(home: Path, *words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "muster.cli", "--home", home, *map(str, words)],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | ENV,
    )


if __name__ == "__main__":
    sys.exit(main())
