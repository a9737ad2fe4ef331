"""Making accounts for people, changing them, and closing them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from muster.accounts import audit, handing_on, invitations, posts, second_factor
from muster.accounts.models import Leaving, Post, User
from muster.accounts.permissions import Permission
from muster.accounts.posts import Refused
from muster.accounts.roles import ROLES
from muster.school_year import clock


log = logging.getLogger(__name__)
__all__ = ["Refused", "add", "change", "close", "reopen", "who_may"]


@transaction.atomic
def add(
    *,
    username: str,
    name: str,
    role_keys: Iterable[str] = (),
    password: str | None = None,
    email: str = "",
    aliases: Iterable[str] = (),
    by: str = "",
) -> User:
    """A person in these roles at the authority. Without a password, they choose their own
    when they are invited (`invitations`).

    Raises Refused when a role is unknown or needs more, or the username or email is taken.
    """
    person = User(username=username, name=name, email=email, aliases=list(aliases))
    person.set_password(password)
    _check(person)
    person.save()
    audit.record(
        did="person.added",
        by=by or audit.asker().username,
        to=f"person:{person.pk}",
        after={"username": username},
    )
    for key in role_keys:
        posts.give(person=person, role_key=key, by=by)
    return person


def add_by_provider(*, email: str, name: str, by: str) -> User:
    """Somebody their provider's groups let in: no password, so only it signs them in."""
    return add(username=email, name=name, email=email, by=by)


@transaction.atomic
def set_external_posts(*, person: User, role_keys: Iterable[str], by: str) -> None:
    """What the groups of a person's provider let them do, each time they sign in.

    A post a group gave goes with the group, at once. Posts that colleagues gave stay.
    """
    wanted = set(role_keys)
    held = {post.role_key: post for post in person.posts.filter(made_by=by)}
    for key in held.keys() - wanted:
        try:
            posts.take_away(post=held[key], by=by)
        except Refused:
            # The last one that keeps people goes on, until a colleague has a post that does.
            log.warning("a group is gone, and its post is the last that keeps people")
    for key in sorted(wanted - held.keys()):
        posts.give(person=person, role_key=key, by=by)


@transaction.atomic
def change(*, person: User, by: str, **fields: Any) -> bool:
    """A name, an email address, aliases. Gives whether anything was another.

    Raises Refused when somebody else has the address.
    """
    before = {name: getattr(person, name) for name in fields}
    if before == fields:
        return False
    for name, value in fields.items():
        setattr(person, name, value)
    _check(person)
    person.save(update_fields=list(fields))
    if person.email != before.get("email", person.email):
        # What was sent to the old address is of no more use, and whoever reads it is told.
        invitations.withdraw(person)
        # Once it is certain: what an import only rehearses tells nobody.
        transaction.on_commit(
            lambda: invitations.tell_of_new_address(person, before["email"])
        )
    audit.record(
        did="person.changed",
        by=by,
        to=f"person:{person.pk}",
        before=before,
        after=fields,
    )
    return True


@transaction.atomic
def close(*, person: User, by: str, colleague: User | None = None) -> None:
    """Closes an account at once: sessions and posts end, an invitation is of no more use,
    and what is theirs is the colleague's.

    Raises Refused for one's own, for the last one that keeps people, and while something
    is theirs that nobody takes on.
    """
    posts.one_at_a_time()
    if why := why_not_close(person, by):
        raise Refused(why)
    handing_on.hand_on(person=person, colleague=colleague, by=by)
    was_open, person.is_active = person.is_active, False
    # Sessions stand on the password, so they never come back, were the account reopened.
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    second_factor.end_sessions(person)
    invitations.withdraw(person)
    Leaving.objects.filter(person=person).delete()
    for post in person.posts.all():
        if post.from_on > clock.today():
            posts.take_back(post=post, by=by)
        elif post.to_on is None or post.to_on > clock.today():
            posts.end(post=post, on=clock.today(), by=by)
    audit.record(
        did="person.closed",
        by=by,
        to=f"person:{person.pk}",
        before={"open": was_open},
        after={"open": False},
    )


def who_may(permission: Permission, on: date) -> QuerySet[User]:
    """The people who hold a permission on a day, by name."""
    keys = [role.key for role in ROLES if permission in role.every]
    held = Post.objects.held(on).filter(role_key__in=keys)
    people = User.objects.filter(is_active=True, pk__in=held.values("person"))
    return people.order_by("name", "pk")


def why_not_close(person: User, by: str) -> str:
    """Why an account can't be closed, in a sentence; nothing when it can."""
    if by and person.username.casefold() == by.casefold():
        return "You can’t close your own account. Ask a colleague to."
    keeps = any(post.role_key in posts.KEEPERS for post in person.posts_held)
    if keeps and not posts.are_kept(clock.today(), without=person):
        return (
            f"Nobody but {person} keeps people. Give a colleague the post of administrator"
            " first."
        )
    return ""


@transaction.atomic
def reopen(*, person: User, by: str) -> None:
    """Opens an account again. Its posts have ended and its password is gone: posts are
    given anew, and an invitation lets them choose another password."""
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(
        did="person.reopened",
        by=by,
        to=f"person:{person.pk}",
        before={"open": False},
        after={"open": True},
    )


def _check(person: User) -> None:
    try:
        person.full_clean()
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused
