"""Charts as pictures, for what cannot hold a drawing: Word and Excel."""

import io
import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from muster.design import charts
from muster.design.charts import ChartData, palette


FONTS = Path(charts.__file__).parents[1] / "fonts"
# At the width of a page (170 mm) some 270 dots an inch: sharp in print, 100 kB a chart.
SCALE = 2.5
LOGO_SCALE = 4
BAR_WIDE, BAR_HIGH = 640, 8


class Picture(NamedTuple):
    """A PNG, and its size as drawn, in the pixels of the chart's own type."""

    png: bytes
    width: int
    height: int


def picture(chart: ChartData, *, width: int, folder: Path | None = None) -> Picture:
    """The same drawing as the page's and the PDF's, on white."""
    drawn = charts.svg(chart, width=width, folder=folder)
    head, body = drawn.split(">", 1)
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    high = int(head.split('height="', 1)[1].split('"', 1)[0])
    return Picture(_png(f"{head}>{paper}{body}"), width, high)


def png_of(svg: str, **words: str) -> bytes:
    """A drawing made elsewhere, as sharp as the rest.

    The words (Title, Description) are kept in the file, where a picture's properties show
    them (PNG specification, 11.3.3: international text).
    """
    png = _png(svg)
    head = 8 + 25  # the signature and the header, which stand first
    return png[:head] + b"".join(map(_said, words, words.values())) + png[head:]


def _said(name: str, text: str) -> bytes:
    body = b"iTXt" + name.encode() + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", crc32(body))


@cache
def bar(percent: int) -> Picture:
    """A bar filled so far. Its figure stands beside it, so it says nothing by itself."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{BAR_WIDE}" height="{BAR_HIGH}">'
        f'<rect width="{BAR_WIDE}" height="{BAR_HIGH}" fill="{palette.RULE}"/>'
        f'<rect width="{BAR_WIDE * percent / 100:.2f}" height="{BAR_HIGH}" '
        f'fill="{palette.BRAND}"/></svg>'
    )
    return Picture(_png(drawn, 1), BAR_WIDE, BAR_HIGH)


def logo(content: bytes, kind: str) -> Picture:
    """An authority's logo, drawn large enough to print if it is an SVG."""
    from PIL import Image

    png = _png(content.decode("utf-8-sig"), LOGO_SCALE) if kind == "svg" else content
    with Image.open(io.BytesIO(png)) as held:
        return Picture(png, *held.size)


def _png(svg: str, scale: float = SCALE) -> bytes:
    import vl_convert

    _register_fonts()
    return vl_convert.svg_to_png(svg, scale=scale)


@cache
def _register_fonts() -> None:
    # A drawing out of the folder was drawn by another process, so nothing did this yet.
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
