"""What the demo authority agreed to do, and what was said of it at each meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from muster.demo.programme.groups import Met
from muster.demo.programme.priorities import Taken
from muster.demo.programme.told import CLERK, Told, written
from muster.programme import Refused
from muster.programme.plans import changing, closing, measuring
from muster.programme.plans.action import Action, Step
from muster.programme.plans.plan import Plan, Recommendation
from muster.programme.priorities import priority as priorities
from muster.programme.reporting import recommendations
from muster.school_year.said import of_day, read_windows
from muster.tables.state import State


TENTH = Decimal("0.1")
COLOURS = ("green", "amber", "red", "blue")
Entry = Mapping[str, Any]


class Agreed:
    """Every plan and action by its key, as they come to be told."""

    def __init__(self, met: Met, taken: Taken, state: State, today: date) -> None:
        self.met, self.taken = met, taken
        self.state, self.today = state, today
        self.plans: dict[str, Plan] = {}
        self.actions: dict[str, Action] = {}

    def told(self) -> Iterator[Told]:
        """Plans and their actions are there before anything is said of them that day."""
        every = written("plans")["plans"]
        for plan in every:
            yield Told(plan["on"], partial(self._start, plan))
            yield from self._kept(plan)
            for action in plan["actions"]:
                yield Told(
                    action.get("on", plan["on"]), partial(self._add, plan, action)
                )
        for plan in every:
            for action in plan["actions"]:
                yield from self._said(plan, action)
        for plan in every:
            yield from self._reviewed(plan)

    def _start(self, plan: Entry) -> None:
        under = plan.get("under")
        made = changing.start_plan(
            title=plan["title"],
            kind=plan["kind"],
            on=plan["on"],
            by=CLERK,
            group=self.met.groups[plan["group"]],
            under=self.actions[under] if under else None,
        )
        self.plans[plan["key"]] = made
        for said in plan.get("recommendations", ()):
            self._recommend(made, plan["on"], said)

    def _recommend(self, plan: Plan, on: date, said: Entry) -> None:
        """What the committee recommended, answered on the day the plan begins."""
        made = Recommendation.objects.create(
            plan=plan,
            committee=plan.group,
            number=said["number"],
            text=said["text"],
            lead=self.met.people[said["lead"]],
            made_on=said["made_on"],
            works_already=said.get("works_already", ""),
        )
        recommendations.respond(
            made,
            response=said["response"],
            on=on,
            by=CLERK,
            reason=said.get("response_reason", ""),
        )
        if "impact" in said:
            recommendations.set_review(made, on=on, by=CLERK, **said["impact"])

    def _kept(self, plan: Entry) -> Iterator[Told]:
        for one in plan["keepers"]:
            yield Told(one["on"], partial(self._keep, plan, **one))

    def _reviewed(self, plan: Entry) -> Iterator[Told]:
        """Each is held once what it heard was written down. Were it there before, whatever
        was last said at the review before would pass for silence."""
        group = next(
            one
            for one in written("groups")["groups"]
            if one["initials"] == plan["group"]
        )
        for on in group["meetings"]:
            if plan["reviews_from"] <= on <= self.today:
                yield Told(on, partial(self._review, plan, on))

    def _keep(self, plan: Entry, *, who: str, on: date) -> None:
        owner = self.met.people[who]
        changing.keep(self.plans[plan["key"]], owner, on=on, by=CLERK)

    def _review(self, plan: Entry, on: date) -> None:
        held = self.plans[plan["key"]]
        changing.review(held, on=on, by=CLERK, meeting=self.met.meeting(held.group, on))

    def _add(self, plan: Entry, action: Entry) -> None:
        on, held = action.get("on", plan["on"]), self.plans[plan["key"]]
        number = action.get("recommendation")
        made = changing.add_action(
            held,
            heading=self.taken.named(action["heading"]),
            objective=action.get("objective", ""),
            ref=action["ref"],
            **_begins(on),
            position=plan["actions"].index(action) + 1,
            section=changing.section(held, action["section"])
            if "section" in action
            else None,
            recommendation=held.recommendations.get(number=number) if number else None,
            on=on,
            by=CLERK,
        )
        owners = [self.met.people[one] for one in action["owners"]]
        accountable = self.met.people.get(action.get("accountable", ""))
        changing.set_owners(
            made,
            owners,
            accountable=accountable,
            written=action["owners"],
            on=on,
            by=CLERK,
        )
        changing.set_deadline(made, read_windows(action["due"]), on=on, by=CLERK)
        changing.add_steps(made, action.get("steps", ()), on=on, by=CLERK)
        self.actions[_key(plan, action)] = made

    # What is said of an action --------------------------------------------------------------

    def _said(self, plan: Entry, action: Entry) -> Iterator[Told]:
        key = _key(plan, action)
        first = action.get("accountable", action["owners"][0])
        if "answers" in action:
            on = action.get("on", plan["on"])
            yield Told(on, partial(self._answer, key, action["answers"], on))
        for entry in action["said"]:
            colour = next((one for one in COLOURS if one in entry), None)
            verb = next(one for one in VERBS if one in entry) if not colour else "rate"
            more = {"colour": colour} if colour else {}
            say = partial(VERBS[verb], self, key, first, {**entry, **more})
            yield Told(entry["on"], say)

    def _answer(self, key: str, priority: str, on: date) -> None:
        held = self.taken.priorities[priority]
        priorities.answer(held, self.actions[key], on=on, by=CLERK)

    def _at(self, key: str, on: date) -> Any:
        return self.met.meeting(self.actions[key].plan.group, on)

    def rate(self, key: str, first: str, said: Entry) -> None:
        colour = said["colour"]
        changing.rate(
            self.actions[key],
            colour=colour,
            on=said["on"],
            by=CLERK,
            reason=said[colour],
            path=said.get("path", ""),
            path_by=said.get("until"),
            difference=said.get("though", ""),
            meeting=self._at(key, said["on"]),
        )

    def note(self, key: str, first: str, said: Entry) -> None:
        changing.note(
            self.actions[key],
            said["note"],
            on=said["on"],
            by=self.met.writer(first),
            kind=said.get("kind", "progress"),
            authors=first,
        )

    def step(self, key: str, first: str, said: Entry) -> None:
        changing.change_step(
            self.actions[key],
            said["step"],
            on=said["on"],
            by=self.met.writer(first),
            state=Step.State.DONE,
        )

    def evidence(self, key: str, first: str, said: Entry) -> None:
        by = self.met.writer(first)
        changing.add_evidence(
            self.actions[key], title=said["evidence"], on=said["on"], by=by
        )

    def due(self, key: str, first: str, said: Entry) -> None:
        changing.set_deadline(
            self.actions[key],
            read_windows(said["due"]),
            on=said["on"],
            by=CLERK,
            reason=said["why"],
            approved_at=self._at(key, said["on"]),
        )

    def split(self, key: str, first: str, said: Entry) -> None:
        changing.reword(
            self.actions[key],
            on=said["on"],
            by=CLERK,
            reason=said["why"],
            ref=said["split"],
            heading=said["heading"],
        )

    def propose(self, key: str, first: str, said: Entry) -> None:
        closing.propose_closure(
            self.actions[key],
            on=said["on"],
            by=self.met.writer(first),
            reason=said["propose"],
            meeting=self._at(key, said["at"]),
        )

    def confirm(self, key: str, first: str, said: Entry) -> None:
        closing.confirm_closure(
            self.actions[key], meeting=self._at(key, said["on"]), by=CLERK
        )

    def reopen(self, key: str, first: str, said: Entry) -> None:
        closing.reopen(
            self.actions[key], on=said["on"], by=CLERK, reason=said["reopen"]
        )

    def waits_for(self, key: str, first: str, said: Entry) -> None:
        changing.wait_for(
            self.actions[key],
            on=said["on"],
            by=CLERK,
            needs=self.actions[said["waits_for"]],
            reason=said["why"],
        )

    def waits_for_meeting(self, key: str, first: str, said: Entry) -> None:
        group = self.met.groups[said["waits_for_meeting"]]
        changing.wait_for(
            self.actions[key],
            on=said["on"],
            by=CLERK,
            needs_meeting=self.met.meeting(group, said["of"]),
            reason=said["why"],
        )

    def words(self, key: str, first: str, said: Entry) -> None:
        changing.set_success(
            self.actions[key],
            on=said["on"],
            by=CLERK,
            text=said["words"],
            by_when=said["by_when"],
            agreed_at=self._at(key, said["on"]),
        )

    def measured(self, key: str, first: str, said: Entry) -> None:
        """A success measure of the catalogue, its baseline counted from the demo’s marks.
        Where too few children are behind it, it has none, and says so on its page."""
        if "as" in said:
            asked = self.taken.looked_at(said["as"])
        else:
            asked = (said["measure"], said["where"], said["period"])
        changing.set_success(
            self.actions[key],
            on=said["on"],
            by=CLERK,
            text=said["measured"],
            by_when=said["by_when"],
            agreed_at=self._at(key, said["on"]),
            source="Register marks",
            measure=asked[0],
            narrowed=dict(asked[1]),
            **self._baseline(*asked, said["down"]),
        )

    def _baseline(
        self, measure: str, where: Mapping[str, str], period: str, down: float
    ) -> dict[str, Any]:
        try:
            found = measuring.baseline_of(
                self.state, measure, dict(where), period, today=self.today
            )
        except Refused:
            return {}
        assert found.value is not None
        return {
            "baseline_period": period,
            "baseline_numerator": found.numerator,
            "baseline_denominator": found.denominator,
            "target_percent": max(found.value - Decimal(down), TENTH).quantize(TENTH),
        }


VERBS = {
    "rate": Agreed.rate,
    "note": Agreed.note,
    "step": Agreed.step,
    "evidence": Agreed.evidence,
    "due": Agreed.due,
    "split": Agreed.split,
    "propose": Agreed.propose,
    "confirm": Agreed.confirm,
    "reopen": Agreed.reopen,
    "waits_for": Agreed.waits_for,
    "waits_for_meeting": Agreed.waits_for_meeting,
    "words": Agreed.words,
    "measured": Agreed.measured,
}


def _begins(on: date) -> dict[str, Any]:
    """The day an action starts, as its wording keeps it: the day it is listed."""
    said = of_day(on)
    return {
        "start_said": said.text,
        "start_earliest": on,
        "start_latest": on,
        "start_precision": said.precision.value,
    }


def _key(plan: Entry, action: Entry) -> str:
    """What an action is called in plans.toml: its key, or else its plan’s and its ref."""
    return action.get("key", f"{plan['key']} {action['ref']}")
