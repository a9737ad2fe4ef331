import pytest
from django.db import IntegrityError

from muster.accounts import people
from muster.accounts.models import Post, User, known_as
from muster.accounts.permissions import Permission
from muster.accounts.roles import ROLES, Within, role


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
    " sign-off",
    "data-officer": "see-figures see-children see-sensitive load-files make-papers"
    " write-commentary read-papers set-up",
    "register-officer": "see-figures read-papers see-children:home see-sensitive:home"
    " break-glass:home",
    "attendance-officer": "see-figures:patch see-children:patch see-sensitive:patch"
    " break-glass:patch read-papers",
    "legal-officer": "see-figures see-children read-papers",
    "finance-officer": "see-figures read-papers",
    "virtual-school": "see-figures:looked-after see-children:looked-after"
    " see-sensitive:looked-after read-papers",
    "social-worker": "see-children:caseload see-sensitive:caseload break-glass:caseload",
    "network-lead": "see-figures read-papers",
    "school-leader": "see-figures:organisation see-children:organisation"
    " see-sensitive:organisation",
    "school-attendance-lead": "see-figures:organisation see-children:organisation",
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
