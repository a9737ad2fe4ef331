"""What changed in a plan between two days, field by field, from how its actions stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Unpack

from muster.accounts.models import User
from muster.design.filters import day
from muster.documents.blocks import Paper
from muster.programme.papers import changed as papers
from muster.programme.papers import saying
from muster.programme.papers.changed import About, Change
from muster.programme.papers.marks import Marks
from muster.programme.plans import measuring, printing, standing
from muster.programme.plans.action import Action, Fact, Step, Success
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import Standing


WORDED = {
    "ref": "Reference",
    "section": "Section",
    "heading": "Title",
    "objective": "Objective",
    "description": "Description",
}


def report(
    plan: Plan,
    since: date,
    on: date,
    *,
    since_known_at: datetime | None = None,
    **marks: Unpack[Marks],
) -> Paper:
    found = changes(plan, since, on, since_known_at=since_known_at)
    return papers.changed_paper(plan.title, found, since=since, as_at=on, **marks)


def changes(
    plan: Plan,
    since: date,
    on: date,
    *,
    since_known_at: datetime | None = None,
    known_at: datetime | None = None,
) -> list[Change]:
    """What stands otherwise than it stood. With ``since_known_at``, otherwise than it was
    known to stand: what was written later about an earlier day is a change too."""
    actions = Action.objects.filter(plan=plan)
    then = {
        one.action.pk: one for one in standing.stood(actions, since, since_known_at)
    }
    found = standing.stood(actions, on, known_at)
    names = dict(User.objects.values_list("username", "name"))
    every = {one.action.pk: one for one in found}
    return [
        change
        for one in found
        for change in Told(then.get(one.action.pk), one, names, every).all()
    ]


@dataclass(frozen=True)
class Told:
    """One action on both days. ``names`` are of people by their usernames, ``every`` are
    the plan’s actions, for what waits for what."""

    then: Standing | None
    now: Standing
    names: Mapping[str, str]
    every: Mapping[int, Standing]

    def all(self) -> Iterator[Change]:
        if self.then is None:
            yield self._added()
            return
        yield from self._closing(self.then)
        if not self.now.is_closed:
            yield from self._status(self.then)
        yield from self._dates(self.then)
        yield from self._owners(self.then)
        yield from self._wording(self.then)
        yield from self._steps(self.then)
        yield from self._successes(self.then)
        yield from self._notes(self.then)
        yield from self._evidence(self.then)
        yield from self._waits(self.then)

    def _said(
        self, about: About, fact: Fact, before: str, after: str, reason: str = ""
    ) -> Change:
        by = "" if fact.printed else self.names.get(fact.by, fact.by)
        return Change(
            about,
            self.now.ref,
            self.now.title,
            fact.on,
            before,
            after,
            by or "Read from a paper",
            reason,
        )

    def _added(self) -> Change:
        now = self.now
        said = [
            saying.names([one.name for one in now.owners]),
            f"Due {_due(now)}" if now.due_on else "",
            word(now) if now.rating else "",
            "Closed" if now.is_closed else "",
        ]
        text = "\n".join(filter(None, said)) or "Nobody’s, and without a date"
        return self._said(About.ADDED, now.wordings[0], "", text)

    def _closing(self, then: Standing) -> Iterator[Change]:
        now, closing = self.now, self.now.closing
        if closing is None or closing in then.closings:
            return
        at = f"At {closing.meeting}" if closing.meeting else ""
        reason = _sentences(closing.reason, at)
        if now.is_closed:
            on = f"Closed on {day(now.closed_on)}"
            yield self._said(About.CLOSED, closing, word(then), on, reason)
        elif then.is_closed:
            was = f"Closed on {day(then.closed_on)}"
            yield self._said(About.REOPENED, closing, was, word(now), reason)
        elif (was := _proposed(then)) != (said := _proposed(now)):
            yield self._said(About.DATE, closing, was, said, reason)

    def _status(self, then: Standing) -> Iterator[Change]:
        """Another colour: given by somebody, or because it fell due or nobody wrote."""
        now, made = self.now, self.now.rating
        before, after = word(then), word(now)
        if before == after or then.is_closed:
            return
        if made is not None and made != then.rating and not now.is_silent:
            path = f"Back to green: {made.path}" if made.path else ""
            said = _sentences(made.reason, path)
            yield self._said(About.STATUS, made, before, after, said)
            return
        why = f"It fell due on {day(now.due_on)}."
        if now.is_silent:
            why = f"Nobody has written about it since {day(now.updated_on or now.listed_on)}."
        yield Change(
            About.STATUS, now.ref, now.title, now.on, before, after, "The rule", why
        )

    def _dates(self, then: Standing) -> Iterator[Change]:
        now, moved = self.now, self.now.deadline
        if moved is not None and _due(then) != _due(now):
            at = f"Approved at {moved.approved_at}" if moved.approved_at else ""
            reason = _sentences(moved.reason, at)
            yield self._said(About.DATE, moved, _due(then), _due(now), reason)
        starts, started = str(now.wording.start or ""), str(then.wording.start or "")
        if starts != started:
            yield self._said(
                About.DATE, now.wording, _labelled("Start", started), f"Start: {starts}"
            )

    def _owners(self, then: Standing) -> Iterator[Change]:
        before, after = _owned(then), _owned(self.now)
        if before != after:
            fact = self.now.ownings[-1]
            yield self._said(About.OWNER, fact, before, after, fact.reason)

    def _wording(self, then: Standing) -> Iterator[Change]:
        now = self.now.wording
        for name, label in WORDED.items():
            before = str(getattr(then.wording, name) or "")
            after = str(getattr(now, name) or "")
            if before != after:
                yield self._said(
                    About.WORDS,
                    now,
                    _labelled(label, before),
                    f"{label}: {after or 'none'}",
                    now.reason,
                )

    def _steps(self, then: Standing) -> Iterator[Change]:
        before = {one.number: one for one in then.step_facts}
        for number, one in {one.number: one for one in self.now.step_facts}.items():
            was, said = _step(before.get(number)), _step(one)
            if was != said:
                yield self._said(About.WORDS, one, was, said)

    def _successes(self, then: Standing) -> Iterator[Change]:
        before = {one.number: one for one in then.success_facts}
        for number, one in {one.number: one for one in self.now.success_facts}.items():
            was, said = _success(before.get(number)), _success(one)
            if was != said:
                yield self._said(About.WORDS, one, was, said)

    def _notes(self, then: Standing) -> Iterator[Change]:
        for one in self.now.every_note:
            if one not in then.every_note and one.text != printing.NOTHING:
                called = printing.CALLED.get(one.Kind(one.kind), "")
                with_whom = f"With {one.authors}." if one.authors else ""
                yield self._said(About.WORDS, one, "", f"{called}{one.text}", with_whom)

    def _evidence(self, then: Standing) -> Iterator[Change]:
        for one in self.now.evidence:
            if one not in then.evidence:
                yield self._said(About.WORDS, one, "", f"Evidence: {one.title}")

    def _waits(self, then: Standing) -> Iterator[Change]:
        for one in self.now.dependency_facts:
            if one in then.dependency_facts:
                continue
            needed = self.every.get(one.needs_id)
            on = str(one.needs_meeting or one.needs)
            if needed is not None:
                on = f"{needed.ref} {needed.title}".strip()
            said = f"{'Waits' if one.stands else 'No longer waits'} for {on}"
            yield self._said(About.WORDS, one, "", said, one.reason)


def word(one: Standing) -> str:
    """The status to show: a paper’s own word where it gave one and it still holds."""
    made = one.rating
    if made is not None and not made.colour and not one.is_silent:
        return made.said
    return one.colour.upper()


def _due(one: Standing) -> str:
    if one.deadline is None or not one.deadline.words:
        return "No date"
    return "\n".join(one.deadline.words)


def _proposed(one: Standing) -> str:
    if not one.is_proposed or one.closing is None:
        return "Closure not proposed"
    on = one.closing.closes_on
    return f"Closure proposed for {day(on)}" if on else "Closure proposed"


def _owned(one: Standing) -> str:
    names = saying.names([owner.name for owner in one.owners]) or "Nobody"
    answers = one.accountable
    if answers is None or len(one.owners) == 1:
        return names
    return f"{names}\n{answers.name} answers for it"


def _sentences(*said: str) -> str:
    """Those there are, one after the other, each with an end."""
    ended = [f"{one.strip().rstrip('.')}." for one in said if one.strip()]
    return " ".join(ended)


def _labelled(label: str, said: str) -> str:
    return f"{label}: {said}" if said else ""


def _step(one: Step | None) -> str:
    if one is None:
        return ""
    due = f", by {day(one.due_on)}" if one.due_on else ""
    return f"Step, {Step.State(one.state).label.lower()}: {one.text}{due}"


def _success(one: Success | None) -> str:
    if one is None:
        return ""
    if one.state == Success.State.DROPPED:
        return "Success measure taken off"
    held = (
        (
            "measured by",
            measuring.called(one.measure, one.narrowed) if one.measure else "",
        ),
        (
            "baseline",
            _percent(
                measuring.percent(one.baseline_numerator, one.baseline_denominator)
            ),
        ),
        ("target", _percent(one.target_percent)),
        ("by", one.by_when_as_said),
    )
    said = [f"Success: {one.text}", *(f"{name} {text}" for name, text in held if text)]
    return ", ".join(said)


def _percent(value: Decimal | None) -> str:
    return (
        "" if value is None else f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):f}%"
    )
