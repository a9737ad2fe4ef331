"""Figures of legal work: what the Department collects, and whom it falls on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muster.measures.dimensions import TITLES, UNKNOWN
from muster.measures.legal import OF_GROUPS
from muster.measures.provided import Stretch, count_apart
from muster.measures.titles import title_of
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.tables.legal import GROUPS


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


# The collection of parental responsibility measures, as it is remembered: check its guide.
FROM_MEMORY = (
    "What is asked, and how reasons are parted, is from memory: check the guide of the"
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


def by_group(first: date, last: date) -> list[Share]:
    """Of each group how many met the threshold, and how many had each measure taken, with
    its part of all: small numbers are hidden, and what would give them away."""
    every: dict[str, dict[str, list[int | None]]] = {group: {} for group in GROUPS}
    asked = count_apart(OF_GROUPS, GROUPS, Stretch(first, last))
    for group, measure, figures in asked:
        at = OF_GROUPS.index(measure)
        for figure in figures:
            row = every[group].setdefault(figure.dims[0], [0] * len(OF_GROUPS))
            row[at] = None if figure.suppressed else figure.numerator
    found = []
    for group, counts in every.items():
        wholes = [
            _whole([row[at] for row in counts.values()]) for at in range(len(OF_GROUPS))
        ]
        for value in sorted(counts, key=lambda one: (one == UNKNOWN, one)):
            row = counts[value]
            found.append(
                Share(
                    TITLES[group],
                    title_of(group, value),
                    tuple(row),
                    tuple(
                        _part(n, whole) for n, whole in zip(row, wholes, strict=True)
                    ),
                )
            )
    return found


def _whole(column: list[int | None]) -> int | None:
    known = [n for n in column if n is not None]
    return sum(known) if len(known) == len(column) else None


def _part(count: int | None, whole: int | None) -> str:
    """A share, where all of its column is shown: it would else give a number away."""
    if count is None or whole is None or not whole:
        return ""
    return f"{(200 * count + whole) // (2 * whole)}%"
