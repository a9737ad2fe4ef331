"""What schools returned: in time, late, asked about, or not at all; returns.toml says which.

The head sends her own school’s, and the officer enters another’s that rang.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import product
from typing import Any

from muster.demo.cases.worked import HEAD, Worked, written
from muster.demo.programme.told import Told
from muster.registers.returns import answering, rolls, sending
from muster.registers.returns.forms import ABOUT, ReturnForm
from muster.registers.returns.kinds import NEW_PUPIL, kinds
from muster.registers.returns.rolls import Stay
from muster.registers.returns.sending import About
from muster.registers.returns.sent import How, Return


Said = dict[str, Any]
# Of who came and who went, what a school sent at most, and of how many it left one out.
MOST, MISSED = 20, 5


class Returned:
    """Returns by their key, as they come to be told."""

    def __init__(self, worked: Worked) -> None:
        self.worked = worked
        self.sent: dict[str, Return] = {}

    def told(self) -> Iterator[Told]:
        kept = written("returns")
        for one in kept["of_rolls"]:
            yield from self._of_roll(one)
        yield from self._usual(kept["usual"])
        for one in kept["of_lists"]:
            yield Told(one["on"], partial(self._of_list, one))
        for one in kept["answers"]:
            yield Told(one["on"], partial(self._answer, one))

    def _of_roll(self, one: Said) -> Iterator[Told]:
        """Of who came or went, as the roll has it: so many school days after."""
        for school in self._schools(one):
            calendar = self.worked.calendar(school)
            for stay in self._stays(one["kind"], school):
                day = stay.from_on if one["kind"] == NEW_PUPIL else stay.to_on
                assert day is not None
                on = calendar.add_school_days(day, one["after"])
                fits = one["since"] <= day and on <= one["until"]
                if fits and stay.child not in self.worked.taken and self._is(one, stay):
                    self.worked.taken.add(stay.child)
                    yield Told(on, partial(self._send, one, school, stay, day, on))
                    return

    def _usual(self, usual: list[Said]) -> Iterator[Told]:
        """What else these schools sent and the officer accepted: most of it, as schools do."""
        for one, school in product(usual, self.worked.schools):
            calendar = self.worked.calendar(school)
            rows = self._stays(one["kind"], school)
            rows = [stay for stay in rows if stay.child not in self.worked.taken]
            for nth, stay in enumerate(rows[:MOST]):
                day = stay.from_on if one["kind"] == NEW_PUPIL else stay.to_on
                assert day is not None
                on = calendar.add_school_days(day, one["after"])
                if nth % MISSED != MISSED - 1 and on < self.worked.today:
                    said = one | {"key": f"{one['kind']} {stay.pupil}"}
                    yield Told(on, partial(self._send, said, school, stay, day, on))
                    yield Told(on, partial(self._answer, said | {"on": on}))

    def _stays(self, kind: str, school: int) -> list[Stay]:
        worked, calendar = self.worked, self.worked.calendar(school)
        of = rolls.stays(worked.state, worked.today, {school: calendar})[school]
        found = rolls.came if kind == NEW_PUPIL else rolls.went
        return list(found(of, calendar, worked.today))

    def _is(self, one: Said, stay: Stay) -> bool:
        """Of a child nobody knows where to look for: that no school has them now."""
        return not one.get("gone") or not self.worked.is_on_a_roll(stay.child)

    def _schools(self, one: Said) -> list[int]:
        every = self.worked.schools
        return every[1:] if one.get("not_head") else every

    def _of_list(self, one: Said) -> None:
        """Of a child on one of the week’s lists, or of any at the head’s school."""
        on = one["on"]
        rows = self.worked.waiting(one["list"], on)
        rows.sort(key=lambda row: row.school != self.worked.head)
        if rows:
            self.worked.taken.add(rows[0].child)
            stay = Stay(rows[0].pupil, rows[0].child, rows[0].since_on, None, "")
            about = one.get("about_on", rows[0].since_on)
            self._send(one, rows[0].school, stay, about, on)

    def _send(self, one: Said, school: int, stay: Stay, about: date, on: date) -> None:
        is_head = school == self.worked.head
        kind = kinds(on)[one["kind"]]
        said = one["said"] | {ABOUT: about}
        who = self._named(stay) if one.get("doubtful") else About(stay.child)
        newcomer = {"name": "A Child", "born_on": about} if one.get("doubtful") else {}
        form = ReturnForm(
            {name: _typed(value) for name, value in (said | newcomer).items()},
            kind=kind,
            on=on,
            newcomer=bool(newcomer),
        )
        assert form.is_valid(), form.errors
        self.sent[one["key"]] = sending.send(
            kind,
            school=school,
            about=who,
            about_on=about,
            said=form.said,
            on=on,
            by=HEAD if is_head else self.worked.officer(school),
            how=How.FORM if is_head else How.TELEPHONE,
            state=self.worked.state,
        )

    def _named(self, stay: Stay) -> About:
        """A child as a school names one whose UPN it hasn’t got."""
        last = self.worked.last
        name = f"{last(stay.pupil, 'forename')} {last(stay.pupil, 'surname')}"
        return About(None, name=name, born_on=last(stay.pupil, "born_on"))

    def _answer(self, one: Said) -> None:
        sent = self.sent.get(one["key"])
        if sent is None:
            return
        by = self.worked.officer(sent.school)
        if "asks" in one:
            answering.query(sent, asks=one["asks"], by=by)
        else:
            answering.accept(sent, on=one["on"], by=by, state=self.worked.state)


def _typed(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
