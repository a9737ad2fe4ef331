"""Numbers of things as sentences say them."""

from collections.abc import Sequence

from muster.design.filters import counted as counted
from muster.design.filters import number


MOST_NAMED = 8


def are(n: int) -> str:
    return "is" if n == 1 else "are"


def have(n: int) -> str:
    return "has" if n == 1 else "have"


def listed(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(names) - MOST_NAMED
    some = ", ".join(names[:MOST_NAMED])
    return f"{some} and {number(more)} more" if more > 0 else some
