"""Looking through the registers for the week's lists, and deciding of who is on one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from muster.accounts import audit
from muster.measures.watch.register import Register
from muster.measures.watch.rules import number
from muster.measures.watch.severity import since_last_half_term
from muster.measures.watch.watching import Watched, watched
from muster.measures.watch.weekly_file import off_file
from muster.registers import severe
from muster.registers.entry import MISTAKE, Entry
from muster.registers.found import Decided, Found, FoundRows
from muster.registers.keeping import Refused
from muster.registers.legal.evidence import Evidence, is_unauthorised
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution
from muster.registers.lists import FINDS, OF_FILES, Finding, lists
from muster.registers.lists import off_file as finding_off_file
from muster.registers.returns.kinds import DELETION
from muster.registers.returns.sent import Return
from muster.school_year import SchoolYear
from muster.tables.state import State


Findings: TypeAlias = dict[tuple[str, int, date], Finding]
THRESHOLD = "threshold"
FIGURES = (
    *("since_on", "rank", "figures", "sessions", "gone_on"),
    *("corrected_on", "corrected", "unmet_on"),
)


def look(
    state: State,
    on: date,
    schools: Sequence[int] | None = None,
    tell: Callable[[float], object] | None = None,
) -> int:
    """Brings the lists up to a day: who is found, who is not any more, and of whom the
    register was corrected. Gives how many are found. A school at a time, each by itself."""
    children = dict(state.pupils.select("pupil", "child").iter_rows())
    found = 0
    every = len(state.schools) if schools is None else len(schools)
    for done, one in enumerate(watched(state, on, schools, fresh_after())):
        found += _take(one, on, children, state)
        if tell:
            tell(min(done / max(every, 1), 1.0))
    return found


def decide(
    found: Found,
    *,
    code: str,
    on: date,
    by: str,
    why: str = "",
    entry: Entry | None = None,
) -> Decided:
    """Takes a child off a list by a decision of that list.

    Raises Refused for one that isn't, and without the reason it needs.
    """
    decision = lists()[found.on_list].decision(code)
    if decision is None:
        raise Refused(
            f"“{code}” is not decided on this list. Choose one of those given."
        )
    if decision.why and not why.strip():
        raise Refused(f"Say why: “{decision.says}” needs a reason.")
    if decision.opens and entry is None:
        raise Refused(f"“{decision.says}” is done by opening one.")
    upto = max((date.fromisoformat(row[0]) for row in found.sessions), default=None)
    with transaction.atomic():
        said = Decided.objects.create(
            found=found,
            code=code,
            why=why.strip(),
            until=on + timedelta(days=decision.for_days) if decision.for_days else None,
            upto_on=upto,
            entry=entry,
            on=on,
            by=by,
            at=timezone.now(),
        )
        audit.record(
            did="list.decided",
            by=by,
            child=found.child,
            to=f"finding:{found.pk}",
            school=found.school,
            after={"list": found.on_list, "decided": code},
        )
        see_correction(Found.objects.filter(pk=found.pk), on=on, by=by)
    return said


@transaction.atomic
def see_correction(rows: FoundRows, *, on: date, by: str) -> int:
    """Somebody saw that the register of findings they decided of was corrected since: they
    are told of it no longer, until it is corrected anew. Gives of how many."""
    corrected = list(rows.corrected_for(by))
    Decided.objects.filter(found__in=corrected, by=by).update(correction_seen_on=on)
    for one in corrected:
        audit.record(
            did="list.correction-seen",
            by=by,
            child=one.child,
            to=f"finding:{one.pk}",
            school=one.school,
        )
    return len(corrected)


def fresh_after(*pupils: int) -> dict[int, date]:
    """The last session already relied on, of each pupil or of these: by a notice that
    stands, by a prosecution, or by a decision for good (rules.md 4.2). Opening a case
    relies on nothing yet; once no case of a finding is open, counting starts afresh after
    the day it was closed."""
    going_on = Decided.objects.filter(
        found=OuterRef("found"), entry__isnull=False, entry__ended_on=None
    )
    decided = Decided.objects.filter(
        ~Exists(going_on),
        found__on_list=THRESHOLD,
        until=None,
        upto_on__isnull=False,
    ).exclude(entry__outcome=MISTAKE)
    notices = Notice.objects.standing().filter(pupil__isnull=False)
    in_court = Prosecution.objects.standing()
    tried = Evidence.objects.filter(entry__prosecutions__in=in_court)
    if pupils:
        decided = decided.filter(found__pupil__in=pupils)
        notices = notices.filter(pupil__in=pupils)
        tried = tried.filter(pupil__in=pupils)
    rows = [
        *decided.values_list("found__pupil", "upto_on"),
        *decided.filter(entry__isnull=False).values_list(
            "found__pupil", "entry__ended_on"
        ),
        *notices.values_list("pupil", "offence_to"),
        *tried.values_list("pupil", "entry__prosecutions__offence_to"),
    ]
    found: dict[int, date] = {}
    for pupil, upto in rows:
        found[pupil] = max(upto, found.get(pupil, upto))
    return found


def look_in_files(state: State, on: date) -> int:
    """Brings the list that weekly files make up to a day. Gives how many are on it."""
    children = dict(state.pupils.select("pupil", "child").iter_rows())
    year = SchoolYear.of(on)
    deleted = Return.objects.standing().filter(kind=DELETION, child__isnull=False)
    told = set(
        deleted.filter(about_on__gte=year.starts_on).values_list("school", "child")
    )
    # Whom the register has no more either is on the list of that.
    held = Found.objects.filter(on_list="vanished", gone_on=None)
    told |= set(held.values_list("school", "child"))
    now: dict[int, Findings] = {}
    for one in off_file(state, on):
        if (one.school, children[one.pupil]) not in told:
            found = finding_off_file(one, on)
            of_school = now.setdefault(one.school, {})
            of_school[OF_FILES, found.pupil, found.since_on] = found
    before = Found.objects.filter(on_list=OF_FILES, gone_on=None)
    for school in {*now, *before.values_list("school", flat=True)}:
        _replace(school, [OF_FILES], now.get(school, {}), on, children)
    return sum(map(len, now.values()))


@transaction.atomic
def _take(one: Watched, on: date, children: dict[int, int], state: State) -> int:
    """One school's findings in place of those there were."""
    now = {
        (name, finding.pupil, finding.since_on): finding
        for name, find in FINDS.items()
        for finding in find(one, on)
    }
    school = one.register.school
    _replace(school, [*FINDS], now, on, children, one.register)
    since_on = since_last_half_term(state.calendar(school), on)
    severe.keep(
        one.severities, school=school, since_on=since_on, on=on, child_of=children
    )
    return len(now)


@transaction.atomic
def _replace(
    school: int,
    names: Sequence[str],
    now: Findings,
    on: date,
    children: dict[int, int],
    register: Register | None = None,
) -> None:
    """What is on a school's lists now in place of what was. What somebody decided about is
    kept as it was when they did, for as long as that holds, and marked where the register
    was corrected since."""
    rows = Found.objects.select_for_update().filter(school=school, on_list__in=names)
    held = {(row.on_list, row.pupil, row.since_on): row for row in rows}
    said = Decided.objects.filter(found__in=rows)
    decided = set(said.values_list("found", flat=True))
    holding = set(said.holding(on).values_list("found", flat=True))
    if register:
        held = _redated(held, now, register)
    new = []
    for (name, pupil, since_on), finding in now.items():
        if (name, pupil, since_on) not in held:
            row = Found(on_list=name, pupil=pupil, since_on=since_on, found_on=on)
            row.child, row.school = children[pupil], school
            new.append(_filled(row, finding))
    for key, row in held.items():
        if key in now and row.pk not in holding:
            _filled(row, now[key])
        elif row.pk in decided and register:
            _correct(row, register, on)
        row.gone_on = None if key in now else row.gone_on or on
        if register and row.on_list == THRESHOLD:
            is_met = key in now or _has_its_ten(row, register)
            row.unmet_on = None if is_met else row.unmet_on or on
    Found.objects.bulk_create(new, batch_size=500)
    Found.objects.bulk_update(held.values(), FIGURES, batch_size=200)


def _filled(row: Found, finding: Finding) -> Found:
    row.rank, row.figures = finding.rank, finding.figures
    row.sessions = [
        [one.on.isoformat(), one.half, one.code] for one in finding.sessions
    ]
    return row


def _redated(
    held: dict[tuple[str, int, date], Found], now: Findings, register: Register
) -> dict[tuple[str, int, date], Found]:
    """What is held, by what makes each now. A threshold that a corrected register took back
    and that other sessions beside some of the same meet is that threshold still, on the day
    of their tenth: it is neither counted nor decided twice."""
    after = dict(held)
    for key, row in held.items():
        if key in now or row.on_list != THRESHOLD or _has_its_ten(row, register):
            continue
        for again, finding in now.items():
            is_other = again[:2] != key[:2] or again in after
            if not is_other and _ten(row) & {
                (one.on.isoformat(), one.half) for one in finding.sessions
            }:
                row.since_on = finding.since_on
                after[again] = after.pop(key)
                break
    return after


def _ten(row: Found) -> set[tuple[str, str]]:
    """The day and half of each session that met a threshold."""
    ten = row.sessions[: number("penalty_sessions", row.since_on)]
    return {(day, half) for day, half, _ in ten}


def _has_its_ten(row: Found, register: Register) -> bool:
    """Whether the register has the sessions that met a threshold as missed without leave
    still. A finding goes for other reasons too: the child left, a notice relied on the
    sessions, the year is over. Of a pupil or a day it no longer has, what was known stays."""
    ten = _ten(row)
    at = np.flatnonzero(register.pupils == row.pupil)
    is_held = len(at) and ten and len(register.day)
    if not is_held or date.fromisoformat(min(ten)[0]) < register.on(0):
        return row.unmet_on is None
    return all(
        is_unauthorised(register.code_of(int(at[0]), date.fromisoformat(day), half))
        for day, half in ten
    )


def _correct(row: Found, register: Register, on: date) -> None:
    """Keeps which sessions a decision rests on are another now, and since when. Whoever
    decided is told anew of each further correction, and of a mark that was taken back. A
    pupil or a day the register no longer has was not corrected."""
    at = np.flatnonzero(register.pupils == row.pupil)
    if not len(at) or not len(register.day):
        return
    pupil, begins = int(at[0]), register.on(0)
    corrected = [
        [day, half, now]
        for day, half, code in row.sessions
        if (on_day := date.fromisoformat(day)) >= begins
        and (now := register.code_of(pupil, on_day, half)) != code
    ]
    if corrected and corrected != row.corrected:
        row.corrected_on = on
        row.decided.update(correction_seen_on=None)
    elif not corrected:
        row.corrected_on = None
    row.corrected = corrected
