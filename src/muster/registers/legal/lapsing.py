"""What happens by itself as days pass: the lower amount lapses after 21 days, and a notice
nobody paid in 28 asks for a prosecution or a withdrawal."""

from __future__ import annotations

from datetime import date

from muster.registers import keeping, running
from muster.registers.entry import Entry
from muster.registers.keeping import MUSTER, Refused
from muster.registers.legal.case import Status
from muster.registers.legal.notice import Notice
from muster.tables.state import State


def lapse(state: State, on: date) -> int:
    """Brings notices up to a day; gives how many became unpaid. Once a day is enough, and
    again does nothing."""
    unpaid = Notice.objects.running().select_related("entry")
    lapsed = unpaid.filter(
        reduced_on__lt=on,
        entry__clocks__name="half",
        entry__clocks__met_on=None,
        entry__clocks__stopped_on=None,
    )
    for notice in lapsed:
        running.stop(
            notice.entry,
            "half",
            on=on,
            by=MUSTER,
            why="The 21 days have passed: it is payable in full",
        )
    overdue = unpaid.filter(
        due_on__lt=on, entry__status__in=(Status.NOTICE_1, Status.NOTICE_2)
    )
    return sum(
        _unpaid(one.entry, one, state, on) for one in overdue if one.entry.is_open
    )


def _unpaid(entry: Entry, notice: Notice, state: State, on: date) -> bool:
    try:
        keeping.move(
            entry,
            to=Status.UNPAID,
            on=on,
            by=MUSTER,
            calendar=entry.calendar(state),
            note=f"{notice.number} could be paid until {notice.due_on:%d/%m/%Y}, and no"
            " payment is entered.",
            by_deed=True,
        )
    except Refused:  # somebody entered a payment, or withdrew it, this very moment
        return False
    return True
