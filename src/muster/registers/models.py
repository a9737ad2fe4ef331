"""The models of this folder, as Django looks for them."""

from muster.registers.contact import Contact
from muster.registers.document import Document, LetterTemplate
from muster.registers.entry import Clock, Entry, Happened
from muster.registers.found import Decided, Found, Looked
from muster.registers.legal.case import Legal
from muster.registers.legal.evidence import Evidence
from muster.registers.legal.notice import Notice
from muster.registers.legal.payment import Payment
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.opening import Opening
from muster.registers.part_time import PartTime
from muster.registers.returns.sent import Expected, Return
from muster.registers.saved import SavedView
from muster.registers.severe import Severe
from muster.registers.support import Support


__all__ = [
    "Clock",
    "Contact",
    "Decided",
    "Document",
    "Entry",
    "Expected",
    "Evidence",
    "Found",
    "Happened",
    "Legal",
    "LetterTemplate",
    "Looked",
    "Notice",
    "Opening",
    "PartTime",
    "Severe",
    "Return",
    "Payment",
    "Prosecution",
    "Step",
    "SavedView",
    "Support",
]
