"""Counts of sessions added up by breakdown as the marks stream past.

Sessions add up, so a question about them alone needs no row a pupil: each block of counts
is added into its breakdown's totals at once, and memory follows the answer. How many
pupils are behind each total is counted on the way, for suppression.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
import pyarrow as pa

from muster.measures.count import CODES, COUNTS, Tally


TOTALS = (*COUNTS, "pupils", "due_pupils")


def add_up(
    tallies: Iterable[Tally], wanted: pl.DataFrame, slices: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Totals by breakdown, and sessions by breakdown and code.

    ``wanted`` has a row a pupil that counts: pupil and its breakdowns; ``slices`` a row a
    slice that counts: slice and its breakdowns. A tally must have each pupil once in each
    breakdown. Gives the breakdowns with TOTALS, and the breakdowns with code and n.
    """
    groups, group_of = _numbered(wanted.drop("pupil"), wanted["pupil"])
    times, time_of = _numbered(slices.drop("slice"), slices["slice"])
    cells = max(groups.height, 1) * max(times.height, 1)
    totals = np.zeros((len(TOTALS), cells), dtype=np.int64)
    # A place where nothing was possible is still a place: 0 of 0.
    seen = np.zeros(cells, dtype=np.bool_)
    by_code = np.zeros(cells * CODES, dtype=np.int64)

    def cell_of(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        group = _looked_up(group_of, table["pupil"].to_numpy())
        time = _looked_up(time_of, table["slice"].to_numpy())
        kept = np.flatnonzero((group >= 0) & (time >= 0))
        return kept, group[kept] * times.height + time[kept]

    for one in tallies:
        kept, cell = cell_of(one.core)
        seen[cell] = True
        columns = {name: one.core[name].to_numpy()[kept] for name in COUNTS}
        due = columns["possible"] + columns["not_recorded"] + columns["unknown"]
        columns |= {"pupils": columns["possible"] > 0, "due_pupils": due > 0}
        for place, name in enumerate(TOTALS):
            totals[place] += _added(cell, columns[name], cells)
        kept, cell = cell_of(one.codes)
        code, n = one.codes["code"].to_numpy()[kept], one.codes["n"].to_numpy()[kept]
        by_code += _added(cell * CODES + code, n, cells * CODES)
    named = _named(groups, times, totals, np.flatnonzero(seen))
    return named, _coded(groups, times, by_code)


def _numbered(
    breakdowns: pl.DataFrame, ids: pl.Series
) -> tuple[pl.DataFrame, np.ndarray]:
    """The distinct breakdowns, and by id the number of its own (-1: none)."""
    number = np.full(int(ids.max() or 0) + 1, -1, dtype=np.int64)  # type: ignore[arg-type]
    if not breakdowns.width:
        number[ids.to_numpy()] = 0
        return pl.DataFrame({"": [0]}).select(pl.lit(0).alias("_")), number
    distinct = breakdowns.unique(maintain_order=True)
    numbered = breakdowns.join(
        distinct.with_row_index("_"), on=breakdowns.columns, maintain_order="left"
    )
    number[ids.to_numpy()] = numbered["_"].to_numpy()
    return distinct, number


def _looked_up(numbers: np.ndarray, ids: np.ndarray) -> np.ndarray:
    known = ids < len(numbers)
    return np.where(known, numbers[np.where(known, ids, 0)], -1)


def _added(cell: np.ndarray, values: np.ndarray, cells: int) -> np.ndarray:
    # Sums stay far below 2**53, so floating point holds them exactly.
    return np.bincount(cell, weights=values, minlength=cells).astype(np.int64)


def _named(
    groups: pl.DataFrame, times: pl.DataFrame, totals: np.ndarray, held: np.ndarray
) -> pl.DataFrame:
    return _breakdowns(groups, times, held).with_columns(
        pl.Series(name, totals[place, held]) for place, name in enumerate(TOTALS)
    )


def _coded(
    groups: pl.DataFrame, times: pl.DataFrame, by_code: np.ndarray
) -> pl.DataFrame:
    held = np.flatnonzero(by_code)
    return _breakdowns(groups, times, held // CODES).with_columns(
        pl.Series("code", (held % CODES).astype(np.int32)),
        pl.Series("n", by_code[held]),
    )


def _breakdowns(
    groups: pl.DataFrame, times: pl.DataFrame, cell: np.ndarray
) -> pl.DataFrame:
    where = pl.Series(cell // times.height), pl.Series(cell % times.height)
    both = [groups[where[0]], times[where[1]].rename({"_": "__"}, strict=False)]
    return pl.concat(both, how="horizontal").drop("_", "__", strict=False)
