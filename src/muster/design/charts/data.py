"""What a chart holds: plain rows, and how to read them."""

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


# A figure on its way to a chart. None is a figure withheld because the numbers are
# small: it is drawn as the letter c and never as a length, a height or a zero.
Value = int | float | Decimal | None


class Reference(NamedTuple):
    """A figure to compare with, such as the authority's or England's."""

    value: int | float | Decimal
    label: str


@dataclass(frozen=True)
class ChartData:
    """One chart: its kind, what is measured, the rows and the settings.

    Made by `line`, `bars`, `grouped_bars`, `columns`, `heat`, `dots` and `funnel`, which check
    what they are given. Holds plain JSON values only, so that equal charts are equal
    bytes and are drawn once.
    """

    kind: str
    measure: str
    rows: tuple[Mapping[str, object], ...]
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_withheld_in_part(self) -> bool:
        return any(row.get("value", 0) is None for row in self.rows)

    def fingerprint(self) -> str:
        """The same for the same content, in any process."""
        content = [self.kind, self.measure, self.rows, self.settings]
        text = json.dumps(content, sort_keys=True, default=dict)
        return hashlib.sha256(text.encode()).hexdigest()


def number(value: Value) -> float | None:
    """A figure as a chart keeps it; refuses what cannot be drawn."""
    if value is None:
        return None
    plain = float(value)
    if not math.isfinite(plain):
        raise ValueError(
            f"A chart cannot draw the figure {value}. Leave it out, or give None if "
            "it is withheld."
        )
    return plain


def above_zero(rows: Iterable[Mapping[str, object]]) -> None:
    """Bars and columns are lengths from zero, so a figure below it has no length."""
    for row in rows:
        if row["value"] is not None and row["value"] < 0:
            raise ValueError(
                f"“{row['label']}” is {row['value']}, and a bar cannot be shorter than "
                "nothing. Use a line chart or a table."
            )


def no_taller_than_a_page(labels: Collection[str], most: int, measure: str) -> None:
    if len(labels) > most:
        raise ValueError(
            f"The chart of “{measure}” has {len(labels)} rows, and {most} fill a page. "
            "Show the ones that matter and put all of them in a table."
        )


def something_to_draw(rows: tuple, measure: str) -> None:
    if not rows:
        raise ValueError(
            f"The chart of “{measure}” has no rows. Leave the chart out, or say in "
            "words that there is nothing to show."
        )


def shown(value: float, unit: str, decimals: int) -> str:
    """A figure as text: 7.4%, 1,204."""
    return f"{value:,.{decimals}f}{unit}"
