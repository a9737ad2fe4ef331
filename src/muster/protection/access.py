"""Everything held on one child, for the child or for who asks on their behalf.

Each kind of thing held has a provider, and a register that keeps something new adds its
own to PROVIDERS. What is about other people is left out by its class: of the database only
fields classed open (accounts/field_classes.toml) are given, and who did something is given
as what they were. Source: UK GDPR article 15; DPA 2018 schedule 2 part 3; rules.md 11.4.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from muster.accounts import trail_key
from muster.accounts.authority import authority, look_of_papers
from muster.accounts.field_classes import held as classes
from muster.accounts.models import Case, Entry
from muster.design.filters import day, moment
from muster.documents import blocks
from muster.documents.letters import words_of
from muster.documents.render import pdf
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.practice.models import Named
from muster.protection import requests
from muster.protection.correcting import Correction
from muster.protection.requests import Kind, Refused, Request, Stage
from muster.registers import choices
from muster.registers.legal.stepping import said as in_court
from muster.registers.lists import lists
from muster.registers.models import (
    Contact,
    Decided,
    Document,
    Evidence,
    Expected,
    Found,
    Happened,
    Notice,
    Opening,
    Prosecution,
    Return,
    Severe,
    Step,
)
from muster.registers.register import registers
from muster.registers.returns.kinds import kinds
from muster.school_year import clock
from muster.sources import uploads
from muster.sources.models import Brought, Load, Whose
from muster.tables.cohorts import COHORTS
from muster.tables.columns import ENROLMENTS, MARKS
from muster.tables.erasing import Held, Row, Week, held_on
from muster.tables.weekly import FROM_HEADING, WEEKLY_PUPILS


FOLDER = "answers"
KINDS = {"pdf": "application/pdf", "json": "application/json"}
# What may be held back, and under which rule.
FLAGS = {
    "third_party": "It is about somebody else too, who has not agreed to it being given"
    " (DPA 2018 schedule 2 paragraph 16)",
    "serious_harm": "Giving it would be likely to do serious harm to somebody’s health"
    " (DPA 2018 schedule 3)",
    "privileged": "It is a lawyer’s advice, or was made for proceedings (DPA 2018 schedule"
    " 2 paragraph 19)",
}
SOMEBODY = "a member of staff"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Weekend")
# A session with no mark; one a file says nothing about is a dot.
BLANK = "–"


@dataclass(frozen=True)
class Item:
    """One kind of thing held, as a table. ``key`` is what it is held back by."""

    key: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Provider = Callable[[Held], Iterator[Item]]


# What is held ------------------------------------------------------------------------


def identity(held: Held) -> Iterator[Item]:
    yield Item(
        "identity",
        "Who this is about",
        "The names schools have sent, and the numbers they know the child by.",
        ("What", "As it was sent", "By which school"),
        (
            *(("Name", name, "") for name in held.names),
            *(
                (
                    "Unique pupil number (UPN)"
                    if one["upn"]
                    else "The school’s number",
                    one["supplied"],
                    one["school"],
                )
                for one in held.identifiers
            ),
        ),
    )


def enrolments(held: Held) -> Iterator[Item]:
    """What each file said of the child, each thing once with every file that said it."""
    meanings = {column.name: column.meaning for column in ENROLMENTS.columns}
    yield Item(
        "enrolments",
        "Schools the child was on the roll of",
        "What schools and systems have sent about the child, and which files said so.",
        ("What", "What was sent", "School", "Files"),
        _said(held.of("enrolments"), meanings, _numbers(held)),
    )


def totals(held: Held) -> Iterator[Item]:
    by_heading = {column.name: column.meaning for column in WEEKLY_PUPILS.columns}
    meanings = {name: by_heading[at] for name, at in FROM_HEADING.items()}
    yield Item(
        "totals",
        "Totals of each week",
        "Sessions counted by the Department for Education from the start of the school year"
        " to a day, with what its file says of the child.",
        ("What", "What was sent", "School", "Files"),
        _said(held.of("totals"), meanings, _numbers(held), as_at=True),
    )


def in_cohorts(held: Held) -> Iterator[Item]:
    """What other services said; a row that was under the child's UPN and not about them is
    not given."""
    meanings = {column.name: column.meaning for column in COHORTS.columns}
    yield Item(
        "cohorts",
        "Lists from social care, youth justice and the SEND service",
        "What other services of the council have sent about the child, and which files"
        " said so.",
        ("What", "What was sent", "Where it is from", "Files"),
        _said(held.of("cohorts"), meanings, _numbers(held)),
    )


def marks(held: Held) -> Iterator[Item]:
    numbers = _numbers(held)
    yield Item(
        "marks",
        "Marks that count now",
        "The register, a week a row and a code for each morning and afternoon. What each"
        " code means is below.",
        ("Week beginning", "School", *DAYS),
        tuple((day(week.monday), week.school, *_week(week)) for week in held.standing),
    )
    yield Item(
        "marks-sent",
        "Marks as they were sent",
        "Every file’s marks, those that were corrected later or taken back too.",
        ("Week beginning", "School", *DAYS, "File"),
        tuple(
            (
                day(week.monday),
                week.school,
                *_week(week),
                numbers[week.load] + _standing(week),
            )
            for week in sorted(held.weeks, key=lambda one: one.monday)
        ),
    )
    words = {(code, means) for week in held.weeks for _, code, means in week.marks}
    yield Item(
        "codes",
        "What the codes mean",
        MARKS.column("code").meaning,
        ("Code", "Meaning"),
        tuple((code or BLANK, means) for code, means in sorted(words)),
    )


def loads(held: Held) -> Iterator[Item]:
    """The files, by the fields of them that are about nobody."""
    found = Load.objects.filter(token__in=held.loads).order_by("pk")
    yield Item(
        "loads",
        "The files it came from",
        "Each was sent by a school or a system and loaded by a member of staff.",
        ("File", "Kind", "Loaded", "Taken back"),
        tuple(
            (
                f"File {load.pk}",
                shown(load, "format"),
                shown(load, "loaded_at"),
                shown(load, "undone_at"),
            )
            for load in found
        ),
    )


def corrections(held: Held) -> Iterator[Item]:
    found = Correction.objects.filter(child__in=held.children)
    yield Item(
        "corrections",
        "What was corrected",
        "What was found to be wrong and put right, and where the right one came from.",
        ("What", "Was", "Is", "Source", "Why", "When", "How it stands"),
        tuple(
            (
                one.what,
                one.was,
                one.now,
                one.source,
                one.why,
                shown(one, "made_at"),
                one.get_stage_display(),
            )
            for one in found
        ),
    )


def caseloads(held: Held) -> Iterator[Item]:
    found = Case.objects.filter(child__in=held.children).select_related("post")
    yield Item(
        "caseloads",
        "Caseloads the child is on",
        "Posts whose holder works with the child.",
        ("Post", "Since"),
        tuple((case.post.called, shown(case, "added_at")) for case in found),
    )


def openings(held: Held) -> Iterator[Item]:
    """The reason is about the child, so it is given; who opened the record is not."""
    found = Opening.objects.filter(child__in=held.children)
    yield Item(
        "openings",
        "When somebody opened the record beyond their usual reach",
        "They have to say why, and see it for an hour.",
        ("When", "Why"),
        tuple((shown(one, "opened_at"), one.reason) for one in found),
    )


def cases(held: Held) -> Iterator[Item]:
    """Every line of every entry; who wrote it is not given, but what they were."""
    found = Happened.objects.filter(entry__child__in=held.children)
    yield Item(
        "cases",
        "Registers the child is or was on, and what was done",
        "Each time the child came on a register, what happened, and how it ended.",
        ("Register", "When", "What", "In words"),
        tuple(
            (
                registers()[line.entry.register].title,
                day(line.on),
                line.get_kind_display(),
                _in_words(line),
            )
            for line in found.select_related("entry").order_by("entry", "pk")
        ),
    )
    yield Item(
        "plans",
        "Plans and timetables made for the child",
        "What stands in the way, what was agreed, with whom and until when.",
        ("What", "In words"),
        tuple(
            (str(field.verbose_name).capitalize(), str(value))
            for register in registers().values()
            for plan in register.model.objects.filter(child__in=held.children)
            for field in register.own_fields
            if (value := getattr(plan, field.name))
        ),
    )
    yield Item(
        "contacts",
        "People around the child",
        "Parents, carers and others, as the registers hold them.",
        ("Who", "As", "Address", "Telephone", "Email"),
        tuple(
            (one.name, one.get_relation_display(), one.address, one.phone, one.email)
            for one in Contact.objects.filter(child__in=held.children).order_by("pk")
        ),
    )


def legal(held: Held) -> Iterator[Item]:
    """Notices, contracts, orders and prosecutions about the child’s absence; those who
    took them are not given."""
    mine = {"entry__child__in": held.children}
    yield Item(
        "notices",
        "Penalty notices for the child’s absence",
        "What each was for, the sessions it rests on, and what came of it.",
        (
            *("Issued", "By another authority", "To", "For", "Sessions", "Support"),
            *("Why all the same", "Paid", "Withdrawn"),
        ),
        tuple(
            (
                shown(one, "issued_on"),
                one.issuer,
                str(one.parent),
                one.get_reason_display(),
                _sessions(one.sessions),
                one.support_says,
                "; ".join(one.whys.values()),
                shown(one, "paid_on"),
                one.withdrawn_why,
            )
            for one in Notice.objects.filter(**mine).order_by("pk")
        ),
    )
    yield Item(
        "measures",
        "Notices to improve, contracts, orders and prosecutions",
        "What was asked, agreed or ordered about the child’s absence, and what came of it.",
        ("What", "From", "To", "In words", "Sessions", "What came of it"),
        tuple(
            [
                (
                    one.get_kind_display(),
                    shown(one, "from_on"),
                    shown(one, "to_on"),
                    one.says,
                    "",
                    f"{one.get_outcome_display()} {one.why}".strip(),
                )
                for one in Step.objects.filter(**mine).order_by("pk")
            ]
            + [
                (
                    one.get_act_display(),
                    shown(one, "offence_from"),
                    shown(one, "offence_to"),
                    " ".join(
                        [one.why, *(each["says"] for each in one.defences.values())]
                    ),
                    _sessions(one.sessions),
                    in_court(one),
                )
                for one in Prosecution.objects.filter(**mine).order_by("pk")
            ]
        ),
    )
    yield Item(
        "evidence",
        "Sessions taken as evidence",
        "Sessions of the register as they were when they were taken into a case, and those"
        " of which the register says something else since.",
        ("Taken on", "Sessions", "Since corrected to"),
        tuple(
            (
                shown(one, "taken_on"),
                _sessions(one.sessions),
                _sessions(one.changed),
            )
            for one in Evidence.objects.filter(**mine).order_by("pk")
        ),
    )


def documents(held: Held) -> Iterator[Item]:
    """Letters in full; of what was sent in, what it is: whoever answers reads it first,
    and gives it beside this."""
    found = Document.objects.filter(entry__child__in=held.children).order_by("pk")
    yield Item(
        "documents",
        "Letters and documents",
        "What was written about the child, and documents that were kept. Those that were"
        " sent in are given beside this answer.",
        ("What", "File", "Kept", "In words"),
        tuple(
            (one.title, one.file_name, day(one.on), _of_document(one)) for one in found
        ),
    )


def _sessions(rows: Any) -> str:
    return ", ".join(" ".join(map(str, session)) for session in rows)


def _of_document(one: Document) -> str:
    if one.is_removed:
        return f"Removed on {day(one.removed_on)}. {one.removed_why}"
    if not one.letter:
        return "Given beside this answer"
    return words_of(bytes(one.content or b""))


def brought(held: Held) -> Iterator[Item]:
    """What the child's cases are called in the systems they came from, and which rows of
    a spreadsheet somebody said are of the child."""
    came = Brought.objects.filter(entry__child__in=held.children).order_by("pk")
    said = Whose.objects.filter(child__in=held.children).order_by("pk")
    yield Item(
        "brought",
        "Cases that came from another system",
        "Its name, and what the case is called there.",
        ("From", "As"),
        tuple((one.mapping.source, one.reference) for one in came)
        + tuple((one.mapping.source, "A row said to be the child’s") for one in said),
    )


def _in_words(line: Happened) -> str:
    """What a line says; of an opening and an end, why and how too."""
    name, one = line.entry.register, line.entry
    said = {
        Happened.Kind.OPENED: choices.said(name, "reason", one.reason),
        Happened.Kind.CLOSED: choices.said(name, "outcome", line.after),
    }.get(Happened.Kind(line.kind), "")
    return ". ".join(part for part in (said, line.text) if part)


def listed(held: Held) -> Iterator[Item]:
    """The week's lists, and what was decided of the child on each."""
    found = Found.objects.filter(child__in=held.children).order_by("found_on", "pk")
    yield Item(
        "lists",
        "The week’s lists the child was on",
        "What a school’s register said, and what was decided.",
        ("List", "Found on", "Sessions", "Decided"),
        tuple(
            (
                lists()[one.on_list].title,
                day(one.found_on),
                _sessions(one.sessions),
                "; ".join(map(_decision, one.decided.order_by("pk"))),
            )
            for one in found
        ),
    )


def severely(held: Held) -> Iterator[Item]:
    """Half-terms in which the child was counted as severely absent."""
    yield Item(
        "severe",
        "Half-terms in which the child was counted as severely absent",
        "Half or more of what was possible, before the half-term or in it.",
        ("Half-term from", "Missed before", "Of", "Missed then", "Of them"),
        tuple(
            (
                day(one.since_on),
                str(one.absent_then),
                str(one.possible_then),
                str(one.absent),
                str(one.possible),
            )
            for one in Severe.objects.filter(child__in=held.children).order_by("pk")
        ),
    )


def met(held: Held) -> Iterator[Item]:
    """The lists of children that schools’ meetings were held with."""
    found = Named.objects.filter(child__in=held.children).select_related("meeting")
    yield Item(
        "meetings",
        "Meetings with the school at which the child was listed",
        "What the register said then, and how the child’s plan stood.",
        ("Meeting on", "List", "What the register said", "Plan"),
        tuple(
            (
                day(one.meeting.on),
                lists()[one.on_list].title,
                one.said,
                one.plan,
            )
            for one in found.order_by("pk")
        ),
    )


def returned(held: Held) -> Iterator[Item]:
    """What schools told the authority of the child, and what they should have."""
    found = Return.objects.filter(child__in=held.children).order_by("sent_at", "pk")
    yield Item(
        "returns",
        "What schools told the authority of the child",
        "Returns that schools make when a child comes, goes, or is away for long.",
        ("Return", "Received", "What", "In words"),
        tuple(
            (one.of_kind.title, day(one.received_on), what, said)
            for one in found
            for what, said in _as_returned(one)
            if said
        ),
    )
    owed = Expected.objects.filter(child__in=held.children).order_by("arose_on", "pk")
    yield Item(
        "returns-expected",
        "What schools should have told the authority of the child",
        "Worked out from registers and rolls.",
        ("Return", "Of", "Due", "Came"),
        tuple(
            (
                kinds(one.arose_on)[one.kind].title,
                day(one.since_on),
                day(one.due_on),
                day(one.answered_by.received_on) if one.answered_by else "",
            )
            for one in owed.select_related("answered_by")
        ),
    )


def _as_returned(one: Return) -> Iterator[tuple[str, str]]:
    yield one.of_kind.about, day(one.about_on)
    yield "Name", one.name
    yield "UPN", one.upn
    yield "Date of birth", day(one.born_on) if one.born_on else ""
    for field in one.of_kind.fields:
        yield field.label, field.said(one.said.get(field.name))
    yield "Answer", one.answer
    yield "Withdrawn because", one.withdrawn_why


def _decision(one: Decided) -> str:
    decision = lists()[one.found.on_list].decision(one.code)
    said = decision.says if decision else one.code
    return f"{day(one.on)}: {said}{f'. {one.why}' if one.why else ''}"


def asked(held: Held) -> Iterator[Item]:
    """Earlier requests about the same child: their dates and what came of them."""
    found = [
        one for one in Request.objects.all() if set(one.children) & set(held.children)
    ]
    yield Item(
        "requests",
        "What was asked about this data before",
        "Requests to see it or to have it erased.",
        ("Request", "What was asked", "Received", "What came of it"),
        tuple(
            (
                one.number,
                one.get_kind_display(),
                day(one.received_on),
                one.get_stage_display(),
            )
            for one in found
        ),
    )


def trail(held: Held) -> Iterator[Item]:
    """Who looked or changed something: what they were then, never who they are."""
    hashes = [trail_key.of_child(child) for child in held.children]
    entries = Entry.objects.filter(child__in=hashes).order_by("pk")
    yield Item(
        "trail",
        "Who has looked",
        "Each time somebody opened, sent, corrected or decided something about the child.",
        ("When", "What was done", "By"),
        tuple(
            (shown(entry, "at"), _done(entry.did), entry.posts or SOMEBODY)
            for entry in entries
        ),
    )


PROVIDERS: tuple[Provider, ...] = (
    identity,
    enrolments,
    totals,
    in_cohorts,
    marks,
    loads,
    corrections,
    caseloads,
    openings,
    cases,
    legal,
    documents,
    brought,
    listed,
    severely,
    returned,
    met,
    asked,
    trail,
)


def shown(row: models.Model, field: str) -> str:
    """A field of a row as anybody may read it: only those classed open. Raises KeyError
    for another, so that a provider can't give one away by mistake."""
    if field not in classes()[row._meta.label].open:
        raise KeyError(f"{row._meta.label}.{field} is about somebody.")
    value = getattr(row, field)
    if value is None:
        return ""
    return moment(value) if isinstance(value, datetime) else str(value)


# Gathering ---------------------------------------------------------------------------


def gather(children: Sequence[int]) -> tuple[Held, list[Item]]:
    """Everything held on a child, an item a kind; empty ones too, so that “nothing” is said."""
    held = held_on(uploads.state(), children)
    return held, [item for provider in PROVIDERS for item in provider(held)]


def hold_back(request: Request, key: str, flag: str, why: str, *, by: str) -> None:
    """Leaves an item out of the answer, with the rule and the reason. Raises Refused."""
    if request.is_over:
        raise Refused(f"{request.number} is {request.get_stage_display().lower()}.")
    if flag not in FLAGS:
        raise Refused(f"“{flag}” is no reason to hold anything back.")
    request.withheld = {**request.withheld, key: {"flag": flag, "why": why, "by": by}}
    request.save(update_fields=["withheld"])
    requests.note(request, "access.held-back", by, after=[key, flag], reason=why)


def give_after_all(request: Request, key: str, *, by: str) -> None:
    if request.is_over or key not in request.withheld:
        raise Refused("It is not held back.")
    request.withheld = {k: v for k, v in request.withheld.items() if k != key}
    request.save(update_fields=["withheld"])
    requests.note(request, "access.given-after-all", by, after=[key])


def as_json(request: Request, items: Sequence[Item]) -> str:
    """The answer for a program: every item's rows under its columns' names."""
    given = [item for item in items if item.key not in request.withheld]
    held = {
        "reference": request.number,
        "from": authority().name,
        "as_at": clock.today().isoformat(),
        "items": [
            {
                "key": item.key,
                "title": item.title,
                "says": item.says,
                "rows": [
                    dict(zip(item.columns, row, strict=True)) for row in item.rows
                ],
            }
            for item in given
        ],
        "held_back": [
            {"title": item.title, "rule": FLAGS[request.withheld[item.key]["flag"]]}
            for item in items
            if item.key in request.withheld
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def as_paper(request: Request, items: Sequence[Item]) -> blocks.Paper:
    """The answer for a parent, in plain words."""
    ours = authority()
    name = ours.name or "The authority"
    body: list[blocks.Block] = [
        blocks.Lead(
            f"This is everything that {name} holds on {request.about or 'the child'} in its"
            f" attendance system on {day(clock.today())}."
        ),
        blocks.Paragraph(
            "What is about other people is left out: a member of staff is named by what"
            " they do. If something here is wrong, you can ask for it to be corrected. Marks"
            " are the school’s: ask the school, and its next file corrects them here too. If"
            " you are not content with this answer, you can complain to us, or to the"
            " Information Commissioner (ico.org.uk)."
        ),
    ]
    for item in items:
        body.append(blocks.Heading(item.title))
        if item.key in request.withheld:
            rule = FLAGS[request.withheld[item.key]["flag"]]
            body.append(blocks.Paragraph(f"This is held back. {rule}."))
            continue
        body.append(blocks.Paragraph(item.says))
        if not item.rows:
            body.append(blocks.Paragraph("Nothing is held."))
            continue
        columns = [blocks.Column(title) for title in item.columns]
        body.append(blocks.Table(item.title, columns, item.rows))
    return blocks.Paper(
        title="What we hold about you",
        subtitle=f"Answer to request {request.number}",
        organisation=name,
        audience="Personal: for the person it is about, and who asks for them",
        as_at=day(clock.today()),
        reference=request.number,
        blocks=body,
        look=look_of_papers(ours),
    )


# Making the answer -------------------------------------------------------------------


def ask_to_make(request: Request, *, by: str) -> None:
    """A worker makes the answer. Raises Refused once the request is over."""
    if request.is_over:
        raise Refused(f"{request.number} is {request.get_stage_display().lower()}.")
    enqueue(
        make,
        title=f"Making the answer to {request.number}",
        by=by,
        page=reverse("protection:access", args=[request.pk]),
        pk=request.pk,
        by_whom=by,
    )


@background
def make(tell: Tell, *, pk: int, by_whom: str) -> str:
    """Writes the answer as JSON and PDF, into a folder only the home's owner can read."""
    request = Request.objects.get(pk=pk)
    tell(0.0, "Gathering everything that is held")
    held, items = gather(request.children)
    if held.is_nothing:
        raise CannotDo("Nothing is held on this child any more.")
    tell(0.5, "Writing it")
    key = secrets.token_hex(16)
    folder = path_of(key)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "answer.json").write_text(as_json(request, items), "utf-8")
    (folder / "answer.pdf").write_bytes(pdf.render(as_paper(request, items)))
    before, request.folder, request.stage = request.folder, key, Stage.MADE
    request.save(update_fields=["folder", "stage"])
    throw_away(before)
    requests.note(request, "access.made", by_whom)
    return f"The answer to {request.number} is made. Read it before you send it."


def answered(request: Request, *, by: str) -> None:
    """It was sent. Raises Refused while there is nothing to send."""
    if request.stage != Stage.MADE:
        raise Refused("Make the answer and read it first.")
    requests.end(request, Stage.DONE, "Answered.", by=by)
    requests.note(request, "access.answered", by)


def throw_away(key: str) -> None:
    if key:
        shutil.rmtree(path_of(key), ignore_errors=True)


def path_of(key: str) -> Path:
    return Path(settings.MUSTER_HOME) / FOLDER / key


def forget_answers(before: datetime) -> int:
    """Deletes the files of answers sent before a moment; the request stays."""
    old = Request.objects.filter(kind=Kind.ACCESS, ended_at__lt=before).exclude(
        folder=""
    )
    for request in old:
        throw_away(request.folder)
        request.folder = ""
        request.save(update_fields=["folder"])
    return len(old)


# Words -------------------------------------------------------------------------------


def _numbers(held: Held) -> dict[str, str]:
    """What each load is called: its number, never its name, which may be a child's."""
    known = dict(Load.objects.filter(token__in=held.loads).values_list("token", "pk"))
    return {
        token: f"file {known[token]}" if token in known else "a file"
        for token in held.loads
    }


def _said(
    rows: Sequence[Row],
    meanings: dict[str, str],
    numbers: dict[str, str],
    as_at: bool = False,
) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for row in rows:
        for name, value in row.cells.items():
            if value in (None, "") or name not in meanings:
                continue
            to = f", to {day(row.as_at)}" if as_at and row.as_at else ""
            file = f"{numbers[row.load]}{to}{_standing(row)}"
            found.setdefault(
                (meanings[name].rstrip("."), _text(value), row.school), {}
            )[file] = None
    return tuple((*key, "; ".join(files)) for key, files in found.items())


def _standing(one: Row | Week) -> str:
    return " (taken back)" if one.undone else " (no longer in use)" if one.old else ""


def _text(value: Any) -> str:
    return day(value) if isinstance(value, date) else str(value)


def _week(week: Week) -> tuple[str, ...]:
    """A cell a day, “/ \\”; a weekend’s marks in words, in the last."""
    said = {session: code or BLANK for session, code, _ in week.marks}
    days = [
        " ".join(said.pop(f"{one} {half}", "·") for half in ("AM", "PM"))
        for one in DAYS[:5]
    ]
    return (*days, ", ".join(f"{session} {code}" for session, code in said.items()))


def _done(did: str) -> str:
    """“child.viewed” as “Child: viewed”."""
    what, _, how = did.partition(".")
    return f"{what.capitalize().replace('-', ' ')}: {how.replace('-', ' ')}"
