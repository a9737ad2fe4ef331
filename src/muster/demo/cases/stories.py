"""Children’s stories on a register, a step a day: stories.toml says which, this how.

A story begins with a child of one of the week’s lists, and goes on with the verbs people
use. Where an authority is so small that no child fits, the story isn’t told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from muster.demo.cases.word import document
from muster.demo.cases.worked import LEAD, Worked, written
from muster.demo.programme.told import Told
from muster.registers import filing, finding, keeping
from muster.registers.entry import Entry, Happened
from muster.registers.found import Found
from muster.registers.legal import issuing, opening, paying, stepping, writing
from muster.registers.legal.case import Legal
from muster.registers.legal.conduct import checked, draft
from muster.registers.legal.lapsing import lapse
from muster.registers.legal.notice import Notice
from muster.registers.letters import make_letter
from muster.registers.register import registers
from muster.school_year import SchoolYear


Said = dict[str, Any]
# By register, the list its children are on, and what opening an entry decides there.
FROM_LIST = {
    "support": ("severe", "plan"),
    "part_time": ("part_time", "timetable"),
    "legal": ("threshold", "case"),
}


class Stories:
    """Every story’s entry by its key, as they come to be told."""

    def __init__(self, worked: Worked) -> None:
        self.worked = worked
        self.entries: dict[str, Entry] = {}

    def told(self) -> Iterator[Told]:
        kept = written("stories")
        for on in kept["looks"]:
            yield Told(on, partial(self.worked.look, on))
        for on in kept["lapses"]:
            yield Told(on, partial(lapse, self.worked.state, on))
        for story in kept["stories"]:
            for step in story["steps"]:
                yield Told(step["on"], partial(self._tell, story, step))
        for many in kept["many"]:
            yield Told(many["on"], partial(self._half, many))

    def _tell(self, story: Said, step: Said) -> None:
        said = {k: v for k, v in step.items() if k not in ("on", "do")}
        if step["do"] == "open":
            entry = self._open(story, step["on"], **said)
            # Of a story that can't go on, the rest isn't told either.
            self.entries.pop(story["key"], None)
            if entry is not None:
                self.entries[story["key"]] = entry
        elif entry := self.entries.get(story["key"]):
            by = self._by(story["register"], entry.school)
            DOES[step["do"]](self.worked, entry, step["on"], by, **said)

    def _by(self, register: str, school: int | None) -> str:
        """Legal cases are the lead’s, who may issue notices."""
        return LEAD if register == "legal" else self.worked.officer(school or 0)

    # Opening -------------------------------------------------------------------------------

    def _open(self, story: Said, on: date, **said: Any) -> Entry | None:
        if story["register"] == "legal":
            return self._case(story, on, LEAD, **said)
        if said.pop("who", "") == "before":
            return self._before(story, on, **said)
        name, code = FROM_LIST[story["register"]]
        row = self.worked.next(name, on, self._fits(story))
        return None if row is None else self._from_list(row, story, code, on, **said)

    def _fits(self, story: Said) -> Callable[[Found], bool]:
        worked, now = self.worked, SchoolYear.of(self.worked.today)
        if story.get("returns"):
            return lambda row: worked.is_away(row.child, now) is False
        if story["register"] == "support":
            return lambda row: worked.is_away(row.child, now) is not False
        return lambda row: True

    def _from_list(
        self, row: Found, story: Said, code: str, on: date, **said: Any
    ) -> Entry:
        by = self._by(story["register"], row.school)
        entry = keeping.open_entry(
            registers()[story["register"]],
            child=row.child,
            school=row.school,
            on=on,
            by=by,
            calendar=self.worked.calendar(row.school),
            lead=self.worked.user(by),
            **said,
        )
        finding.decide(row, code=code, on=on, by=by, entry=entry)
        return entry

    def _before(self, story: Said, on: date, **said: Any) -> Entry | None:
        """Of a child who was severely absent in the school year of a day, and isn’t now."""
        worked = self.worked
        then, now = SchoolYear.of(on), SchoolYear.of(worked.today)
        for school in worked.schools:
            rolls = worked.state.enrolments_in(then).filter(school=school)
            here = rolls.filter(rolls["from_on"] <= on)["pupil"].unique().sort()
            known = worked.state.pupils.filter(worked.state.pupils["pupil"].is_in(here.implode()))  # fmt: skip
            for child in known["child"].to_list():
                if child in worked.taken or worked.is_away(child, now) is not False:
                    continue
                if worked.is_away(child, then):
                    worked.taken.add(child)
                    return keeping.open_entry(
                        registers()[story["register"]],
                        child=child,
                        school=school,
                        on=on,
                        by=worked.officer(school),
                        calendar=worked.calendar(school),
                        **said,
                    )
        return None

    def _case(self, story: Said, on: date, by: str, parents: int = 1) -> Entry | None:
        worked = self.worked
        if held := self.entries.get(story["key"]):
            rows = Found.objects.waiting("threshold", on).filter(child=held.child)
            row = rows.first()
        else:
            row = worked.next("threshold", on, self._case_fits(story))
        if row is None:
            return None
        who = worked.parents(row, parents, by)
        lead = worked.user(by)
        calendar = worked.calendar(row.school)
        cases = opening.open_cases(row, who, on=on, by=by, calendar=calendar, lead=lead)
        return cases[0]

    def _case_fits(self, story: Said) -> Callable[[Found], bool]:
        worked, least = self.worked, story.get("least", 10)
        most, only = story.get("most", 10_000), set(story.get("only", ""))
        now, since = SchoolYear.of(worked.today), story.get("since", date.min)

        def fits(row: Found) -> bool:
            written_as = {session[2] for session in row.sessions}
            return (
                least <= len(row.sessions) <= most
                and (not only or written_as <= only)
                and since <= date.fromisoformat(row.sessions[0][0])
                and worked.is_of_age(row)
                and (not story.get("goes_on") or bool(worked.is_away(row.child, now)))
            )

        return fits

    def _half(self, many: Said) -> None:
        """Opens a plan for every second child who waits for one."""
        on, said = many["on"], dict(many["said"])
        rows = self.worked.waiting("severe", on)
        for nth, row in enumerate(rows):
            if nth % 2 == 0:
                self.worked.taken.add(row.child)
                entry = self._from_list(row, many, "plan", on, **said)
                if nth % 4 == 0:
                    _move(self.worked, entry, on, entry.opened_by, to="talked")


# What a step does ----------------------------------------------------------------------------


def _move(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    calendar = worked.calendar(entry.school)
    keeping.move(entry, on=on, by=by, calendar=calendar, **said)


def _contact(worked: Worked, entry: Entry, on: date, by: str, text: str) -> None:
    keeping.note(entry, text=text, on=on, by=by, kind=Happened.Kind.CONTACT.value)


def _review(worked: Worked, entry: Entry, on: date, by: str, text: str) -> None:
    keeping.note(entry, text=text, on=on, by=by, kind=Happened.Kind.REVIEWED.value)


def _parents(worked: Worked, entry: Entry, on: date, by: str, number: int) -> None:
    worked.parents(entry, number, by)


def _document(
    worked: Worked, entry: Entry, on: date, by: str, title: str, name: str, text: str
) -> None:
    filing.keep(entry, title=title, name=name, content=document(text), on=on, by=by)


def _letter(
    worked: Worked, entry: Entry, on: date, by: str, key: str, **more: Any
) -> None:
    [to] = worked.parents(entry, 1, by)
    make_letter(entry, key, to=to, more=more, on=on, by=by)


def _hand_to(worked: Worked, entry: Entry, on: date, by: str, lead: str) -> None:
    keeping.hand_to(entry, lead=worked.user(lead) if lead else None, on=on, by=by)


def _consider(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    calendar = worked.calendar(entry.school)
    stepping.consider(entry, on=on, by=by, calendar=calendar, **said)


def _improve(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    calendar = worked.calendar(entry.school)
    stepping.improve(entry, from_on=on, on=on, by=by, calendar=calendar, **said)


def _contract(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    calendar = worked.calendar(entry.school)
    stepping.agree_contract(entry, on=on, by=by, calendar=calendar, **said)


def _issue(worked: Worked, entry: Entry, on: date, by: str) -> None:
    """Issues what may be issued, with the same answer to every check that asks."""
    case = Legal.objects.select_related("parent").get(pk=entry.pk)
    why = written("stories")["why_all_the_same"]
    looked = checked(draft(case, reason="", on=on, state=worked.state))
    issuing.issue(
        entry,
        reason="",
        how=Notice.How.POST.value,
        on=on,
        by=by,
        calendar=worked.calendar(entry.school),
        state=worked.state,
        whys={one.check.name: why[one.check.name] for one in looked if one.asks_why},
    )


def _notice(entry: Entry) -> Notice:
    return Notice.objects.ours().filter(entry=entry).latest("pk")


def _pay(worked: Worked, entry: Entry, on: date, by: str, pounds: int) -> None:
    paying.pay(
        entry,
        notice=_notice(entry),
        paid_on=on,
        pounds=Decimal(pounds),
        on=on,
        by=by,
        calendar=worked.calendar(entry.school),
    )


def _withdraw(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    calendar = worked.calendar(entry.school)
    notice = _notice(entry)
    issuing.withdraw(entry, notice=notice, on=on, by=by, calendar=calendar, **said)


def _prosecute(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    said["defences"] = dict.fromkeys(stepping.DEFENCES, tuple(said.pop("no_defence")))
    stepping.prosecute(
        entry,
        laid_on=on,
        on=on,
        by=by,
        calendar=worked.calendar(entry.school),
        state=worked.state,
        **said,
    )


def _hear(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    for name in ("fine", "costs"):
        said[name] = Decimal(said[name])
    stepping.hear(entry, hearing_on=on, outcome_on=on, on=on, by=by, **said)


def _elsewhere(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
    issuing.record_elsewhere(entry, on=on, by=by, **said)


def _write(worked: Worked, entry: Entry, on: date, by: str, key: str) -> None:
    writing.write(entry, key=key, on=on, by=by)


def _plain(verb: Callable[..., object]) -> Callable[..., None]:
    def done(worked: Worked, entry: Entry, on: date, by: str, **said: Any) -> None:
        verb(entry, on=on, by=by, **said)

    return done


DOES: dict[str, Callable[..., None]] = {
    "move": _move,
    "note": _plain(keeping.note),
    "contact": _contact,
    "review": _review,
    "plan": _plain(keeping.plan_next),
    "fill in": _plain(keeping.fill_in),
    "close": _plain(keeping.close),
    "hand to": _hand_to,
    "parents": _parents,
    "document": _document,
    "letter": _letter,
    "consider": _consider,
    "improve": _improve,
    "contract": _contract,
    "issue": _issue,
    "write": _write,
    "pay": _pay,
    "withdraw": _withdraw,
    "prosecute": _prosecute,
    "hear": _hear,
    "elsewhere": _elsewhere,
}
