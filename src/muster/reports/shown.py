"""How a figure is written in a paper. The one place for it.

A percentage has one decimal, half up, worked out from the integers and never from a
rounded number; a figure for the public comes rounded from ``measures`` and is written as
it came. Symbols are those of the Department's own files (rules.md 10.5).
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from muster.measures import Figure
from muster.measures.comparators import rounded
from muster.measures.compared import Stood


HIDDEN = "c"
NOTHING_TO_COUNT = "z"
NOT_HELD = "x"
SYMBOLS = (
    (
        HIDDEN,
        "withheld, because few children are behind it or behind a figure beside it",
    ),
    (NOTHING_TO_COUNT, "not applicable: nothing to count"),
    (NOT_HELD, "not available: the marks are not held"),
)
EXACT_PLACES = 6


def percentage(figure: Figure | None) -> str:
    """“7.3%”, or a symbol."""
    if (symbol := _symbol(figure)) is not None:
        return symbol
    assert figure and figure.value is not None
    return f"{_rounded(figure)}%"


def out_of(figure: Figure | None) -> str:
    """“1,234 of 5,678”, or a symbol."""
    if (symbol := _symbol(figure)) is not None:
        return symbol
    assert figure
    return f"{figure.numerator:,} of {figure.denominator:,}"


def counted(figure: Figure | None) -> str:
    """The count alone: “1,234”, or a symbol."""
    return _symbol(figure) or f"{figure.numerator:,}"  # type: ignore[union-attr]


def base(figure: Figure | None) -> str:
    """What it is out of: “5,678”, or a symbol."""
    return _symbol(figure) or f"{figure.denominator:,}"  # type: ignore[union-attr]


def both(figure: Figure | None, unit: str = "") -> str:
    """“7.3% of pupils (1,234 of 5,678)”, or a symbol."""
    of_unit = f" of {unit}" if unit else ""
    return _symbol(figure) or f"{percentage(figure)}{of_unit} ({out_of(figure)})"


def change(now: Figure | None, before: Figure | None) -> str:
    """Percentage points up or down, with the sign: “+0.4”, “−1.2”, “0.0”, or a symbol."""
    for figure in (now, before):
        if (symbol := _symbol(figure)) is not None:
            return symbol
    tenths = points(now, before)
    assert tenths is not None
    return signed(tenths)


def points(now: Figure | None, before: Figure | None) -> Decimal | None:
    """The difference in percentage points to one decimal, halves away from zero.

    From the unrounded figures; for figures that came rounded, from what is shown.
    """
    if not is_shown(now) or not is_shown(before):
        return None
    assert now and before
    return _tenths(_share(now) - _share(before))


def moved(now: Figure | None, before: Figure | None) -> str:
    """“0.4 points higher than”, “the same as”; "" where either is not shown."""
    by = points(now, before)
    if by is None:
        return ""
    if not by:
        return "the same as"
    return f"{abs(by)} points {'higher' if by > 0 else 'lower'} than"


def published(stood: Stood | None) -> str:
    """What was published of an area, to one decimal as ours are: “6.9%”, or its symbol."""
    if stood is None:
        return NOT_HELD
    if stood.value is None:
        return stood.symbol or NOT_HELD
    return f"{rounded(stood.value, 1)}%"


def published_out_of(stood: Stood | None) -> str:
    """“1,234 of 5,678”; where a file gave the percentage alone, it says so."""
    if stood is None or stood.value is None:
        return published(stood)
    if stood.numerator is None or not stood.denominator:
        return "percentage only"
    return f"{stood.numerator:,} of {stood.denominator:,}"


def gap(figure: Figure | None, stood: Stood | None) -> str:
    """Percentage points our figure is above (+) or below (−) what was published."""
    if (symbol := _symbol(figure)) is not None:
        return symbol
    assert figure
    if stood is None or stood.value is None:
        return published(stood)
    return signed(_tenths(_share(figure) - stood.value))


def apart(stood: Stood | None, other: Stood | None) -> str:
    """The same between two published figures."""
    for one in (stood, other):
        if one is None or one.value is None:
            return published(one)
    return signed(_tenths(stood.value - other.value))  # type: ignore[union-attr, operator]


def signed(tenths: Decimal) -> str:
    """“+0.4”, “−1.2”, “0.0”."""
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths):.1f}"


def drawn(figure: Figure | None) -> Decimal | None:
    """What a chart is given: the figure as shown, None where it is withheld."""
    return _rounded(figure) if figure and is_shown(figure) else None


def decimals(figures: Iterable[Figure | None]) -> int:
    """How many decimals a chart may write: as many as its roughest figure has."""
    places = [_places(figure) for figure in figures if figure and is_shown(figure)]
    return min(places, default=1)


def is_shown(figure: Figure | None) -> bool:
    return figure is not None and not figure.suppressed and figure.value is not None


def _symbol(figure: Figure | None) -> str | None:
    if figure is None:
        return NOT_HELD
    if figure.suppressed:
        return HIDDEN
    return NOTHING_TO_COUNT if figure.value is None else None


def _rounded(figure: Figure) -> Decimal:
    if _came_rounded(figure):
        assert figure.value is not None
        return figure.value
    return _tenths(_share(figure))


def _came_rounded(figure: Figure) -> bool:
    assert figure.value is not None
    return -int(figure.value.as_tuple().exponent) < EXACT_PLACES


def _places(figure: Figure) -> int:
    assert figure.value is not None
    return -int(figure.value.as_tuple().exponent) if _came_rounded(figure) else 1


def _share(figure: Figure) -> Fraction:
    if _came_rounded(figure):
        return Fraction(figure.value)  # type: ignore[arg-type]
    assert figure.numerator is not None and figure.denominator
    return Fraction(100 * figure.numerator, figure.denominator)


def _tenths(value: Fraction) -> Decimal:
    """To one decimal, halves away from zero, in whole numbers all the way."""
    size = abs(value)
    tenths = (20 * size.numerator + size.denominator) // (2 * size.denominator)
    return Decimal(tenths if value >= 0 else -tenths).scaleb(-1)
