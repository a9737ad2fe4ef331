import re

import pytest
from django.db import IntegrityError
from django.urls import reverse

from muster.accounts import invitations, organisations, people, posts
from muster.accounts.models import Post, User, known_as
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, Within, role
from muster.accounts.trail import Entry


def sam(**more):
    given = {
        "username": "sam",
        "name": "Sam Reed",
        "role_keys": ["board"],
        "password": "x",
    }
    return people.add(**given | more)


def test_a_person_added_can_do_what_the_role_says(db):
    assert sam().permissions == role("board").every
    assert User.objects.get().check_password("x")


def test_a_role_nobody_knows_is_refused_with_those_there_are(db):
    with pytest.raises(people.Refused, match="The roles are: attendance-lead, "):
        sam(role_keys=["king"])


def test_a_username_differing_only_by_capitals_is_taken(db):
    sam()
    with pytest.raises(people.Refused, match="Somebody has that username already"):
        sam(username="Sam")


def test_an_email_differing_only_by_capitals_is_taken(db):
    sam(email="sam@quillshire.example")
    with pytest.raises(people.Refused, match="Somebody has that email address"):
        sam(username="other", email="Sam@Quillshire.example")


def test_several_people_may_have_no_email(db):
    sam()
    sam(username="other")
    assert User.objects.count() == 2


def test_the_database_itself_refuses_a_second_sam(db):
    sam()
    with pytest.raises(IntegrityError):
        User.objects.create(username="SAM")


def test_a_closed_account_may_do_nothing(db):
    person = sam(role_keys=["data-officer"])
    person.is_active = False
    assert not person.can(Permission.SEE_FIGURES)


def test_a_role_no_longer_in_use_allows_nothing(db):
    person = sam()
    Post.objects.update(role_key="mayor")
    [post] = person.posts_held
    assert post.role is None
    assert person.permissions == frozenset()


def test_people_are_called_by_name_where_there_is_one(db):
    assert known_as(sam()) == "Sam Reed"
    assert known_as(User(username="sam")) == "sam"


# The grid: who may do what, so that a change here is a change somebody reads. A permission
# is followed by what it reaches, where that isn't everything.
MAY = {
    "attendance-lead": "see-figures see-children see-sensitive read-papers write-commentary"
    " sign-off read-programme keep-plans hold-meetings keep-boards keep-registers"
    " keep-letters issue-notices hold-support",
    "data-officer": "see-figures see-children see-sensitive load-files make-papers"
    " write-commentary read-papers set-up read-programme",
    "programme-officer": "see-figures read-papers read-programme keep-plans"
    " hold-meetings keep-boards",
    "democratic-services": "read-papers read-programme hold-meetings keep-boards",
    "register-officer": "see-figures read-papers see-children:home see-sensitive:home"
    " break-glass read-programme keep-registers",
    "attendance-officer": "see-figures:patch see-children:patch see-sensitive:patch"
    " hold-support:patch break-glass read-papers read-programme keep-registers",
    "legal-officer": "see-figures see-children read-papers read-programme keep-registers"
    " keep-letters issue-notices",
    "finance-officer": "see-figures read-papers read-programme",
    "virtual-school": "see-figures:looked-after see-children:looked-after"
    " see-sensitive:looked-after read-papers read-programme",
    "youth-justice": "see-figures:youth-justice see-children:youth-justice"
    " see-sensitive:youth-justice read-papers read-programme",
    "social-worker": "see-children:caseload see-sensitive:caseload break-glass",
    "network-lead": "see-figures read-papers read-programme",
    "school-leader": "see-figures:organisation see-children:organisation"
    " see-sensitive:organisation send-returns:organisation read-shelf:organisation",
    "school-attendance-lead": "see-figures:organisation see-children:organisation"
    " send-returns:organisation read-shelf:organisation",
    "trust": "see-figures:organisation",
    "board": "read-papers",
    "auditor": "read-trail",
    "data-protection": "protect-data read-trail",
    "administrator": "keep-people",
    "service": "use-api:organisation",
}


def said(one, permission):
    within = one.reach_of(permission)
    return permission if within is Within.EVERYTHING else f"{permission}:{within}"


def test_each_role_may_do_just_this():
    grid = {one.key: {said(one, p) for p in one.every} for one in ROLES}
    assert grid == {key: set(may.split()) for key, may in MAY.items()}


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_a_short_value_and_a_sentence(permission):
    assert Permission(str(permission)) is permission
    assert len(permission) <= 20
    assert permission.sentence[0].isupper()
    assert " " in permission.sentence


# The list ---------------------------------------------------------------------------------


def listed(client, **query):
    page = client.get(reverse("people"), query).content.decode()
    return re.findall(r'href="/people/\d+/">([^<]+)</a>', page), page


def test_the_list_is_of_open_accounts_and_filtered_by_name_role_and_organisation(
    signed_in, schools
):
    keeper = signed_in("officer")
    team = organisations.add(kind="team", name="Welfare", by="")
    gone, kit = sam(username="gone", name="Gone"), sam(username="kit", name="Kit Ash")
    posts.give(person=kit, role_key="data-officer", organisation=team, by="")
    people.close(person=gone, by="")
    people.add(username="new", name="New Comer")
    invitations.invite(person=User.objects.get(username="new"), by="")
    assert listed(keeper)[0] == ["Kit Ash", "New Comer", "Sam Officer"]
    assert listed(keeper, q="ash kit")[0] == ["Kit Ash"]
    assert listed(keeper, role="board")[0] == ["Kit Ash"]
    assert listed(keeper, organisation=team.pk)[0] == ["Kit Ash"]
    assert listed(keeper, account="closed")[0] == ["Gone"]
    assert listed(keeper, account="invited")[0] == ["New Comer"]
    assert "Nobody matches" in listed(keeper, q="zz")[1]
    assert "is not one of the available choices" in listed(keeper, role="king")[1]


def test_a_long_list_comes_a_page_at_a_time(signed_in, schools):
    keeper = signed_in("officer")
    User.objects.bulk_create(
        User(username=f"p{n}", name=f"Person {n:03}") for n in range(205)
    )
    names, page = listed(keeper)
    assert len(names) == 200
    assert "People 1 to 200 of 206" in page
    assert listed(keeper, page="2")[0][-1] == "Sam Officer"


def test_who_a_person_is_can_be_changed_but_not_to_another_s_address(
    signed_in, schools
):
    keeper = signed_in("officer")
    kit = sam(username="kit", name="Kit Ash")
    address = reverse("change_person", args=[kit.pk])
    given = {"name": "Kit Elm", "email": "OFFICER@quillshire.example", "aliases": "KE"}
    assert "Somebody has that email" in keeper.post(address, given).content.decode()
    keeper.post(address, given | {"email": "kit@quillshire.example"})
    kit.refresh_from_db()
    assert (kit.name, kit.aliases) == ("Kit Elm", ["KE"])
    assert "KE" in keeper.get(address).content.decode()
    assert Entry.objects.filter(did="person.changed").count() == 1
