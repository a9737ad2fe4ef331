"""A GeoJSON of areas, opened as a file of rows: a feature a row, its outline the last cell.

Only the properties that could be a code or a name are cells: the portal's files have a
dozen others.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muster.sources.reading.opening import NotReadable, Sheet, size_of


LARGEST = 40 * 1024 * 1024
OUTLINES = ("Polygon", "MultiPolygon")
LABELS = re.compile(r"code|name|[a-z]+\d\d(cd|nm)", re.IGNORECASE)
GEOMETRY = "geometry"

IN_METRES = (
    "This file is in metres of the British National Grid, and Muster reads longitude and "
    "latitude (WGS84). Download it again as GeoJSON, which the Open Geography portal gives "
    "in WGS84, or have it converted."
)
NOT_AREAS = (
    "This JSON is not a GeoJSON FeatureCollection of areas. Download the boundaries again "
    "as GeoJSON."
)


def is_geojson(path: Path) -> bool:
    """Whether a file begins as JSON does."""
    try:
        with path.open("rb") as file:
            start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False
    return start.startswith(b"{")


def open_geojson(path: Path) -> Sheet:
    """Opens a file of areas. Raises NotReadable, with a sentence."""
    size = size_of(path)
    if size > LARGEST:
        raise NotReadable(
            f"This file is {size // 1024**2:,} MB, and Muster reads boundaries up to "
            f"{LARGEST // 1024**2} MB. Take the ultra generalised ones (BUC): a map needs "
            "no more."
        )
    features = _features(path)
    headings = [*_labels(features), GEOMETRY]
    text = _as_csv(features, headings)
    return Sheet(
        path,
        size,
        encoding="utf-8",
        delimiter=",",
        headings=tuple(headings),
        headings_row=0,
        skip=0,
        old_line_ends=False,
        place="Feature",
        rows=lambda: iter([(text, size)]),
    )


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        held = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise NotReadable(NOT_AREAS) from None
    is_collection = isinstance(held, dict) and held.get("type") == "FeatureCollection"
    features = held.get("features") if is_collection else None
    if not isinstance(features, list) or not features:
        raise NotReadable(NOT_AREAS)
    # The older way of saying that coordinates are something else than WGS84.
    if "27700" in json.dumps(held.get("crs")):
        raise NotReadable(IN_METRES)
    for number, feature in enumerate(features, 1):
        _refuse(feature, number)
    return features


def _refuse(feature: Any, number: int) -> None:
    outline = feature.get(GEOMETRY) if isinstance(feature, dict) else None
    outline = outline if isinstance(outline, dict) else {}
    kind = outline.get("type")
    if kind not in OUTLINES or not isinstance(feature.get("properties"), dict):
        raise NotReadable(
            f"Feature {number:,} is not an area with properties: its geometry is "
            f"{kind or 'missing'}, and a Polygon or a MultiPolygon is needed. Download the "
            "boundaries again as GeoJSON."
        )
    points = list(_points(outline.get("coordinates")))
    if len(points) < 4:
        raise NotReadable(
            f"Feature {number:,} has no outline: an area has four points or more. Take the "
            "file again from where it came from."
        )
    if any(abs(x) > 180 or abs(y) > 90 for x, y in points):
        raise NotReadable(IN_METRES)


def _points(held: Any) -> Iterator[tuple[float, float]]:
    """Every point of nested lists. Raises NotReadable for what is none."""
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, list):
            raise NotReadable(NOT_AREAS)
        if len(one) >= 2 and all(isinstance(each, int | float) for each in one[:2]):
            try:
                point = float(one[0]), float(one[1])
            except OverflowError:
                raise NotReadable(NOT_AREAS) from None
            if not all(map(math.isfinite, point)):
                raise NotReadable(NOT_AREAS)
            yield point
        else:
            waiting.extend(one)


def _labels(features: Sequence[Mapping[str, Any]]) -> list[str]:
    named = {name for feature in features for name in feature["properties"]}
    return sorted(name for name in named if LABELS.fullmatch(name))


def _as_csv(features: Sequence[Mapping[str, Any]], headings: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for feature in features:
        labels = feature["properties"]
        outline = feature[GEOMETRY]
        kept = {"type": outline["type"], "coordinates": outline["coordinates"]}
        writer.writerow(
            [_text(labels.get(name)) for name in headings[:-1]]
            + [json.dumps(kept, separators=(",", ":"))]
        )
    return text.getvalue().encode("utf-8")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
