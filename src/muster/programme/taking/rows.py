"""Taking one row of a printed plan in: it becomes an action, or what is new of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from muster.programme.contacts import named
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import Action, Closing, Rating, Step, Success
from muster.programme.plans.plan import Plan, Section
from muster.programme.plans.saying import say
from muster.programme.plans.standing import AMBER, BLUE, GREEN, GREY, RED
from muster.programme.printed import CLOSED, Row, Status


COLOURS = {one.upper(): one for one in (RED, AMBER, GREEN, GREY, BLUE)}


class Taker:
    """Takes rows into one plan, on the day of one paper."""

    def __init__(self, plan: Plan, on: date, by: str, created: date):
        self.plan, self.on, self.by, self.created = plan, on, by, created
        self.added = self.changed = 0
        self.position = 0

    def take(self, row: Row, now: standing.Standing | None) -> Action:
        """A row becomes an action, or what it says anew of the one there is."""
        self.position += 1
        if now is None:
            self.added += 1
            return self._add(row)
        before = printing.row(now)
        if self._say_rest(now.action, row, before):
            self.changed += 1
        return now.action

    def _add(self, row: Row) -> Action:
        listed = self._listed(row)
        action = changing.add_action(
            self.plan, on=listed, by=self.by, printed=True, **self._worded(row)
        )
        self._say_rest(action, row, Row(row.section, **_worded(row)), first_on=listed)
        return action

    def _say_rest(
        self, action: Action, row: Row, before: Row, first_on: date | None = None
    ) -> bool:
        """Everything a row says that is not so already. Gives whether anything was."""
        how: dict[str, Any] = {
            "on": first_on or self.on,
            "by": self.by,
            "printed": True,
        }
        said = False
        if _worded(row) != _worded(before) or self._is_elsewhere(row, before):
            reason = "As a paper has it"
            said |= changing.reword(action, reason=reason, **how, **self._worded(row))
        if row.steps != before.steps:
            said = True
            _say_steps(action, before.steps, row.steps, how)
        if row.owners != before.owners:
            said = True
            contacts = [named(one) for one in row.owners]
            changing.set_owners(action, contacts, written=row.owners, **how)
        if _texts(row.deadlines) != _texts(before.deadlines) or first_on:
            said = True
            reason = "" if first_on else "As a paper has it"
            changing.set_deadline(action, row.deadlines, reason=reason, **how)
        if row.success != before.success:
            said = True
            _say_success(action, row.success, how)
        if row.progress != before.progress:
            said = True
            changing.note(action, row.progress or "–", **{**how, "on": self.on})
        said |= self._rate(action, row, before)
        return self._close(action, row, before) or said

    def _is_elsewhere(self, row: Row, before: Row) -> bool:
        return not self.plan.is_log and row.section != before.section

    def _worded(self, row: Row) -> dict[str, Any]:
        """The fields of a wording; a log's own sections follow from how things stand."""
        start = row.start
        dated = {
            "start_said": start.text if start else "",
            "start_earliest": start.earliest if start else None,
            "start_latest": start.latest if start else None,
            "start_precision": start.precision.value if start else "",
        }
        return {
            **{key: value for key, value in _worded(row).items() if key != "start"},
            **dated,
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

    def _rate(self, action: Action, row: Row, before: Row) -> bool:
        """Statuses a paper gave that are not known. Words that are no colour are kept as
        words; that a task is new follows from when it came."""
        known = {(one.on, one.said) for one in before.statuses}
        if [one.said for one in row.statuses] == [one.said for one in before.statuses]:
            return False
        rated = False
        for status in row.statuses:
            if (status.on, status.said) in known or not status.said or _is_new(status):
                continue
            colour = COLOURS.get(status.said.upper(), "")
            rating = Rating(
                action=action, colour=colour, said=status.said, printed=True
            )
            say(rating, on=status.on, by=self.by, did="action.rated")
            rated = True
        return rated

    def _close(self, action: Action, row: Row, before: Row) -> bool:
        """A closing day in the closed section is one; anywhere else it is proposed."""
        is_closed = row.section == CLOSED and self.plan.is_log
        was_closed = before.section == CLOSED and self.plan.is_log and before.closure
        if row.closure is None and not is_closed:
            return False
        same = (
            before.closure
            and row.closure
            and before.closure.latest == row.closure.latest
        )
        if same and bool(was_closed) == is_closed:
            return False
        closes_on = row.closure.latest if row.closure else self.on
        closing = Closing(
            action=action,
            move=Closing.Move.CONFIRMED if is_closed else Closing.Move.PROPOSED,
            closes_on=closes_on,
            said=row.closure.text if row.closure else "",
            reason="As a paper has it",
            printed=True,
        )
        # A closing is known from its own day where that is over, else from the paper's.
        on = min(closes_on, self.on) if is_closed else self.on
        say(closing, on=on, by=self.by, did=f"action.{closing.move}")
        return True


def _worded(row: Row) -> dict[str, Any]:
    names = ("ref", "heading", "objective", "description", "start")
    return {name: getattr(row, name) for name in names}


def _texts(windows: Iterable[Any]) -> list[str]:
    return [one.text for one in windows]


def _is_new(status: Status) -> bool:
    return status.said.casefold().startswith("new")


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


def _say_success(action: Action, text: str, how: dict[str, Any]) -> None:
    """What a paper has in its column of success measures, as words: a person ties them to
    the catalogue."""
    said = Success(action=action, number=1, text=text, printed=True)
    if not text:
        said.state = Success.State.DROPPED
    say(said, on=how["on"], by=how["by"], did="action.success")
