"""Who to sign in as in the demo: invented people in the posts Muster is for.

Only data: whoever builds the demo's home adds them, with a password it prints.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as. `role` is the key of a role in accounts/roles.py."""

    username: str
    name: str
    email: str
    post: str
    role: str


def _person(first: str, last: str, post: str, role: str) -> Person:
    username = first.lower()
    # .example is kept by RFC 2606 for addresses that can't exist.
    email = f"{first.lower()}.{last.lower()}@harrowmere.example"
    return Person(username, f"{first} {last}", email, post, role)


PEOPLE: tuple[Person, ...] = (
    _person("Rosalind", "Quillfeather", "Attendance lead", "leader"),
    _person("Dev", "Larkspur", "Data officer", "officer"),
    _person("Ambrose", "Fennimore", "Board member", "board"),
)
