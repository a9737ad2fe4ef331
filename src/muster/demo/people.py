"""Who to sign in as in the demo: invented people in the posts Muster is for.

Only data: whoever builds the demo's home adds them, with a password it prints.
"""

from dataclasses import dataclass
from datetime import date


# Before the demo's last day, whichever day its home is made on.
SINCE = date(2025, 9, 1)


@dataclass(frozen=True)
class Held:
    """A post: the key of a role in accounts/roles.py, and where it is held. ``at`` is
    “school”, “trust” or “patch”: the first primary school, its trust, its area's schools."""

    role: str
    at: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as."""

    username: str
    name: str
    email: str
    post: str
    held: tuple[Held, ...]


def _person(first: str, last: str, post: str, *held: Held) -> Person:
    username = first.lower()
    # .example is kept by RFC 2606 for addresses that can't exist.
    email = f"{first.lower()}.{last.lower()}@harrowmere.example"
    return Person(username, f"{first} {last}", email, post, held)


PEOPLE: tuple[Person, ...] = (
    _person("Rosalind", "Quillfeather", "Attendance lead", Held("attendance-lead")),
    _person(
        "Dev",
        "Larkspur",
        "Data officer, who keeps people too",
        Held("administrator"),
        Held("data-officer"),
    ),
    _person("Tamsin", "Orchardleigh", "Programme officer", Held("programme-officer")),
    _person(
        "Bertram",
        "Sallowfield",
        "Democratic services officer",
        Held("democratic-services"),
    ),
    _person("Ambrose", "Fennimore", "Board member", Held("board")),
    _person(
        "Jessamy",
        "Thistlewood",
        "Attendance officer for an area",
        Held("attendance-officer", "patch"),
    ),
    _person("Marigold", "Ashdown", "Head teacher", Held("school-leader", "school")),
    _person(
        "Corin",
        "Wetherlam",
        "Trust officer",
        Held("trust", "trust"),
    ),
    _person("Hesper", "Nightingale", "Virtual school head", Held("virtual-school")),
    _person("Osric", "Pellow", "Data protection officer", Held("data-protection")),
    _person("Linnet", "Brook", "Auditor", Held("auditor")),
)
