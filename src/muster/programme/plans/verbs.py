"""What can be said of an action on a page: each verb with its form, and who may.

The page of an action, its buttons and the page of a verb all read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from muster.accounts.models import User
from muster.programme import Refused
from muster.programme.contacts import Contact, named
from muster.programme.plans import action_forms as forms
from muster.programme.plans import allowed, at_meeting, changing, closing
from muster.programme.plans.action import Action, Dependency, started
from muster.programme.plans.saying import PLAN_CLOSED
from muster.programme.plans.standing import Standing


Said = dict[str, Any]
# Who says it, and since when it holds.
How = dict[str, Any]


def _open(now: Standing) -> str:
    return "It is closed. Open it again first, with a reason." if now.is_closed else ""


def _proposed(now: Standing) -> str:
    return "" if now.is_proposed else "Its closure is not proposed."


def _unproposed(now: Standing) -> str:
    return "Its closure is proposed already." if now.is_proposed else _open(now)


def _closed(now: Standing) -> str:
    return "" if now.is_closed else "It is not closed."


@dataclass(frozen=True)
class Verb:
    """``not_now`` is why it can't be said of an action as it stands, or nothing."""

    title: str
    button: str
    form: type[forms.SayForm]
    do: Callable[[Standing, Said, How], object]
    done: str
    by_owner: bool = False
    not_now: Callable[[Standing], str] = _open
    lead: str = ""

    def refusal(self, user: User, now: Standing) -> str:
        """Why this person may not say it of this action; nothing where they may."""
        return (
            allowed.may_update(user, now) if self.by_owner else allowed.may_keep(user)
        )

    def why_not(self, now: Standing) -> str:
        """Why nobody can say it of the action as it stands; nothing where they can."""
        return PLAN_CLOSED if now.action.plan.closed_on else self.not_now(now)

    def is_offered(self, user: User, now: Standing) -> bool:
        return not (self.refusal(user, now) or self.why_not(now))


# What each does ---------------------------------------------------------------------------


def _at(now: Standing, said: Said, how: How) -> How:
    """What is said at a meeting holds from its day. Raises Refused for a meeting at which
    nothing of the plan was said lately."""
    meeting = said.get("meeting")
    at_meeting.refuse_unheld(now.action.plan, meeting, how["on"])
    return {**how, "on": meeting.on} if meeting else how


def _rate(now: Standing, said: Said, how: How) -> None:
    changing.rate(now.action, **said, **_at(now, said, how))


def _note(now: Standing, said: Said, how: How) -> None:
    changing.note(now.action, said.pop("text"), **said, **_at(now, said, how))


def _add_step(now: Standing, said: Said, how: How) -> None:
    changing.add_steps(now.action, [said["text"]], **how)
    if said["due_on"]:
        number = now.action.steps.order_by("-number").values_list("number", flat=True)
        changing.change_step(now.action, number[0], due_on=said["due_on"], **how)


def _step(now: Standing, said: Said, how: How) -> None:
    changing.change_step(now.action, said.pop("number"), **said, **how)


def _evidence(now: Standing, said: Said, how: How) -> None:
    changing.add_evidence(now.action, **said, **how)


def _owners(now: Standing, said: Said, how: How) -> None:
    shares = {
        name: [_contact(now, one) for one in said[name]]
        for name in ("owners", "consulted", "informed")
    }
    changing.set_owners(
        now.action,
        shares["owners"],
        accountable=_contact(now, said["accountable"]),
        consulted=shares["consulted"],
        informed=shares["informed"],
        reason=said["reason"],
        written=said["owners"],
        **how,
    )


def _contact(now: Standing, name: str) -> Contact:
    """Whom a name means: whoever has it on this action already, before anybody else."""
    held = {one.name: one.contact for one in now.everybody}
    return held.get(name) or named(name)


def _deadline(now: Standing, said: Said, how: How) -> None:
    changing.set_deadline(now.action, said.pop("due"), **said, **how)


def _reword(now: Standing, said: Said, how: How) -> None:
    section = said.pop("section", None)
    if section is not None:
        plan = now.action.plan
        said["section"] = changing.section(plan, section) if section else None
    start = said.pop("start", None)
    if start or now.wording.start:
        said |= started(start)
    changing.reword(now.action, **said, **how)


def _wait(now: Standing, said: Said, how: How) -> None:
    needs = Action.objects.get(pk=said["needs"]) if said["needs"] else None
    changing.wait_for(now.action, **{**said, "needs": needs}, **how)


def _wait_no_more(now: Standing, said: Said, how: How) -> None:
    held = Dependency.objects.filter(pk=said["number"], action=now.action).first()
    if held is None:
        raise Refused("It waits for no such thing.")
    changing.wait_for(
        now.action,
        needs=held.needs,
        needs_meeting=held.needs_meeting,
        stands=False,
        reason=said["reason"],
        **how,
    )


def _confirm(now: Standing, said: Said, how: How) -> None:
    at_meeting.refuse_unheld(now.action.plan, said["meeting"], how["on"])
    closing.confirm_closure(now.action, by=how["by"], **said)


def _closing(do: Callable[..., None]) -> Callable[[Standing, Said, How], None]:
    return lambda now, said, how: do(now.action, **said, **how)


VERBS: dict[str, Verb] = {
    "rate": Verb(
        "Say how it stands",
        "Save",
        forms.RateForm,
        _rate,
        "The status is kept.",
        by_owner=True,
    ),
    "note": Verb(
        "Write how it goes",
        "Save",
        forms.NoteForm,
        _note,
        "The note is kept.",
        by_owner=True,
    ),
    "add-step": Verb(
        "Add a step",
        "Add it",
        forms.AddStepForm,
        _add_step,
        "The step is added.",
        by_owner=True,
    ),
    "step": Verb(
        "A step", "Save", forms.StepForm, _step, "The step is kept.", by_owner=True
    ),
    "evidence": Verb(
        "Add evidence",
        "Add it",
        forms.EvidenceForm,
        _evidence,
        "The evidence is added.",
        by_owner=True,
    ),
    "propose": Verb(
        "Propose that it be closed",
        "Propose it",
        forms.ProposeForm,
        _closing(closing.propose_closure),
        "Its closure is proposed. A meeting confirms it.",
        by_owner=True,
        not_now=_unproposed,
        lead="A meeting closes it. Until then it stays open and is printed with the open"
        " actions.",
    ),
    "withdraw": Verb(
        "Take the proposal back",
        "Take it back",
        forms.WhyForm,
        _closing(closing.withdraw_closure),
        "Its closure is no longer proposed.",
        by_owner=True,
        not_now=_proposed,
    ),
    "confirm": Verb(
        "Close it",
        "Close it",
        forms.ConfirmForm,
        _confirm,
        "It is closed.",
        not_now=_proposed,
        lead="A meeting closes an action, on its day, and papers say which meeting it was.",
    ),
    "reopen": Verb(
        "Open it again",
        "Open it again",
        forms.WhyForm,
        _closing(closing.reopen),
        "It is open again.",
        not_now=_closed,
    ),
    "deadline": Verb(
        "Set its deadline",
        "Save",
        forms.DeadlineForm,
        _deadline,
        "The deadline is kept, and so is the one before.",
        lead="The first deadline is never lost: papers print both, and how often it moved.",
    ),
    "owners": Verb(
        "Say whose it is", "Save", forms.OwnersForm, _owners, "Whose it is is kept."
    ),
    "reword": Verb(
        "Reword it",
        "Save",
        forms.RewordForm,
        _reword,
        "It is reworded. Old papers go on saying what they said.",
    ),
    "wait": Verb(
        "Say what it waits for",
        "Save",
        forms.WaitForm,
        _wait,
        "What it waits for is kept.",
    ),
    "wait-no-more": Verb(
        "It waits for this no longer",
        "Save",
        forms.WhyForm,
        _wait_no_more,
        "It waits for that no longer.",
    ),
}
# Those about one part of an action, which has a number.
OF_A_PART = {"step", "wait-no-more"}
