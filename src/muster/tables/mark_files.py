"""Files of marks, as they are read: a row group at a time, whole schools together."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from muster.tables.marks import MarkBatch


class MarksFile:
    """One Parquet file of marks, opened a row group at a time."""

    def __init__(self, path: Path):
        self.file = pq.ParquetFile(path)
        spans = json.loads(self.file.schema_arrow.metadata[b"schools"])
        self.firsts = [first for first, _ in spans]
        self.lasts = [last for _, last in spans]
        self.held: tuple[int, MarkBatch] | None = None

    def read(self, schools: list[int]) -> MarkBatch:
        """Rows of these schools (a sorted run with no gap in what is wanted)."""
        parts = []
        first = bisect.bisect_left(self.lasts, schools[0])
        last = bisect.bisect_right(self.firsts, schools[-1])
        for group in range(first, last):
            batch = self._group(group)
            parts.append(_only(batch, schools))
        return joined(parts)

    def _group(self, group: int) -> MarkBatch:
        if self.held is None or self.held[0] != group:
            # The counting keeps the other cores busy.
            table = self.file.read_row_group(group, use_threads=False)
            self.held = (group, _batch(table))
        return self.held[1]


def _batch(table: pa.Table) -> MarkBatch:
    table = table.combine_chunks()
    marks = table.column("marks").chunk(0) if table.num_rows else None
    if marks is None:
        empty = np.empty(0, np.int32)
        return MarkBatch(empty, empty, empty, np.empty((0, 14), np.uint8))
    raw = np.frombuffer(marks.buffers()[1], np.uint8)
    start = marks.offset * 14
    return MarkBatch(
        table.column("school").to_numpy(),
        table.column("pupil").to_numpy(),
        table.column("week").cast(pa.int32()).to_numpy(),
        raw[start : start + table.num_rows * 14].reshape(-1, 14),
    )


def _only(batch: MarkBatch, schools: list[int]) -> MarkBatch:
    edges = np.asarray(schools, dtype=np.int32)
    a = int(np.searchsorted(batch.school, edges[0], "left"))
    b = int(np.searchsorted(batch.school, edges[-1], "right"))
    part = MarkBatch(
        batch.school[a:b], batch.pupil[a:b], batch.week[a:b], batch.marks[a:b]
    )
    if edges[-1] - edges[0] + 1 == len(edges):
        return part
    kept = np.isin(part.school, edges)
    if kept.all():
        return part
    return MarkBatch(
        part.school[kept], part.pupil[kept], part.week[kept], part.marks[kept]
    )


def of_pupil(batch: MarkBatch, pupil: int) -> MarkBatch:
    """One pupil's rows of a school's, which are sorted by pupil."""
    begin, end = np.searchsorted(batch.pupil, [pupil, pupil + 1])
    return batch.only(slice(int(begin), int(end)))


def joined(parts: list[MarkBatch]) -> MarkBatch:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        empty = np.empty(0, np.int32)
        return MarkBatch(empty, empty, empty, np.empty((0, 14), np.uint8))
    return MarkBatch(
        np.concatenate([part.school for part in parts]),
        np.concatenate([part.pupil for part in parts]),
        np.concatenate([part.week for part in parts]),
        np.concatenate([part.marks for part in parts]),
    )


def blocks(sources: list[MarksFile], wanted: list[int]) -> Iterator[list[int]]:
    """Runs of wanted schools, cut where the largest file cuts its row groups."""
    if not wanted or not sources:
        return
    largest = max(sources, key=lambda source: source.file.metadata.num_rows)
    begin = 0
    for first in [*largest.firsts[1:], wanted[-1] + 1]:
        end = bisect.bisect_left(wanted, first)
        if end > begin:
            yield wanted[begin:end]
            begin = end
