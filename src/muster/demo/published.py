"""Published files of the demo's invented England, in the shapes the real ones have.

Thirty authorities, four regions and England. The demo's own rows are what its marks come
to, less the few schools that did not send theirs; England is near the real rates.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from muster.demo import england
from muster.school_year import SchoolYear
from muster.tables.published import ENGLAND, ENGLAND_CODE

from .counted import Counted
from .dice import dice
from .england import PHASES
from .others import ENGLAND_NUMBER, REGIONS, Other, authorities, boundaries, neighbours
from .terms import Pattern, authority_timetable


FIRST = 2023
# A year to date is published on the Thursday a fortnight after its last day.
LAG = timedelta(days=13)
THURSDAY = 3
TOTAL = "Total"
LETTERS = ("I", "M", "C", "G", "O", "N", "U")
AUTHORISED, UNAUTHORISED = LETTERS[:3], LETTERS[3:]
# Of an authority's sessions, those whose schools sent their registers.
SENT = (0.975, 1.0)
POOLED_FROM = 2025
Counts = dict[str, int]
# What a half-term adds, by area's code and phase; and that by half-term.
Step = dict[tuple[str, str], Counts]
Steps = dict[int, Step]
Row = dict[str, object]


@dataclass(frozen=True)
class Area:
    """England, a region or an authority, as a published row names it."""

    level: str
    code: str
    name: str
    number: str = ""
    region: str = ""


def write_published(folder: Path, seed: int, own: Counted, today: date) -> list[Path]:
    """Writes every file published by a day; gives the paths, in the order to load them."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "authorities.csv": _listed(seed),
        "statistical_neighbours_asat_2025-10-01.csv": _neighbours(seed),
        "lait_absence_2016-2025_asat_2026-03-20.csv": _lait(seed, own),
        "boundaries.geojson": boundaries(seed),
    } | dict(_attendance(seed, own, today))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [folder / name for name in texts]


def _csv(rows: Iterable[Row]) -> str:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# Who there is


def _listed(seed: int) -> str:
    rows: list[Row] = [
        {"LA Number": ENGLAND_NUMBER, "LA Name": ENGLAND, "Region": "", "Type": ""}
    ]
    rows += [
        {"LA Number": number, "LA Name": name, "Region": "", "Type": ""}
        for number, name in REGIONS.items()
    ]
    rows += [
        {
            "LA Number": one.number,
            "LA Name": one.name,
            "Region": REGIONS[one.region],
            "Type": one.kind,
        }
        for one in authorities(seed)
    ]
    return _csv(rows)


def _neighbours(seed: int) -> str:
    return _csv(
        {
            "la_number": one.number,
            "la_name": one.name,
            "region": REGIONS[one.region],
            "rank": rank,
            "neighbour_la_number": other.number,
            "closeness": "Very close" if rank < 4 else "Close",
        }
        for one in authorities(seed)
        for rank, other in enumerate(neighbours(seed, one), 1)
    )


def _areas(seed: int) -> list[Area]:
    return [
        Area("National", ENGLAND_CODE, ENGLAND),
        *(Area("Regional", f"E12999{n}", name) for n, name in REGIONS.items()),
        *(
            Area("Local authority", one.code, one.name, one.number, one.region)
            for one in authorities(seed)
        ),
    ]


# The year to date


def _attendance(seed: int, own: Counted, today: date) -> Iterator[tuple[str, str]]:
    for start in range(FIRST, SchoolYear.of(today).start + 1):
        year = SchoolYear(start)
        steps = _half_terms(seed, own, year)
        so_far: dict[tuple[str, str], Counts] = {}
        for half_term, edge in enumerate(edges(year), 1):
            as_at, step = edge + LAG, steps[half_term]
            if as_at > today:
                # The latest Thursday: of the half-term under way, what ran so far.
                as_at = today - timedelta(days=(today.weekday() - THURSDAY) % 7)
                step = _so_far(seed, year, half_term, step, as_at - LAG, today)
            if not step:
                return
            for (code, phase), counts in step.items():
                held = so_far.setdefault((code, phase), dict.fromkeys(counts, 0))
                for name, number in counts.items():
                    held[name] += number
            rows = _rows(seed, own, year, half_term, so_far)
            yield f"pupil_attendance_ytd_{year.label}_asat_{as_at}.csv", _csv(rows)
            if as_at < edge + LAG:
                return


def _so_far(
    seed: int, year: SchoolYear, half_term: int, step: Step, upto: date, today: date
) -> Step:
    """The share of a half-term's sessions that ran by a day; nothing if it hadn't begun.

    The demo's own marks stop a week before today, and so do its counts.
    """
    usual = authority_timetable(year, Pattern.STANDARD)
    days = usual.days[usual.half_term == half_term]
    ran, held, all_of_it = (
        int((days <= (one - date(1970, 1, 1)).days).sum())
        for one in (upto, today - timedelta(days=7), date.max)
    )
    if not ran:
        return {}
    own_code = next(one.code for one in authorities(seed) if one.is_demo)
    return {
        (code, phase): {
            name: number * ran // (max(held, 1) if code == own_code else all_of_it)
            for name, number in counts.items()
        }
        for (code, phase), counts in step.items()
    }


def edges(year: SchoolYear) -> list[date]:
    """The Friday each half-term of most schools ends on."""
    usual = authority_timetable(year, Pattern.STANDARD)
    lasts = [int(usual.days[usual.half_term == nth].max()) for nth in range(1, 7)]
    fridays = [date(1970, 1, 1) + timedelta(days=last) for last in lasts]
    return [day + timedelta(days=4 - day.weekday()) for day in fridays]


def _half_terms(seed: int, own: Counted, year: SchoolYear) -> Steps:
    """What each half-term adds, by area and phase: sessions by code."""
    usual = authority_timetable(year, Pattern.STANDARD)
    steps: Steps = {}
    for nth in range(1, 7):
        sessions = 2 * int((usual.half_term == nth).sum())
        step: Step = {}
        for phase in PHASES:
            for one in authorities(seed):
                counts = _own(seed, own, year, nth, phase) if one.is_demo else None
                step[one.code, phase] = counts or _sessions(
                    seed, one, year, nth, phase, sessions
                )
            for number in REGIONS:
                inside = [
                    step[each.code, phase]
                    for each in authorities(seed)
                    if each.region == number
                ]
                step[f"E12999{number}", phase] = _added(inside)
            step[ENGLAND_CODE, phase] = _shares(
                int(england.PUPILS * england.SHARE[phase]) * sessions,
                phase,
                england.SEASON[nth - 1] * england.YEAR[year.start],
            )
        steps[nth] = step
    return steps


def _added(every: list[Counts]) -> Counts:
    return {name: sum(each[name] for each in every) for name in every[0]}


def _sessions(
    seed: int, one: Other, year: SchoolYear, nth: int, phase: str, sessions: int
) -> Counts:
    draw = dice(seed, "published", one.number, year.start, nth, phase)
    of_year = dice(seed, "published", one.number, year.start, phase).normal(1, 0.02)
    pull = one.pull * of_year * draw.normal(1, 0.012)
    possible = one.pupils * england.SHARE[phase] * sessions * draw.uniform(*SENT)
    season = england.SEASON[nth - 1] * england.YEAR[year.start]
    return _shares(int(possible), phase, season * pull)


def _shares(possible: int, phase: str, times: float) -> Counts:
    """Sessions by code: England's shares, some number of times over."""
    parts = england.PARTS[phase]
    counts = {each: round(possible * parts[each] * times / 100) for each in LETTERS}
    counts["L"] = round(possible * england.LATE[phase] / 100)
    return counts | {"possible": possible}


def _own(
    seed: int, own: Counted, year: SchoolYear, nth: int, phase: str
) -> Counts | None:
    """The demo's own sessions, less those of the registers nobody sent."""
    held = own.half_terms.get((year.start, nth, phase))
    if held is None:
        return None
    share = dice(seed, "sent", year.start, nth, phase).uniform(*SENT)
    counts = {name: round(number * share) for name, number in held.items()}
    whole = dict.fromkeys(LETTERS, 0) | {
        name: counts.get(name, 0) for name in (*LETTERS, "L", "possible")
    }
    whole["C"] = max(counts["authorised"] - whole["I"] - whole["M"], 0)
    named = whole["G"] + whole["N"] + whole["U"]
    whole["O"] = max(counts["unauthorised"] - named, 0)
    return whole


def _rows(
    seed: int,
    own: Counted,
    year: SchoolYear,
    half_term: int,
    so_far: dict[tuple[str, str], Counts],
) -> Iterator[Row]:
    pulls = {one.code: one for one in authorities(seed)}
    for area in _areas(seed):
        by_phase = {phase: so_far[area.code, phase] for phase in PHASES}
        pupils = _pupils(by_phase, so_far[ENGLAND_CODE, PHASES[0]]["possible"])
        persistent = {
            phase: _persistent(own, pulls.get(area.code), year, phase)
            * england.PERSISTENT_SO_FAR[half_term - 1]
            for phase in PHASES
        }
        rates = {phase: _percents(counts) for phase, counts in by_phase.items()}
        for phase in PHASES:
            rates[phase]["pa_perc"] = persistent[phase]
            yield _row(area, year, phase, pupils[phase], by_phase[phase], rates[phase])
        everyone = sum(pupils.values())
        total = {
            name: sum(rates[phase][name] * pupils[phase] for phase in PHASES)
            / max(everyone, 1)
            for name in rates[PHASES[0]]
        }
        counts = _added(list(by_phase.values()))
        if year.start >= POOLED_FROM:
            total |= _percents(counts)
        yield _row(area, year, TOTAL, everyone, counts, total)


def _pupils(by_phase: dict[str, Counts], in_england: int) -> dict[str, int]:
    """Enrolments, as many as would have had England's sessions each."""
    sessions = in_england / (england.PUPILS * england.SHARE[PHASES[0]])
    return {phase: round(by_phase[phase]["possible"] / sessions) for phase in PHASES}


def _persistent(own: Counted, one: Other | None, year: SchoolYear, phase: str) -> float:
    if one and one.is_demo:
        counted, of = own.years.get((year.start, phase), {}).get(
            "persistent_absence", (0, 0)
        )
        if of:
            return 100 * counted / of
    pull = one.pull**1.4 if one else 1
    return england.PERSISTENT[year.start][phase] * pull


def _percents(counts: Counts) -> dict[str, float]:
    authorised = sum(counts[each] for each in AUTHORISED)
    unauthorised = sum(counts[each] for each in UNAUTHORISED)
    absent = authorised + unauthorised
    named = {
        "attendance_perc": counts["possible"] - absent,
        "overall_absence_perc": absent,
        "authorised_absence_perc": authorised,
        "unauthorised_absence_perc": unauthorised,
        "illness_perc": counts["I"],
        "appointments_perc": counts["M"],
        "auth_other_perc": counts["C"],
        "unauth_hol_perc": counts["G"],
        "unauth_oth_perc": counts["O"],
        "unauth_late_registers_closed_perc": counts["U"],
        "unauth_not_yet_perc": counts["N"],
    }
    return {
        name: 100 * number / max(counts["possible"], 1)
        for name, number in named.items()
    }


def _row(
    area: Area,
    year: SchoolYear,
    phase: str,
    pupils: int,
    counts: Counts,
    rates: dict[str, float],
) -> Row:
    possible = counts["possible"]
    absent = sum(counts[each] for each in LETTERS)
    attended = possible - absent
    share = england.ELSEWHERE.get(phase, 1.0)
    elsewhere = round(attended * share / 100)
    marked = attended - elsewhere - counts["L"]
    size = england.SIZE.get(phase, 380)
    return {
        "time_period": year.label.replace("-", ""),
        "time_identifier": "Academic year",
        "geographic_level": area.level,
        "country_code": ENGLAND_CODE,
        "country_name": ENGLAND,
        "region_code": f"E12999{area.region}" if area.region else _region(area)[0],
        "region_name": REGIONS.get(area.region) or _region(area)[1],
        "new_la_code": area.code if area.number else "",
        "la_name": area.name if area.number else "",
        "old_la_code": area.number,
        "education_phase": phase,
        "num_schools": f"{pupils / size:.2f}",
        "enrolments": f"{pupils * 0.99:.2f}",
        "possible_sessions": possible,
        "overall_attendance": attended,
        "overall_absence": absent,
        "authorised_absence": sum(counts[each] for each in AUTHORISED),
        "unauthorised_absence": sum(counts[each] for each in UNAUTHORISED),
        "present_sessions": attended - elsewhere,
        "approved_educational_activity": elsewhere,
        "late_sessions": counts["L"] + counts["U"],
        "reason_present": marked,
        "reason_present_am": marked // 2,
        "reason_present_pm": marked - marked // 2,
        "reason_l_present_late_before_registers_closed": counts["L"],
        "reason_i_authorised_illness": counts["I"],
        "reason_m_authorised_medical_dental": counts["M"],
        "reason_c_authorised_other": counts["C"],
        "reason_g_unauthorised_holiday": counts["G"],
        "reason_o_other_unauthorised": counts["O"],
        "reason_u_unauthorised_late_after_registers_closed": counts["U"],
        "reason_n_no_reason_yet": counts["N"],
        "total_num_schools": max(1, round(pupils / size)),
        "total_enrolments": pupils,
        **{name: f"{rate:.15g}" for name, rate in rates.items()},
    }


def _region(area: Area) -> tuple[str, str]:
    return (area.code, area.name) if area.level == "Regional" else ("", "")


# LAIT's yearly figures

# The short names of a phase, how strongly an authority's pull works on each, and what of
# ours each is.
OF_LAIT = {
    "Primary": ("PriTotAbs", "PriAuth", "PriUnauth", "SFPriPerAbNew", "SFPriSevPerAbNew"),
    "Secondary": ("SecTotAbs", "SecAuth", "SecUnauth", "SFSecPerAbNew", "SFSecSevPerAbNew"),
    "Special": (
        "total_absence_special",
        "authorised_absence_special",
        "unauthorised_absence_special",
        "SpecPerAbNew",
        "SpecSevPerAbNew",
    ),
    TOTAL: ("TotAbs", "TotAuthAbs", "TotUnAuthAbs", "TotPerAbNew", "TotSevPerAbNew"),
}  # fmt: skip
POWERS = (1.0, 0.8, 1.4, 1.4, 1.8)
MEASURES = (
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)


def _lait(seed: int, own: Counted) -> str:
    return _csv(_lait_rows(seed, own))


def _lait_rows(seed: int, own: Counted) -> Iterator[Row]:
    whole = {"number": ENGLAND_NUMBER, "area": ENGLAND, "region": ""}
    for phase, names in OF_LAIT.items():
        for name, power, measure in zip(names, POWERS, MEASURES, strict=True):
            usual = england.LAIT[name]
            yield _lait_row(name, **whole, figures=usual)
            of_regions: dict[str, list[dict[int, float]]] = {}
            rows = []
            for one in authorities(seed):
                draw = dice(seed, "lait", name, one.number)
                figures = {
                    year: rate * one.pull**power * draw.normal(1, 0.025)
                    for year, rate in usual.items()
                }
                if one.is_demo:
                    figures |= _counted(own, measure, phase)
                of_regions.setdefault(one.region, []).append(figures)
                rows.append(
                    _lait_row(name, one.number, one.name, REGIONS[one.region], figures)
                )
            for number, many in of_regions.items():
                means = {
                    year: sum(each[year] for each in many) / len(many) for year in usual
                }
                yield _lait_row(name, number, REGIONS[number], "", means)
            yield from rows


def _lait_row(
    name: str, number: str, area: str, region: str, figures: Mapping[int, float]
) -> Row:
    return {
        "measure_short": name,
        "la_number": number,
        "area": area,
        "region": region,
    } | {
        str(year): "-" if year == england.NOT_COLLECTED else f"{figures[year]:.2f}"
        for year in england.YEARS
    }


def _counted(own: Counted, measure: str, phase: str) -> dict[int, float]:
    """The demo's own yearly figures, for the years of marks that are over."""
    phases = PHASES if phase == TOTAL else (phase,)
    found: dict[int, float] = {}
    for ends in england.YEARS:
        pairs = [own.years.get((ends - 1, each), {}).get(measure) for each in phases]
        known = [pair for pair in pairs if pair]
        if len(known) == len(phases) and all(of for _, of in known):
            counted, of = (sum(part) for part in zip(*known, strict=True))
            found[ends] = 100 * counted / of
    return found
