"""What a file that is sent in really is: by what is in it, never by its name alone."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Callable


MOST_BYTES = 20_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Each Outlook message has this stream, named as such packages name theirs.
OF_A_MESSAGE = "__properties_version1.0".encode("utf-16-le")
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "msg": "application/vnd.ms-outlook",
    "eml": "message/rfc822",
}
CALLED = {
    "pdf": "a PDF",
    "docx": "a Word document without macros",
    "xlsx": "an Excel workbook without macros",
    "png": "a PNG picture",
    "jpg": "a JPEG picture",
    "txt": "plain text",
    "msg": "an Outlook message",
    "eml": "an email",
}


class WrongFile(ValueError):
    """The message is a sentence for whoever sent it."""


def kind_of(name: str, content: bytes) -> str:
    """One of TYPES. Raises WrongFile for another, for one that isn't what its name says,
    and for one that is too large."""
    ending = name.lower().rpartition(".")[2]
    kind = {"jpeg": "jpg"}.get(ending, ending)
    if not content:
        raise WrongFile(f"“{name}” is empty. Choose another file.")
    if len(content) > MOST_BYTES:
        raise WrongFile(
            f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB, the most there may be."
            " Save it smaller, or in parts."
        )
    if kind not in TYPES:
        raise WrongFile(
            f"“{name}” can’t be kept: it may be a PDF, a Word document (.docx), an Excel"
            " workbook (.xlsx), a picture (.png, .jpg), plain text (.txt) or an email"
            " (.msg, .eml). Save it as one of them."
        )
    if not LOOKS_LIKE[kind](content):
        raise WrongFile(
            f"“{name}” is not {CALLED[kind]}, whatever its name says, or it is damaged or"
            " locked. Open it in the program it was made with, and save it again."
        )
    return kind


def _package(holds: str) -> Callable[[bytes], bool]:
    def looks(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                names = package.namelist()
        except (zipfile.BadZipFile, OSError, ValueError):
            return False
        return holds in names and not any("vbaproject" in one.lower() for one in names)

    return looks


def _picture(form: str) -> Callable[[bytes], bool]:
    def looks(content: bytes) -> bool:
        # Here, not above: every command would wait for it, and hardly any needs it.
        from PIL import Image

        try:
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                picture.verify()
        except Exception:
            # Each way of packing has errors of its own for what is damaged.
            return False
        return True

    return looks


def _text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return not any(byte < 9 for byte in content)
    return True


def _email(content: bytes) -> bool:
    if b"\x00" in content[:4096]:
        return False
    read = email.message_from_bytes(content, policy=email.policy.compat32)
    return "From" in read and ("Date" in read or "Subject" in read)


LOOKS_LIKE: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda content: b"%PDF-" in content[:1024],
    "docx": _package("word/document.xml"),
    "xlsx": _package("xl/workbook.xml"),
    "png": _picture("PNG"),
    "jpg": _picture("JPEG"),
    "txt": _text,
    "msg": lambda content: content.startswith(OLE) and OF_A_MESSAGE in content,
    "eml": _email,
}
