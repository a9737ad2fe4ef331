"""Making accounts for people, giving them posts, and closing them."""

import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from muster.accounts import audit, posts
from muster.accounts.models import User
from muster.accounts.posts import Refused


__all__ = ["Refused", "add", "close", "first_password", "give_new_password"]


@transaction.atomic
def add(
    *,
    username: str,
    name: str,
    role_keys: Iterable[str] = (),
    password: str,
    email: str = "",
    by: str = "",
) -> User:
    """A person who can sign in with this username (or this email) and password, in these
    roles at the authority.

    Raises Refused when a role is unknown or needs more, or the username or email is taken.
    """
    person = User(username=username, name=name, email=email)
    person.set_password(password)
    try:
        person.full_clean()
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused
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


@transaction.atomic
def add_by_provider(*, email: str, name: str, by: str) -> User:
    """Somebody their provider's groups let in: no password, so only it signs them in."""
    person = add(username=email, name=name, email=email, password="", by=by)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def set_external_posts(*, person: User, role_keys: Iterable[str], by: str) -> None:
    """What the groups of a person's provider let them do, each time they sign in.

    A post a group gave goes with the group, at once. Posts that colleagues gave stay.
    """
    wanted = set(role_keys)
    held = {post.role_key: post for post in person.posts.filter(made_by=by)}
    for key in held.keys() - wanted:
        posts.take_away(post=held[key], by=by)
    for key in sorted(wanted - held.keys()):
        posts.give(person=person, role_key=key, by=by)


# Easily read aloud and typed: no letters or figures that look alike.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Four groups of four, like “k7mx-…”: some 79 bits. To be changed on signing in."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4)
    )


@transaction.atomic
def give_new_password(*, person: User) -> str:
    """A new first password; sessions under the old one end, and the account is open."""
    password, was_open = first_password(), person.is_active
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    audit.record(
        did="person.given-password",
        by=audit.asker().username,
        to=f"person:{person.pk}",
        before={"open": was_open},
        after={"open": True},
    )
    return password


@transaction.atomic
def close(*, person: User, by: User) -> None:
    """Closes an account at once. Raises Refused for one's own: nobody might be left."""
    if person.pk == by.pk:
        raise Refused("You can’t close your own account. Ask a colleague to.")
    was_open, person.is_active = person.is_active, False
    person.save(update_fields=["is_active"])
    audit.record(
        did="person.closed",
        by=by.get_username(),
        to=f"person:{person.pk}",
        before={"open": was_open},
        after={"open": False},
    )
