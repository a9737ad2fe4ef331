"""Every page, asked by GET and by POST as nobody and as each role, answers as the grid says.

The home holds a small authority, so that a page which is opened has something to show, and
the numbers in addresses are of things that are there.
"""

import pytest
from django.db import transaction
from tests.explore.quillshire import quillshire
from tests.measures.authority import stored
from tests.promises.test_pages import PAGES

from muster.accounts.models import Organisation
from muster.accounts.pages import audience_of
from muster.accounts.roles import ROLES, SERVICE, At, Within
from muster.sources.models import InForce
from muster.tables.store import Store


# What may be said to somebody who may open a page: shown, sent on, no such thing, a
# mistake in what was asked, another method needed, changed meanwhile, not ready.
OPENED = {200, 204, 302, 304, 400, 404, 405, 409, 422, 503}


@pytest.fixture(scope="module")
def _home(tmp_path_factory):
    home = tmp_path_factory.mktemp("quillshire")
    stored(quillshire(), home)
    return home


@pytest.fixture
def ids(db, settings, _home):
    settings.MUSTER_HOME = _home
    InForce.put(1)
    return dict(Store(_home).state().schools.select("name", "id").iter_rows())


@pytest.fixture
def holder(person, ids):
    """holder(role) holds a post of that role, at Ash Primary where it is of a school."""

    def holder(role):
        place = {}
        if At.SCHOOL in role.at and At.AUTHORITY not in role.at:
            place["organisation"] = _at("school", "Ash Primary", ids["Ash Primary"])
        if At.TRUST in role.at and At.AUTHORITY not in role.at:
            place["organisation"] = _at("trust", "Tree Trust")
        if role.within is Within.PATCH:
            place["schools"] = [ids["Ash Primary"]]
        return person(role.key, **place)

    return holder


def _at(kind, name, school=None):
    found, _ = Organisation.objects.get_or_create(kind=kind, name=name, school=school)
    return found


@pytest.fixture
def ask(client):
    """ask(method, address) is the answer; whatever it changed is put back."""
    client.raise_request_exception = False
    signed_in = {}

    def ask(method, address, by=None):
        if by and by.pk not in signed_in:
            client.force_login(by)
            signed_in[by.pk] = client.cookies.output(header="")
        client.cookies.load(signed_in[by.pk] if by else "")
        with transaction.atomic():
            answer = getattr(client, method)(f"/{address}")
            transaction.set_rollback(True)
        return answer

    return ask


# A service has no session: what it may ask is walked with its token, in tests/api.
OF_PEOPLE = [one for one in ROLES if one.key != SERVICE]
QUICK = {("get", "attendance-lead"), ("get", "board"), ("get", "legal-officer")} | {
    (method, "school-leader") for method in ("get", "post")
}


# The guard asks nothing of the method, and reads roles from one table: who reaches least
# and who reaches most are walked each time, the others with the slow tests.
WALKED = [
    pytest.param(
        role,
        method,
        id=f"{role.key}-{method}",
        marks=[] if (method, role.key) in QUICK else [pytest.mark.slow],
    )
    for role in OF_PEOPLE
    for method in ("get", "post")
]


@pytest.mark.parametrize(("role", "method"), WALKED)
def test_a_role_opens_the_pages_it_may_and_no_other(holder, ask, role, method):
    person = holder(role)
    wrong = []
    for address, page in PAGES:
        audience = audience_of(page.callback)
        may, refusal = audience.admits(person), 401 if audience.by_token else 403
        status = ask(method, address, person).status_code
        if (status in OPENED) != may or (not may and status != refusal):
            wrong.append((address, status, "may" if may else "may not"))
    assert wrong == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_opens_a_page_that_is_not_open_to_all(ids, ask, method):
    wrong = []
    for address, page in PAGES:
        may = audience_of(page.callback).strangers
        status = ask(method, address).status_code
        if not may and status not in (302, 401):
            wrong.append((address, status))
    assert wrong == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_head_never_meets_another_school(holder, ask, ids, method):
    """Whatever page they may open, in whatever way, says no other school's name."""
    head = holder(next(role for role in ROLES if role.key == "school-leader"))
    others = [name for name in ids if name != "Ash Primary"]
    for address, page in PAGES:
        if not audience_of(page.callback).admits(head):
            continue
        for number in (ids["Beech High"], ids["Ash Primary"]):
            at = address.replace("/1/", f"/{number}/")
            answer = ask(method, at, head)
            if answer.streaming:
                continue
            said = answer.content.decode(errors="replace")
            assert not [name for name in others if name in said], at
