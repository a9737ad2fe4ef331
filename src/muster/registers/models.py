"""The models of this folder, as Django looks for them."""

from muster.registers.contact import Contact
from muster.registers.entry import Clock, Entry, Happened
from muster.registers.found import Decided, Found, Looked
from muster.registers.opening import Opening
from muster.registers.part_time import PartTime
from muster.registers.saved import SavedView
from muster.registers.support import Support


__all__ = [
    "Clock",
    "Contact",
    "Decided",
    "Entry",
    "Found",
    "Happened",
    "Looked",
    "Opening",
    "PartTime",
    "SavedView",
    "Support",
]
