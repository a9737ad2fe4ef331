"""What somebody is called where only the name of their account was kept."""

from muster.accounts.models import User


def called(username: str) -> str:
    """Their name; the account’s own, as of a command line, where nobody has it now."""
    person = User.objects.filter(username=username).first() if username else None
    return str(person) if person else username
