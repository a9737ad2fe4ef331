"""Actions as they stood on a day, and as they were known to stand at a moment.

What holds is the latest fact of a kind with a day on or before the one asked about. Asked
with ``known_at``, what was written down later is left out, so that a paper made once can be
drawn again from the same facts (programme.md A4.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from muster.measures.programme import STUCK
from muster.programme.plans.action import (
    FACTS,
    Action,
    Closing,
    Deadline,
    Dependency,
    Evidence,
    Fact,
    Note,
    Owner,
    Owners,
    Rating,
    Step,
    Success,
    Wording,
)
from muster.programme.plans.plan import Review
from muster.programme.plans.rules import rule
from muster.tables.actions import AMBER, BLUE, GREEN, GREY, RED


# The one order of colours. What nobody can tell may be anything, so it is as good as none
# but red.
WORST_FIRST = (RED, GREY, AMBER, GREEN, BLUE)


def cycle_from(reviews: Sequence[date], on: date) -> date:
    """The first day of the cycle a plan is in: the day after the review before the last;
    where there were not two yet, a set number of days ago."""
    if len(reviews) > 1:
        return reviews[-2] + timedelta(days=1)
    return on - timedelta(days=rule("silent_after_days", on))


@dataclass(frozen=True)
class Standing:
    """One action on a day. Every tuple is in the order in which its facts hold.

    ``reviews`` are the days its plan was reviewed, up to that day.
    """

    action: Action
    on: date
    reviews: tuple[date, ...]
    wordings: tuple[Wording, ...]
    ownings: tuple[Owners, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    ratings: tuple[Rating, ...] = ()
    every_note: tuple[Note, ...] = ()
    closings: tuple[Closing, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    step_facts: tuple[Step, ...] = ()
    dependency_facts: tuple[Dependency, ...] = ()
    success_facts: tuple[Success, ...] = ()

    # What it is called, and whose it is ---------------------------------------------------

    @property
    def wording(self) -> Wording:
        return self.wordings[-1]

    @property
    def ref(self) -> str:
        return self.wording.ref

    @property
    def title(self) -> str:
        return self.wording.heading

    @property
    def listed_on(self) -> date:
        """The day it first stood in its plan."""
        return self.wordings[0].on

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Who does it. Those consulted or informed are not among them."""
        return tuple(one for one in self.everybody if one.share == "responsible")

    @cached_property
    def everybody(self) -> tuple[Owner, ...]:
        return tuple(self.ownings[-1].each.all()) if self.ownings else ()

    @property
    def accountable(self) -> Owner | None:
        """The one who answers for it: said so, or the only owner."""
        said = [one for one in self.owners if one.is_accountable]
        if said:
            return said[0]
        return self.owners[0] if len(self.owners) == 1 else None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Its steps as they stand, but for those dropped."""
        latest = {one.number: one for one in self.step_facts}
        return tuple(
            latest[number]
            for number in sorted(latest)
            if latest[number].state != Step.State.DROPPED
        )

    @cached_property
    def successes(self) -> tuple[Success, ...]:
        latest = {one.number: one for one in self.success_facts}
        return tuple(
            latest[number]
            for number in sorted(latest)
            if latest[number].state == Success.State.STANDS
        )

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        latest = {
            (one.needs_id, one.needs_meeting_id): one for one in self.dependency_facts
        }
        return tuple(one for one in latest.values() if one.stands)

    # Dates --------------------------------------------------------------------------------

    @property
    def deadline(self) -> Deadline | None:
        return self.deadlines[-1] if self.deadlines else None

    @property
    def due_on(self) -> date | None:
        return self.deadline.due_on if self.deadline else None

    @cached_property
    def dated(self) -> tuple[Deadline, ...]:
        """Deadlines that were days: saying that there is none sets no date."""
        return tuple(one for one in self.deadlines if one.due_on)

    @property
    def original_due_on(self) -> date | None:
        return self.dated[0].due_on if self.dated else None

    @property
    def moves(self) -> int:
        """How often its deadline was moved."""
        return max(len(self.dated) - 1, 0)

    @property
    def slip(self) -> int:
        """Days between the original and the current deadline; later is more."""
        if self.due_on is None or self.original_due_on is None:
            return 0
        return (self.due_on - self.original_due_on).days

    @property
    def days_overdue(self) -> int:
        """Days since it fell due, of an action that is not closed; 0 until the day after."""
        if self.is_closed or self.due_on is None:
            return 0
        return max((self.on - self.due_on).days, 0)

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    # Closing ------------------------------------------------------------------------------

    @property
    def closing(self) -> Closing | None:
        return self.closings[-1] if self.closings else None

    @property
    def is_closed(self) -> bool:
        return self.closing is not None and self.closing.move == Closing.Move.CONFIRMED

    @property
    def is_proposed(self) -> bool:
        return self.closing is not None and self.closing.move == Closing.Move.PROPOSED

    @property
    def closed_on(self) -> date | None:
        if self.closing is None or not self.is_closed:
            return None
        return self.closing.closes_on or self.closing.on

    # Reviews and colours ------------------------------------------------------------------

    @property
    def reviewed_on(self) -> date | None:
        """The last review of its plan up to the day."""
        return self.reviews[-1] if self.reviews else None

    @property
    def reviewed_before(self) -> date | None:
        """The review before the last one."""
        return self.reviews[-2] if len(self.reviews) > 1 else None

    @property
    def is_new(self) -> bool:
        """Whether it came into its plan after the review before the last: computed, and
        never a colour. Where there was one review, nothing is new."""
        before = self.reviewed_before
        return before is not None and self.listed_on > before

    @property
    def rating(self) -> Rating | None:
        return self.ratings[-1] if self.ratings else None

    @cached_property
    def update(self) -> Fact | None:
        """What anybody last wrote of how it goes; of several on a day, a note first."""
        said: list[Fact] = [*self.ratings, *self.every_note, *self.deadlines[1:]]
        said += [one for one in self.step_facts if one.state != Step.State.OPEN]
        latest = max((one.on for one in said), default=None)
        of_the_day = [one for one in said if one.on == latest]
        in_words = [one for one in of_the_day if isinstance(one, Note)]
        return max(
            in_words or of_the_day, key=lambda one: one.recorded_at, default=None
        )

    @property
    def updated_on(self) -> date | None:
        return self.update.on if self.update else None

    @property
    def cycle_from(self) -> date:
        """The first day of the cycle its plan is in, on which an update belongs to it."""
        return cycle_from(self.reviews, self.on)

    @property
    def is_silent(self) -> bool:
        """Whether nobody wrote about it in this cycle."""
        if self.is_closed:
            return False
        return (self.updated_on or self.listed_on) < self.cycle_from

    @property
    def colour(self) -> str:
        """The colour to show: grey where it can’t be told, whatever it was before; and what
        was green before it fell due is red, for nobody has said how it gets back."""
        if self.is_silent or self.rating is None:
            return GREY
        if self.rating.colour == GREEN and self.is_overdue:
            return RED
        return self.rating.colour or GREY

    @property
    def at_best(self) -> str:
        """The colour it has in a roll-up, which never improves because an update is
        missing: what was red and nobody wrote of since is no better than red."""
        was_red = self.rating is not None and self.rating.colour == RED
        return RED if self.colour == GREY and was_red else self.colour

    def rating_at(self, review: date) -> Rating | None:
        """The rating made for a review: the latest since the review before it."""
        before = max((one for one in self.reviews if one < review), default=date.min)
        made = [one for one in self.ratings if before < one.on <= review]
        return made[-1] if made else None

    def was_overdue_green(self, made: Rating, review: date) -> bool:
        """Whether what somebody rated green before it fell due was overdue at a review. A
        paper’s own word stands as it was printed."""
        said = [one for one in self.deadlines if one.on <= review]
        due_on = said[-1].due_on if said else None
        is_late = due_on is not None and due_on < review
        return made.colour == GREEN and not made.printed and is_late

    def rating_by(self, day: date) -> Rating | None:
        """The latest rating up to a day, however old."""
        made = [one for one in self.ratings if one.on <= day]
        return made[-1] if made else None

    @property
    def direction(self) -> int:
        """1 where the colour is better than at the review before, -1 where worse, 0 where
        it is the same or can’t be told."""
        if self.reviewed_before is None or self.rating is None:
            return 0
        before = self.rating_at(self.reviewed_before)
        told = [one for one in WORST_FIRST if one != GREY]
        then = before.colour if before else ""
        if self.colour not in told or then not in told:
            return 0
        better = told.index(self.colour) - told.index(then)
        return (better > 0) - (better < 0)

    @property
    def reviews_amber(self) -> int:
        """At how many reviews running, up to the last, it was amber."""
        running = 0
        for review in reversed(self.reviews):
            made = self.rating_at(review)
            if made is None or made.colour != AMBER:
                break
            running += 1
        return running

    @property
    def is_stuck(self) -> bool:
        return not self.is_closed and self.reviews_amber >= STUCK

    # Notes --------------------------------------------------------------------------------

    @property
    def notes(self) -> tuple[Note, ...]:
        """Notes as a paper prints them, the newest first. What a paper that was read in
        had in that cell stands for everything before it; what was typed there besides
        stands where it was typed."""
        kept: list[Note] = []
        for note in self.every_note:
            if note.printed and not note.is_more:
                kept.clear()
            above = [one.pk for one in kept]
            at = above.index(note.under_id) + 1 if note.under_id in above else 0
            kept.insert(at, note)
        return tuple(kept)


NAMES = {
    Wording: "wordings",
    Step: "step_facts",
    Owners: "ownings",
    Deadline: "deadlines",
    Rating: "ratings",
    Note: "every_note",
    Closing: "closings",
    Evidence: "evidence",
    Dependency: "dependency_facts",
    Success: "success_facts",
}


def stood(
    actions: QuerySet[Action], on: date, known_at: datetime | None = None
) -> list[Standing]:
    """Each of these actions as it stood on a day, in the order of their plans. One that
    was in no plan by then is left out. One query a kind of fact, however many actions."""
    held: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for model in FACTS:
        for fact in _facts(model, actions, on, known_at):
            held[fact.action_id][NAMES[model]].append(fact)
    reviews = _reviews(actions, on, known_at)
    found = [
        _standing(action, on, reviews[action.plan_id], held[action.pk])
        for action in actions.select_related("plan", "plan__group", "recommendation")
        if held[action.pk]["wordings"]
    ]
    return sorted(found, key=in_order)


def in_order(one: Standing) -> tuple[Any, ...]:
    """Where it stands in its plan."""
    section = one.wording.section
    return (
        one.action.plan.title,
        one.action.plan_id,
        section.position if section else 0,
        one.wording.position,
        one.action.pk,
    )


def of_one(
    action: Action, on: date, known_at: datetime | None = None
) -> Standing | None:
    found = stood(Action.objects.filter(pk=action.pk), on, known_at)
    return found[0] if found else None


def _standing(
    action: Action, on: date, reviews: Sequence[date], facts: dict[str, list[Any]]
) -> Standing:
    return Standing(
        action,
        on,
        tuple(reviews),
        **{name: tuple(held) for name, held in facts.items()},
    )


def _facts(
    model: type[Fact],
    actions: QuerySet[Action],
    on: date,
    known_at: datetime | None,
) -> Iterable[Any]:
    found = model._default_manager.filter(action__in=actions.values("pk"), on__lte=on)
    if known_at is not None:
        found = found.filter(recorded_at__lte=known_at)
    if model is Owners:
        each = Owner.objects.select_related("contact", "contact__user")
        found = found.prefetch_related(Prefetch("each", each))
    elif model is Wording:
        found = found.select_related("section")
    elif model in (Rating, Note, Closing):
        found = found.select_related("meeting", "meeting__group")
    elif model is Deadline:
        found = found.select_related("approved_at", "approved_at__group")
    return found.order_by("on", "recorded_at", "pk")


def _reviews(
    actions: QuerySet[Action], on: date, known_at: datetime | None
) -> dict[int, list[date]]:
    found = Review.objects.filter(plan__in=actions.values("plan"), on__lte=on)
    if known_at is not None:
        found = found.filter(recorded_at__lte=known_at)
    held: dict[int, list[date]] = defaultdict(list)
    for plan, day in found.order_by("on").values_list("plan", "on"):
        held[plan].append(day)
    return held
