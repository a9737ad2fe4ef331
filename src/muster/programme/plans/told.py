"""What the last two reviews said of an action: one rule for pages and for papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from muster.programme.plans.action import Rating
from muster.programme.plans.standing import GREY, RED, Standing


NEW_TASK = "New Task"


@dataclass(frozen=True)
class Told:
    """One status, and the day it was told on. ``made`` is what somebody said; where nobody
    did by then, ``before`` is what was said last."""

    on: date
    made: Rating | None = None
    before: Rating | None = None
    is_new: bool = False
    is_late: bool = False

    @property
    def colour(self) -> str:
        """The colour it has; "" for a word that is none, and for what was not there yet."""
        if self.is_new:
            return ""
        if self.is_late:
            return RED
        return self.made.colour if self.made else GREY

    @property
    def word(self) -> str:
        """As papers print it: a colour in capitals, or what a paper had there."""
        if self.is_new:
            return NEW_TASK
        return self.colour.upper() or said(self.made)


def said(made: Rating | None) -> str:
    """The word of a rating: of a colour, its name in capitals, as a paper has it."""
    return (made.colour.upper() or made.said) if made else ""


def statuses(one: Standing) -> tuple[Told, ...]:
    """What each of the last two reviews said; of what is closed, what was last said of it,
    whenever that was."""
    return tuple(_of_closed(one) if one.is_closed else _at_reviews(one))


def _of_closed(one: Standing) -> Iterator[Told]:
    latest = {made.on: made for made in one.ratings}
    for on in sorted(latest)[-2:]:
        yield Told(on, latest[on])


def _at_reviews(one: Standing) -> Iterator[Told]:
    for review in one.reviews[-2:]:
        if review < one.listed_on:
            yield Told(review, is_new=True)
        elif made := one.rating_at(review):
            yield Told(review, made, is_late=one.was_overdue_green(made, review))
        else:
            yield Told(review, before=one.rating_by(review))
