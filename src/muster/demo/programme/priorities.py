"""What the demo’s working group took up, from what its own marks show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from muster.demo.places import School
from muster.demo.programme.groups import Met
from muster.demo.programme.told import CLERK, Told, written
from muster.explore.signals_page import told_of
from muster.explore.taking_up import evidence_of
from muster.impact.signals import Signal
from muster.measures import parse_period
from muster.programme.priorities import priority as priorities
from muster.programme.priorities.priority import Evidence, Priority
from muster.tables.state import State


class Taken:
    """Every priority by its key, as they come to be told."""

    def __init__(self, met: Met, state: State, schools: list[School]) -> None:
        self.met, self.state = met, state
        self.priorities: dict[str, Priority] = {}
        # By plant, the school it shows at: what {FRIDAYS} is in the words of a plan.
        self.at = {
            plant.name: one.name
            for one in schools
            for plant in one.plants
            if not one.closed_on
        }

    def told(self) -> Iterator[Told]:
        for one in written("plans")["priorities"]:
            yield Told(one["on"], partial(self._take_up, one))
            if "out_on" in one:
                yield Told(one["out_on"], partial(self._take_out, one))

    def named(self, text: str) -> str:
        return text.format_map(self.at)

    def looked_at(self, key: str) -> tuple[str, Mapping[str, str], str]:
        """The measure a priority is looked at by, for whom, and in which period."""
        held = self.priorities[key]
        return held.measure, held.narrowed, held.period

    def _take_up(self, said: Mapping[str, Any]) -> None:
        group = self.met.groups[said["group"]]
        self.priorities[said["key"]] = priorities.take_up(
            title=self.named(said["title"]),
            why_in=said["why_in"],
            goes_out_when=said["goes_out_when"],
            on=said["on"],
            by=CLERK,
            group=group,
            taken_at=self.met.meeting(group, said["on"]),
            evidence=self._evidence(said),
        )

    def _evidence(self, said: Mapping[str, Any]) -> Evidence:
        """The signal of what is planted at a school; in an authority so small that chance
        hides it, the measure it is looked at by, as of any other concern."""
        if "plant" not in said:
            return Evidence("", "", measure=said["measure"])
        school = self.at[said["plant"]]
        for one in self._signals[said["period"]]:
            if (one.school, one.measure) == (school, said["measure"]):
                return evidence_of(one, parse_period(said["period"]))
        where = {"school": school}
        return Evidence("", said["period"], said["measure"], where, school)

    @cached_property
    def _signals(self) -> Mapping[str, list[Signal]]:
        periods = {one.get("period") for one in written("plans")["priorities"]} - {None}
        return {
            text: told_of(self.state, parse_period(text), "census")[1]
            for text in periods
        }

    def _take_out(self, said: Mapping[str, Any]) -> None:
        held, on = self.priorities[said["key"]], said["out_on"]
        assert held.group is not None
        out_at = self.met.meeting(held.group, on)
        priorities.take_out(held, on=on, by=CLERK, why=said["why_out"], out_at=out_at)
