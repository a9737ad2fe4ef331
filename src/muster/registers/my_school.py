"""A school's own view: what its head and its attendance lead see of their school's work.

Everything here is of one school and is read, not kept. Other parts of Muster add what they
share with a school to :data:`school_sections`, in their own ``ready``:

    my_school.school_sections.append(meeting_packs)

A section is a function of (user, school) that gives what one table shows, or None for
nothing to show: ``title``, ``text``, ``columns``, ``rows`` and ``empty``, what is said where
there are no rows; and, where there is one, ``more``, the way to the rest: ``text`` and
``href``. It shows nothing of another school, and records what the trail should have itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.accounts.stored import state
from muster.design.filters import day
from muster.registers import choices, saying
from muster.registers.child import NAMELESS, Children
from muster.registers.entry import Entry
from muster.registers.found import Found, FoundRows
from muster.registers.lists import lists
from muster.registers.register import Register, register_of, registers
from muster.registers.returns import counting, listing
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected, Expecteds, Return, Returns
from muster.registers.seen import next_of
from muster.registers.wrong import LIST, RETURN, Ways, beneath, link, with_column


Section = Callable[[Any, int], dict[str, Any] | None]
# What other parts share with a school; each adds its own.
school_sections: list[Section] = []


def found(user: Any, school: int) -> FoundRows:
    """Who is found of one school, as far as its people see them."""
    return Found.objects.visible_to(user, state()).filter(school=school)


def expected(user: Any, school: int) -> Expecteds:
    return Expected.objects.visible_to(user, state()).filter(school=school)


def sent(user: Any, school: int) -> Returns:
    return Return.objects.visible_to(user, state()).filter(school=school)


def entries(user: Any, school: int) -> Any:
    """Open entries of the school's children on any register, what is next at the top."""
    mine = Entry.objects.visible_to(user, state()).filter(school=school)
    return mine.open().order_by("next_on", "started_on", "pk")


def week(user: Any, school: int, on: date) -> list[list[Any]]:
    """Every list, how many of the school are on it, and the way to say that is wrong."""
    mine, ways = found(user, school), Ways(user)
    return [
        [
            {
                "text": one.title,
                "href": reverse("my_school:week_list", args=[school, one.name]),
            },
            mine.waiting(one.name, on).count(),
            link(ways.to(f"{LIST}:{one.name}", school=school), one.title),
        ]
        for one in lists().values()
    ]


def listed(user: Any, school: int, rows: list[Found]) -> list[list[Any]]:
    """Who is on a list: each with the way to the sessions it rests on, and to say that it
    is wrong."""
    names = Children.visible_to(user, state()).names_of([row.child for row in rows])
    ways = Ways(user)
    return [
        [
            {
                "text": names.get(row.child, NAMELESS),
                "href": reverse("registers:child", args=[row.child]),
            },
            saying.said(row),
            beneath(
                {
                    "text": "Sessions",
                    "href": reverse(
                        "my_school:week_finding", args=[school, row.on_list, row.pk]
                    ),
                },
                ways.to(f"{LIST}:{row.on_list}", school=school, row=row.pk),
                names.get(row.child, NAMELESS),
            ),
        ]
        for row in rows
    ]


def owed(user: Any, school: int, rows: list[Expected], on: date) -> list[list[Any]]:
    """What the school owes: each with the way to send it, and to say that it is wrong."""
    ways = Ways(user)
    shown = listing.expected(user, rows, on, school=False, link=_send)
    return [
        [
            *cells,
            beneath(
                send,
                ways.to(f"{RETURN}:{one.kind}", school=school, row=one.pk),
                f"{cells[0]}, {cells[1]}",
            ),
        ]
        for one, (*cells, send) in zip(rows, shown, strict=True)
    ]


def returned(user: Any, school: int, year: Expecteds, on: date) -> dict[str, Any]:
    """What was expected of the school this school year and came, by kind, with the way to
    say that it is wrong."""
    titles, ways = kinds(on), Ways(user)
    found = counting.by(year, "kind", on)
    return with_column(
        {
            "columns": [{"text": "Return"}, *listing.COUNTS],
            "rows": listing.counts(found, lambda kind: titles[kind].title),
        },
        [ways.to(f"{RETURN}:{one.of}", school=school) for one in found],
    )


def _send(one: Expected) -> dict[str, str]:
    at = reverse("my_school:return_send", args=[one.school, one.kind, one.child])
    return {"text": "Send it", "href": f"{at}?expected={one.pk}"}


def plans(user: Any, school: int, on: date) -> list[dict[str, Any]]:
    """The plans and timetables of the school's children, a table a register that is for
    schools. Why a child is on one may be special, and is shown to whoever may see that."""
    special = school in _schools_seen_whole(user)
    every = list(entries(user, school))
    names = Children.visible_to(user, state()).names_of([one.child for one in every])
    tables = []
    for register in registers().values():
        if not register.is_for_schools:
            continue
        rows = [one for one in every if one.register == register.name]
        columns = ["Child", "How it stands", "Open since", "Next", "Review"]
        columns += ["Why"] if special else []
        tables.append(
            {
                "title": register.title,
                "one": register.one,
                "columns": [{"text": text} for text in columns],
                "rows": [_plan(one, names, on, special) for one in rows],
            }
        )
    return tables


def sections(user: Any, school: int) -> list[dict[str, Any]]:
    """What other parts share with the school."""
    made = (section(user, school) for section in school_sections)
    return [one for one in made if one is not None]


def _plan(one: Entry, names: dict[int, str], on: date, special: bool) -> list[Any]:
    register: Register = register_of(one)
    due = one.review_on is not None and one.review_on <= on
    review = day(one.review_on) if one.review_on else "–"
    return [
        {
            "text": names.get(one.child, NAMELESS),
            "href": reverse("registers:child", args=[one.child]),
        },
        register.said(one.status),
        day(one.started_on),
        next_of(one) or "–",
        {"status": ("watch", f"{review}, due")} if due else review,
        *([choices.said(one.register, "reason", one.reason)] if special else []),
    ]


def _schools_seen_whole(user: Any) -> frozenset[int]:
    return scope_of(user, Permission.SEE_SENSITIVE, state()).schools or frozenset()
