"""Which kind of file the bytes are, and its lines; what can’t be read is refused."""

from __future__ import annotations

import codecs

from .cells import Line, Unreadable
from .from_csv import is_csv, lines_of_csv
from .from_pdf import lines_of_pdf
from .from_text import lines_of_text
from .from_word import lines_of_word
from .from_workbook import lines_of_workbook
from .packages import parts_of


MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 5000
MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Beginnings of what is not text, and what each is.
LOOKS_LIKE = (
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file, or one with a password"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<?xml", "an XML file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
SEND = (
    "Send it as a Word document (.docx), an Excel workbook (.xlsx), a PDF, CSV, or text "
    "with tabs."
)


def lines_of(name: str, content: bytes) -> list[Line]:
    """The lines of a file of any kind Muster reads. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"{name} is {len(content) / 1024**2:.0f} MB, and Muster reads logs and plans up "
            f"to {MOST_BYTES // 1024**2} MB. Take out its pictures, or send only its table."
        )
    lines = _lines(name, content)
    if len(lines) > MOST_LINES:
        raise Unreadable(
            f"{name} has {len(lines):,} lines, far more than a log or a plan. Send the "
            "part of it that is one."
        )
    if not any(line.filled for line in lines):
        raise Unreadable(f"{name} is empty, or holds no text. {SEND}")
    return lines


def _lines(name: str, content: bytes) -> list[Line]:
    if content.startswith(b"PK\x03\x04"):
        return _of_package(name, content)
    if b"%PDF-" in content[:1024]:
        return lines_of_pdf(name, content)
    text = _text(name, content)
    return lines_of_csv(name, text) if is_csv(text) else lines_of_text(text)


def _of_package(name: str, content: bytes) -> list[Line]:
    parts = parts_of(name, content)
    if any(part.startswith("word/") for part in parts):
        return lines_of_word(name, content)
    if any(part.startswith("xl/") for part in parts):
        return lines_of_workbook(name, content)
    raise Unreadable(f"{name} is a zip file, or of another program. {SEND}")


def _text(name: str, content: bytes) -> str:
    for begins, kind in LOOKS_LIKE:
        if content.lstrip()[:20].lower().startswith(begins.lower()):
            raise Unreadable(f"{name} looks like {kind}. {SEND}")
    text = _decoded(content)
    head = text[:4000]
    odd = sum(ord(letter) < 32 and letter not in "\t\n\v\f\r\x1a" for letter in head)
    if odd > len(head) / 50:
        raise Unreadable(f"{name} is not text: it may be damaged. {SEND}")
    return text


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where it says so; else what Windows writes."""
    for mark, encoding in MARKS_OF_ORDER:
        if content.startswith(mark):
            return content.removeprefix(mark).decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
