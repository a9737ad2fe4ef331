"""A Word document: its paragraphs and tables in the order they stand.

The text is taken from the document’s own marks, because the library passes over what
stands in a tracked insertion or a content control.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .cells import PAGE_FOOT, Line, Unreadable, line
from .packages import DAMAGED


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same text box a second time, for programs that are old.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
PAGE = re.compile(r"\W*(?:page\W*)?(?:\d+\W*(?:(?:of|/)\W*\d+\W*)?)?", re.I)
# What only holds other things: content controls, insertions, hyperlinks.
NOT_SHOWN = {f"{W}del", f"{W}moveFrom", FALLBACK}


def lines_of_word(name: str, content: bytes) -> list[Line]:
    import docx  # slow to import, and seldom needed

    try:
        document = docx.Document(io.BytesIO(content))
        lines = list(_heads(document))
        lines += _lines(document.element.body, "the document")
        lines += _notes(document.part)
        return lines + _feet(document)
    except Exception as why:
        # A damaged document fails in as many ways as there are parts of one.
        raise Unreadable(DAMAGED.format(name)) from why


def _heads(document: Any) -> Iterator[Line]:
    """What stands at the head of a page; of first and even pages, what no other has."""
    said = set()
    for head, kind in _each_kind(document, "header"):
        found = list(_lines(head, "the page head"))
        yield from (each for each in found if not kind or each.text not in said)
        said |= {each.text for each in found}


def _feet(document: Any) -> list[Line]:
    """What stands at the foot of a page, once, and no page’s number."""
    feet = [foot for foot, _ in _each_kind(document, "footer")]
    found = [each for foot in feet for each in _lines(foot, PAGE_FOOT)]
    once = {each.text: each for each in found if not PAGE.fullmatch(each.text)}
    return [replace(each, is_apart=True) for each in once.values()]


def _each_kind(document: Any, part: str) -> Iterator[tuple[Any, str]]:
    """The headers or footers that are shown, those of usual pages first: a document has
    others for its first and its even pages where it says so."""
    for kind in ("", "first_page_", "even_page_"):
        for section in document.sections:
            if kind == "first_page_" and not section.different_first_page_header_footer:
                continue
            if kind == "even_page_" and not _has_even_pages(document):
                continue
            yield getattr(section, f"{kind}{part}")._element, kind


def _has_even_pages(document: Any) -> bool:
    return bool(document.settings.odd_and_even_pages_header_footer)


def _notes(part: Any) -> Iterator[Line]:
    """Footnotes and endnotes, which are kept apart from the text they belong to."""
    from docx.oxml import parse_xml

    for related in part.rels.values():
        kind = related.reltype.rpartition("/")[2]
        if kind not in NOTES:
            continue
        for number, note in enumerate(
            (each for each in parse_xml(related.target_part.blob) if _is_note(each)), 1
        ):
            place = f"{NOTES[kind]} {number} of the document"
            yield replace(line([_text(note)], place), is_apart=True)


def _is_note(element: Any) -> bool:
    """The rule above notes is kept among them, and says its type."""
    return element.get(f"{W}type", "normal") == "normal"


def _lines(parent: Any, within: str) -> Iterator[Line]:
    tables = paragraphs = 0
    for each in _blocks(parent):
        if each.tag == f"{W}p":
            paragraphs += 1
            yield line([_text(each)], f"paragraph {paragraphs} of {within}")
            continue
        tables += 1
        for number, cells in enumerate(_rows(each), 1):
            yield line(cells, f"table {tables} of {within}, row {number}")


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, out of whatever holds them."""
    for child in parent:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag not in NOT_SHOWN:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[str]]:
    for row in _each(table, f"{W}tr"):
        cells = [""] * _number(row, f"{W}trPr/{W}gridBefore")
        for cell in _each(row, f"{W}tc"):
            cells.append("" if _goes_on(cell) else _cell_text(cell))
            cells += [""] * (_number(cell, f"{W}tcPr/{W}gridSpan") - 1)
        yield cells


def _each(parent: Any, tag: str) -> Iterator[Any]:
    """Rows or cells, out of whatever holds them, and not those of a table inside."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in NOT_SHOWN | {f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"}:
            yield from _each(child, tag)


def _number(element: Any, path: str) -> int:
    found = element.find(path)
    # More columns than a page can show are a damaged file’s.
    return min(int(found.get(f"{W}val", 0)), 100) if found is not None else 0


def _goes_on(cell: Any) -> bool:
    """Whether a cell is the rest of one that is merged downwards."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(f"{W}val", "continue") == "continue"


def _cell_text(cell: Any) -> str:
    said = []
    for block in _blocks(cell):
        if block.tag == f"{W}p":
            said.append(_bullet(block) + _text(block))
        else:
            said += [text for row in _rows(block) for text in row]
    return "\n".join(filter(None, said))


def _bullet(paragraph: Any) -> str:
    """A list’s bullet is not in its text: here it is one that can be seen."""
    is_list = paragraph.find(f"{W}pPr/{W}numPr") is not None
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    named = style is not None and "list" in style.get(f"{W}val", "").lower()
    return "- " if (is_list or named) and _text(paragraph).strip() else ""


def _text(parent: Any) -> str:
    said = []
    for child in parent:
        if child.tag == f"{W}t":
            said.append(child.text or "")
        elif child.tag in SPACES:
            said.append(SPACES[child.tag])
        elif child.tag not in NOT_SHOWN | {f"{W}pPr", f"{W}rPr"}:
            said.append(_text(child))
            said.append("\n" if child.tag == f"{W}p" else "")
    return "".join(said)
