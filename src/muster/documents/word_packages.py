"""A Word document somebody sends, looked at before anything in it is opened.

It is a zip of XML parts. What could run, fetch or fill the memory is refused: macros,
objects, text and pictures that are fetched from elsewhere, entities, and what unpacks to
more than a letter needs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree


MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_TEXT = 4_000_000
MOST_PARTS = 500
OLE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Open it in Word, save it as a Word document (.docx), and send that."
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINKS = ("http://", "https://", "mailto:", "tel:")
# A document remembers the template it was begun in, by a path nobody else has.
BEGUN_IN = "/attachedTemplate"
# Fields of Word that fetch or run something.
FETCHES = re.compile(
    r"^\s*(INCLUDE\w*|DDE\w*|LINK|IMPORT|DATABASE|RD|MACROBUTTON|ASK|FILLIN|EMBED)\b",
    re.I,
)
HELD = {
    "vbaproject": "macros",
    "activex/": "a control that runs",
    "embeddings/": "an object of another program",
    "oleobject": "an object of another program",
    "afchunk": "a document within the document",
}


class BadTemplate(ValueError):
    """Why a document can't be a template: sentences for whoever sent it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def checked(name: str, content: bytes) -> bytes:
    """The same document, without the path of the template it was begun in. Raises
    BadTemplate for one that isn't safe to open."""
    _refuse_others(name, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _refuse_bomb(name, parts)
            _refuse_held(name, parts)
            if "word/document.xml" not in package.namelist():
                raise BadTemplate(f"“{name}” is not a Word document. {SAVE_AS}")
            return _without_path(name, package)
    except BadTemplate:
        raise
    except Exception as why:
        # Each way of packing has errors of its own for what is damaged.
        raise BadTemplate(f"“{name}” is damaged and can’t be read. {SAVE_AS}") from why


def _refuse_others(name: str, content: bytes) -> None:
    ending = name.lower().rpartition(".")[2]
    if len(content) > MOST_BYTES:
        raise BadTemplate(
            f"“{name}” is {len(content) / 1_000_000:,.1f} MB, and a template may have"
            f" {MOST_BYTES // 1_000_000} MB. Take out pictures it can do without."
        )
    if ending in ("docm", "dotm"):
        raise BadTemplate(f"“{name}” may hold macros. {SAVE_AS}")
    if content.startswith(OLE):
        raise BadTemplate(
            f"“{name}” is in Word’s older format (.doc), or locked with a password."
            f" {SAVE_AS}"
        )
    if ending != "docx" or not content.startswith(b"PK"):
        raise BadTemplate(f"“{name}” is not a Word document. {SAVE_AS}")


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo]) -> None:
    in_all = sum(part.file_size for part in parts)
    text = max((part.file_size for part in parts if _is_text(part)), default=0)
    if len(parts) > MOST_PARTS or in_all > MOST_UNPACKED or text > MOST_TEXT:
        raise BadTemplate(
            f"“{name}” is {in_all / 1_000_000:,.0f} MB once unpacked, far more than a"
            " letter. Copy its text into a new document, and send that."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise BadTemplate(f"“{name}” is locked with a password. Save it without one.")


def _refuse_held(name: str, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        for sign, what in HELD.items():
            if sign in part.filename.lower():
                raise BadTemplate(
                    f"“{name}” holds {what} ({part.filename}), which a letter has no use"
                    " for. Take it out, and send it again."
                )


def _without_path(name: str, package: zipfile.ZipFile) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in package.infolist():
            content = package.read(part)
            if _is_text(part):
                tree = _tree(name, part.filename, content)
                if part.filename.endswith(".rels"):
                    content = _safe_relations(name, part.filename, tree, content)
                _refuse_fetching(name, tree)
            fixed.writestr(part.filename, content)
    return kept.getvalue()


def _is_text(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _tree(name: str, part: str, content: bytes) -> etree._Element:
    safely = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(content, safely)
    if tree.getroottree().docinfo.internalDTD is not None:
        raise BadTemplate(
            f"“{name}” holds definitions no Word document has ({part}), so it isn’t"
            f" opened. {SAVE_AS}"
        )
    return tree


def _safe_relations(
    name: str, part: str, tree: etree._Element, content: bytes
) -> bytes:
    """Links to pages stay, the path of its first template goes, anything else that
    stands elsewhere is refused."""
    gone = False
    for one in list(tree.iter(RELATIONS)):
        kind, target = one.get("Type", ""), one.get("Target", "")
        if kind.endswith(("/aFChunk", "/subDocument", "/oleObject", "/control")):
            raise BadTemplate(
                f"“{name}” holds a document or an object within it ({part}). Take it"
                " out, and send it again."
            )
        if one.get("TargetMode") != "External":
            continue
        if kind.endswith(BEGUN_IN):
            one.set("Target", "Normal.dotm")
            gone = True
        elif not (kind.endswith("/hyperlink") and target.lower().startswith(LINKS)):
            raise BadTemplate(
                f"“{name}” fetches something from elsewhere ({target[:80]}). Put the"
                " picture or the text itself into the document, and send it again."
            )
    return etree.tostring(tree, xml_declaration=True) if gone else content


def _refuse_fetching(name: str, tree: etree._Element) -> None:
    for said in _instructions(tree):
        if FETCHES.match(said):
            raise BadTemplate(
                f"“{name}” has a field of Word’s that fetches or runs something"
                f" (“{said.strip()[:60]}”). Take it out, and send it again."
            )
    if next(tree.iter(f"{W}mailMerge"), None) is not None:
        raise BadTemplate(
            f"“{name}” is set up for a mail merge of Word’s. In Word, choose Mailings,"
            " Start Mail Merge, Normal Word Document, and save it again."
        )


def _instructions(tree: etree._Element) -> Iterator[str]:
    """Instructions of fields; one may be in several pieces of a paragraph."""
    for one in tree.iter(f"{W}fldSimple"):
        yield one.get(f"{W}instr") or ""
    for paragraph in tree.iter(f"{W}p"):
        said = ""
        for piece in paragraph.iter(f"{W}instrText", f"{W}fldChar"):
            if piece.tag == f"{W}instrText":
                said += piece.text or ""
            elif said:
                yield said
                said = ""
        if said:
            yield said
