"""Adding people. There is no page for it yet: commands and the demo call this."""

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
