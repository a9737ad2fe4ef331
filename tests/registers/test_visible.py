"""Cases of children: nobody sees one of a child they may not see, or of another school."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registers.conftest import IVY, OMAR, ROBIN

from muster.accounts import posts
from muster.accounts.models import Post
from muster.registers.entry import Entry


pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 1)


@pytest.fixture
def cases(state, schools, number):
    """A case of each child at each school they were at, by child and school."""

    def case(child, school):
        return Entry.objects.create(
            register="support",
            child=number(child),
            school=schools[school],
            about=school,
            status="opened",
            started_on=TODAY,
            reason="severe",
            opened_by="ada",
            opened_at=timezone.now(),
        )

    return [
        case(ROBIN, "Ash Primary"),
        case(ROBIN, "Beech High"),
        case(ROBIN, "Damson Centre"),
        case(IVY, "Ash Primary"),
        case(OMAR, "Beech High"),
    ]


@pytest.fixture
def seen(state, cases, number):
    names = {number(ROBIN): "Robin", number(IVY): "Ivy", number(OMAR): "Omar"}

    def seen(someone):
        rows = Entry.objects.visible_to(someone, state)
        return {(names[one.child], one.about) for one in rows}

    return seen


def give(someone, role, organisation):
    Post.objects.create(
        person=someone,
        role_key=role,
        organisation=organisation,
        from_on=date(2025, 9, 1),
    )
    vars(someone).pop("posts_held", None)


EVERY = {
    ("Robin", "Ash Primary"),
    ("Robin", "Beech High"),
    ("Robin", "Damson Centre"),
    ("Ivy", "Ash Primary"),
    ("Omar", "Beech High"),
}


def test_who_reaches_everything_sees_every_case(seen, person):
    assert seen(person("officer")) == EVERY


def test_a_head_sees_the_cases_of_their_school_and_no_other(seen, person, at):
    head = person("school-leader", organisation=at("Beech High"))
    assert seen(head) == {("Robin", "Beech High"), ("Omar", "Beech High")}


def test_a_former_school_sees_its_own_case_only(seen, person, at):
    head = person("school-leader", organisation=at("Ash Primary"))
    assert seen(head) == {("Robin", "Ash Primary"), ("Ivy", "Ash Primary")}


def test_a_patch_sees_every_case_of_a_child_on_its_rolls(seen, person, schools):
    officer = person("attendance-officer", schools=[schools["Damson Centre"]])
    assert seen(officer) == {one for one in EVERY if one[0] == "Robin"}


def test_a_patch_sees_of_who_left_before_only_its_own_case(seen, person, schools):
    officer = person("attendance-officer", schools=[schools["Ash Primary"]])
    assert seen(officer) == {("Robin", "Ash Primary"), ("Ivy", "Ash Primary")}


def test_the_home_authority_sees_its_children_wherever_they_are(seen, person):
    found = seen(person("register-officer"))
    assert found == {one for one in EVERY if one[0] != "Omar"}


def test_a_post_with_no_children_sees_none(seen, person):
    assert seen(person("finance-officer")) == set()
    assert seen(person("programme-officer")) == set()


def test_a_caseload_and_a_school_together_leak_nothing_of_the_caseloads_school(
    seen, person, at, number, schools
):
    # Of a child on the caseload every case; of others at that child's school none, though
    # the same person sees the school's former pupils at a school of their own.
    both = person("social-worker")
    posts.take_on(post=both.posts.get(), child=number(OMAR), by="a manager")
    give(both, "school-leader", at("Ash Primary"))
    assert seen(both) == {
        ("Omar", "Beech High"),
        ("Robin", "Ash Primary"),
        ("Ivy", "Ash Primary"),
    }


@given(numbers=st.lists(st.integers(1, 10**9), max_size=8))
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_child_is_among_numbers_as_python_says(cases, numbers):
    held = {one.child for one in cases}
    wanted = [*numbers, *sorted(held)[: len(numbers) % 3]]
    found = Entry.objects.filter(child__among=wanted).values_list("child", flat=True)
    assert set(found) == held & set(wanted)


def test_reach_may_be_a_hundred_thousand_children(cases):
    wanted = list(range(200_000))
    assert Entry.objects.filter(child__among=wanted).count() == len(cases)
