"""A plan as its paper prints it, on any day: models in, a printed document out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from muster.programme.papers.saying import short_day
from muster.programme.plans import annexes, standing
from muster.programme.plans.action import Action, Closing, Note
from muster.programme.plans.plan import Plan, keeper
from muster.programme.plans.standing import Standing
from muster.programme.plans.told import said, statuses
from muster.programme.printed import CLOSED, NEW, OPEN, Document, Kind, Row, Status
from muster.school_year.said import SaidDate, of_day


# What is said beside a date as a paper has it that nobody can read.
NO_DAY = "no day can be read from this"
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
        whys=tuple(annexes.whys(found)) if plan.is_log else (),
        owners=tuple(annexes.owners(plan, found, on, known_at)),
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
        progress="\n".join(map(noted, one.notes)),
        statuses=_statuses(one) if is_log else (),
        closure=_closure(one),
        unread=dict(_unread(one)),
    )


def _unread(one: Standing) -> Iterator[tuple[str, str]]:
    """By field, words of a paper that say a date, and no day can be read from them."""
    wording = one.wording
    if wording.start is None and wording.start_said:
        yield "start", wording.start_said
    if one.deadline and one.deadline.unread:
        yield "deadlines", one.deadline.unread
    if wording.closure_said and _closure(one) is None:
        yield "closure", wording.closure_said


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


def noted(note: Note) -> str:
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
    # A paper that closed it and gave no day is printed as it was.
    on = closing.closes_on or (None if closing.printed else closing.on)
    if on is None or not (closing.closes_on or one.is_closed):
        return None
    day = of_day(on)
    return SaidDate(closing.said or day.text, on, on, day.precision)
