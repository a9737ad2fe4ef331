"""The engines that measure and add up: one definition of a measure, any engine.

Each takes what units have and the cell each row belongs to, and gives every measure's
sums. numpy is the default, as it needs no start (docs/decisions.md); DuckDB and Polars are
the second and third opinion, and what a cluster would run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from muster.measures.measure import Measure, Row, parts
from muster.measures.units import Units


# By ``n_``, ``d_`` or ``p_`` and the measure's name: counted, out of and the pupils behind.
Sums = Mapping[str, np.ndarray]
Engine = Callable[[Units, np.ndarray, int, Sequence[Measure], int], Sums]


def arrays(
    units: Units, cell: np.ndarray, cells: int, measures: Sequence[Measure], few: int
) -> Sums:
    """Adds up with numpy. A column that stands for several things is added once."""
    added: dict[int, np.ndarray] = {}

    def summed(column: Any) -> np.ndarray:
        if np.isscalar(column):
            return np.zeros(cells, dtype=np.int64)
        if id(column) not in added:
            # Sums stay far below 2**53, so floating point holds them exactly.
            sums = np.bincount(cell, weights=column, minlength=cells)
            added[id(column)] = sums.astype(np.int64)
        return added[id(column)]

    wanted = [units.measured(measure, few) for measure in measures]
    return {name: summed(column) for one in wanted for name, column in one.items()}


def _frames(
    lazy: Callable[[pl.DataFrame], nw.LazyFrame[Any]],
) -> Engine:
    """An engine of data frames, by way of Narwhals."""

    def engine(
        units: Units,
        cell: np.ndarray,
        cells: int,
        measures: Sequence[Measure],
        few: int,
    ) -> Sums:
        frame = lazy(pl.DataFrame(units.columns).with_columns(pl.Series("cell", cell)))
        row = Row(few, nw.col, nw.lit(0))
        columns = {
            name: column.cast(nw.Int64)
            for measure in measures
            for name, column in parts(measure, row).items()
        }
        measured = frame.select("cell", **columns)
        sums = measured.group_by("cell").agg(*(nw.col(name).sum() for name in columns))
        found = sums.collect("polars").to_native()
        at = found["cell"].to_numpy()
        spread = {name: np.zeros(cells, dtype=np.int64) for name in columns}
        for name, column in spread.items():
            column[at] = found[name].cast(pl.Int64).to_numpy()
        return spread

    return engine


def _on_duckdb(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    return nw.from_native(_database().cursor().from_arrow(frame.to_arrow()))


def _on_polars(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    return nw.from_native(frame.lazy())


BY_NAME: dict[str, Engine] = {
    "numpy": arrays,
    "duckdb": _frames(_on_duckdb),
    "polars": _frames(_on_polars),
}


@cache
def _database() -> Any:
    # Here, not above: most never ask it, and it takes its time to start.
    import duckdb

    # Never reach out for an extension: the authority's network has no such road.
    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        },
    )
