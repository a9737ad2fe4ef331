"""Erasing a child: asked by one person, confirmed by another, done, and certified.

What goes is in REACHES: a part of Muster that keeps anything about a child adds a function
there. What stays: figures (they hold counts, never children), the trail (a child in it is
a keyed hash) and the certificate. Source: UK GDPR article 17; rules.md 11.4 and 11.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit, trail_key
from muster.documents.render import pdf
from muster.jobs.models import Job
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.protection import holds, requests
from muster.protection.certificate import certificate
from muster.protection.reach.cases import (
    from_caseloads,
    from_openings,
    from_registers,
    from_returns,
)
from muster.protection.reach.files import from_sheets, from_uploads
from muster.protection.reach.requests import from_corrections, from_holds, from_requests
from muster.protection.reach.sentences import from_sentences, from_sessions
from muster.protection.reach.who import Who
from muster.protection.requests import Refused, Request, Stage
from muster.school_year import clock
from muster.sources import uploads
from muster.sources.words import counted
from muster.tables import erasing as store
from muster.tables.holding import Held, children_of, held_on, schools_of


@dataclass
class Preview:
    """What will go, before anybody decides."""

    held: Held
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    sentences: list[str] = field(default_factory=list)
    holds: list[holds.Hold] = field(default_factory=list)


Reach = Callable[..., str]
REACHES: tuple[Reach, ...] = (
    from_uploads,
    from_sentences,
    from_sessions,
    from_caseloads,
    from_openings,
    from_registers,
    from_returns,
    from_sheets,
    from_requests,
    from_holds,
    from_corrections,
)


# Deciding -----------------------------------------------------------------------------


def preview(children: Iterable[int]) -> Preview:
    """What an erasure would take, and what stands in its way."""
    numbers = list(children)
    state = uploads.state()
    held = held_on(state, numbers)
    found = Preview(held, files=len(held.files))
    for row in held.rows:
        found.rows[row.table] = found.rows.get(row.table, 0) + 1
    if held.weeks:
        found.rows["marks"] = len(held.weeks)
    who = Who.of(held)
    found.sentences = [said for reach in REACHES if (said := reach(who, do=False))]
    found.holds = holds.over(numbers, schools_of(state, numbers))
    return found


def decide(request: Request, *, decision: str, by: str) -> None:
    """Decides that a child is to be erased: a colleague has to confirm it. Raises Refused."""
    if request.stage != Stage.OPEN:
        raise Refused(f"{request.number} is decided already.")
    _not_held(request)
    request.stage, request.decision, request.opened_by = Stage.ASKED, decision, by
    request.save(update_fields=["stage", "decision", "opened_by"])
    requests.note(request, "erasure.decided", by, reason=decision)


def confirm(request: Request, *, by: str) -> None:
    """A second person confirms, and the work begins. Raises Refused."""
    if by == request.opened_by:
        raise Refused("You asked for it, so somebody else has to confirm it.")
    _not_held(request)
    with transaction.atomic():
        waiting = Request.objects.filter(pk=request.pk, stage=Stage.ASKED)
        if not waiting.update(
            stage=Stage.UNDER_WAY, confirmed_by=by, confirmed_at=timezone.now()
        ):
            raise Refused(f"{request.number} does not wait to be confirmed.")
        request.refresh_from_db()
        requests.note(request, "erasure.confirmed", by)
        enqueue(
            erase,
            title=f"Erasure {request.number}",
            by=by,
            page=reverse("protection:erasure", args=[request.pk]),
            pk=request.pk,
        )


def begin_again(request: Request, *, by: str) -> None:
    """After it broke off: the same once more, by anybody who may. Raises Refused."""
    page = reverse("protection:erasure", args=[request.pk])
    at_it = Job.objects.filter(page=page, finished_at=None).exists()
    if request.stage != Stage.UNDER_WAY or at_it:
        raise Refused(f"{request.number} did not break off.")
    enqueue(erase, title=f"Erasure {request.number}", by=by, page=page, pk=request.pk)


def _not_held(request: Request) -> None:
    if found := _holds(request):
        raise Refused(f"It can’t be erased: {found[0]} holds it. {found[0].reason}")


def _holds(request: Request) -> list[holds.Hold]:
    state = uploads.state()
    return holds.over(request.children, schools_of(state, request.children))


# Doing it -----------------------------------------------------------------------------


@background
def erase(tell: Tell, *, pk: int) -> str:
    """Erases the child everywhere, in one transaction with the store's new version."""
    request = Request.objects.get(pk=pk)
    if request.stage == Stage.DONE:
        return f"{request.number} is done."
    if _holds(request):
        raise CannotDo("A legal hold was put on in the meantime. Nothing was erased.")
    tell(0.0, "Writing every file again without the child")
    who = Who.of(held_on(uploads.state(), request.children))
    hashes = [trail_key.of_child(child)[:16] for child in who.children]
    for child in who.children:
        note(request, child)

    def change(draft: Any, state: Any) -> store.Gone:
        return store.erase(
            draft,
            state,
            who.children,
            certificate=request.number,
            day=clock.today(),
            reason=request.ground,
        )

    def also(gone: store.Gone) -> None:
        said = [did for reach in REACHES if (did := reach(who, do=True))]
        done = Request.objects.get(pk=pk)
        done.took = {
            "rows": gone.rows,
            "files": gone.files,
            "identifiers": gone.identifiers,
            "also": said,
            "hashes": hashes,
        }
        done.stage, done.ended_at = Stage.DONE, timezone.now()
        done.certificate = pdf.render(certificate(done))
        done.save()

    with _leaving_no_trace():
        uploads.rewrite(f"erasure {request.number}", change, also)
    return f"Erasure {request.number} is done. Its certificate can be read."


def note(request: Request, child: int) -> None:
    audit.record(
        did="child.erased",
        by=request.confirmed_by,
        child=child,
        to=f"request:{request.pk}",
        reason=request.ground,
    )


def replay() -> str:
    """Erases again whomever a restored home holds of those its ledger has. A restore ends
    with this; the sentence is for whoever restored."""
    state = uploads.state()
    pupils = store.still_held(state)
    if not pupils:
        return ""
    children = children_of(state, pupils)
    held = [held_on(state, [child]) for child in children]

    def also(gone: store.Gone) -> None:
        for one in held:
            for reach in REACHES:
                reach(Who.of(one), do=True)

    with _leaving_no_trace():
        gone = uploads.rewrite("erasures again", store.replay, also)
    who = "1 child" if len(children) == 1 else f"{len(children)} children"
    return (
        f"{who} who had been erased came back with the back-up, and"
        f" {'was' if len(children) == 1 else 'were'} erased again:"
        f" {counted(sum(gone.rows.values()), 'row')}."
    )


@contextmanager
def _leaving_no_trace() -> Iterator[None]:
    """SQLite writes zeros over what is changed meanwhile, and its log is emptied after: a
    name is in no byte of the file. PostgreSQL overwrites in its own time (VACUUM)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
