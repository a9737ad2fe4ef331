"""A council's own Word document as the frame of a paper.

It holds the council's styles, header, footer and logo, and places for what is ours:
{{ title }}, {{ subtitle }}, {{ organisation }}, {{ as_at }}, {{ reference }},
{{ audience }}, and {{ body }} alone in a paragraph, where the paper begins. These are
looked for and replaced; nothing in a template is run.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.section import Section
from lxml import etree

from muster.design.charts.printable import printable
from muster.documents.blocks import Paper
from muster.documents.render import word_look
from muster.documents.render.word_parts import (
    ANY_TYPE,
    Canvas,
    Piece,
    cell,
    grid,
    paragraph,
    row,
    run,
    w,
)


PLACE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
BODY = "body"
FILLED = ("title", "subtitle", "organisation", "as_at", "reference", "audience")
MARKS = {"as_at": "As at", "reference": "Reference", "audience": "For"}
# A styled document with a logo is well under this; what unpacks to more is no template.
MOST_UNPACKED = 100_000_000


class BadTemplate(ValueError):
    """A template no paper can be made in; the message says what to do."""


def opened(template: Path, paper: Paper) -> Canvas:
    """The template with its places filled, and the canvas for the paper's body."""
    document = _document(template)
    marker = _place_of_body(document, template.name)
    filled = _fill(document, paper, template.name)
    styles = word_look.dress(document, is_ours=False)
    if paper.is_landscape:
        word_look.turn(Section(_section_of(document, marker), document.part))
    wide = room(document, marker)
    canvas = Canvas(document, styles, wide, marker, slacks=(ANY_TYPE,))
    _mark_every_page(document, paper, styles["Footer"])
    if "title" not in filled:
        title_of(paper, canvas)
    marks_of(paper, canvas, [name for name in MARKS if name not in filled])
    return canvas


def _document(template: Path) -> Document:
    try:
        with zipfile.ZipFile(template) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise BadTemplate(
                    f"“{template.name}” is too large for a template. Take out pictures "
                    "it can do without, and save it again."
                )
        return docx.Document(str(template))
    except FileNotFoundError:
        raise BadTemplate(
            f"There is no template “{template.name}”. Say where it is."
        ) from None
    except BadTemplate:
        raise
    except (OpcError, OSError, KeyError, ValueError, zipfile.BadZipFile) as why:
        raise _not_word(template) from why
    except etree.LxmlError as why:
        raise _not_word(template) from why


def _not_word(template: Path) -> BadTemplate:
    return BadTemplate(
        f"“{template.name}” is not a Word document. Open the template in Word and save "
        "it as a Word document (.docx), not as a template (.dotx), with macros (.docm) "
        "or in the older format (.doc)."
    )


# Places


def _place_of_body(document: Document, name: str) -> Piece:
    """The paragraph the paper goes in place of."""
    found = [
        one
        for part in parts(document)
        for one in part.iter(qn("w:p"))
        if BODY in (said.strip().lower() for said in PLACE.findall(_text(one)))
    ]
    if not found:
        raise BadTemplate(
            f"“{name}” has no place for the paper. Write {{{{ body }}}} in a paragraph "
            "of its own where the paper should begin."
        )
    if len(found) > 1:
        raise BadTemplate(
            f"“{name}” has {len(found)} places for the paper. Keep one {{{{ body }}}}."
        )
    [marker] = found
    is_alone = PLACE.sub("", _text(marker)).strip() == ""
    if marker.getparent() is not document.element.body or not is_alone:
        raise BadTemplate(
            f"In “{name}”, {{{{ body }}}} must stand in a paragraph of its own, not in a "
            "table, a text box, a header or beside other words."
        )
    return marker


def _fill(document: Document, paper: Paper, name: str) -> set[str]:
    """Puts the paper's words in their places; says which there were."""
    filled = set()
    for part in parts(document):
        for one in part.iter(qn("w:p")):
            for said in PLACE.findall(_text(one)):
                wanted = re.sub(r"\W+", "_", said.lower())
                if wanted == BODY:
                    continue
                if wanted not in FILLED:
                    places = ", ".join(f"{{{{ {each} }}}}" for each in FILLED)
                    raise BadTemplate(
                        f"“{name}” has {{{{ {said} }}}}, and a paper has nothing of that "
                        f"name. Use {places} or {{{{ body }}}}."
                    )
                _replace(one, printable(getattr(paper, wanted)))
                filled.add(wanted)
    return filled


def parts(document: Document) -> Iterator[Piece]:
    """The body, then each header and footer once."""
    yield document.element.body
    for related in document.part.rels.values():
        if related.reltype.endswith(("/header", "/footer")):
            yield related.target_part.element


def _words(one: Piece) -> list[Piece]:
    """A paragraph's own texts, not those of a text box anchored in it."""
    return [
        text
        for text in one.iter(qn("w:t"))
        if next(text.iterancestors(qn("w:p"))) is one
    ]


def _text(one: Piece) -> str:
    return "".join(text.text or "" for text in _words(one))


def _replace(one: Piece, words: str) -> None:
    """The first place in a paragraph. Word parts one over runs as it likes; the words
    take the look of the run it begins in."""
    texts = _words(one)
    found = PLACE.search("".join(text.text or "" for text in texts))
    assert found
    start, end = found.span()
    at, is_said = 0, False
    for text in texts:
        held = text.text or ""
        before = held[: max(start - at, 0)]
        after = held[max(end - at, 0) :]
        if at + len(held) > start and at < end:
            text.text = before + ("" if is_said else words) + after
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            is_said = True
        at += len(held)


# What a template may have left out


def title_of(paper: Paper, canvas: Canvas) -> None:
    canvas.say("Title", run(paper.title))
    if paper.subtitle:
        canvas.say("Subtitle", run(paper.subtitle))


def marks_of(paper: Paper, canvas: Canvas, names: Sequence[str]) -> None:
    """What a paper must say of itself: as at when, which one it is, for whom."""
    if not names:
        return
    shares = {"as_at": 0.22, "reference": 0.38, "audience": 0.4}
    whole = sum(shares[name] for name in names)
    widths = [round(canvas.width * shares[name] / whole) for name in names]
    widths[-1] += canvas.width - sum(widths)
    style = canvas.styles["Table Text"]
    heads = [paragraph(style, run(MARKS[name])) for name in names]
    said = [paragraph(style, run(getattr(paper, name))) for name in names]
    rows = [
        row(*map(cell, widths, heads), is_header=True),
        row(*map(cell, widths, said)),
    ]
    look = canvas.styles[word_look.TABLE]
    canvas.place(grid(look, widths, rows, caption="About this paper", has_header=True))


def _mark_every_page(document: Document, paper: Paper, style: str) -> None:
    """For whom a paper is and its page number stand on every page, whatever the template."""
    for at, section in enumerate(document.sections):
        kinds = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            kinds.append((section.first_page_header, section.first_page_footer))
        if document.settings.odd_and_even_pages_header_footer:
            kinds.append((section.even_page_header, section.even_page_footer))
        for header, footer in kinds:
            if footer.is_linked_to_previous and at:
                continue  # It has the footer of the part before.
            both = [] if header.is_linked_to_previous else [header._element]
            both += [] if footer.is_linked_to_previous else [footer._element]
            said = "".join(
                text.text or "" for one in both for text in one.iter(qn("w:t"))
            )
            if printable(paper.audience) not in said:
                bold = run(paper.audience, bold=True)
                footer._element.append(paragraph(style, bold))
            if not any(_counts_pages(one) for one in both):
                footer._element.append(paragraph(style, *word_look.page_number()))


def _counts_pages(part: Piece) -> bool:
    codes = [one.text or "" for one in part.iter(qn("w:instrText"))]
    codes += [one.get(qn("w:instr")) or "" for one in part.iter(qn("w:fldSimple"))]
    return any(code.split()[:1] == ["PAGE"] for code in codes)


def room(document: Document, marker: Piece) -> int:
    """How wide the page is between its margins, where the paper goes, in twips."""
    page = _section_of(document, marker)
    size, margins = page.find(qn("w:pgSz")), page.find(qn("w:pgMar"))
    if size is None or margins is None:
        return 9638
    sides = int(margins.get(qn("w:left"), 1134)) + int(margins.get(qn("w:right"), 1134))
    return int(size.get(qn("w:w"))) - sides


def _section_of(document: Document, marker: Piece) -> Piece:
    """The page a place is on: the next one said after it."""
    after = [
        one for later in marker.itersiblings() for one in later.iter(qn("w:sectPr"))
    ]
    return (after or [document.sections[-1]._sectPr])[0]


def counts_itself(document: Document, name: str) -> bool:
    """Whether a style of the template numbers its own paragraphs."""
    properties = document.styles[name].element.pPr
    return properties is not None and properties.numPr is not None


# Lists


def listed(canvas: Canvas, style: str, items: Sequence[str]) -> None:
    """A list in the template's own manner; a numbered one begins at 1 each time."""
    number = _number_of(canvas.document, style)
    numbered = (0, number) if number else None
    for text in items:
        canvas.say(style, text, numbered=numbered)
    if canvas.inside_cell and not items:
        canvas.say("Gap")


def _number_of(document: Document, style: str) -> int | None:
    """The list a paragraph is to join. None: the one its style says, which runs on."""
    held = document.part.numbering_part.element
    properties = document.styles[style].element.pPr
    own = properties.numPr if properties is not None else None
    number = own.numId.val if own is not None and own.numId is not None else None
    is_bullet = style == "List Bullet"
    if number is not None and is_bullet:
        return None
    if number is not None:
        one = held.num_having_numId(number)
        begun = held.add_num(one.abstractNumId.val)
        begun.add_lvlOverride(ilvl=0).add_startOverride(1)
        return begun.numId
    abstract = _kind_of_list(held, is_bullet)
    begun = held.add_num(abstract)
    if not is_bullet:
        begun.add_lvlOverride(ilvl=0).add_startOverride(1)
    return begun.numId


def _kind_of_list(held: Piece, is_bullet: bool) -> int:
    """A list of ours, for a template that has none."""
    taken = [
        int(one.get(qn("w:abstractNumId"))) for one in held.findall(qn("w:abstractNum"))
    ]
    number = max(taken, default=-1) + 1
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val="bullet" if is_bullet else "decimal"),
        w("lvlText", val="•" if is_bullet else "%1."),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=360, hanging=360)),
        ilvl=0,
    )
    made = w("abstractNum", w("multiLevelType", val="singleLevel"), level)
    made.set(qn("w:abstractNumId"), str(number))
    first = held.find(qn("w:num"))
    if first is None:
        held.append(made)
    else:
        first.addprevious(deepcopy(made))
    return number
