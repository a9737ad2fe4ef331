"""The referee: every measure again, slowly, in dictionaries and loops.

Written from the rules (design.md 4 and 6; rules.md 1.2 to 1.4, 2.1, 2.3; peers.md 2.3) and
not from the code it judges. Nothing here is fast and nothing here is clever.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.measures.authority import Authority, Mark

from muster.school_year import Calendar, SchoolYear
from muster.tables.upn import is_upn


# Codes (rules.md 1.2 to 1.4)

NEW_CODES = date(2024, 8, 19)
PRESENT, AEA, AUTHORISED, UNAUTHORISED = "present", "aea", "authorised", "unauthorised"
NOT_POSSIBLE, CLOSED, MISSING, UNKNOWN = "not possible", "closed", "missing", "unknown"
POSSIBLE = {PRESENT, AEA, AUTHORISED, UNAUTHORISED}

ALWAYS = {
    PRESENT: ["/", "\\", "L"],
    AEA: ["B", "P", "V", "W"],
    AUTHORISED: ["C", "E", "I", "M", "R", "S", "T", "F"],
    UNAUTHORISED: ["G", "N", "O", "U"],
    NOT_POSSIBLE: ["D", "X"],
    CLOSED: ["#", "Z"],
    MISSING: ["", "-", "?", "*", "!", "@", "~"],
}
SINCE = {
    AEA: ["K"],
    AUTHORISED: ["C1", "C2", "J1"],
    NOT_POSSIBLE: ["Q", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"],
}
BEFORE = {AEA: ["J"], AUTHORISED: ["H"], NOT_POSSIBLE: ["Y"], MISSING: ["K"]}


def kind_of(code: str, day: date) -> str:
    dated = SINCE if day >= NEW_CODES else BEFORE
    for kinds in (ALWAYS, dated):
        for kind, codes in kinds.items():
            if code in codes:
                # Nobody was due a mark on a weekend that has none.
                return CLOSED if kind == MISSING and day.weekday() > 4 else kind
    return UNKNOWN


# Time (rules.md 2.3, 12.1)

EASTER = {2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28)}


def year_of(day: date) -> int:
    return day.year if day.month >= 8 else day.year - 1


def term_of(day: date) -> str:
    if day.month >= 8:
        return "autumn"
    return "spring" if day <= date(day.year, *EASTER[day.year]) else "summer"


def week_of(day: date) -> str:
    return "{}-W{:02d}".format(*day.isocalendar()[:2])


def in_period(text: str, day: date, half_term: int) -> bool:
    if ".." in text:
        first, last = text.split("..")
        return first <= day.isoformat() <= last
    if "-W" in text:
        return week_of(day) == text
    if len(text) == len("2025-09-08"):
        return day.isoformat() == text
    label, _, part = text.partition("/")
    if year_of(day) != int(label[:4]):
        return False
    if part in ("", "ytd"):
        return True
    return part in (term_of(day), f"HT{half_term}")


# Cohorts (rules.md 2.3, peers.md 2.3, design.md 4)

PRU = {"pru", "pupil referral unit", "ap", "alternative provision"}
AGES = {"N1": 2, "N2": 3, "R": 4} | {str(n): n + 4 for n in range(1, 15)}
OF_PUPIL = (
    "ward year_group sex fsm sen ethnicity eal looked_after child_in_need social_worker"
    " young_carer child_protection youth_justice"
).split()


def age_of(spell: dict, year: int) -> int | None:
    """At the 31 August the year begins with."""
    born = spell.get("born_on")
    if born:
        return year - born.year - ((born.month, born.day) > (8, 31))
    return AGES.get(spell.get("year_group") or "")


@dataclass
class Member:
    """A pupil of one school in one year, as the rules see them."""

    school: str
    pupil: str
    unit: object
    spells: list[dict]
    age: int | None
    dims: dict[str, str]
    last_real: date | None = None

    @property
    def joined(self) -> tuple:
        """Sorts rolls by when they were joined, an unknown start being the earliest."""
        starts = [spell["from_on"] for spell in self.spells]
        start = max((one for one in starts if one), default=date.min)
        return start, self.last_real or date.min, self.school

    def on_roll(self, day: date) -> bool:
        """From the first day of the first spell to the last day of the last."""
        starts = [spell["from_on"] for spell in self.spells]
        ends = [spell["to_on"] for spell in self.spells]
        if None not in starts and day < min(starts):
            return False
        return None in ends or day <= max(ends)


@dataclass
class Referee:
    authority: Authority
    calendars: dict[str, Calendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = defaultdict(list)
        for row in self.authority.calendars:
            each = [row["session"]] if row.get("session") else ["AM", "PM"]
            for session in each:
                rows[row.get("school") or ""].append(
                    (row["date"], session, row["status"], row.get("half_term"))
                )
        self.default = Calendar.of_rows(rows.pop("", []), Calendar.template())
        for school, own in rows.items():
            self.calendars[school] = Calendar.of_rows(own, self.default)
        self.marks = self._current()

    def _current(self) -> list[Mark]:
        """The last load that says something about a session is right."""
        held: dict[tuple, Mark] = {}
        for load in self.authority.loads:
            for mark in load:
                held[mark.school, mark.pupil, mark.day, mark.session] = mark
        return list(held.values())

    def half_term(self, school: str, day: date) -> int:
        return self.calendars.get(school, self.default).half_term_of(day)

    # Who counts

    def members(
        self, year: int, rules: str, as_at: date, apart: bool, schools: tuple[str, ...]
    ) -> list[Member]:
        real, due = defaultdict(list), {}
        for mark in self.marks:
            kind = kind_of(mark.code, mark.day)
            if year_of(mark.day) == year and kind != CLOSED:
                due[mark.school, mark.pupil] = True
                if kind != MISSING:
                    real[mark.school, mark.pupil].append(mark.day)
        everybody, found = [], []
        for school, pupil in due:
            spells = [
                {"from_on": None, "to_on": None, **row}
                for row in self.authority.enrolments
                if (row["school"], row["pupil"]) == (school, pupil)
            ] or self._inferred(school, pupil, real)
            if spells:
                member = self._member(school, pupil, spells, year, rules, real)
                everybody.append(member)
        late = self._children_first_in_ht6(everybody, year) if rules == "pupil" else ()
        for member in everybody:
            if rules == "roll":
                spells = [spell for spell in member.spells if is_open(spell, as_at)]
                if not spells:
                    continue
                member = self._member(
                    member.school, member.pupil, spells, year, rules, real
                )
            within = not schools or member.school in schools
            if (
                within
                and member.unit not in late
                and self._kept(member, year, rules, apart)
            ):
                found.append(member)
        if rules == "pupil":
            share_main_school(found)
        return found

    def _inferred(self, school: str, pupil: str, real: dict) -> list[dict]:
        """From first to last real mark; an end in the school's last week is open."""
        days = real[school, pupil]
        if not days:
            return []
        whole = [day for (at, _), each in real.items() if at == school for day in each]
        came, left = min(days), max(days)
        return [
            {
                "from_on": None if week_of(came) == week_of(min(whole)) else came,
                "to_on": None if week_of(left) == week_of(max(whole)) else left,
            }
        ]

    def _member(
        self,
        school: str,
        pupil: str,
        spells: list[dict],
        year: int,
        rules: str,
        real: dict,
    ) -> Member:
        latest = max(spells, key=lambda spell: spell["from_on"] or date.min)
        held = next(
            (row for row in self.authority.schools if row["name"] == school), {}
        )
        dims = {name: latest.get(name) or "unknown" for name in OF_PUPIL}
        dims |= {
            name: held.get(name) or "unknown" for name in ("area", "trust", "phase")
        }
        dims["school"] = school
        unit = unit_of(school, pupil, rules)
        last_real = max(real[school, pupil], default=None)
        age = age_of(latest, year)
        return Member(school, pupil, unit, spells, age, dims, last_real)

    def _kept(self, member: Member, year: int, rules: str, apart: bool) -> bool:
        if rules != "roll" and member.age is not None and not 5 <= member.age <= 15:
            return False
        if rules == "census" and self._first_in_ht6([member], year):
            return False
        if rules in ("census", "live") and apart:
            return member.dims["phase"].lower() not in PRU
        return True

    def _first_in_ht6(self, members: list[Member], year: int) -> bool:
        """Whether the first of these enrolments began in its school's half-term 6."""
        spells = [(each.school, spell) for each in members for spell in each.spells]
        starts = [spell["from_on"] for _, spell in spells]
        if None in starts:
            return False
        first = min(starts)
        return year_of(first) == year and all(
            self.half_term(school, first) == 6
            for school, spell in spells
            if spell["from_on"] == first
        )

    def _children_first_in_ht6(self, found: list[Member], year: int) -> set[object]:
        """Children whose first enrolment anywhere, with marks or not, was so late."""
        of_child = defaultdict(list)
        for member in found:
            of_child[member.unit].append(member)
        for row in self.authority.enrolments:
            spell = {"from_on": None, "to_on": None, **row}
            unit = unit_of(row["school"], row["pupil"], "pupil")
            of_child[unit].append(Member(row["school"], "", unit, [spell], None, {}))
        return {
            unit for unit, each in of_child.items() if self._first_in_ht6(each, year)
        }

    # What counts

    def as_at(self, period: str) -> date | None:
        """The last school day of the period, or the latest mark if that is earlier."""
        days = [
            m.day for m in self.marks if kind_of(m.code, m.day) not in (MISSING, CLOSED)
        ]
        years = {year_of(mark.day) for mark in self.marks}
        asked = [
            day
            for year in sorted(years)
            for day in days_of(year)
            if in_period(period, day, self.default.half_term_of(day))
        ]
        if not asked or not days:
            return None
        open_ = [
            day
            for day in asked
            if self.default.is_open(day, "AM") or self.default.is_open(day, "PM")
        ]
        of_year = [day for day in days if year_of(day) == year_of(asked[-1])]
        return min(max(open_ or asked), max(of_year, default=date.max))

    def answer(
        self,
        measure: str,
        by: tuple[str, ...] = (),
        period: str = "2025-26",
        rules: str = "census",
        schools: tuple[str, ...] = (),
    ) -> dict[tuple[str, ...], tuple[int, int, int]]:
        """Counted, out of and pupils behind it, for each place of the table asked for."""
        cells = self._cells(
            tuple(d for d in by if d != "reason"), period, rules, schools
        )
        few = 10 if rules == "live" else 0
        sums: dict[tuple, list[int]] = {}
        for (_, dims), seen in cells.items():
            for place, (counted, out_of) in counted_in(
                measure, seen, by, dims, few
            ).items():
                total = sums.setdefault(place, [0, 0, 0])
                total[0] += counted
                total[1] += out_of
                total[2] += out_of > 0
        if "reason" in by:
            return whole_denominators(sums, cells, by)
        if not by and years_asked(self.marks, period, self):
            sums.setdefault((), [0, 0, 0])
        return {place: tuple(total) for place, total in sums.items()}

    def _cells(
        self, by: tuple[str, ...], period: str, rules: str, schools: tuple[str, ...]
    ) -> dict[tuple, Counter]:
        """For each unit and place of the table, how many of each code and kind."""
        as_at = self.as_at(period)
        apart = not schools and "school" not in by and "phase" not in by
        cells: dict[tuple, Counter] = defaultdict(Counter)
        for year in sorted({year_of(mark.day) for mark in self.marks}):
            at = as_at or SchoolYear(year).ends_on
            who = {
                (member.school, member.pupil): member
                for member in self.members(year, rules, at, apart, schools)
            }
            for mark in self.marks:
                member = who.get((mark.school, mark.pupil))
                if year_of(mark.day) != year or not member:
                    continue
                half_term = self.half_term(mark.school, mark.day)
                if not in_period(period, mark.day, half_term):
                    continue
                if rules != "roll" and member.age == 15 and half_term == 6:
                    continue
                if rules in ("live", "roll") and not member.on_roll(mark.day):
                    continue
                kind = kind_of(mark.code, mark.day)
                if kind == CLOSED:
                    continue
                of_mark = {
                    "half_term": f"HT{half_term}",
                    "term": term_of(mark.day),
                    "week": week_of(mark.day),
                    "weekday": f"{mark.day:%A}",
                    "session": mark.session,
                }
                known = member.dims | of_mark
                cell = cells[member.unit, tuple(known[name] for name in by)]
                cell[kind] += 1
                cell["code", mark.code if kind in POSSIBLE else kind] += 1
        return cells


def unit_of(school: str, pupil: str, rules: str) -> object:
    """What persistent absence counts: an enrolment, or a child known by a good UPN."""
    return pupil if rules == "pupil" and is_upn(pupil) else (school, pupil)


def is_open(spell: dict, day: date) -> bool:
    began = spell["from_on"] is None or spell["from_on"] <= day
    return began and (spell["to_on"] is None or spell["to_on"] >= day)


def share_main_school(members: list[Member]) -> None:
    """A child is of the roll joined last: its dimensions and its age are the child's."""
    main: dict[object, Member] = {}
    for member in members:
        if member.unit not in main or member.joined > main[member.unit].joined:
            main[member.unit] = member
    for member in members:
        member.dims, member.age = main[member.unit].dims, main[member.unit].age


def days_of(year: int) -> list[date]:
    school_year = SchoolYear(year)
    number = (school_year.ends_on - school_year.starts_on).days + 1
    return [school_year.starts_on + timedelta(days=n) for n in range(number)]


def years_asked(marks: list[Mark], period: str, referee: Referee) -> bool:
    """Whether any school year the period touches holds marks."""
    return any(
        in_period(period, day, referee.default.half_term_of(day))
        for year in {year_of(mark.day) for mark in marks}
        for day in days_of(year)
    )


# Measures (rules.md 2.1)


def counted_in(
    measure: str, seen: Counter, by: tuple[str, ...], dims: tuple[str, ...], few: int
) -> dict[tuple[str, ...], tuple[int, int]]:
    """One unit's counted and out of, by place; by reason a place for each code."""
    possible = sum(seen[kind] for kind in POSSIBLE)
    if "reason" not in by:
        return {dims: measured(measure, seen, possible, few)}
    kinds = {
        "attendance": (PRESENT, AEA),
        "overall_absence": (AUTHORISED, UNAUTHORISED),
        "authorised_absence": (AUTHORISED,),
        "unauthorised_absence": (UNAUTHORISED,),
    }[measure]
    wanted = {
        code
        for kind in kinds
        for known in (ALWAYS, SINCE, BEFORE)
        for code in known.get(kind, [])
    }
    at = by.index("reason")
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    for key, number in seen.items():
        if isinstance(key, tuple) and key[1] in wanted:
            name = "/\\" if key[1] in ("/", "\\") else key[1]
            place = (*dims[:at], name, *dims[at:])
            places[place] = (places.get(place, (0, 0))[0] + number, possible)
    return places


def whole_denominators(
    sums: dict, cells: dict[tuple, Counter], by: tuple[str, ...]
) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """By reason, a rate is out of every possible session of the place, not of the code."""
    at = by.index("reason")
    possible: dict[tuple, int] = Counter()
    pupils: dict[tuple, int] = Counter()
    for (_, dims), seen in cells.items():
        number = sum(seen[kind] for kind in POSSIBLE)
        possible[dims] += number
        pupils[dims] += number > 0
    answer = {}
    for place, (counted, _, _) in sums.items():
        dims = place[:at] + place[at + 1 :]
        answer[place] = (counted, possible[dims], pupils[dims])
    return answer


def measured(measure: str, seen: Counter, possible: int, few: int) -> tuple[int, int]:
    attended = seen[PRESENT] + seen[AEA]
    absent = seen[AUTHORISED] + seen[UNAUTHORISED]
    counts = possible > few
    if measure == "attendance":
        return attended, possible
    if measure == "overall_absence":
        return absent, possible
    if measure == "authorised_absence":
        return seen[AUTHORISED], possible
    if measure == "unauthorised_absence":
        return seen[UNAUTHORISED], possible
    if measure == "persistent_absence":
        return int(counts and 10 * absent >= possible), int(counts)
    if measure == "severe_absence":
        return int(counts and 2 * absent >= possible), int(counts)
    if measure == "late_before":
        return seen["code", "L"], possible
    if measure == "late_after":
        return seen["code", "U"], possible
    if measure == "not_recorded":
        return seen[MISSING], possible + seen[MISSING] + seen[UNKNOWN]
    if measure == "unknown_codes":
        return seen[UNKNOWN], possible + seen[MISSING] + seen[UNKNOWN]
    if measure.startswith("reason_"):
        code = measure.removeprefix("reason_").upper()
        return seen["code", code], possible
    if measure.startswith("absence_band_"):
        start = int(measure.removeprefix("absence_band_"))
        reached = counts and 100 * absent >= start * possible
        below = start == 50 or 100 * absent < (start + 5) * possible
        return int(reached and below), int(counts)
    raise KeyError(measure)
