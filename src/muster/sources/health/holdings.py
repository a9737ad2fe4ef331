"""What is held: schools, pupils and marks, and what is missing or cannot be right."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from muster.design.filters import day, number, percent
from muster.measures import conflicts, totals
from muster.measures.ask import ask, latest_half_term
from muster.measures.coverage import Coverage, coverage, marks_up_to
from muster.measures.members import school_names
from muster.measures.periods import Period, parse_period
from muster.school_year import SchoolYear, week_label, week_of
from muster.sources import uploads
from muster.sources.health.finding import Finding, Findings
from muster.sources.words import are, counted, have, listed
from muster.tables.cells import Doubtful
from muster.tables.columns import PUPIL
from muster.tables.state import State, remembered


# A school that has sent nothing for longer than this, while others have, is asked.
SILENT = timedelta(days=10)
# A weekly file older than this is worth a look: the longest holiday of a year's middle,
# and a week.
OLD_WEEKLY = timedelta(days=24)
# Above this share of a school's marks unknown codes are said: 1 in 200 (rules.md 1.4).
UNKNOWN_SHARE = 200
# Fewer sessions held than this, of a hundred that were open, is worth a look.
ENOUGH_HELD = 98
MERGE_BEFORE = uploads.MERGE_AT


def of_state(state: State, on: date) -> Findings:
    """What is held, and what is missing from it, on a day."""
    yield from _layers(state)
    yield from _provisional(state)
    yield from _doubtful(state)
    yield from _homes(state)
    yield from _weekly(state, on)
    if not state.years() and state.totals_years():
        return
    if not state.years():
        yield Finding("Marks", "look", "No marks have been loaded yet.")
        return
    period = latest_half_term(state)
    year = SchoolYear(state.years()[-1])
    names = school_names(state)
    yield from _covered(coverage(state, period), period, names)
    yield from _stale(coverage(state, parse_period(year.label)), state, names, on)
    yield from _unknown_codes(state, period)
    yield from _conflicts(state, year, names)


def _layers(state: State) -> Findings:
    for year in state.years():
        unmerged = state.unmerged(year)
        if unmerged >= MERGE_BEFORE:
            yield Finding(
                "Store",
                "look",
                f"{number(unmerged)} loads of {SchoolYear(year).title} lie on each other"
                " unmerged, which makes figures slow. The worker merges them at night:"
                " see that one is running.",
            )


def _provisional(state: State) -> Findings:
    rows = state.schools.select("name", "provisional").iter_rows()
    names = [name for name, provisional in rows if provisional]
    if names:
        yield Finding(
            "Schools",
            "look",
            f"{counted(len(names), 'school')} {are(len(names))} known only by what other"
            f" files call them: {listed(sorted(names))}. Load a schools file that"
            " describes them.",
        )
    elif state.schools.height:
        held = counted(state.schools.height, "school")
        yield Finding("Schools", "good", f"{held}, every one described.")


def _doubtful(state: State) -> Findings:
    found = _doubtful_pupils(state)
    total = sum(found.values())
    if found:
        yield Finding(
            "Pupils",
            "look",
            f"{counted(total, 'pupil')} {have(total)} a UPN that cannot be right, so"
            " they are not recognised at another school. Ask these schools to correct"
            f" them: {listed(_with_counts(found, school_names(state)))}.",
        )


def _homes(state: State) -> Findings:
    """Postcodes of enrolments that lead to no ward."""
    asked = state.postcodes
    if not asked:
        return
    listed = frozenset(state.wards_by_postcode["postcode"].to_list())
    unknown = len(asked - listed)
    if not listed:
        said = (
            f"{counted(len(asked), 'postcode')} in enrolments, and no look-up to find"
            " their wards by. Load one."
        )
    elif unknown:
        said = (
            f"{number(unknown)} of {counted(len(asked), 'postcode')} in enrolments"
            f" {are(unknown)} not in the look-up, so who lives there has no ward. Load a"
            " newer one, or correct them."
        )
    else:
        yield Finding("Wards", "good", "Every postcode in enrolments has its ward.")
        return
    yield Finding("Wards", "look", said)


@remembered(2)
def _doubtful_pupils(state: State) -> Counter[int]:
    """How many pupils of each school have what looks like a UPN and isn't one."""
    rows = state.pupils.select("school", "supplied", "upn").iter_rows()
    return Counter(
        school
        for school, supplied, upn in rows
        if not upn and isinstance(PUPIL.read(supplied), Doubtful)
    )


def _covered(
    held: dict[int, Coverage], period: Period, names: dict[int, str]
) -> Findings:
    due = sum(one.open for one in held.values())
    sent = sum(one.held for one in held.values())
    silent = sorted(names[one.school] for one in held.values() if one.is_silent)
    upto = marks_up_to(held.values())
    share = (
        f"{number(sent)} of {number(due)} sessions that schools were open have marks"
    )
    said = f"{period.title}: marks up to {day(upto)}. {share}."
    if silent:
        said += (
            f" {counted(len(silent), 'school')} sent nothing at all: {listed(silent)}."
            " Ask them for their registers."
        )
    enough = not silent and sent * 100 >= due * ENOUGH_HELD
    yield Finding("Coverage", "good" if enough else "look", said)


def _stale(
    held: dict[int, Coverage], state: State, names: dict[int, str], on: date
) -> Findings:
    """Marks that stopped coming: everywhere, or from some schools."""
    upto = marks_up_to(held.values())
    if upto is None:
        return
    missed = state.calendar().school_days(upto + timedelta(days=1), on)
    if on - upto > SILENT and len(missed) > 5:
        yield Finding(
            "Marks",
            "look",
            f"The latest marks are of {day(upto)}: {counted(len(missed), 'school day')} ago."
            " See that files are still being sent.",
        )
    else:
        week = coverage(state, parse_period(week_label(week_of(upto))))
        sent = sum(not one.is_silent for one in week.values())
        yield Finding(
            "Marks",
            "good",
            f"The latest are of {day(upto)}. In that week {number(sent)} of the"
            f" {number(len(week))} schools that were open sent marks.",
        )
    behind = sorted(
        (one.last_on, names[one.school])
        for one in held.values()
        if one.last_on and upto - one.last_on > SILENT
    )
    if behind:
        named = [f"{name} (last on {day(last)})" for last, name in behind]
        yield Finding(
            "Marks",
            "look",
            f"{counted(len(behind), 'school')} {have(len(behind))} sent nothing for more than"
            f" {SILENT.days} days: {listed(named)}. Ask them for their registers.",
        )


def _weekly(state: State, on: date) -> Findings:
    """How old the latest weekly file is, and who is gone since the one before."""
    change = totals.latest_change(state)
    if change is None:
        return
    of, names = change.summary(), school_names(state)
    said = (
        f"The latest is as at {day(of.last)}, {_ago(on - of.last)}, with"
        f" {counted(of.pupils + of.not_counted, 'pupil')} of"
        f" {counted(of.schools, 'school')}."
    )
    if of.first:
        said += (
            f" Since the one as at {day(of.first)}, {number(of.vanished)} vanished,"
            f" {number(of.new)} came new and {number(of.revised)} had totals revised"
            " down."
        )
    if of.vanished_everywhere:
        gone = Counter(one.school for one in change.vanished if not one.at)
        said += (
            f" Of those who vanished, {number(of.vanished_everywhere)}"
            f" {are(of.vanished_everywhere)} at no school in it, and may be missing"
            f" education: {listed(_with_counts(gone, names))}. Ask these schools where"
            " they went."
        )
    if of.schools_vanished:
        lost = sorted(names[school] for school in of.schools_vanished)
        said += f" {counted(len(lost), 'school')} vanished altogether: {listed(lost)}."
    is_old = on - of.last > OLD_WEEKLY
    if is_old:
        said += " Load the latest from the Department’s site."
    worth = is_old or of.vanished_everywhere or of.schools_vanished
    yield Finding("Weekly file", "look" if worth else "good", said)


def _ago(time: timedelta) -> str:
    return f"{counted(time.days, 'day')} ago" if time.days > 0 else "today"


def _unknown_codes(state: State, period: Period) -> Findings:
    answer = ask(
        state,
        ["unknown_codes"],
        by=("school",),
        period=period,
        rules="roll",
        audience="unsuppressed",
    )
    above = [
        (row.dims[0], row.value)
        for row in answer.rows
        if (row.numerator or 0) * UNKNOWN_SHARE > (row.denominator or 0)
    ]
    if above:
        named = [f"{school} ({percent(share)})" for school, share in above]
        yield Finding(
            "Codes",
            "look",
            f"{counted(len(above), 'school')} {have(len(above))} unknown codes on more than 0.5% of their"
            f" marks: {listed(named)}. They are left out of rates. Take the loads back"
            " and load them with a code map that says what the codes mean.",
        )
    else:
        yield Finding("Codes", "good", "No school has many marks with unknown codes.")


def _conflicts(state: State, year: SchoolYear, names: dict[int, str]) -> Findings:
    found = _conflicts_by_schools(state, year.start)
    for kind in (conflicts.BOTH_AWAY, conflicts.BOTH_HERE):
        pairs = {at: n for (said, at), n in found.items() if said == kind}
        if pairs:
            named = [
                f"{' and '.join(names[school] for school in at)} ({number(n)})"
                for at, n in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
            ]
            yield Finding(
                "Registers",
                "look",
                f"Children on two registers have {kind} in"
                f" {counted(sum(pairs.values()), 'session')} of {year.title}:"
                f" {listed(named)}. Ask the schools which of them is right.",
            )
    if not found:
        said = f"No two schools disagree about a child in {year.title}."
        yield Finding("Registers", "good", said)


@remembered(2)
def _conflicts_by_schools(
    state: State, year: int
) -> Counter[tuple[str, tuple[int, ...]]]:
    found = conflicts.conflicts(state, year)
    return Counter((one.kind, tuple(sorted(set(one.schools)))) for one in found)


def _with_counts(found: Counter[int], names: dict[int, str]) -> list[str]:
    return [
        f"{names.get(school, 'a school')} ({n})" for school, n in found.most_common()
    ]
