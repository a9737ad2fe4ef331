"""How a figure is written and compared on these pages: once, so that pages agree."""

from decimal import Decimal
from typing import Any

from muster.design.filters import number, percent, points
from muster.design.symbols import HIDDEN
from muster.measures import Figure, Measure, get


# Below this a difference is shown as none: it would be written 0.0.
SAME = Decimal("0.05")


def rate(figure: Figure | None) -> str:
    """“9.8%”; “c” when hidden; a dash when there was nothing to count."""
    if figure is not None and figure.suppressed:
        return HIDDEN
    return percent(figure.value if figure else None)


def cell(figure: Figure | None) -> Any:
    """A rate as a cell of a table."""
    return {"hidden": True} if is_hidden(figure) else rate(figure)


def is_hidden(figure: Figure | None) -> bool:
    return figure is not None and figure.suppressed


def count_cell(count: int | None, figure: Figure | None) -> Any:
    return {"hidden": True} if is_hidden(figure) else number(count)


def out_of(figure: Figure | None) -> str:
    """“3,766 of 9,130 pupils”, or why that is not said."""
    if figure is None or figure.denominator == 0:
        return "Nothing to count"
    if figure.suppressed:
        return "Hidden: too few pupils to show"
    counted, whole = number(figure.numerator), number(figure.denominator)
    return f"{counted} of {whole} {unit_of(get(figure.measure))}"


def unit_of(measure: Measure) -> str:
    if measure.table:
        return measure.unit
    return "pupils" if measure.counts_enrolments else "sessions"


def difference(one: Figure | None, other: Figure | None) -> Decimal | None:
    """Percentage points from the other to the one; None if either is not shown."""
    if one is None or other is None or one.value is None or other.value is None:
        return None
    return one.value - other.value


def direction(apart: Decimal) -> str:
    """“0.4 points higher”, “the same”, of a difference."""
    if abs(apart) < SAME:
        return "the same"
    size = points(abs(apart)).lstrip("+")
    unit = "point" if size == "1.0" else "points"
    return f"{size} {unit} {'higher' if apart > 0 else 'lower'}"


def change(now: Figure | None, before: Figure | None, when: str) -> tuple[str, str]:
    """A status for a tile: its shape, and the change in words.

    The shape says better or worse only where the measure has a better way.
    """
    apart = difference(now, before)
    if apart is None or now is None:
        return "none", f"Nothing to compare from {when}"
    kind = "none"
    polarity = get(now.measure).polarity
    if abs(apart) >= SAME and polarity != "none":
        kind = "good" if (apart > 0) == (polarity == "high") else "watch"
    said = direction(apart)
    joined = f"{said[:1].upper()}{said[1:]} {'as' if abs(apart) < SAME else 'than'}"
    return kind, f"{joined} {when} ({rate(before)})"


def beside(one: Figure | None, other: Figure | None, whom: str) -> tuple[str, str]:
    """A status for a tile that compares without judging: a school beside its phase."""
    apart = difference(one, other)
    if apart is None:
        return "none", f"Nothing to compare with {whom}"
    joined = "as" if abs(apart) < SAME else "than"
    said = direction(apart)
    return "none", f"{said[:1].upper()}{said[1:]} {joined} {whom} ({rate(other)})"


def mid(title: str) -> str:
    """A title inside a sentence: “year group”, but “English as an additional language”."""
    return title if title.startswith("English") else title[:1].lower() + title[1:]


def extremes(points_: list[tuple[str, Decimal]]) -> str:
    """“Highest in half-term 2 (10.4%), lowest in half-term 1 (8.9%).”"""
    if len(points_) < 2:
        return ""
    high = max(points_, key=lambda point: point[1])
    low = min(points_, key=lambda point: point[1])
    if high[1] - low[1] < SAME:
        return f"About {percent(high[1])} throughout."
    return f"Highest: {high[0]} ({percent(high[1])}). Lowest: {low[0]} ({percent(low[1])})."
