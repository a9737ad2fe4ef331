"""Statistical neighbours: ten authorities most like each (peers.md 1.2)."""

from __future__ import annotations

from collections import Counter

import numpy as np

from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import Level
from muster.sources.reading.published import refuse_numbers
from muster.sources.reading.repeats import first_of_each
from muster.sources.reading.rows import Gathered, gather
from muster.tables.published import NEIGHBOURS


TEN = 10
RANKS = frozenset(map(str, range(1, TEN + 1)))

SAMPLE = "la_number,la_name,region,rank,neighbour_la_number,closeness\n" + "".join(
    f"999,Exampleshire,Middle Shires,{rank},{980 - rank},Close\n"
    for rank in range(1, TEN + 1)
)


def read(source: Source) -> Got:
    """A row for each neighbour of each authority."""
    rows = gather(source)
    refuse_numbers(rows, "la_number")
    refuse_numbers(rows, "neighbour_la_number")
    _refuse_ranks(rows)
    _refuse_neighbours_of_themselves(rows)
    keep = first_of_each(rows, ("la_number", "rank"), "the same authority and rank")
    if not source.problems.errors:
        _warn_of_few(rows)
    return Got(rows.table(keep), int(keep.sum()), int((~keep).sum()))


def _refuse_ranks(rows: Gathered) -> None:
    ranks = [str(each or "") for each in rows.values("rank")]
    bad = [row for row, rank in enumerate(ranks) if rank not in RANKS]
    said = [f"“{ranks[row]}” is not a rank from 1 (nearest) to 10." for row in bad]
    rows.say(np.array(bad, dtype=np.int64), Level.ERROR, said, "rank")


def _refuse_neighbours_of_themselves(rows: Gathered) -> None:
    pairs = zip(
        rows.values("la_number"), rows.values("neighbour_la_number"), strict=True
    )
    same = [number is not None and number == other for number, other in pairs]
    rows.refuse(
        np.flatnonzero(same),
        "An authority can’t be a neighbour of itself. Correct one of the two numbers.",
        "neighbour_la_number",
    )


def _warn_of_few(rows: Gathered) -> None:
    named = rows.values("la_number")
    has = Counter(named)
    first = {number: row for row, number in reversed(list(enumerate(named)))}
    few = sorted(first[number] for number, many in has.items() if many < TEN)
    said = [
        f"{rows.values('la_name')[row]} has {has[named[row]]} neighbours and not ten. "
        "Means will be of those."
        for row in few
    ]
    rows.say(np.array(few, dtype=np.int64), Level.WARNING, said)


FORMAT = Format("la-neighbours", NEIGHBOURS.title, NEIGHBOURS, SAMPLE, read)
