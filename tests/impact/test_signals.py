"""What is planted is found, and where nothing is planted little is."""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import polars as pl
import pytest
from tests.impact.worlds import world
from tests.measures.authority import Authority, Mark, state_of

from muster.demo.planted import PLANTED, Plant
from muster.impact import authority, patterns, schools, signals, triggers
from muster.impact.evidence import evidence
from muster.impact.findings import Finding, Place, When
from muster.impact.review import _spread, on_two_rolls, review
from muster.impact.signals import fit_for, found, told
from muster.impact.transition import step
from muster.impact.triggers import Kind, Trigger, trigger
from muster.measures import Figure, Question, ask_all, parse_period


def raised(state, period, rules="census"):
    """(trigger, about) of everything found, with its strength."""
    every = found(state, parse_period(period), rules).findings
    return {(one.trigger.name, one.about): one for one in every}


def name_of(state, plant):
    """A school something is planted at. Schools of a phase are listed in their order, and a
    small authority's plants begin again."""
    [place] = PLANTED[plant]
    open_ = state.schools.filter(
        (pl.col("phase") == place.phase.word) & pl.col("closed_on").is_null()
    ).sort("urn")["name"]
    return open_[place.number % len(open_)]


def of_state(state, period="2025-26/HT4", rules="census"):
    year, _, part = period.partition("/")
    spans = {
        When.NOW: period,
        When.BEFORE: f"2024-25/{part}",
        When.THIS_YEAR: year,
    }

    def lookup(place, audience="officers"):
        question = Question(
            (place.measure,),
            place.by,
            parse_period(spans[place.when]),
            rules,
            audience=audience,
        )
        [answer] = ask_all(state, [question])
        return {row.dims: row for row in answer.rows}.get(place.dims)

    return lookup


# What is planted


@pytest.mark.parametrize(
    ("plant", "period", "rule"),
    [
        (Plant.FRIDAYS, "2025-26/HT4", "day_of_school"),
        (Plant.FRIDAYS, "2024-25/HT5", "day_of_school"),
        (Plant.REASONS_NOT_FOUND, "2025-26/HT2", "reason_of_school"),
        (Plant.LATE_AFTER_CLOSE, "2025-26/HT3", "reason_of_school"),
        (Plant.PART_TIME, "2025-26/HT2", "reason_of_school"),
        (Plant.HOLIDAYS, "2025-26/HT2", "reason_of_school"),
        (Plant.UNKNOWN_CODE, "2025-26/HT4", "recording_of_school"),
        (Plant.REGISTERS_NOT_TAKEN, "2025-26/HT4", "recording_of_school"),
        (Plant.LATE_SENDER, "2025-26/HT4", "silent_school"),
        (Plant.FORTNIGHT_MISSING, "2025-26/HT2", "silent_school"),
    ],
)
def test_what_is_planted_at_a_school_is_found_there(planted, plant, period, rule):
    assert (rule, name_of(planted, plant)) in raised(planted, period)


def test_a_wave_of_illness_is_found_and_in_its_week(planted):
    wave = raised(planted, "2024-25/HT2")["week_of_illness", "A wave of illness"]
    assert wave.places["now"].dims == ("2024-W49",)


def test_the_step_to_secondary_school_is_found(planted):
    assert ("year_6_to_7", "Year 6 to Year 7") in raised(planted, "2025-26/HT1")


def test_absence_that_falls_slowly_in_one_small_school_is_not_found_in_a_year(planted):
    """Honest: a school of 200 pupils whose absence falls by a third over two years is within
    what a year's chance gives, at most half-terms."""
    name = name_of(planted, Plant.IMPROVING)
    assert ("change_of_school", name) not in raised(planted, "2025-26/HT4")


def test_schools_with_nothing_planted_are_seldom_named(planted):
    """Over four half-terms; most of what is named is planted, or at a planted school."""
    names = {name_of(planted, p) for p in PLANTED if len(PLANTED[p]) == 1}
    of_school = [
        about
        for n in (1, 2, 3, 4)
        for (_, about), one in raised(planted, f"2025-26/HT{n}").items()
        if one.school
    ]
    strange = [about for about in of_school if about not in names]
    assert len(strange) <= len(of_school) / 4, strange


# Where nothing is


def test_a_world_with_nothing_planted_has_few_signals(plain):
    half_terms = [f"2025-26/HT{n}" for n in (1, 2, 3, 4)]
    many = {period: len(raised(plain, period)) for period in half_terms}
    said = f"signals with nothing planted: {many}"
    assert sum(many.values()) <= 12, said
    assert max(many.values()) <= 5, said


def test_schools_dealt_out_by_chance_are_hardly_ever_named(plain):
    """Pupils keep their absence and are dealt to schools anew, within their phase."""
    whole = evidence(plain, parse_period("2025-26/HT3"), "census")
    rng = np.random.default_rng(1)
    named = 0
    deals = 25
    for _ in range(deals):
        one = replace(whole, now=dealt(whole.now, rng), before=None, earlier=None)
        named += sum(1 for _ in schools.findings(one))
    looked = deals * len(whole.schools)
    said = f"named with no school different: {named} in {looked} looks at a school"
    assert named <= looked * 0.02, said


def dealt(pupils, rng):
    school = pupils.school.copy()
    for phase in set(pupils.phase):
        [here] = np.nonzero(pupils.phase == phase)
        school[here] = rng.permutation(school[here])
    who = pupils.who.with_columns(pl.Series("school", school))
    return replace(pupils, who=who)


def test_the_same_marks_give_the_same_signals(planted, tmp_path):
    again = world(tmp_path, planted=True)
    assert [*raised(planted, "2025-26/HT4")] == [*raised(again, "2025-26/HT4")]


# Telling


def test_at_most_ten_are_told_few_of_a_kind_and_strongest_first(planted):
    every = found(planted, parse_period("2025-26/HT2"), "census").findings
    listed = told(every, of_state(planted, "2025-26/HT2"))
    assert 5 < len(listed) <= min(triggers.MOST, len(every))
    strengths = [abs(one.strength) for one in listed if not signals.is_good_school(one)]
    assert strengths == sorted(strengths, reverse=True)
    rules = [one.trigger.name for one in listed]
    assert max(map(rules.count, rules)) <= triggers.MOST_OF_ONE


def test_a_sentence_has_its_figures_with_counts_and_no_cause(planted):
    every = found(planted, parse_period("2025-26/HT2"), "census").findings
    for one in told(every, of_state(planted, "2025-26/HT2")):
        for figure in one.figures.values():
            assert f"({figure.numerator:,} of {figure.denominator:,})" in one.sentence
        said = " ".join([one.sentence, *one.doubts, one.trigger.rule]).lower()
        for word in ("because", "caused", "proves", "significant", "due to", "{", "}"):
            assert word not in said
        assert one.doubts and one.about


def test_what_is_hidden_is_not_told(planted):
    every = found(planted, parse_period("2025-26/HT4"), "census").findings

    def hidden(place):
        return Figure(place.measure, place.dims, None, None, 3, suppressed=True)

    assert {one.kind for one in told(every, hidden)} <= {Kind.COVERAGE}
    assert {one.kind for one in told(every, lambda place: None)} <= {Kind.COVERAGE}


def test_the_public_is_told_of_no_school_and_no_group_it_does_not_see(planted):
    every = [
        one
        for n in (1, 2, 3, 4)
        for one in found(planted, parse_period(f"2025-26/HT{n}"), "census").findings
    ]
    public = fit_for(every, names_schools=False, groups=("fsm",))
    assert public and not any(one.school for one in public)
    names = set(planted.schools["name"])
    assert not any(name in one.says for one in public for name in names)
    assert not any(
        "year_group" in place.by for one in public for place in one.places.values()
    )


A_RULE = Trigger("a_rule", Kind.SCHOOL, "A rule", beyond=3, points=1)
HERE = Place("overall_absence", ("school",), ("Ash",))


def finding(about, strength, is_better=False, rule=A_RULE):
    says = f"{about}: {{now}}, {{now-usual}} others ({{usual}})."
    return Finding(
        rule,
        about,
        says,
        {"now": HERE, "usual": Place("overall_absence")},
        strength,
        (),
        about,
        is_better,
    )


def rates_of(place):
    counted = (90, 1000) if place == HERE else (60, 1000)
    return Figure("overall_absence", place.dims, *counted, 100)


def test_a_difference_is_taken_from_what_is_shown():
    [one] = told([finding("Ash", 4.0)], rates_of)
    assert one.sentence == (
        "Ash: 9.0% (90 of 1,000), 3.0 points higher than others (6.0% (60 of 1,000))."
    )
    alike = Figure("overall_absence", (), 90, 1000, 100)
    assert signals.apart(alike, alike) == "the same as"
    assert (
        signals.apart(rates_of(Place("overall_absence")), alike)
        == "3.0 points lower than"
    )


def test_a_name_with_braces_in_it_stays_as_it_is():
    [one] = told([finding("{Ash} School", 4.0)], rates_of)
    assert one.sentence.startswith("{Ash} School: 9.0%")


def test_a_figure_rounded_for_the_public_is_said_as_it_came():
    from decimal import Decimal

    rounded = Figure("overall_absence", (), 90, 1000, 80, rounded=Decimal(9))
    assert signals.both(rounded) == "9% (90 of 1,000)"


def test_a_school_that_does_well_is_always_among_the_ten():
    rules = [replace(A_RULE, name=f"rule {n}") for n in range(12)]
    every = [finding(f"School {n}", 20 - n, rule=rule) for n, rule in enumerate(rules)]
    good = finding("Good School", -3.1, is_better=True, rule=rules[-1])
    listed = told([*every, good], rates_of)
    assert len(listed) == triggers.MOST
    assert listed[-1].about == "Good School"
    strong = finding("Good School", -30.0, is_better=True)
    assert [one.about for one in told([strong, *every, good], rates_of)][
        -1
    ] == "School 8"


def test_every_kind_of_finding_has_a_sentence_and_its_figures(planted, monkeypatch):
    """With every threshold at nothing, so that each is raised."""
    low = {"beyond": 0, "points": 0, "times": 0, "pupils": 0, "some": 0}
    loose = tuple(replace(one, **low) for one in triggers.TRIGGERS)
    monkeypatch.setattr(triggers, "TRIGGERS", loose)
    for module in (schools, patterns):
        monkeypatch.setattr(module, "FALSE_SHARE", 1.0)
    kinds = set()
    for period in ("2025-26/HT2", "2024-25/HT2"):
        lookup = partial(of_state(planted, period), audience="unsuppressed")
        of = evidence(planted, parse_period(period), "census")
        every = {
            one.trigger.name: one
            for module in (schools, authority, patterns)
            for one in module.findings(of)
        }
        for one in every.values():
            [signal] = told([one], lookup)
            kinds.add(one.trigger.name)
            assert signal.sentence.endswith(".") and "{" not in signal.sentence
    assert kinds == {one.name for one in triggers.TRIGGERS}


def test_a_phase_that_is_gone_is_held_against_nothing(planted):
    of = evidence(planted, parse_period("2025-26/HT3"), "census")
    primary = kept(of.now, np.flatnonzero(of.now.phase == "primary"))
    one = replace(of, now=primary)
    assert "secondary" in one.phases
    assert all(x.places["now"].dims[0] == "primary" for x in schools.findings(one))
    assert _spread(one, "secondary") == 0
    alone = replace(one, before=None, earlier=None)
    [looked, no_year] = signals._looked(alone)
    assert "too few" not in looked + no_year


def test_a_session_hardly_ever_held_is_held_against_nothing():
    """A Saturday: no school has it, and the others are judged without it."""
    rng = np.random.default_rng(8)
    out_of = np.full((12, 4), 500)
    out_of[:, 3] = 0
    counted = rng.binomial(out_of, 0.06)
    counted[7, 2] = 110
    by, strength = patterns.against_rest(counted, out_of)
    assert not strength[:, 3].any()
    assert np.unravel_index(np.argmax(strength), strength.shape) == (7, 2)
    assert by[7, 2] > 0.1 and strength[7, 2] > 4


def test_the_spread_of_a_phase_is_wider_among_older_children(planted):
    held = review(planted, parse_period("2025-26/HT3"), "census", "officers")
    assert (
        0 < held.spread["primary"] < held.spread["secondary"] < held.spread["special"]
    )
    assert held.step and held.on_two_rolls


# What can't be looked for


@pytest.mark.parametrize(
    "period", ["2025-W40", "2025-26/HT6", "2019-20/HT1", "2024-25..x"]
)
def test_a_period_that_cannot_be_looked_through_says_so(planted, period):
    if period.endswith("x"):
        period = "2024-09-02..2025-10-10"
    every = found(planted, parse_period(period), "census")
    assert (every.findings, every.could_look) == ((), False)
    assert every.looked == (signals.CANNOT_LOOK,)
    assert review(planted, parse_period(period), "census", "officers").step is None


def test_without_a_year_before_nothing_is_held_against_one(planted):
    every = found(planted, parse_period("2024-25/HT4"), "census")
    assert "No marks of a year before are held" in " ".join(every.looked)
    assert not any(
        place.when is When.BEFORE
        for one in every.findings
        for place in one.places.values()
    )
    assert any(one.trigger.name == "day_of_school" for one in every.findings)


def test_a_year_to_date_is_looked_through_and_held_against_nothing(planted):
    every = found(planted, parse_period("2025-26/ytd"), "census")
    assert every.could_look
    assert "No marks of a year before are held" in " ".join(every.looked)


def test_every_set_of_rules_can_be_looked_through(planted):
    for rules in ("live", "roll", "pupil"):
        assert ("day_of_school", name_of(planted, Plant.FRIDAYS)) in raised(
            planted, "2025-26/HT4", rules
        )


def test_a_half_term_under_way_says_what_last_year_has_that_it_has_not(planted):
    every = raised(planted, "2025-26/HT4").values()
    compared = [
        one for one in every if any(p.when is When.BEFORE for p in one.places.values())
    ]
    for one in compared:
        assert any("is not over" in doubt for doubt in one.doubts)
    assert ("reason_moved", "Reason not yet established (N)") not in raised(
        planted, "2025-26/HT4"
    )


def test_a_code_that_is_new_is_not_called_rising(tmp_path):
    """C2 began in August 2024: its rise on the year before is its coming in."""
    state = world(tmp_path, planted=True, years=3)
    of = evidence(state, parse_period("2024-25/HT1"), "census")
    assert not of.was_in_use("reason_c2")
    assert of.was_in_use("reason_i") and of.was_in_use("not_recorded")
    assert not any(
        "C2" in one.says and "up from" in one.says
        for one in raised(state, "2024-25/HT1").values()
    )


# Small things


def test_one_pupil_raises_nothing(tmp_path):
    marks = [
        Mark("Fir Primary", "P1", date(2025, 9, 8), half, "I") for half in ("AM", "PM")
    ]
    state = state_of(Authority(loads=[marks]), tmp_path)
    every = found(state, parse_period("2025-26/HT1"), "census")
    assert (every.findings, every.could_look) == ((), True)
    assert "too few schools" in " ".join(every.looked)
    assert on_two_rolls(state, parse_period("2025-26/HT1")) is None


def test_children_on_two_rolls_are_counted_once(planted):
    many = on_two_rolls(planted, parse_period("2025-26/HT3"))
    status = planted.enrolments.filter(pl.col("status").cast(pl.String) == "S")
    assert 0 < many <= status["pupil"].n_unique()


def test_the_same_children_are_followed_and_their_figures_hidden_like_any(planted):
    of = evidence(planted, parse_period("2025-26/HT3"), "census")
    officers, public = step(of, "officers"), step(of, "public")
    assert officers.before.pupils == officers.now.pupils > 200
    assert officers.poor_now.pupils < officers.now.pupils
    # Fewer than ten of a year group shown beside it are left over: not for the public.
    assert public.now.suppressed and public.now.pupils == 0
    assert step(of, "unsuppressed").now == officers.now
    few = replace(of, now=only(of.now, 3))
    assert step(few, "officers") is None or step(few, "officers").now.suppressed
    assert step(replace(of, before=None), "officers") is None
    assert step(replace(of, now=only(of.now, 0)), "officers") is None


def only(pupils, many):
    """All but Year 7, and so many of it."""
    seven = np.flatnonzero(pupils.values("year_group") == "7")
    return kept(pupils, np.setdiff1d(np.arange(len(pupils)), seven[many:]))


def kept(pupils, rows):
    return replace(
        pupils,
        who=pupils.who[rows.tolist()],
        child=pupils.child[rows],
        columns={name: column[rows] for name, column in pupils.columns.items()},
        of_code={name: column[rows] for name, column in pupils.of_code.items()},
        _measured={},
    )


def test_a_few_children_of_year_7_are_no_step(planted):
    of = evidence(planted, parse_period("2025-26/HT1"), "census")
    few = replace(of, now=only(of.now, 20))
    assert not any(one.trigger.name == "year_6_to_7" for one in authority.findings(few))


def test_a_trigger_is_the_row_in_force_on_the_day(monkeypatch):
    later = replace(A_RULE, beyond=4, valid_from=date(2026, 9, 1))
    monkeypatch.setattr(triggers, "TRIGGERS", (later, A_RULE))
    assert trigger("a_rule", date(2026, 8, 31)).beyond == 3
    assert trigger("a_rule", date(2026, 9, 1)).beyond == 4
    assert trigger("a_rule", date(2020, 1, 1)).beyond == 3


def test_every_trigger_says_its_rule_in_a_sentence():
    for one in triggers.TRIGGERS:
        assert one.rule[0].isupper() and not one.rule.endswith(".")
        assert one.beyond >= 3 or one.kind is Kind.COVERAGE


def test_the_longest_silence_is_counted_in_open_sessions(planted):
    of = evidence(planted, parse_period("2025-26/HT2"), "census")
    [quiet] = [one for one in patterns.silent(of)]
    assert "from 17 November 2025 to 28 November 2025: 20 open sessions" in quiet.says
    assert patterns.longest_silence(of, 1, set()) == (of.on, of.on, 0)
