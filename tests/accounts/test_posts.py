"""Posts: given, changed and ended by a colleague, never by their holder."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from muster.accounts import people, posts
from muster.accounts.models import Organisation, Post
from muster.accounts.permissions import Permission
from muster.accounts.trail import Entry
from muster.school_year import clock


@pytest.fixture
def jo(db):
    return people.add(username="jo", name="Jo Field")


@pytest.fixture
def keeper(signed_in):
    return signed_in("officer")


def give(keeper, person, role, **fields):
    address = reverse("give_post", args=[person.pk]) + f"?role={role}"
    return keeper.post(address, fields)


def test_a_post_is_given_once_a_role_is_chosen(keeper, jo, schools):
    page = keeper.get(reverse("give_post", args=[jo.pk])).content.decode()
    assert "Works with a patch of schools" in page
    answer = give(keeper, jo, "board")
    assert answer.url == reverse("person", args=[jo.pk])
    assert jo.can(Permission.READ_PAPERS)
    assert Entry.objects.filter(did="post.given", by="officer").count() == 1


def test_a_role_nobody_knows_asks_again(keeper, jo, schools):
    page = keeper.get(reverse("give_post", args=[jo.pk]) + "?role=mayor")
    assert "mayor is not one of the available choices" in page.content.decode()


def test_a_school_is_chosen_from_the_list_of_schools(keeper, jo, number):
    elm = number("Elm Primary School")
    give(keeper, jo, "school-leader", organisation=f"school:{elm}", title="Head")
    [post] = Post.objects.filter(person=jo)
    assert str(post) == "Head, Elm Primary School"
    assert post.organisation.school == elm
    give(keeper, jo, "school-attendance-lead", organisation=f"school:{elm}")
    assert Organisation.objects.count() == 1


def test_a_post_at_a_school_asks_which(keeper, jo, schools):
    assert "Enter the organisation" in give(
        keeper, jo, "school-leader"
    ).content.decode() or (
        "Choose the organisation" in give(keeper, jo, "school-leader").content.decode()
    )
    assert not Post.objects.filter(person=jo).exists()


def test_a_patch_is_chosen_school_by_school(keeper, jo, number):
    ash, oak = number("Ash Primary School"), number("Oak Academy")
    refused = give(keeper, jo, "attendance-officer").content.decode()
    assert "Choose the schools of the patch" in refused
    give(keeper, jo, "attendance-officer", schools=[ash, oak])
    [post] = Post.objects.filter(person=jo)
    assert post.schools == sorted([ash, oak])
    page = keeper.get(reverse("person", args=[jo.pk])).content.decode()
    assert "2 schools: Ash Primary School and Oak Academy" in page


def test_a_patch_changes_hands(keeper, jo, number):
    ash, oak = number("Ash Primary School"), number("Oak Academy")
    post = posts.give(
        person=jo, role_key="attendance-officer", schools=[ash, oak], by=""
    )
    address = reverse("post", args=[jo.pk, post.pk])
    keeper.post(address, {"title": "North", "schools": [oak]})
    post.refresh_from_db()
    assert (post.schools, post.title) == ([oak], "North")
    [row] = Entry.objects.filter(did="post.changed")
    assert str(ash) in row.before and row.by == "officer"
    keeper.post(address, {"title": "North", "schools": [oak]})
    assert Entry.objects.filter(did="post.changed").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from_on": "1/9/25"}, "is not a date Muster can read"),
        (
            {"from_on": "01/12/2025", "to_on": "30/11/2025"},
            "The last day is before the first",
        ),
    ],
)
def test_days_that_cannot_be_are_said(keeper, jo, schools, given, said):
    assert said in give(keeper, jo, "board", **given).content.decode()
    assert not Post.objects.filter(person=jo).exists()


def test_a_post_to_come_does_nothing_yet_and_can_be_taken_back(keeper, jo, schools):
    give(keeper, jo, "board", from_on="05/01/2026")
    assert not jo.can(Permission.READ_PAPERS)
    [post] = Post.objects.filter(person=jo)
    assert (
        "Still to come" in keeper.get(reverse("person", args=[jo.pk])).content.decode()
    )
    keeper.post(reverse("take_post_back", args=[jo.pk, post.pk]))
    assert not Post.objects.filter(person=jo).exists()
    assert Entry.objects.filter(did="post.taken-back").exists()


def test_a_post_that_has_begun_is_ended_and_not_taken_back(keeper, jo, schools):
    post = posts.give(person=jo, role_key="board", by="")
    answer = keeper.post(reverse("take_post_back", args=[jo.pk, post.pk]), follow=True)
    assert "The post has begun. End it instead." in answer.content.decode()


def test_a_post_ends_at_the_end_of_a_day(keeper, jo, schools, monkeypatch):
    post = posts.give(person=jo, role_key="board", by="")
    keeper.post(reverse("end_post", args=[jo.pk, post.pk]), {"on": "05/12/2025"})
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-05")
    assert people.User.objects.get(pk=jo.pk).can(Permission.READ_PAPERS)
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-06")
    assert not people.User.objects.get(pk=jo.pk).can(Permission.READ_PAPERS)
    page = keeper.get(reverse("person", args=[jo.pk])).content.decode()
    assert "to 5 December 2025" in page


def test_nobody_gives_changes_or_ends_a_post_of_their_own(keeper, person, schools):
    me = person("officer")
    answer = keeper.get(reverse("give_post", args=[me.pk]), follow=True)
    assert "You can’t give yourself a post" in answer.content.decode()
    give(keeper, me, "attendance-lead")
    assert me.posts.count() == 2
    [mine, _] = me.posts.all()
    ended = keeper.post(reverse("end_post", args=[me.pk, mine.pk]))
    assert "You can’t end a post of your own" in ended.content.decode()
    changed = keeper.post(reverse("post", args=[me.pk, mine.pk]), {"title": "King"})
    assert "You can’t change a post of your own" in changed.content.decode()
    mine.refresh_from_db()
    assert (mine.to_on, mine.title) == (None, "")


def test_the_last_one_that_keeps_people_goes_on_keeping_them(person):
    officer, today = person("officer"), clock.today()
    keeps = officer.posts.get(role_key="administrator")
    with pytest.raises(posts.Refused, match="Nobody else keeps people on 2 December"):
        posts.end(post=keeps, on=today, by="")
    with pytest.raises(posts.Refused, match="Nobody but Sam Officer keeps people"):
        people.close(person=officer, by="")
    other = people.add(username="other", name="Other", role_keys=["administrator"])
    theirs = other.posts.get()
    theirs.to_on = today + timedelta(days=30)
    theirs.save()
    with pytest.raises(posts.Refused, match="Nobody else keeps people"):
        posts.end(post=keeps, on=today, by="")
    theirs.to_on = None
    theirs.save()
    posts.end(post=keeps, on=today, by="")
    assert keeps.to_on == today


def test_somebody_who_left_is_given_nothing(jo):
    people.close(person=jo, by="")
    with pytest.raises(posts.Refused, match="The account of Jo Field is closed"):
        posts.give(person=jo, role_key="board", by="")


@pytest.mark.usefixtures("database")
def test_of_the_last_two_that_keep_people_one_stays_on_either_database():
    ada = people.add(username="ada", name="Ada", role_keys=["administrator"])
    bo = people.add(username="bo", name="Bo", role_keys=["administrator"])
    people.close(person=ada, by="")
    with pytest.raises(people.Refused, match="Nobody but Bo keeps people"):
        people.close(person=bo, by="")


def test_a_team_that_closed_takes_no_more_posts(jo):
    team = Organisation.objects.create(
        kind="team", name="Welfare", closed_on=date(2025, 9, 1)
    )
    with pytest.raises(posts.Refused, match="Welfare closed on 1 September 2025"):
        posts.give(person=jo, role_key="data-officer", organisation=team, by="")


# Caseloads ------------------------------------------------------------------------------


@pytest.fixture
def case(jo):
    return posts.give(person=jo, role_key="social-worker", by="")


def add_child(keeper, post, **fields):
    address = reverse("take_on", args=[post.person_id, post.pk])
    return keeper.post(address, fields, follow=True).content.decode()


def test_a_child_goes_on_a_caseload_by_what_their_school_calls_them(
    keeper, case, number
):
    page = add_child(keeper, case, school=number("Oak Academy"), identifier="b20")
    [held] = case.cases.all()
    assert f"Child {held.child}" in page
    assert "b20" not in page
    keeper.post(reverse("hand_back", args=[case.person_id, case.pk, held.pk]))
    assert not case.cases.exists()


@pytest.mark.parametrize(
    ("school", "identifier", "said"),
    [
        ("Oak Academy", "nobody", "No child is held by that"),
        ("Elm Primary School", "b20", "No child is held by that"),
        ("", "a17", "That isn’t a UPN"),
        ("", "", "Enter the child’s UPN or identifier"),
    ],
)
def test_a_child_that_is_not_found_is_said(
    keeper, case, number, school, identifier, said
):
    place = number(school) if school else ""
    assert said in add_child(keeper, case, school=place, identifier=identifier)
    assert not case.cases.exists()


def test_only_a_caseload_takes_children_on(keeper, jo, number):
    post = posts.give(person=jo, role_key="board", by="")
    said = add_child(keeper, post, school=number("Oak Academy"), identifier="b20")
    assert "has no caseload" in said
