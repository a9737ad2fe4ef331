"""The same figures by each engine, as rows that can be compared.

The work: eleven breakdowns by the year and by its half-terms (enrolments, possible,
authorised, unauthorised, persistent, severe), forty weeks, ten sessions of the week, and
the mix of codes; children aged 5 to 15, no sixth half-term for the fifteen-year-olds nor
for who first enrolled in it. Each of the others is written as somebody who knows it well
would, but for pandas, which is written as somebody in a hurry would.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from muster.tables import codes
from muster.tables.codes import Class


BREAKDOWNS = (
    "school", "phase", "year_group", "sex", "fsm", "sen", "ethnicity", "area", "ward",
    "eal", "trust",
)  # fmt: skip
PERIOD = "2025-26"
HT6 = "2026-06-01"
Row = tuple
Pack = Callable[[], Iterable[Row]]


def run(name: str, data: Path, repeats: int) -> dict:
    """Times one engine in this process: seconds, peak memory, rows and their digest."""
    prepare, pack = ENGINES[name](data)
    seconds, rows = [], []
    for _ in range(repeats):
        prepare()
        gc.collect()
        begun = time.perf_counter()
        rows = list(pack())
        seconds.append(time.perf_counter() - begun)
    lines = "\n".join(sorted(" | ".join(map(str, row)) for row in rows))
    digest = hashlib.sha256(lines.encode()).hexdigest()[:12]
    return {
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "rows": len(rows),
        "digest": digest,
    }


def peak_mb() -> float:
    """The most memory this process has held (not what its parent had: VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def nothing() -> None:
    pass


# Ours


def ours(data: Path, keep: bool = False) -> tuple[Callable[[], None], Pack]:
    import sys

    from muster.measures import Question, ask_all, parse_period
    from muster.tables.state import State
    from muster.tables.store import Store

    remembered = [
        kept
        for name in ("counts", "members", "slices", "units")
        for kept in vars(sys.modules[f"muster.measures.{name}"]).values()
        if hasattr(kept, "cache_clear")
    ]
    store = Store(data / "store")
    sessions = ("authorised_absence", "unauthorised_absence")
    both = (*sessions, "persistent_absence", "severe_absence")
    held: list[State] = []
    # In the order the rows are made of them below.
    asked = [(both, by) for one in BREAKDOWNS for by in ((one,), (one, "half_term"))]
    asked += [(sessions, ("week",)), (sessions, ("weekday", "session"))]
    asked += [(("attendance", "overall_absence"), ("reason",))]

    def forget() -> None:
        # A new State, and so nothing is remembered of what was asked before.
        for kept in remembered:
            kept.cache_clear()
        held[:] = [State(store.folder, store.manifest())]

    def prepare() -> None:
        forget()
        for path in (store.folder / "cache").iterdir():
            path.unlink()

    def pack() -> Iterable[Row]:
        period = parse_period(PERIOD)
        answers = ask_all(
            held[0],
            [Question(n, by, period, audience="unsuppressed") for n, by in asked],
        )
        for answer in answers:
            table: dict[tuple, dict[str, tuple[int, int]]] = {}
            for row in answer.rows:
                counted = (row.numerator or 0, row.denominator or 0)
                table.setdefault(row.dims, {})[row.measure] = counted
            for dims, of in table.items():
                yield from rows_of(answer.by, dims, of)

    def rows_of(by: tuple, dims: tuple, of: dict) -> Iterable[Row]:
        if by == ("reason",):
            yield "code", *dims, next(iter(of.values()))[0]
            return
        authorised, possible = of["authorised_absence"]
        unauthorised = of["unauthorised_absence"][0]
        if "persistent_absence" not in of:
            yield "+".join(by), *dims, possible, authorised, unauthorised
        elif possible:
            persistent, enrolments = of["persistent_absence"]
            yield (
                by[0], dims[0], dims[1] if len(dims) > 1 else "year", enrolments,
                possible, authorised, unauthorised, persistent, of["severe_absence"][0],
            )  # fmt: skip

    return forget if keep else prepare, pack


def warm(data: Path) -> tuple[Callable[[], None], Pack]:
    """Ours again, from the counts that were kept."""
    return ours(data, keep=True)


def limit(data: Path) -> tuple[Callable[[], None], Pack]:
    """Decoding the stored marks and adding up their bytes: nobody can do less."""
    import numpy as np

    from muster.tables.state import State
    from muster.tables.store import Store

    store = Store(data / "store")
    state = State(store.folder, store.manifest())

    def pack() -> Iterable[Row]:
        yield (
            sum(int(batch.marks.sum(dtype=np.int64)) for batch in state.marks(2025)),
        )

    return nothing, pack


# DuckDB


def duckdb(data: Path) -> tuple[Callable[[], None], Pack]:
    import duckdb as engine

    connection = engine.connect()
    connection.execute("set preserve_insertion_order = false")
    kinds = [(c.code, *flags(c.cls)) for c in codes.CODES] + [("-", 0, 0, 0)]
    connection.execute(
        "create table kinds (code varchar, possible int, authorised int, unauthorised int)"
    )
    connection.executemany("insert into kinds values (?, ?, ?, ?)", kinds)

    def pack() -> Iterable[Row]:
        run = connection.execute
        run(
            f"""
            create or replace temp table who as
            select *, case when age = 15 then date '{HT6}' else date '9999-01-01' end as until
            from '{data}/who.parquet'
            where age between 5 and 15 and from_on < date '{HT6}'
            """
        )
        run(f"create or replace temp table days as select * from '{data}/days.parquet'")
        # One pass for the enrolments by half-term, one for days, sessions and codes.
        run(
            f"""
            create or replace temp table halves as
            select m.enrolment, d.half_term,
                sum(k.possible) as possible, sum(k.authorised) as authorised,
                sum(k.unauthorised) as unauthorised
            from '{data}/long.parquet' m join days d using (date)
                join kinds k using (code) join who w using (enrolment)
            where m.date < w.until
            group by all
            """
        )
        run(
            f"""
            create or replace temp table sessions as
            select m.date, m.session, m.code, count(*) as n
            from '{data}/long.parquet' m join who w using (enrolment)
            where m.date < w.until group by all
            """
        )
        for breakdown in BREAKDOWNS:
            yield from run(
                f"""
                with per as (
                    select enrolment, {breakdown} as value,
                        case when grouping(half_term) = 1 then 'year'
                            else 'HT' || half_term end as period,
                        sum(possible) as possible, sum(authorised) as authorised,
                        sum(unauthorised) as unauthorised
                    from halves join who using (enrolment)
                    group by grouping sets ((1, 2), (1, 2, half_term))
                )
                select '{breakdown}', value, period, count(*), sum(possible)::bigint,
                    sum(authorised)::bigint, sum(unauthorised)::bigint,
                    count(*) filter (10 * (authorised + unauthorised) >= possible),
                    count(*) filter (2 * (authorised + unauthorised) >= possible)
                from per where possible > 0 group by value, period
                """
            ).fetchall()
        for by in ("week", "weekday, session"):
            yield from run(
                f"""
                select '{by.replace(", ", "+")}', {by}, sum(n * possible)::bigint,
                    sum(n * authorised)::bigint, sum(n * unauthorised)::bigint
                from sessions join days using (date) join kinds using (code)
                group by {by}
                """
            ).fetchall()
        yield from run(
            r"""
            select 'code', case when code in ('/', '\') then '/\' else code end as shown,
                sum(n)::bigint
            from sessions join kinds using (code) where possible = 1 group by shown
            """
        ).fetchall()

    return nothing, pack


def flags(cls: Class) -> tuple[int, int, int]:
    possible = (Class.ATTENDING, Class.AEA, Class.AUTHORISED, Class.UNAUTHORISED)
    return (
        int(cls in possible),
        int(cls == Class.AUTHORISED),
        int(cls == Class.UNAUTHORISED),
    )


# Polars


def polars(data: Path) -> tuple[Callable[[], None], Pack]:
    from datetime import date

    import polars as pl

    kinds = pl.DataFrame(
        [(c.code, *flags(c.cls)) for c in codes.CODES] + [("-", 0, 0, 0)],
        schema=["code", "possible", "authorised", "unauthorised"],
        orient="row",
    ).with_columns(pl.col("code").cast(pl.Categorical))
    counts = ["possible", "authorised", "unauthorised"]
    ht6 = date.fromisoformat(HT6)

    def pack() -> Iterable[Row]:
        who = pl.read_parquet(data / "who.parquet").filter(
            pl.col("age").is_between(5, 15), pl.col("from_on") < ht6
        )
        until = (
            pl.when(pl.col("age") == 15).then(pl.lit(ht6)).otherwise(date(9999, 1, 1))
        )
        kept = who.select("enrolment", until.alias("until")).lazy()
        days = pl.read_parquet(data / "days.parquet")
        marks = (
            pl.scan_parquet(data / "long.parquet")
            .join(kept, on="enrolment")
            .filter(pl.col("date") < pl.col("until"))
            .with_columns(pl.col("code", "session").cast(pl.Categorical))
        )
        halves = (
            marks.join(days.lazy().select("date", "half_term"), on="date")
            .join(kinds.lazy(), on="code")
            .group_by("enrolment", "half_term")
            .agg(pl.col(counts).sum())
        )
        sessions = marks.group_by("date", "session", "code").len("n")
        halves, sessions = pl.collect_all([halves, sessions], engine="streaming")
        halves = halves.with_columns(
            ("HT" + pl.col("half_term").cast(pl.String)).alias("period")
        )
        year = halves.group_by("enrolment").agg(pl.col(counts).sum())
        both = pl.concat(
            [
                halves.select("enrolment", "period", *counts),
                year.select("enrolment", pl.lit("year").alias("period"), *counts),
            ]
        ).filter(pl.col("possible") > 0)
        absent = pl.col("authorised") + pl.col("unauthorised")
        both = both.with_columns(
            (10 * absent >= pl.col("possible")).alias("persistent"),
            (2 * absent >= pl.col("possible")).alias("severe"),
        ).join(who.select("enrolment", *BREAKDOWNS), on="enrolment")
        for breakdown in BREAKDOWNS:
            table = both.group_by(breakdown, "period").agg(
                pl.len(), pl.col(*counts, "persistent", "severe").sum()
            )
            for row in table.iter_rows():
                yield breakdown, *row
        sessions = sessions.join(days, on="date").join(kinds, on="code")
        n = [(pl.col("n") * pl.col(name)).sum().alias(name) for name in counts]
        for by in (["week"], ["weekday", "session"]):
            for row in sessions.group_by(by).agg(n).iter_rows():
                yield "+".join(by), *row
        code = pl.col("code").cast(pl.String)
        shown = pl.when(code.is_in(["/", "\\"])).then(pl.lit("/\\")).otherwise(code)
        mix = (
            sessions.filter(pl.col("possible") == 1)
            .group_by(shown)
            .agg(pl.col("n").sum())
        )
        for row in mix.iter_rows():
            yield "code", *row

    return nothing, pack


# pandas, as a first attempt in a notebook would have it


def pandas(data: Path) -> tuple[Callable[[], None], Pack]:
    import pandas as pd

    kind = {c.code: c.cls for c in codes.CODES}
    possible_kinds = [Class.ATTENDING, Class.AEA, Class.AUTHORISED, Class.UNAUTHORISED]

    def pack() -> Iterable[Row]:
        marks = pd.read_parquet(data / "long.parquet")
        who = pd.read_parquet(data / "who.parquet")
        days = pd.read_parquet(data / "days.parquet")
        marks["code"] = marks["code"].astype(str)
        marks["kind"] = marks["code"].map(kind)
        marks = marks.merge(who, on="enrolment").merge(days, on="date")
        marks = marks[(marks["age"] >= 5) & (marks["age"] <= 15)]
        marks = marks[marks["from_on"] < pd.Timestamp(HT6).date()]
        marks = marks[~((marks["age"] == 15) & (marks["half_term"] == 6))]
        marks["possible"] = marks["kind"].isin(possible_kinds)
        marks["authorised"] = marks["kind"] == Class.AUTHORISED
        marks["unauthorised"] = marks["kind"] == Class.UNAUTHORISED
        counts = ["possible", "authorised", "unauthorised"]
        for period in ["year", 1, 2, 3, 4, 5, 6]:
            part = marks if period == "year" else marks[marks["half_term"] == period]
            shown = "year" if period == "year" else f"HT{period}"
            pupils = part.groupby("enrolment")[counts].sum().reset_index()
            pupils = pupils[pupils["possible"] > 0]
            absent = pupils["authorised"] + pupils["unauthorised"]
            pupils["persistent"] = 10 * absent >= pupils["possible"]
            pupils["severe"] = 2 * absent >= pupils["possible"]
            pupils = pupils.merge(who, on="enrolment")
            for breakdown in BREAKDOWNS:
                groups = pupils.groupby(breakdown)
                sums = groups[[*counts, "persistent", "severe"]].sum()
                sums.insert(0, "n", groups.size())
                for value, row in sums.iterrows():
                    yield breakdown, value, shown, *map(int, row)
        for by in (["week"], ["weekday", "session"]):
            sums = marks.groupby(by, observed=True)[counts].sum()
            for value, row in sums.iterrows():
                at = value if isinstance(value, tuple) else (value,)
                yield "+".join(by), *at, *map(int, row)
        mix = marks[marks["possible"]]["code"].replace({"/": "/\\", "\\": "/\\"})
        for code, number in mix.value_counts().items():
            yield "code", code, int(number)

    return nothing, pack


ENGINES = {
    "limit": limit,
    "ours": ours,
    "warm": warm,
    "duckdb": duckdb,
    "polars": polars,
    "pandas": pandas,
}
