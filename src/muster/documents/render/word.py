"""A paper as a Word document: headings, captions, lists and tables that are Word's own.

Council officers edit it and paste from it, so nothing is drawn that Word has a name for.
`template` is a document the council styled itself; see `word_template`.
"""

from __future__ import annotations

import io
from functools import partial, singledispatch
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from muster.design import charts
from muster.design.charts import palette
from muster.documents import blocks
from muster.documents.numbering import (
    Numbered,
    charts_of,
    numbered,
    paragraphs,
    table_numbers,
)
from muster.documents.render import word_look, word_table, word_template
from muster.documents.render.packed import without_times
from muster.documents.render.pictures import bar, logo, picture
from muster.documents.render.word_parts import (
    Canvas,
    Piece,
    cell,
    edge,
    field_of,
    fitted,
    grid,
    link,
    plain,
    row,
    run,
    w,
)


BEHIND = "Data behind the charts"
TONES = {
    blocks.Tone.PLAIN: "Callout",
    blocks.Tone.BETTER: "Callout Better",
    blocks.Tone.WORSE: "Callout Worse",
}
EDGES = {
    blocks.Tone.PLAIN: palette.GREY,
    blocks.Tone.BETTER: palette.GOOD,
    blocks.Tone.WORSE: palette.ACCENT,
}
# A picture any taller would leave no room on its page for caption and note.
MOST_HIGH = 11_300
BETWEEN = 340
LOGO_WIDE, LOGO_HIGH = 3_400, 800


def render(
    paper: blocks.Paper,
    template: Path | None = None,
    *,
    chart_folder: Path | None = None,
) -> bytes:
    """The paper as a .docx file; the same paper gives the same bytes.

    With a template it comes out in the council's look. Raises BadTemplate, a sentence
    that says what to do. `chart_folder` keeps drawn charts between processes.
    """
    if template is None:
        canvas = _of_ours(paper)
    else:
        canvas = word_template.opened(template, paper)
    tables = table_numbers(paper)
    for item in numbered(paper):
        draw(
            item.block,
            item=item,
            paper=paper,
            canvas=canvas,
            tables=tables,
            chart_folder=chart_folder,
        )
    _data_behind(paper, canvas, tables)
    if paper.look.colour:
        _recolour(canvas.document, paper.look.colour)
    canvas.marker.getparent().remove(canvas.marker)
    _describe(canvas.document, paper)
    saved = io.BytesIO()
    canvas.document.save(saved)
    return without_times(saved.getvalue())


def _of_ours(paper: blocks.Paper) -> Canvas:
    document = docx.Document()
    styles = word_look.dress(document, is_ours=True)
    word_look.lay_out(document, paper, styles)
    marker = w("p")
    document.element.body.insert(0, marker)
    canvas = Canvas(document, styles, word_template.room(document, marker), marker)
    if paper.look.logo:
        _place_logo(canvas, paper.look)
    canvas.say("Organisation", run(paper.organisation))
    word_template.title_of(paper, canvas)
    word_template.marks_of(paper, canvas, ("as_at", "reference", "audience"))
    return canvas


def _place_logo(canvas: Canvas, look: blocks.Look) -> None:
    """Above the name, so it needs no description."""
    shown = logo(look.logo, look.logo_kind)
    wide, high = fitted(shown, LOGO_WIDE, LOGO_HIGH)
    canvas.say("Organisation", canvas.drawn(shown, wide, high, ""))


def _recolour(document: Document, own: str) -> None:
    """The authority's colour in place of ours, in words, rules and styles."""
    ours = {one.lstrip("#").upper() for one in (palette.BRAND, palette.BRAND_DARK)}
    for part in (document.styles.element, *word_template.parts(document)):
        for one in part.iter():
            for name, value in one.attrib.items():
                if value.upper() in ours:
                    one.set(name, own.lstrip("#").upper())


def _describe(document: Document, paper: blocks.Paper) -> None:
    """What the file says of itself. No times: it is of its paper, not of a moment."""
    said = document.core_properties
    said.title, said.subject = _brief(paper.title), _brief(paper.subtitle)
    said.author = said.last_modified_by = _brief(paper.organisation)
    said.keywords, said.category = _brief(paper.reference), _brief(paper.audience)
    said.comments, said.language, said.revision = "", _brief(paper.language), 1
    for name in ("dcterms:created", "dcterms:modified", "cp:lastPrinted"):
        for old in said._element.findall(qn(name)):
            said._element.remove(old)
    _speak(document, paper.language)
    _modern(document)


def _brief(text: str) -> str:
    return plain(text)[:255]


def _speak(document: Document, language: str) -> None:
    """The language readers' software reads it in."""
    defaults = _child(document.styles.element, "docDefaults")
    look = _child(_child(defaults, "rPrDefault"), "rPr")
    for old in look.findall(qn("w:lang")):
        look.remove(old)
    look.append(w("lang", val=language, eastAsia=language, bidi="ar-SA"))


def _child(parent: Piece, tag: str) -> Piece:
    found = parent.find(qn(f"w:{tag}"))
    if found is None:
        found = OxmlElement(f"w:{tag}")
        parent.insert(0, found)
    return found


def _modern(document: Document) -> None:
    """Without this Word opens the file in the manner of 2007, and says so."""
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = w("compat")
        after = ("rsids", "themeFontLang", "clrSchemeMapping", "shapeDefaults")
        after += ("decimalSymbol", "listSeparator")
        behind = [settings.find(qn(f"w:{tag}")) for tag in after]
        first = next((one for one in behind if one is not None), None)
        if first is None:
            settings.append(compat)
        else:
            first.addprevious(compat)
    for old in compat.findall(qn("w:compatSetting")):
        if old.get(qn("w:name")) == "compatibilityMode":
            compat.remove(old)
    address = "http://schemas.microsoft.com/office/word"
    compat.append(w("compatSetting", name="compatibilityMode", uri=address, val=15))


# The blocks


@singledispatch
def draw(block: Any, **_: Any) -> None:
    raise TypeError(
        f"Word cannot draw a {type(block).__name__}. Give the Word renderer a way to "
        "draw it before putting it in a paper."
    )


@draw.register
def _(block: blocks.Heading, *, canvas: Canvas, item: Numbered, **_) -> None:
    if block.level == 3:
        canvas.say("Heading 2", block.text)
        return
    words = [run(block.text)]
    # A template whose headings count themselves would say the number twice.
    counts = word_template.counts_itself(canvas.document, "Heading 1")
    if item.label and not counts:
        words.insert(0, run(f"{item.label} ", colour=palette.BRAND))
    canvas.say("Heading 1", *canvas.bookmarked(f"section_{item.number}", *words))


@draw.register
def _(block: blocks.Paragraph, *, canvas: Canvas, **_) -> None:
    for text in paragraphs(block.text):
        canvas.say("Normal", text)


@draw.register
def _(block: blocks.Lead, *, canvas: Canvas, **_) -> None:
    for text in paragraphs(block.text):
        canvas.say("Lead", text)


@draw.register
def _(block: blocks.Bullets, *, canvas: Canvas, **_) -> None:
    word_template.listed(canvas, "List Bullet", block.items)


@draw.register
def _(block: blocks.Callout, *, canvas: Canvas, **_) -> None:
    style = TONES[block.tone]
    canvas.say(f"{style} Title", block.title)
    texts = paragraphs(block.text)
    for at, text in enumerate(texts, start=1):
        canvas.say(style, text, keep_next=at < len(texts))
    canvas.say("Gap")


@draw.register
def _(block: blocks.Asks, *, canvas: Canvas, **_) -> None:
    half = canvas.width // 2
    line = partial(edge, colour=palette.BRAND, eighths=6)
    cells = []
    for title, items, style, fill in (
        ("What this means", block.means, "List Bullet", ""),
        ("What we ask", block.asks, "List Number", palette.TINT),
    ):
        sides = ("top", "left", "bottom", "right")
        borders = [line(side) for side in sides]
        pad = [w(side, w=170, type="dxa") for side in sides]
        made = cell(half, fill=fill, borders=borders, pad=pad)
        within = canvas.in_cell(made, half - 340)
        within.say("Box Title", title)
        word_template.listed(within, style, items)
        cells.append(made)
    said = "What this means, and what we ask"
    canvas.place(_beside(canvas, [half, half], [cells], said))


def _beside(canvas: Canvas, widths, rows, said: str) -> Piece:
    """Things side by side, read left to right."""
    style = canvas.styles[word_look.LAYOUT]
    return grid(
        style, widths, [row(*one) for one in rows], caption=said, has_header=False
    )


@draw.register
def _(block: blocks.KeyFigures, *, canvas: Canvas, **_) -> None:
    items = list(block.items)
    across = 4 if len(items) == 4 else min(len(items), 3)
    if not items:
        return
    gap = 140
    wide = (canvas.width - gap * (across - 1)) // across
    rows = []
    for first in range(0, len(items), across):
        if rows:
            rows.append(
                [cell(one, _empty(canvas)) for one in _spaced(wide, gap, across)]
            )
        tiles = [_tile(canvas, one, wide) for one in items[first : first + across]]
        while len(tiles) < across:
            tiles.append(cell(wide, _empty(canvas)))
        rows.append([tiles[0]])
        for tile in tiles[1:]:
            rows[-1] += [cell(gap, _empty(canvas)), tile]
    canvas.place(_beside(canvas, _spaced(wide, gap, across), rows, "Key figures"))


def _spaced(wide: int, gap: int, across: int) -> list[int]:
    return [wide, *[gap, wide] * (across - 1)]


def _empty(canvas: Canvas) -> Piece:
    return w("p", w("pPr", w("pStyle", val=canvas.styles["Gap"])))


def _tile(canvas: Canvas, figure: blocks.KeyFigure, wide: int) -> Piece:
    top = edge("top", EDGES[figure.tone], 18)
    pad = [w(side, w=100, type="dxa") for side in ("top", "left", "bottom", "right")]
    made = cell(wide, fill=palette.GREY_TINT, borders=[top], pad=pad)
    within = canvas.in_cell(made, wide - 200)
    within.say("Figure Label", figure.label)
    within.say("Figure Value", figure.value)
    moved = "" if figure.tone is blocks.Tone.PLAIN else EDGES[figure.tone]
    if figure.detail:
        within.say("Figure Detail", run(figure.detail, colour=moved))
    if figure.note:
        within.say("Figure Note", figure.note)
    return made


@draw.register
def _(block: blocks.Table, *, canvas: Canvas, item: Numbered, **_) -> None:
    if not item.is_headed:
        counted = _counted("Table", item.label) if item.label else []
        _captioned(canvas, f"table_{item.number}", counted, block.caption)
    _table(canvas, block)


def _counted(kind: str, number: str) -> list[Piece]:
    """“Table 2”, in a field that lists of tables and cross-references find."""
    shown = field_of(f"SEQ {kind} \\* ARABIC", run(number, colour=palette.BRAND))
    return [run(f"{kind} ", colour=palette.BRAND), *shown]


def _captioned(canvas: Canvas, name: str, counted: list[Piece], said: str) -> None:
    """A caption; the number in the brand colour, and where links to it lead."""
    gap = "  " if counted else ""
    words = [*canvas.bookmarked(name, *counted), run(f"{gap}{said}")]
    # Said here too: a council's own style of captions may not keep them.
    canvas.say("Caption", *words, keep_next=True)


def _table(canvas: Canvas, table: blocks.Table) -> None:
    made = word_table.drawn(canvas, table)
    if table.note:
        canvas.put(made)
        canvas.say("Note", table.note)
    else:
        canvas.place(made)


@draw.register
def _(
    block: blocks.Chart, *, canvas: Canvas, item: Numbered, tables, chart_folder, **_
) -> None:
    _chart(canvas, block, item.number, tables, chart_folder, charts.WIDE)


@draw.register
def _(
    block: blocks.ChartPair,
    *,
    canvas: Canvas,
    item: Numbered,
    tables,
    chart_folder,
    **_,
) -> None:
    half = (canvas.width - BETWEEN) // 2
    cells = []
    for chart, number in zip((block.left, block.right), item.numbers, strict=True):
        made = cell(half)
        within = canvas.in_cell(made, half)
        _chart(within, chart, number, tables, chart_folder, charts.NARROW)
        cells.append(made)
    cells.insert(1, cell(BETWEEN, _empty(canvas)))
    said = f"Figures {' and '.join(item.numbers)}"
    canvas.place(_beside(canvas, [half, BETWEEN, half], [cells], said))


def _chart(canvas: Canvas, chart: blocks.Chart, number, tables, folder, width) -> None:
    counted = _counted("Figure", number)
    _captioned(canvas, f"figure_{number}", counted, chart.title)
    shown = picture(chart.chart, width=width, folder=folder)
    size = fitted(shown, canvas.width, MOST_HIGH)
    canvas.say(
        "Picture", canvas.drawn(shown, *size, chart.alt, chart.title), keep_next=True
    )
    if chart.note:
        canvas.say("Note", chart.note, keep_next=True)
    elsewhere = tables.get(id(chart.table))
    name = f"table {elsewhere}" if elsewhere else f"data table {number}"
    target = name.replace(" ", "_")
    canvas.say("Note", link(target, _linked(f"The figures are in {name}")))


def _linked(text: str) -> Piece:
    return run(text, colour=palette.BRAND, under=True)


def _data_behind(paper: blocks.Paper, canvas: Canvas, tables) -> None:
    """The table behind each chart that is not in the paper itself, as in the PDF."""
    behind = [
        (number, chart.table)
        for number, chart in charts_of(paper)
        if id(chart.table) not in tables
    ]
    if not behind:
        return
    canvas.new_page()
    canvas.say("Heading 1", *canvas.bookmarked("section_behind", run(BEHIND)))
    canvas.say("Normal", "Each table holds the figures a chart was drawn from.")
    for number, table in behind:
        counted = [run(f"Data table {number}", colour=palette.BRAND)]
        _captioned(canvas, f"data_table_{number}", counted, table.caption)
        canvas.put(word_table.drawn(canvas, table))
        if table.note:
            canvas.say("Note", table.note)
        back = _linked(f"Back to figure {number}")
        canvas.say("Note", link(f"figure_{number}", back))


@draw.register
def _(block: blocks.Coverage, *, canvas: Canvas, **_) -> None:
    canvas.say("Box Title", block.title)
    for line in block.lines:
        # One line, its count at the right edge; then the bar the count describes.
        stop = w("tab", val="right", pos=canvas.width)
        said = canvas.say(
            "Normal",
            run(line.label),
            w("r", w("tab")),
            run(line.text, bold=True),
            keep_next=True,
        )
        said.pPr.append(w("tabs", stop))
        said.pPr.append(w("spacing", before=80, after=30))
        shown = bar(int(line.share * 100))
        drawn = canvas.drawn(shown, canvas.width, 110, "")
        canvas.say("Picture", drawn, keep_next=bool(line.detail))
        if line.detail:
            canvas.say("Note", line.detail)
    canvas.say("Gap")


@draw.register
def _(block: blocks.Definitions, *, canvas: Canvas, **_) -> None:
    for item in block.items:
        canvas.say("Term", item.term)
        canvas.say("Normal", item.text, keep_next=bool(item.source))
        if item.source:
            canvas.say("Note", f"Source: {item.source}")


@draw.register
def _(block: blocks.Contents, *, canvas: Canvas, paper: blocks.Paper, tables, **_):
    """Word's own table of contents, filled in.

    It names no pages: how a document falls into pages is only known where it is opened,
    and asking Word to work it out on opening makes it ask the reader for leave first.
    Whoever wants page numbers takes \\n out of the field.
    """
    canvas.say("Contents Title", "In this paper")
    entries = [
        (f"section_{item.number}", f"{item.label} {item.block.text}".strip())
        for item in numbered(paper)
        if isinstance(item.block, blocks.Heading) and item.block.level == 2
    ]
    if any(id(chart.table) not in tables for _, chart in charts_of(paper)):
        entries.append(("section_behind", BEHIND))
    lines = [[link(target, _linked(text))] for target, text in entries] or [[]]
    opening = field_of('TOC \\o "1-1" \\n \\h \\z')
    lines[0] = [*opening[:-1], *lines[0]]
    lines[-1] = [*lines[-1], opening[-1]]
    for line in lines:
        canvas.say("TOC 1", *line)
    canvas.say("Gap")


@draw.register
def _(block: blocks.PageBreak, *, canvas: Canvas, **_) -> None:
    canvas.new_page()
