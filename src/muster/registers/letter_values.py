"""What is held that a letter may say: of the child, whom it is to, us and the figures; and
of a school, in a letter to its head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from muster.accounts.authority import authority
from muster.accounts.models import Post, User
from muster.design.filters import day, percent
from muster.measures.members import school_names
from muster.registers import marked
from muster.registers.child import NAMELESS, Child
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.marked import YearAt
from muster.registers.register import register_of
from muster.school_year import SchoolYear
from muster.tables.codes import Class
from muster.tables.state import State


HEAD = "school-leader"
HALVES = {"AM": "Morning", "PM": "Afternoon"}


def of(
    entry: Entry, child: Child, to: Contact | None, user: User, state: State, on: date
) -> dict[str, Any]:
    return {
        **_child(entry, child, state, on),
        **_to(to),
        **_us(user),
        **_figures(entry, child, state, on),
        **_own(entry),
        "today": day(on),
        "reference": f"{register_of(entry).one.capitalize()} {entry.pk}",
    }


def of_school(school: int, user: User, state: State, on: date) -> dict[str, Any]:
    """What a letter to the head of a school may say."""
    head = _head(school, on)
    return {
        "school_name": school_names(state).get(school, ""),
        "head_name": head,
        "salutation": head or "Headteacher",
        "today": day(on),
        **_us(user),
    }


def said(value: Any) -> str:
    """Words for a letter: days as people write them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else ""
    if isinstance(value, date):
        return day(value)
    return HALVES.get(str(value), str(value))


def _child(entry: Entry, child: Child, state: State, on: date) -> dict[str, str]:
    spells = [
        spell
        for place in child.places
        if place.school == entry.school
        for spell in place.spells
        if spell.stands(on)
    ]
    return {
        "child_name": "" if child.name == NAMELESS else child.name,
        "birth_date": said(child.born_on),
        "year_group": spells[-1].year_group if spells else "",
        "school_name": school_names(state).get(entry.school or 0, ""),
        "head_name": _head(entry.school, on),
    }


def _head(school: int | None, on: date) -> str:
    held = Post.objects.held(on).filter(
        role_key=HEAD, organisation__school=school, person__is_active=True
    )
    found = held.select_related("person").last() if school is not None else None
    return found.person.name if found else ""


def _to(to: Contact | None) -> dict[str, str]:
    return {
        "parent_name": to.name if to else "",
        "salutation": to.name if to else "",
        "parent_address": to.address if to else "",
    }


def _us(user: User) -> dict[str, str]:
    held = authority()
    return {
        "authority_name": held.name,
        "authority_address": held.address,
        "authority_phone": held.phone,
        "authority_email": held.email,
        "officer_name": user.name,
        "officer_post": user.posts_held[0].name if user.posts_held else "",
        "officer_email": user.email,
    }


def _own(entry: Entry) -> dict[str, str]:
    """What the register asks of its own."""
    register = register_of(entry)
    held = register.model.objects.get(pk=entry.pk)
    return {
        f"{register.name}_{field.name}": _titled(held, field)
        for field in register.own_fields
    }


def _titled(held: Any, field: Any) -> str:
    value = getattr(held, field.name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value)) if value else ""
    return said(value)


def _figures(entry: Entry, child: Child, state: State, on: date) -> dict[str, Any]:
    """Of the school year a letter is made in, at the school of the entry."""
    year = SchoolYear.of(on)
    for one in marked.years_of(child, state):
        if one.year == year and one.place.school == entry.school:
            sums = one.sums
            rate = (
                Decimal(100 * sums.attended) / sums.possible if sums.possible else None
            )
            return {
                "possible": str(sums.possible),
                "missed": str(sums.absent),
                "unauthorised": str(sums.unauthorised),
                "attendance": "" if rate is None else percent(rate),
                "upto": day(one.last_on),
                "absences": list(_unauthorised(one)),
            }
    return {}


def _unauthorised(one: YearAt) -> Iterator[dict[str, str]]:
    known = {code.code: code for code in one.codes}
    for week in one.weeks:
        for nth, written in enumerate(week.codes):
            code = known.get(written)
            if code is not None and code.cls is Class.UNAUTHORISED:
                yield {
                    "date": day(week.monday + timedelta(days=nth // 2)),
                    "session": HALVES["PM" if nth % 2 else "AM"],
                    "code": code.code,
                    "meaning": code.meaning,
                }
