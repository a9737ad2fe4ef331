"""What somebody is called where only the name of their account was kept."""

from collections.abc import Iterable

from muster.accounts.models import User


def called(username: str) -> str:
    """Their name; the account’s own, as of a command line, where nobody has it now."""
    person = User.objects.filter(username=username).first() if username else None
    return str(person) if person else username


def all_called(usernames: Iterable[str]) -> dict[str, str]:
    """The same of several, asked at once."""
    asked = set(usernames)
    held = {one.username: str(one) for one in User.objects.filter(username__in=asked)}
    return {one: held.get(one, one) for one in asked}
