"""Returns of schools: when each is due at its edges, what came, and what accepting does."""

import importlib
from datetime import date, timedelta

import pytest
from django.apps import apps
from tests.measures.authority import Authority, stored, upn
from tests.registers.test_finding import FULL, weeks

from muster.measures.provided import Stretch
from muster.measures.scope import ALL
from muster.registers import finding
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.part_time import PartTime
from muster.registers.returns import answering, counted, expecting, sending
from muster.registers.returns.kinds import ground, grounds, kinds
from muster.registers.returns.rolls import Stay, came, went
from muster.registers.returns.sending import About
from muster.registers.returns.sent import Expected, How, Return, Stage
from muster.school_year import Calendar, SchoolYear
from muster.tables.store import Store


pytestmark = pytest.mark.django_db
ON = date(2025, 10, 3)
ASH, BEECH = "900001", "900002"
SCHOOLS = [
    {"urn": ASH, "name": "Ash Primary", "phase": "primary"},
    {"urn": BEECH, "name": "Beech High", "phase": "secondary"},
]
O10, I10 = "O O O O O O O O O O", "I I I I I I I I I I"


def on_roll(name, school=ASH, from_on=date(2023, 9, 1), to_on=None, year="4", **more):
    return {
        "school": school,
        "pupil": upn(name),
        "from_on": from_on,
        "to_on": to_on,
        "year_group": year,
        "forename": name.title(),
        "surname": "Swift",
        "born_on": date(2016, 5, 12),
    } | more


ROLL = [
    on_roll("full", year="R"),
    on_roll("old", year="6"),
    on_roll("gone"),
    on_roll("ill"),
    on_roll("part"),
    on_roll("new", from_on=date(2025, 9, 15)),
    on_roll("left", to_on=date(2025, 9, 19)),
]
MARKS = [
    *weeks("full", FULL, FULL, FULL, FULL),
    *weeks("gone", O10, O10, FULL, FULL),
    *weeks("ill", I10, I10, I10, FULL),
    *weeks("part", FULL, FULL, FULL, "/ C2 / C2 / C2 / C2 / C2"),
]


@pytest.fixture(scope="session")
def _homes(tmp_path_factory):
    """_homes(roll, marks) is a home with them, made once."""
    made = {}

    def home(roll, marks):
        if (key := repr((roll, marks))) not in made:
            made[key] = tmp_path_factory.mktemp("returns")
            stored(Authority(SCHOOLS, roll, [], [marks]), made[key])
        return made[key]

    return home


@pytest.fixture
def looked(_homes):
    """looked(roll) looks through that roll and the marks; gives the state."""

    def looked(roll=ROLL, marks=MARKS, on=ON):
        state = Store(_homes(roll, marks)).state()
        finding.look(state, on)
        expecting.bring_up(state, on, state.schools["id"].to_list())
        return state

    return looked


def child(state, name):
    rows = state.pupils.filter(state.pupils["supplied"] == upn(name))
    return rows["child"].item()


def school_of(state, name="Ash Primary"):
    return state.schools.filter(state.schools["name"] == name)["id"].item()


def sent(state, kind, name=None, about_on=ON, on=ON, school="Ash Primary", **more):
    said = more.pop("said", {})
    about = more.pop("about", None) or About(child(state, name))
    return sending.send(
        kinds(on)[kind],
        school=school_of(state, school),
        about=about,
        about_on=about_on,
        said=said,
        on=on,
        by="head",
        how=How.FORM,
        state=state,
        **more,
    )


TIMETABLE = {
    "reason": "return",
    "ends_on": "2025-10-31",
    "sessions_a_week": 5,
    "parent_agreed_on": "2025-09-26",
    "review_on": "2025-10-17",
    "back_to_full": "An hour more each week",
}


def test_every_ground_is_dated_and_says_whether_it_was_read():
    assert len({one.code for one in grounds()}) == len(grounds()) == 15
    assert not ground("order").read
    assert ground("moved").lost and not ground("other_school").lost


def test_who_was_decided_left_and_attends_again_has_no_deletion_return_expected(looked):
    vanishing = [
        *MARKS,
        *weeks("new", FULL, "/ \\ . . . . . . . .", ". . . . . . . . . .", "."),
    ]
    state = looked(marks=vanishing)
    [row] = Found.objects.waiting("vanished", ON)
    finding.decide(row, code="left", on=ON, by="ada")
    looked(marks=vanishing)
    owed = Expected.objects.filter(kind="deletion", child=child(state, "new"))
    assert owed.get().gone_on is None
    later = date(2025, 10, 17)
    back = [*weeks("new", *["."] * 4, FULL), *weeks("full", *["."] * 4, FULL)]
    looked(marks=[*vanishing, *back], on=later)
    assert owed.get().gone_on == later


def test_what_is_due_when(looked):
    state = looked()
    due = {
        (one.kind, one.child): (one.since_on, one.arose_on, one.due_on)
        for one in Expected.objects.all()
    }
    days = lambda *each: tuple(date(2025, month, day) for month, day in each)  # noqa: E731
    assert due == {
        # Entered on Monday 15 September: the fifth school day after is the 22nd.
        ("new_pupil", child(state, "new")): days((9, 15), (9, 15), (9, 22)),
        # Not later than the deletion.
        ("deletion", child(state, "left")): days((9, 19), (9, 19), (9, 19)),
        # Fifteen school days from the 8th come to Friday the 26th.
        ("sickness", child(state, "ill")): days((9, 8), (9, 26), (9, 26)),
        # The tenth school day running is the 19th; a month from then.
        ("attendance", child(state, "gone")): days((9, 8), (9, 19), (10, 17)),
        # The first C2 on Monday 29 September.
        ("part_time", child(state, "part")): days((9, 29), (9, 29), (10, 6)),
    }


@pytest.mark.parametrize(
    ("received", "late"), [(date(2025, 9, 22), False), (date(2025, 9, 23), True)]
)
def test_a_new_pupil_is_in_time_to_the_fifth_school_day(looked, received, late):
    one = sent(looked(), "new_pupil", "new", date(2025, 9, 15), on=received)
    assert one.is_late is late
    assert Expected.objects.get(kind="new_pupil").answered_by == one


@pytest.mark.parametrize(("day", "late"), [(19, False), (20, True)])
def test_a_deletion_is_never_told_after(looked, day, late):
    gone = date(2025, 9, 19)
    one = sent(looked(), "deletion", "left", gone, on=date(2025, 9, day))
    assert one.is_late is late


CALENDAR = Calendar.template()
YEAR = CALENDAR.school_days(date(2025, 8, 1), date(2026, 7, 31))


def stay(from_on, to_on=None, year="4"):
    return Stay(1, 1, from_on, to_on, year)


OTHERS = [stay(date(2020, 9, 1), None, "R"), stay(date(2020, 9, 1), None, "6")]


@pytest.mark.parametrize(
    ("from_on", "year", "owed"),
    [
        (YEAR[0], "R", False),  # the most junior class, on the first day
        (YEAR[1], "R", True),  # a day later
        (YEAR[0], "3", True),  # another class on the first day
        (YEAR[0], "", False),  # with everybody else, of a year nobody said
        (YEAR[1], "", True),
        (date(2025, 7, 31), "3", False),  # last school year
    ],
)
def test_a_new_pupil_is_owed_but_of_the_most_junior_class_on_the_first_day(
    from_on, year, owed
):
    mine = stay(from_on, None, year)
    found = came([*OTHERS, mine], CALENDAR, date(2026, 3, 27))
    assert (mine in list(found)) is owed


LAST, _ = CALENDAR.half_term_dates(SchoolYear(2025), 6)


@pytest.mark.parametrize(
    ("to_on", "year", "owed"),
    [
        (LAST, "6", False),  # the top year, in the last half-term
        (LAST - timedelta(days=1), "6", True),  # a day before it
        (LAST, "5", True),  # another year
        (date(2026, 7, 31), "6", False),
    ],
)
def test_a_deletion_is_owed_but_of_the_top_year_at_its_end(to_on, year, owed):
    mine = stay(date(2020, 9, 1), to_on, year)
    found = went([*OTHERS, mine], CALENDAR, date(2026, 7, 31))
    assert (mine in list(found)) is owed


def test_a_time_on_the_roll_that_goes_on_after_a_holiday_is_one(looked):
    summer = [
        on_roll("same", to_on=date(2025, 7, 31), year="3"),
        on_roll("same", from_on=date(2025, 9, 1), year="4"),
    ]
    looked([*ROLL, *summer])
    assert Expected.objects.filter(kind__in=["new_pupil", "deletion"]).count() == 2


def test_a_guest_is_on_no_roll(looked):
    looked([*ROLL, on_roll("guest", from_on=date(2025, 9, 15), status="G")])
    assert Expected.objects.filter(kind="new_pupil").count() == 1


def test_those_whose_last_day_is_in_a_stretch_are_counted_and_read(looked, monkeypatch):
    state = looked()
    monkeypatch.setattr(counted, "state", lambda: state)
    sent(state, "deletion", "left", on=date(2025, 9, 22))

    def counted_from(first, last):
        of = Stretch(date(2025, 9, first), date(2025, 9, last))
        rows = counted.rows(of, ALL)
        return sorted(
            (one["return"], one["due_on"].day, one["came_on"]) for one in rows
        )

    deletion = ("Deletion", 19, date(2025, 9, 22))
    others = [("New pupil", 22, None), ("Sickness", 26, None)]
    assert counted_from(19, 26) == [deletion, *others]
    assert counted_from(20, 26) == others
    assert counted_from(20, 25) == others[:1]


def test_looking_again_expects_nothing_twice_and_moves_no_day(looked):
    looked()
    before = list(Expected.objects.values_list("pk", "due_on"))
    looked()
    assert list(Expected.objects.values_list("pk", "due_on")) == before


def test_a_corrected_register_expects_it_no_longer_and_keeps_what_it_was(looked):
    looked()
    looked(marks=[*weeks("full", FULL, FULL, FULL, FULL)])
    gone = Expected.objects.get(kind="sickness")
    assert gone.gone_on == ON
    assert not Expected.objects.of_year(ON).filter(kind="sickness").exists()


def test_a_return_of_another_school_answers_nothing(looked):
    state = looked()
    sent(state, "deletion", "left", date(2025, 9, 19), school="Beech High")
    assert Expected.objects.get(kind="deletion").answered_by is None


def test_a_return_is_not_sent_twice(looked):
    state = looked()
    sent(state, "deletion", "left", date(2025, 9, 19))
    with pytest.raises(Refused, match="has been sent already"):
        sent(state, "deletion", "left", date(2025, 9, 19))


def owed(state, since_on, kind="sickness", name="ill", **more):
    """Another return that is expected of a child, since a day."""
    said = {
        "kind": kind,
        "school": school_of(state),
        "child": child(state, name),
        "pupil": child(state, name),
        "since_on": since_on,
        "arose_on": since_on,
        "due_on": since_on,
    }
    return Expected.objects.create(**said | more)


def answers():
    rows = Expected.objects.filter(kind="sickness", gone_on=None)
    return {one.since_on: one.answered_by_id for one in rows}


FIRST, SECOND = date(2025, 9, 8), date(2025, 10, 1)


def test_one_return_of_an_illness_answers_the_nearest_one_and_no_other(looked):
    state = looked()
    owed(state, SECOND)
    one = sent(state, "sickness", "ill", date(2025, 9, 29))
    assert answers() == {FIRST: None, SECOND: one.pk}
    expecting.match(school_of(state))
    assert answers() == {FIRST: None, SECOND: one.pk}
    other = sent(state, "sickness", "ill", date(2025, 9, 30))
    assert answers() == {FIRST: other.pk, SECOND: one.pk}


def test_a_return_sent_for_one_illness_does_not_answer_another_as_well(looked):
    state = looked()
    second = owed(state, SECOND)
    one = sent(state, "sickness", "ill", FIRST, expected=second)
    assert answers() == {FIRST: None, SECOND: one.pk}
    first = Expected.objects.get(kind="sickness", since_on=FIRST)
    expecting.answer(first, one)
    assert answers() == {FIRST: one.pk, SECOND: None}


def test_two_that_come_back_at_once_are_not_both_answered_by_one_return(looked):
    state = looked()
    one = sent(state, "sickness", "ill", FIRST)
    gone = {"gone_on": ON, "answered_by": one}
    Expected.objects.filter(kind="sickness").update(gone_on=ON)
    owed(state, SECOND, **gone)
    rows = Expected.objects.filter(kind="sickness").order_by("since_on")
    due = [
        expecting.Owed(row.kind, row.pupil, row.child, row.since_on, row.arose_on)
        for row in rows
    ]
    expecting._take(state, school_of(state), due, ON)
    assert sorted(map(str, answers().values())) == sorted([str(one.pk), "None"])


def test_of_those_one_return_answered_before_that_was_forbidden_one_keeps_it(looked):
    state = looked()
    one = sent(state, "sickness", "ill", FIRST)
    # Still expected, though the ones that are not are nearer.
    Expected.objects.filter(kind="sickness").update(since_on=SECOND)
    for gone in (FIRST, date(2025, 9, 9)):
        owed(state, gone, gone_on=ON, answered_by=one)
    named = "muster.registers.migrations.0003_returns_chased"
    importlib.import_module(named).let_go(apps, None)
    assert list(
        Expected.objects.filter(answered_by=one).values_list("since_on", "gone_on")
    ) == [(SECOND, None)]


def test_an_illness_that_comes_back_to_the_register_is_owed_if_its_return_answers_another(
    looked,
):
    state = looked()
    one = sent(state, "sickness", "ill", FIRST)
    looked(marks=[*weeks("full", FULL, FULL, FULL, FULL)])
    owed(state, date(2025, 9, 9))
    expecting.match(school_of(state))
    assert answers() == {date(2025, 9, 9): one.pk}
    looked()
    assert answers() == {FIRST: one.pk}


def test_a_corrected_return_of_an_illness_answers_what_the_first_did(looked):
    state = looked()
    owed(state, SECOND)
    first = sent(state, "sickness", "ill", FIRST)
    again = sending.correct(
        first,
        why="The day was wrong",
        about_on=date(2025, 9, 30),
        said={},
        on=ON,
        by="head",
        how=How.FORM,
        state=state,
    )
    assert answers() == {FIRST: again.pk, SECOND: None}


def test_a_withdrawn_return_is_expected_again(looked):
    one = sent(looked(), "deletion", "left", date(2025, 9, 19))
    with pytest.raises(Refused, match="Say why"):
        sending.withdraw(one, why=" ", by="head")
    sending.withdraw(one, why="The wrong child", by="head")
    assert Expected.objects.get(kind="deletion").answered_by is None
    with pytest.raises(Refused, match="has been withdrawn"):
        sending.withdraw(one, why="Again", by="head")


def test_a_corrected_return_stands_in_place_of_the_first_and_is_as_early(looked):
    state = looked()
    first = sent(state, "deletion", "left", date(2025, 9, 19), on=date(2025, 9, 19))
    again = sending.correct(
        first,
        why="The day was wrong",
        about_on=date(2025, 9, 18),
        said={"ground": "moved"},
        on=ON,
        by="head",
        how=How.FORM,
        state=state,
    )
    first.refresh_from_db()
    assert (first.stage, again.replaces) == (Stage.WITHDRAWN, first)
    assert not again.is_late
    assert Expected.objects.get(kind="deletion").answered_by == again


def test_accepting_the_return_of_one_illness_leaves_the_other_on_the_list(looked):
    ill = [
        *weeks("ill", I10, I10, I10, FULL, I10, I10, I10),
        *weeks("full", *[FULL] * 7),
    ]
    later = date(2025, 10, 24)
    state = looked(marks=ill, on=later)
    first, again = Found.objects.waiting("sickness", later).order_by("since_on")
    said = {"support": "Work is sent home"}
    one = sent(state, "sickness", "ill", again.since_on, on=later, said=said)
    answering.accept(one, on=later, by="ada", state=state)
    assert [*Found.objects.waiting("sickness", later)] == [first]
    owed = Expected.objects.get(found_id=first.pk)
    assert owed.answered_by is None


def test_an_accepted_timetable_goes_on_its_register_and_off_the_list(looked):
    state = looked()
    one = sent(state, "part_time", "part", date(2025, 9, 29), said=TIMETABLE)
    assert Found.objects.waiting("part_time", ON).exists()
    effect = answering.effect_of(one, ON, state)
    assert effect.will == (
        "Accepting it opens a timetable on the register: it runs from 29 September 2025"
        " to 31 October 2025, and is reviewed on 17 October 2025."
    )
    done = answering.accept(one, on=ON, by="ada", state=state)
    entry = PartTime.objects.get()
    assert (done.said, done.entry.pk) == (effect.done, entry.pk)
    assert (entry.started_on, entry.ends_on) == (date(2025, 9, 29), date(2025, 10, 31))
    assert (entry.status, entry.review_on) == ("reported", date(2025, 10, 17))
    assert not Found.objects.waiting("part_time", ON).exists()
    with pytest.raises(Refused, match="accepted already"):
        answering.accept(one, on=ON, by="ada", state=state)


def test_the_notes_of_a_timetable_go_on_the_register_with_it(looked):
    state, said = (
        looked(),
        TIMETABLE | {"reason": "other", "notes": "Waits for a scan."},
    )
    one = sent(state, "part_time", "part", date(2025, 9, 29), said=said)
    entry = answering.accept(one, on=ON, by="ada", state=state).entry
    assert "Waits for a scan." in entry.happened.get(kind="opened").text


def test_a_timetable_made_longer_fills_in_the_one_that_is_open(looked):
    state = looked()
    first = sent(state, "part_time", "part", date(2025, 9, 29), said=TIMETABLE)
    answering.accept(first, on=ON, by="ada", state=state)
    PartTime.objects.update(status="agreed")
    longer = TIMETABLE | {"ends_on": "2025-11-14"}
    again = sent(state, "part_time", "part", date(2025, 10, 3), said=longer)
    assert answering.effect_of(again, ON, state).will == (
        "Accepting it changes the timetable that is open since 29 September 2025 (to 31"
        " October 2025): it runs to 14 November 2025, and is reviewed on 17 October 2025."
        " It is agreed again, for longer."
    )
    answering.accept(again, on=ON, by="ada", state=state)
    entry = PartTime.objects.get()
    assert (entry.ends_on, entry.status) == (date(2025, 11, 14), "extended")


@pytest.mark.parametrize(
    ("kind", "name", "on_list"),
    [("sickness", "ill", "sickness"), ("attendance", "gone", "continuous")],
)
def test_an_accepted_return_takes_the_child_off_its_list(looked, kind, name, on_list):
    state = looked()
    said = {"done": "Visited on Monday", "reason": ""}
    one = sent(state, kind, name, date(2025, 9, 8), said=said)
    assert Found.objects.waiting(on_list, ON).exists()
    will = answering.effect_of(one, ON, state).will
    assert will.startswith("Accepting it takes the child off the week’s list “")
    answering.accept(one, on=ON, by="ada", state=state)
    assert not Found.objects.waiting(on_list, ON).exists()
    assert "is not on the week’s list" in answering.effect_of(one, ON, state).will


def test_a_deletion_to_nobody_knows_where_is_shown_until_a_school_returns_them(looked):
    state = looked()
    said = {"ground": "moved", "new_school": ""}
    one = sent(state, "deletion", "left", date(2025, 9, 19), said=said)
    lost = lambda: list(answering.lost(Return.objects.all(), ON))  # noqa: E731
    assert lost() == [one]
    will = answering.effect_of(one, ON, state).will
    assert will.startswith(
        "Accepting it changes no register and takes nobody off a roll"
    )
    assert will.endswith("stays among those who may be missing education.")
    born = date(2016, 5, 12)
    meant = About(None, "Left Swift", upn("left"), born)
    there = sent(state, "new_pupil", about=meant, school="Beech High")
    assert there.child == one.child
    assert lost() == []
    assert answering.other_end(there) == one
    assert answering.other_end(one) == there


@pytest.mark.parametrize(
    "said",
    [
        {"ground": "moved", "new_school": "Elm Academy"},
        {"ground": "other_school", "new_school": ""},
    ],
)
def test_a_deletion_that_says_where_to_is_not_shown(looked, said):
    sent(looked(), "deletion", "left", date(2025, 9, 19), said=said)
    assert not answering.lost(Return.objects.all(), ON).exists()


@pytest.mark.parametrize(
    ("name", "number", "born_on"),
    [
        ("Left Swift", "", date(2016, 5, 12)),  # no UPN
        ("Left Swift", upn("left"), date(2016, 5, 13)),  # another date of birth
    ],
)
def test_a_doubtful_match_waits_for_a_person(looked, name, number, born_on):
    state = looked()
    about = About(None, name, number, born_on)
    one = sent(state, "new_pupil", about=about, school="Beech High")
    assert (one.child, one.may_be) == (None, [child(state, "left")])
    with pytest.raises(Refused, match="who the child is"):
        answering.accept(one, on=ON, by="ada", state=state)
    with pytest.raises(Refused, match="one of the children it may be"):
        answering.settle(one, child=999_999, by="ada")
    answering.settle(one, child=child(state, "left"), by="ada")
    one.refresh_from_db()
    answering.accept(one, on=ON, by="ada", state=state)


def test_a_child_nobody_knows_is_known_once_a_file_names_their_upn(looked):
    state = looked()
    about = About(None, "Wren Newby", upn("wren"), date(2016, 5, 12))
    one = sent(state, "new_pupil", about=about, about_on=date(2025, 9, 29))
    assert (one.child, one.is_doubtful) == (None, False)
    state = looked([*ROLL, on_roll("wren", from_on=date(2025, 9, 29))])
    one.refresh_from_db()
    assert one.child == child(state, "wren")
    assert Expected.objects.get(child=one.child).answered_by == one
