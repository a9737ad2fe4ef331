"""The grid of who may do what, and why."""

import pytest
from django.urls import reverse

from muster.accounts import people, posts, why
from muster.accounts.roles import ROLES


ADDRESS = reverse("roles")


def test_every_role_stands_in_the_grid_once():
    keys = [role.key for group in why.groups() for role in group.roles]
    assert sorted(keys) == sorted(role.key for role in ROLES)
    assert [group.title for group in why.groups()] == [one for one, _ in why.GROUPS]


def test_anybody_signed_in_may_read_it_and_is_told_what_they_hold(
    client, nobody, schools
):
    client.force_login(nobody)
    page = client.get(ADDRESS).content.decode()
    assert "You hold no post today" in page
    assert "Yes, for children who live in the authority, at any school" in page


def test_a_page_that_refuses_leads_there(signed_in):
    page = signed_in("board").get(reverse("people")).content.decode()
    assert f'href="{ADDRESS}"' in page


def test_what_somebody_may_do_is_said_with_the_post_it_is_because_of(
    signed_in, schools, number
):
    jo = people.add(username="jo", name="Jo Field")
    posts.give(
        person=jo,
        role_key="attendance-officer",
        title="Officer, north",
        schools=[number("Ash Primary School")],
        by="",
    )
    page = signed_in("officer").get(reverse("person", args=[jo.pk])).content.decode()
    assert "For Ash Primary School:" in page
    term = page.index("muster-definitions__term")
    assert "Officer, north" in page[term : term + 200]


@pytest.mark.parametrize(
    ("schools_of", "said"),
    [([], "no school"), (["Ash Primary School"], "Ash Primary School")],
)
def test_a_patch_is_said_by_name(schools, number, db, schools_of, said):
    jo = people.add(username="jo", name="Jo Field")
    patch = [number(name) for name in schools_of]
    post = posts.Post(person=jo, role_key="attendance-officer", schools=patch)
    assert why.reach_of(post, post.role.within, schools) == said


def test_the_schools_of_a_trust_are_named(schools, db):
    from muster.accounts import organisations

    jo = people.add(username="jo", name="Jo Field")
    trust = organisations.of_trust(schools, "Willow Trust")
    post = posts.give(person=jo, role_key="trust", organisation=trust, by="")
    said = why.reach_of(post, post.role.within, schools)
    assert said == "2 schools: Ash Primary School and Oak Academy"
