"""A paper of a plan handed out as a file."""

from __future__ import annotations

from django.http import HttpResponse

from muster.accounts.authority import authority, look_of_papers, word_template
from muster.documents.blocks import Paper
from muster.documents.render import render
from muster.programme.papers.marks import Marks
from muster.programme.plans.plan_pages import KINDS


def marks(reference: str) -> Marks:
    """Whose a paper is, and what it is filed under."""
    held = authority()
    return {
        "organisation": held.name or "The authority",
        "reference": reference,
        "look": look_of_papers(held),
    }


def drawn(paper: Paper, kind: str) -> bytes:
    with word_template(authority()) as template:
        return render(paper, kind, template)


def as_download(content: bytes, name: str) -> HttpResponse:
    """A file that is saved and not shown. Its ending says what it is."""
    return HttpResponse(
        content,
        content_type=KINDS[name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
