"""What is done next in a case: next_steps.toml, read, and what its rows ask of a case.

How a case stands isn't enough: after “considered” comes what was decided, after a payment
the end of the case, after a review what came of it. Each answer is one row of the table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from muster.registers.document import Document
from muster.registers.entry import Entry
from muster.registers.legal import writing
from muster.registers.legal.case import Legal, Status, unfinished
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.penalty import next_notice


@dataclass(frozen=True)
class NextStep:
    """One row of the table."""

    status: str
    verb: str
    decision: str = ""
    when: str = ""
    outcome: str = ""
    says: str = ""

    def fits(self, case: Legal, on: date) -> bool:
        return (
            self.status == case.status
            and self.decision in ("", case.decision)
            and (not self.when or QUESTIONS[self.when](case, on))
        )


def next_step(entry: Entry, on: date, verbs: Collection[str]) -> NextStep | None:
    """What follows in an open case, of the verbs that can be done to it now; None where
    the table says nothing."""
    if not entry.is_open:
        return None
    case = Legal.objects.select_related("parent").get(pk=entry.pk)
    fitting = (one for one in next_steps() if one.verb in verbs and one.fits(case, on))
    return next(fitting, None)


def _has_run_out(case: Legal, on: date) -> bool:
    running = Step.objects.filter(entry=case, ended_on=None, to_on__lt=on)
    return running.exclude(kind=Step.Kind.IMPROVE).exists()


def _no_more_notices(case: Legal, on: date) -> bool:
    held = Notice.objects.of(case.parent, case.child)
    return next_notice([one.given for one in held], on).place is None


def _is_unwritten(case: Legal, on: date) -> bool:
    """Whether the letter of what runs, a notice or one to improve, is still to be made."""
    for key, since in writing.due(case):
        made = Document.objects.filter(entry=case, letter=key, removed_on=None)
        return not made.filter(at__gte=since).exists()
    return False


def _improved(case: Legal, on: date) -> bool:
    last = Step.objects.filter(entry=case, kind=Step.Kind.IMPROVE).last()
    return last is not None and last.outcome == Step.Outcome.IMPROVED


def _is_too_late(case: Legal, on: date) -> bool:
    running = case.clocks.filter(name="limit", met_on=None, stopped_on=None)
    return running.filter(due_on__lt=on).exists()


def _was_proved(case: Legal, on: date) -> bool:
    last = Prosecution.objects.filter(entry=case).last()
    return last is not None and last.outcome == Prosecution.Outcome.PROVED


QUESTIONS: dict[str, Callable[[Legal, date], bool]] = {
    "support is not said": lambda case, on: not case.is_support_said,
    "a contract or order has run out": _has_run_out,
    "no more notices may be issued": _no_more_notices,
    "the letter is not made": _is_unwritten,
    "attendance improved": _improved,
    "nothing is under way": lambda case, on: not unfinished(case),
    "it is too late to prosecute": _is_too_late,
    "the offence was proved": _was_proved,
}


@cache
def next_steps() -> tuple[NextStep, ...]:
    """The table, in its order."""
    text = files(__package__).joinpath("next_steps.toml").read_text("utf-8")
    rows = tuple(NextStep(**row) for row in tomllib.loads(text)["steps"])
    assert {one.status for one in rows} == {*Status.values}, "a status is left out"
    assert {one.decision for one in rows} == {"", *Legal.Decision.values}
    assert {one.when for one in rows} == {"", *QUESTIONS}, "a question is not asked"
    return rows
