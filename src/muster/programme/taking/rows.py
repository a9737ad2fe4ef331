"""Taking one row of a printed plan in: it becomes an action, or what is new of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from muster.design.filters import day
from muster.programme.contacts import Contact, named
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import (
    Action,
    Closing,
    Owner,
    Rating,
    Step,
    started,
)
from muster.programme.plans.plan import Plan, Section
from muster.programme.plans.saying import say
from muster.programme.plans.standing import AMBER, BLUE, GREEN, GREY, RED
from muster.programme.printed import CLOSED, NOBODY_SAID, About, Query, Row, Status
from muster.programme.reading.differences import FIELDS
from muster.programme.taking import notes, successes


AS_PRINTED = "As a paper has it"
# The fields of a row that are an action's wording.
WORDING = frozenset({"ref", "heading", "objective", "description", "start"})
COLOURS = {one.upper(): one for one in (RED, AMBER, GREEN, GREY, BLUE)}
STILL_CLOSED = (
    "The plan has closed it on {}, and this paper has it under {}. It is left closed: open"
    " it again on its page, with a reason, if it goes on."
)
ACCOUNTABLE_GONE = (
    "{} was accountable, and is no owner on this paper. Say who is accountable now."
)
WHICH_MEASURE = (
    "Which of the success measures of the plan this cell has can’t be told. They are left"
    " as they are: change them, or take them off, on the page of the action."
)
OTHER_NOTES = (
    "Words of the notes the plan has are changed or gone on this paper. The notes are left"
    " as they are: write a note on the page of the action if the paper is right."
)
OTHER_WORDS = (
    "“{}” is “{}” on this paper. Look whether its measure, baseline and target are still"
    " right."
)


class Taker:
    """Takes rows into one plan, on the day of one paper. ``queries`` are what it asks."""

    def __init__(self, plan: Plan, on: date, by: str, created: date):
        self.plan, self.on, self.by, self.created = plan, on, by, created
        self.added = self.changed = 0
        self.position = 0
        self.queries: list[Query] = []
        # By their place in the paper: the rows it gave a status, and what it changed.
        self.rated: set[int] = set()
        self.said: dict[int, frozenset[str]] = {}

    def take(
        self, row: Row, now: standing.Standing | None, fields: frozenset[str]
    ) -> Action:
        """A row becomes an action, or what it says anew of the one there is. ``fields``
        are those of the row that differ from how the action is printed now."""
        self.position += 1
        if now is None:
            self.added += 1
            return self._add(row)
        if fields := fields - self._left(row, now, fields):
            self.changed += 1
            self.said[self.position - 1] = fields
            self._say(now.action, row, printing.row(now), fields, now=now)
        return now.action

    def _left(
        self, row: Row, now: standing.Standing, fields: frozenset[str]
    ) -> frozenset[str]:
        """Those fields of which nothing is said: a paper can’t settle them, and so it is
        asked."""
        left: set[str] = set()
        if self.plan.is_log and now.is_closed and row.section != CLOSED:
            assert now.closed_on
            says = STILL_CLOSED.format(day(now.closed_on), row.section)
            self._ask(About.CONTRADICTION, row, "section", says, row.section)
            left |= {"section", "closure"}
        if self.plan.is_log and CLOSED not in (row.section, printing.section_of(now)):
            left.add("section")  # whether it is new follows from when it came
        if "success" in fields:
            try:
                successes.edited(now.successes, row.success)
            except successes.CannotTell:
                self._ask(About.NAME, row, "success", WHICH_MEASURE, row.success)
                left.add("success")
        if "progress" in fields and row.progress:
            try:
                notes.typed(list(map(printing.noted, now.notes)), row.progress)
            except notes.CannotTell:
                self._ask(
                    About.CONTRADICTION, row, "progress", OTHER_NOTES, row.progress
                )
                left.add("progress")
        return frozenset(left)

    def _ask(self, about: About, row: Row, field: str, says: str, text: str) -> None:
        at = self.position - 1
        self.queries.append(Query(about, says, text, field, at, row.place))

    def _add(self, row: Row) -> Action:
        listed = self._listed(row)
        action = changing.add_action(
            self.plan, on=listed, by=self.by, printed=True, **self._worded(row)
        )
        said = frozenset(name for name in FIELDS if getattr(row, name))
        rest = said - WORDING | {"deadlines"}
        self._say(action, row, Row(row.section), rest, first_on=listed)
        return action

    def _say(
        self,
        action: Action,
        row: Row,
        before: Row,
        fields: frozenset[str],
        first_on: date | None = None,
        now: standing.Standing | None = None,
    ) -> None:
        """Says of an action what a row says in these fields. ``now`` is how it stands, if
        it isn’t new."""
        on = first_on or self.on
        how: dict[str, Any] = {"on": on, "by": self.by, "printed": True}
        reason = "" if first_on else AS_PRINTED
        if fields & {*WORDING, "closure"} or (
            "section" in fields and not self.plan.is_log
        ):
            changing.reword(action, reason=reason, **how, **self._worded(row))
        if "steps" in fields:
            _say_steps(action, before.steps, row.steps, how)
        if "owners" in fields:
            self._say_owners(action, row, now, how)
        if "deadlines" in fields:
            unread = row.unread.get("deadlines", "")
            changing.set_deadline(
                action, row.deadlines, reason=reason, unread=unread, **how
            )
        if "success" in fields:
            self._say_successes(action, row, now, how)
        if "progress" in fields:
            self._say_notes(action, row, now, {**how, "on": self.on})
        if "statuses" in fields:
            self._rate(action, row, before)
        if fields & {"closure", "section"}:
            self._close(action, row, before)

    def _say_notes(
        self,
        action: Action,
        row: Row,
        now: standing.Standing | None,
        how: dict[str, Any],
    ) -> None:
        """What is new in a notes cell; or the whole of it, where it was written anew."""
        held = now.notes if now else ()
        more = notes.typed(list(map(printing.noted, held)), row.progress)
        if more is None or not row.progress:
            changing.note(action, row.progress or printing.NOTHING, **how)
            return
        for one in more:
            under = None if one.under is None else held[one.under]
            changing.note(action, one.text, is_more=True, under=under, **how)

    def _say_owners(
        self,
        action: Action,
        row: Row,
        now: standing.Standing | None,
        how: dict[str, Any],
    ) -> None:
        """Owners as a paper names them. It doesn’t say who is accountable, consulted or
        informed: whoever was is still."""
        held = now.everybody if now else ()
        contacts = _contacts(row.owners, held)
        answers = next((one for one in held if one.is_accountable), None)
        if answers and answers.contact not in contacts:
            says = ACCOUNTABLE_GONE.format(answers.name)
            self._ask(About.NAME, row, "accountable", says, ", ".join(row.owners))
            answers = None
        others = [one for one in held if one.contact not in contacts]
        changing.set_owners(
            action,
            contacts,
            written=row.owners,
            accountable=answers.contact if answers else None,
            consulted=[one.contact for one in others if one.share == "consulted"],
            informed=[one.contact for one in others if one.share == "informed"],
            **how,
        )

    def _say_successes(
        self,
        action: Action,
        row: Row,
        now: standing.Standing | None,
        how: dict[str, Any],
    ) -> None:
        """Success measures as a paper has them: of each what its words are now, and what
        it counts as before. New words are words, and a person ties them to the catalogue."""
        held = now.successes if now else ()
        before = {one.number: one for one in held}
        for said in successes.edited(held, row.success):
            changing.set_success(action, **said, **how)
            was = before.get(said.get("number", 0))
            if was and was.measure:
                says = OTHER_WORDS.format(was.text, said["text"])
                self._ask(About.CONTRADICTION, row, "success", says, row.success)

    def _worded(self, row: Row) -> dict[str, Any]:
        """The fields of a wording; a log's own sections follow from how things stand."""
        dated = {
            **started(row.start, row.unread.get("start", "")),
            "closure_said": row.unread.get("closure", ""),
        }
        return {
            **{name: getattr(row, name) for name in WORDING - {"start"}},
            **(dated if self.plan.is_log else {}),
            "section": self._section(row),
            "position": self.position,
        }

    def _section(self, row: Row) -> Section | None:
        if self.plan.is_log or not row.section:
            return None
        return changing.section(self.plan, row.section)

    def _listed(self, row: Row) -> date:
        """Since when an action stood in its plan. A new one since this paper; any other
        since the plan was made or it began, and before it was first looked at."""
        if any(_is_new(one) for one in row.statuses):
            return self.on
        began = row.start.earliest if row.start else self.created
        looked_at = [one.on for one in row.statuses]
        return min([max(self.created, began), *looked_at, self.on])

    def _rate(self, action: Action, row: Row, before: Row) -> None:
        """Statuses a paper gave that are not known. Words that are no colour are kept as
        words; that a task is new follows from when it came."""
        known = {(one.on, one.said) for one in before.statuses}
        for status in row.statuses:
            if (status.on, status.said) in known or not status.said or _is_new(status):
                continue
            if NOBODY_SAID.fullmatch(status.said):
                continue
            rated = Rating.objects.filter(action=action, on=status.on, printed=False)
            if (here := rated.last()) is not None:
                says = (
                    f"It was rated {here.colour} here on {day(status.on)}, and the paper"
                    f" says {status.said}. It is left as it is: rate it again, with a"
                    " reason, if the paper is right."
                )
                self._ask(About.CONTRADICTION, row, "statuses", says, status.said)
                continue
            colour = COLOURS.get(status.said.upper(), "")
            rating = Rating(
                action=action, colour=colour, said=status.said, printed=True
            )
            say(rating, on=status.on, by=self.by, did="action.rated")
            self.rated.add(self.position - 1)

    def _close(self, action: Action, row: Row, before: Row) -> None:
        """A closing day in the closed section is one; anywhere else it is proposed."""
        if not self.plan.is_log:
            return
        is_closed = row.section == CLOSED
        if row.closure is None and not is_closed:
            return
        was_closed = before.section == CLOSED
        same_day = before.closure and row.closure == before.closure
        if same_day and is_closed == was_closed:
            return
        closes_on = row.closure.latest if row.closure else None
        closing = Closing(
            action=action,
            move=Closing.Move.CONFIRMED if is_closed else Closing.Move.PROPOSED,
            closes_on=closes_on,
            said=row.closure.text if row.closure else "",
            reason=AS_PRINTED,
            printed=True,
        )
        # A closing is known from its own day where that is over, else from the paper's.
        on = min(closes_on or self.on, self.on) if is_closed else self.on
        say(closing, on=on, by=self.by, did=f"action.{closing.move}")


def _is_new(status: Status) -> bool:
    return status.said.casefold().startswith("new")


def _contacts(names: Sequence[str], held: Sequence[Owner]) -> list[Contact]:
    """Who is meant: the owner there is who is written so, whoever else has that name."""
    written = {one.name: one.contact for one in held}
    return [written.get(name) or named(name) for name in names]


def _say_steps(
    action: Action, before: Sequence[str], now: Sequence[str], how: dict[str, Any]
) -> None:
    """Steps that are there no longer are dropped; new ones come after."""
    held = {one.text: one for one in Step.objects.filter(action=action)}
    for text in before:
        if text not in now:
            number, state = held[text].number, Step.State.DROPPED
            changing.change_step(action, number, state=state, **how)
    changing.add_steps(action, [one for one in now if one not in before], **how)
