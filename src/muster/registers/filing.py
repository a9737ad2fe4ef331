"""Keeping a document with an entry, handing it out, and removing it."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.utils import timezone

from muster.documents.kinds import WrongFile, kind_of
from muster.registers import keeping
from muster.registers.contact import Contact
from muster.registers.document import Document, LetterTemplate
from muster.registers.entry import Entry, Happened
from muster.registers.keeping import Refused


@transaction.atomic
def keep(
    entry: Entry, *, title: str, name: str, content: bytes, on: date, by: str
) -> Document:
    """Keeps a file that was sent in. Raises Refused for one that isn't what it says."""
    try:
        kind = kind_of(name, content)
    except WrongFile as why:
        raise Refused(str(why)) from why
    title = title.strip() or name
    kept = file(entry, title=title, name=name, kind=kind, content=content, on=on, by=by)
    said = f"Document kept: {title}."
    keeping.note(entry, text=said, on=on, by=by, kind=Happened.Kind.DOCUMENT)
    return kept


def file(
    entry: Entry,
    *,
    title: str,
    name: str,
    kind: str,
    content: bytes,
    on: date,
    by: str,
    letter: str = "",
    template: LetterTemplate | None = None,
    to: Contact | None = None,
) -> Document:
    """A document's row; whoever calls says what happened."""
    return Document.objects.create(
        entry_id=entry.pk,
        title=title[:200],
        file_name=name[-200:],
        kind=kind,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        letter=letter,
        template=template,
        to=to,
        on=on,
        by=by,
        at=timezone.now(),
    )


def content_of(document: Document) -> bytes:
    """The bytes that were kept. Raises Refused for one that was removed, or is no longer
    what was kept."""
    if document.is_removed:
        raise Refused(f"“{document.title}” was removed: {document.removed_why}")
    content = bytes(document.content)
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise Refused(
            f"“{document.title}” is no longer what was kept. Tell whoever keeps Muster:"
            " it can be restored from a back-up."
        )
    return content


@transaction.atomic
def remove(document: Document, *, why: str, on: date, by: str) -> None:
    """Its bytes go, and a line stays. Raises Refused without a reason."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.is_removed:
        raise Refused("It is removed already.")
    if not why.strip():
        raise Refused("Say why it is removed.")
    document.content, document.removed_on = None, on
    document.removed_by, document.removed_why = by, why.strip()[:200]
    document.save(update_fields=["content", "removed_on", "removed_by", "removed_why"])
    said = f"Document removed: {document.title}. {document.removed_why}"
    keeping.note(document.entry, text=said, on=on, by=by, kind=Happened.Kind.DOCUMENT)
