"""Which kind of file the bytes are, and its lines; what can’t be read is refused."""

from __future__ import annotations

from .cells import Line
from .from_text import lines_of_text


MOST_BYTES = 5 * 1024 * 1024


def lines_of(name: str, content: bytes) -> list[Line]:
    return lines_of_text(content.decode("utf-8-sig"))
