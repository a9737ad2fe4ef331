"""The page of one child: who they are, one line of time, and the tables behind it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from muster.design import charts
from muster.design.charts import DayRow
from muster.design.filters import day, number, percent
from muster.registers import marked
from muster.registers.child import Child, Place
from muster.registers.marked import Sums, Week, YearAt
from muster.school_year import SchoolYear, week_of
from muster.tables.cohorts import cohorts
from muster.tables.state import State


# What a half-day is shown as: its shape in the picture, and the words for it.
SHAPES = {
    marked.PRESENT: ("thin", "Present, or educated elsewhere"),
    marked.AUTHORISED: ("hollow", "Absent, authorised"),
    marked.UNAUTHORISED: ("solid", "Absent, unauthorised"),
    marked.NOT_REQUIRED: ("dot", "Not required to attend"),
    marked.NO_MARK: ("cross", "No mark held"),
    marked.UNKNOWN: ("cross", "A code Muster does not know"),
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def of(child: Child, state: State, on: date) -> dict[str, Any]:
    years = marked.years_of(child, state)
    drawn = [one for one in years if one.weeks]
    return {
        "child": child,
        "facts": _facts(child, on),
        "characteristics": [_row(*one) for one in child.characteristics],
        "enrolments": _enrolments(child),
        "cohorts": _cohorts(child),
        "latest": [
            _headlines(one, on, state) for one in years if one.year == years[0].year
        ],
        "picture": _picture(drawn, state),
        "key": _key(drawn),
        "sums": _by_year(years),
        "weeks": [_week_by_week(one) for one in drawn],
        "files": [_files(one) for one in years if not one.weeks],
        "means": _means(drawn),
    }


def _row(title: str, said: str) -> dict[str, Any]:
    return {"key": {"text": title}, "value": {"text": said}}


# Who they are ---------------------------------------------------------------------------


def _facts(child: Child, on: date) -> list[dict[str, Any]]:
    now = [place for place in child.places if place.is_on_roll(on)]
    facts = [
        ("Date of birth", day(child.born_on) if child.born_on else "Not known"),
        ("School", _schools(now) or "On no roll today"),
    ]
    if child.also_at:
        facts.append(("Also on the roll of", " and ".join(child.also_at)))
    if groups := [place.spells[-1].year_group for place in now if place.spells]:
        facts.append(("Year group", ", ".join(dict.fromkeys(groups)) or "Not known"))
    if child.names[1:]:
        facts.append(("Names given before", "; ".join(child.names[1:])))
    upn, *former = child.upns or ("",)
    facts.append(("UPN", _upn(upn)))
    if former:
        facts.append(("Former UPNs", "; ".join(map(_upn, former))))
    facts += [
        (f"Identifier at {place.school_name}", place.identifier)
        for place in child.places
        if not place.is_upn
    ]
    return [_row(*fact) for fact in facts]


def _schools(places: Iterable[Place]) -> str:
    return " and ".join(dict.fromkeys(place.school_name for place in places))


def _upn(upn: str) -> str:
    """A temporary UPN ends in a letter (rules.md 8.4)."""
    if not upn:
        return "Not known"
    return f"{upn} (temporary)" if upn[-1].isalpha() else upn


def _enrolments(child: Child) -> dict[str, Any] | None:
    rows = [
        (spell.from_on or date.min, place.school_name, spell)
        for place in child.places
        for spell in place.spells
    ]
    if not rows:
        return None
    rows.sort(key=lambda one: one[:2], reverse=True)
    return {
        "caption": "Enrolments",
        "columns": [
            {"text": text} for text in ("School", "From", "To", "Status", "Year group")
        ],
        "rows": [
            [
                school,
                day(spell.from_on) if spell.from_on else "Not known",
                day(spell.to_on) if spell.to_on else "Still on roll",
                spell.status or "Not known",
                spell.year_group or "Not known",
            ]
            for _, school, spell in rows
        ],
    }


def _cohorts(child: Child) -> dict[str, Any] | None:
    """Dated lists of other services, the latest first, and who says so."""
    if not child.in_cohorts:
        return None
    return {
        "caption": "Cohorts",
        "columns": [
            {"text": text}
            for text in (
                "Cohort",
                "From",
                "To",
                "Placed in",
                "School on the list",
                "By",
            )
        ],
        "rows": [
            [
                cohorts()[one.cohort].title,
                day(one.from_on),
                day(one.to_on) if one.to_on else "Still in it",
                one.placed_in or "–",
                one.at_school or "–",
                cohorts()[one.cohort].source,
            ]
            for one in child.in_cohorts
        ],
    }


# What the marks come to -------------------------------------------------------------------


def _headlines(one: YearAt, on: date, state: State) -> dict[str, Any]:
    sums = one.sums
    # Who has left can miss no more there.
    is_under_way = on <= one.year.ends_on and one.place.is_on_roll(on)
    return {
        "title": f"{one.year.label} at {one.place.school_name}",
        "upto": f"To {day(one.last_on)}.",
        "standing": standing(sums),
        "how_far": how_far(sums, _to_come(one, state)) if is_under_way else "",
        "tiles": [
            {"label": "Possible sessions", "value": number(sums.possible)},
            {"label": "Attended", "value": number(sums.attended)},
            {
                "label": "Absent",
                "value": number(sums.absent),
                "detail": f"{_rate(sums)} of possible sessions"
                if sums.possible
                else "",
                "note": f"{number(sums.authorised)} authorised, {number(sums.unauthorised)} unauthorised",
            },
        ],
    }


def standing(sums: Sums) -> tuple[str, str]:
    """Whether a child is persistently or severely absent: a kind of status, and words."""
    if not sums.possible:
        return "none", "No possible session, so no rate of absence"
    if sums.is_severe:
        return "bad", "Severely absent"
    if sums.is_persistent:
        return "bad", "Persistently absent"
    return "good", "Not persistently absent"


def _to_come(one: YearAt, state: State) -> int:
    """The sessions its school has open after the last day anything is said of."""
    calendar = state.calendar(one.place.school)
    since = one.last_on + timedelta(days=1)
    return len(calendar.open_sessions(since, one.year.ends_on))


def how_far(sums: Sums, to_come: int) -> str:
    """How many sessions away from persistent absence, or from its end, a child is
    (rules.md 2.6); where the year has not so many still ``to_come``, that it is no way."""
    if not sums.possible:
        return ""
    if sums.is_persistent:
        if sums.attendances_needed > to_come:
            return _NOT_THIS_YEAR
        return (
            f"Attending {_next(sums.attendances_needed)} would end persistent absence."
        )
    if sums.misses_left > to_come:
        return "No absence still to come this school year could make it persistent."
    return f"Missing {_next(sums.misses_left)} would be persistent absence."


_NOT_THIS_YEAR = (
    "Attending every session left would not end persistent absence this school year."
)


def _next(sessions: int) -> str:
    return "the next session" if sessions == 1 else f"the next {sessions:,} sessions"


def _rate(sums: Sums) -> str:
    if not sums.possible:
        return "–"
    return percent(Decimal(100 * sums.absent) / sums.possible)


NUMBERS = ("Possible", "Attended", "Authorised", "Unauthorised", "Absent")


def _numbers(sums: Sums) -> list[str]:
    counted = (
        sums.possible,
        sums.attended,
        sums.authorised,
        sums.unauthorised,
        sums.absent,
    )
    return [number(one) for one in counted]


def _by_year(years: Sequence[YearAt]) -> dict[str, Any] | None:
    if not years:
        return None
    rows = []
    for year, at in groupby(years, key=lambda one: one.year):
        each = list(at)
        named = [(one.place.school_name, one.sums) for one in each]
        if len(each) > 1:
            named.append(("Together", Sums.together(sums for _, sums in named)))
        rows += [(year, *one) for one in named]
    return {
        "caption": "Sessions by school year",
        "columns": [
            {"text": "School year"},
            {"text": "School"},
            *({"text": text, "number": True} for text in (*NUMBERS, "Absence")),
            {"text": "Counts as"},
        ],
        "rows": [
            [
                year.label,
                school,
                *_numbers(sums),
                _rate(sums),
                standing(sums)[1],
            ]
            for year, school, sums in rows
        ],
    }


def _files(one: YearAt) -> dict[str, Any]:
    title = f"{one.year.label} at {one.place.school_name}, as weekly files have it"
    return {
        "caption": title,
        "columns": [
            {"text": "From the start of the year to"},
            *({"text": text, "number": True} for text in NUMBERS),
        ],
        "rows": [
            [day(file.as_at), *_numbers(file.sums)] for file in reversed(one.totals)
        ],
    }


# One line of time --------------------------------------------------------------------------


def _picture(years: Sequence[YearAt], state: State) -> dict[str, Any] | None:
    if not years:
        return None
    weeks = max(_place_of(one, _ends(one, state)) for one in years) + 1
    says = " ".join(_said(one) for one in years)
    return {"svg": Markup(charts.half_days(map(_drawn, years), weeks)), "says": says}


def _ends(one: YearAt, state: State) -> date:
    """The last week of the year with school, or with a mark."""
    calendar = state.calendar(one.place.school)
    open_ = calendar.school_weeks(one.year.starts_on, one.year.ends_on)
    return max([*open_[-1:], one.weeks[-1].monday])


def _place_of(one: YearAt, monday: date) -> int:
    return (monday - week_of(one.year.starts_on)).days // 7


def _drawn(one: YearAt) -> DayRow:
    return DayRow(
        title=f"{one.year.label}, {one.place.school_name}",
        cells=[
            (_place_of(one, week.monday), half, SHAPES[shown][0])
            for week in one.weeks
            for half, shown in enumerate(week.sessions)
            if shown
        ],
        bars=list(_bars(one)),
        ticks=list(_months(one.year)),
        halves=len(one.weeks[0].sessions),
    )


def _bars(one: YearAt) -> Iterable[tuple[float, float]]:
    """When they were on the roll in the year, up to the last day anything is known of."""
    begins = week_of(one.year.starts_on)
    for spell in one.place.spells:
        first = max(spell.from_on or begins, begins)
        last = min(spell.to_on or one.last_on, one.last_on)
        if first <= last:
            yield (first - begins).days / 7, ((last - begins).days + 1) / 7


def _months(year: SchoolYear) -> Iterable[tuple[int, str]]:
    """Each month's name over the first week that begins in it."""
    begins = week_of(year.starts_on)
    for month in [*range(9, 13), *range(1, 8)]:
        first = date(year.start + (month < 9), month, 1)
        yield -(-(first - begins).days // 7), f"{first:%b}"


def _said(one: YearAt) -> str:
    """The picture of a year in words: “2025-26, Ash Primary: 120 half-days present, …”."""
    held = Counter(shown for week in one.weeks for shown in week.sessions if shown)
    counted = [
        f"{held[shown]:,} {words[:1].lower()}{words[1:]}"
        for shown, (_, words) in SHAPES.items()
        if held[shown]
    ]
    return f"{one.year.label}, {one.place.school_name}: {'; '.join(counted)}."


def _key(years: Sequence[YearAt]) -> list[tuple[Markup, str]]:
    """Each kind of half-day there is, its shape and its words."""
    held = {shown for one in years for week in one.weeks for shown in week.sessions}
    return [
        (Markup(charts.swatch(shape)), words)
        for shown, (shape, words) in SHAPES.items()
        if shown in held
    ]


def _week_by_week(one: YearAt) -> dict[str, Any]:
    days = WEEKDAYS[: len(one.weeks[0].sessions) // 2]
    title = f"{one.year.label} at {one.place.school_name}, week by week"
    return {
        "caption": title,
        "columns": [
            {"text": "Week beginning"},
            *({"text": text} for text in days),
            {"text": "Missed", "number": True},
        ],
        "rows": [
            [
                day(week.monday),
                *_days(week),
                f"{week.sums.absent} of {week.sums.possible}",
            ]
            for week in one.weeks
        ],
    }


def _days(week: Week) -> list[str]:
    """Morning and afternoon of each day, as the register has them: “/ \\”, “I I”."""
    said = [
        code or ("no mark" if shown else "–")
        for code, shown in zip(week.codes, week.sessions, strict=True)
    ]
    pairs = zip(said[::2], said[1::2], strict=True)
    return ["–" if set(pair) == {"–"} else ", ".join(pair) for pair in pairs]


def _means(years: Sequence[YearAt]) -> list[dict[str, str]]:
    """What each code in the tables means."""
    held = {code.id: code for one in years for code in one.codes}
    said = [
        {"term": code.code, "means": code.meaning} for _, code in sorted(held.items())
    ]
    unknown = any("?" in week.codes for one in years for week in one.weeks)
    return (
        [*said, {"term": "?", "means": SHAPES[marked.UNKNOWN][1]}] if unknown else said
    )
