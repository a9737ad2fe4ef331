"""A legal case: of one parent for one child, how it stands, and what may follow.

Statuses are those of rules.md 4.4. Most come of a deed of their own (a notice that is
issued, a payment) and never of moving a case by hand: ``BY_DEED`` says which deed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.register import Register


class Status(models.TextChoices):
    MONITORING = "monitoring", "Attendance is watched"
    SUPPORT = "support", "Support is under way"
    CONTRACT = "contract", "Attendance contract"
    THRESHOLD = "threshold", "Threshold met: to be considered"
    BELOW = "below", "Below the threshold: to be considered"
    CONSIDERED = "considered", "Considered"
    IMPROVE = "improve", "Notice to improve is running"
    IMPROVE_REVIEWED = "improve_reviewed", "Notice to improve reviewed"
    NOTICE_1 = "notice_1", "First penalty notice issued"
    NOTICE_2 = "notice_2", "Second penalty notice issued"
    PAID = "paid", "Penalty notice paid"
    UNPAID = "unpaid", "Unpaid after 28 days: prosecute or withdraw"
    WITHDRAWN = "withdrawn", "Penalty notice withdrawn"
    PROSECUTION = "prosecution", "Prosecution"
    OTHER = "other", "Another measure: an order"


S = Status
AGAIN = frozenset({S.MONITORING, S.SUPPORT, S.CONTRACT, S.THRESHOLD, S.BELOW})
LEADS_TO = {
    S.MONITORING: AGAIN - {S.MONITORING} | {S.OTHER},
    S.SUPPORT: AGAIN - {S.SUPPORT} | {S.OTHER},
    S.CONTRACT: AGAIN - {S.CONTRACT} | {S.OTHER},
    S.THRESHOLD: frozenset({S.CONSIDERED}),
    # Nothing has to be considered yet, so it may be watched or supported first.
    S.BELOW: AGAIN - {S.BELOW} | {S.CONSIDERED, S.OTHER},
    S.CONSIDERED: AGAIN | {S.IMPROVE, S.NOTICE_1, S.NOTICE_2, S.PROSECUTION, S.OTHER},
    S.IMPROVE: frozenset({S.IMPROVE_REVIEWED}),
    S.IMPROVE_REVIEWED: AGAIN
    | {S.CONSIDERED, S.NOTICE_1, S.NOTICE_2, S.PROSECUTION, S.OTHER},
    S.NOTICE_1: frozenset({S.PAID, S.UNPAID, S.WITHDRAWN}),
    S.NOTICE_2: frozenset({S.PAID, S.UNPAID, S.WITHDRAWN}),
    # A payment of the last day may be entered after it; one can be withdrawn once paid.
    S.PAID: AGAIN | {S.WITHDRAWN},
    S.UNPAID: frozenset({S.PAID, S.WITHDRAWN, S.PROSECUTION}),
    S.WITHDRAWN: AGAIN | {S.CONSIDERED, S.OTHER},
    S.PROSECUTION: AGAIN | {S.OTHER},
    S.OTHER: AGAIN | {S.CONSIDERED, S.PROSECUTION},
}
BY_DEED = {
    S.CONTRACT: "Enter the contract: that moves it on.",
    S.CONSIDERED: "Say what was decided, and why: that moves it on.",
    S.IMPROVE: "Send the notice to improve: that moves it on.",
    S.IMPROVE_REVIEWED: "Review the notice to improve: that moves it on.",
    S.NOTICE_1: "Issue the notice: that moves it on.",
    S.NOTICE_2: "Issue the notice: that moves it on.",
    S.PAID: "Enter the payment: that moves it on.",
    S.UNPAID: "A notice becomes so by itself, when its 28 days have passed unpaid.",
    S.WITHDRAWN: "Withdraw the notice, with the reason: that moves it on.",
    S.PROSECUTION: "Enter the prosecution: that moves it on.",
    S.OTHER: "Enter the order: that moves it on.",
}


class Legal(Entry):
    """A case. ``parent`` is whom it is against. Support is said of this parent and child,
    case by case: no rule of an authority says it for all (rules.md 4.1)."""

    class Support(models.TextChoices):
        NOT_SAID = "", "Not said yet"
        OFFERED = "offered", "It was offered"
        UNSUITABLE = "unsuitable", "It is not appropriate here"

    class Decision(models.TextChoices):
        SUPPORT = "support", "Support first"
        IMPROVE = "improve", "A notice to improve"
        NOTICE = "notice", "A penalty notice"
        PROSECUTE = "prosecute", "Prosecution"
        ORDER = "order", "An order"
        NONE = "none", "No action"

    parent = models.ForeignKey(
        Contact, models.PROTECT, related_name="legal_cases", editable=False
    )
    support_first = models.CharField(
        "support first", max_length=10, choices=Support, blank=True, default=""
    )
    support_on = models.DateField("when it was offered", null=True, blank=True)
    support_says = models.TextField(
        "what was offered, or why it is not appropriate", blank=True, default=""
    )
    decision = models.CharField(
        "last decided",
        max_length=10,
        choices=Decision,
        blank=True,
        default="",
        editable=False,
    )
    decision_why = models.TextField("because", blank=True, default="", editable=False)

    @property
    def is_support_said(self) -> bool:
        return bool(self.support_first and self.support_says.strip())


def about(parent: Contact) -> str:
    """What parts the cases of one child: each parent's is their own."""
    return f"parent:{parent.pk}"


def unfinished(entry: Entry) -> str:
    """Why a case can't be closed: something in it is under way."""
    if notice := Notice.objects.filter(entry=entry).running().first():
        return (
            f"{notice.number} is neither paid nor withdrawn, and nobody is prosecuted for"
            " it. Finish that first."
        )
    if Step.objects.filter(entry=entry, kind=Step.Kind.IMPROVE, ended_on=None).exists():
        return "A notice to improve is running. Review it first."
    if Prosecution.objects.filter(entry=entry, outcome="").exists():
        return "A prosecution has no outcome yet. Enter it first."
    return ""


def parents(entries: Sequence[Entry]) -> dict[int, str]:
    """Whom each case is against."""
    held = Legal.objects.filter(pk__in=[one.pk for one in entries])
    return {one.pk: str(one.parent) for one in held.select_related("parent")}


REGISTER = Register(
    name="legal",
    title="Legal intervention",
    one="case",
    says="Parents of whom a notice, a contract, an order or a prosecution is considered, each for one child",
    model=Legal,
    statuses=Status,
    leads_to=LEADS_TO,
    opens_as=S.THRESHOLD,
    may_open_as=frozenset({S.BELOW}),
    by_deed=BY_DEED,
    is_for_schools=False,
    unfinished=unfinished,
    beside=parents,
)
