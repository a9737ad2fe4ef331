"""Support meetings of two terms, packs on shelves, and figures a head thinks wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from muster.accounts.models import User
from muster.demo.cases.word import document
from muster.demo.cases.worked import HEAD, LEAD, OFFICER, Worked, written
from muster.demo.programme.told import Told
from muster.measures import Period, Scope, parse_period
from muster.practice import challenging, holding, planning, sharing
from muster.practice.challenge import Challenge
from muster.practice.meeting import SupportMeeting
from muster.practice.planning import Place
from muster.practice.risk import rule_on
from muster.practice.shelf import Shared
from muster.practice.standing import standings


Said = dict[str, Any]
Pairs = list[tuple[Place, date]]
# Of the schools that agree nothing with anybody else, so many agree something.
AGREE = 15
AT = time(14, 0)


class Meetings:
    """The meetings of each school, as they come to be told."""

    def __init__(self, worked: Worked) -> None:
        self.worked, self.kept = worked, written("meetings")
        self.agreed = 0
        self.challenges: dict[str, Challenge] = {}
        self.officers = {name: worked.user(name) for name in (LEAD, OFFICER)}
        state = worked.state
        self.calendars = {
            number: state.calendar(number) for number in state.schools["id"].to_list()
        }

    def told(self) -> Iterator[Told]:
        """Last term’s and this term’s, then what is shared and challenged."""
        autumn, spring = self.kept["terms"]
        order = standings(self.worked.state, spring["planned_on"])
        for one in (autumn, spring):
            yield from self._term(one, self._places(order, one))
        yield from self._head()
        for one in self.kept["challenges"]:
            yield Told(one["on"], partial(self._challenge, one), HEAD)
            if "answered_on" in one:
                yield Told(one["answered_on"], partial(self._answer, one), LEAD)

    def plan_next(self) -> None:
        """Next term’s first meetings: of the schools that stand out today."""
        on, term = self.worked.today, parse_period(self.kept["next"]["term"])
        found = planning.places(standings(self.worked.state, on), term, rule_on(on))
        first = [one for one in found if one.cohort.name == "first"]
        first += [one for one in found if one.standing.school.id in self.worked.schools]
        once = {one.standing.school.id: one for one in first}
        a_week = self.kept["next"]["a_week"]
        for place, day in self._days([*once.values()], term, term.first, a_week):
            self._plan(place, day, term, on)

    # A term --------------------------------------------------------------------------------

    def _places(self, order: list[Any], one: Said) -> Pairs:
        term = parse_period(one["term"])
        found = planning.places(order, term, rule_on(one["planned_on"]))
        a_week = -(-len(found) // one["weeks"])
        return self._days(found, term, one["from_on"], a_week)

    def _days(self, found: list[Place], term: Period, on: date, a_week: int) -> Pairs:
        days = planning.proposed(found, term, on, self.calendars, a_week)
        by_id = {one.standing.school.id: one for one in found}
        return [(by_id[number], day) for number, day in days.items()]

    def _term(self, one: Said, pairs: Pairs) -> Iterator[Told]:
        held_to, term = one["held_to"], parse_period(one["term"])
        for nth, (place, day) in enumerate(pairs):
            number = place.standing.school.id
            by = self._officer(number).username
            plan = partial(self._plan, place, day, term, one["planned_on"])
            yield Told(one["planned_on"], plan, LEAD)
            if number == self.worked.head and term.term == "spring":
                continue
            if number == self.worked.schools[1] and term.term == "spring":
                before = day - timedelta(days=self.kept["shelf"]["days_before"])
                yield Told(before, partial(self._share, number, before), OFFICER)
            if nth % one["missed"] == one["missed"] - 1:
                yield Told(day, self._each(number, term, self._cancel), by)
            elif day <= held_to:
                yield Told(day, self._each(number, term, self._hold), by)

    def _plan(self, place: Place, day: date, term: Period, on: date) -> None:
        number = place.standing.school.id
        planning.plan(
            school=number,
            on=day,
            minutes=place.cohort.minutes,
            by=LEAD,
            today=on,
            calendar=self.calendars[number],
            term=term,
            officer=self._officer(number),
            starts_at=AT,
            place="At the school",
        )

    def _each(
        self, number: int, term: Period, do: Callable[[SupportMeeting], None]
    ) -> Callable[[], None]:
        return lambda: do(self.meeting(number, term.text))

    def meeting(self, number: int, term: str) -> SupportMeeting:
        return SupportMeeting.objects.get(school=number, term=term)

    def _cancel(self, meeting: SupportMeeting) -> None:
        by = self._officer(meeting.school).username
        planning.cancel(
            meeting, why=self.kept["why_cancelled"], on=meeting.planned_on, by=by
        )

    def _hold(self, meeting: SupportMeeting) -> None:
        by, kept = self._officer(meeting.school).username, self.kept
        on = meeting.planned_on
        nth = meeting.pk
        came = kept["came"][nth % len(kept["came"])].format(officer=meeting.officer)
        notes = kept["notes"][nth % len(kept["notes"])]
        holding.hold(meeting, on=on, came=came, by=by, notes=notes)
        is_worked = meeting.school in self.worked.schools
        if is_worked:
            items = meeting.agenda.all()
            holding.write(meeting, dict(zip((i.pk for i in items), kept["items"], strict=False)), by=by)  # fmt: skip
        if is_worked or self.agreed < AGREE:
            self.agreed += 1
            self._agree(meeting, nth, on, by)

    def _agree(self, meeting: SupportMeeting, nth: int, on: date, by: str) -> None:
        one = self.kept["actions"][nth % len(self.kept["actions"])]
        agreed = holding.agree(
            meeting,
            heading=one["heading"],
            owner=one["owner"],
            due_on=on + timedelta(days=one["days"]),
            by=by,
            school=self.worked.school(meeting.school)["name"],
        )
        if text := one.get("report"):
            holding.report(agreed, text=text, is_done=one["is_done"], on=on, by=by)

    def _officer(self, number: int) -> User:
        return self.officers[self.worked.officer(number)]

    # The head’s own -------------------------------------------------------------------------

    def _head(self) -> Iterator[Told]:
        """Her meeting is moved to today, and its pack is shared and read."""
        moved, shelf = self.kept["moved"], self.kept["shelf"]
        yield Told(moved["on"], partial(self._move, moved), OFFICER)
        share = partial(self._share, self.worked.head, shelf["on"])
        yield Told(shelf["on"], share, OFFICER)
        yield Told(shelf["on"], partial(self._document, shelf), OFFICER)
        yield Told(shelf["read_on"], self._read, HEAD)

    def _move(self, moved: Said) -> None:
        spring = self.kept["terms"][1]["term"]
        meeting = self.meeting(self.worked.head, spring)
        calendar = self.calendars[self.worked.head]
        to = calendar.school_days(moved["on"], self.worked.today)[-1]
        planning.move(meeting, to=to, why=moved["why"], by=OFFICER, calendar=calendar, starts_at=AT, place=meeting.place)  # fmt: skip

    def _share(self, number: int, on: date) -> None:
        meeting = self.meeting(number, self.kept["terms"][1]["term"])
        by = self.worked.officer(number)
        holding.share(meeting, state=self.worked.state, on=on, by=by)

    def _document(self, shelf: Said) -> None:
        sharing.share_document(
            school=self.worked.head,
            title=shelf["title"],
            name=shelf["name"],
            content=document(shelf["text"]),
            by=OFFICER,
        )

    def _read(self) -> None:
        for shared in Shared.objects.filter(
            school=self.worked.head, paper__isnull=False
        ):
            sharing.opened(shared, by=HEAD)

    def _challenge(self, one: Said) -> None:
        head, state = self.worked.head, self.worked.state
        scope = Scope.of_schools([head])
        figure = challenging.figure_of(
            state, scope, one["measure"], one["period"], {}, one["on"]
        )
        self.challenges[one["key"]] = challenging.challenge(
            school=head,
            measure=one["measure"],
            period=one["period"],
            where={},
            numerator=figure.numerator,
            denominator=figure.denominator,
            text=one["text"],
            should_be=one.get("should_be", ""),
            on=one["on"],
            by=HEAD,
            calendar=self.calendars[head],
        )

    def _answer(self, one: Said) -> None:
        made = self.challenges[one["key"]]
        challenging.look_at(made, by=LEAD)
        challenging.answer(
            made, state="corrected", text=one["answer"], on=one["answered_on"], by=LEAD
        )
