"""What can be done in a legal case, beside what can be done to every entry; and what is
done next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.registers import keeping
from muster.registers.entry import Entry
from muster.registers.entry_forms import EntryForm
from muster.registers.legal import evidence, forms, issuing, paying, stepping, writing
from muster.registers.legal.case import REGISTER, Status
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.verb import How, Said, Verb, if_open


ISSUES = Permission.ISSUE_NOTICES


def _leads_to(*statuses: str) -> Callable[[Entry], str]:
    """Only where one of these may follow."""

    def not_now(entry: Entry) -> str:
        whys = [REGISTER.refusal(entry, status) for status in statuses]
        return "" if None in whys else str(whys[0])

    return not_now


def _again(status: str) -> Callable[[Entry], str]:
    """Where it may follow, or is so already: what is said once may be said again."""

    def not_now(entry: Entry) -> str:
        if entry.status == status and entry.is_open:
            return ""
        return _leads_to(status)(entry)

    return not_now


def _if(held: Callable[[Entry], Any], otherwise: str) -> Callable[[Entry], str]:
    def not_now(entry: Entry) -> str:
        return if_open(entry) or ("" if held(entry).exists() else otherwise)

    return not_now


def _no_letter(entry: Entry) -> str:
    if why := if_open(entry):
        return why
    return "" if writing.fitting(entry) else "No notice runs, so no letter is due."


def _unpaid(entry: Entry) -> Any:
    held = Notice.objects.filter(entry=entry)
    return held.ours().standing().filter(paid_on=None)


def _withdrawable(entry: Entry) -> Any:
    return Notice.objects.filter(entry=entry).standing()


def _in_court(entry: Entry) -> Any:
    return Prosecution.objects.filter(entry=entry, outcome="")


def _running(entry: Entry) -> Any:
    held = Step.objects.filter(entry=entry, ended_on=None)
    return held.exclude(kind=Step.Kind.IMPROVE)


def _with(do: Callable[..., object], *also: str) -> Callable[[Entry, Said, How], None]:
    """A verb with what its form says, by whom, and of ``also``: a calendar, the store."""

    def done(entry: Entry, said: Said, how: How) -> None:
        more: dict[str, Any] = {}
        if "calendar" in also:
            more["calendar"] = how.calendar
        if "state" in also:
            more["state"] = state()
        do(entry, by=how.by, **said, **more)

    return done


def _checks(form: Any) -> dict[str, Any]:
    return {
        "checks": [
            [one.check.says, one.standing.value, one.found, one.source]
            for one in form.checked
        ],
        "sessions": [
            [f"{each.on:%d/%m/%Y}", each.half, each.code]
            for each in form.draft.sessions
        ],
        "blocked": [f"{one.check.says}. {one.found}" for one in form.blocked],
        "parent": str(form.case.parent),
    }


VERBS: dict[str, Verb] = {
    "consider": Verb(
        "Say what is decided",
        "Save",
        forms.ConsiderForm,
        _with(stepping.consider, "calendar"),
        "What was decided is kept.",
        _again(Status.CONSIDERED),
    ),
    "improve": Verb(
        "Send a notice to improve",
        "It is sent",
        forms.ImproveForm,
        _with(stepping.improve, "calendar"),
        "The notice to improve is kept, and its clock runs.",
        _leads_to(Status.IMPROVE),
    ),
    "improved": Verb(
        "Review the notice to improve",
        "Save",
        forms.ReviewForm,
        _with(stepping.review_improvement, "calendar"),
        "The review is kept.",
        _leads_to(Status.IMPROVE_REVIEWED),
    ),
    "penalty": Verb(
        "Issue a penalty notice",
        "Issue it",
        forms.IssueForm,
        _with(issuing.issue, "calendar", "state"),
        "The notice is issued, and its clocks run.",
        _leads_to(Status.NOTICE_1, Status.NOTICE_2),
        needs=ISSUES,
        template="registers/legal_issue.html",
        shows=_checks,
    ),
    "write": Verb(
        "Write its letter",
        "Make it",
        forms.WriteForm,
        _with(writing.write),
        "The letter is made, and kept with the case.",
        _no_letter,
    ),
    "pay": Verb(
        "Enter a payment",
        "Save",
        forms.PayForm,
        _with(paying.pay, "calendar"),
        "The notice is paid.",
        _if(_unpaid, "No notice waits to be paid."),
    ),
    "prosecute": Verb(
        "Prosecute",
        "Enter it",
        forms.ProsecuteForm,
        _with(stepping.prosecute, "calendar", "state"),
        "The prosecution is entered.",
        _leads_to(Status.PROSECUTION),
        needs=ISSUES,
    ),
    "court": Verb(
        "Say what the court did",
        "Save",
        forms.HearForm,
        _with(stepping.hear),
        "It is kept.",
        _if(_in_court, "No prosecution waits for its outcome."),
        needs=ISSUES,
    ),
    "contract": Verb(
        "Enter an attendance contract",
        "Save",
        forms.ContractForm,
        _with(stepping.agree_contract, "calendar"),
        "The contract is kept.",
        _leads_to(Status.CONTRACT),
    ),
    "order": Verb(
        "Enter an order",
        "Save",
        forms.OrderForm,
        _with(stepping.order, "calendar"),
        "The order is kept.",
        _again(Status.OTHER),
        needs=ISSUES,
    ),
    "ended": Verb(
        "Say how a contract or order ended",
        "Save",
        forms.EndForm,
        _with(stepping.end_step),
        "It is kept.",
        _if(_running, "No contract or order is running."),
    ),
    "since": Verb(
        "Take in later sessions",
        "Take them in",
        EntryForm,
        _with(evidence.take_since, "state"),
        "They are taken in, as the register has them now.",
        if_open,
    ),
    "elsewhere": Verb(
        "Record a notice of another authority",
        "Save",
        forms.ElsewhereForm,
        _with(issuing.record_elsewhere),
        "It is recorded, and counts.",
        if_open,
    ),
    "withdraw": Verb(
        "Withdraw a notice",
        "Withdraw it",
        forms.WithdrawForm,
        _with(issuing.withdraw, "calendar"),
        "The notice is withdrawn.",
        _if(_withdrawable, "There is no notice to withdraw."),
        needs=ISSUES,
    ),
    "close": Verb(
        "Close it",
        "Close it",
        forms.CloseCaseForm,
        _with(keeping.close),
        "It is closed.",
        if_open,
    ),
}
