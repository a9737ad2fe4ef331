"""The registers a child is or was on, the people around them, and what was written."""

from __future__ import annotations

from collections.abc import Iterator

from muster.accounts.models import Case
from muster.design.filters import day
from muster.documents.letters import words_of
from muster.protection.held.item import Item, shown
from muster.registers import choices
from muster.registers.models import (
    Contact,
    Document,
    Happened,
    Opening,
)
from muster.registers.register import registers
from muster.sources.models import Brought, Whose
from muster.tables.holding import Held


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


def _in_words(line: Happened) -> str:
    """What a line says; of an opening and an end, why and how too."""
    name, one = line.entry.register, line.entry
    said = {
        Happened.Kind.OPENED: choices.said(name, "reason", one.reason),
        Happened.Kind.CLOSED: choices.said(name, "outcome", line.after),
    }.get(Happened.Kind(line.kind), "")
    return ". ".join(part for part in (said, line.text) if part)


def _of_document(one: Document) -> str:
    if one.is_removed:
        return f"Removed on {day(one.removed_on)}. {one.removed_why}"
    if not one.letter:
        return "Given beside this answer"
    return words_of(bytes(one.content or b""))
