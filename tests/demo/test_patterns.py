"""What is planted can be found, and the rates are near the published ones.

Counted with plain numpy from the bytes, not by the measures.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from muster.demo import invent
from muster.demo.places import invent_schools
from muster.demo.planted import PLANTED, Phase, Place, Plant, planted_schools
from muster.demo.words import wards
from muster.school_year import SchoolYear, day_number, week_of
from muster.tables import codes
from muster.tables.codes import mask_of

from .conftest import of_schools
from .test_inventing import calendars_of


N, C2 = mask_of("N"), mask_of("C2")
FRIDAY_PM = 9
LATEST = 2025


# Near the published rates (rules.md 2.2; peers.md 7; the Department's files by phase)


def rates(year, pupils):
    """Overall, persistent and severe absence, percent; Year 11's last half-term out."""
    possible, absent = (year.sessions(mask) for mask in (codes.POSSIBLE, codes.ABSENT))
    summer = year.age == 15
    june = day_number(date(year.year.start + 1, 6, 1))
    for kept, mask in ((possible, codes.POSSIBLE), (absent, codes.ABSENT)):
        kept[summer] = year.sessions(mask, None, june - 1)[summer]
    counts = pupils & (possible > 0)
    possible, absent = possible[counts], absent[counts]
    return (
        100 * absent.sum() / possible.sum(),
        100 * (10 * absent >= possible).mean(),
        100 * (2 * absent >= possible).mean(),
    )


def counted_in_census(year):
    return (year.age >= 5) & (year.age <= 15) & (year.phase != "pru")


@pytest.mark.parametrize(
    ("start", "overall", "persistent", "severe"),
    # The year compared is like England's 2022/23 (test_calibration.py), the others like
    # their own; the latest to Easter, which the Department's file gives too.
    [(2023, 7.15, 19.95, 2.30), (2024, 7.37, 21.22, 2.03), (2025, 6.75, 18.19, 2.2)],
)
def test_rates_are_near_englands(larger_years, start, overall, persistent, severe):
    year = larger_years[start]
    found = rates(year, counted_in_census(year))
    assert found[0] == pytest.approx(overall, abs=0.8)
    assert found[1] == pytest.approx(persistent, abs=1.5)
    assert found[2] == pytest.approx(severe, abs=0.6)


@pytest.mark.parametrize(
    ("phase", "overall", "persistent", "within"),
    [
        ("primary", 5.1, 13.86, 1.5),
        ("secondary", 8.3, 22.36, 2.5),
        ("special", 12.9, 35.3, 8.0),  # some 250 children
    ],
)
def test_phases_are_near_englands(larger_years, phase, overall, persistent, within):
    year = larger_years[LATEST]
    found = rates(year, counted_in_census(year) & (year.phase == phase))
    assert found[0] == pytest.approx(overall, abs=1.5)
    assert found[1] == pytest.approx(persistent, abs=within)


def test_half_terms_rise_and_fall_as_englands_do(larger_years):
    year = larger_years[LATEST]
    edges = [date(2025, 8, 1), date(2025, 10, 27), date(2025, 12, 29)]
    edges += [date(2026, 2, 16), date(2026, 4, 3)]
    pupils = counted_in_census(year)
    found = []
    for first, after in zip(edges, edges[1:], strict=False):
        between = day_number(first), day_number(after) - 1
        absent = year.sessions(codes.ABSENT, *between)[pupils].sum()
        found.append(
            100 * absent / year.sessions(codes.POSSIBLE, *between)[pupils].sum()
        )
    assert found == pytest.approx([5.90, 7.34, 6.77, 6.85], abs=0.9)
    assert found[1] > found[2] > found[0]


def test_absence_is_worst_on_fridays(larger_years):
    marks = larger_years[LATEST].marks.marks[:, :10].reshape(-1, 5, 2)
    absent = codes.ABSENT[marks].sum(axis=(0, 2)) / codes.POSSIBLE[marks].sum(
        axis=(0, 2)
    )
    assert absent.argmax() == 4
    assert absent[4] > 1.06 * absent[1:4].mean()


def test_gaps_between_groups_are_the_published_shape(larger_years):
    year = larger_years[LATEST]
    pupils = counted_in_census(year)

    def persistent(column, value):
        return rates(year, pupils & (year.of_pupil(column) == value))[1]

    assert 2 < persistent("fsm", "yes") / persistent("fsm", "no") < 3
    assert persistent("sen", "N") < persistent("sen", "K") < persistent("sen", "E")
    assert persistent("ethnicity", "BAFR") < persistent("ethnicity", "WBRI") - 4
    assert persistent("child_in_need", "yes") > 1.4 * persistent("child_in_need", "no")
    groups = [persistent("year_group", str(group)) for group in (6, 7, 9, 11)]
    assert groups[0] < groups[1] < groups[2] < groups[3] + 3


def test_moving_to_secondary_school_is_harder_on_free_school_meals(larger_years):
    """The same children, in Year 6 and then in Year 7."""
    before, after = larger_years[2023], larger_years[2024]
    rise = {}
    for fsm in ("yes", "no"):
        was = {
            upn
            for upn, group, eats in zip(
                before.marks.pupils,
                before.of_pupil("year_group"),
                before.of_pupil("fsm"),
                strict=True,
            )
            if group == "6" and eats == fsm
        }
        share = []
        for year in (before, after):
            same = np.isin(year.marks.pupils, list(was)) & (year.phase != "special")
            share.append(year.share(codes.ABSENT, same))
        rise[fsm] = 100 * (share[1] - share[0])
    assert rise["yes"] > rise["no"] + 0.5


def test_codes_are_mixed_as_registers_are(larger_years):
    year = larger_years[LATEST]
    everyone = counted_in_census(year)
    used = {
        "I": (0.025, 0.045),
        "O": (0.012, 0.024),
        "M": (0.002, 0.005),
        "L": (0.011, 0.024),
        "U": (0.0015, 0.004),
        "G": (0.002, 0.005),
        "N": (0.0005, 0.004),
        "E": (0.001, 0.0025),
        "C2": (0.0015, 0.005),
        "K": (0.0001, 0.001),
        "B": (0.001, 0.003),
        "V": (0.002, 0.01),
        "C": (0.002, 0.005),
    }
    for letters, (least, most) in used.items():
        assert least < year.share(mask_of(letters), everyone) < most, letters


def test_illness_comes_in_spells_not_single_sessions(larger_years):
    marks = larger_years[LATEST].marks.marks[:, :10]
    ill = marks == codes.by_code("I").id
    runs = (ill[:, 1:] & ~ill[:, :-1]).sum() + ill[:, 0].sum()
    assert 2.0 < ill.sum() / runs < 4.5


# Children who move


def schools_of(table, status="C"):
    found: dict[str, set[str]] = {}
    for row in table.select(["pupil", "school", "status"]).to_pylist():
        if row["status"] == status:
            found.setdefault(row["pupil"], set()).add(row["school"])
    return found


def test_movers_keep_their_upn(small):
    for table in small.enrolments.values():
        movers = [upn for upn, schools in schools_of(table).items() if len(schools) > 1]
        assert len(movers) > 20


def test_year_7_is_the_same_child_at_a_new_school(small):
    one, two = small.enrolments[SchoolYear(2024)], small.enrolments[SchoolYear(2025)]
    schools = [
        {
            row["pupil"]: row["school"]
            for row in table.to_pylist()
            if row["year_group"] == group and row["status"] == "C"
        }
        for table, group in ((one, "6"), (two, "7"))
    ]
    both = schools[0].keys() & schools[1].keys()
    phase = of_schools(small, "phase")
    moved = [upn for upn in both if schools[0][upn] != schools[1][upn]]
    assert len(moved) > 0.9 * len(both) > 100
    assert all(phase[schools[1][upn]] in ("secondary", "special") for upn in moved)


def test_some_leave_and_some_come_late(small):
    table = small.enrolments[SchoolYear(2024)]
    autumn, summer = date(2024, 9, 20), date(2025, 6, 30)
    left = [day for day in table["to_on"].to_pylist() if day and autumn < day < summer]
    late = [day for day in table["from_on"].to_pylist() if day > autumn]
    assert len(left) > 50
    assert len(late) > 50


# Dual registration


def week_marks(year, school_phase, upn):
    """A child's marks by week at schools of a phase (or not of it)."""
    found = {}
    for number, (pupil, phase) in enumerate(
        zip(year.marks.pupils, year.phase, strict=True)
    ):
        if pupil == upn and (phase == "pru") == (school_phase == "pru"):
            for row in np.flatnonzero(year.marks.pupil == number):
                found[int(year.marks.week[row])] = year.marks.marks[row]
    return found


def test_d_at_one_school_is_a_real_mark_at_the_other(larger_years):
    d = codes.by_code("D").id
    year = larger_years[LATEST]
    table = year.authority.enrolments[year.year]
    subsidiary = sorted(schools_of(table, "S"))
    assert subsidiary
    assert set(subsidiary) <= set(schools_of(table, "M"))
    both_away, both_there, matched = [], [], 0
    for upn in subsidiary:
        main, pru = week_marks(year, "", upn), week_marks(year, "pru", upn)
        for week in sorted(main.keys() & pru.keys()):
            one, two = main[week], pru[week]
            counts = (codes.RECORDED[one] & codes.RECORDED[two])[:10]
            real = [codes.POSSIBLE[each][:10] for each in (one, two)]
            both_away += [upn] * int((counts & (one == d)[:10] & (two == d)[:10]).sum())
            both_there += [upn] * int((counts & real[0] & real[1]).sum())
            matched += int((counts & (one == d)[:10] & real[1]).sum())
    assert matched > 200
    # One child is due nowhere for a week, and another in two places: they are planted.
    assert len(set(both_away)) == len(set(both_there)) == 1
    assert set(both_away) != set(both_there)


# Calendars


def test_half_terms_are_staggered(small):
    calendars = calendars_of(small)
    year = SchoolYear(LATEST)
    usual = calendars[""]
    by_plant = {
        plant: [
            calendars[school.urn]
            for school in small.world.schools
            if plant in school.plants and not school.closed_on
        ]
        for plant in (Plant.LONG_OCTOBER, Plant.EARLY_YEAR)
    }
    october = (date(2025, 10, 20), date(2025, 10, 24))
    assert len(usual.school_days(*october)) == 5
    for calendar in by_plant[Plant.LONG_OCTOBER]:
        assert not calendar.school_days(date(2025, 10, 20), date(2025, 10, 31))
        assert week_of(calendar.half_term_starts(year)[1]) == date(2025, 11, 3)
    for calendar in by_plant[Plant.EARLY_YEAR]:
        assert not calendar.school_days(*october)
        assert week_of(calendar.half_term_starts(year)[1]) == date(2025, 10, 27)
        assert usual.half_term_of(date(2025, 10, 28)) == 1
        assert calendar.half_term_of(date(2025, 10, 28)) == 2
        assert calendar.school_days(year.starts_on, date(2025, 9, 1))
        assert not calendar.school_days(date(2026, 7, 20), year.ends_on)


def test_other_schools_half_terms_are_the_authoritys(small):
    calendars = calendars_of(small)
    usual = calendars[""]
    apart = {Plant.LONG_OCTOBER, Plant.EARLY_YEAR}
    for school in small.world.schools:
        if apart & school.plants or school.urn not in calendars:
            continue
        for year in small.years:
            starts = calendars[school.urn].half_term_starts(year)
            assert starts == usual.half_term_starts(year)


def test_snow_closes_two_areas_and_is_marked_so(small_years):
    year = small_years[LATEST]
    snow = day_number(date(2026, 1, 15))
    closed = mask_of("Y4")
    shut = {school for school in year.school[year.sessions(closed, snow, snow) > 0]}
    areas = of_schools(year.authority, "area")
    assert {areas[school] for school in shut} == {"Aldenmoor", "Corveldale"}


def illness(year, areas, phase, monday):
    """Illness as a share of the possible sessions of a week."""
    first = day_number(monday)
    named = of_schools(year.authority, "area")
    here = np.array([named[school] for school in year.school])
    pupils = np.isin(here, areas) & (year.phase == phase)
    ill, possible = (
        year.sessions(mask, first, first + 4)[pupils].sum()
        for mask in (mask_of("I"), codes.POSSIBLE)
    )
    return ill / possible


def test_an_illness_goes_round_in_one_autumn(larger_years):
    areas = list(dict.fromkeys(ward.area for ward in wards()))
    year, peak = larger_years[2024], date(2024, 12, 2)
    before = illness(year, areas, "primary", date(2024, 11, 18))
    after = illness(year, areas, "primary", date(2024, 12, 16))
    assert illness(year, areas, "primary", peak) > 1.8 * max(before, after)
    # Other Decembers are worse than their Novembers, but not by so much.
    other = [
        illness(larger_years[2023], areas, "primary", monday)
        for monday in (date(2023, 11, 20), date(2023, 12, 4))
    ]
    assert other[1] < 1.6 * other[0]
    more = {
        phase: illness(year, areas, phase, peak)
        - illness(year, areas, phase, date(2024, 11, 18))
        for phase in ("primary", "secondary")
    }
    assert more["primary"] > 1.5 * more["secondary"] > 0


def test_the_illness_reaches_the_last_areas_two_weeks_after_the_first(larger_years):
    areas = list(dict.fromkeys(ward.area for ward in wards()))
    mondays = date(2024, 11, 25), date(2024, 12, 2), date(2024, 12, 9)
    found = {
        part: [illness(larger_years[2024], some, "primary", day) for day in mondays]
        for part, some in (("first", areas[:2]), ("last", areas[5:]))
    }
    assert found["first"][0] > 1.5 * found["last"][0]
    assert found["last"][2] > 1.2 * found["first"][2]


# One school each


def test_a_fortnight_is_missing_at_one_school(small_years):
    year = small_years[LATEST]
    here = year.rows_at(Plant.FORTNIGHT_MISSING)
    weeks = {day_number(date(2025, 11, 17)), day_number(date(2025, 11, 24))}
    sent = set(year.marks.week[here].tolist())
    assert not weeks & sent
    assert {min(weeks) - 7, max(weeks) + 7} <= sent


def test_one_school_is_three_weeks_late(small_years):
    year = small_years[LATEST]
    assert year.marks.week.max() == year.last_day() - 4
    assert (
        year.marks.week[year.rows_at(Plant.LATE_SENDER)].max() == year.last_day() - 25
    )


def test_one_school_uses_a_code_nobody_knows(small_years):
    year = small_years[LATEST]
    here = year.rows_at(Plant.UNKNOWN_CODE)
    unknown = year.marks.marks == codes.FIRST_SYMBOL
    assert year.marks.symbols == ["7"]
    assert not unknown[~here].any()
    # Above the half in a hundred that is worth a warning (rules.md 1.4).
    assert unknown[here].sum() > 0.005 * np.count_nonzero(year.marks.marks[here])


def test_one_school_never_finds_its_reasons(larger_years):
    year = larger_years[LATEST]
    here = year.at(Plant.REASONS_NOT_FOUND)
    assert year.share(N, here) > 5 * year.share(N, ~here)


def test_reasons_are_not_yet_known_at_the_end(larger_years):
    year = larger_years[LATEST]
    usual = ~year.at(Plant.REASONS_NOT_FOUND)
    last = year.sessions(N, year.last_day() - 4)[usual].sum()
    whole = year.sessions(N)[usual].sum()
    assert last > 0.15 * whole


def test_part_time_timetables_grow_at_one_school(larger_years):
    shares = [
        larger_years[start].share(C2, larger_years[start].at(Plant.PART_TIME))
        for start in (2024, 2025)
    ]
    year = larger_years[LATEST]
    usual = (year.phase == "secondary") & ~year.at(Plant.PART_TIME)
    assert shares[1] > 1.4 * shares[0]
    assert shares[1] > 3 * year.share(C2, usual)


def test_part_time_timetables_are_of_afternoons(larger_years):
    c2 = larger_years[LATEST].marks.marks == codes.by_code("C2").id
    assert c2[:, 1:10:2].sum() > 20 * c2[:, 0:10:2].sum()


def test_one_school_loses_its_friday_afternoons(larger_years):
    year = larger_years[LATEST]
    here = year.rows_at(Plant.FRIDAYS)
    absent = codes.ABSENT[year.marks.marks[here]].sum(axis=0)
    possible = codes.POSSIBLE[year.marks.marks[here]].sum(axis=0)
    share = absent / np.maximum(possible, 1)
    assert share[FRIDAY_PM] > 1.4 * share[FRIDAY_PM - 1]
    assert share[:10].argmax() == FRIDAY_PM


def test_one_school_does_not_take_friday_afternoon_registers(larger_years):
    year = larger_years[LATEST]
    here = year.rows_at(Plant.REGISTERS_NOT_TAKEN)
    missed = (year.marks.marks == codes.NO_MARK)[here].sum(axis=0)
    assert missed[FRIDAY_PM] > 10 * missed[FRIDAY_PM - 1]
    older = np.isin(year.of_pupil("year_group"), ["3", "4", "5", "6"])[year.marks.pupil]
    young = (year.marks.marks == codes.NO_MARK)[
        year.rows_at(Plant.REGISTERS_NOT_TAKEN) & ~older
    ]
    assert young[:, FRIDAY_PM].mean() < 0.02


def test_one_school_takes_holidays_beside_holidays(larger_years):
    year = larger_years[LATEST]
    holiday = mask_of("G")
    here = year.at(Plant.HOLIDAYS)
    usual = (year.phase == "primary") & ~here
    assert year.share(holiday, here) > 2.2 * year.share(holiday, usual)
    before = day_number(date(2025, 10, 20)), day_number(date(2025, 10, 24))
    weeks = year.sessions(holiday)[usual].sum() / 25
    assert year.sessions(holiday, *before)[usual].sum() > 2 * weeks


def test_one_school_improves(larger_years):
    improving = [
        larger_years[start].share(codes.ABSENT, larger_years[start].at(Plant.IMPROVING))
        for start in (2023, 2025)
    ]
    assert improving[1] < 0.82 * improving[0]


def test_lateness_after_the_register_at_one_school(larger_years):
    year = larger_years[LATEST]
    here = year.at(Plant.LATE_AFTER_CLOSE)
    usual = (year.phase == "secondary") & ~here
    assert year.share(mask_of("U"), here) > 3 * year.share(mask_of("U"), usual)
    assert year.share(mask_of("L"), here) < 0.8 * year.share(mask_of("L"), usual)


def test_an_academy_takes_over_a_schools_children(small, small_years):
    rows = small.schools.to_pylist()
    (academy,) = [row for row in rows if row["predecessor"]]
    (former,) = [row for row in rows if row["urn"] == academy["predecessor"]]
    assert academy["opened_on"] == date(2024, 9, 1)
    assert former["closed_on"] == date(2024, 8, 31)
    pupils = {}
    for start, urn in ((2023, former["urn"]), (2024, academy["urn"])):
        year = small_years[start]
        assert {urn} == {former["urn"], academy["urn"]} & set(year.marks.schools)
        pupils[start] = set(np.array(year.marks.pupils)[year.school == urn])
    assert len(pupils[2023] & pupils[2024]) > 0.6 * len(pupils[2023])


def test_eid_is_observed_on_its_day(larger_years):
    year = larger_years[LATEST]
    eid = day_number(date(2026, 3, 20))
    observed = year.sessions(mask_of("R"), eid, eid) > 0
    kept = np.isin(year.of_pupil("ethnicity"), ["APKN", "ABAN"])
    assert observed[kept].mean() > 0.6
    assert not observed[year.of_pupil("ethnicity") == "WBRI"].any()


def test_some_marks_were_never_recorded(larger_years):
    year = larger_years[LATEST]
    usual = ~year.at(Plant.REGISTERS_NOT_TAKEN)
    missing = year.sessions(codes.NOT_RECORDED)[usual].sum()
    assert 0.001 < missing / year.sessions(codes.POSSIBLE)[usual].sum() < 0.005


# Where it is written


def test_a_small_authority_keeps_what_it_has_schools_for():
    counts = {Phase.PRIMARY: 6, Phase.SECONDARY: 3, Phase.SPECIAL: 1, Phase.PRU: 2}
    assert planted_schools(Plant.REGISTERS_NOT_TAKEN, counts) == [
        Place(Phase.PRIMARY, 1)
    ]
    assert planted_schools(Plant.EARLY_YEAR, counts) == [
        Place(Phase.SECONDARY, 1),
        Place(Phase.PRIMARY, 1),
    ]


def test_the_guide_names_every_planted_school():
    guide = Path(__file__).parents[2].joinpath("docs", "demo.md").read_text("utf-8")
    for school in invent_schools(30_000, seed=1):
        if school.plants:
            assert school.name in guide
            assert school.urn in guide


def test_planted_schools_have_one_name_at_every_size_and_seed():
    names = []
    for pupils, seed in ((12_000, 1), (30_000, 2), (120_000, 3)):
        schools = invent_schools(pupils, seed)
        names.append(
            {
                plant: [s.name for s in schools if plant in s.plants][0]
                for plant in PLANTED
            }
        )
    assert names[0] == names[1] == names[2]


def test_a_very_small_authority_can_be_made():
    (weeks,) = [weeks for _, weeks in invent(pupils=1_000, years=1).marks()]
    assert weeks.count() > 200_000
