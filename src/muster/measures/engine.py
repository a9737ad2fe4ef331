"""The engines a question can be answered with: one Narwhals expression, either engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa


class Engine(Protocol):
    """Turns what is stored into Narwhals lazy frames."""

    def stored(self, path: Path) -> nw.LazyFrame[Any]: ...

    def tables(
        self, schema: pa.Schema, tables: Iterable[pa.Table]
    ) -> nw.LazyFrame[Any]: ...

    def held(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]: ...


class DuckDB:
    """The default: reads Parquet in process."""

    def __init__(self) -> None:
        self.connection = _database().cursor()

    def stored(self, path: Path) -> nw.LazyFrame[Any]:
        return nw.from_native(self.connection.read_parquet(str(path)))

    def tables(
        self, schema: pa.Schema, tables: Iterable[pa.Table]
    ) -> nw.LazyFrame[Any]:
        table = pa.concat_tables([schema.empty_table(), *tables])
        return nw.from_native(self.connection.from_arrow(table))

    def held(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(self.connection.from_arrow(frame.to_arrow()))


class Polars:
    """The second opinion; its figures must be the same."""

    def stored(self, path: Path) -> nw.LazyFrame[Any]:
        return nw.from_native(pl.scan_parquet(path))

    def tables(
        self, schema: pa.Schema, tables: Iterable[pa.Table]
    ) -> nw.LazyFrame[Any]:
        table = pa.concat_tables([schema.empty_table(), *tables])
        return nw.from_native(pl.DataFrame(table).lazy())

    def held(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(frame.lazy())


ENGINES: dict[str, Callable[[], Engine]] = {"duckdb": DuckDB, "polars": Polars}


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # Never reach out for an extension: the authority's network has no such road.
    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
        },
    )
