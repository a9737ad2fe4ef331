"""A Word document with a line in it, as somebody at a school might send one."""

from __future__ import annotations

import io

import docx


def document(text: str) -> bytes:
    made, kept = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()
