"""An invented authority: schools, children, calendars and three years of marks."""

from .authority import DEMO_TODAY, Authority, invent
from .files import write_files
from .people import PEOPLE, SINCE, Held, Person


__all__ = [
    "DEMO_TODAY",
    "PEOPLE",
    "SINCE",
    "Authority",
    "Held",
    "Person",
    "invent",
    "write_files",
]
