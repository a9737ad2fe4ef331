"""Whom a person reaches with a permission: the scopes of their posts, together.

Every figure and every child a person sees comes through here (design.md 2): `scope_of`
for figures, `Children.visible_to` (registers) for children.
"""

from typing import Any

from muster.accounts.authority import authority
from muster.accounts.models import Organisation, Post
from muster.accounts.permissions import Permission
from muster.accounts.roles import OURS, At, Within
from muster.measures import Reach, Scope
from muster.tables.authorities import authorities
from muster.tables.state import State


def scope_of(user: Any, permission: Permission, state: State) -> Scope:
    """What somebody reaches with a permission; nothing for who hasn't it.

    Several posts reach what any of them does, each with its own permissions: a head who
    is also a trustee sees the trust's figures, and the children of the one school.
    """
    return Scope.any_of(reach for _, reach in reaches_of(user, permission, state))


def reaches_of(
    user: Any, permission: Permission, state: State
) -> list[tuple[Post, Reach]]:
    """Each post that has the permission, and what it reaches with it."""
    found = []
    for post in user.posts_held:
        within = post.role.reach_of(permission) if post.role else None
        if within is not None:
            found.append((post, _reach(post, within, state)))
    return found


def _reach(post: Post, within: Within, state: State) -> Reach:
    match within:
        case Within.EVERYTHING:
            return Reach()
        case Within.ORGANISATION:
            return Reach(schools=schools_at(post.organisation, state))
        case Within.PATCH:
            return Reach(schools=frozenset(post.schools))
        case Within.LOOKED_AFTER:
            return Reach(group=("looked_after", "yes"))
        case Within.YOUTH_JUSTICE:
            return Reach(group=("youth_justice", "yes"))
        case Within.HOME:
            return Reach(home=our_names())
        case Within.CASELOAD:
            return Reach(children=frozenset(post.cases.values_list("child", flat=True)))
    raise AssertionError(within)


def schools_at(
    organisation: Organisation | None, state: State
) -> frozenset[int] | None:
    """The schools of an organisation. None is all: of the authority and its teams."""
    if organisation is None or organisation.kind in OURS:
        return None
    if organisation.kind == At.SCHOOL and organisation.school is not None:
        return frozenset({organisation.school})
    if organisation.kind == At.TRUST:
        rows = state.schools.select("id", "trust").iter_rows()
        name = organisation.name.casefold()
        return frozenset(
            school for school, trust in rows if (trust or "").casefold() == name
        )
    return frozenset()


def our_names() -> frozenset[str]:
    """The authority as files write it: its name, its number, its name in GIAS."""
    held = authority()
    names = {held.name, held.la_code, authorities().get(held.la_code, "")}
    # An authority nobody has named has no children: “” is no limit to a reach.
    return frozenset(name for name in names if name) or frozenset({"\0"})
