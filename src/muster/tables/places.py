"""Places: which ward a postcode is in, and the outlines of authorities.

Both come from the Office for National Statistics, whose headings carry a year and a kind
of area: the look-up of postcodes (ONSPD, NSPL) and its Open Geography portal.
"""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column, Table


YEARS = range(11, 40)
# Upper tier, district and county authorities.
OF_AREAS = ("CTYUA", "UTLA", "LTLA", "LAD", "CTY")
OF_WARDS = ("WD", "CMWD")


def _headed(kinds: tuple[str, ...], ending: str) -> tuple[str, ...]:
    """The ONS's headings for areas of some kinds, of any year: CTYUA23CD."""
    return tuple(f"{kind}{year}{ending}" for kind in kinds for year in YEARS)


POSTCODES = Table(
    "postcodes",
    "Postcodes and their wards",
    "One row a postcode. The ONS Postcode Directory and the National Statistics Postcode "
    "Lookup will do as they are, best the file of your own postcode area; so will any CSV "
    "of postcode and ward. With it, enrolments may have a postcode and no ward. A "
    "postcode it doesn’t have is counted, said, and given no ward.",
    (
        Column(
            "postcode",
            Kind.POSTCODE,
            "The postcode, with or without its space.",
            required=True,
            example="QX1 1AA",
            also=("pcds", "pcd", "pcd2", "pcd7", "pcd8"),
        ),
        Column(
            "ward",
            Kind.TEXT,
            "The ward, by name or by code.",
            required=True,
            blank=True,
            example="Mill",
            also=("osward", "ward code", *_headed(OF_WARDS, "CD")),
        ),
        Column(
            "ward_name",
            Kind.TEXT,
            "The ward’s name, where the other column has its code.",
            example="Mill",
            also=_headed(OF_WARDS, "NM"),
        ),
    ),
)

BOUNDARIES = Table(
    "boundaries",
    "Authority boundaries",
    "A GeoJSON of authorities from the Open Geography portal, in WGS84 (longitude and "
    "latitude); its ultra generalised files (BUC) are large enough for a map. A feature "
    "is an authority, with its code and name as “CTYUA23CD” and “CTYUA23NM”, the same of "
    "another year or kind, or plain “code” and “name”.",
    (
        Column(
            "code",
            Kind.TEXT,
            "The ONS code of the authority.",
            required=True,
            example="E09999999",
            also=_headed(OF_AREAS, "CD"),
        ),
        Column(
            "name",
            Kind.TEXT,
            "Its name.",
            required=True,
            example="Exampleshire",
            also=_headed(OF_AREAS, "NM"),
        ),
        Column(
            "geometry",
            Kind.TEXT,
            "Its outline: a Polygon or a MultiPolygon.",
            required=True,
            example="Polygon",
        ),
    ),
)
