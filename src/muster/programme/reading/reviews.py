"""The status columns: the day each is headed with, and what a row has under it."""

from __future__ import annotations

from datetime import date

from muster.programme.printed import CLOSED, NOBODY_SAID, About, Status
from muster.school_year.said import SaidDate, find_said
from muster.school_year.said_points import PLAIN, POINT

from .folding import Folded, Record, status_headings
from .questions import Questions


class Reviews:
    """The days the status columns are headed with, of each run of headings."""

    def __init__(
        self, folded: Folded, updated: SaidDate | None, questions: Questions
    ) -> None:
        self.near = updated.latest if updated else None
        self.questions = questions
        self._of_heading: dict[str, date | None] = {}
        for columns, line in folded.headings:
            for heading in status_headings(columns):
                if heading not in self._of_heading:
                    self._of_heading[heading] = self._day(heading, line.place)
        self.days = tuple(sorted(set(filter(None, self._of_heading.values()))))

    @property
    def last(self) -> date | None:
        return max(self.days, default=None)

    def of(self, heading: str, headings: list[str]) -> date | None:
        """The day of a heading. A last column without one is of the day of the log."""
        day = self._of_heading.get(heading)
        if day is None and heading == headings[-1]:
            self._ask_undated(heading)
            return self.near
        return day

    def _day(self, heading: str, place: str) -> date | None:
        found = POINT.search(heading.translate(PLAIN))
        if not found:
            return None
        said = self.questions.one(
            heading[found.start() : found.end()],
            field="reviews",
            place=place,
            near=self.near,
        )
        return said.latest if said else None

    def _ask_undated(self, heading: str) -> None:
        if self.near:
            self.questions.ask(
                About.REPAIRED,
                f"The column “{heading}” has no day. What it says is taken as of "
                f"{self.near:%d/%m/%Y}, when the log was updated. Check it.",
                text=heading,
                field="reviews",
            )


def read_statuses(
    number: int, record: Record, reviews: Reviews, questions: Questions
) -> tuple[Status, ...]:
    """What each review said. A cell may give a day of its own: “GREEN 8/07/15”."""
    found, borrowed = [], False
    headings = status_headings(record.columns)
    for heading, cell in record.statuses:
        if not cell:
            continue
        # The day within ours is of what was said before: nobody said anything at this one.
        said, on = (cell, None) if NOBODY_SAID.fullmatch(cell) else _of_its_own(cell)
        if on is None:
            said, on = " ".join(cell.split()), reviews.of(heading, headings)
            borrowed = True
        if on is None:
            questions.ask(
                About.UNREADABLE,
                f"“{said}” stands under “{heading}”, which has no day. Say of which review "
                "it is.",
                text=said,
                field="statuses",
                row=number,
                place=record.place,
            )
            continue
        found.append(Status(on, said))
    has_section = any(column.field == "section" for column in record.columns)
    if borrowed and has_section and record.section == CLOSED and found:
        questions.ask(
            About.REPAIRED,
            "A closed row keeps its own last statuses, and these give no days of their "
            "own. They are put on the days of the columns. Check them.",
            field="statuses",
            row=number,
            place=record.place,
        )
    return tuple(sorted(found, key=lambda status: status.on))


def _of_its_own(cell: str) -> tuple[str, date | None]:
    """“GREEN 8/07/15” or “8/07/15 GREEN”: a word, and a day of its own on either side."""
    found = find_said(cell, near=None)
    if len(found) != 1:
        return cell, None
    before, after = cell[: found[0].start], cell[found[0].end :]
    said = " ".join(f"{before} {after}".strip(" ()\n").split())
    is_apart = not before.strip(" (") or not after.strip(" )")
    return (said, found[0].said.latest) if said and is_apart else (cell, None)
