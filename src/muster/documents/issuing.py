"""Keeping a paper as it was issued, and finding it unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from muster.documents.models import Issued, IssuedFile


class Changed(Exception):
    """A stored paper is no longer what was issued; the message says which."""


def next_number(stem: str) -> int:
    """The number the next issue of a name will have."""
    latest = Issued.objects.filter(stem=stem).aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


@transaction.atomic
def issue(
    *,
    stem: str,
    number: int,
    title: str,
    organisation: str,
    audience: str,
    period: str,
    figures: bytes,
    files: Mapping[str, bytes],
    at: datetime,
    by: str,
    job: int | None = None,
) -> Issued:
    """Keeps a paper's bytes, in every format, and the figures it was drawn from.

    Raises IntegrityError if that issue was kept already.
    """
    paper = Issued.objects.create(
        stem=stem,
        number=number,
        title=title,
        organisation=organisation,
        audience=audience,
        period=period,
        figures=figures,
        digest=digest(figures),
        issued_at=at,
        issued_by=by,
        job=job,
    )
    IssuedFile.objects.bulk_create(
        IssuedFile(
            paper=paper,
            kind=kind,
            content=content,
            digest=digest(content),
            size=len(content),
        )
        for kind, content in files.items()
    )
    return paper


def content_of(file: IssuedFile) -> bytes:
    """The bytes that were issued. Raises Changed if they no longer are those."""
    return _unchanged(bytes(file.content), file.digest, str(file))


def figures_of(paper: Issued) -> bytes:
    """What the paper was drawn from. Raises Changed if it no longer is that."""
    return _unchanged(bytes(paper.figures), paper.digest, f"The figures of {paper}")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unchanged(content: bytes, expected: str, what: str) -> bytes:
    if digest(content) != expected:
        raise Changed(
            f"{what}: the stored bytes are not those that were issued. Restore them from"
            " a back-up."
        )
    return content
