"""The register of agreements to share data: keeping it, and what it leaves uncovered."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design import spreadsheets
from muster.design.filters import day
from muster.protection.processing import gateways
from muster.protection.registers import Agreement, Refused
from muster.school_year.clock import today
from muster.sources import uploads
from muster.sources.health import Finding
from muster.sources.words import counted
from muster.tables.ids import UnknownSchool
from muster.tables.state import State


EVERY_SCHOOL = "every school"
WEEKLY_FILE = "weekly pupil file"
MOST_DOCUMENT = 10_000_000
KINDS_OF_DOCUMENT = (".pdf", ".docx", ".doc", ".odt")
# What the trail is told of an agreement: everything but the document's bytes.
TOLD = (
    "partner",
    "shared",
    "gateway",
    "direction",
    "covers",
    "signed_on",
    "review_by",
    "ended_on",
    "owner",
    "reference",
    "document_name",
)


@transaction.atomic
def keep(agreement: Agreement, *, by: str, **said: Any) -> Agreement:
    """Adds an agreement or changes one, and writes the change in the trail."""
    before = told(agreement) if agreement.pk else None
    for name, value in said.items():
        setattr(agreement, name, value)
    agreement.changed_at, agreement.changed_by = timezone.now(), by
    agreement.save()
    audit.record(
        did="agreement.changed" if before else "agreement.added",
        by=by,
        to=f"agreement:{agreement.pk}",
        before=before,
        after=told(agreement),
    )
    return agreement


@transaction.atomic
def end(agreement: Agreement, on: date, *, reason: str, by: str) -> None:
    """Says that nothing is shared under it after a day. Raises Refused."""
    if agreement.ended_on:
        raise Refused(f"This agreement ended on {day(agreement.ended_on)} already.")
    if on < agreement.signed_on:
        raise Refused(
            f"It was signed on {day(agreement.signed_on)}, so it can’t have ended on"
            f" {day(on)}. Enter a later day."
        )
    before = told(agreement)
    agreement.ended_on = on
    agreement.changed_at, agreement.changed_by = timezone.now(), by
    agreement.save()
    audit.record(
        did="agreement.ended",
        by=by,
        to=f"agreement:{agreement.pk}",
        before=before,
        after=told(agreement),
        reason=reason,
    )


def told(agreement: Agreement) -> dict[str, str | None]:
    """An agreement as the trail keeps it."""
    held = {name: getattr(agreement, name) for name in TOLD}
    return {name: None if value is None else str(value) for name, value in held.items()}


# Standing --------------------------------------------------------------------------------


def has_ended(agreement: Agreement, on: date) -> bool:
    return agreement.ended_on is not None and agreement.ended_on <= on


def is_overdue(agreement: Agreement, on: date) -> bool:
    return not has_ended(agreement, on) and agreement.review_by < on


def in_order(found: Iterable[Agreement], on: date) -> list[Agreement]:
    """Overdue reviews first, then those to be reviewed soonest; the ended last."""
    return sorted(
        found,
        key=lambda one: (has_ended(one, on), one.review_by, one.partner.casefold()),
    )


# Feeds -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Feed:
    """Somebody who sends children's data: a school, by its names, or the Department."""

    title: str
    sends: str
    keys: frozenset[str]


def feeds(state: State) -> Iterator[Feed]:
    """Every school with marks or enrolments in force, and the weekly pupil file."""
    senders: dict[int, list[str]] = {}
    for year in state.years():
        for school in state.schools_with_marks(year):
            senders.setdefault(school, [])
    marked = set(senders)
    enrolled = set(state.enrolments["school"].unique().to_list())
    described = {row["id"]: row for row in state.schools.iter_rows(named=True)}
    if state.totals_years():
        yield Feed(
            "Weekly pupil file",
            "The Department’s weekly file",
            frozenset({WEEKLY_FILE}),
        )
        # Their enrolments are told by that file too.
        enrolled &= marked
    for school in sorted(
        marked | enrolled, key=lambda one: described[one]["name"].casefold()
    ):
        row = described[school]
        names = (row["urn"], row["laestab"], row["name"], row["trust"], EVERY_SCHOOL)
        sends = [
            what
            for what, ids in (("marks", marked), ("enrolments", enrolled))
            if school in ids
        ]
        keys = frozenset(_plain(name) for name in names if name)
        yield Feed(row["name"], " and ".join(sends).capitalize(), keys)


def uncovered(state: State, on: date) -> list[Feed]:
    """Feeds no agreement in force names."""
    named = {
        line
        for one in Agreement.objects.exclude(direction=Agreement.Direction.OUT)
        if not has_ended(one, on)
        for line in covered_lines(one.covers)
    }
    return [feed for feed in feeds(state) if not feed.keys & named]


def covered_lines(text: str) -> list[str]:
    return [_plain(line) for line in text.splitlines() if line.strip()]


def refusal(line: str, state: State) -> str | None:
    """Why a line of what is covered can't stand, in a sentence; None if it can."""
    plain = _plain(line)
    trusts = {_plain(name) for name in state.schools["trust"].to_list() if name}
    if plain in (EVERY_SCHOOL, WEEKLY_FILE) or plain in trusts:
        return None
    try:
        known = state.school_keys.find(line) is not None
    except UnknownSchool as why:
        return str(why)
    if known:
        return None
    return (
        f"“{line.strip()}” is no school or trust that is held. Write a URN, a LAESTAB, a"
        f" name, a trust, “{EVERY_SCHOOL}” or “{WEEKLY_FILE}”."
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


# Out ---------------------------------------------------------------------------------------


HEADINGS = (
    "With",
    "What is shared",
    "Direction",
    "Gateway",
    "Covers",
    "Signed on",
    "Review by",
    "Ended on",
    "Owner",
    "Reference",
)


def as_csv(found: Iterable[Agreement]) -> str:
    """The register for a spreadsheet, with nothing in it that would run there."""
    text = io.StringIO()
    writer = spreadsheets.writer(text)
    writer.writerow(HEADINGS)
    for one in found:
        law = gateways().get(one.gateway)
        writer.writerow(
            (
                one.partner,
                one.shared,
                one.get_direction_display(),
                law.title if law else one.gateway,
                "; ".join(one.covers.splitlines()),
                one.signed_on.isoformat(),
                one.review_by.isoformat(),
                one.ended_on.isoformat() if one.ended_on else "",
                one.owner,
                one.reference or one.document_name,
            )
        )
    return text.getvalue()


# Health ------------------------------------------------------------------------------------


def findings() -> Iterator[Finding]:
    """What `muster check` says of the register."""
    on = today()
    late = [one for one in Agreement.objects.all() if is_overdue(one, on)]
    if late:
        names = ", ".join(dict.fromkeys(one.partner for one in late))
        yield Finding(
            "Agreements",
            "look",
            f"{counted(len(late), 'agreement')} to share data"
            f" {'is' if len(late) == 1 else 'are'} past the day of review: {names}."
            " Look at each under Data protection.",
        )
    missing = uncovered(uploads.state(), on)
    if missing and Agreement.objects.exists():
        yield Finding(
            "Agreements",
            "look",
            f"{counted(len(missing), 'feed')} of children’s data"
            f" {'has' if len(missing) == 1 else 'have'} no agreement in the register.",
        )
