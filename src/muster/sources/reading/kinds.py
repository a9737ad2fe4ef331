"""Opening a file of any kind Muster reads rows of: text, an Excel workbook or GeoJSON."""

from __future__ import annotations

from pathlib import Path

from muster.sources.reading.geojson import is_geojson, open_geojson
from muster.sources.reading.opening import Sheet, open_text
from muster.sources.reading.workbook import Score, is_workbook, open_workbook


def open_any(path: Path, score: Score) -> Sheet:
    """Opens a file as far as its headings. Raises NotReadable, with a sentence.

    `score` says how good a row's cells are as headings, 0 if they are none: a workbook's
    may stand on any sheet, and below a title.
    """
    if path.is_file() and is_workbook(path):
        return open_workbook(path, score)
    if is_geojson(path):
        return open_geojson(path)
    return open_text(path)
