"""Letters of a case, with what the case itself knows: the council's own templates, or ours
(registers/letters.py). Each is to the parent the case is against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from muster.design.filters import day
from muster.registers.document import Document
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.legal.case import Legal
from muster.registers.legal.evidence import each_once, read
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Step
from muster.registers.letter_fields import letters
from muster.registers.letters import make_letter
from muster.tables import codes


HALVES = {"AM": "Morning", "PM": "Afternoon"}
OF_PLACE = {1: "penalty_notice_first", 2: "penalty_notice_second"}


def fitting(entry: Entry) -> list[tuple[str, str]]:
    """The letters a case can have as it stands: keys, and words."""
    return [(key, letters()[key].title) for key in _keys(entry)]


def write(entry: Entry, *, key: str, on: date, by: str) -> Document:
    """Makes a letter and keeps it with the case. Raises Refused for one that doesn't fit
    how it stands, and with a sentence for each thing nothing is held of."""
    if key not in _keys(entry):
        raise Refused("That letter doesn’t fit how the case stands.")
    case = Legal.objects.select_related("parent").get(pk=entry.pk)
    more = _of_improving(case) if key == "notice_to_improve" else _of_notice(case, key)
    return make_letter(entry, key, to=case.parent, more=more, by=by, on=on)


def due(entry: Entry) -> Iterator[tuple[str, datetime]]:
    """The letters that tell a parent of what runs: keys, and since when it runs."""
    if step := _improving(entry):
        yield "notice_to_improve", step.at
    if notice := _notice(entry):
        yield OF_PLACE[notice.place or 1], notice.at


def _keys(entry: Entry) -> Iterator[str]:
    yield from (key for key, _ in due(entry))
    if _notice(entry):
        yield "prosecution_warning"


def _improving(entry: Entry) -> Step | None:
    running = Step.objects.filter(entry=entry, kind=Step.Kind.IMPROVE, ended_on=None)
    return running.first()


def _notice(entry: Entry) -> Notice | None:
    return Notice.objects.filter(entry=entry).running().first()


def _of_improving(case: Legal) -> dict[str, Any]:
    step = _improving(case)
    assert step
    return {
        "period_from": step.from_on,
        "period_to": step.to_on,
        "target": step.says,
        "support_given": case.support_says,
        "evidence": rows(each_once(case.evidence.all())),
    }


def _of_notice(case: Legal, key: str) -> dict[str, Any]:
    notice = _notice(case)
    assert notice and notice.due_on
    said: dict[str, Any] = {
        "notice": notice.number,
        "period_from": notice.offence_from,
        "period_to": notice.offence_to,
        "evidence": rows(notice.sessions),
    }
    if key == "prosecution_warning":
        return said
    amounts = [{"amount": f"£{notice.pounds}", "by": day(notice.due_on)}]
    if notice.reduced_on:
        reduced = {"amount": f"£{notice.reduced_pounds}", "by": day(notice.reduced_on)}
        amounts.insert(0, reduced)
    return said | {"amounts": amounts}


def rows(sessions: list[list[str]]) -> list[dict[str, str]]:
    """Sessions as the table of a letter has them."""
    return [
        {
            "date": day(one.on),
            "session": HALVES.get(one.half, one.half),
            "code": one.code,
            "meaning": codes.by_code(one.code).meaning
            if one.code in codes.BY_CODE
            else "",
        }
        for one in read(sessions)
    ]
