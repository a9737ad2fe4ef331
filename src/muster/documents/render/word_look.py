"""How a Word paper looks: styles by name, the page, its header and its footer.

A council's own template brings its styles; only those it lacks are added to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from muster.design.charts import palette
from muster.documents.blocks import Paper
from muster.documents.render.word_parts import (
    PAD,
    Piece,
    edge,
    field_of,
    paragraph,
    run,
    shading,
    w,
)


FONT = "Source Sans 3"
# What stands in where the font isn't installed: on every machine with Office, and as
# narrow, so that what fits a column still does.
INSTEAD = "Calibri"
TABLE = "Muster Table"
LAYOUT = "Muster Layout"


@dataclass(frozen=True)
class Look:
    """A paragraph style. Sizes and spaces in points; fill and edge make a box."""

    size: float = 10.5
    bold: bool = False
    colour: str = palette.INK
    before: float = 0
    after: float = 6
    line: float = 1.08
    keep_next: bool = False
    keep_lines: bool = False
    fill: str = ""
    edge: str = ""
    rule: bool = False
    based_on: str = "Normal"


DARK, QUIET = palette.BRAND_DARK, palette.GREY_TEXT
LOOKS = {
    "Normal": Look(),
    "Title": Look(24, True, DARK, after=2, line=1.0),
    "Subtitle": Look(14, False, DARK, after=8),
    "Organisation": Look(11, True, palette.BRAND, after=4),
    "Heading 1": Look(17, True, DARK, 14, 5, 1.0, True, True, rule=True),
    "Heading 2": Look(13, True, DARK, 12, 4, 1.0, True, True),
    "Lead": Look(13, False, DARK, after=8),
    "List Bullet": Look(after=3),
    "List Number": Look(after=3),
    "Caption": Look(11, True, DARK, 12, 4, 1.05, True, True),
    "Note": Look(9, False, QUIET, 3, 6),
    "Box Title": Look(11, True, DARK, after=3, keep_next=True),
    "Callout Title": Look(
        11.5, True, DARK, 10, 0, 1.08, True, True, palette.TINT, palette.BRAND
    ),
    "Callout": Look(
        before=0, after=0, keep_lines=True, fill=palette.TINT, edge=palette.BRAND
    ),
    "Callout Better Title": Look(
        11.5, True, DARK, 10, 0, 1.08, True, True, palette.TINT, palette.GOOD
    ),
    "Callout Better": Look(
        before=0, after=0, keep_lines=True, fill=palette.TINT, edge=palette.GOOD
    ),
    "Callout Worse Title": Look(
        11.5, True, DARK, 10, 0, 1.08, True, True, palette.ACCENT_TINT, palette.ACCENT
    ),
    "Callout Worse": Look(
        before=0,
        after=0,
        keep_lines=True,
        fill=palette.ACCENT_TINT,
        edge=palette.ACCENT,
    ),
    "Figure Label": Look(9.5, True, DARK, 2, 2, 1.0, True),
    "Figure Value": Look(22, True, DARK, 0, 2, 1.0, True),
    "Figure Detail": Look(9.5, True, after=2, line=1.0),
    "Figure Note": Look(9, False, QUIET, after=2, line=1.0),
    "Table Text": Look(9, before=1.2, after=1.2, line=1.0),
    "Picture": Look(after=0, line=1.0),
    "Term": Look(10.5, True, DARK, 6, 1, 1.08, True),
    "Contents Title": Look(11, True, DARK, after=3, keep_next=True),
    "TOC 1": Look(10.5, after=3),
    "Gap": Look(4, before=0, after=4, line=1.0),
    "Header": Look(8.5, colour=QUIET, after=0),
    "Footer": Look(8.5, colour=QUIET, after=0),
}


def dress(document: Document, *, is_ours: bool) -> dict[str, str]:
    """Makes sure of every style; gives their ids by name.

    In a document of ours each is set as above; in a council's, only those it lacks.
    """
    held = {style.name for style in document.styles}
    for name, look in LOOKS.items():
        if name not in held:
            document.styles.add_style(
                name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == "TOC 1"
            )
        if is_ours or name not in held:
            _set(document, name, look)
    for name, made in ((TABLE, _data_table), (LAYOUT, _layout_table)):
        if name not in held:
            document.styles.element.append(made())
    return {style.name: style.style_id for style in document.styles}


def _set(document: Document, name: str, look: Look) -> None:
    style = document.styles[name]
    style.quick_style = name not in ("Gap", "Picture")
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    if (old := style.element.find(qn("w:rPr"))) is not None:
        style.element.remove(old)
    font, spaced = style.font, style.paragraph_format
    if name == "Normal":
        _name_font(style.element.get_or_add_rPr())
    font.size, font.bold = Pt(look.size), look.bold
    font.color.rgb = RGBColor.from_string(look.colour.lstrip("#").upper())
    spaced.space_before, spaced.space_after = Pt(look.before), Pt(look.after)
    spaced.line_spacing = look.line
    spaced.keep_with_next = look.keep_next or None
    spaced.keep_together = look.keep_lines or None
    spaced.widow_control = True
    _box(style.element.get_or_add_pPr(), look)


def _box(properties: Piece, look: Look) -> None:
    for tag in ("w:pBdr", "w:shd", "w:tabs", "w:contextualSpacing"):
        if (old := properties.find(qn(tag))) is not None:
            properties.remove(old)
    if look.rule:
        _before_spacing(properties, w("pBdr", edge("top", palette.BRAND, 10, 6)))
    if look.edge:
        sides = w(
            "pBdr",
            edge("top", look.fill, 4, 4),
            edge("left", look.edge, 24, 8),
            edge("bottom", look.fill, 4, 4),
            edge("right", look.fill, 4, 8),
        )
        _before_spacing(properties, sides, shading(look.fill))
        properties.find(qn("w:spacing")).addnext(w("ind", left=200, right=200))


def _before_spacing(properties: Piece, *made: Piece) -> None:
    """A style's parts stand in a fixed order, and boxes come before spaces."""
    for one in made:
        properties.find(qn("w:spacing")).addprevious(one)


def _name_font(look: Piece) -> None:
    look.insert(0, w("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def _data_table() -> Piece:
    rule, brand, dark = (
        colour.lstrip("#") for colour in (palette.RULE, palette.BRAND, DARK)
    )
    return parse_xml(
        f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="MusterTable">
        <w:name w:val="{TABLE}"/><w:uiPriority w:val="99"/>
        <w:tblPr><w:tblInd w:w="0" w:type="dxa"/>
        <w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{rule}"/>
        <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{rule}"/></w:tblBorders>
        <w:tblCellMar><w:left w:w="{PAD}" w:type="dxa"/><w:right w:w="{PAD}" w:type="dxa"/>
        </w:tblCellMar></w:tblPr>
        <w:tblStylePr w:type="firstRow">
        <w:rPr><w:b/><w:color w:val="{dark}"/></w:rPr>
        <w:tcPr><w:tcBorders>
        <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{brand}"/></w:tcBorders>
        <w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
        </w:style>"""
    )


def _layout_table() -> Piece:
    """For what only stands side by side: no lines, no header."""
    return parse_xml(
        f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="MusterLayout">
        <w:name w:val="{LAYOUT}"/><w:uiPriority w:val="99"/>
        <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
        <w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
        </w:style>"""
    )


# The page


def lay_out(document: Document, paper: Paper, styles: dict[str, str]) -> None:
    """Our own page: A4, the title above every page but the first, whose it is below."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    if paper.is_landscape:
        turn(section)
        section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(17), Mm(18)
    section.header_distance, section.footer_distance = Mm(9), Mm(8)
    section.different_first_page_header_footer = True
    above = section.header.paragraphs[0]._p
    above.getparent().replace(above, paragraph(styles["Header"], run(paper.title)))
    for footer in (section.footer, section.first_page_footer):
        first = footer.paragraphs[0]._p
        for made in _furniture(paper, styles["Footer"]):
            first.addprevious(made)
        first.getparent().remove(first)
    _name_in_table(document)


def turn(section: Section) -> None:
    """Lays a section's page on its side, if it stands."""
    section.orientation = WD_ORIENT.LANDSCAPE
    wide, high = section.page_width or Mm(210), section.page_height or Mm(297)
    section.page_width, section.page_height = max(wide, high), min(wide, high)


def _furniture(paper: Paper, style: str) -> list[Piece]:
    said = f"{paper.organisation}   As at {paper.as_at}   {paper.reference}"
    ruled = paragraph(style, run(paper.audience, bold=True))
    properties = ruled.pPr
    properties.append(w("pBdr", edge("top", palette.RULE, 4, 4)))
    below = paragraph(style, run(said), w("r", w("tab")), *page_number())
    right = 15138 if paper.is_landscape else 9638
    below.pPr.append(w("tabs", w("tab", val="right", pos=right)))
    return [ruled, below]


def page_number() -> list[Piece]:
    return [
        run("Page "),
        *field_of("PAGE", run("1")),
        run(" of "),
        *field_of("NUMPAGES", run("1")),
    ]


def _name_in_table(document: Document) -> None:
    """Says in the table of fonts what may stand in for ours."""
    for related in document.part.rels.values():
        if related.reltype.endswith("/fontTable"):
            fonts = parse_xml(related.target_part.blob)
            fonts.append(
                w(
                    "font",
                    w("altName", val=INSTEAD),
                    w("panose1", val="020B0503030403020204"),
                    w("charset", val="00"),
                    w("family", val="swiss"),
                    w("pitch", val="variable"),
                    name=FONT,
                )
            )
            from lxml import etree

            related.target_part._blob = etree.tostring(
                fonts, xml_declaration=True, encoding="UTF-8", standalone=True
            )
