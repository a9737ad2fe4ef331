"""Word and Excel files are zip packages: opened only after a look at what is inside."""

from __future__ import annotations

import io
import zipfile

from .cells import Unreadable


# Unpacked. A log of two hundred rows is a tenth of a megabyte.
MOST_TEXT = 20 * 1024 * 1024
MOST_IN_ALL = 100 * 1024 * 1024
MOST_PARTS = 2000
HEAD = 4096

DAMAGED = (
    "{} could not be read: it may be damaged. Open it, save it again as a Word document or "
    "an Excel workbook, and send that."
)


def parts_of(name: str, content: bytes) -> list[str]:
    """The names of a package’s parts. Raises Unreadable for one that isn’t safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _refuse_bomb(name, parts)
            _refuse_lock(name, parts)
            _refuse_macros(name, parts)
            _refuse_entities(name, package, parts)
    except Unreadable:
        raise
    except Exception as why:
        # Each way of packing has errors of its own for what is damaged.
        raise Unreadable(DAMAGED.format(name)) from why
    return [part.filename for part in parts]


def _is_text(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo]) -> None:
    in_all = sum(part.file_size for part in parts)
    text = sum(part.file_size for part in parts if _is_text(part))
    if len(parts) > MOST_PARTS or in_all > MOST_IN_ALL or text > MOST_TEXT:
        raise Unreadable(
            f"{name} is {in_all // 1024**2:,} MB once unpacked, far more than a log or a "
            "plan. Copy its table into a new document, and send that."
        )


def _refuse_lock(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(
            f"{name} is locked with a password. Save it without one, and send that."
        )


def _refuse_macros(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise Unreadable(
            f"{name} holds macros. Save it as a document without them (.docx or .xlsx), "
            "and send that."
        )


def _refuse_entities(
    name: str, package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]
) -> None:
    """No Word or Excel document declares a type; one that does means to trick a reader."""
    for part in parts:
        if not _is_text(part):
            continue
        with package.open(part) as file:
            head = file.read(HEAD)
        if b"<!DOCTYPE" in head.replace(b"\x00", b"").upper():
            raise Unreadable(
                f"{name} holds a part no Word or Excel document has ({part.filename}), so "
                "it isn’t opened. Save it again from Word or Excel, and send that."
            )
