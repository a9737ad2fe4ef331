"""A chart to be taken away: a picture with its title, its description and its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from . import palette
from .data import ChartData
from .drawn import svg
from .house import FONT, SMALL, TEXT
from .printable import printable
from .scale import wrapped


MARGIN = 20
TITLE = 20


@dataclass(frozen=True)
class Sheet:
    """What stands on the picture. ``panels`` are (title, chart), one under the other."""

    title: str
    description: str
    foot: str
    panels: Sequence[tuple[str, ChartData]]


def standalone(sheet: Sheet, *, width: int, folder: Path | None = None) -> str:
    """An SVG on white that carries its own title and description, for a reader of the
    screen and for whoever meets it without the page."""
    sheet = printable_sheet(sheet)
    parts: list[str] = []
    down = float(MARGIN)
    down = _say(parts, sheet.title, down, width, TITLE, palette.INK, weight=600)
    for title, chart in sheet.panels:
        if title:
            down = _say(parts, title, down + 6, width, TEXT, palette.INK, weight=600)
        drawn = svg(chart, width=width, folder=folder)
        parts.append(f'<g transform="translate({MARGIN},{down:.0f})">{drawn}</g>')
        down += _height(drawn) + 8
    down = _say(parts, sheet.foot, down + 4, width, SMALL, palette.GREY_TEXT)
    across, high = width + 2 * MARGIN, round(down + MARGIN - 6)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{high}" '
        f'viewBox="0 0 {across} {high}" role="img" aria-labelledby="title description">'
        f'<title id="title">{escape(sheet.title)}</title>'
        f'<desc id="description">{escape(sheet.description)}</desc>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def printable_sheet(sheet: Sheet) -> Sheet:
    texts = (sheet.title, sheet.description, sheet.foot)
    panels = [(printable(title), chart) for title, chart in sheet.panels]
    return Sheet(*map(printable, texts), panels)


def _say(
    parts: list[str],
    text: str,
    down: float,
    width: int,
    size: int,
    colour: str,
    weight: int = 400,
) -> float:
    """Adds a text, broken to the width, and gives where it ends."""
    for line in wrapped(text, width, size, lines=6).split("\n"):
        down += size * 1.3
        parts.append(
            f'<text x="{MARGIN}" y="{down:.0f}" font-family="{FONT}" '
            f'font-size="{size}" font-weight="{weight}" fill="{colour}">'
            f"{escape(line)}</text>"
        )
    return down + 8


def _height(drawn: str) -> int:
    return int(drawn.split(">", 1)[0].split('height="', 1)[1].split('"', 1)[0])
