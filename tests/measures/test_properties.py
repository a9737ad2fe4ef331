"""What must hold whatever the figures are: parts add up, and order doesn't matter."""

import random
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measures.authority import Authority, Mark, describe, stored, weeks_of
from tests.measures.generated import authorities
from tests.measures.test_generated import ALWAYS

from muster.measures import OF_MARKS, RULES, ask
from muster.measures.dimensions import DIMENSIONS, NOT_PERSISTENT


FEW = settings(ALWAYS, max_examples=3)
# On both sides of the year's end, so that both years have marks to ask for.
PERIOD = "2023-08-01..2025-07-31"
SESSIONS = [measure.name for measure in OF_MARKS if not measure.counts_enrolments]
ENROLMENTS = [measure.name for measure in OF_MARKS if measure.counts_enrolments]
EVERY = [measure.name for measure in OF_MARKS]
SOME = ["attendance", "not_recorded", "unknown_codes", "reason_i", "late_after"]
rules = st.sampled_from(list(RULES))


@contextmanager
def a_home():
    home = Path(tempfile.mkdtemp(prefix="muster-properties-"))
    try:
        yield home
    finally:
        shutil.rmtree(home)


def figures(state, names, by=(), rules="census", period=PERIOD) -> dict:
    answer = ask(state, names, by, period, rules, audience="unsuppressed")
    return {
        (f.measure, *f.dims): (f.numerator, f.denominator, f.pupils)
        for f in answer.rows
    }


def everything(state) -> list[dict]:
    """Answers enough to notice any change: by school under each rule, and by time."""
    pupils = [*SOME, "persistent_absence", "severe_absence", "absence_band_10"]
    tables = [figures(state, pupils, ["school", "sex"], name) for name in RULES]
    times = figures(state, SOME, ["week", "session"], "live")
    return [*tables, figures(state, pupils, ["half_term"]), times]


def loaded(home: Path, authority: Authority, loads: list[list[Mark]]):
    store = stored(
        Authority(authority.schools, authority.enrolments, authority.calendars), home
    )
    for number, marks in enumerate(loads):
        with store.draft("marks") as draft:
            draft.add_marks(f"m{number}", weeks_of(marks))
            version = draft.save()
        store.make_current(version)
    return store


@FEW
@given(authorities(), rules, st.sampled_from([d for d in DIMENSIONS if d != "reason"]))
def test_parts_of_sessions_add_up_to_the_whole(authority, name, dimension):
    # PRUs stand in a table of schools and apart from a total: keep them out of this.
    for school in authority.schools:
        school["phase"] = "primary"
    with a_home() as home:
        state = stored(authority, home).state()
        whole = figures(state, SESSIONS, rules=name)
        parts = figures(state, SESSIONS, [dimension], name)
        for measure in SESSIONS:
            mine = [row for place, row in parts.items() if place[0] == measure]
            total = whole.get((measure,), (0, 0, 0))
            assert tuple(sum(row[n] for row in mine) for n in (0, 1)) == total[:2]


@FEW
@given(
    authorities(),
    rules,
    st.sampled_from([d for d in DIMENSIONS if d not in NOT_PERSISTENT]),
)
def test_bands_add_up_to_the_enrolments_and_persistent_holds_severe(
    authority, name, by
):
    with a_home() as home:
        state = stored(authority, home).state()
        found = figures(state, ENROLMENTS, [by], name)
        for place in {key[1:] for key in found}:
            of = {measure: found[measure, *place] for measure in ENROLMENTS}
            bands = [of[m][0] for m in ENROLMENTS if m.startswith("absence_band_")]
            persistent, severe = of["persistent_absence"], of["severe_absence"]
            assert sum(bands) == persistent[1]
            assert sum(bands[2:]) == persistent[0] >= severe[0]
            assert of["absence_band_50"] == severe


@FEW
@given(authorities(), rules)
def test_attended_and_missed_are_all_that_was_possible(authority, name):
    with a_home() as home:
        found = figures(stored(authority, home).state(), SESSIONS, ["school"], name)
        for measure, school in list(found):
            if measure == "attendance":
                parts = [
                    found[part, school][0]
                    for part in (
                        "attendance",
                        "authorised_absence",
                        "unauthorised_absence",
                    )
                ]
                assert sum(parts) == found["attendance", school][1]
                assert sum(parts[1:]) == found["overall_absence", school][0]


@FEW
@given(authorities(), st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(authority, seed):
    shuffle = random.Random(seed).shuffle
    shuffled = Authority(*(list(rows) for rows in vars(authority).values()))
    shuffled.loads = [list(marks) for marks in shuffled.loads]
    for rows in (shuffled.schools, shuffled.enrolments, *shuffled.loads):
        shuffle(rows)
    with a_home() as one, a_home() as other:
        before = everything(stored(authority, one).state())
        assert everything(stored(shuffled, other).state()) == before


@FEW
@given(authorities(), st.integers(0, 99))
def test_one_load_or_forty_give_the_same_figures(authority, seed):
    whole = [mark for marks in authority.loads for mark in marks]
    latest = {mark[:4]: mark for mark in whole}
    dealer = random.Random(seed)
    nights = [[] for _ in range(40)]
    for mark in latest.values():
        # The right mark on some night, and perhaps a wrong one on a night before.
        night = dealer.randrange(40)
        nights[night].append(mark)
        if night and dealer.random() < 0.3:
            nights[dealer.randrange(night)].append(mark._replace(code="O"))
    with a_home() as one, a_home() as forty:
        before = everything(loaded(one, authority, [list(latest.values())]).state())
        assert everything(loaded(forty, authority, nights).state()) == before


@FEW
@given(authorities())
def test_undo_gives_back_the_former_answer(authority):
    *earlier, last = authority.loads
    with a_home() as home:
        store = loaded(home, authority, earlier)
        before = everything(store.state())
        with store.draft("marks") as draft:
            draft.add_marks("last", weeks_of(last))
            version = draft.save()
        store.make_current(version)
        everything(store.state())
        with store.draft("undo") as draft:
            if last:
                draft.undo("last")
            version = draft.save()
        store.make_current(version)
        assert everything(store.state()) == before


@FEW
@given(authorities())
def test_a_merge_changes_nothing(authority):
    halves = [marks[n::2] for marks in authority.loads for n in (0, 1)]
    with a_home() as home:
        store = loaded(home, authority, halves)
        before = everything(store.state())
        for year in store.state().years():
            store.state().merge(year)
        for path in (store.folder / "cache").glob("[cs]*"):
            path.unlink()
        # Another version, so that no answer is remembered.
        with store.draft("nothing") as draft:
            version = draft.save()
        store.make_current(version)
        assert everything(store.state()) == before


@FEW
@given(authorities(), authorities(), rules)
def test_another_schools_marks_change_no_school(authority, other, name):
    """Unless a child is shared, and then only in the view that joins them."""
    apart = {"Ash": "Birch", "Elm": "Cedar", "Oak": "Hazel"}
    for row in other.schools:
        row["name"] = apart[row["name"]]
    for row in (*other.enrolments, *other.calendars):
        row["school"] = apart.get(row["school"], "")
    # The authority's own calendar is everybody's; leave it as it was.
    other.calendars = [row for row in other.calendars if row["school"]]
    for row in other.enrolments:
        row["pupil"] += "x"
    moved = [
        mark._replace(school=apart[mark.school], pupil=mark.pupil + "x")
        for marks in other.loads
        for mark in marks
        # As at the same day, or the roll is another day's.
        if mark.day
        <= max((m.day for marks in authority.loads for m in marks), default=mark.day)
    ]
    if name == "roll":
        moved = []
    with a_home() as home:
        store = stored(authority, home)
        before = figures(store.state(), EVERY, ["school"], name)
        with store.draft("another") as draft:
            if not (authority.schools and not other.schools):
                describe(draft, other)
                draft.add_marks("another", weeks_of(moved))
            version = draft.save()
        store.make_current(version)
        after = figures(store.state(), EVERY, ["school"], name)
        kept = {key: row for key, row in after.items() if key[1] not in apart.values()}
        assert kept == before
