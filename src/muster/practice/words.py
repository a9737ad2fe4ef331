"""How figures are said in the papers and pages of a school."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from muster.measures import Figure
from muster.measures.comparators import rounded
from muster.programme import Refused
from muster.tables.upn import holds_upn


NONE = "–"


def rate(figure: Figure | None) -> str:
    """“6.9%”, or a dash where there is none."""
    if figure is None or figure.value is None:
        return "c" if figure is not None and figure.suppressed else NONE
    return f"{rounded(figure.value, 1)}%"


def counts(figure: Figure | None) -> str:
    """“1,204 of 17,400”."""
    if figure is None or figure.numerator is None or figure.denominator is None:
        return NONE
    return f"{figure.numerator:,} of {figure.denominator:,}"


def points_said(gap: Fraction | Decimal) -> str:
    """“1.2 points above”; “the same as” where it rounds to nothing."""
    size = rounded(abs(gap), 1)
    if not size:
        return "the same as"
    points = "point" if size == 1 else "points"
    return f"{size} {points} {'above' if gap > 0 else 'below'}"


def plain(text: str) -> str:
    """What somebody wrote, without space around it. Raises Refused for a pupil's number:
    meetings, shelves and challenges name no child."""
    if holds_upn(text):
        raise Refused(
            "There is a unique pupil number in the words. Name no child here: say how many"
            " pupils, and of what kind."
        )
    return text.strip()
