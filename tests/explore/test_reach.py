"""What people see who don't reach every school: their own, and nobody else's."""

import csv
import io
import re

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation


OTHERS = ("Beech High", "Cedar Primary", "Damson Centre", "Fir Primary")


@pytest.fixture
def ids(authority):
    return dict(authority.schools.select("name", "id").iter_rows())


@pytest.fixture
def head(client, person, ids):
    """Signed in as the head of Ash Primary."""
    ash = Organisation.objects.create(
        kind="school", name="Ash Primary", school=ids["Ash Primary"]
    )
    client.force_login(person("school-leader", organisation=ash))
    return client


@pytest.fixture
def officer(client, person, ids):
    """Signed in as the attendance officer of Ash Primary and Fir Primary."""
    patch = [ids["Ash Primary"], ids["Fir Primary"]]
    client.force_login(person("attendance-officer", schools=patch))
    return client


@pytest.fixture
def virtual(client, person, authority):
    client.force_login(person("virtual-school"))
    return client


def test_a_heads_first_page_is_their_school(head, ids):
    assert head.get("/").url == f"/schools/{ids['Ash Primary']}/"
    assert head.get(f"/schools/{ids['Ash Primary']}/").status_code == 200


def seen(answer) -> str:
    """A page without what differs at every asking: its nonce and its token."""
    page = answer.content.decode()
    return re.sub(r'(nonce|value|hx-headers)=(".*?"|\'.*?\')', "", page)


@pytest.mark.parametrize("name", OTHERS)
def test_another_school_is_not_there(head, ids, name):
    there = head.get(f"/schools/{ids[name]}/")
    nowhere = head.get("/schools/987654/")
    assert there.status_code == nowhere.status_code == 404
    assert seen(there) == seen(nowhere)


@pytest.mark.parametrize(
    "address",
    [
        "/schools/",
        "/schools/map/",
        "/groups/",
        "/areas/",
        "/trusts/",
        "/phases/",
        "/measures/",
        "/measures/overall_absence/?by=school",
        "/measures/overall_absence/?by=area",
        "/measures/overall_absence.csv?by=school",
        "/measures/overall_absence/table.csv?by=school",
        "/authorities/",
    ],
)
def test_no_other_school_is_named_on_any_page(head, address):
    answer = head.get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not [name for name in OTHERS if name in page]


def test_a_heads_figures_are_of_their_school_only(head, client, person):
    rows = head.get("/measures/attendance.csv?period=2025-26/HT1").content.decode()
    client.force_login(person("officer"))
    by_school = client.get(
        "/measures/attendance.csv?period=2025-26/HT1&by=school"
    ).content.decode()
    [whole] = csv.DictReader(io.StringIO(rows))
    ash = next(
        row
        for row in csv.DictReader(io.StringIO(by_school))
        if row["school"] == "Ash Primary"
    )
    assert whole["numerator"] == ash["numerator"]
    assert whole["denominator"] == ash["denominator"]


def test_another_school_cannot_be_chosen(head, ids):
    answer = head.get(f"/measures/attendance/?school={ids['Fir Primary']}")
    assert answer.status_code == 400
    csv_ = head.get(f"/measures/attendance.csv?school={ids['Fir Primary']}")
    assert csv_.status_code == 400


def test_a_part_of_the_authority_beyond_reach_is_not_there(head):
    assert head.get("/areas/North/").status_code == 200
    assert head.get("/areas/South/").status_code == 404


@pytest.mark.parametrize(
    "address", ["/signals/", "/papers/", "/papers/export/", "/loads/", "/people/"]
)
def test_what_is_of_the_whole_authority_refuses_a_head(head, address):
    assert head.get(address).status_code == 403
    assert f'href="{address}"' not in head.get("/schools/").content.decode()


def test_what_a_head_is_set_beside_is_what_the_public_sees(head, ids, text, client):
    """Rounded to the nearest whole where the phase is small, so that it can't be solved."""
    from muster.explore.looking import Look
    from muster.measures import Scope, parse_period
    from muster.sources.uploads import state

    period = parse_period("2025-26/HT1")
    look = Look(state(), period, scope=Scope.of_schools([ids["Ash Primary"]]))
    beside = look.beside.ask(["attendance"], ["phase"])
    for row in beside.answer.rows:
        if not row.suppressed:
            assert row.numerator % 5 == row.denominator % 5 == 0
    whole = Look(state(), period)
    assert whole.beside is whole


def test_an_officers_patch_is_a_total_of_its_own(officer, text):
    page = text(officer.get("/"))
    assert "Ash Primary and Fir Primary" in page
    listed = text(officer.get("/schools/"))
    assert "Ash Primary" in listed and "Fir Primary" in listed
    assert "Cedar Primary" not in listed


def test_the_virtual_school_is_told_whose_figures_they_are(virtual, text):
    answer = virtual.get("/measures/attendance/")
    assert answer.status_code == 200
    assert "Pupils looked after" in text(answer)


def test_nothing_within_reach_is_said_and_is_no_error(client, person, authority):
    at = Organisation.objects.create(kind="trust", name="A trust of no school")
    client.force_login(person("trust", organisation=at))
    for address in ("/", "/schools/", "/measures/", "/measures/attendance/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert "No school" in client.get("/measures/attendance/").content.decode()


def test_the_navigation_is_of_pages_they_may_open(head):
    page = head.get(reverse("explore:schools")).content.decode()
    assert "Schools" in page and ">Packs<" not in page and ">Signals<" not in page


def test_a_head_is_set_beside_schools_enough_that_none_is_given_away(ids, authority):
    """Of Ash Primary’s phase three others stand: enough. Of Beech High’s, none."""
    from muster.explore.looking import Look
    from muster.explore.school_page import peers_of
    from muster.explore.schools import schools_of
    from muster.measures import ALL, Scope, parse_period

    period = parse_period("2025-26/HT1")
    listed = schools_of(authority, ALL)

    def beside(name, *reached):
        scope = Scope.of_schools(ids[one] for one in (name, *reached))
        return peers_of(Look(authority, period, scope=scope), listed[ids[name]])

    assert beside("Ash Primary").title == "primary schools"
    assert beside("Beech High").title == "the authority"
    assert beside("Ash Primary", "Fir Primary").title == "the authority"
    others = ("Fir Primary", "Beech High", "Cedar Primary")
    assert beside("Ash Primary", *others) is None


def test_what_a_school_reported_of_all_its_pupils_is_for_who_reaches_them_all(
    ids, authority, monkeypatch
):
    from types import SimpleNamespace

    from muster.explore import school_page
    from muster.explore.looking import Look
    from muster.explore.schools import schools_of
    from muster.measures import ALL, Reach, Scope, parse_period

    figure = SimpleNamespace(
        measure="attendance", period="2023-24", value=94, source="Returns"
    )
    monkeypatch.setattr(school_page, "own", lambda *_, **__: [figure])
    ash = schools_of(authority, ALL)[ids["Ash Primary"]]
    period = parse_period("2025-26/HT1")
    looked_after = Scope.any_of([Reach(group=("looked_after", "yes"))])
    assert school_page.past(Look(authority, period), ash)
    assert school_page.past(Look(authority, period, scope=looked_after), ash) is None
    head = Scope.of_schools([ash.id])
    assert school_page.past(Look(authority, period, scope=head), ash)
