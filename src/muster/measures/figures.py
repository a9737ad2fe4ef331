"""A figure, its percentage, and what an audience may see of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from muster.measures import catalogue, disclosure


@dataclass(frozen=True)
class Figure:
    """One figure. ``dims`` are its values, in the order of the question's breakdowns.

    A suppressed figure has no numerator, denominator or value. ``pupils`` is how many are
    behind it: for suppression, never shown.
    """

    measure: str
    dims: tuple[str, ...]
    numerator: int | None
    denominator: int | None
    pupils: int
    suppressed: bool = False
    rounded: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """Percentage to six decimals, half up from the integers; None for 0 of 0. Where
        the public sees rounded counts, it is what the exact ones gave, rounded once."""
        if self.rounded is not None:
            return self.rounded
        return percentage(self.numerator, self.denominator)

    def hidden(self) -> Figure:
        """The same, without its numbers."""
        return replace(
            self, numerator=None, denominator=None, pupils=0, suppressed=True
        )


def suppressed(
    figures: Iterable[Figure],
    by: Sequence[str],
    audience: str,
    stands_apart: Callable[[Figure], bool],
) -> list[Figure]:
    """Hides small numbers, measure by measure, and rounds for the public.

    What stands apart from a total adds to none, so it hides among its own.
    """
    if audience == "unsuppressed":
        return list(figures)
    limits = disclosure.limits_of(audience)
    few = {"threshold": limits.of(by), "minimum_base": limits.base}
    done: list[Figure] = []
    tables: dict[tuple[str, bool], list[Figure]] = {}
    bases: dict[bool, list[disclosure.Cell]] = {False: [], True: []}
    for figure in figures:
        is_apart = stands_apart(figure)
        tables.setdefault((figure.measure, is_apart), []).append(figure)
        if catalogue.get(figure.measure).counts_enrolments:
            bases[is_apart].append(disclosure.Cell(figure.dims, figure.pupils))
    gone = {
        is_apart: disclosure.hidden_bases(cells, **few)
        for is_apart, cells in bases.items()
    }
    for (name, is_apart), mine in tables.items():
        enrolments = catalogue.get(name).counts_enrolments
        cells = [
            disclosure.Cell(f.dims, f.pupils, f.numerator if enrolments else None)
            for f in mine
        ]
        hidden = disclosure.hidden(
            cells, **few, besides=gone[is_apart] if enrolments else ()
        )
        for figure, hide in zip(mine, hidden, strict=True):
            if hide:
                figure = figure.hidden()
            elif audience == "public":
                figure = for_public(figure)
            done.append(figure)
    return done


def for_public(figure: Figure) -> Figure:
    """Counts to five, the percentage to what rules.md 11.2(4) lets the public see.

    The percentage is rounded once, from the integers, before they are rounded.
    """
    assert figure.numerator is not None and figure.denominator is not None
    places = 0 if figure.pupils < disclosure.WHOLE_PERCENT_BELOW else 1
    return replace(
        figure,
        numerator=disclosure.rounded(figure.numerator),
        denominator=disclosure.rounded(figure.denominator),
        rounded=percentage(figure.numerator, figure.denominator, places),
    )


def percentage(
    numerator: int | None, denominator: int | None, places: int = 6
) -> Decimal | None:
    """A percentage, half up, from integers. None for 0 of 0."""
    if numerator is None or not denominator:
        return None
    step = 100 * 10**places
    units = (2 * numerator * step + denominator) // (2 * denominator)
    return Decimal(units).scaleb(-places)
