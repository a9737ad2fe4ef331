"""Figures of legal work: what the Department collects, and whom it falls on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from muster.measures.dimensions import TITLES, UNKNOWN
from muster.measures.figures import Figure
from muster.measures.provided import without_small
from muster.measures.titles import title_of
from muster.registers.legal.counted import PerChild, per_child
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.tables.legal import GROUPS, IMPROVE, NOTICE, PROSECUTION, THRESHOLD, UNMET


ALL_REASONS = "All reasons"


@dataclass(frozen=True)
class Line:
    """One figure of the collection; ``why`` is the reason, where it is asked for."""

    what: str
    why: str
    count: int


@dataclass(frozen=True)
class Share:
    """One group: how many of each kind, and what part of them; None is hidden."""

    group: str
    value: str
    counts: tuple[int | None, ...]
    shares: tuple[str, ...]


@dataclass
class _Sum:
    """How many times something was, and of how many children."""

    times: int = 0
    children: int = 0


# The collection of parental responsibility measures, as it is remembered: check its guide.
FROM_MEMORY = (
    "What is asked, and how reasons are told apart, is from memory: check the guide of the"
    " year’s collection before anything is returned."
)


def collected(first: date, last: date) -> list[Line]:
    """Figures of a period: of notices issued in it, what came of them by now. Exact: it
    is for who sees every child."""
    issued = list(
        Notice.objects.ours()
        .filter(issued_on__range=(first, last))
        .defer("sessions", "whys")
        .prefetch_related("prosecutions")
    )
    lines = list(_of_notices(ALL_REASONS, issued))
    for reason in Notice.Reason:
        mine = [one for one in issued if one.reason == reason]
        lines.extend(_of_notices(str(reason.label), mine))
    for kind in Step.Kind:
        steps = Step.objects.filter(kind=kind, from_on__range=(first, last))
        lines.append(Line(f"{kind.label}, begun", "", steps.count()))
    begun = Prosecution.objects.filter(laid_on__range=(first, last))
    lines.append(Line("Prosecutions begun", "", begun.count()))
    proved = begun.filter(outcome=Prosecution.Outcome.PROVED)
    lines.append(Line("Prosecutions begun and proved", "", proved.count()))
    return lines


def _of_notices(why: str, issued: list[Notice]) -> Iterator[Line]:
    stand = [one for one in issued if one.withdrawn_on is None]
    paid = [one for one in stand if one.paid_on is not None]
    early = [one for one in paid if one.paid_on and one.served_on]
    in_21 = sum(
        1
        for one in early
        if one.paid_on and one.served_on and (one.paid_on - one.served_on).days <= 21
    )
    yield Line("Penalty notices issued", why, len(issued))
    yield Line("Paid within 21 days", why, in_21)
    yield Line("Paid after 21 days, within 28", why, len(paid) - in_21)
    yield Line("Withdrawn", why, len(issued) - len(stand))
    unpaid = [one for one in stand if one.paid_on is None]
    sued = sum(1 for one in unpaid if one.prosecutions.all())
    yield Line("Prosecuted, unpaid", why, sued)
    yield Line("Neither yet", why, len(unpaid) - sued)


# Each with those whose numbers give its own away: asked for, and hidden, together.
TOGETHER = ((THRESHOLD, UNMET), (IMPROVE,), (NOTICE,), (PROSECUTION,))
KINDS = tuple(kind for kinds in TOGETHER for kind in kinds)


def by_group(first: date, last: date) -> list[Share]:
    """Of each group how many times a child met the threshold, by the register of the day;
    of these how many a corrected register took back; and how many had each measure taken:
    each with its part of all. Small numbers are hidden, and what would give them away."""
    held = per_child(first, last)
    return [share for group in GROUPS for share in _of_group(group, held)]


def _of_group(group: str, held: Sequence[PerChild]) -> Iterator[Share]:
    by_kind: dict[str, dict[str, _Sum]] = {kind: defaultdict(_Sum) for kind in KINDS}
    for one in held:
        # A row a child and kind: each is one child more.
        mine = by_kind[one.kind][one.groups[group] or UNKNOWN]
        mine.times += one.times
        mine.children += 1
    shown = [
        figure
        for kinds in TOGETHER
        for figure in without_small(_figures(kinds, by_kind), (group,), "officers")
    ]
    counts = {(one.measure, one.dims[0]): one.numerator for one in shown}
    values = sorted({one.dims[0] for one in shown}, key=lambda v: (v == UNKNOWN, v))
    rows = {value: [counts.get((kind, value), 0) for kind in KINDS] for value in values}
    wholes = [_whole(column) for column in zip(*rows.values(), strict=True)]
    for value, row in rows.items():
        parts = (_part(n, whole) for n, whole in zip(row, wholes, strict=True))
        yield Share(TITLES[group], title_of(group, value), tuple(row), tuple(parts))


def _figures(
    kinds: Sequence[str], by_kind: dict[str, dict[str, _Sum]]
) -> list[tuple[Figure, int]]:
    """A figure a value of the group, and how many children it counts: of each kind out of
    the first, which is out of itself."""
    found = []
    for value, base in by_kind[kinds[0]].items():
        for kind in kinds:
            mine = by_kind[kind].get(value, _Sum())
            figure = Figure(kind, (value,), mine.times, base.times, base.children)
            found.append((figure, mine.children))
    return found


def _whole(column: Sequence[int | None]) -> int | None:
    known = [n for n in column if n is not None]
    return sum(known) if len(known) == len(column) else None


def _part(count: int | None, whole: int | None) -> str:
    """A share, where all of its column is shown: it would else give a number away."""
    if count is None or whole is None or not whole:
        return ""
    return f"{(200 * count + whole) // (2 * whole)}%"
