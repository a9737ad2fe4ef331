"""Whole pack figures from stored marks: ours beside DuckDB, Polars and pandas.

    bench/pack                        a small authority, in about a minute
    bench/pack --pupils 120000        one authority's year, 45 million marks
    bench/pack --format json          the last line is one object (design.md 8)

Every engine does the same work on the same marks in a process of its own, and their
answers are compared row by row. Ours reads the store, with no counts kept; the others read
a Parquet file of one row a mark, sorted by school, pupil and date.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median


sys.path.insert(0, str(Path(__file__).resolve().parent))

from pack_data import make
from pack_engines import ENGINES, run


HERE = Path(__file__).resolve()
# What design.md 8 holds us to: ours divided by theirs, and megabytes.
TO_HOLD = {"pandas": 1 / 30, "polars": 1 / 4, "duckdb": 1 / 2}
PEAK_MB = 512


def main() -> int:
    asked = arguments()
    if asked.engine:
        found = run(asked.engine, Path(asked.data), asked.repeats)
        print(json.dumps(found))
        return 0
    data = Path(asked.data) if asked.data else Path(tempfile.mkdtemp(prefix="pack-"))
    try:
        note = say if asked.format == "table" else silent
        if not (data / "made.json").exists():
            note(f"Making {asked.pupils:,} pupils' marks ...")
            make(data, asked.pupils, asked.seed)
        made = json.loads((data / "made.json").read_text())
        found = {}
        for name in [name for name in ENGINES if name not in asked.without]:
            found[name] = one_of(name, data, asked.repeats)
            note(line_of(name, found[name]))
        return report(made, found, asked.format)
    finally:
        if not asked.data:
            shutil.rmtree(data)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pupils", type=int, default=12_000)
    parser.add_argument("--repeats", type=int, default=5, help="medians of this many")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--data", help="a folder to keep the marks in, or to take them from"
    )
    parser.add_argument("--without", nargs="*", default=[], help="engines to leave out")
    parser.add_argument("--engine", choices=tuple(ENGINES), help=argparse.SUPPRESS)
    return parser.parse_args()


def one_of(name: str, data: Path, repeats: int) -> dict:
    command = [sys.executable, str(HERE), "--engine", name, "--data", str(data)]
    command += ["--repeats", str(repeats)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def report(made: dict, found: dict[str, dict], form: str) -> int:
    ours = median(found["ours"]["seconds"])
    others = [name for name in TO_HOLD if name in found]
    ratio = {name: round(ours / median(found[name]["seconds"]), 4) for name in others}
    limit = round(ours / median(found["limit"]["seconds"]), 2)
    digests = {found[name]["digest"] for name in ("ours", *others)}
    peak = found["ours"]["peak_mb"]
    agree = len(digests) == 1
    if form == "json":
        summary = {
            "pupils": made["pupils"],
            "marks": made["marks"],
            "ours_s": round(ours, 4),
            "warm_s": round(median(found["warm"]["seconds"]), 4),
            "ratio": ratio,
            "limit_ratio": limit,
            "peak_mb": peak,
            "agree": agree,
        }
        print(json.dumps(summary))
        return 0 if agree else 1
    say("")
    say(
        f"{made['pupils']:,} pupils, {made['marks']:,} marks, {found['ours']['rows']:,} rows."
    )
    for name, held in TO_HOLD.items():
        if name in ratio:
            kept = "held" if ratio[name] <= held else "NOT held"
            say(f"ours / {name:7} {ratio[name]:8.4f}   at most {held:.4f}: {kept}")
    say(f"ours / limit   {limit:8.2f}   reach for 5")
    say(
        f"peak           {peak:8.0f} MB at most {PEAK_MB}: {'held' if peak <= PEAK_MB else 'NOT held'}"
    )
    say("All answers agree." if agree else "THE ANSWERS DIFFER.")
    return 0 if agree else 1


def line_of(name: str, one: dict) -> str:
    seconds = one["seconds"]
    spread = f"{median(seconds):8.3f} s  [{min(seconds):.3f} to {max(seconds):.3f}]"
    return f"{name:8} {spread}  peak {one['peak_mb']:,.0f} MB  {one['digest']}"


def say(line: str) -> None:
    print(line, flush=True)


def silent(line: str) -> None:
    pass


if __name__ == "__main__":
    raise SystemExit(main())
