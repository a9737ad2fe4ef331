"""Organisations: added by hand, or the store's."""

import pytest
from django.urls import reverse

from muster.accounts import organisations, people, posts
from muster.accounts.models import Organisation
from muster.accounts.trail import Entry


@pytest.fixture
def keeper(signed_in, schools):
    return signed_in("officer")


def add(keeper, kind="team", name="Education welfare"):
    return keeper.post(reverse("organisations"), {"kind": kind, "name": name})


def test_a_team_is_added_renamed_closed_and_opened(keeper):
    answer = add(keeper)
    team = Organisation.objects.get()
    assert answer.url == reverse("organisation", args=[team.pk])
    keeper.post(answer.url, {"name": "Attendance"})
    keeper.post(reverse("close_organisation", args=[team.pk]))
    team.refresh_from_db()
    assert (team.name, team.closed_on is None) == ("Attendance", False)
    assert "Closed on 1 December 2025" in keeper.get(answer.url).content.decode()
    keeper.post(reverse("open_organisation", args=[team.pk]))
    team.refresh_from_db()
    assert team.closed_on is None
    done = Entry.objects.filter(to=f"organisation:{team.pk}").order_by("pk")
    assert [one.did.partition(".")[2] for one in done] == [
        "added",
        "renamed",
        "closed",
        "opened",
    ]


def test_one_of_that_name_is_refused(keeper):
    add(keeper)
    page = add(keeper, name="EDUCATION WELFARE").content.decode()
    assert "There is one of that kind and name already" in page


def test_a_school_is_not_added_by_hand(keeper):
    with pytest.raises(posts.Refused, match="Schools and trusts are loaded"):
        organisations.add(kind="school", name="Ours", by="")
    assert add(keeper, kind="school").status_code == 200
    assert not Organisation.objects.exists()


def test_one_with_people_is_not_closed(keeper):
    add(keeper)
    team = Organisation.objects.get()
    jo = people.add(username="jo", name="Jo Field")
    posts.give(person=jo, role_key="data-officer", organisation=team, by="")
    answer = keeper.post(reverse("close_organisation", args=[team.pk]), follow=True)
    page = answer.content.decode()
    assert "End the posts held at Education welfare first: Jo Field" in page
    team.refresh_from_db()
    assert team.closed_on is None


def test_a_school_that_closed_in_the_list_is_said(keeper, schools, number):
    yew = organisations.of_school(schools, number("Yew Infant School"))
    page = keeper.get(reverse("organisation", args=[yew.pk])).content.decode()
    assert "The school closed on 31 August 2024" in page
    assert "The school closed on 31 August 2024" in (
        keeper.get(reverse("organisations")).content.decode()
    )


def test_the_stores_are_not_renamed_or_closed(keeper, schools):
    trust = organisations.of_trust(schools, "willow trust")
    assert organisations.of_trust(schools, "WILLOW TRUST") == trust
    address = reverse("organisation", args=[trust.pk])
    assert (
        "as the list of schools has it"
        in keeper.post(address, {"name": "Ours"}).content.decode()
    )
    keeper.post(reverse("close_organisation", args=[trust.pk]))
    trust.refresh_from_db()
    assert (trust.name, trust.closed_on) == ("Willow Trust", None)


def test_a_trust_no_school_has_any_more_is_said(keeper, schools):
    gone = Organisation.objects.create(kind="trust", name="Gone Trust")
    assert organisations.standing(gone, schools) == "No school has this trust any more"


def test_with_none_the_page_says_what_there_could_be(keeper):
    page = keeper.get(reverse("organisations")).content.decode()
    assert "None yet" in page


@pytest.mark.parametrize("role", ["leader", "data-officer"])
def test_others_keep_no_organisations(signed_in, role):
    assert signed_in(role).get(reverse("organisations")).status_code == 403
