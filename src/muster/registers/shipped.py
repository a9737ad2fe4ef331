"""Our own letters, for an authority to begin with: shipped_letters/<key>.txt as Word.

A line is a paragraph: `# ` its subject, `## ` a heading, `- ` an item of a list, `> ` a
line to sign on, `| evidence | date: Date | …` a table with a row for each, `{%p … %}` a
condition. Whatever every letter begins and ends with stands here; what comes after a line
`---` is for others to sign, and stands below our own signature.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from muster.documents.render.packed import without_times
from muster.registers.letter_fields import Letter, letters


FONT = "Arial"
INK = RGBColor(0x0B, 0x0C, 0x0C)
# Size, bold, space before and after, in points.
LOOKS = {
    "Normal": (11.5, False, 0, 8),
    "Heading 1": (14, True, 10, 8),
    "Heading 2": (12, True, 10, 4),
    "List Bullet": (11.5, False, 0, 4),
    "Header": (11.5, False, 0, 0),
    "Footer": (9.5, False, 0, 0),
}
WIDTHS = {"date": 40, "session": 26, "code": 16, "meaning": 84, "amount": 40, "by": 60}
WIDTHS |= {"child": 38, "kind": 26, "since": 38, "due": 38, "request": 26}


@cache
def ours(key: str) -> bytes:
    """One of our letters, as a template. The same each time it is made."""
    document = docx.Document()
    _dress(document, letters()[key].title)
    _begin(document, letters()[key])
    written = files(__package__).joinpath(f"shipped_letters/{key}.txt")
    body, _, to_sign = written.read_text("utf-8").partition("\n---\n")
    _say_all(document, body)
    _end(document)
    _say_all(document, to_sign)
    made = io.BytesIO()
    document.save(made)
    return without_times(made.getvalue())


def _dress(document: Any, title: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(18), Mm(18)
    for name, (size, bold, before, after) in LOOKS.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{which}"), None)
        fonts.set(qn("w:cs"), FONT)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.15
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    about = document.core_properties
    about.title, about.language, about.author = title, "en-GB", ""
    about.comments, about.last_modified_by = "", ""


def _begin(document: Any, letter: Letter) -> None:
    """Who writes, where to, when and about whom."""
    header = document.sections[0].header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run("{{ authority_name }}").bold = True
    _condition(document, "if authority_address")
    ours = document.add_paragraph("{{ authority_address }}")
    ours.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _condition(document, "endif")
    if letter.to_school:
        document.add_paragraph("{{ salutation }}\n{{ school_name }}")
    else:
        document.add_paragraph("{{ parent_name }}\n{{ parent_address }}")
    document.add_paragraph("{{ today }}\nOur reference: {{ reference }}")
    document.add_paragraph("Dear {{ salutation }}")


def _end(document: Any) -> None:
    """Who signs, and how they are reached."""
    closing = document.add_paragraph("Yours sincerely")
    closing.paragraph_format.space_before = Pt(10)
    closing.paragraph_format.space_after = Pt(36)
    closing.paragraph_format.keep_with_next = True
    signed = document.add_paragraph("{{ officer_name }}\n{{ officer_post }}")
    signed.paragraph_format.keep_together = True
    for name, title in (("phone", "Telephone"), ("email", "Email")):
        _condition(document, f"if authority_{name}")
        document.add_paragraph(f"{title}: {{{{ authority_{name} }}}}")
        _condition(document, "endif")


def _say_all(document: Any, text: str) -> None:
    for line in text.splitlines():
        if line.strip():
            _say(document, line.strip())


def _say(document: Any, line: str) -> None:
    kind, _, rest = line.partition(" ")
    if kind in ("#", "##"):
        document.add_heading(rest, len(kind))
    elif kind == "-":
        document.add_paragraph(rest, "List Bullet")
    elif kind == "|":
        _table(document, [one.strip() for one in rest.strip("| ").split("|")])
    elif kind == ">":
        _to_sign(document, rest)
    else:
        document.add_paragraph(line)


def _condition(document: Any, said: str) -> None:
    document.add_paragraph(f"{{%p {said} %}}")


def _to_sign(document: Any, who: str) -> None:
    line = document.add_paragraph(f"{who}: {'_' * 34}  Date: {'_' * 14}")
    line.paragraph_format.space_before = Pt(18)
    line.paragraph_format.keep_together = True


def _table(document: Any, said: list[str]) -> None:
    """A heading row that is said again on each page, and a row that is repeated."""
    of, columns = said[0], [one.split(":") for one in said[1:]]
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    head, begins, row, ends = table.rows
    begins.cells[0].text = f"{{%tr for one in {of} %}}"
    ends.cells[0].text = "{%tr endfor %}"
    for nth, (name, title) in enumerate(columns):
        _cell(head.cells[nth], title.strip()).bold = True
        _cell(row.cells[nth], f"{{{{ one.{name.strip()} }}}}")
        table.columns[nth].width = Mm(WIDTHS[name.strip()])
    said_again = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(said_again)
    for each in (head, row):
        each._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def _cell(cell: Any, text: str) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = Pt(2)
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size = Pt(10.5)
    return run
