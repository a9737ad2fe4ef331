"""Who may do what, for whom and why: in the words of the roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muster.accounts import organisations
from muster.accounts.models import Post
from muster.accounts.permissions import Permission
from muster.accounts.reach import schools_at
from muster.accounts.roles import REACHING, ROLES, Role, Within
from muster.tables.state import State


# Which roles stand beside each other: as many as fit on a page.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Attendance",
        ("attendance-lead", "data-officer", "register-officer", "attendance-officer"),
    ),
    (
        "Beside attendance",
        ("legal-officer", "finance-officer"),
    ),
    (
        "Children of other services",
        ("virtual-school", "youth-justice", "social-worker"),
    ),
    (
        "Plans, meetings and boards",
        ("programme-officer", "democratic-services"),
    ),
    (
        "Schools and trusts",
        ("school-leader", "school-attendance-lead", "trust", "network-lead"),
    ),
    (
        "Boards, and keeping Muster in order",
        ("board", "auditor", "data-protection", "administrator", "service"),
    ),
)
NAMED = 6


@dataclass(frozen=True)
class Because:
    """What one post lets its holder do: for each reach, by name, what for it; and for no
    reach (“”), what has none."""

    post: Post
    may: dict[str, list[Permission]]


@dataclass(frozen=True)
class Group:
    """Roles side by side, and for each permission what each of them may do. One that
    none of them has is left out."""

    title: str
    roles: tuple[Role, ...]

    @property
    def rows(self) -> list[tuple[Permission, list[str]]]:
        every = [(one, [may(role, one) for role in self.roles]) for one in Permission]
        return [(permission, cells) for permission, cells in every if any(cells)]


def groups() -> list[Group]:
    """Every role once: one that stands in no group is in the last."""
    known = {role.key: role for role in ROLES}
    found = [
        Group(title, tuple(known.pop(key) for key in keys if key in known))
        for title, keys in GROUPS
    ]
    return [*found, *([Group("Others", tuple(known.values()))] if known else [])]


def may(role: Role, permission: Permission) -> str:
    """“Yes”, “Yes, for children who live in the authority”, or nothing."""
    within = role.reach_of(permission)
    if within is None:
        return ""
    is_all = permission not in REACHING or within is Within.EVERYTHING
    return "Yes" if is_all else f"Yes, for {within.text}"


def of_role(role: Role) -> dict[str, list[Permission]]:
    """What a role lets its holder do, by whom it is for; what has no reach under “”."""
    found: dict[str, list[Permission]] = {}
    for permission in Permission:
        within = role.reach_of(permission)
        if within is not None:
            reach = within.text if permission in REACHING else ""
            found.setdefault(reach, []).append(permission)
    return found


def of_posts(posts: Iterable[Post], state: State) -> list[Because]:
    """What somebody may do, and because of which posts."""
    found = []
    for post in posts:
        may: dict[str, list[Permission]] = {}
        for permission in Permission:
            within = post.role.reach_of(permission) if post.role else None
            if within is not None:
                reaches = permission in REACHING
                reach = reach_of(post, within, state) if reaches else ""
                may.setdefault(reach, []).append(permission)
        found.append(Because(post, may))
    return found


def reach_of(post: Post, within: Within, state: State) -> str:
    """What a post reaches, by name: as the end of “for …”."""
    match within:
        case Within.PATCH:
            return _named(post.schools, state)
        case Within.CASELOAD:
            count = post.cases.count()
            return "1 child" if count == 1 else f"{count} children"
        case Within.ORGANISATION:
            mine = schools_at(post.organisation, state)
            return Within.EVERYTHING.text if mine is None else _named(mine, state)
    return within.text


def _named(numbers: Iterable[int], state: State) -> str:
    """“2 schools: Ash Primary School and Elm Primary School”; more than six are counted."""
    known = organisations.schools(state)
    names = sorted(known[one].name for one in numbers if one in known)
    if not names:
        return "no school"
    if len(names) == 1:
        return names[0]
    if len(names) > NAMED:
        return f"{len(names)} schools"
    return f"{len(names)} schools: {', '.join(names[:-1])} and {names[-1]}"
