"""What was typed on a page, as a file that came with a request: it is loaded like any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.sources import received
from muster.sources.models import Upload


@dataclass(frozen=True)
class Written:
    """A file nobody sent, or one small enough to be held whole."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def keep_as(self, path: Path) -> None:
        path.write_bytes(self.content)


def receive(file: Written, *, by: str, format: str, **more: object) -> Upload:  # noqa: A002
    """Puts it on the way every file goes: read, looked at, loaded, taken back."""
    return received.receive([file], by=by, format=format, **more)[0]  # type: ignore[arg-type]


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return written.getvalue().encode()
