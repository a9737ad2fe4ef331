import pytest
from django.db import IntegrityError

from muster.accounts import people
from muster.accounts.models import User, known_as
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, role


def sam(**more):
    given = {
        "username": "sam",
        "name": "Sam Reed",
        "role_key": "board",
        "password": "x",
    }
    return people.add(**given | more)


def test_a_person_added_can_do_what_the_role_says(db):
    assert sam().permissions == role("board").permissions
    assert User.objects.get().check_password("x")


def test_a_role_nobody_knows_is_refused_with_those_there_are(db):
    with pytest.raises(people.Refused, match="The roles are: officer, leader, board"):
        sam(role_key="king")


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
    person = sam(role_key="officer")
    person.is_active = False
    assert not person.can(Permission.SEE_FIGURES)


def test_a_role_no_longer_in_use_allows_nothing(db):
    person = sam()
    person.role_key = "mayor"
    assert person.role is None
    assert person.permissions == frozenset()


def test_people_are_called_by_name_where_there_is_one(db):
    assert known_as(sam()) == "Sam Reed"
    assert known_as(User(username="sam")) == "sam"


# The grid: who may do what, so that a change here is a change somebody reads.
MAY = {
    "officer": {
        "see-figures",
        "load-files",
        "make-papers",
        "write-commentary",
        "read-papers",
        "keep-people",
        "set-up",
        "read-trail",
    },
    "leader": {"see-figures", "read-papers", "write-commentary", "sign-off"},
    "board": {"read-papers"},
}


def test_each_role_may_do_just_this():
    assert {role.key: set(role.permissions) for role in ROLES} == MAY


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_is_a_short_value_and_a_sentence(permission):
    assert Permission(str(permission)) is permission
    assert len(permission) <= 20
    assert permission.sentence[0].isupper()
    assert " " in permission.sentence
