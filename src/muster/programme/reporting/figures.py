"""The figures of a signed-off pack, as a paper of a board prints them.

Read from the bytes that were signed off, and from nothing else, so that a paper's numbers
are the pack's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muster.design.filters import percent
from muster.documents.blocks import Column, Table
from muster.documents.issuing import figures_of
from muster.documents.models import Issued
from muster.measures.dimensions import TITLES
from muster.measures.figures import percentage
from muster.measures.titles import title_of


SHAPE = 1
NOW = "now"
WITHHELD = "c"


class NotAPack(ValueError):
    """A paper that has no figures of this shape; a sentence."""


@dataclass(frozen=True)
class PackTable:
    """A table a paper can choose: ``key`` is what is kept of the choice."""

    key: str
    title: str
    table: Table


def tables(pack: Issued) -> list[PackTable]:
    """Each breakdown of the pack's own period. Raises NotAPack, and Changed where the
    stored bytes are not those that were signed off."""
    held = _pack(pack)
    titles = {one["name"]: one["title"] for one in held["meanings"]}
    return list(_tables(held, titles, pack.title))


def _pack(paper: Issued) -> dict[str, Any]:
    try:
        held = json.loads(figures_of(paper))
    except json.JSONDecodeError:
        held = {}
    if not isinstance(held, dict) or held.get("shape") != SHAPE or "pack" not in held:
        raise NotAPack(f"{paper} is not a pack whose figures can be read here.")
    return held["pack"]


def _tables(
    held: dict[str, Any], titles: dict[str, str], period: str
) -> Iterator[PackTable]:
    seen = set()
    for one in held["held"]:
        if one["span"] != NOW or len(one["by"]) > 1 or not one["rows"]:
            continue
        key = f"{'+'.join(one['by']) or 'all'}|{one['rolls']}"
        if key in seen:
            continue
        seen.add(key)
        title = _title(one, period)
        yield PackTable(key, title, _table(one, titles, title))


def _title(one: dict[str, Any], period: str) -> str:
    by = f" by {_called(one['by'][0]).lower()}" if one["by"] else ""
    apart = ", pupil referral units" if "stand apart" in one["rolls"] else ""
    return f"Attendance{by}{apart}: {period}"


def _table(one: dict[str, Any], titles: dict[str, str], title: str) -> Table:
    measures = list(dict.fromkeys(row["measure"] for row in one["rows"]))
    if not one["by"]:
        rows = [
            [titles.get(row["measure"], row["measure"]), said(row)]
            for row in one["rows"]
        ]
        return Table(title, [Column("Measure"), Column("Figure", numeric=True)], rows)
    cells = {(tuple(row["dims"]), row["measure"]): row for row in one["rows"]}
    places = list(dict.fromkeys(tuple(row["dims"]) for row in one["rows"]))
    rows = [
        [
            title_of(one["by"][0], place[0]),
            *(said(cells.get((place, measure))) for measure in measures),
        ]
        for place in places
    ]
    heads = [Column(_called(one["by"][0]))] + [
        Column(titles.get(each, each), numeric=True) for each in measures
    ]
    return Table(title, heads, rows, "c: withheld, because the number is small.")


def said(row: dict[str, Any] | None) -> str:
    """“6.4%”, as the pack prints it: half up from the integers, or as it was rounded."""
    if row is None:
        return "–"
    if row["suppressed"]:
        return WITHHELD
    if row["rounded"] is not None:
        return f"{Decimal(str(row['rounded']))}%"
    return percent(percentage(row["numerator"], row["denominator"]))


def _called(dimension: str) -> str:
    return TITLES.get(dimension, dimension)
