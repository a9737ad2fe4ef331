"""Erasing a child: asked by one person, confirmed by another, done, and certified.

What goes is in REACHES: a part of Muster that keeps anything about a child adds a function
there. What stays: figures (they hold counts, never children), the trail (a child in it is
a keyed hash) and the certificate. Source: UK GDPR article 17; rules.md 11.4 and 11.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit, trail_key
from muster.accounts.authority import authority, look_of_papers
from muster.accounts.models import Case
from muster.design.filters import day, moment
from muster.documents import blocks
from muster.documents.render import pdf
from muster.jobs.models import Job, Turn
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.practice.models import Challenge, Named
from muster.protection import access, holds, requests
from muster.protection.correcting import Correction
from muster.protection.holds import Hold
from muster.protection.registers import Incident, IncidentNote
from muster.protection.requests import Kind, Refused, Request, Stage
from muster.registers.models import (
    Contact,
    Document,
    Expected,
    Found,
    Opening,
    Payment,
    Return,
    Severe,
)
from muster.registers.models import Entry as RegisterEntry
from muster.registers.pages import SOUGHT
from muster.school_year import clock
from muster.sources import received, uploads
from muster.sources.cases import sending as cases
from muster.sources.models import Load, Sheet, Upload, Whose
from muster.sources.words import counted
from muster.tables import erasing as store
from muster.tables.erasing import Held, held_on


# The grounds of article 17(1), as whoever decides reads them.
GROUNDS = {
    "not-needed": "It is no longer needed for what it was held for",
    "objection": "Somebody objected, and nothing overrides that",
    "unlawful": "It should not have been held at all",
    "law": "A law says that it must go",
    "mistake": "It was sent to us by mistake",
}
STRUCK = "[erased]"
# How workbooks begin, and text in UTF-16.
PACKED = (b"PK", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf")


@dataclass(frozen=True)
class Who:
    """Whom to erase, while it is still known: numbers of the store, and every identifier
    and name they were written as."""

    children: tuple[int, ...]
    identifiers: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    loads: tuple[str, ...]

    @classmethod
    def of(cls, held: Held) -> Who:
        names = {
            (row.cells.get("forename") or "", row.cells.get("surname") or "")
            for row in held.rows
        }
        return cls(
            held.children,
            tuple(sorted({one["supplied"] for one in held.identifiers})),
            tuple(sorted(pair for pair in names if all(pair))),
            held.loads,
        )

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds an identifier, or a forename and surname beside each other, in a text."""
        found = [re.escape(one) for one in self.identifiers]
        for forename, surname in self.names:
            first, last = re.escape(forename), re.escape(surname)
            found += [rf"{first}[\s,_;.-]+{last}", rf"{last}[\s,_;.-]+{first}"]
        return (
            re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)
            if found
            else None
        )


@dataclass
class Preview:
    """What will go, before anybody decides."""

    held: Held
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    sentences: list[str] = field(default_factory=list)
    holds: list[holds.Hold] = field(default_factory=list)


# What holds anything of a child, outside the store ------------------------------------


def from_uploads(who: Who, *, do: bool) -> str:
    """Files that wait to be loaded, and listings of what was wrong with them."""
    pattern = who.pattern
    found = [
        upload
        for upload in Upload.objects.all()
        if not upload.is_under_way and upload.folder.exists() and _in(upload, pattern)
    ]
    for upload in found if do else []:
        received.forget_file(upload)
        upload.put(
            Upload.Stage.PUT_ASIDE,
            note="It held rows of somebody who was erased. Send it again without them.",
        )
    return f"{counted(len(found), 'file')} sent and not loaded" if found else ""


def from_sentences(who: Who, *, do: bool) -> str:
    """Warnings of loads, names of files, and what jobs said: an identifier or a whole name
    in them is struck out."""
    pattern = who.pattern
    if pattern is None:
        return ""
    changed = 0
    for model, names in SENTENCES:
        for row in model.objects.all():
            before = {name: getattr(row, name) for name in names}
            after = {name: _struck(value, pattern) for name, value in before.items()}
            if after != before:
                changed += 1
                if do:
                    model.objects.filter(pk=row.pk).update(**after)
    return f"{counted(changed, 'remark')} that named the child" if changed else ""


OF_INCIDENTS = (
    "title",
    "happened",
    "people",
    "contained",
    "risk_reason",
    "lessons",
)
SENTENCES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Load, ("file_name", "warnings")),
    (Upload, ("file_name", "code_map_name", "note", "found")),
    (Sheet, ("file_name",)),
    (Job, ("title", "sentence")),
    (Turn, ("sentence",)),
    (Opening, ("reason",)),
    (Payment, ("reference", "waits", "settled_how")),
    (Hold, ("reason", "on")),
    (Incident, OF_INCIDENTS),
    (Incident.history.model, OF_INCIDENTS),
    (IncidentNote, ("text",)),
)


def from_sessions(who: Who, *, do: bool) -> str:
    """What somebody searched for is kept with their session until it ends."""
    pattern = who.pattern
    found = [
        session
        for session in Session.objects.all()
        if pattern and pattern.search(str(session.get_decoded().get(SOUGHT, "")))
    ]
    for session in found if do else []:
        told = {k: v for k, v in session.get_decoded().items() if k != SOUGHT}
        session.session_data = Session.get_session_store_class()().encode(told)
        session.save(update_fields=["session_data"])
    return (
        counted(len(found), "search") + " for a child, kept with a session"
        if found
        else ""
    )


def from_caseloads(who: Who, *, do: bool) -> str:
    found = Case.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "place") + " on a caseload" if n else ""


def from_openings(who: Who, *, do: bool) -> str:
    """Openings of the record beyond somebody's reach: the trail keeps that there were."""
    found = Opening.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "opening") + " of the record beyond reach" if n else ""


def from_registers(who: Who, *, do: bool) -> str:
    """Entries of registers with all that happened to them, and the week's lists: counts
    of them that were published stay."""
    entries = RegisterEntry.objects.filter(child__in=who.children)
    found = Found.objects.filter(child__in=who.children)
    contacts = Contact.objects.filter(child__in=who.children)
    named = Named.objects.filter(child__in=who.children)
    challenged = Challenge.objects.filter(child__in=who.children)
    said = []
    if n := entries.count():
        said.append(counted(n, "spell") + " on a register")
    if n := found.count():
        said.append(counted(n, "finding") + " of a weekly list")
    documents = Document.objects.filter(entry__in=entries)
    if n := documents.count():
        said.append(counted(n, "letter or document", "letters and documents"))
    if n := contacts.count():
        said.append(counted(n, "contact"))
    if n := named.count():
        said.append(counted(n, "place") + " on a list of a school’s meeting")
    if n := challenged.count():
        said.append(counted(n, "item") + " of a list that was said to be wrong")
    if do:
        entries.delete()
        found.delete()
        contacts.delete()
        named.delete()
        challenged.update(follows=None)
        challenged.delete()
        Severe.objects.filter(child__in=who.children).delete()
    return ", ".join(said)


def from_returns(who: Who, *, do: bool) -> str:
    """What schools returned of the child, by number or, of one nobody had matched, by UPN
    or name; and what was expected of them."""
    pattern = who.pattern
    unmatched = [
        one.pk
        for one in Return.objects.filter(child=None)
        if {*one.may_be} & {*who.children}
        or (pattern and pattern.search(f"{one.upn} {one.name}"))
    ]
    of_child = Return.objects.filter(child__in=who.children)
    found = of_child | Return.objects.filter(pk__in=unmatched)
    owed = Expected.objects.filter(child__in=who.children)
    said = []
    if n := found.count():
        said.append(counted(n, "return") + " of a school")
    if n := owed.count():
        said.append(counted(n, "return") + " that was expected")
    if do:
        owed.delete()
        found.delete()
    return ", ".join(said)


def from_sheets(who: Who, *, do: bool) -> str:
    """Spreadsheets of cases that may hold the child, and whose rows of them were said to
    be; what a case is called there goes with its entry."""
    sheets = Sheet.objects.filter(is_put_aside=False)
    found = [one for one in sheets if one.path.is_file() and _has_row_of(one, who)]
    answers = Whose.objects.filter(child__in=who.children)
    said = []
    if found:
        said.append(counted(len(found), "spreadsheet") + " of cases")
    if n := answers.count():
        said.append(counted(n, "answer") + " to whose a row is")
    if do:
        answers.delete()
        for sheet in found:
            cases.forget(sheet)
    return ", ".join(said)


def from_requests(who: Who, *, do: bool) -> str:
    """Earlier requests: their answers go, and the names in them; their numbers stay."""
    pattern = who.pattern
    found = [
        one for one in Request.objects.all() if set(one.children) & set(who.children)
    ]
    for request in found if do else []:
        access.throw_away(request.folder)
        request.children, request.about, request.asked_by = [], "", ""
        request.folder, request.paused_for, request.extended = "", "", ""
        request.withheld = {}
        if pattern:
            request.decision = _struck(request.decision, pattern)
        request.save()
    earlier = [one for one in found if one.kind == Kind.ACCESS]
    return counted(len(earlier), "request") + " to see the data" if earlier else ""


def from_holds(who: Who, *, do: bool) -> str:
    """Holds that were ended: that there was one stays, and not on whom."""
    found = [
        one for one in holds.Hold.objects.all() if set(one.children) & {*who.children}
    ]
    for hold in found if do else []:
        hold.children, hold.on = [], "somebody who was erased"
        hold.save(update_fields=["children", "on"])
    return counted(len(found), "ended hold") if found else ""


def from_corrections(who: Who, *, do: bool) -> str:
    found = Correction.objects.filter(child__in=who.children)
    n = found.count()
    if do:
        found.delete()
    return counted(n, "correction") if n else ""


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


# Deciding ----------------------------------------------------------------------------


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
    found.holds = holds.over(numbers, store.schools_of(state, numbers))
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
    children = store.children_of(state, pupils)
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


# The certificate ---------------------------------------------------------------------

TABLES = {
    "enrolments": "Rows of enrolments",
    "totals": "Rows of weekly files",
    "marks": "Weeks of marks",
    "cohorts": "Rows of lists from other services",
    "cohort_matches": "Decisions on whom such a row is about",
}


def certificate(request: Request) -> blocks.Paper:
    """What was erased, where, and what was kept and why. It names nobody."""
    took, ours = request.took, authority()
    name = ours.name or "The authority"
    rows = [
        *((TABLES[table], str(n)) for table, n in took["rows"].items()),
        ("Identifiers a school had given", str(took["identifiers"])),
        ("Files written again without the child", str(took["files"])),
        *((said, "erased") for said in took["also"]),
    ]
    return blocks.Paper(
        title="Certificate of erasure",
        subtitle=f"Erasure {request.number}",
        organisation=name,
        audience="For whoever answers for data protection",
        as_at=day(clock.today()),
        reference=request.number,
        look=look_of_papers(ours),
        blocks=[
            blocks.Lead(
                f"One child was erased from the attendance system of {name} on"
                f" {day(clock.today())}. Ground: {GROUNDS.get(request.ground, '')}."
            ),
            blocks.Heading("Who decided"),
            blocks.Paragraph(
                f"Asked by {request.opened_by}; confirmed by {request.confirmed_by},"
                f" {moment(request.confirmed_at)}. Decision: {request.decision}"
            ),
            blocks.Heading("What was erased"),
            blocks.Table(
                "What was erased",
                [blocks.Column("What"), blocks.Column("How many", numeric=True)],
                rows,
            ),
            blocks.Paragraph(
                "Every version of every file was written again: those of loads that were"
                " taken back, and those of earlier days, too. Copies of the marks made for"
                " speed were deleted."
            ),
            blocks.Heading("What was kept, and why"),
            blocks.Bullets(
                [
                    (
                        "Figures and signed-off papers: they hold counts and never children."
                        " Figures counted from now on are of one child fewer."
                    ),
                    (
                        "The trail of who did what, for six years: the child in it is a hash"
                        f" that only this home can make (it begins {', '.join(took['hashes'])})."
                    ),
                    (
                        "A line of hashes in the ledger of erasures, so that the child stays"
                        " erased when a back-up is restored and is left out of later files."
                    ),
                    (
                        "Back-ups made before today, until they are overwritten by rule. A"
                        " restored one is erased again before it is used."
                    ),
                ]
            ),
        ],
    )


def _not_held(request: Request) -> None:
    if found := _holds(request):
        raise Refused(f"It can’t be erased: {found[0]} holds it. {found[0].reason}")


def _holds(request: Request) -> list[holds.Hold]:
    state = uploads.state()
    return holds.over(request.children, store.schools_of(state, request.children))


# Finding in files and texts -----------------------------------------------------------


def _in(upload: Upload, pattern: re.Pattern[str] | None) -> bool:
    """Whether a file in an upload's folder may hold the child. What is packed or in
    another encoding can't be told, and counts as if it did."""
    return pattern is not None and any(
        _may_hold(path, pattern) for path in upload.folder.rglob("*") if path.is_file()
    )


def _has_row_of(sheet: Sheet, who: Who) -> bool:
    """Whether a row may be of the child: columns between forename and surname don't hide
    one. What can't be told counts as if it were."""
    held = sheet.path.read_bytes()
    if held[:2] in PACKED or b"\0" in held:
        return True
    words = [(one,) for one in who.identifiers] + list(who.names)
    lines = held.decode("utf-8", "replace").casefold().splitlines()
    return any(
        all(part.casefold() in line for part in parts)
        for line in lines
        for parts in words
    )


def _may_hold(path: Path, pattern: re.Pattern[str]) -> bool:
    with open(path, "rb") as file:
        if file.read(2) in PACKED:
            return True
        file.seek(0)
        end = b""
        while block := file.read(1 << 20):
            # With the end of the block before, where a name may be cut in two.
            if pattern.search((end + block).decode("utf-8", "replace")):
                return True
            end = block[-512:]
    return False


def _struck(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(STRUCK, value)
    if isinstance(value, list):
        return [_struck(one, pattern) for one in value]
    if isinstance(value, dict):
        return {name: _struck(one, pattern) for name, one in value.items()}
    return value
