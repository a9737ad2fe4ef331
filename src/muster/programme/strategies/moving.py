"""From a draft to what is agreed and launched: what may follow what, and why not.

The page, the button and the deed all ask ``refusal``.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.strategies.strategy import (
    Gate,
    Move,
    State,
    Strategy,
    Version,
    gates_of,
)


LEADS_TO: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CONSULTATION, State.REVISED, State.SET_ASIDE}),
    State.CONSULTATION: frozenset({State.REVISED, State.SET_ASIDE}),
    State.REVISED: frozenset({State.CONSULTATION, State.GATES, State.SET_ASIDE}),
    State.GATES: frozenset({State.AGREED, State.REVISED, State.SET_ASIDE}),
    State.AGREED: frozenset({State.LAUNCHED, State.DRAFT, State.SUPERSEDED}),
    State.LAUNCHED: frozenset({State.DRAFT, State.SUPERSEDED}),
    State.SET_ASIDE: frozenset({State.DRAFT}),
    State.SUPERSEDED: frozenset(),
}
# The one state nothing leads out of: what took its place goes on.
LAST = State.SUPERSEDED
WRITABLE = (State.DRAFT, State.REVISED)
GATED = (State.DRAFT, State.CONSULTATION, State.REVISED, State.GATES)
# What a step is called, and what is asked before it is taken.
WORDS: dict[tuple[State, State], tuple[str, str]] = {
    (State.DRAFT, State.REVISED): (
        "Go on without a consultation",
        "Why nobody is asked",
    ),
    (State.REVISED, State.GATES): ("Take it to its boards", ""),
    (State.GATES, State.REVISED): ("Take it back to revise it", "Why it is taken back"),
    (State.AGREED, State.LAUNCHED): ("Launch it", ""),
    (State.AGREED, State.DRAFT): ("Open it again", "Why it is opened again"),
    (State.LAUNCHED, State.DRAFT): ("Open it again", "Why it is opened again"),
    (State.SET_ASIDE, State.DRAFT): ("Take it up again", "Why it is taken up again"),
}
SET_ASIDE = ("Set it aside", "Why it is set aside")


def refusal(strategy: Strategy, to: State) -> str:
    """Why it can't go to a state now; "" where it can."""
    here = State(strategy.state)
    if to not in LEADS_TO[here]:
        then = " or ".join(f"“{one.label}”" for one in State if one in LEADS_TO[here])
        said = f"It can go on to {then} only." if then else "Nothing follows that."
        return f"It stands at “{here.label}”. {said}"
    match here, to:
        case State.CONSULTATION, State.REVISED:
            asked = strategy.versions.filter(consultations__isnull=False)
            if asked.filter(consultations__closed_on=None).exists():
                return "People are still being asked. Close the consultation first."
        case State.REVISED, State.GATES:
            return _not_before_boards(strategy)
        case State.GATES, State.AGREED:
            if left := [one for one in gates_of(strategy) if not one.has_passed]:
                names = ", ".join(one.group.name for one in left)
                return f"Still to agree: {names}."
        case State.AGREED, State.LAUNCHED:
            if issued(strategy) is None:
                return (
                    "Issue the agreed paper first, so that everybody has the same one."
                )
        case _, State.SUPERSEDED:
            if strategy.superseded_by is None:
                return "Say what stands in its place."
    return ""


def steps(strategy: Strategy) -> list[State]:
    """What somebody can ask for by a button: the rest follows from something else."""
    here = State(strategy.state)
    return [to for to in State if to in LEADS_TO[here] and words(here, to)[0]]


def words(here: State, to: State) -> tuple[str, str]:
    return SET_ASIDE if to is State.SET_ASIDE else WORDS.get((here, to), ("", ""))


@transaction.atomic
def move(strategy: Strategy, to: State, *, on: date, by: str, reason: str = "") -> None:
    """Takes a step. Raises Refused where it can't be, or wants a reason and has none."""
    held = Strategy.objects.select_for_update().get(pk=strategy.pk)
    strategy.state, strategy.round = held.state, held.round
    if why := refusal(strategy, to):
        raise Refused(why)
    here = State(strategy.state)
    asks = words(here, to)[1]
    if asks and not reason.strip():
        raise Refused(f"Say {asks[0].lower()}{asks[1:]}.")
    strategy.state = to
    if to in WRITABLE and any(one.decision for one in gates_of(strategy)):
        _begin_round(strategy)
    strategy.save()
    _keep(strategy, here, to, on, by, reason)


@transaction.atomic
def supersede(strategy: Strategy, other: Strategy, *, on: date, by: str) -> None:
    """Another stands in its place. Raises Refused for one that is not in force itself."""
    if other == strategy:
        raise Refused("It can’t stand in its own place. Choose another.")
    if other.state not in (State.AGREED, State.LAUNCHED):
        raise Refused(f"“{other}” is not agreed yet, so it stands in no place.")
    strategy.superseded_by = other
    move(
        strategy,
        State.SUPERSEDED,
        on=on,
        by=by,
        reason=f"“{other}” stands in its place.",
    )


def issued(strategy: Strategy) -> Issued | None:
    """The paper of the version that was agreed last, once it is made."""
    version = agreed_version(strategy)
    if version is None:
        return None
    return Issued.objects.filter(stem=version.stem, number=version.number).first()


def agreed_version(strategy: Strategy) -> Version | None:
    """What is in force: an agreed text stays so while the next is being written."""
    moves = strategy.moves.filter(after=State.AGREED).select_related("version")
    last = moves.last()
    return last.version if last else None


def began(strategy: Strategy, *, on: date, by: str) -> None:
    _keep(strategy, None, State.DRAFT, on, by, "")


def _not_before_boards(strategy: Strategy) -> str:
    if agreed_version(strategy) == strategy.latest:
        return "It was agreed as it stands. Write the next version first."
    gates = gates_of(strategy)
    if not gates:
        return "Name the boards that must agree first, in order."
    if late := [one for one in gates if one.meeting is None]:
        return f"Say at which meeting of {late[0].group} it is taken."
    return ""


def _begin_round(strategy: Strategy) -> None:
    """Every board is asked again: in the same order, with nothing decided and no day."""
    boards = [(one.position, one.group) for one in gates_of(strategy)]
    strategy.round += 1
    for position, group in boards:
        Gate.objects.create(
            strategy=strategy, round=strategy.round, position=position, group=group
        )


def _keep(
    strategy: Strategy, here: State | None, to: State, on: date, by: str, reason: str
) -> None:
    Move(
        strategy=strategy,
        version=strategy.latest,
        before=here or "",
        after=to,
        round=strategy.round,
        reason=reason.strip(),
        on=on,
        recorded_at=timezone.now(),
        by=by,
    ).save()
    audit.record(
        did="strategy.moved",
        by=by,
        to=f"strategy:{strategy.pk}",
        before={"state": here or ""},
        after={"state": to, "on": on},
        reason=reason,
    )
