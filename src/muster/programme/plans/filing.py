"""A plan, or a paper of one, as a file: whose it is, what it is filed under, its bytes."""

from __future__ import annotations

from django.http import HttpResponse

from muster.accounts.authority import authority, look_of_papers, word_template
from muster.documents.blocks import Paper
from muster.documents.render import render
from muster.programme.papers.files import FileKind, as_file
from muster.programme.papers.marks import Marks
from muster.programme.printed import Document


KINDS: dict[FileKind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def marks(reference: str) -> Marks:
    """Whose a paper is, and what it is filed under."""
    held = authority()
    return {
        "organisation": held.name or "The authority",
        "reference": reference,
        "look": look_of_papers(held),
    }


def file_of(document: Document, kind: FileKind, reference: str) -> bytes:
    """A log or a plan as this authority’s paper of it."""
    with word_template(authority()) as template:
        return as_file(document, kind, template=template, **marks(reference))


def drawn(paper: Paper, kind: str) -> bytes:
    with word_template(authority()) as template:
        return render(paper, kind, template)


def as_download(content: bytes, name: str) -> HttpResponse:
    """A file that is saved and not shown. Its ending says what it is."""
    return HttpResponse(
        content,
        content_type=KINDS[name.rpartition(".")[2]],  # type: ignore[index]
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
