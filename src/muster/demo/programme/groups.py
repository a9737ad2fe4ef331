"""Who meets in the demo authority: people on papers, groups, seats and meetings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from muster.accounts import audit
from muster.accounts.models import User
from muster.demo.programme.told import CLERK, Told, written
from muster.programme import contacts
from muster.programme.contacts import Contact
from muster.programme.groups import keeping, planning
from muster.programme.groups.group import Group, Sitting
from muster.programme.groups.meeting import Meeting
from muster.school_year import SchoolYear


Entry = Mapping[str, Any]
BEGUN = date(2024, 2, 26)
# The month in which the dates of the next school year are agreed.
DATES_AGREED = (6, 3)
# What is told of a group besides what it is.
APART = set(
    "seats sittings meetings cancelled terms made_on reports_to place starts_at ends_at".split()
)


class Met:
    """Everybody and every group by initials, as they come to be told."""

    def __init__(self) -> None:
        self.people: dict[str, Contact] = {}
        self.groups: dict[str, Group] = {}
        self._meetings: dict[tuple[int, date], Meeting] = {}

    def told(self, today: date) -> Iterator[Told]:
        """What was said of people and groups up to a day."""
        kept = written("groups")
        for person in kept["people"]:
            yield Told(BEGUN, partial(self._name, **person))
        for group in kept["groups"]:
            yield Told(group["made_on"], partial(self._make, group))
            yield from self._seats(group)
            yield from self._meets(group, today)

    def meeting(self, group: Group | None, on: date) -> Meeting | None:
        """The meeting a group held on a day, if it met then."""
        return None if group is None else self._meetings.get((group.pk, on))

    def writer(self, initials: str) -> str:
        """Who writes down what somebody says: they, with an account, or the clerk."""
        held = self.people[initials].user
        return held.username if held else CLERK

    def _name(
        self, *, initials: str, name: str, organisation: str, username: str = ""
    ) -> None:
        first, _, last = name.removeprefix("Cllr ").partition(" ")
        held = User.objects.filter(username=username).first() if username else None
        found = contacts.of_user(held) if held else Contact(name=name)
        found.aliases = [initials, f"{first[0]}. {last}"]
        found.organisation = organisation
        found.save()
        self.people[initials] = found

    def _make(self, group: Entry) -> None:
        over = group.get("reports_to")
        said = {key: value for key, value in group.items() if key not in APART}
        made = keeping.make_group(
            by=CLERK, reports_to=self.groups[over] if over else None, **said
        )
        self.groups[made.initials] = made
        for seat in group.get("seats", ()):
            keeping.add_seat(made, by=CLERK, **{"wanted": 1, **seat})

    def _seats(self, group: Entry) -> Iterator[Told]:
        for terms in group.get("terms", ()):
            yield Told(terms["from"], partial(self._agree, group["initials"], terms))
        for sitting in group["sittings"]:
            yield Told(sitting["from"], partial(self._sit, group["initials"], sitting))
            if "to" in sitting:
                yield Told(
                    sitting["to"], partial(self._leave, group["initials"], sitting)
                )

    def _agree(self, initials: str, terms: Entry) -> None:
        group, on = self.groups[initials], terms["from"]
        keeping.set_terms(
            group,
            text=terms["text"],
            from_on=on,
            by=CLERK,
            review_on=terms["review"],
            agreed_at=self.meeting(group, on),
        )

    def _sit(self, initials: str, sitting: Entry) -> None:
        group = self.groups[initials]
        keeping.sit(
            group,
            self.people[sitting["who"]],
            sits_as=sitting.get("as", Sitting.As.MEMBER),
            from_on=sitting["from"],
            by=CLERK,
            seat=group.seats.get(name=sitting["seat"]) if "seat" in sitting else None,
        )

    def _leave(self, initials: str, sitting: Entry) -> None:
        held = Sitting.objects.get(
            group=self.groups[initials],
            contact=self.people[sitting["who"]],
            from_on=sitting["from"],
        )
        keeping.end_sitting(held, to_on=sitting["to"], by=CLERK)

    def _meets(self, group: Entry, today: date) -> Iterator[Told]:
        initials = group["initials"]
        minuted = {(one["group"], one["on"]) for one in written("meetings")["meetings"]}
        where = {key: group[key] for key in ("place", "starts_at", "ends_at")}
        for on in group["meetings"]:
            known_on = max(group["made_on"], _agreed_on(on))
            yield Told(known_on, partial(self._plan, initials, on=on, **where))
            if on <= today and (initials, on) not in minuted:
                yield Told(on, partial(self._hold, initials, on))
        for extra in group.get("cancelled", ()):
            on, title = extra["on"], extra["title"]
            plan = partial(self._plan, initials, on=on, title=title, **where)
            yield Told(max(group["made_on"], _agreed_on(on)), plan)
            off = partial(self._cancel, initials, on, extra["why"])
            yield Told(extra["said_on"], off)

    def _plan(self, initials: str, *, on: date, **said: Any) -> None:
        group = self.groups[initials]
        self._meetings[group.pk, on] = planning.plan(group, on=on, by=CLERK, **said)

    def _hold(self, initials: str, on: date) -> None:
        """It was held, and its minutes are on paper: none were written here."""
        meeting = self._meetings[self.groups[initials].pk, on]
        meeting.state = Meeting.State.HELD
        meeting.save()
        audit.record(did="meeting.held", by=CLERK, to=f"meeting:{meeting.pk}")

    def _cancel(self, initials: str, on: date, why: str) -> None:
        meeting = self._meetings[self.groups[initials].pk, on]
        planning.cancel(meeting, by=CLERK, reason=why)


def _agreed_on(on: date) -> date:
    """When the date of a meeting was agreed: in the summer before its school year."""
    return date(SchoolYear.of(on).start, *DATES_AGREED)
