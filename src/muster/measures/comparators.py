"""Where an area stands among others: rank, band, change, neighbours, half-terms, totals.

As LAIT works them out (peers.md 1.2), in exact arithmetic: figures come in as Decimals
or integers, and what is shown is rounded once, half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from muster.school_year import SchoolYear


Key = TypeVar("Key")
Number = Decimal | int | Fraction
BANDS = "ABCD"
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


def rounded(number: Number, places: int) -> Decimal:
    """Half up, away from nought, as the Department's pages round (peers.md 2.4).

    >>> rounded(Fraction(767, 40), 2)
    Decimal('19.18')
    """
    exact = Fraction(number)
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(units if exact >= 0 else -units).scaleb(-places)


# Rank and band -------------------------------------------------------------------------


@dataclass(frozen=True)
class Rank:
    """A place among those that have a figure: 1 is best."""

    place: int
    of: int


def rank(figures: Mapping[Key, Decimal], area: Key, polarity: str) -> Rank | None:
    """The area's place; equals share the better one. None if it has no figure, or if
    neither way is better."""
    _check(polarity)
    if area not in figures or polarity == "none":
        return None
    mine = figures[area]
    better = sum(
        each < mine if polarity == "low" else each > mine for each in figures.values()
    )
    return Rank(better + 1, len(figures))


def quartiles(figures: Iterable[Decimal]) -> tuple[Fraction, ...]:
    """The three cuts, interpolated as R does by default (type 7). Raises ValueError."""
    ordered = sorted(map(Fraction, figures))
    if not ordered:
        raise ValueError("There are no figures to cut into quarters.")
    return tuple(_quantile(ordered, each) for each in QUARTERS)


def _quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = (len(ordered) - 1) * share
    below = int(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def band(figures: Mapping[Key, Decimal], area: Key, polarity: str) -> str | None:
    """A for the best quarter to D for the worst; a figure on a cut is in the better one.

    None if the area has no figure, if neither way is better, or if quarters would mean
    nothing: where the cuts are not three different numbers.
    """
    _check(polarity)
    if area not in figures or polarity == "none":
        return None
    cuts = quartiles(figures.values())
    if len(set(cuts)) < len(cuts):
        return None
    mine = Fraction(figures[area])
    if polarity == "low":
        return BANDS[sum(mine > cut for cut in cuts)]
    return BANDS[sum(mine < cut for cut in cuts)]


def _check(polarity: str) -> None:
    if polarity not in ("low", "high", "none"):
        raise ValueError(f"A polarity is low, high or none, and not “{polarity}”.")


# Change and neighbours -----------------------------------------------------------------


def change(
    figures: Mapping[SchoolYear, Decimal], year: SchoolYear | None = None
) -> Decimal | None:
    """This year's less the year before's; without a year, the latest there is.

    None unless both are there: a change over a gap is not a yearly change.
    """
    if year is None:
        year = max(figures, default=None)
    if year is None or year not in figures or year.start <= SchoolYear.FIRST:
        return None
    before = SchoolYear(year.start - 1)
    return figures[year] - figures[before] if before in figures else None


@dataclass(frozen=True)
class Mean:
    """A plain mean, of how many, and who had no figure."""

    value: Fraction
    of: int
    missing: tuple[object, ...] = ()


def neighbour_mean(
    figures: Mapping[Key, Decimal], neighbours: Sequence[Key]
) -> Mean | None:
    """The plain mean of the neighbours that have a figure. None if none has."""
    there = [Fraction(figures[each]) for each in neighbours if each in figures]
    if not there:
        return None
    missing = tuple(each for each in neighbours if each not in figures)
    return Mean(sum(there, Fraction(0)) / len(there), len(there), missing)


# Half-terms from the year to date ------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """One year-to-date publication: counts by column, for each row (an area and phase).

    Only files that end on an edge of a half-term make half-terms.
    """

    as_at: date
    counts: Mapping[tuple[str, ...], Mapping[str, int]]


@dataclass(frozen=True)
class Revision:
    """A count that fell from one publication to the next, since registers are revised."""

    row: tuple[str, ...]
    column: str
    before: int
    after: int

    @property
    def fell_by(self) -> int:
        return self.before - self.after


@dataclass(frozen=True)
class Step:
    """What one publication added to the last. A count that fell is below nought here,
    and among the revisions: it is shown and never made nought."""

    as_at: date
    counts: Mapping[tuple[str, ...], Mapping[str, int]]
    revisions: tuple[Revision, ...]
    unmatched: tuple[tuple[str, ...], ...]

    def rate(self, row: tuple[str, ...], counted: str, out_of: str) -> Fraction | None:
        """A percentage of one row. None where there is nothing to divide by."""
        counts = self.counts.get(row)
        if counts is None or not counts.get(out_of):
            return None
        return Fraction(100 * counts[counted], counts[out_of])


# Figures run to the Friday before last: published on a Thursday, they are 13 days old.
LAG = timedelta(days=13)


def at_edges(snapshots: Iterable[Snapshot], ends: Sequence[date]) -> list[Snapshot]:
    """Of a year's publications, the first to cover each half-term, by its last day.

    The latest there is stands for the half-term under way.
    """
    ordered = sorted(snapshots, key=lambda each: each.as_at)
    chosen: list[Snapshot] = []
    for end in ends:
        after = [each for each in ordered if each.as_at >= end + LAG]
        begun = not chosen or ordered[-1].as_at > chosen[-1].as_at
        found = after[0] if after else ordered[-1] if ordered and begun else None
        if found is None or found in chosen:
            break
        chosen.append(found)
    return chosen


def half_terms(snapshots: Iterable[Snapshot]) -> list[Step]:
    """What each publication of a year adds to the one before; the first is whole.

    A row that isn't in both, or was suppressed in one, can't be subtracted: it is listed
    as unmatched and has no counts in that step.
    """
    steps = []
    before: Snapshot | None = None
    for snapshot in sorted(snapshots, key=lambda each: each.as_at):
        if before and before.as_at == snapshot.as_at:
            raise ValueError(
                f"Two publications are of {snapshot.as_at:%d/%m/%Y}. Take the later load."
            )
        steps.append(_first(snapshot) if before is None else _step(before, snapshot))
        before = snapshot
    return steps


def _first(snapshot: Snapshot) -> Step:
    return Step(snapshot.as_at, snapshot.counts, (), ())


def _step(before: Snapshot, after: Snapshot) -> Step:
    both = [row for row in after.counts if row in before.counts]
    unmatched = [row for row in {**before.counts, **after.counts} if row not in both]
    revisions = []
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    for row in both:
        old, new = before.counts[row], after.counts[row]
        counts[row] = {name: new[name] - old[name] for name in new if name in old}
        revisions += [
            Revision(row, name, old[name], new[name])
            for name, added in counts[row].items()
            if added < 0
        ]
    return Step(after.as_at, counts, tuple(revisions), tuple(unmatched))


# The total of all phases ---------------------------------------------------------------


@dataclass(frozen=True)
class TotalMethod:
    """How the Department makes one rate of all phases, from a school year on."""

    name: str
    first: SchoolYear
    sentence: str


# Newest first. Source: peers.md 2.1; both reproduce the published files exactly.
TOTAL_METHODS = (
    TotalMethod(
        "pooled",
        SchoolYear(2025),
        "From 2025/26 the all-phase total is pooled: the sessions of all phases over their "
        "possible sessions.",
    ),
    TotalMethod(
        "weighted",
        SchoolYear(SchoolYear.FIRST),
        "To 2024/25 the all-phase total is each phase’s rate weighted by its enrolments at "
        "the January census, so it is not the counts beside it divided.",
    ),
)


def total_method(year: SchoolYear) -> TotalMethod:
    """The method of a school year."""
    return next(each for each in TOTAL_METHODS if each.first <= year)


def weighted_total(
    rates: Mapping[Key, Decimal], enrolments: Mapping[Key, int]
) -> Fraction:
    """Each phase's rate, weighted by its enrolments. Raises ValueError for a phase with
    no weight: left out, it would change the total and say nothing."""
    without = [phase for phase in rates if phase not in enrolments]
    if without or not rates:
        named = ", ".join(map(str, without)) or "any phase"
        raise ValueError(f"There are no January enrolments for {named}.")
    weighed = sum(
        (Fraction(rate) * enrolments[phase] for phase, rate in rates.items()),
        Fraction(0),
    )
    return weighed / sum(enrolments[phase] for phase in rates)


def pooled_total(counts: Iterable[tuple[int, int]]) -> Fraction:
    """Counted over out of, as a percentage, of all phases together."""
    pairs = list(counts)
    out_of = sum(possible for _, possible in pairs)
    if not out_of:
        raise ValueError("There are no possible sessions to pool.")
    return Fraction(100 * sum(counted for counted, _ in pairs), out_of)
