"""The headline figures at the top of a page."""

from collections.abc import Callable, Iterable

from muster.explore import words
from muster.measures import Figure, get


HEADLINES = (
    "attendance",
    "overall_absence",
    "persistent_absence",
    "severe_absence",
)

Compared = Callable[[Figure | None], tuple[str, str]]


def tile(figure: Figure | None, name: str, compared: Compared, note: str = "") -> dict:
    """One tile: the rate, what it is out of, how it compares, and a further note."""
    measure = get(name)
    return {
        "label": measure.title,
        "means": {"text": measure.sentence, "source": measure.source},
        "value": words.rate(figure),
        "detail": words.out_of(figure),
        "status": compared(figure) if figure and not figure.suppressed else None,
        "note": note,
    }


def has_marks(figures: Iterable[Figure | None]) -> bool:
    """Whether there is anything to show: a hidden figure is something too."""
    return any(one is not None and one.denominator != 0 for one in figures)
