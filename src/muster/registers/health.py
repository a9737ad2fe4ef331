"""Who may be told of a child's illness. Health is special (UK GDPR Article 9), so it is for
whom the work needs to know: those who see what is most sensitive of the child, and the people
of a school, of what its own register says. Whoever prosecutes is not among them: an illness
is authorised and no ground of a case.

A list or a return that says of illness has ``shows = "health"`` in its file.
Source: rules.md 11.4 (special category, minimisation).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from django.db.models import Q

from muster.accounts.permissions import Permission
from muster.registers.child import Children
from muster.tables.state import State


HEALTH = "health"


class Showing(Protocol):
    """A list or a kind of return: ``shows`` is what it says of a child that not everybody
    who sees the child may know."""

    @property
    def shows(self) -> str: ...


T = TypeVar("T", bound=Showing)


def may_open(user: Any, one: Showing) -> bool:
    """Whether anything of a list or a kind of return is for somebody."""
    if one.shows != HEALTH:
        return True
    return any(map(user.can, (Permission.SEE_SENSITIVE, Permission.SEND_RETURNS)))


def is_told(user: Any, state: State, one: Showing, row: Any) -> bool:
    """Whether somebody may know what is said of the child of a row: of their health, only
    where they see it of that child, at that school."""
    if one.shows != HEALTH:
        return True
    mine = Children.visible_to(user, state).of_health()
    return type(row).objects.filter(mine, pk=row.pk).exists()


def opened(user: Any, every: Mapping[str, T]) -> dict[str, T]:
    """Those of some lists or kinds that are for somebody, by name."""
    return {name: one for name, one in every.items() if may_open(user, one)}


def told(seen: Children, name: str, every: Iterable[tuple[str, Showing]]) -> Q:
    """Which rows, of a list or a kind in the field ``name``, say nothing of health, or are
    of children of whose health somebody is told."""
    special = [key for key, one in every if one.shows == HEALTH]
    mine = seen.of_health()
    # An empty Q is every row by itself, and nothing beside an “or”.
    return ~Q(**{f"{name}__in": special}) | mine if mine else Q()
