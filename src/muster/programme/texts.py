"""A text in sections as it is read: paragraphs, and lists where lines begin with “- ”."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from muster.design.charts.printable import printable
from muster.documents.blocks import Bullets, Paragraph


def blocks_of(text: str) -> Iterator[Bullets | Paragraph]:
    points: list[str] = []
    for line in printable(text).splitlines():
        if line.lstrip().startswith("- "):
            points.append(line.lstrip()[2:].strip())
            continue
        if points:
            yield Bullets(points)
            points = []
        if line.strip():
            yield Paragraph(line.strip())
    if points:
        yield Bullets(points)


def read(
    parts: Iterable[Mapping[str, str]],
) -> list[tuple[str, list[Bullets | Paragraph]]]:
    """Each section’s heading, and what stands under it."""
    return [(one["heading"], list(blocks_of(one["text"]))) for one in parts]
