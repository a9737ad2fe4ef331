"""The process that reads one PDF: bytes in, its lines out as JSON.

Run by `from_pdf`; its exit status says why a file was refused.
"""

from __future__ import annotations

import io
import json
import logging
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from . import pdf_tags
from .cells import unwrapped
from .from_pdf import LOCKED, NO_TEXT, SECONDS, TOO_MANY_PAGES


MOST_MEMORY = 2 * 1024**3
MOST_PAGES = 200
FOLIO = re.compile(r"(?:page )?\d+(?: (?:of|/) ?\d+)?", re.I)

Lines = Iterator[tuple[list[str], str]]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)  # what the library finds odd is not for people
    try:
        with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                return TOO_MANY_PAGES
            lines = list(_lines(pdf))
    except PdfminerException as why:
        is_locked = any(isinstance(each, PDFPasswordIncorrect) for each in why.args)
        return LOCKED if is_locked else 1
    if not lines:
        return NO_TEXT
    json.dump(lines, sys.stdout)
    return 0


def _lines(pdf: Any) -> Lines:
    return pdf_tags.lines(pdf) if pdf_tags.are_sure(pdf) else _drawn(pdf)


def _drawn(pdf: Any) -> Lines:
    for number, page in enumerate(pdf.pages, 1):
        yield from _on_page(page, f"page {number}")
        page.close()


def _on_page(page: Any, place: str) -> Lines:
    """The tables and the lines of text outside them, from the top."""
    tables = page.find_tables()
    found = [(table.bbox[1], _table(table, place)) for table in tables]
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox)
    for text in outside.extract_text_lines(return_chars=False):
        if not FOLIO.fullmatch(text["text"].strip()):
            found.append((text["top"], iter([([text["text"]], place)])))
    for _, lines in sorted(found, key=lambda each: each[0]):
        yield from lines


def _table(table: Any, place: str) -> Lines:
    for number, row in enumerate(table.extract(), 1):
        yield (
            [unwrapped(cell or "") for cell in row],
            f"{place}, row {number} of the table",
        )


if __name__ == "__main__":
    sys.exit(main())
