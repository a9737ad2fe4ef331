"""An action plan, from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from muster.programme.printed import About, Document, Kind, Row
from muster.school_year.said import find_said

from .cells import Line
from .contradictions import contradictions
from .folding import PLAN_REF, Record, fold
from .head import SAYS_BLANK, read_head
from .likeness import ask_of_names
from .names import read_owners
from .placing import ask_of_headings, ask_of_loose, ask_of_record
from .questions import Questions


# What our own paper says on its cover where the plan says no day.
NO_DATE = "No date given"
# Where a cell of “Proposed Actions / Progress” turns from the one to the other.
PROGRESS = re.compile(r"(?:\n|\s)Progress\s*[:–-]\s*", re.I)


def read_plan(lines: Sequence[Line]) -> Document:
    """The plan its lines say, with what must be asked about it."""
    folded, questions = fold(lines, Kind.PLAN), Questions()
    head = read_head(folded.above, Kind.PLAN, questions)
    as_said = head.pop("as_at", "").replace(NO_DATE, "")
    updated = questions.one(head.get("updated", as_said), field="updated")
    as_at = updated.latest if updated else None
    _ask_of_head(head, questions)
    ask_of_headings(folded, Kind.PLAN, questions)
    rows = [
        _row(number, record, questions) for number, record in enumerate(folded.records)
    ]
    ask_of_loose(folded, questions)
    document = Document(Kind.PLAN, head, as_at, tuple(rows))
    asked = [*questions.asked, *contradictions(document), *ask_of_names(document)]
    return replace(document, queries=tuple(asked))


def _ask_of_head(head: dict[str, str], questions: Questions) -> None:
    for name, says in SAYS_BLANK.items():
        said = head.get(name)
        wants_dates = said is not None and (
            not said or said.lower().endswith(("dates", "dates:"))
        )
        if wants_dates and not find_said(str(said), near=None):
            questions.ask(About.MISSING, says.format(said), text=str(said), field=name)


def _row(number: int, record: Record, questions: Questions) -> Row:
    place = record.place
    ask_of_record(record, number, questions)
    action = record.text("action")
    found = PLAN_REF.match(action)
    ref, action = (found[1], action[found.end() :]) if found else ("", action)
    heading, progress = _progress(action)
    deadlines = questions.windows(
        record.text("deadline"), field="deadlines", row=number, place=place
    )
    return Row(
        section=record.section,
        ref=ref,
        heading=heading,
        owners=read_owners(record.text("owner")),
        deadlines=deadlines,
        success=" ".join(record.text("success").split()),
        progress=progress,
        place=place,
    )


def _progress(action: str) -> tuple[str, str]:
    """What is proposed, and what came of it: after “Progress:”, or a line with a date."""
    if found := PROGRESS.search(action):
        return " ".join(action[: found.start()].split()), action[found.end() :]
    first, *rest = action.split("\n")
    for place, line in enumerate(rest):
        dates = find_said(line, near=None)
        if dates and dates[0].start == 0:
            proposed = " ".join([first, *rest[:place]])
            return proposed, "\n".join(rest[place:])
    return " ".join(action.split()), ""
