"""Honest scales, and room for labels."""

import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache


# Widths of Source Sans 3 letters in thousandths of the type size. Only where the
# estimate matters: everything else is about half an em.
NARROW = dict.fromkeys("fijlrtI.,;:'|()[]-! ", 290)
WIDE = dict.fromkeys("mwMW%—", 800)
WIDTHS = NARROW | WIDE


@lru_cache(maxsize=20_000)  # a long table says the same words in most of its rows
def text_width(text: str, size: float) -> float:
    """About how wide a text will be drawn, in pixels; a little generous."""
    lines = text.split("\n")
    return max(sum(WIDTHS.get(c, 545) for c in line) for line in lines) * size / 1000


def wrapped(text: str, width: float, size: float, lines: int = 2) -> str:
    """A label broken over lines to fit a width in pixels; the last may end in “…”.

    A word may stand out by as much again and is then cut. (Left to itself the drawing
    engine cuts in the middle of a letter, and fails on the half.)
    """
    letters = max(int(width / (0.5 * size)), 4)
    broken = [
        part
        for line in text.split("\n")
        for part in textwrap.wrap(
            line, letters, max_lines=lines, placeholder="…", break_long_words=False
        )
    ]
    return "\n".join(
        line if len(line) <= 2 * letters else f"{line[: 2 * letters - 1]}…"
        for line in broken
    )


def longest_word(text: str, size: float) -> float:
    """About how wide a text is when broken as often as it can be."""
    return max((text_width(word, size) for word in text.split()), default=0)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers covering low to high, first at or below, last at or above."""
    if high <= low:
        high = low + 1
    step = _round_step((high - low) / count)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(step * at, 10) for at in range(first, last + 1)]


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    for multiple in (1, 2, 2.5, 5, 10):
        if rough <= multiple * size * (1 + 1e-9):
            return multiple * size
    raise AssertionError("ten times its own power of ten is always enough")


def tick_text(values: Sequence[float], unit: str) -> list[str]:
    """What to write at each tick: all with the decimals the finest of them needs."""
    decimals = max(len(f"{value:.6f}".rstrip("0").split(".")[1]) for value in values)
    return [f"{value:,.{decimals}f}{unit}" for value in values]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Moves labels apart until they are a gap away from each other, as little as may be.

    Places and answers are pixels down the page, in the order given. Labels stay
    between low and high as long as there is room for them all.
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    floor = low
    for at in order:
        moved[at] = max(moved[at], floor)
        floor = moved[at] + gap
    ceiling = high
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - gap
    return moved


def every_so_many(labels: Sequence[str], width: float, size: float) -> list[str]:
    """The labels there is room for along an axis, evenly and always with the last."""
    if not labels:
        return []
    widest = max(text_width(label, size) for label in labels) + size
    step = max(math.ceil(widest * len(labels) / max(width, 1)), 1)
    return list(labels[::-1][::step][::-1])
