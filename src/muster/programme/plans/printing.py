"""A plan as its paper prints it, on any day: models in, a printed document out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from muster.programme.papers.saying import short_day
from muster.programme.plans import standing
from muster.programme.plans.action import Action, Closing, Note
from muster.programme.plans.plan import Plan, keeper
from muster.programme.plans.standing import Standing
from muster.programme.plans.told import said, statuses
from muster.programme.printed import CLOSED, NEW, OPEN, Document, Kind, Row, Status
from muster.school_year.said import SaidDate, of_day


# What a note says where a paper that was read in had emptied the cell.
NOTHING = "–"
# What a kind of note is called before its text; progress needs no word.
CALLED = {
    Note.Kind.WORKS: "What works: ",
    Note.Kind.BRIEFING: "Briefing: ",
    Note.Kind.RESEARCH: "Research: ",
    Note.Kind.DECISION: "Decision: ",
}


def document(plan: Plan, on: date, known_at: datetime | None = None) -> Document:
    """A plan as it stood on a day, and as it was known to at a moment."""
    found = standing.stood(Action.objects.filter(plan=plan), on, known_at)
    reviews = found[0].reviews if found else ()
    return Document(
        Kind(plan.kind),
        head(plan, on, known_at),
        on,
        tuple(rows(plan, found)),
        reviews[-2:] if plan.is_log else (),
    )


def reference(plan: Plan, printed: Document) -> str:
    """What a paper of a plan is filed under: “log 3, 2026-03-23”."""
    return f"{plan.kind} {plan.pk}, {printed.as_at}"


def head(plan: Plan, on: date, known_at: datetime | None = None) -> dict[str, str]:
    """What stands above the tables: as a paper had it, and as it is now."""
    owner = keeper(plan, on, known_at)
    then = plan.history.as_of(known_at) if known_at else plan
    if not plan.is_log:
        return {**then.head, "title": then.title}
    now = {
        "title": then.title,
        "created": of_day(then.created_on).text,
        "updated": of_day(on).text,
    }
    return {**then.head, **now, **({"owner": owner.name} if owner else {})}


def rows(plan: Plan, found: Sequence[Standing]) -> Iterator[Row]:
    """The rows in the order of their paper: a log's open ones, then new, then closed."""
    if not plan.is_log:
        yield from (row(one) for one in found)
        return
    every = [row(one) for one in found]
    for section in (OPEN, NEW, CLOSED):
        yield from (one for one in every if one.section == section)


def row(one: Standing) -> Row:
    """One action as printed."""
    wording, is_log = one.wording, one.action.plan.is_log
    return Row(
        section=section_of(one) if is_log else str(wording.section or ""),
        ref=wording.ref,
        heading=wording.heading,
        objective=wording.objective,
        description=wording.description,
        steps=tuple(step.text for step in one.steps),
        owners=tuple(owner.name for owner in one.owners),
        start=wording.start,
        deadlines=one.deadline.windows if one.deadline else (),
        success="\n".join(success.text for success in one.successes),
        progress="\n".join(_note(note) for note in one.notes),
        statuses=_statuses(one) if is_log else (),
        closure=_closure(one),
    )


def section_of(one: Standing) -> str:
    """The section of a log an action is printed in."""
    if one.is_closed:
        return CLOSED
    return NEW if one.is_new else OPEN


def _statuses(one: Standing) -> tuple[Status, ...]:
    """What the reviews said of it; where one was told nothing, what was told before it and
    when, smaller."""
    return tuple(
        Status(
            each.on,
            f"{each.word} ({said(each.before)} {short_day(each.before.on)})"
            if each.before
            else each.word,
        )
        for each in statuses(one)
    )


def _note(note: Note) -> str:
    """A note under its day; what was read from a paper stands as it stood there."""
    if note.printed:
        return "" if note.text == NOTHING else note.text
    authors = f" ({note.authors})" if note.authors else ""
    return f"{short_day(note.on)} – {CALLED.get(Note.Kind(note.kind), '')}{note.text}{authors}"


def _closure(one: Standing) -> SaidDate | None:
    closing = one.closing
    proposed = {Closing.Move.PROPOSED, Closing.Move.CONFIRMED}
    if closing is None or closing.move not in proposed:
        return None
    on = closing.closes_on or (closing.on if one.is_closed else None)
    if on is None:
        return None
    day = of_day(on)
    return SaidDate(closing.said or day.text, on, on, day.precision)
