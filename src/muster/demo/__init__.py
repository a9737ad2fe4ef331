"""An invented authority: schools, children, calendars and three years of marks."""

from .authority import DEMO_TODAY, Authority, invent
from .files import write_files
from .people import PEOPLE, Person


__all__ = ["DEMO_TODAY", "PEOPLE", "Authority", "Person", "invent", "write_files"]
