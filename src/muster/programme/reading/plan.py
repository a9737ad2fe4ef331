"""An action plan, from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from muster.programme.printed import About, Document, Kind, Row
from muster.school_year.said import find_said

from .cells import BULLET, Line
from .contradictions import contradictions
from .folding import Record, fold, ref_of
from .head import SAYS_BLANK, read_head
from .likeness import ask_of_names
from .names import read_owners
from .placing import ask_of_headings, ask_of_loose, ask_of_record
from .questions import Questions
from .reviews import Reviews, read_statuses
from .steps import ENDS, HALVES


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
    reviews = Reviews(folded, updated, questions)
    as_at = updated.latest if updated else reviews.last
    _ask_of_head(head, questions)
    ask_of_headings(folded, Kind.PLAN, questions)
    rows = [
        _row(number, record, reviews, questions)
        for number, record in enumerate(folded.records)
    ]
    ask_of_loose(folded, questions)
    document = Document(Kind.PLAN, head, as_at, tuple(rows), reviews.days)
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


def _row(number: int, record: Record, reviews: Reviews, questions: Questions) -> Row:
    place = record.place
    ask_of_record(record, number, questions)
    action = record.text("action")
    ref, action = ref_of(action)
    heading, objective, description, steps, progress = _parts(action)
    deadlines = questions.windows(
        record.text("deadline"), field="deadlines", row=number, place=place
    )
    return Row(
        section=record.section,
        ref=ref,
        heading=heading,
        objective=objective,
        description=description,
        steps=steps,
        owners=read_owners(record.text("owner")),
        deadlines=deadlines,
        success=" ".join(record.text("success").split()),
        progress=progress,
        statuses=read_statuses(number, record, reviews, questions),
        unread=questions.unread(deadlines=(record.text("deadline"), deadlines)),
        place=place,
    )


def reads_objective(heading: str, line: str) -> bool:
    """Whether the line below an action is what it is for: after a colon it is, but for a
    bullet, and for progress."""
    is_other = BULLET.match(line) or PROGRESS.match(f"\n{line}")
    follows = heading.endswith(ENDS)
    return follows and not is_other and not _begins_with_a_day(line)


def _parts(action: str) -> tuple[str, str, str, tuple[str, ...], str]:
    """What one cell says: the action, what it is for, more on it, its steps, and what came
    of it.

    Progress begins at “Progress:”, at a line that begins with a date, or where the bullets
    have ended.
    """
    action, progress = _before_progress(action)
    heading, *lines = action.split("\n")
    objective = ""
    if lines and reads_objective(heading, lines[0]):
        heading, objective = heading.removesuffix(ENDS), lines.pop(0)
    elif HALVES in heading:
        heading, _, objective = map(str.strip, heading.partition(HALVES))
    said: list[str] = []
    steps: list[str] = []
    for place, line in enumerate(lines):
        if BULLET.match(line):
            steps.append(BULLET.sub("", line, count=1))
        elif not steps and not _begins_with_a_day(line):
            said.append(line)
        else:
            progress = "\n".join(filter(None, [*lines[place:], progress]))
            break
    return heading, objective, "\n".join(said), tuple(steps), progress


def _before_progress(action: str) -> tuple[str, str]:
    if found := PROGRESS.search(action):
        return action[: found.start()], action[found.end() :]
    return action, ""


def _begins_with_a_day(line: str) -> bool:
    dates = find_said(line, near=None)
    return bool(dates) and dates[0].start == 0
