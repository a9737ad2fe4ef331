"""Sharing with a school: a paper or a document put on its shelf, read, taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.documents.issuing import digest
from muster.documents.models import Issued
from muster.measures import Scope
from muster.practice.meeting import MeetingHappened, SupportMeeting, as_it_is
from muster.practice.planning import happened
from muster.practice.shelf import Opened, Shared
from muster.practice.words import plain
from muster.programme import Refused
from muster.tables.state import State


MOST = 20_000_000
# What a document may be, by how its name ends, and how such a file begins.
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ZIP,
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ZIP,
    ),
}


def school_scope(user: Any, state: State) -> Scope:
    """The schools whose shelf somebody reads: those they are at."""
    return scope_of(user, Permission.READ_SHELF, state)


def on_shelf(user: Any, state: State) -> Any:
    """What stands on the shelves somebody reads, the newest first."""
    return Shared.objects.within(school_scope(user, state))


def share_paper(meeting: SupportMeeting, paper: Issued, *, by: str) -> Shared:
    shared = Shared.objects.create(
        school=meeting.school,
        title=paper.title,
        paper=paper,
        meeting=meeting,
        shared_by=by,
        shared_at=timezone.now(),
    )
    _told(shared, "shelf.shared", by)
    return shared


@transaction.atomic
def share_document(
    *, school: int, title: str, name: str, content: bytes, by: str
) -> Shared:
    """Puts a document on a school’s shelf. Raises Refused for what is too large, of no
    kind a school can be sent, or not what its name says."""
    kind = name.rpartition(".")[2].lower()
    if kind not in KINDS:
        raise Refused(
            f"“{name}” can’t be shared. Send a PDF, Word, Excel or PowerPoint file:"
            " .pdf, .docx, .xlsx or .pptx."
        )
    if len(content) > MOST:
        raise Refused(
            f"“{name}” is larger than {MOST // 1_000_000} MB. Send a smaller one."
        )
    if not content.startswith(KINDS[kind][1]):
        raise Refused(
            f"“{name}” is no {kind.upper()} file, whatever its name says. Save it again,"
            " and send that."
        )
    shared = Shared.objects.create(
        school=school,
        title=plain(title),
        name=name[-200:],
        content=content,
        digest=digest(content),
        size=len(content),
        shared_by=by,
        shared_at=timezone.now(),
    )
    _told(shared, "shelf.shared", by, digest=shared.digest)
    return shared


@transaction.atomic
def withdraw(shared: Shared, *, why: str, by: str) -> None:
    """Takes something back; who read it stays known. The meeting whose pack it is may show
    another. Raises Refused without a reason."""
    as_it_is(shared)
    if shared.withdrawn_at:
        raise Refused("It is withdrawn already.")
    if not why.strip():
        raise Refused("Say why it is withdrawn: the school reads it.")
    shared.withdrawn_why, shared.withdrawn_by = plain(why), by
    shared.withdrawn_at = timezone.now()
    shared.save()
    if shared.meeting is not None and shared.paper_id is not None:
        shared.meeting.pack = None
        shared.meeting.save(update_fields=["pack"])
        happened(
            shared.meeting, MeetingHappened.Kind.WITHDRAWN, by, shared.withdrawn_why
        )
    _told(shared, "shelf.withdrawn", by)


def opened(shared: Shared, *, by: str) -> None:
    """That somebody of the school opened it: the receipt the officer reads."""
    now = timezone.now()
    _, is_first = Opened.objects.get_or_create(
        shared=shared, by=by, defaults={"first_at": now, "last_at": now}
    )
    if not is_first:
        Opened.objects.filter(shared=shared, by=by).update(last_at=now)


def _told(shared: Shared, did: str, by: str, **after: Any) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"shared:{shared.pk}",
        school=shared.school,
        after=after or None,
        reason=shared.withdrawn_why,
    )
