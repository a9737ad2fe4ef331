"""Making accounts for people, and closing them."""

import secrets

from django.core.exceptions import ValidationError

from muster.accounts.models import User
from muster.accounts.roles import ROLES, role


class Refused(Exception):
    """The message is a sentence for whoever asked."""


def add(
    *, username: str, name: str, role_key: str, password: str, email: str = ""
) -> User:
    """A person who can sign in with this username (or this email) and password.

    Raises Refused when the role is unknown, or the username or email is taken.
    """
    if role(role_key) is None:
        keys = ", ".join(known.key for known in ROLES)
        raise Refused(f"There is no role “{role_key}”. The roles are: {keys}.")
    person = User(username=username, name=name, email=email, role_key=role_key)
    person.set_password(password)
    try:
        person.full_clean()
    except ValidationError as refused:
        raise Refused(" ".join(refused.messages)) from refused
    person.save()
    return person


def add_by_provider(*, email: str, name: str, role_key: str) -> User:
    """Somebody their provider's groups let in: no password, so only it signs them in."""
    person = add(username=email, name=name, email=email, role_key=role_key, password="")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


def set_external_posts(*, person: User, role_keys: list[str], by: str) -> None:
    """What the groups of a person's provider let them do, each time they sign in.

    With no group that stands for a role, nothing.
    """
    key = role_keys[0] if role_keys else ""
    if person.role_key != key:
        person.role_key = key
        person.save(update_fields=["role_key"])


# Easily read aloud and typed: no letters or figures that look alike.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Four groups of four, like “k7mx-…”: some 79 bits. To be changed on signing in."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4)
    )


def give_new_password(*, person: User) -> str:
    """A new first password; sessions under the old one end, and the account is open."""
    password = first_password()
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["password", "is_active"])
    return password


def close(*, person: User, by: User) -> None:
    """Closes an account at once. Raises Refused for one's own: nobody might be left."""
    if person.pk == by.pk:
        raise Refused("You can’t close your own account. Ask a colleague to.")
    person.is_active = False
    person.save(update_fields=["is_active"])
