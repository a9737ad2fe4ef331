"""What of a plan needs a meeting’s time, told from how its actions stand.

A recorded colour that the rule wouldn’t give is challenged, in a sentence: the paper says
“green”, and the sign-off lies weeks after the deadline (programme.md B2 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Unpack

from muster.design.filters import counted, day
from muster.documents.blocks import Paper
from muster.measures.programme import STUCK
from muster.programme.papers import exceptions as papers
from muster.programme.papers.marks import Marks
from muster.programme.plans import standing, suggesting, waiting
from muster.programme.plans.action import Action
from muster.programme.plans.issuing import is_bare
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    RED,
    WORST_FIRST,
    Standing,
)


def report(
    plan: Plan, on: date, known_at: datetime | None = None, **marks: Unpack[Marks]
) -> Paper:
    """The exception report of a plan on a day."""
    found = standing.stood(Action.objects.filter(plan=plan), on, known_at)
    late = waiting.clashes_of(found, on)
    return papers.exceptions_paper(
        plan.title,
        [as_printed(one, late) for one in found if not one.is_closed],
        as_at=on,
        cycle_from=standing.cycle_from(found[0].reviews if found else (), on),
        stuck_after=STUCK,
        **marks,
    )


def as_printed(one: Standing, late: Mapping[int, str]) -> papers.OpenAction:
    running = _running(one)
    made = one.rating
    return papers.OpenAction(
        ref=one.ref,
        title=one.title,
        owners=tuple(owner.name for owner in one.owners),
        status=one.colour.upper(),
        reviews=len(running),
        since=running[-1] if running else None,
        due=one.deadline.windows[-1] if one.due_on and one.deadline else None,
        first_due=one.original_due_on,
        moves=one.moves,
        is_stuck=one.is_stuck,
        updated_on=_updated_on(one),
        path=f"{made.path} By {day(made.path_by)}." if made and made.path else "",
        remarks=tuple(remarks(one, late)),
    )


def remarks(one: Standing, late: Mapping[int, str]) -> Iterator[str]:
    """Why it has its colour, and what the rule has against that."""
    made = one.rating
    if not one.owners:
        yield "It has no owner"
    if made is None:
        yield "Nobody has rated it yet"
        return
    if not made.colour:
        yield f"A paper said “{made.said}”"
    elif one.is_silent:
        yield f"It was {made.colour} on {day(made.on)}"
    if made.reason:
        yield made.reason.strip().rstrip(".")
    if is_bare(one):
        yield "Nobody has said why, and how and by when it gets back to green"
    yield from challenges(one, late)


def challenges(one: Standing, late: Mapping[int, str]) -> Iterator[str]:
    """What the rule has against the colour that is recorded, a sentence each."""
    made = one.rating
    if made is None or not made.colour or one.is_closed:
        return
    if made.colour in (GREEN, BLUE) and (days := _signed_off_late(one)):
        yield (
            f"Recorded {made.colour}, due {day(one.due_on)}, sign-off"
            f" {day(one.closing.closes_on)}: {counted(days, 'day')} late"  # type: ignore[union-attr]
        )
    says = suggesting.suggest(one, late)
    if one.is_silent or says.colour not in (RED, GREY, AMBER):
        return
    if WORST_FIRST.index(says.colour) < WORST_FIRST.index(made.colour):
        # What makes it overdue or grey is said of it anyway.
        is_told = one.is_overdue or says.colour == GREY
        why = "" if is_told else f": {' '.join(says.why).rstrip('.')}"
        yield f"Recorded {made.colour}, and the rule says {says.colour}{why}"
        if made.difference:
            yield f"Why nevertheless: {made.difference.strip().rstrip('.')}"


def _signed_off_late(one: Standing) -> int:
    """Days from its deadline to the sign-off that is proposed for it."""
    if not one.is_proposed or one.closing is None or one.due_on is None:
        return 0
    signed_off = one.closing.closes_on
    return max((signed_off - one.due_on).days, 0) if signed_off else 0


def _running(one: Standing) -> list[date]:
    """The reviews running, up to the last, at which it had its colour; the latest first."""
    found = []
    for review in reversed(one.reviews):
        made = one.rating_at(review)
        if made is None or made.colour != one.colour:
            break
        found.append(review)
    return found


def _updated_on(one: Standing) -> date | None:
    """What came into the plan in this cycle is no sooner silent than anything else."""
    if one.updated_on or one.is_silent:
        return one.updated_on
    return one.listed_on
