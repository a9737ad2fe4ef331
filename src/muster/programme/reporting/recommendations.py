"""What committees recommended: the response, the clock of it, and how it ends.

A recommendation is done when the committee that made it confirms so, at a meeting
(programme.md A3). Whether it worked is asked on days fixed beforehand, by a method fixed
beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.history import History
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Recommendation
from muster.programme.plans.standing import Standing, stood
from muster.programme.reporting.clocks import clock_of


class ImpactReview(models.Model):
    """A day on which it is asked whether a recommendation worked. The question and the
    method are fixed when it is set, before anybody knows the answer."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="impact_reviews"
    )
    due_on = models.DateField()
    question = models.TextField()
    method = models.TextField("how it will be answered")
    fixed_at = models.DateTimeField()
    fixed_by = models.CharField(max_length=150)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)

    history = History()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_review_is_answered_in_words",
                condition=models.Q(answered_on=None) | ~models.Q(answer=""),
            )
        ]

    def is_missed(self, on: date) -> bool:
        return self.answered_on is None and self.due_on < on


@transaction.atomic
def respond(
    one: Recommendation, *, response: str, on: date, by: str, reason: str = ""
) -> None:
    """What the executive said. Raises Refused for part or none of it without a reason, and
    for a day before it was made."""
    if response not in Recommendation.Response.values or not response:
        raise Refused("Choose what the executive said.")
    if response != Recommendation.Response.ACCEPTED and not reason.strip():
        raise Refused("Say why it was not accepted, or which part.")
    if one.made_on and on < one.made_on:
        raise Refused(f"It was made on {day(one.made_on)}. Choose a later day.")
    _refuse_confirmed(one)
    before = _shown(one)
    one.response, one.response_on, one.response_reason = response, on, reason
    one.save()
    _tell("recommendation.answered", one, by, before, reason)


@transaction.atomic
def change(one: Recommendation, *, by: str, **said: Any) -> None:
    """Its lead, its committee, the day it was made. Raises Refused once it is confirmed."""
    _refuse_confirmed(one)
    before = _shown(one)
    for name, value in said.items():
        setattr(one, name, value)
    if one.response_on and one.made_on and one.response_on < one.made_on:
        raise Refused(f"It was answered on {day(one.response_on)}, before that day.")
    one.save()
    _tell("recommendation.changed", one, by, before)


@transaction.atomic
def confirm(one: Recommendation, *, meeting: Meeting, on: date, by: str) -> None:
    """That the committee found it done, at one of its meetings.

    Raises Refused for another group's meeting, one that is cancelled, yet to come or from
    before it was made or answered, and where an action of it was still open then.
    """
    _refuse_confirmed(one)
    if one.committee_id is None:
        raise Refused("Say first which committee made it.")
    if meeting.group_id != one.committee_id:
        raise Refused(f"Only {one.committee} confirms it, at a meeting of its own.")
    if meeting.state == Meeting.State.CANCELLED or meeting.on > on:
        raise Refused(f"{meeting} has not been held.")
    if not one.response:
        raise Refused("The executive has not answered it yet.")
    since = max(filter(None, [one.made_on, one.response_on]), default=None)
    if since and meeting.on < since:
        raise Refused(
            f"{meeting} was before {day(since)}, when it was made or answered. Choose a"
            " later meeting."
        )
    stood = actions_of([one], meeting.on)[one.pk]
    if left := [each for each in stood if not each.is_closed]:
        names = "; ".join(f"{each.ref} {each.title}".strip() for each in left[:3])
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        raise Refused(
            f"These were open at {meeting}: {names}{more}. Close its actions first, and"
            " choose a meeting from then on."
        )
    before = _shown(one)
    one.confirmed_at = meeting
    one.save()
    _tell("recommendation.confirmed", one, by, before)


@transaction.atomic
def set_review(
    one: Recommendation, *, due_on: date, question: str, method: str, on: date, by: str
) -> ImpactReview:
    """Raises Refused for a day that has come: the question would be put after the fact."""
    if due_on <= on:
        raise Refused("Choose a day to come: the question is fixed before the answer.")
    if not question.strip() or not method.strip():
        raise Refused("Say what will be asked, and how it will be answered.")
    made = ImpactReview.objects.create(
        recommendation=one,
        due_on=due_on,
        question=question,
        method=method,
        fixed_at=timezone.now(),
        fixed_by=by,
    )
    audit.record(
        did="impact-review.set",
        by=by,
        to=f"recommendation:{one.pk}",
        after={"due": due_on},
    )
    return made


@transaction.atomic
def answer_review(review: ImpactReview, *, answer: str, on: date, by: str) -> None:
    if review.answered_on:
        raise Refused(f"It was answered on {day(review.answered_on)}.")
    if not answer.strip():
        raise Refused("Write what was found, or that nothing could be.")
    review.answer, review.answered_on, review.answered_by = answer, on, by
    review.save()
    audit.record(
        did="impact-review.answered",
        by=by,
        to=f"recommendation:{review.recommendation_id}",
        after={"on": on},
    )


# How they stand --------------------------------------------------------------------------


def response_due(one: Recommendation) -> date | None:
    """The executive's last day; None where nothing says when it was made."""
    if one.made_on is None:
        return None
    clock = clock_of("response", one.made_on)
    return clock.due(one.made_on) if clock else None


def response_status(one: Recommendation, today: date) -> tuple[str, str]:
    """How the executive's clock stands, as a status: its kind and what it says."""
    due = response_due(one)
    if one.response:
        late = due is not None and one.response_on > due
        said = f"{one.get_response_display()}, {day(one.response_on)}"
        return ("bad", f"Answered late: {said}") if late else ("good", said)
    if due is None:
        return "watch", "No clock: the day it was made isn’t known"
    if due < today:
        return "bad", f"No response: was due {day(due)}"
    return "watch", f"Due {day(due)}"


def municipal_year(on: date) -> str:
    """“2025/26”: councils count from their annual meeting, in May."""
    start = on.year if on.month >= 5 else on.year - 1
    return f"{start}/{(start + 1) % 100:02}"


def by_year(
    found: Iterable[Recommendation],
) -> list[tuple[str, list[Recommendation]]]:
    """By municipal year, the oldest first, those of no known day last. What an old year
    left undone stays listed under it."""
    years: dict[str, list[Recommendation]] = {}
    for one in found:
        name = municipal_year(one.made_on) if one.made_on else ""
        years.setdefault(name, []).append(one)
    return [
        (name or "Day not known", years[name])
        for name in sorted(years, key=lambda each: (not each, each))
    ]


def actions_of(found: Sequence[Recommendation], on: date) -> dict[int, list[Standing]]:
    """The actions that answer each, as they stand on a day: those tied to it; where a plan
    has one recommendation, all of the plan's."""
    from muster.programme.plans.action import Action

    plans = {one.plan_id for one in found}
    counts = dict(
        Recommendation.objects.filter(plan__in=plans)
        .values_list("plan")
        .annotate(models.Count("pk"))
    )
    held: dict[int, list[Standing]] = {one.pk: [] for one in found}
    alone = {one.plan_id: one.pk for one in found if counts[one.plan_id] == 1}
    for each in stood(Action.objects.filter(plan__in=plans), on):
        action = each.action
        to = action.recommendation_id or alone.get(action.plan_id)
        if to in held:
            held[to].append(each)
    return held


def missed_reviews(today: date) -> list[ImpactReview]:
    """Impact reviews whose day went by with no answer."""
    left = ImpactReview.objects.filter(answered_on=None, due_on__lt=today)
    return list(left.select_related("recommendation"))


def _refuse_confirmed(one: Recommendation) -> None:
    if one.confirmed_at is not None:
        raise Refused(f"The committee confirmed it: {one.confirmed_at}.")


def _shown(one: Recommendation) -> dict[str, str]:
    names = ("response", "response_on", "made_on", "lead_id", "committee_id")
    return {name: str(getattr(one, name) or "") for name in (*names, "confirmed_at_id")}


def _tell(
    did: str, one: Recommendation, by: str, before: Any, reason: str = ""
) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"recommendation:{one.pk}",
        before=before,
        after=_shown(one),
        reason=reason,
    )
