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
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from muster.accounts.authority import authority, look_of_papers
from muster.design.filters import day
from muster.documents import blocks
from muster.documents.render import pdf
from muster.jobs.queue import CannotDo, Tell, background, enqueue
from muster.protection import requests
from muster.protection.held.asking import asked, corrections, trail
from muster.protection.held.cases import brought, caseloads, cases, documents, openings
from muster.protection.held.files import (
    enrolments,
    identity,
    in_cohorts,
    loads,
    marks,
    totals,
)
from muster.protection.held.item import Item, Provider
from muster.protection.held.legal import legal
from muster.protection.held.lists import challenged, listed, met, severely
from muster.protection.held.returns import returned
from muster.protection.requests import Kind, Refused, Request, Stage
from muster.school_year import clock
from muster.sources import uploads
from muster.tables.holding import Held, held_on


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
    challenged,
    asked,
    trail,
)


# Gathering ----------------------------------------------------------------------------


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


# Making the answer --------------------------------------------------------------------


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
