"""What the demo’s meetings minuted: who was there, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from muster.demo.programme.groups import Met
from muster.demo.programme.told import CLERK, Told, written
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes, writing
from muster.programme.meetings.item import Item, Outcome, Presence


Entry = Mapping[str, Any]
# The clerk closes minutes a week after, when everybody has read them.
READ_FOR = timedelta(days=7)
BEFORE = "Minutes of the last meeting"
AGREED = "Agreed as they are."


class Minuted:
    """The meetings that minutes were written of, in Muster, as they come to be told."""

    def __init__(self, met: Met) -> None:
        self.met = met

    def told(self, today: date) -> Iterator[Told]:
        """A meeting begins before anything is said of actions that day."""
        for initials in {one["group"]: None for one in written("meetings")["meetings"]}:
            begun = next(g for g in written("groups")["groups"] if _is(g, initials))
            yield Told(begun["made_on"], partial(self._usual, initials))
        for one in written("meetings")["meetings"]:
            if one["on"] > today:
                continue
            yield Told(one["on"], partial(self._hold, one))
            if not one.get("open") and one["on"] + READ_FOR <= today:
                yield Told(one["on"] + READ_FOR, partial(self._close, one))

    def _usual(self, initials: str) -> None:
        agenda.offer_usual(self.met.groups[initials], by=CLERK)

    def _hold(self, said: Entry) -> None:
        group, meeting = self._of(said)
        holding.start(meeting, today=said["on"], by=CLERK)
        self._attend(meeting, said)
        self._agree_last(group, meeting, said)
        for one in meeting.items.filter(kind=Item.Kind.MINUTES):
            _write(one, "Noted.")
            agenda.finish(one, is_finished=True, by=CLERK)
        for one in said["items"]:
            self._item(meeting, one)

    def _of(self, said: Entry) -> tuple[Group, Meeting]:
        group = self.met.groups[said["group"]]
        meeting = self.met.meeting(group, said["on"])
        assert meeting is not None
        return group, meeting

    def _attend(self, meeting: Meeting, said: Entry) -> None:
        sorry = {self.met.people[one].pk for one in said.get("apologies", ())}
        for one in said.get("deputies", ()):
            away = self.met.people[one["for"]]
            sorry.add(away.pk)
            holding.attend(
                meeting,
                one["who"],
                organisation=one["organisation"],
                deputy_for=away,
                by=CLERK,
            )
        for one in holding.expected(meeting):
            who = one.sitting.contact
            how = Presence.How.APOLOGIES if who.pk in sorry else Presence.How.PRESENT
            holding.mark(meeting, who, how=how, by=CLERK)
        for one in said.get("guests", ()):
            holding.attend(
                meeting, one["name"], organisation=one["organisation"], by=CLERK
            )

    def _agree_last(self, group: Group, meeting: Meeting, said: Entry) -> None:
        """What the last minutes should have said, if anything; then they are agreed."""
        if (wrong := said.get("corrects")) is not None:
            then = self.met.meeting(group, wrong["of"])
            assert then is not None
            minutes.correct(
                then.items.get(title=wrong["title"]),
                text=wrong["text"],
                why=wrong["why"],
                agreed_at=meeting,
                by=CLERK,
            )
        before = group.meetings.filter(
            on__lt=meeting.on, minutes_closed_at__isnull=False
        )
        last = before.last()
        if last is None or last.minutes_agreed_at_id:
            return
        minutes.agree(last, at=meeting, by=CLERK)
        text = "Agreed, with the correction beside them." if wrong else AGREED
        _write(meeting.items.get(title=BEFORE), text)

    def _item(self, meeting: Meeting, said: Entry) -> None:
        """An item that was carried over is there already."""
        carried = meeting.items.filter(title=said["title"], off_reason="")
        item = carried.exclude(kind=Item.Kind.ACTION).first() or agenda.add(
            meeting, title=said["title"], purpose=said["purpose"], by=CLERK
        )
        _write(item, said["text"])
        for kind in (Outcome.Kind.DECISION, Outcome.Kind.INFORMATION):
            key = "decisions" if kind == Outcome.Kind.DECISION else "information"
            for text in said.get(key, ()):
                holding.record(item, kind=kind, text=text, by=CLERK)
        if not said.get("unfinished"):
            agenda.finish(item, is_finished=True, by=CLERK)

    def _close(self, said: Entry) -> None:
        minutes.close(self._of(said)[1], by=CLERK)


def _write(item: Item, text: str) -> None:
    writing.write(item, text, against=0, by=CLERK)


def _is(group: Entry, initials: str) -> bool:
    return group["initials"] == initials
