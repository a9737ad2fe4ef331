"""The other authorities of the demo's England: none is real, nor could be taken for one.

Their numbers are some nobody has, their ONS codes begin E09999 and their outlines are out
at sea.
"""

import json
from dataclasses import dataclass
from functools import cache

from .dice import dice
from .places import LA_NUMBER
from .words import AUTHORITY, NEIGHBOURS


ENGLAND_NUMBER = "970"
# By LAIT's number for them: see tables.published.NUMBERED.
REGIONS = {
    "991": "North Reach",
    "992": "Lantern Coast",
    "993": "Vale and Levels",
    "994": "Southern Combes",
}
# Six to a row of the map, from the north and from the west.
PLACES = """
Aldrashire Brennamouth Tarrandale Ullinshire Wharraby Kestramoor Jolanhaven Yarrelshire
Corvanshire Northmarch Orvanby Sorrelmouth Issenvale Harrowmere Lorranshire Nettarhaven
Marvanshire Tolland_Forest Dunnelshire Ebbarton_Vale Fenwarshire Gorsanby Hobbinshire
Pennarmouth Quarrashire Rushelby Vesperdale Zellanshire Astrenmouth Brackelshire
"""
ACROSS = 6
REGION_OF_ROW = (0, 1, 2, 2, 3)
KINDS = ("UA", "MD", "SC")
# In degrees: where the map begins, and how large an authority is.
WEST, NORTH = 1.1, 55.54
WIDE, TALL = 0.45, 0.28
# How far a corner, or a point of an edge, is from where it would be on squared paper.
JITTER = 0.22
POINTS = 4


@dataclass(frozen=True)
class Other:
    """An authority. `pull` is how many times England's absence it has, or thereabouts."""

    number: str
    name: str
    region: str
    kind: str
    pull: float
    pupils: int
    column: int
    row: int

    @property
    def code(self) -> str:
        return f"E09999{self.number}"

    @property
    def is_demo(self) -> bool:
        return self.number == LA_NUMBER


@cache
def authorities(seed: int) -> tuple[Other, ...]:
    """All thirty, the demo's own among them."""
    names = [name.replace("_", " ") for name in PLACES.split()]
    assert AUTHORITY in names and set(NEIGHBOURS) <= set(names)
    numbers = iter([*range(950, 970), *range(971, 980)])
    draw = dice(seed, "authorities")
    found = []
    for place, name in enumerate(names):
        row, column = divmod(place, ACROSS)
        pull, size = draw.normal(1, 0.085), draw.lognormal(10.5, 0.45)
        found.append(
            Other(
                number=LA_NUMBER if name == AUTHORITY else str(next(numbers)),
                name=name,
                region=list(REGIONS)[REGION_OF_ROW[row]],
                kind=KINDS[place % len(KINDS)],
                pull=float(pull),
                pupils=int(size),
                column=column,
                row=row,
            )
        )
    return tuple(found)


def neighbours(seed: int, of: Other) -> list[Other]:
    """The ten most like one: those whose absence is nearest."""
    others = [each for each in authorities(seed) if each != of]
    return sorted(others, key=lambda each: abs(each.pull - of.pull))[:10]


# Their outlines

Point = tuple[float, float]


def boundaries(seed: int) -> str:
    """A GeoJSON of the thirty, as the Open Geography portal has its own."""
    features = [
        {
            "type": "Feature",
            "properties": {"CTYUA25CD": one.code, "CTYUA25NM": one.name},
            "geometry": {"type": "Polygon", "coordinates": [_outline(seed, one)]},
        }
        for one in authorities(seed)
    ]
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _outline(seed: int, one: Other) -> list[Point]:
    """Round by the north, east, south and west; neighbours share every point."""
    west, east = one.column, one.column + 1
    north, south = one.row, one.row + 1
    points = [
        *_edge(seed, "across", west, north),
        *_edge(seed, "down", east, north),
        *reversed(_edge(seed, "across", west, south, ends_on_last=True)),
        *reversed(_edge(seed, "down", west, north, ends_on_last=True)),
    ]
    return [*points, points[0]]


def _edge(
    seed: int, way: str, column: int, row: int, *, ends_on_last: bool = False
) -> list[Point]:
    """An edge's points from its first corner, without its last; or with, and not the first."""
    across = way == "across"
    first = _corner(seed, column, row)
    last = _corner(seed, column + across, row + (not across))
    draw = dice(seed, "edge", way, column, row)
    points = [first]
    for nth in range(1, POINTS):
        share = nth / POINTS
        aside = draw.normal(0, 0.055)
        x = first[0] + share * (last[0] - first[0]) + aside * WIDE * (not across)
        y = first[1] + share * (last[1] - first[1]) + aside * TALL * across
        points.append((round(x, 4), round(y, 4)))
    points.append(last)
    return points[1:] if ends_on_last else points[:-1]


def _corner(seed: int, column: int, row: int) -> Point:
    draw = dice(seed, "corner", column, row)
    x, y = draw.uniform(-JITTER, JITTER, 2)
    return round(WEST + WIDE * (column + x), 4), round(NORTH - TALL * (row + y), 4)
