"""Boundaries of authorities, as the Open Geography portal has them (see `tables.places`)."""

from __future__ import annotations

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import gather
from muster.tables.places import BOUNDARIES


SAMPLE = """\
{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"CTYUA23CD": "E09999999", "CTYUA23NM": "Exampleshire"},
 "geometry": {"type": "Polygon", "coordinates": [[[1, 54], [1.5, 54], [1.5, 54.5], [1, 54]]]}},
{"type": "Feature", "properties": {"CTYUA23CD": "E09999998", "CTYUA23NM": "Northshire"},
 "geometry": {"type": "MultiPolygon", "coordinates": [
  [[[1, 55], [1.5, 55], [1.5, 55.5], [1, 55]]], [[[2, 55], [2.5, 55], [2.5, 55.5], [2, 55]]]]}}
]}
"""


def read(source: Source) -> Got:
    """An area a row. One code is one area."""
    rows = gather(source)
    keep = first_of_each(rows, ("code",), "the same code")
    return Got(rows.table(keep), int(keep.sum()), int((~keep).sum()))


FORMAT = Format(
    "boundaries",
    BOUNDARIES.title,
    BOUNDARIES,
    SAMPLE,
    read,
    says_others=False,
    ending="geojson",
)
