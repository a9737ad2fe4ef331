"""Limits hold what they say: published examples, and worlds in which nothing is the matter."""

import math

import numpy as np
import pytest

from muster.impact import limits, spread


# Published examples

LATER_LOANS = "294 299 297 299 314 295 293 306 301 304"


def test_the_variance_between_schools_is_that_of_a_published_worked_example():
    """The thirteen trials of BCG vaccine (Colditz and others 1994) as every text book on
    random effects works them: by DerSimonian and Laird tau squared is 0.3088."""
    trials = """
        4 119 11 128; 6 300 29 274; 3 228 11 209; 62 13536 248 12619; 33 5036 47 5761
        180 1361 372 1079; 8 2537 10 619; 505 87886 499 87892; 29 7470 45 7232
        17 1699 65 1600; 186 50448 141 27197; 5 2493 3 2338; 27 16886 29 17825
    """
    ill, well, ill_without, well_without = np.array(
        [row.split() for row in trials.replace(";", "\n").strip().splitlines()], float
    ).T
    treated, untreated = ill + well, ill_without + well_without
    ratio = np.log((ill / treated) / (ill_without / untreated))
    variance = 1 / ill - 1 / treated + 1 / ill_without - 1 / untreated
    mean = np.average(ratio, weights=1 / variance)
    dispersion = np.mean((ratio - mean) ** 2 / variance)
    assert len(ratio) * dispersion == pytest.approx(152.233, abs=0.001)  # Cochran’s Q
    assert limits.between(dispersion, variance) == pytest.approx(0.3088, abs=0.0001)


@pytest.mark.parametrize(
    ("values", "middle", "low", "high"),
    [
        # NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2, flow rates.
        (
            "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1",
            50.81,
            45.8159,
            55.8041,
        ),
        # Montgomery, Introduction to Statistical Quality Control, costs of loans by week.
        (
            "310 288 297 298 307 303 294 297 308 306 " + LATER_LOANS,
            300.5,
            279.78,
            321.22,
        ),
    ],
)
def test_a_chart_of_single_values_has_the_limits_of_a_published_one(
    values, middle, low, high
):
    found = limits.individuals(np.array(values.split(), float))
    assert found.middle == pytest.approx(middle, abs=0.001)
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)


def test_the_likely_range_of_a_share_is_that_of_a_published_one():
    """81 of 263 and 15 of 148, from Newcombe (1998), Statistics in Medicine 17."""
    assert limits.likely(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert limits.likely(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.0001)
    assert limits.likely(0, 20)[0] == pytest.approx(0)
    assert limits.likely(20, 20)[1] == pytest.approx(1)


def test_many_tests_are_named_as_in_a_published_example():
    """Benjamini and Hochberg (1995) section 4.2: of fifteen, the first four at 5%."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    chances += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 0.9]
    strengths = np.array([limits.NORMAL.inv_cdf(1 - chance) for chance in chances])
    assert limits.beyond_chance(strengths, 0.05).tolist() == [True] * 4 + [False] * 11
    assert limits.beyond_chance(-strengths, 0.05).tolist() == [True] * 4 + [False] * 11
    assert not len(limits.beyond_chance(np.zeros(0), 0.05))


@pytest.mark.parametrize(
    ("freedom", "t"), [(4, 7.173), (9, 4.297), (15, 3.733), (85, 3.178)]
)
def test_few_schools_need_more_standard_errors_as_the_tables_say(freedom, t):
    """Student’s t at 99.8%, both sides; never less than the tables, and within 3.5%."""
    z = limits.NORMAL.inv_cdf(0.999)
    found = limits.of_student(z, freedom)
    assert t * 0.999 <= found <= t * 1.035
    back = limits.to_normal(np.array([found, -found, 0.0]), freedom)
    assert back == pytest.approx([z, -z, 0])


def test_bringing_in_the_ends_takes_what_it_should_from_a_normal_distribution():
    drawn = np.random.default_rng(1).normal(size=200_000)
    left = float(np.mean(limits.winsorised(drawn, 0.1) ** 2))
    assert limits.winsorised_variance(0.1) == pytest.approx(left, abs=0.01)


# What a funnel is


def test_too_few_schools_have_no_funnel():
    few = np.full(limits.FEWEST - 1, 0.1)
    assert limits.funnel(few, few, 0.1) is None


def test_schools_no_further_apart_than_chance_have_no_spread_between_them():
    values = 0.1 + 0.001 * np.arange(-5, 6)
    found = limits.funnel(values, np.full(11, 0.02**2), 0.1)
    assert found.between == 0
    assert found.limits(0.0) == (0.1, 0.1)


def test_the_limits_of_a_small_school_are_wider_and_of_95_narrower():
    found = limits.Funnel(target=0.1, between=0.0001, schools=80)
    small, large = (found.limits(0.09 / pupils) for pupils in (40, 900))
    assert small[0] < large[0] < 0.1 < large[1] < small[1]
    inner = found.limits(0.09 / 40, limits.WARNING)
    assert small[0] < inner[0] and inner[1] < small[1]


def test_one_far_school_does_not_widen_the_limits_it_is_judged_by():
    rng = np.random.default_rng(2)
    values = rng.normal(0.1, 0.02, 20)
    variances = np.full(20, 0.01**2)
    with_it = limits.funnel(np.append(values, 0.5), np.append(variances, 0.01**2), 0.1)
    without = limits.funnel(values, variances, 0.1)
    assert with_it.between < 2 * without.between
    strength = with_it.strength(np.append(values, 0.5), np.append(variances, 0.01**2))
    assert np.argmax(strength) == 20 and strength[20] > 6


# Worlds in which nothing is the matter


def a_year(rng, sizes, drift=0.0):
    """Sessions missed by the pupils of schools: a skewed habit each, days ill together, and
    schools a little apart. Nothing happens to anybody."""
    school = np.repeat(np.arange(len(sizes)), sizes)
    habit = np.minimum(rng.gamma(0.9, 0.07, len(school)), 0.9)
    return school, habit, rng.normal(0, 0.012, len(sizes))


def missed(rng, school, habit, apart):
    rate = np.clip(habit + apart[school], 0.001, 0.95)
    spells = rng.poisson(60 * rate / 3)  # of six sessions on the average
    return np.minimum(spells * rng.integers(2, 10, len(school)), 60)


def test_a_school_is_called_unusual_no_oftener_than_the_limits_say():
    """99.8% limits on absence, 60 schools, 200 half-terms without an effect."""
    rng = np.random.default_rng(3)
    outside = tosses = many = 0
    for _ in range(200):
        sizes = rng.integers(40, 400, 60)
        school, habit, apart = a_year(rng, sizes)
        absent = missed(rng, school, habit, apart)
        held = spread.rates(absent, np.full(len(school), 60), school, 60)
        target = absent.sum() / (60 * len(school))
        found = limits.funnel(held.rate, held.variance, target)
        low, high = zip(*(found.limits(one) for one in held.variance), strict=True)
        outside += int(((held.rate < low) | (held.rate > high)).sum())
        coin = np.sqrt(target * (1 - target) / held.out_of)
        tosses += int((np.abs(held.rate - target) > 3.09 * coin).sum())
        many += 60
    said = (
        f"outside with nothing the matter: {100 * outside / many:.2f}% of schools; had"
        f" sessions been tosses of a coin {100 * tosses / many:.0f}%"
    )
    assert outside / many < 0.008, said
    assert tosses / many > 0.2, said


def test_a_year_on_a_school_is_called_changed_no_oftener_than_the_limits_say():
    """The same pupils but one in six, year on year, 60 schools, 150 pairs of half-terms;
    schools drift by half a point. And, by the way, a test session by session."""
    rng = np.random.default_rng(4)
    named = changed = tosses = many = 0
    for _ in range(150):
        sizes = rng.integers(60, 500, 60)
        school, habit, apart = a_year(rng, sizes)
        new = rng.random(len(school)) < 1 / 6
        later = np.where(new, rng.permutation(habit), habit)
        drifted = apart + rng.normal(0, 0.005, 60)
        out_of = np.full(len(school), 60)
        then = spread.rates(missed(rng, school, habit, apart), out_of, school, 60)
        now = spread.rates(missed(rng, school, later, drifted), out_of, school, 60)
        both = np.flatnonzero(~new), np.flatnonzero(~new)
        variance = spread.change_variance(now, then, both, school[both[0]])
        by = now.rate - then.rate
        by -= (now.counted.sum() - then.counted.sum()) / now.out_of.sum()
        strength = limits.funnel(by, variance, 0.0).strength(by, variance)
        changed += int((np.abs(strength) > 1.96).sum())
        named += int(
            (limits.beyond_chance(strength, 0.1) & (np.abs(strength) > 3)).sum()
        )
        error = np.sqrt(
            (now.rate * (1 - now.rate) + then.rate * (1 - then.rate)) / now.out_of
        )
        tosses += int((np.abs(by) > 1.96 * error).sum())
        many += 60
    said = (
        f"changed with nothing the matter: at 5% {100 * changed / many:.1f}% of schools, named"
        f" {100 * named / many:.2f}%; by a test of sessions {100 * tosses / many:.0f}%"
    )
    assert changed / many < 0.07, said
    assert named / many < 0.005, said
    assert tosses / many > 0.4, said


def test_the_authority_is_called_moved_no_oftener_than_it_says():
    rng = np.random.default_rng(5)
    far = 0
    for _ in range(400):
        sizes = rng.integers(40, 400, 30)
        school, habit, apart = a_year(rng, sizes)
        out_of = np.full(len(school), 60)
        parts = [
            (sign, spread.share_of(missed(rng, school, habit, a), out_of, school, 30))
            for sign, a in ((1, apart), (-1, apart + rng.normal(0, 0.005, 30)))
        ]
        far += abs(spread.moved(*parts).strength) > 1.96
    assert far / 400 < 0.09, f"moved with nothing the matter: {far / 4:.1f}% at 5%"


def test_weeks_that_follow_one_another_are_called_unusual_far_too_often():
    """Why single values are for showing, and not for judging a school by."""
    rng = np.random.default_rng(6)
    false = 0
    for _ in range(200):
        shocks, week = rng.normal(size=39), np.zeros(39)
        for at in range(1, 39):
            week[at] = 0.6 * week[at - 1] + shocks[at]
        found = limits.individuals(week)
        false += bool(((week < found.low) | (week > found.high)).any())
    assert false / 200 > 0.3, f"a year with a false signal: {false / 2:.0f}%"


# Rates


def test_pupils_who_are_ill_for_days_make_a_rate_less_sure_than_as_many_sessions():
    absent = np.array([60, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    held = spread.rates(absent, np.full(10, 60), np.zeros(10, int), 1)
    assert held.rate[0] == pytest.approx(0.1)
    assert held.variance[0] > 20 * 0.1 * 0.9 / 600
    assert (held.pupils[0], held.some[0]) == (10, 1)


def test_a_school_with_nobody_due_has_no_rate_and_no_variance():
    held = spread.rates(np.array([3, 0]), np.array([30, 0]), np.array([0, 1]), 3)
    assert held.rate.tolist() == [0.1, 0, 0]
    assert held.variance[1:].tolist() == [0, 0]
    nobody = spread.rates(np.zeros(1), np.zeros(1), np.zeros(1, int), 1)
    assert nobody.per_weight == 0


def test_pupils_there_both_times_make_a_change_surer():
    rng = np.random.default_rng(7)
    school, habit, apart = a_year(rng, np.full(20, 100))
    out_of = np.full(len(school), 60)
    then = spread.rates(missed(rng, school, habit, apart), out_of, school, 20)
    now = spread.rates(missed(rng, school, habit, apart), out_of, school, 20)
    every = np.arange(len(school))
    paired = spread.change_variance(now, then, (every, every), school)
    nobody = np.zeros(0, int)
    apart_ = spread.change_variance(now, then, (nobody, nobody), nobody)
    assert (paired < apart_).all()


def test_too_few_schools_or_nothing_at_all_give_no_strength():
    few = spread.share_of(np.array([5, 9]), np.array([60, 60]), np.array([0, 1]), 2)
    assert spread.moved((1, few)).strength == 0
    nothing = spread.share_of(np.zeros(9), np.zeros(9), np.arange(9), 9)
    assert spread.moved((1, nothing)) == spread.Moved(0.0, 0.0)
    school = np.arange(9)
    same = spread.share_of(school, np.full(9, 60), school, 9)
    assert spread.moved((1, same), (-1, same)) == spread.Moved(0.0, 0.0)
    assert math.isclose(few[0], 14 / 120)
