"""What the store holds of one child, read when asked and of nobody else.

Nothing is counted from here. Names, birth dates and marks are read from the files each
time, with the rows of others left where they are, and kept nowhere; what is kept of every
child is only what says who may see them (:func:`places`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from muster.tables.columns import ENROLMENTS
from muster.tables.ids import as_held
from muster.tables.state import State, remembered
from muster.tables.store import Layer
from muster.tables.weekly import COUNTED


# Of the child, wherever they are taught: a roll that leaves one out takes another's.
OF_CHILD = ("home_authority", "looked_after")
# A postcode is shown nowhere (tables.columns).
NAMES = tuple(name for name in ENROLMENTS.names if name != "postcode")
DATES = ("from_on", "to_on", "born_on")
SPELL = ("school", "pupil", "from_on")
# Who is known from a list of a cohort alone is at no school.
NO_SCHOOL = 0
OF_LISTS = ("school", "pupil", "surname", "forename", "born_on")


@remembered(2)
def places(state: State) -> pl.DataFrame:
    """A row for each place of a child on a school's roll: pupil, school_id, child, and
    their last enrolment there, with no name, birth date or identifier.

    ``home_authority`` and ``looked_after`` are the child's: those of the roll they joined
    last that says. Whoever is only in the map of identifiers is left out: what was held
    of them was taken back.
    """
    rows = _standing(state.enrolments)
    rows = rows.sort("from_on", "as_at", "load_order", nulls_last=False)
    last = rows.unique("pupil", keep="last", maintain_order=True)
    known = state.pupils.select("pupil", "child", pl.col("school").alias("school_id"))
    held = known.join(last.drop("school", "born_on"), on="pupil", how="left")
    unenrolled = known.join(last, on="pupil", how="anti")
    if unenrolled.height:
        gone = set(unenrolled["pupil"].to_list()) - _met(state)
        held = held.filter(~pl.col("pupil").is_in(sorted(gone)))
    return held.sort("child", "from_on", "pupil", nulls_last=False).with_columns(
        pl.col(name).drop_nulls().last().over("child") for name in OF_CHILD
    )


def enrolments_of(state: State, pupils: Collection[int]) -> pl.DataFrame:
    """Every row a file has of these pupils, the latest word last: school, pupil, NAMES,
    as_at, load_order and told (by a weekly file, which an enrolments file overrules)."""
    wanted = pl.col("pupil").is_in(sorted(pupils))
    parts = pl.collect_all([part.filter(wanted) for part in _every(state)])
    return _by_word(pl.concat([_empty(), *parts]))


def _by_word(rows: pl.DataFrame) -> pl.DataFrame:
    """The latest word last: a weekly file's before an enrolments file's."""
    return rows.sort(
        pl.col("told").not_(),
        pl.col("as_at").fill_null(date.min),
        "load_order",
        maintain_order=True,
    )


@remembered(2)
def named(state: State) -> pl.DataFrame:
    """The pupil, forename and surname of each who has either, as last given. A page that
    names some children would read every file for them."""
    needed = ["pupil", "forename", "surname", "as_at", "load_order", "told"]
    parts = pl.collect_all([part.select(needed) for part in _every(state)])
    said = pl.concat([_empty().select(needed), *parts])
    given = pl.any_horizontal(pl.col("forename", "surname").fill_null("") != "")
    return (
        _by_word(said.filter(given))
        .unique("pupil", keep="last", maintain_order=True)
        .select("pupil", "forename", "surname")
    )


def spells_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Of :func:`enrolments_of`, the row in force of each time on a roll, in order."""
    enrolled = rows.filter(~pl.col("told"))
    told = _last_of_year(rows.filter("told")).join(
        enrolled, on=["school", "pupil"], how="anti"
    )
    dated = pl.col("load_order").filter(pl.col("from_on").is_not_null()).max()
    # As State.enrolments and enrolments_in have it: a dateless row gives way once a later
    # load knows the dates, and an undated load stands in place of those before it.
    enrolled = _standing(
        enrolled.filter(
            pl.col("from_on").is_not_null()
            | (pl.col("load_order") >= dated.over("school", "pupil").fill_null(0))
        )
    )
    every = pl.concat([told, enrolled])
    # A list from another service says nothing of a roll.
    every = every.filter(pl.col("school") != NO_SCHOOL)
    latest = every.unique(SPELL, keep="last", maintain_order=True)
    return latest.sort("from_on", "pupil", nulls_last=False)


def pupils_called(state: State, words: Iterable[str]) -> set[int]:
    """Pupils a file calls by all of the words, each the beginning of a part of a name."""
    asked = pl.select(_plain(pl.lit(" ".join(words)))).item().split()
    found: set[int] = set()
    for part in _every(state):
        rows = part.select("pupil", "forename", "surname").collect()
        held = pl.lit(True)
        for word in asked:
            held &= _begins_part(rows, "forename", word) | _begins_part(
                rows, "surname", word
            )
        found |= set(rows.filter(held)["pupil"].to_list())
    return found


def _begins_part(rows: pl.DataFrame, column: str, word: str) -> pl.Expr:
    """Whether a name has a part that begins so. Many have the same name: each is looked
    at once."""
    name = pl.concat_str(pl.lit(" "), _plain(pl.col(column)))
    meant = rows.select(pl.col(column).drop_nulls().unique()).filter(
        name.str.contains(f" {word}", literal=True)
    )
    return pl.col(column).is_in(meant[column].implode()).fill_null(False)


def pupils_born(state: State, day: date) -> set[int]:
    return _pupils_with(state, pl.col("born_on") == day)


def pupils_known_as(state: State, identifier: str) -> set[int]:
    """Pupils a school calls exactly so: a UPN, or the identifier of its own system."""
    held = state.pupils.filter(pl.col("supplied") == as_held(identifier))
    return set(held["pupil"].to_list())


def totals_of(state: State, pupils: Collection[int]) -> pl.DataFrame:
    """What each weekly file counts of these pupils: school, pupil, as_at and COUNTED.

    Of two files that run to the same day the later stands, as in State.totals_at.
    """
    wanted = pl.col("pupil").is_in(sorted(pupils))
    names = ["school", "pupil", *COUNTED]
    whole = [pl.col(name).cast(pl.Int32) for name in names]
    none: dict[str, Any] = dict.fromkeys(names, pl.Int32)
    parts = [pl.DataFrame(schema=none | {"as_at": pl.Date})]
    said: dict[str, set[int]] = {}
    for layer in reversed(state.manifest.active("totals")):
        before = said.setdefault(layer.as_at or "", set())
        rows = pl.scan_parquet(state.folder / layer.file).select(whole)
        rows = rows.filter(wanted & ~pl.col("school").is_in(sorted(before)))
        day = pl.lit(date.fromisoformat(layer.as_at or ""), pl.Date).alias("as_at")
        parts.append(rows.with_columns(day).collect())
        before |= set(layer.schools)
    return pl.concat(parts).sort("as_at", "school", "pupil")


def _plain(text: pl.Expr) -> pl.Expr:
    """As names are compared: small letters, no accents, hyphens and apostrophes parted."""
    bare = text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return bare.str.replace_all(r"[\s\-–'’`.,]+", " ")


def _pupils_with(state: State, held: pl.Expr) -> set[int]:
    found: set[int] = set()
    for part in _every(state):
        found |= set(part.filter(held).select("pupil").unique().collect()["pupil"])
    return found


def _every(state: State) -> list[pl.LazyFrame]:
    """The rows of each file with enrolments in force, not read yet."""
    enrolments = state.manifest.active("enrolments")
    totals = state.manifest.active("totals")
    cohorts = state.manifest.active("cohorts")
    return [
        *(
            _scanned(state, one, order, False, OF_LISTS)
            for order, one in enumerate(cohorts)
        ),
        *(_scanned(state, one, order, False) for order, one in enumerate(enrolments)),
        *(_scanned(state, one, order, True) for order, one in enumerate(totals)),
    ]


def _scanned(
    state: State,
    layer: Layer,
    order: int,
    told: bool,
    only: Collection[str] | None = None,
) -> pl.LazyFrame:
    path = state.folder / layer.file
    held = {*pq.read_schema(path).names}
    held = held if only is None else held & {*only}
    kinds: dict[str, Any] = dict.fromkeys(NAMES, pl.String)
    kinds |= {"school": pl.Int32, "pupil": pl.Int32} | dict.fromkeys(DATES, pl.Date)
    as_at = date.fromisoformat(layer.as_at) if layer.as_at else None
    return pl.scan_parquet(path).select(
        *(
            (pl.col(name) if name in held else pl.lit(None)).cast(kind).alias(name)
            for name, kind in kinds.items()
        ),
        pl.lit(as_at, pl.Date).alias("as_at"),
        pl.lit(order, pl.Int32).alias("load_order"),
        pl.lit(told).alias("told"),
    )


def _empty() -> pl.DataFrame:
    kinds: dict[str, Any] = dict.fromkeys(NAMES, pl.String)
    kinds |= {"school": pl.Int32, "pupil": pl.Int32} | dict.fromkeys(DATES, pl.Date)
    more = {"as_at": pl.Date, "load_order": pl.Int32, "told": pl.Boolean}
    return pl.DataFrame(schema=kinds | more)


def _standing(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the rows of a spell that a later undated load stands in place of."""
    undated = pl.col("load_order").filter(pl.col("as_at").is_null()).max()
    return rows.filter(pl.col("load_order") >= undated.over(*SPELL).fill_null(0))


def _last_of_year(told: pl.DataFrame) -> pl.DataFrame:
    """What the year's last weekly file says: an earlier one's dates were corrected."""
    day = pl.col("as_at")
    year = day.dt.year() - (day.dt.month() < 9).cast(pl.Int32)
    return told.filter(day == day.max().over("school", "pupil", year))


def _met(state: State) -> set[int]:
    """The pupils of every file of marks or of totals."""
    found: set[int] = set()
    for layer in [*state.manifest.active("marks"), *state.manifest.active("totals")]:
        rows = pl.scan_parquet(state.folder / layer.file).select("pupil").unique()
        found |= set(rows.collect()["pupil"].to_list())
    return found
