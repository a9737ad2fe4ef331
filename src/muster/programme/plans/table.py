"""A plan as a table on a page: what stands in each cell, and what stood there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from muster.design.filters import counted, day
from muster.programme.papers.saying import short_day
from muster.programme.plans import happened, printing
from muster.programme.plans.standing import Standing
from muster.programme.plans.told import Told, said
from muster.programme.plans.told import statuses as told_at
from muster.programme.printed import CLOSED, NEW, OPEN


# What a log's sections are called on a page, in their order.
SECTIONS = {OPEN: "Open", NEW: "New", CLOSED: "Closed"}
# The columns of what its last two reviews said.
REVIEWED = ("before", "reviewed")
NO_SECTION = "In no section"


@dataclass(frozen=True)
class Cell:
    """What a cell says: a text or a colour, and smaller beneath it what explains that.
    Two cells are the same where they say the same, whatever explains it."""

    text: str = ""
    colour: str = ""
    href: str = field(default="", compare=False)
    details: tuple[str, ...] = field(default=(), compare=False)
    alarm: str = field(default="", compare=False)


@dataclass(frozen=True)
class Row:
    """One action. ``was`` is, by column, what stood in a cell on the day compared with,
    where that was another thing; ``mark`` is added, closed or reopened since."""

    standing: Standing
    section: str
    cells: dict[str, Cell]
    was: dict[str, Cell] = field(default_factory=dict)
    mark: str = ""

    @property
    def is_changed(self) -> bool:
        return bool(self.was or self.mark)


def columns(reviews: Sequence[date]) -> dict[str, str]:
    """The columns of a plan by their names; its last two reviews head statuses, as on its
    papers."""
    named = {"action": "Action", "owner": "Owner", "due": "Due"}
    headed = dict(zip(reversed(REVIEWED), reversed(reviews), strict=False))
    statuses = {
        name: f"Status at {day(headed[name])}" for name in REVIEWED if name in headed
    }
    now = "Now" if statuses else "Status"
    return {**named, **statuses, "now": now, "update": "Last update"}


def row(
    now: Standing,
    then: Standing | None = None,
    since: date | None = None,
    rule: str = "",
) -> Row:
    """An action as it stands, and with ``since`` what of it is not as it was that day.
    ``rule`` is the colour the rule gives it, which is said where it is another."""
    made = Row(now, section_of(now), cells(now, rule))
    if since is None:
        return made
    if then is None:
        return Row(now, made.section, made.cells, mark="added")
    before = cells(then)
    was = {
        name: before[name]
        for name, cell in made.cells.items()
        if name not in REVIEWED and cell != before[name]
    }
    return Row(now, made.section, made.cells, was, _mark(now, then))


def _mark(now: Standing, then: Standing) -> str:
    if now.is_closed == then.is_closed:
        return ""
    return "closed" if now.is_closed else "reopened"


def section_of(one: Standing) -> str:
    """What the section of an action is called: a log's follow from how things stand."""
    if one.action.plan.is_log:
        return SECTIONS[printing.section_of(one)]
    return str(one.wording.section or NO_SECTION)


def cells(one: Standing, rule: str = "") -> dict[str, Cell]:
    return {
        "action": _called(one),
        "owner": _owner(one),
        "due": _due(one),
        **_reviewed(one),
        "now": status(one, rule),
        "update": _update(one),
    }


def _called(one: Standing) -> Cell:
    text = f"{one.ref} {one.title}".strip()
    why = one.wording.objective or one.wording.description
    details = (short(why, 140),) if why else ()
    return Cell(text, href=one.action.get_absolute_url(), details=details)


def short(text: str, most: int) -> str:
    """A text on one line, cut after a word where it is long."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[:most].rsplit(" ", 1)[0] + "…"


def _owner(one: Standing) -> Cell:
    if not one.owners:
        return Cell("Nobody", alarm="It has no owner")
    names = ", ".join(owner.called for owner in one.owners)
    if one.accountable is None:
        return Cell(names, alarm="Who answers for it isn’t said")
    if len(one.owners) > 1:
        return Cell(names, details=(f"{one.accountable.called} answers for it",))
    return Cell(names)


def _due(one: Standing) -> Cell:
    if one.due_on is None:
        if one.deadline and one.deadline.unread:
            return Cell(one.deadline.unread, alarm=printing.NO_DAY)
        return Cell("No date", alarm="It has no deadline")
    windows = "; ".join(str(one) for one in one.deadline.windows)  # type: ignore[union-attr]
    details = []
    if one.moves:
        details.append(f"was {day(one.original_due_on)}")
        details.append(f"moved {times(one.moves)}, {counted(one.slip, 'day')} later")
    alarm = f"{counted(one.days_overdue, 'day')} overdue" if one.is_overdue else ""
    return Cell(windows, details=tuple(details), alarm=alarm)


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _reviewed(one: Standing) -> dict[str, Cell]:
    """What its last two reviews said of it, as its paper has it."""
    told = dict(zip(reversed(REVIEWED), reversed(told_at(one)), strict=False))
    return {name: _told(one, told.get(name)) for name in REVIEWED}


def _told(one: Standing, told: Told | None) -> Cell:
    if told is None:
        return Cell("–")
    if told.is_new or not told.colour:
        return Cell(told.word)
    details = []
    if told.made and told.on not in one.reviews[-2:]:
        details.append(f"on {short_day(told.on)}")
    elif not told.made:
        details.append(last_said(told.before) if told.before else "Not rated by then")
    elif told.is_late:
        details.append("green until it fell due")
    return Cell(told.word.capitalize(), told.colour, details=tuple(details))


def status(one: Standing, rule: str = "") -> Cell:
    """How it stands on the day, by what was said of it and the rules of colours."""
    if one.is_closed:
        at = one.closing.meeting if one.closing else None
        details = [f"on {day(one.closed_on)}", *([f"at {at}"] if at else [])]
        return Cell("Closed", details=tuple(details))
    made, details = one.rating, []
    if made is None:
        details.append("Never rated")
    elif one.colour != made.colour:
        details.append(last_said(made))
        if not one.is_silent:
            details.append("green until it fell due")
    if one.direction:
        details.append("▲ better" if one.direction > 0 else "▼ worse")
    if one.is_proposed:
        details.append("closure proposed")
    if rule and made is not None and rule != one.colour:
        details.append(f"the rule says {rule}")
    alarm = "stuck at amber" if one.is_stuck else ""
    if one.is_silent:
        alarm = "silent this cycle"
    return Cell(
        one.colour.capitalize(), one.colour, details=tuple(details), alarm=alarm
    )


def last_said(made) -> str:  # type: ignore[no-untyped-def]
    return f"last said {said(made).lower()}, {short_day(made.on)}"


def _update(one: Standing) -> Cell:
    if one.update is None:
        return Cell("Nothing yet")
    details = (short(happened.told_of(one.update), 120),)
    return Cell(day(one.update.on), details=details)
