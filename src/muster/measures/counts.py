"""Counts that are kept, so that cost follows the change and not the history.

A school's counts of a year depend on its layers, its half-term edges, the code list and
the arithmetic; the hash of those is its key. Only schools whose key changed are counted
again; enrolments, cohort rules and everything else join when a question is asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.measures.count import (
    BY_CODE,
    CORE,
    COUNT_VERSION,
    SPANS,
    STANDARD,
    Bounds,
    Cut,
    Labels,
    Tally,
    tally,
)
from muster.school_year import SchoolYear
from muster.tables import codes
from muster.tables.marks import MarkBatch
from muster.tables.state import State, remembered


Progress = Callable[[float], object]
Worked = TypeVar("Worked")
SCHEMAS = {"core": CORE, "codes": BY_CODE, "spans": SPANS}
KEPT = 6  # generations of kept counts, so that "as reported" stays quick
_counting = threading.Lock()


@dataclass(frozen=True)
class Kept:
    """The standard counts of one school year, as Parquet files."""

    core: Path
    codes: Path
    spans: Path


def standard(state: State, year: int, progress: Progress | None = None) -> Kept:
    """The year's counts at the standard cut, counting only what changed."""
    keys, digest = _keys(state, year)
    kept = _files(state.folder, year, digest)
    if not kept.spans.exists():
        with _counting:
            if not kept.spans.exists():
                _count_into(kept, state, year, keys, progress)
                _prune(state.folder, year)
    return kept


def count(
    state: State,
    year: int,
    cut: Cut,
    schools: Sequence[int] | None = None,
    bounds: Bounds | None = None,
    pupils: np.ndarray | None = None,
    progress: Progress | None = None,
    *,
    by_code: bool = True,
    spans: bool = False,
) -> Iterator[Tally]:
    """Counts marks under any cut, a block of schools at a time, on two threads.

    ``schools`` and ``pupils`` (ids) keep to those; ``bounds`` leave out marks outside
    them.
    """
    named = state.schools_with_marks(year) if schools is None else sorted(schools)
    labels = labels_of(state, year, cut, named)

    def tallied(batch: MarkBatch) -> Tally:
        if pupils is not None:
            batch = batch.only(np.isin(batch.pupil, pupils))
        return tally(batch, labels, bounds, by_code=by_code, spans=spans)

    return each_block(state, year, named, tallied, progress)


def labels_of(state: State, year: int, cut: Cut, schools: Iterable[int]) -> Labels:
    """The labels of a cut in each of these schools' own calendar."""
    calendars = {school: state.calendar(school) for school in schools}
    return Labels(cut, SchoolYear(year), calendars)


def each_block(
    state: State,
    year: int,
    schools: Sequence[int],
    work: Callable[[MarkBatch], Worked],
    progress: Progress | None = None,
) -> Iterator[Worked]:
    """What ``work`` makes of the marks of these schools, a block at a time, in order.

    On two threads; a third reads. Memory follows the size of a block.
    """
    if not schools:
        return
    done = 0
    with ThreadPoolExecutor(2) as threads:
        waiting: list[tuple[Future[Worked], int]] = []
        for batch in state.marks(year, schools):
            size = len(np.unique(batch.school)) if progress else 0
            waiting.append((threads.submit(work, batch), size))
            if len(waiting) > 2:
                future, size = waiting.pop(0)
                yield future.result()
                done += size
                if progress:
                    progress(done / len(schools))
        for future, _ in waiting:
            yield future.result()
    if progress:
        progress(1.0)


@remembered(32)
def _keys(state: State, year: int) -> tuple[dict[int, str], str]:
    """What each school's counts depend on, as a hash, and the hash of them all."""
    files: dict[int, list[str]] = {}
    for layer in state.manifest.active("marks", year):
        for school in layer.schools:
            files.setdefault(school, []).append(layer.file)
    keys = {}
    for school, layers in files.items():
        edges = state.calendar(school).half_term_starts(SchoolYear(year))
        depends = [*layers, *map(str, edges), codes.FINGERPRINT, str(COUNT_VERSION)]
        keys[school] = _hash(depends)
    return keys, _hash(f"{school} {key}" for school, key in sorted(keys.items()))


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _files(folder: Path, year: int, digest: str) -> Kept:
    names = [f"{part}-{year}-{digest}.parquet" for part in ("core", "codes", "spans")]
    return Kept(*(folder / "cache" / name for name in names))


def _count_into(
    kept: Kept, state: State, year: int, keys: dict[int, str], progress: Progress | None
) -> None:
    base, same = _nearest(kept.core.parent, year, keys)
    stale = sorted(set(keys) - same)
    mark = f".{os.getpid()}.{threading.get_ident()}.new"
    beside = {part: getattr(kept, part).with_suffix(mark) for part in SCHEMAS}
    try:
        with ExitStack() as open_files:
            files = {
                part: open_files.enter_context(_writer(beside[part], schema, keys))
                for part, schema in SCHEMAS.items()
            }
            if base:
                for part, file in files.items():
                    _copy(getattr(base, part), file, same)
            for one in count(
                state, year, STANDARD, stale, progress=progress, spans=True
            ):
                for part, file in files.items():
                    file.write_table(getattr(one, part))
        # The spans come last: their presence says the other two are whole.
        for part in ("core", "codes", "spans"):
            beside[part].replace(getattr(kept, part))
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _writer(path: Path, schema: pa.Schema, keys: dict[int, str]) -> pq.ParquetWriter:
    # Dictionaries would cost more time than they save room.
    named = schema.with_metadata({"keys": json.dumps(keys)})
    return pq.ParquetWriter(path, named, compression="lz4", use_dictionary=False)


def _copy(path: Path, file: pq.ParquetWriter, schools: set[int]) -> None:
    """Copies what an earlier generation has of these schools."""
    wanted = pa.array(sorted(schools), pa.int32())
    for rows in pq.ParquetFile(path).iter_batches():
        file.write_batch(rows.filter(pc.is_in(rows["school"], wanted)))


def _nearest(
    folder: Path, year: int, keys: dict[int, str]
) -> tuple[Kept | None, set[int]]:
    """The generation that shares most schools with what is asked, and those schools."""
    best: tuple[Kept | None, set[int]] = (None, set())
    for path in folder.glob(f"spans-{year}-*.parquet"):
        held = json.loads(pq.read_schema(path).metadata[b"keys"])
        same = {school for school, key in keys.items() if held.get(str(school)) == key}
        if len(same) > len(best[1]):
            digest = path.stem.rsplit("-", 1)[1]
            best = _files(folder.parent, year, digest), same
    return best


def _prune(folder: Path, year: int) -> None:
    generations = sorted(
        (folder / "cache").glob(f"spans-{year}-*.parquet"),
        key=lambda path: path.stat().st_mtime,
    )
    for path in generations[:-KEPT]:
        digest = path.stem.rsplit("-", 1)[1]
        held = _files(folder, year, digest)
        for part in (held.spans, held.core, held.codes):
            part.unlink(missing_ok=True)
