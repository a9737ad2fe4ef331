"""A paper as PDF/UA-1, set by Typst: tagged, with the data behind every chart."""

import json
import re
from functools import singledispatch
from pathlib import Path

from muster.design import charts
from muster.design.charts import palette
from muster.design.charts.printable import printable
from muster.documents import blocks, cells
from muster.documents.numbering import (
    Numbered,
    charts_of,
    numbered,
    paragraphs,
    table_numbers,
)
from muster.documents.widths import FEW, fits, fitted


TEMPLATE = Path(__file__).parent / "paper.typ"
FONTS = Path(charts.__file__).parents[1] / "fonts"
NOT_DISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
COLOURS = {
    name.lower().replace("_", "-"): getattr(palette, name)
    for name in ("BRAND", "BRAND_DARK", "TINT", "ACCENT", "ACCENT_TINT", "GOOD", "INK")
    + ("GREY_TEXT", "GREY", "GREY_TINT", "RULE")
}
# How wide a page is between its margins (paper.typ), in points.
PORTRAIT, LANDSCAPE = 170 * 72 / 25.4, 267 * 72 / 25.4
# Type of a table, in points: as usual, on a page with room, of many columns, and smaller
# ones for words that would not stand whole otherwise.
USUAL, ROOMY, CROWDED, MANY = 9.0, 10.0, 8.5, 8
SMALLER = (9.0, 8.5, 8.0, 7.5, 7.0)
# Beside a column's words, and how much wider they may be than they are reckoned.
PAD, SLACK = 3.6 * 72 / 25.4, 1.08
# Tables behind charts: their type, and what is between two of them side by side.
BEHIND, GUTTER = 8.5, 9 * 72 / 25.4
QUIET_ON_DARK = "#c9dcdc"


def render(paper: blocks.Paper, *, chart_folder: Path | None = None) -> bytes:
    """The paper as a PDF/UA-1 file; the same paper gives the same bytes.

    Typst refuses the build if the file would not be accessible (a picture without a
    description, a heading out of order). `chart_folder` keeps drawn charts between
    processes.
    """
    language, _, region = paper.language.partition("-")
    tables = table_numbers(paper)
    content = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "organisation": paper.organisation,
        "audience": paper.audience,
        "as-at": paper.as_at,
        "reference": paper.reference,
        "language": language,
        "region": region or None,
        "colours": COLOURS | _own(paper.look),
        "quiet-on-dark": "#ffffff" if paper.look.colour else QUIET_ON_DARK,
        "is-landscape": paper.is_landscape,
        "logo": list(paper.look.logo),
        "logo-kind": paper.look.logo_kind,
        "blocks": [
            draw(
                item.block,
                item=item,
                tables=tables,
                chart_folder=chart_folder,
                is_landscape=paper.is_landscape,
            )
            for item in numbered(paper)
        ],
        "behind": [
            {"number": number, **_table(chart.table)}
            | _behind(chart.table, paper.is_landscape)
            for number, chart in charts_of(paper)
            if id(chart.table) not in tables
        ],
    }
    return _typeset(json.dumps(printable(content), ensure_ascii=False))


def _own(look: blocks.Look) -> dict[str, str]:
    return dict.fromkeys(("brand", "brand-dark"), look.colour) if look.colour else {}


def _typeset(content: str) -> bytes:
    """The file, with � for any letter that none of the fonts has.

    PDF/UA allows no letter without a shape, and Typst names one it lacks at a time. A
    name in another script must not stop a paper, nor go missing without a sign.
    """
    import typst

    while True:
        try:
            # The words travel as data. Nothing anyone wrote is ever read as markup.
            return typst.compile(
                str(TEMPLATE),
                sys_inputs={"paper": content},
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            lacking = NOT_DISPLAYED.search(str(error))
            if not lacking:
                raise
            shown = ESCAPED.sub(lambda m: chr(int(m[1], 16)), lacking[1])
            if shown not in content:
                raise
            content = content.replace(shown, "\ufffd")


@singledispatch
def draw(block, **_) -> dict:
    raise TypeError(
        f"A PDF cannot draw a {type(block).__name__}. Give the PDF renderer a way to "
        "draw it before putting it in a paper."
    )


@draw.register
def _(block: blocks.Heading, *, item: Numbered, **_) -> dict:
    return {"kind": "heading", "level": block.level - 1, "text": block.text} | {
        "number": item.label
    }


@draw.register
def _(block: blocks.Paragraph, **_) -> dict:
    return {"kind": "paragraph", "texts": paragraphs(block.text)}


@draw.register
def _(block: blocks.Lead, **_) -> dict:
    return {"kind": "lead", "texts": paragraphs(block.text)}


@draw.register
def _(block: blocks.Bullets, **_) -> dict:
    return {"kind": "bullets", "items": list(block.items)}


@draw.register
def _(block: blocks.Callout, **_) -> dict:
    texts = paragraphs(block.text)
    return {"kind": "callout", "title": block.title, "texts": texts} | {
        "tone": block.tone.value
    }


@draw.register
def _(block: blocks.Asks, **_) -> dict:
    return {"kind": "asks", "means": list(block.means), "asks": list(block.asks)}


@draw.register
def _(block: blocks.KeyFigures, **_) -> dict:
    items = [
        {
            "label": figure.label,
            "value": figure.value,
            "detail": figure.detail,
            "note": figure.note,
            "tone": figure.tone.value,
        }
        for figure in block.items
    ]
    return {"kind": "key-figures", "items": items}


@draw.register
def _(block: blocks.Table, *, item: Numbered, is_landscape: bool = False, **_) -> dict:
    label = f"Table {item.label}" if item.label else ""
    return {"kind": "table", "number": item.number, "label": label} | {
        "is-headed": item.is_headed,
        **_table(block),
        **_widths(block, is_landscape),
    }


def _widths(table: blocks.Table, is_landscape: bool) -> dict:
    """The size of its type, and how wide its columns are, in points."""
    size = USUAL
    if table.shares and len(table.columns) > MANY:
        size = CROWDED
    elif table.shares and is_landscape:
        size = ROOMY
    return _set(table, LANDSCAPE if is_landscape else PORTRAIT, size)


def _behind(table: blocks.Table, is_landscape: bool) -> dict:
    """The same of a table behind a chart. Two stand side by side, if their words allow."""
    room = LANDSCAPE if is_landscape else PORTRAIT
    half = (room - GUTTER) / 2
    is_half = len(table.columns) <= FEW and fits(
        table, half, BEHIND, pad=PAD, slack=SLACK
    )
    return _set(table, half if is_half else room, BEHIND) | {"is-half": is_half}


def _set(table: blocks.Table, room: float, size: float) -> dict:
    smaller = [one for one in SMALLER if one < size]
    size, widths = fitted(table, room, [size, *smaller], pad=PAD, slacks=[SLACK])
    return {"size": size, "widths": widths}


def _table(table: blocks.Table) -> dict:
    return {
        "caption": table.caption,
        "titles": [column.title for column in table.columns],
        "numeric": [column.numeric for column in table.columns],
        "runs-on": table.runs_on,
        "may-part": [table.may_part(at) for at in range(len(table.rows))],
        "rows": [list(map(_cell, row)) for row in table.rows],
        "totals": list(table.totals),
        "note": table.note,
    }


def _cell(cell: cells.Cell) -> str | dict:
    if isinstance(cell, cells.Lines):
        lines = [
            {"lead": line.lead, "text": line.text, "is-point": line.is_point}
            for line in cell.items
        ]
        return {"lines": lines}
    if isinstance(cell, cells.Rating):
        look = {"fill": cell.colour.fill, "ink": cell.colour.ink}
        return {"word": cell.word, "detail": cell.detail, **look}
    return cell


@draw.register
def _(block: blocks.Chart, *, item: Numbered, tables, chart_folder=None, **_) -> dict:
    chart = _chart(block, item.number, tables, chart_folder, charts.WIDE)
    return {"kind": "chart", **chart}


@draw.register
def _(block: blocks.ChartPair, *, item: Numbered, tables, chart_folder=None, **_):
    pair = zip((block.left, block.right), item.numbers, strict=True)
    drawn = [
        _chart(chart, number, tables, chart_folder, charts.NARROW)
        for chart, number in pair
    ]
    return {"kind": "pair", "charts": drawn}


def _chart(chart: blocks.Chart, number: str, tables, folder, width: int) -> dict:
    return {
        "number": number,
        "title": chart.title,
        "alt": chart.alt,
        "note": chart.note,
        "svg": charts.svg(chart.chart, width=width, folder=folder),
        "table": tables.get(id(chart.table)),
    }


@draw.register
def _(block: blocks.Coverage, **_) -> dict:
    lines = [
        {
            "label": line.label,
            "text": line.text,
            "share": line.share,
            "detail": line.detail,
        }
        for line in block.lines
    ]
    return {"kind": "coverage", "title": block.title, "lines": lines}


@draw.register
def _(block: blocks.Definitions, **_) -> dict:
    items = [
        {"term": item.term, "text": item.text, "source": item.source}
        for item in block.items
    ]
    return {"kind": "definitions", "items": items}


@draw.register
def _(block: blocks.Contents, **_) -> dict:
    return {"kind": "contents"}


@draw.register
def _(block: blocks.PageBreak, **_) -> dict:
    return {"kind": "page-break"}
