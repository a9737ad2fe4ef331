"""Who is in which cohort on a day, and which rows of lists wait for somebody.

Lists are matched to children when a question is asked, as enrolments are: a child who
arrives in a later load is matched by their UPN without anybody doing anything. A row whose
name or birth date is not the child's waits for a person, who says whom it is about; what
they said is a layer too, so that it can be taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from muster.tables import children
from muster.tables.children import NO_SCHOOL
from muster.tables.cohorts import (
    ALONE,
    ANY_DAY,
    MATCHES,
    NAMED,
    Cohort,
    Word,
    cohorts,
    spells,
)
from muster.tables.names import is_another
from muster.tables.state import State, remembered
from muster.tables.store import Draft, Layer


NAME, BIRTH, NOBODY = "name", "birth date", "nobody"
YES = "yes"
SPELLS = {
    "child": pl.Int32,
    "cohort": pl.String,
    "from_on": pl.Date,
    "to_on": pl.Date,
    "placed_in": pl.String,
    "at_school": pl.String,
    "ended_by_list": pl.Boolean,
}


def is_held(state: State) -> bool:
    """Whether any list is: without one nothing here makes a difference."""
    return bool(state.manifest.active("cohorts"))


@remembered(2)
def rows(state: State) -> pl.DataFrame:
    """Every row of a list in force: pupil, cohort, days, places, said, as_at, load_order,
    load, the ``child`` of its UPN, and ``why`` it waits ("" for one that doesn't): no
    names.

    ``whom`` is the child it is about: a person's choice where there was one, and null
    while it waits or where they chose nobody who is held.
    """
    told = _told(state)
    told = told.join(state.pupils.select("pupil", "child"), "pupil", "left")
    told = told.join(_doubts(state, told), ["pupil", "said"], "left")
    told = told.join(_chosen(state), "said", "left")
    decided = pl.col("chosen").is_not_null()
    whom = pl.when(decided).then("chosen").when(pl.col("doubt").is_null()).then("child")
    return told.with_columns(
        pl.when(decided)
        .then(pl.lit(""))
        .otherwise(pl.col("doubt").fill_null(""))
        .alias("why"),
        whom.alias("whom"),
        decided.alias("decided"),
    ).drop("doubt", *NAMED)


@remembered(2)
def times(state: State) -> pl.DataFrame:
    """A row a time in a cohort, of each child (SPELLS): those in none are not there."""
    found = [
        (
            whom,
            key,
            one.from_on,
            one.to_on,
            one.placed_in,
            one.at_school,
            one.ended_by_list,
        )
        for (whom, key), loads in _loads(state).items()
        for one in spells(loads)
    ]
    held = pl.DataFrame(found, schema=SPELLS, orient="row")
    # A time that was over before it began: the next one's row took its place.
    whole = pl.col("to_on").is_null() | (pl.col("to_on") >= pl.col("from_on"))
    return held.filter(whole).sort("child", "cohort", "from_on")


def on_day(state: State, day: date) -> pl.DataFrame:
    """The times in cohorts that hold on a day."""
    return between(state, day, day)


def between(state: State, first: date, last: date) -> pl.DataFrame:
    """The times in cohorts that hold on some day from the first to the last."""
    ends = pl.col("to_on")
    return times(state).filter(
        (pl.col("from_on") <= last) & (ends.is_null() | (ends >= first))
    )


def of_child(state: State, child: int) -> pl.DataFrame:
    """A child's times in cohorts."""
    return times(state).filter(pl.col("child") == child)


def upns_in(state: State, key: str, day: date) -> frozenset[str]:
    """What lists call those who are in a cohort on a day."""
    inside = on_day(state, day).filter(pl.col("cohort") == key)["child"]
    listed = rows(state).filter(
        (pl.col("cohort") == key) & pl.col("whom").is_in(inside.implode())
    )
    known = state.pupils.filter(pl.col("pupil").is_in(listed["pupil"].implode()))
    return frozenset(known["supplied"].drop_nulls().to_list())


def whole_list(state: State, key: str) -> date | None:
    """The day of the latest list of a cohort that was whole."""
    days = [
        date.fromisoformat(layer.as_at or "")
        for layer in state.manifest.active("cohorts")
        if key in layer.whole_of
    ]
    return max(days, default=None)


def ever_listed(state: State, key: str) -> frozenset[int]:
    """The children some list has, or had, in a cohort; a row that waits for a person says
    so of whoever has its UPN."""
    about = _numbered(state).filter(pl.col("cohort") == key)["about"]
    return frozenset(about.to_list())


# What it makes of a child's characteristics ----------------------------------------------------


def overlaid(
    state: State, held: pl.DataFrame, first: date, last: date, unknown: str | None
) -> pl.DataFrame:
    """Rows of a ``child`` with the breakdowns cohorts inform as lists have them, in a
    period. ``unknown`` is what the rows have where nobody says.

    Lists go before what a school says of who was ever on one; of anybody else the school's
    word stands.
    """
    for name, said in _by_breakdown(state, first, last).items():
        if name not in held.columns:
            held = held.with_columns(pl.lit(None, pl.Categorical).alias(name))
        listed = pl.DataFrame(
            {"child": list(said), "listed": list(said.values())},
            schema={"child": pl.Int32, "listed": pl.String},
        )
        rest = pl.lit("no") if name in ALONE and _has_list(state, name, last) else name
        held = (
            held.join(listed, "child", "left", maintain_order="left")
            .with_columns(
                pl.coalesce(
                    "listed",
                    pl.col(name).cast(pl.String) if rest is name else rest,
                    pl.lit(unknown, pl.String),
                )
                .cast(pl.Categorical)
                .alias(name)
            )
            .drop("listed")
        )
    return held


def _by_breakdown(state: State, first: date, last: date) -> dict[str, dict[int, str]]:
    """By breakdown, what lists say of each child: yes of who is in a cohort, and no of who
    was in the one that decides it."""
    found: dict[str, dict[int, str]] = {
        name: {} for one in cohorts().values() for name in one.informs
    }
    ever = times(state).filter(pl.col("from_on") <= last)
    for one in cohorts().values():
        if one.out:
            were = ever.filter(pl.col("cohort") == one.key)["child"]
            found[one.decides] |= dict.fromkeys(were.to_list(), one.out)
    for one in cohorts().values():
        inside = _inside(state, one, first, last)
        for name in one.informs:
            value = one.value if name == one.decides else YES
            found[name] |= dict.fromkeys(inside, value)
    return found


def _inside(state: State, one: Cohort, first: date, last: date) -> list[int]:
    """Who is in it for a period: at its last day, or on any (cohorts.toml)."""
    begins = first if one.counted == ANY_DAY else last
    found = between(state, begins, last).filter(pl.col("cohort") == one.key)
    return found["child"].unique().to_list()


def _has_list(state: State, name: str, last: date) -> bool:
    keys = [one.key for one in cohorts().values() if one.decides == name]
    began = times(state).filter(
        pl.col("cohort").is_in(keys) & (pl.col("from_on") <= last)
    )
    return began.height > 0


# From rows to times ---------------------------------------------------------------------------


def _told(state: State) -> pl.DataFrame:
    kinds: dict[str, Any] = {
        "pupil": pl.Int32,
        "cohort": pl.String,
        "from_on": pl.Date,
        "to_on": pl.Date,
        "placed_in": pl.String,
        "at_school": pl.String,
        "said": pl.String,
        "surname": pl.String,
        "forename": pl.String,
        "born_on": pl.Date,
    }
    more = {"as_at": pl.Date, "load_order": pl.Int32, "load": pl.String}
    parts = [pl.DataFrame(schema=kinds | more)]
    for order, layer in enumerate(state.manifest.active("cohorts")):
        as_at = date.fromisoformat(layer.as_at) if layer.as_at else None
        parts.append(
            pl.read_parquet(state.folder / layer.file)
            .select(pl.col(name).cast(kind) for name, kind in kinds.items())
            .with_columns(
                pl.lit(as_at, pl.Date).alias("as_at"),
                pl.lit(order, pl.Int32).alias("load_order"),
                pl.lit(layer.load, pl.String).alias("load"),
            )
        )
    return pl.concat(parts)


WHOM = ["about", "cohort"]
Loads: TypeAlias = dict[tuple[int, str], list[tuple[date | None, int, list[Word]]]]


def _loads(state: State) -> Loads:
    """What each load says of each child and cohort, in turn: a whole list that hasn't them
    says so once, and one that says what the list before it said says nothing."""
    told = _numbered(state)
    said = told.filter(~_repeats()).sort("load_order", maintain_order=True)
    found: Loads = defaultdict(list)
    events = [*said.iter_rows(named=True), *_absences(state, told)]
    for row in sorted(events, key=lambda one: one["load_order"]):
        loads = found[row["about"], row["cohort"]]
        if not loads or loads[-1][1] != row["load_order"]:
            loads.append((row["as_at"], row["load_order"], []))
        if "from_on" in row:
            loads[-1][2].append(_word(row))
    return found


def _word(row: dict[str, Any]) -> Word:
    return Word(
        row["from_on"],
        row["to_on"],
        row["placed_in"] or "",
        row["at_school"] or "",
        row["load_order"],
        not row["why"],
    )


def _numbered(state: State) -> pl.DataFrame:
    """The rows, ``about`` whom, with the ``number`` of the whole list of the cohort each is
    of; null of changes. One that waits still says that whoever has the UPN is on it."""
    waits = pl.col("why") != ""
    return (
        rows(state)
        .with_columns(pl.when(waits).then("child").otherwise("whom").alias("about"))
        .filter(pl.col("about").is_not_null())
        .join(_whole_lists(state), ["cohort", "load_order"], "left")
        .sort(*WHOM, "load_order", maintain_order=True)
    )


def _whole_lists(state: State) -> pl.DataFrame:
    held = [
        (key, order, date.fromisoformat(layer.as_at or ""))
        for order, layer in enumerate(state.manifest.active("cohorts"))
        for key in layer.whole_of
    ]
    schema = {"cohort": pl.String, "load_order": pl.Int32, "list_on": pl.Date}
    number = pl.int_range(pl.len(), dtype=pl.Int32).over("cohort").alias("number")
    return pl.DataFrame(held, schema=schema, orient="row").with_columns(number)


def _repeats() -> pl.Expr:
    """Whether a row says what the row before it said, in the whole list before."""
    same = pl.col("number") == pl.col("number").shift(1).over(WHOM) + 1
    for name in ("from_on", "to_on", "placed_in", "at_school", "why"):
        same &= pl.col(name).eq_missing(pl.col(name).shift(1).over(WHOM))
    return same.fill_null(False)


def _absences(state: State, told: pl.DataFrame) -> list[dict[str, Any]]:
    """The first whole list after each that has a child on it, where it hasn't; and, of who
    only changes speak of, the first whole list after."""
    lists = _whole_lists(state)
    on_one = told.drop_nulls("number").select(*WHOM, "number").unique()
    after = on_one.with_columns(pl.col("number") + 1)
    changed = told.filter(pl.col("number").is_null())
    # A time that begins after the next list is ended by the first list after it begins.
    begun = (
        changed.with_columns((pl.col("from_on") + pl.duration(days=1)).alias("list_on"))
        .sort("list_on")
        .join_asof(
            lists.sort("list_on").rename({"load_order": "later"}),
            on="list_on",
            by="cohort",
            strategy="forward",
            check_sortedness=False,
            suffix="_next",
        )
        .filter(pl.col("later") > pl.col("load_order"))
        .select(*WHOM, pl.col("number_next").alias("number"))
    )
    next_one = (
        changed.sort("load_order")
        .join_asof(
            lists.drop("list_on").sort("load_order"),
            on="load_order",
            by="cohort",
            strategy="forward",
            check_sortedness=False,
            suffix="_next",
        )
        .drop_nulls("number_next")
        .select(*WHOM, pl.col("number_next").alias("number"))
    )
    off = (
        pl.concat([after, next_one, begun])
        .unique()
        .join(on_one, [*WHOM, "number"], "anti")
    )
    return (
        off.join(lists.rename({"list_on": "as_at"}), ["cohort", "number"])
        .select(*WHOM, "load_order", "as_at")
        .to_dicts()
    )


# Rows that wait --------------------------------------------------------------------------------


def _doubts(state: State, told: pl.DataFrame) -> pl.DataFrame:
    """The (pupil, said) of rows that disagree with what schools send, and in what.

    A birth date none of them has, or a name that is none of theirs. Who is on no roll is
    nobody to disagree with.
    """
    asked = told.select("pupil", "said", "child", *NAMED).unique(["pupil", "said"])
    known = state.pupils.filter(
        pl.col("child").is_in(asked["child"].implode())
        & (pl.col("school") != NO_SCHOOL)
    )
    sent = children.enrolments_of(state, known["pupil"].to_list()).join(
        known.select("pupil", "child"), "pupil"
    )
    said = asked.join(
        sent.group_by("child").agg(
            pl.struct("forename", "surname").unique().alias("called"),
            pl.col("born_on").drop_nulls().unique().alias("born"),
        ),
        "child",
    )
    born = pl.col("born_on").is_not_null() & (pl.col("born").list.len() > 0)
    other = [_is_another(row) for row in said.iter_rows(named=True)]
    doubt = (
        pl.when(born & ~pl.col("born").list.contains(pl.col("born_on")))
        .then(pl.lit(BIRTH))
        .when(pl.Series(other, dtype=pl.Boolean))
        .then(pl.lit(NAME))
    )
    return said.select("pupil", "said", doubt.alias("doubt")).drop_nulls("doubt")


def _is_another(row: dict[str, Any]) -> bool:
    called = [(one["forename"], one["surname"]) for one in row["called"]]
    return is_another(row["forename"] or "", row["surname"] or "", called)


def _chosen(state: State) -> pl.DataFrame:
    """What people said rows are about, the latest: said and chosen. Nobody who is held is
    the pupil of the list itself."""
    parts = [pl.DataFrame(schema={"said": pl.String, "pupil": pl.Int32})]
    for layer in state.manifest.active(MATCHES):
        held = pl.read_parquet(state.folder / layer.file)
        parts.append(held.select("said", pl.col("pupil").cast(pl.Int32)))
    last = pl.concat(parts).unique("said", keep="last", maintain_order=True)
    known = state.pupils.select("pupil", "child", "school")
    return last.join(known, "pupil", "left").select(
        "said",
        # Nobody: a number no child has, the pupil's own below nought.
        pl.when(pl.col("school") == NO_SCHOOL)
        .then(-pl.col("pupil"))
        .otherwise("child")
        .alias("chosen"),
    )


@dataclass(frozen=True)
class Row:
    """What rows of lists that say the same say of whom they are about. ``why`` they wait:
    NOBODY has the UPN, or their NAME or BIRTH date is another; "" once somebody decided,
    or for one that never waited. ``child`` has the UPN, ``whom`` it is about."""

    said: str
    pupil: int
    upn: str
    child: int
    whom: int | None
    why: str
    cohorts: tuple[str, ...]
    surname: str
    forename: str
    born_on: date | None
    placed_in: str
    at_school: str


def waiting(state: State) -> list[Row]:
    """The rows that wait for a person, or for a child to arrive."""
    told = rows(state)
    alone = _alone(state)["pupil"]
    nobody = pl.col("pupil").is_in(alone.implode()) & ~pl.col("decided")
    why = pl.when(nobody).then(pl.lit(NOBODY)).otherwise("why").alias("why")
    return _each(state, told.with_columns(why).filter(pl.col("why") != ""))


def decided(state: State) -> list[Row]:
    """The rows of which somebody said whom they are about."""
    return _each(state, rows(state).filter("decided"))


def _each(state: State, held: pl.DataFrame) -> list[Row]:
    named = _told(state).select("said", *NAMED).unique("said")
    supplied = dict(state.pupils.select("pupil", "supplied").iter_rows())
    found = []
    for _, same in held.join(named, "said", maintain_order="left").group_by(
        "said", maintain_order=True
    ):
        row = same.row(-1, named=True)
        texts = {
            name: row[name] or ""
            for name in ("surname", "forename", "placed_in", "at_school")
        }
        found.append(
            Row(
                said=row["said"],
                pupil=row["pupil"],
                upn=supplied[row["pupil"]] or "",
                child=row["child"],
                whom=row["whom"],
                why=row["why"],
                cohorts=tuple(same["cohort"].unique(maintain_order=True).to_list()),
                born_on=row["born_on"],
                **texts,
            )
        )
    return found


def choose(draft: Draft, state: State, load: str, said: str, pupil: int) -> None:
    """Writes down whom a row is about: a pupil of the child, or the list's own for nobody
    who is held."""
    school = dict(state.pupils.select("pupil", "school").iter_rows())[pupil]
    table = pa.table(
        {
            "school": pa.array([school], pa.int32()),
            "pupil": pa.array([pupil], pa.int32()),
            "said": pa.array([said], pa.string()),
        }
    )
    name = draft.new_name("cohort-matches", "layers")
    pq.write_table(table, draft.path(name), compression="zstd")
    draft.layers.append(Layer(load=load, table=MATCHES, file=name, rows=1))


def pupil_of(state: State, child: int) -> int | None:
    """A pupil of a child at some school; None where no school has them."""
    at_school = state.pupils.filter(
        (pl.col("child") == child) & (pl.col("school") != NO_SCHOOL)
    )
    return at_school["pupil"].to_list()[-1] if at_school.height else None


@remembered(2)
def places(state: State, day: date) -> pl.DataFrame:
    """Every place of a child as :func:`children.places` has it, with what lists say of
    them on a day; and a place at no school for each child who is only on a list."""
    held = children.places(state)
    if not is_held(state):
        # Nobody is in what only lists say; whoever reaches by it reaches nobody.
        nobody = (pl.lit(None, pl.Categorical).alias(name) for name in ALONE)
        return held.with_columns(*nobody)
    elsewhere = _alone(state).with_columns(
        pl.lit(NO_SCHOOL, pl.Int32).alias("school_id")
    )
    every = pl.concat([held, elsewhere], how="diagonal_relaxed")
    return overlaid(state, every, day, day, None).select(
        *held.columns, *(name for name in ALONE)
    )


@remembered(2)
def _alone(state: State) -> pl.DataFrame:
    """The pupil and child of each who is on a list and nowhere else."""
    listed = rows(state).filter(pl.col("whom") == pl.col("child"))
    held = children.places(state)
    return listed.select("pupil", "child").unique("child").join(held, "child", "anti")


def said_of(
    state: State, day: date, children: Collection[int], names: Sequence[str]
) -> dict[int, dict[str, str]]:
    """What is said of these children by these breakdowns on a day: by lists, or by the roll
    that said so last; blank where none does."""
    held = places(state, day)
    mine = held.filter(held["child"].is_in(sorted(children)))
    last = pl.col(names).cast(pl.String).replace("", None).drop_nulls().last()
    found = mine.group_by("child").agg(last.fill_null(""))
    return {row.pop("child"): row for row in found.iter_rows(named=True)}
