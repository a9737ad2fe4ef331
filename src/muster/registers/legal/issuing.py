"""Issuing a penalty notice, recording one of elsewhere, and withdrawing one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import counted
from muster.registers import keeping, running
from muster.registers.clocks import months_after, rule_of
from muster.registers.entry import Entry
from muster.registers.keeping import Refused, one_at_a_time
from muster.registers.legal.case import REGISTER, Legal, Status
from muster.registers.legal.conduct import Checked, Draft, checked, draft, unanswered
from muster.registers.legal.evidence import written
from muster.registers.legal.notice import Notice
from muster.registers.penalty import due, served_by_post
from muster.school_year import Calendar, clock
from muster.tables.state import State


@one_at_a_time
def issue(
    entry: Entry,
    *,
    reason: str,
    how: str,
    on: date,
    by: str,
    calendar: Calendar,
    state: State,
    whys: Mapping[str, str] | None = None,
    served_on: date | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Notice:
    """Issues the notice that may be issued: the first or the second within three years,
    resting on what no other rested on, from ``first`` to ``last`` if given. ``whys`` are
    reasons, by the check that asks.

    Raises Refused for what law blocks, and for a check without the reason it asks for.
    """
    case, whys = Legal.objects.select_related("parent").get(pk=entry.pk), whys or {}
    one = draft(case, reason=reason, on=on, state=state, first=first, last=last)
    _refuse_day(case, one)
    looked = checked(one)
    _refuse(looked, whys)
    assert one.next.place, "what law blocks was refused"
    status = f"notice_{one.next.place}"
    _refuse_move(entry, status)
    served = _served(how, on, served_on)
    notice = _made(one, how=how, served=served, whys=_kept(looked, whys), by=by)
    said = _said(notice, one)
    keeping.move(entry, to=status, on=on, by=by, calendar=calendar, note=said, by_deed=True)  # fmt: skip
    _begin_clocks(entry, notice)
    _record("notice.issued", notice, by=by)
    return notice


def _made(
    one: Draft, *, how: str, served: date, whys: dict[str, str], by: str
) -> Notice:
    """The notice of a draft that may be issued, with what is due and by when."""
    place, case = one.next.place, one.case
    assert place and one.pupil is not None
    owed = due(place, one.on, served)
    offence_from, offence_to = one.offence
    return Notice.objects.create(
        entry_id=case.pk,
        parent=case.parent,
        child=case.child,
        pupil=one.pupil,
        place=place,
        reason=one.reason,
        offence_from=offence_from,
        offence_to=offence_to,
        sessions=written(one.sessions),
        support=case.support_first,
        support_says=case.support_says,
        whys=whys,
        issued_on=one.on,
        how=how,
        served_on=served,
        pounds=owed.pounds,
        due_on=owed.by,
        reduced_pounds=owed.reduced_pounds,
        reduced_on=owed.reduced_by,
        by=by,
        at=timezone.now(),
    )


@one_at_a_time
def record_elsewhere(
    entry: Entry,
    *,
    issuer: str,
    issued_on: date,
    reason: str,
    on: date,
    by: str,
    offence_from: date | None = None,
    offence_to: date | None = None,
) -> Notice:
    """A notice another authority, or a constable there, issued to this parent for this
    child: it counts among the two, paid or not, and the sessions it relied on are gone."""
    _refuse_kept_elsewhere(entry)
    if not issuer.strip():
        raise Refused("Say which authority issued it.")
    if issued_on > on:
        raise Refused("That day is still to come. Give the day it was issued.")
    if offence_from and offence_to and offence_to < offence_from:
        raise Refused("The last session is before the first. Check the two days.")
    if any(day and day > issued_on for day in (offence_from, offence_to)):
        raise Refused("It can’t rely on sessions after it was issued. Check the days.")
    case = Legal.objects.get(pk=entry.pk)
    notice = Notice.objects.create(
        entry=entry,
        parent=case.parent,
        child=entry.child,
        reason=reason,
        offence_from=offence_from,
        offence_to=offence_to,
        issuer=issuer.strip(),
        issued_on=issued_on,
        by=by,
        at=timezone.now(),
    )
    text = f"A penalty notice of {issuer.strip()} of {issued_on:%d/%m/%Y} is recorded."
    keeping.note(entry, text=text, on=on, by=by)
    _record("notice.recorded", notice, by=by)
    return notice


@one_at_a_time
def withdraw(
    entry: Entry,
    *,
    notice: Notice,
    ground: str,
    why: str,
    on: date,
    by: str,
    calendar: Calendar,
) -> None:
    """Withdraws a notice, for a reason: it counts no longer, and what it relied on is free
    again. Raises Refused before it was issued, twice, and once somebody is prosecuted."""
    notice = _locked(entry, notice)
    _refuse_withdrawing(notice, ground, why, on)
    notice.withdrawn_on, notice.withdrawn_for = on, ground
    notice.withdrawn_why = why.strip()
    notice.save(update_fields=["withdrawn_on", "withdrawn_for", "withdrawn_why"])
    text = f"{notice.number}: {notice.get_withdrawn_for_display()}. {why.strip()}"
    if notice.paid_on:
        text = f"{text} £{notice.paid_pounds} was paid: pay it back."
    is_last = not entry.notices.filter(issuer="", pk__gt=notice.pk).exists()
    is_of_now = not notice.issuer and is_last
    if is_of_now:
        why = "The notice was withdrawn"
        running.stop(entry, "half", "full", "limit", on=on, by=by, why=why)
    if is_of_now and entry.status in OF_A_NOTICE:
        to = Status.WITHDRAWN
        keeping.move(entry, to=to, on=on, by=by, calendar=calendar, note=text, by_deed=True)  # fmt: skip
    else:
        keeping.note(entry, text=f"Withdrawn: {text}", on=on, by=by)
    _record("notice.withdrawn", notice, by=by, after={"why": ground})


def _refuse_withdrawing(notice: Notice, ground: str, why: str, on: date) -> None:
    if notice.withdrawn_on:
        raise Refused(f"It was withdrawn on {notice.withdrawn_on:%d/%m/%Y} already.")
    if not why.strip():
        raise Refused("Say why it is withdrawn.")
    if on < notice.issued_on:
        raise Refused(
            f"It was issued on {notice.issued_on:%d/%m/%Y}: give a later day."
        )
    if notice.prosecutions.exclude(outcome="discontinued").exists():
        raise Refused("Somebody is prosecuted for it. End the prosecution first.")
    if ground == Notice.Ground.UNPAID and (why := _not_unpaid(notice, on)):
        raise Refused(why)


def _not_unpaid(notice: Notice, on: date) -> str:
    """Why a notice can’t be called unpaid on a day; nothing where it can."""
    if notice.issuer:
        return f"It was issued by {notice.issuer}, and is paid there. Choose another ground."
    if notice.paid_on:
        return f"It was paid on {notice.paid_on:%d/%m/%Y}. Choose another ground."
    if notice.is_overdue(on):
        return ""
    return f"It isn’t unpaid yet: the last day is {notice.due_on:%d/%m/%Y}."


OF_A_NOTICE = frozenset({Status.NOTICE_1, Status.NOTICE_2, Status.UNPAID, Status.PAID})


def _refuse(looked: list[Checked], whys: Mapping[str, str]) -> None:
    if blocked := [one for one in looked if one.blocks]:
        raise Refused(
            " ".join(f"{one.check.says}: not met. {one.found}" for one in blocked)
        )
    if missing := unanswered(looked, whys):
        said = "; ".join(one.check.says for one in missing)
        raise Refused(f"Say why a notice is issued all the same: {said}.")


def _refuse_day(case: Legal, one: Draft) -> None:
    """A notice isn’t dated before what it rests on, nor before one there is: in between
    it could be a third that counts as a second."""
    if one.sessions and one.sessions[-1].on > one.on:
        raise Refused(
            f"It rests on a session of {one.sessions[-1].on:%d/%m/%Y}: give that day or a"
            " later one, or an earlier last day of the offence."
        )
    later = Notice.objects.of(case.parent, case.child).standing()
    if after := later.filter(issued_on__gt=one.on).first():
        raise Refused(
            f"A notice was issued later, on {after.issued_on:%d/%m/%Y}: give that day or"
            " a later one."
        )


def _refuse_move(entry: Entry, status: str) -> None:
    if why := REGISTER.refusal(entry, status):
        raise Refused(why)


def _refuse_kept_elsewhere(entry: Entry) -> None:
    if entry.is_read_only:
        raise Refused(f"This is kept in {entry.source}, and is changed there.")


def _locked(entry: Entry, notice: Notice) -> Notice:
    _refuse_kept_elsewhere(entry)
    return Notice.objects.select_for_update().get(pk=notice.pk, entry=entry)


def _served(how: str, on: date, served_on: date | None) -> date:
    if how == Notice.How.POST:
        return served_by_post(on)
    if served_on is None:
        return on
    if served_on < on:
        raise Refused("It can’t be served before it is issued. Check the two days.")
    if served_on > clock.today():
        raise Refused(
            f"{served_on:%d/%m/%Y} is still to come. Enter the notice once it is served, or"
            " say that it goes by post."
        )
    return served_on


def _kept(looked: list[Checked], whys: Mapping[str, str]) -> dict[str, str]:
    return {
        one.check.name: whys[one.check.name].strip() for one in looked if one.asks_why
    }


def _said(notice: Notice, one: Draft) -> str:
    assert notice.served_on and notice.due_on
    half = ""
    if notice.reduced_on:
        half = f"£{notice.reduced_pounds} by {notice.reduced_on:%d/%m/%Y}, "
    return (
        f"{notice.number}, {counted(len(one.sessions), 'session')}, served on"
        f" {notice.served_on:%d/%m/%Y}: {half}£{notice.pounds} by"
        f" {notice.due_on:%d/%m/%Y}."
    )


def _begin_clocks(entry: Entry, notice: Notice) -> None:
    assert notice.served_on and notice.due_on
    begin_limit(entry, notice.offence_to, on=notice.issued_on, by=notice.by)
    if notice.reduced_on:
        running.begin(
            entry, "half", began_on=notice.served_on, due_on=notice.reduced_on
        )
    running.begin(entry, "full", began_on=notice.served_on, due_on=notice.due_on)


def begin_limit(entry: Entry, last: date | None, *, on: date, by: str) -> None:
    """The six months an information may be laid in, from the last session relied on."""
    assert last
    running.stop(entry, "limit", on=on, by=by, why="Another offence is relied on")
    months = rule_of("legal", "limit", on).number
    running.begin(entry, "limit", began_on=last, due_on=months_after(last, months))


def _record(
    did: str, notice: Notice, *, by: str, after: dict[str, str] | None = None
) -> None:
    audit.record(
        did=did,
        by=by,
        child=notice.child,
        to=f"notice:{notice.pk}",
        school=notice.entry.school,
        after=after,
    )
