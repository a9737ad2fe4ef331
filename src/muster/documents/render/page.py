"""A paper as one HTML file that needs nothing else: no script, no network, no font."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache, partial, singledispatch
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

from muster.design import charts
from muster.design.charts import palette
from muster.documents import blocks, cells
from muster.documents.numbering import (
    Numbered,
    numbered,
    paragraphs,
    table_numbers,
)


HERE = Path(__file__).parent
FONTS = Path(charts.__file__).parents[1] / "static" / "muster" / "fonts"
WEIGHTS = (400, 600, 700)


def render(paper: blocks.Paper, *, chart_folder: Path | None = None) -> str:
    """The paper as a whole HTML document.

    Its own policy lets nothing run and nothing be fetched. `chart_folder` keeps drawn
    charts between processes.
    """
    tables = table_numbers(paper)
    body = Markup("\n").join(
        draw(
            item.block,
            item=item,
            paper=paper,
            tables=tables,
            chart_folder=chart_folder,
        )
        for item in numbered(paper)
    )
    return str(
        DOCUMENT.format(
            language=paper.language,
            shape=Markup(' class="landscape"') if paper.is_landscape else "",
            title=paper.title,
            organisation=paper.organisation,
            subtitle=_if(Markup('<p class="subtitle">{}</p>'), paper.subtitle),
            audience=paper.audience,
            as_at=paper.as_at,
            reference=paper.reference,
            policy=f"default-src 'none'; style-src {style_source(paper.look.colour)}; "
            "font-src data:; img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style(paper.look.colour)),
            logo=_logo(paper.look),
            body=body,
        )
    )


DOCUMENT = Markup("""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {organisation}</title>
<style>{style}</style>
</head>
<body{shape}>
<a class="skip" href="#main">Skip to main content</a>
<header class="band"><div class="measure">
{logo}<p class="organisation">{organisation}</p>
<h1>{title}</h1>
{subtitle}
<dl class="marks">
<div><dt>As at</dt><dd>{as_at}</dd></div>
<div><dt>Reference</dt><dd>{reference}</dd></div>
<div><dt>For</dt><dd>{audience}</dd></div>
</dl>
</div></header>
<main id="main" tabindex="-1"><div class="measure">
{body}
</div></main>
<footer><div class="measure">
<p><strong>{audience}</strong></p>
<p>{organisation}. As at {as_at}. Reference {reference}.</p>
</div></footer>
</body>
</html>
""")


def _logo(look: blocks.Look) -> Markup:
    """Beside the name, so it says nothing by itself."""
    if not look.logo:
        return Markup("")
    kind = {"png": "png", "svg": "svg+xml"}[look.logo_kind]
    held = base64.b64encode(look.logo).decode()
    img = Markup('<img class="logo" alt="" src="data:image/{};base64,{}">\n')
    return img.format(kind, held)


@cache
def style(own: str = "") -> str:
    """The one style sheet: colours from the palette, the rules, the embedded type.

    `own` is the authority's colour, in place of ours.
    """
    colours = ("BRAND", "BRAND_DARK", "TINT", "ACCENT", "ACCENT_TINT", "GOOD", "INK")
    colours += ("GREY_TEXT", "GREY", "GREY_TINT", "RULE")
    values = {name: getattr(palette, name) for name in colours}
    if own:
        values |= {"BRAND": own, "BRAND_DARK": own}
    for rated in cells.Colour:
        values |= {f"RATED_{rated}": rated.fill, f"ON_{rated}": rated.ink}
    named = "".join(
        f"--{name.lower().replace('_', '-')}:{value};" for name, value in values.items()
    )
    quiet = "#ffffff" if own else "#c9dcdc"
    rules = (HERE / "page.css").read_text(encoding="utf-8")
    return f"{_faces()}:root{{{named}--quiet-on-dark:{quiet};}}\n{rules}"


@cache
def style_source(own: str = "") -> str:
    """The style sheet's hash, for a page's content security policy."""
    digest = hashlib.sha256(style(own).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _faces() -> str:
    return "".join(
        '@font-face{font-family:"Source Sans 3";font-style:normal;'
        f"font-weight:{weight};src:url(data:font/woff2;base64,{_font(weight)}) "
        'format("woff2")}'
        for weight in WEIGHTS
    )


def _font(weight: int) -> str:
    path = FONTS / f"source-sans-3-{weight}.woff2"
    return base64.b64encode(path.read_bytes()).decode()


def _if(markup: Markup, text: str, **more: object) -> Markup:
    """The markup around a text, or nothing when there is no text."""
    return markup.format(text, **more) if text else Markup("")


def _each(markup: str, items) -> Markup:
    return Markup("").join(Markup(markup).format(item) for item in items)


@singledispatch
def draw(block, **_) -> Markup:
    raise TypeError(
        f"An HTML page cannot draw a {type(block).__name__}. Give the page renderer a "
        "way to draw it before putting it in a paper."
    )


@draw.register
def _(block: blocks.Heading, *, item: Numbered, **_) -> Markup:
    if block.level == 3:
        return Markup("<h3>{}</h3>").format(block.text)
    number = _if(Markup('<span class="number">{}</span> '), item.label)
    return Markup('<h2 id="section-{}">{}{}</h2>').format(
        item.number, number, block.text
    )


@draw.register
def _(block: blocks.Paragraph, **_) -> Markup:
    return _each("<p>{}</p>\n", paragraphs(block.text))


@draw.register
def _(block: blocks.Lead, **_) -> Markup:
    return _each('<p class="lead">{}</p>\n', paragraphs(block.text))


@draw.register
def _(block: blocks.Bullets, **_) -> Markup:
    return Markup("<ul>{}</ul>").format(_each("<li>{}</li>", block.items))


@draw.register
def _(block: blocks.Callout, **_) -> Markup:
    return Markup(
        '<div class="callout {}"><p class="callout-title">{}</p>{}</div>'
    ).format(block.tone.value, block.title, _each("<p>{}</p>", paragraphs(block.text)))


@draw.register
def _(block: blocks.Asks, **_) -> Markup:
    panel = Markup(
        '<div class="panel {}"><p class="callout-title">{}</p><{tag}>{}</{tag}></div>'
    )
    listed = partial(_each, "<li>{}</li>")
    means = panel.format("means", "What this means", listed(block.means), tag="ul")
    asks = panel.format("asks", "What we ask", listed(block.asks), tag="ol")
    return Markup('<div class="panels">{}{}</div>').format(means, asks)


@draw.register
def _(block: blocks.KeyFigures, **_) -> Markup:
    tiles = Markup("").join(
        Markup(
            '<li class="tile {}"><p class="label">{}</p><p class="value">{}</p>{}{}</li>'
        ).format(
            figure.tone.value,
            figure.label,
            figure.value,
            _if(Markup('<p class="detail">{}</p>'), figure.detail),
            _if(Markup('<p class="against">{}</p>'), figure.note),
        )
        for figure in block.items
    )
    return Markup('<ul class="tiles">{}</ul>').format(tiles)


@draw.register
def _(block: blocks.Table, *, item: Numbered, **_) -> Markup:
    number = f"Table {item.label}" if item.label and not item.is_headed else ""
    return _table(block, f"table-{item.number}", number, item.is_headed)


def _table(table: blocks.Table, key: str, number: str, is_headed=False) -> Markup:
    heads = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_numeric(column), column.title)
        for column in table.columns
    )
    rows = Markup("\n").join(
        _row(table, at, cells) for at, cells in enumerate(table.rows)
    )
    # A region that scrolls must be reachable with the keyboard and have a name.
    return Markup(
        '<div class="scroll" role="region" aria-labelledby="{key}-caption" tabindex="0">'
        '<table id="{key}"{fixed}><caption id="{key}-caption"{hidden}>'
        "{number}{caption}</caption>{widths}"
        "<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table></div>{note}"
    ).format(
        key=key,
        number=_if(Markup('<span class="number">{}</span> '), number),
        caption=table.caption,
        hidden=Markup(' class="unseen"') if is_headed else "",
        fixed=Markup(' class="shared"') if table.shares else "",
        widths=_each('<col width="{:.2f}%">', [share * 100 for share in table.shares]),
        heads=heads,
        rows=rows,
        note=_if(Markup('<p class="note">{}</p>'), table.note),
    )


def _row(table: blocks.Table, at: int, row) -> Markup:
    first, *rest = (
        Markup("<{tag}{}>{}</{end}>").format(
            _numeric(column, cell),
            _cell(cell),
            tag=Markup('th scope="row"') if number == 0 else "td",
            end="th" if number == 0 else "td",
        )
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True))
    )
    total = Markup(' class="total"') if at in table.totals else ""
    return Markup("<tr{}>{}{}</tr>").format(total, first, Markup("").join(rest))


def _cell(cell: cells.Cell) -> Markup | str:
    if isinstance(cell, cells.Rating):
        detail = _if(Markup('<span class="given">{}</span>'), cell.detail)
        return Markup("<strong>{}</strong>{}").format(cell.word, detail)
    if isinstance(cell, cells.Lines):
        parts = groupby(cell.items, key=lambda line: line.is_point)
        return Markup("").join(_lines(list(run), point) for point, run in parts)
    return cell


def _lines(run: Sequence[cells.Line], is_point: bool) -> Markup:
    tag = "li" if is_point else "p"
    lines = Markup("").join(
        Markup("<{tag}>{}{}</{tag}>").format(
            _if(Markup("<strong>{}</strong> "), line.lead), line.text, tag=tag
        )
        for line in run
    )
    return Markup("<ul>{}</ul>").format(lines) if is_point else lines


def _numeric(column: blocks.Column, cell: cells.Cell = "") -> Markup:
    kinds = ["numeric"] * column.numeric + ["withheld"] * (cell == "c")
    if isinstance(cell, cells.Rating):
        kinds += ["rated", cell.colour.value]
    return Markup(' class="{}"').format(" ".join(kinds)) if kinds else Markup("")


@draw.register
def _(block: blocks.Chart, *, item: Numbered, tables, chart_folder=None, **_) -> Markup:
    widths = (charts.WIDE, charts.NARROW)
    return _chart(block, item.number, tables, chart_folder, widths)


@draw.register
def _(block: blocks.ChartPair, *, item: Numbered, tables, chart_folder=None, **_):
    pair = zip((block.left, block.right), item.numbers, strict=True)
    drawn = (
        _chart(chart, number, tables, chart_folder, (charts.NARROW,))
        for chart, number in pair
    )
    return Markup('<div class="pair">{}</div>').format(Markup("").join(drawn))


def _chart(chart: blocks.Chart, number: str, tables, folder, widths) -> Markup:
    """The chart at each width (the style sheet shows one), then the way to its table."""
    pictures = Markup("").join(_picture(chart, width, folder) for width in widths)
    return Markup(
        '<figure class="{kind}" id="figure-{number}"><figcaption>'
        '<span class="number">Figure {number}</span> {title}</figcaption>'
        "{pictures}{note}{table}</figure>"
    ).format(
        kind="both" if len(widths) > 1 else "one",
        number=number,
        title=chart.title,
        pictures=pictures,
        note=_if(Markup('<p class="note">{}</p>'), chart.note),
        table=_behind(chart.table, number, tables.get(id(chart.table))),
    )


def _behind(table: blocks.Table, number: str, elsewhere: str | None) -> Markup:
    if elsewhere:
        return Markup(
            '<p class="note"><a href="#table-{0}">The figures are in table {0}</a></p>'
        ).format(elsewhere)
    return Markup(
        "<details><summary>Figure {} as a table</summary>{}</details>"
    ).format(number, _table(table, f"data-{number}", f"Data for figure {number}."))


def _picture(chart: blocks.Chart, width: int, folder) -> Markup:
    drawn = charts.svg(chart.chart, width=width, folder=folder)
    kind = "wide" if width == charts.WIDE else "narrow"
    described = f'<svg class="{kind}" role="img" aria-label="{escape(chart.alt)}" '
    return Markup(drawn.replace("<svg ", described, 1))


@draw.register
def _(block: blocks.Coverage, **_) -> Markup:
    # Drawn, not styled: a style attribute would need the policy to allow it.
    lines = Markup("").join(
        Markup(
            '<li><p><span class="label">{}</span> <span class="count">{}</span></p>'
            '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" '
            'aria-hidden="true"><rect class="track" width="100" height="6"/>'
            '<rect class="fill" width="{:.2f}" height="6"/></svg>{}</li>'
        ).format(
            line.label,
            line.text,
            line.share * 100,
            _if(Markup('<p class="note">{}</p>'), line.detail),
        )
        for line in block.lines
    )
    return Markup(
        '<div class="coverage"><p class="callout-title">{}</p><ul>{}</ul></div>'
    ).format(block.title, lines)


@draw.register
def _(block: blocks.Definitions, **_) -> Markup:
    terms = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}{}</dd></div>").format(
            item.term,
            item.text,
            _if(Markup(' <span class="source">Source: {}</span>'), item.source),
        )
        for item in block.items
    )
    return Markup('<dl class="definitions">{}</dl>').format(terms)


@draw.register
def _(block: blocks.Contents, *, paper: blocks.Paper, **_) -> Markup:
    sections = Markup("").join(
        Markup('<li><a href="#section-{}">{}{}</a></li>').format(
            item.number, _if(Markup("{} "), item.label), item.block.text
        )
        for item in numbered(paper)
        if isinstance(item.block, blocks.Heading) and item.block.level == 2
    )
    return Markup(
        '<nav class="contents" aria-labelledby="contents"><p id="contents">In this '
        "paper</p><ul>{}</ul></nav>"
    ).format(sections)


@draw.register
def _(block: blocks.PageBreak, **_) -> Markup:
    return Markup('<div class="page-break"></div>')
