"""What the demo’s boards are told: its reporting plan, and the cycle of each half-term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from muster.demo.programme.groups import Met
from muster.demo.programme.told import CLERK, Told, written, written_on
from muster.programme.reporting import cycle, planning
from muster.programme.reporting.line import ReportLine
from muster.school_year import SchoolYear
from muster.school_year.working_days import working_days_before
from muster.tables.state import State


# Reports are planned in the first days of a school year.
PLANNED = (9, 5)


class Reported:
    """Reports to boards and steps of the cycle, as they come to be told."""

    def __init__(self, met: Met, state: State, today: date) -> None:
        self.met, self.state, self.today = met, state, today
        self.said = written("boards")

    def told(self) -> Iterator[Told]:
        for report in self.said["lines"]:
            for on in report["meetings"]:
                planned_on = date(SchoolYear.of(on).start, *PLANNED)
                yield Told(planned_on, partial(self._plan, report, on, planned_on))
                if on <= self.today and not report.get("missed"):
                    given_on = working_days_before(on, 8)
                    yield Told(given_on, partial(self._give, report, on, given_on))
        for none in self.said["none_wanted"]:
            yield Told(none["on"], partial(self._none, none))
        for signed in self.said["signed_off"]:
            yield Told(signed["on"], partial(self._sign, signed))
        # The steps follow from meetings and reports, which are there by then.
        yield Told(self.today, self._cycle)

    def _plan(self, report: Mapping[str, Any], on: date, planned_on: date) -> None:
        group = self.met.groups[report["group"]]
        planning.add_line(
            planning.plan_of(SchoolYear.of(on)),
            group=group,
            on=planned_on,
            by=CLERK,
            kind=ReportLine.Kind.BRIEF,
            title=report["title"],
            meeting=self.met.meeting(group, on),
            writer=self.met.people[report["writer"]],
        )

    def _give(self, report: Mapping[str, Any], on: date, given_on: date) -> None:
        line = ReportLine.objects.get(title=report["title"], meeting__on=on)
        planning.give(line, on=given_on, update=report["update"], by=CLERK)

    def _none(self, said: Mapping[str, Any]) -> None:
        planning.want_none(
            planning.plan_of(SchoolYear(said["year"])),
            self.met.groups[said["group"]],
            on=said["on"],
            why=said["why"],
            by=CLERK,
        )

    def _sign(self, said: Mapping[str, Any]) -> None:
        planning.sign_off(
            planning.plan_of(SchoolYear(said["year"])),
            on=said["on"],
            meeting=self.met.meeting(self.met.groups["AWG"], said["on"]),
            by=CLERK,
        )

    def _cycle(self) -> None:
        """Each step is somebody’s, and done on its day but for those that were late."""
        who = self.said["cycle"]
        late = {(one["year"], one["number"], one["step"]): one for one in who["late"]}
        for start in who["years"]:
            year = SchoolYear(start)
            for each in cycle.of_year(year, self.state.calendar()):
                for due in each.steps:
                    slip = late.get((start, due.number, due.step.key), {"days": 0})
                    self._step(year, due, who, due.on + timedelta(slip["days"]))

    def _step(
        self, year: SchoolYear, due: cycle.Due, who: Mapping[str, Any], on: date
    ) -> None:
        contact = self.met.people[who[due.step.key]]
        with written_on(min(on, self.today)):
            cycle.say(
                year,
                due.number,
                due.step.key,
                by=CLERK,
                own_day=None,
                contact=contact,
            )
            if on <= self.today and not due.left:
                cycle.done(year, due, on=on, by=CLERK)
