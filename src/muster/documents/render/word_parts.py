"""What a Word document is built of: paragraphs, runs, fields, links and tables.

Every text arrives as text and is put in as text; nothing is ever parsed as markup.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu

from muster.design.charts.printable import printable
from muster.documents.render.pictures import Picture


EMU_A_TWIP = 635
TWIPS_A_POINT = 20
# Between a cell's edge and its words, left and right.
PAD = 85
# A reader without our type is shown another, up to a third wider, and so may a council's
# be: no word may break in it. Where there is no room for that, Office's stand-in for ours.
ANY_TYPE, OF_OFFICE = 1.33, 1.22
SLACKS = (ANY_TYPE, OF_OFFICE)
MARK_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
PIXELS_A_TWIP = 720 / 9638

Piece = Any  # an element of WordprocessingML, or text


def w(tag: str, *inside: Piece, **said: object) -> Piece:
    """A WordprocessingML element: `w("jc", val="right")`; nothing is left out silently."""
    made = OxmlElement(f"w:{tag}")
    for name, value in said.items():
        made.set(qn(f"w:{name}"), str(value))
    for one in inside:
        if one is not None:
            made.append(one)
    return made


def plain(text: str) -> str:
    """A text as it can be held: no control letters, and no breaks (a paragraph's are
    made before)."""
    return printable(text).replace("\n", " ").replace("\t", " ")


def run(
    text: str, *, bold: bool = False, colour: str = "", size: float = 0, under=False
) -> Piece:
    look = w(
        "rPr",
        w("b") if bold else None,
        w("color", val=colour.lstrip("#")) if colour else None,
        w("sz", val=round(size * 2)) if size else None,
        w("szCs", val=round(size * 2)) if size else None,
        w("u", val="single") if under else None,
    )
    words = w("t")
    words.text = plain(text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("r", look if len(look) else None, words)


def field_of(code: str, *shown: Piece) -> list[Piece]:
    """A field and what it shows until it is next brought up to date."""
    instruction = w("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", instruction),
        w("r", w("fldChar", fldCharType="separate")),
        *shown,
        w("r", w("fldChar", fldCharType="end")),
    ]


def link(target: str, *shown: Piece) -> Piece:
    """To a bookmark in the same document."""
    return w("hyperlink", *shown, anchor=target, history=1)


def shading(colour: str) -> Piece:
    return w("shd", val="clear", color="auto", fill=colour.lstrip("#"))


def edge(side: str, colour: str, eighths: int, space: int = 0) -> Piece:
    colour = colour.lstrip("#")
    return w(side, val="single", sz=eighths, space=space, color=colour)


def paragraph(
    style: str,
    *inside: Piece,
    keep_next: bool = False,
    page_before: bool = False,
    numbered: tuple[int, int] | None = None,
    align: str = "",
    hang: int = 0,
) -> Piece:
    """`style` is the style's id. `numbered` is a list's level and number; `hang` is how
    far lines after the first stand in."""
    numbering = None
    if numbered is not None:
        level, number = numbered
        numbering = w("numPr", w("ilvl", val=level), w("numId", val=number))
    return w(
        "p",
        w(
            "pPr",
            w("pStyle", val=style),
            w("keepNext") if keep_next else None,
            w("pageBreakBefore") if page_before else None,
            numbering,
            w("ind", left=hang, hanging=hang) if hang else None,
            w("jc", val=align) if align else None,
        ),
        *(run(one) if isinstance(one, str) else one for one in inside),
    )


def cell(
    width: int, *inside: Piece, fill: str = "", borders: Sequence[Piece] = (), pad=()
) -> Piece:
    return w(
        "tc",
        w(
            "tcPr",
            w("tcW", w=width, type="dxa"),
            w("tcBorders", *borders) if borders else None,
            shading(fill) if fill else None,
            w("tcMar", *pad) if pad else None,
        ),
        *inside,
    )


def row(*cells: Piece, is_header: bool = False, may_part: bool = False) -> Piece:
    """A row that no page break parts unless it may; a header row is said again on every
    page."""
    whole = None if may_part else w("cantSplit")
    said = w("trPr", whole, w("tblHeader") if is_header else None)
    return w("tr", said, *cells)


def grid(
    style: str,
    widths: Sequence[int],
    rows: Sequence[Piece],
    *,
    caption: str,
    has_header: bool,
) -> Piece:
    """A table of fixed widths. The caption is what a reader's software calls it."""
    look = {
        "firstRow": int(has_header),
        "lastRow": 0,
        "firstColumn": int(has_header),
        "lastColumn": 0,
        "noHBand": 1,
        "noVBand": 1,
    }
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val=style),
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblLook", val="06A0" if has_header else "0600", **look),
            w("tblCaption", val=plain(caption)),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


@dataclass
class Canvas:
    """Where the next block goes, how wide it may be, and what the styles are called.

    `styles` are ids by name. The marker is the paragraph everything goes before; inside
    a table's cell it is the cell, and things go at its end.
    """

    document: Document
    styles: dict[str, str]
    width: int
    marker: Piece
    inside_cell: bool = False
    # How much wider than ours the type may turn out to be.
    slacks: Sequence[float] = SLACKS
    _numbers: Iterator[int] | None = None
    _break: bool = False

    def __post_init__(self) -> None:
        """Numbers for bookmarks and pictures, after any the document has."""
        if self._numbers is None:
            body = self.document.element.body
            named = [*body.iter(qn("w:bookmarkStart")), *body.iter(qn("wp:docPr"))]
            held = [one.get(qn("w:id")) or one.get("id") or "0" for one in named]
            self._numbers = count(1 + max((int(one) for one in held), default=0))

    def put(self, *made: Piece) -> None:
        for one in made:
            if self.inside_cell:
                self.marker.append(one)
            else:
                self.marker.addprevious(one)

    def say(self, style: str, *inside: Piece, **how: Any) -> Piece:
        """A paragraph in a style; the first after a page break begins the page."""
        how.setdefault("page_before", self._broken())
        made = paragraph(self.styles[style], *inside, **how)
        self.put(made)
        return made

    def place(self, table: Piece) -> None:
        """A table, with the paragraph after it that keeps it apart from the next."""
        if self._broken():
            self.put(paragraph(self.styles["Gap"], page_before=True))
        self.put(table, paragraph(self.styles["Gap"]))

    def new_page(self) -> None:
        self._break = True

    def _broken(self) -> bool:
        broken, self._break = self._break, False
        return broken

    def in_cell(self, made: Piece, width: int) -> Canvas:
        return Canvas(
            self.document, self.styles, width, made, True, self.slacks, self._numbers
        )

    def _next(self) -> int:
        assert self._numbers
        return next(self._numbers)

    def bookmarked(self, name: str, *inside: Piece) -> list[Piece]:
        number = self._next()
        start = w("bookmarkStart", id=number, name=name)
        return [start, *inside, w("bookmarkEnd", id=number)]

    def drawn(
        self, shown: Picture, width: int, height: int, alt: str, title=""
    ) -> Piece:
        """A picture in a run, in twips. Without a description it is marked as decoration."""
        inline = self.document.part.new_pic_inline(
            io.BytesIO(shown.png), Emu(width * EMU_A_TWIP), Emu(height * EMU_A_TWIP)
        )
        # Left out, some programs leave an eighth of an inch all round.
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        properties = inline.docPr
        # Its own way of numbering does not see what is not yet in the document.
        properties.id = self._next()
        properties.name = f"Picture {properties.id}"
        properties.set("descr", plain(alt))
        if title:
            properties.set("title", plain(title))
        if not alt:
            properties.append(_decoration())
        return w("r", w("drawing", inline))


def _decoration() -> Piece:
    from lxml import etree

    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    more = etree.Element(f"{{{drawing}}}extLst", nsmap={"a": drawing})
    one = etree.SubElement(more, f"{{{drawing}}}ext")
    one.set("uri", "{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    said = etree.SubElement(
        one, f"{{{MARK_DECORATIVE}}}decorative", nsmap={"adec": MARK_DECORATIVE}
    )
    said.set("val", "1")
    return more


def fitted(shown: Picture, width: int, most_high: int) -> tuple[int, int]:
    """A picture's size in twips, as wide as may be and no taller than a page holds."""
    natural = round(shown.width / PIXELS_A_TWIP)
    wide = min(width, natural)
    high = round(wide * shown.height / shown.width)
    if high > most_high:
        wide, high = round(wide * most_high / high), most_high
    return wide, high
