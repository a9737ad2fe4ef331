"""The twenty scenarios of docs/scenarios.md, each by its number."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.registers.conftest import (  # noqa: F401  fixtures
    DAMSON,
    IVY,
    OMAR,
    ROBIN,
    _held,
    at,
    number,
    opened,
    schools,
    state,
    text,
    written,
)
from tests.registers.test_pages import EVERYBODY, REASON, as_  # noqa: F401  a fixture

from muster.accounts import posts
from muster.accounts.models import Organisation, Post, User
from muster.api import services, tokens
from muster.explore.looking import Look
from muster.measures import Scope, parse_period
from muster.registers.child import Children
from muster.reports.models import Commentary
from muster.school_year import clock


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"
EVERY_DAY = "period=2025-26"


@pytest.fixture
def tree(db):
    return Organisation.objects.create(kind="trust", name="Tree Trust")


@pytest.fixture
def sees(state, as_, text):  # noqa: F811
    """sees(person, child) is whether their page of the child is there."""

    def sees(person, child):
        return as_(person).get(f"/children/{child}/").status_code == 200

    return sees


def test_each_scenario_of_the_guide_is_a_test_here():
    told = set(re.findall(r"^(\d+)\. \*\*", GUIDE.read_text("utf-8"), re.MULTILINE))
    tests = set(re.findall(r"^test_(\d\d)_", "\n".join(globals()), re.MULTILINE))
    assert {int(one) for one in told} == {int(one) for one in tests} == {*range(1, 21)}


def test_01_a_head_opens_muster(as_, person, at, schools, text):  # noqa: F811
    head = as_(person("school-leader", organisation=at("Ash Primary")))
    mine, other = schools["Ash Primary"], schools["Beech High"]
    assert head.get("/").url == f"/schools/{mine}/"
    assert head.get(f"/schools/{other}/").status_code == 404
    listed = text(head.get(f"/schools/?{EVERY_DAY}"))
    assert "Ash Primary" in listed and "Beech High" not in listed
    taken = head.get(f"/measures/attendance.csv?{EVERY_DAY}&by=school")
    assert "Beech" not in taken.content.decode()


def test_02_a_child_on_two_rolls(as_, person, at, number, text):  # noqa: F811
    address = f"/children/{number(ROBIN)}/"
    here = text(
        as_(person("school-leader", organisation=at("Beech High"))).get(address)
    )
    assert "Also on the roll of Damson Centre" in here
    assert "Religious observance" not in here, "a mark of Damson Centre"
    whole = text(as_(person("leader")).get(address))
    assert "Religious observance" in whole and "Beech High" in whole


def test_03_a_leaver_at_noon(as_, person, state):  # noqa: F811
    leaver, colleague = person("leader"), person("officer")
    asked = Commentary.objects.create(
        period="2025-26/HT1", section="groups", writer=leaver.username
    )
    theirs = Client()
    theirs.force_login(leaver)
    assert theirs.get("/papers/").status_code == 200
    as_(colleague).post(
        reverse("close_person", args=[leaver.pk]), {"colleague": colleague.pk}
    )
    assert theirs.get("/papers/").url.startswith("/people/sign-in/")
    asked.refresh_from_db()
    assert asked.writer == colleague.username


def test_04_a_post_that_ends_on_friday(person, as_, monkeypatch):  # noqa: F811
    friday, saturday, sunday, monday = (date(2025, 12, day) for day in (5, 6, 7, 8))
    sam = User.objects.create(username="sam", name="Sam")
    posts.give(
        person=sam, role_key="auditor", from_on=monday, to_on=date(2025, 12, 12), by=""
    )
    posts.give(
        person=sam, role_key="board", from_on=date(2025, 12, 1), to_on=friday, by=""
    )

    def held(on):
        monkeypatch.setattr(clock, "today", lambda: on)
        return [post.role_key for post in User.objects.get(pk=sam.pk).posts_held]

    assert [held(day) for day in (friday, saturday, sunday, monday)] == [
        ["board"],
        [],
        [],
        ["auditor"],
    ]


def test_05_a_social_workers_own_case(person, number, sees):  # noqa: F811
    worker = person("social-worker")
    post = Post.objects.get(person=worker)
    assert not sees(worker, number(IVY))
    case = posts.take_on(post=post, child=number(IVY), by="officer")
    assert sees(worker, number(IVY)) and not sees(worker, number(OMAR))
    posts.hand_back(case=case, by="officer")
    assert not sees(worker, number(IVY))


def test_06_a_head_who_is_also_a_trustee(
    as_,  # noqa: F811
    person,
    at,  # noqa: F811
    tree,
    number,  # noqa: F811
    sees,
    text,  # noqa: F811
):
    head = person("school-leader", organisation=at("Beech High"))
    posts.give(person=head, role_key="trust", organisation=tree, by="")
    listed = text(as_(head).get(f"/schools/?{EVERY_DAY}"))
    assert "Ash Primary" in listed and "Beech High" in listed
    assert "Damson Centre" not in listed
    assert sees(head, number(OMAR)) and not sees(head, number(IVY))


def test_07_break_glass(
    as_,  # noqa: F811
    person,
    at,  # noqa: F811
    schools,  # noqa: F811
    number,  # noqa: F811
    sees,
    text,  # noqa: F811
    written,  # noqa: F811
):
    officer = person("attendance-officer", schools=[schools["Ash Primary"]])
    assert not sees(officer, number(OMAR))
    asked = {"reason": REASON, "identifier": OMAR, "certain": "on"}
    as_(officer).post("/children/beyond/", asked)
    assert sees(officer, number(OMAR)) and not sees(officer, 987_654)
    [row] = written("child.opened-beyond-reach")
    assert row.reason == REASON
    assert REASON in text(as_(person("data-protection")).get("/children/opened/"))
    head = person("school-leader", organisation=at("Ash Primary"))
    assert as_(head).post("/children/beyond/", asked).status_code == 403


def test_08_a_board_member_opens_the_pack(as_, person, state, number, sees):  # noqa: F811
    member = person("board")
    assert as_(member).get("/papers/").status_code == 200
    for address in (
        "/papers/pack-2025-26-HT1-officers/",
        "/papers/pack-2025-26-HT1-board/",  # a draft, were there one
        "/papers/issued/1/",
    ):
        assert as_(member).get(address).status_code == 404
    for address in ("/schools/", "/measures/", "/children/", "/loads/", "/signals/"):
        assert as_(member).get(address).status_code == 403
    assert not sees(member, number(IVY))


def test_09_who_opened_this_record(as_, person, number, text):  # noqa: F811
    as_(person("leader")).get(f"/children/{number(IVY)}/")
    auditor = as_(person("auditor"))
    found = auditor.post("/trail/child/", {"pupil": IVY}, follow=True)
    assert "Sam Leader opened the record of child" in text(found)
    assert not [name for name in EVERYBODY if name in found.content.decode()]


def test_10_an_administrator(as_, person, state, number, sees):  # noqa: F811
    keeper = person("administrator")
    for address in ("/schools/", "/measures/", "/children/", "/papers/", "/loads/"):
        assert as_(keeper).get(address).status_code == 403
    assert not sees(keeper, number(IVY))
    with pytest.raises(posts.Refused, match="can’t give yourself a post"):
        posts.give(person=keeper, role_key="data-officer", by="administrator")
    own = Post.objects.get(person=keeper)
    answer = as_(keeper).post(reverse("end_post", args=[keeper.pk, own.pk]))
    assert answer.status_code != 500
    own.refresh_from_db()
    assert own.to_on is None


def test_11_the_virtual_school(person, number, sees, state):  # noqa: F811
    virtual = person("virtual-school")
    assert sees(virtual, number(ROBIN)), "looked after at Beech High"
    assert not sees(virtual, number(IVY)) and not sees(virtual, number(OMAR))


def test_12_a_child_who_moved(as_, person, at, number, text):  # noqa: F811
    address = f"/children/{number(ROBIN)}/"
    before = text(
        as_(person("school-leader", organisation=at("Ash Primary"))).get(address)
    )
    assert "Ash Primary" in before and "Beech High" not in before
    other = person("school-attendance-lead", organisation=at("Beech High"))
    after = text(as_(other).get(address))
    assert "Beech High" in after and "Ash Primary" not in after
    whole = text(as_(person("leader")).get(address))
    assert "Ash Primary" in whole and "Beech High" in whole


def test_13_home_and_away(person, number, sees, state, settings):  # noqa: F811
    officer = person("register-officer")
    assert sees(officer, number(IVY)), "lives here"
    assert not sees(officer, number(OMAR)), "lives elsewhere and goes to school here"
    assert not sees(officer, number("A99")), "nobody said where"


def test_14_a_trust_with_a_small_school(as_, person, tree, state):  # noqa: F811
    trust = as_(person("trust", organisation=tree))
    taken = trust.get(f"/measures/attendance.csv?{EVERY_DAY}&by=school")
    [row] = csv.DictReader(io.StringIO(taken.content.decode()))
    assert (row["school"], row["suppressed"], row["numerator"]) == (
        "Ash Primary",
        "1",
        "",
    )


def test_15_a_head_beside_the_authority(state, schools):  # noqa: F811
    """What a head's figures are set beside is asked for as the public."""
    look = Look(
        state,
        parse_period("2025-26"),
        scope=Scope.of_schools([schools["Ash Primary"]]),
    )
    assert look.beside.audience == "public" and look.beside.scope.is_all
    for row in look.beside.ask(["attendance"], ["phase"]).answer.rows:
        assert row.suppressed or row.numerator % 5 == row.denominator % 5 == 0


def test_16_a_patch_changes_hands(person, schools, number, sees, state):  # noqa: F811
    officer = person("attendance-officer", schools=[schools["Ash Primary"]])
    assert sees(officer, number(IVY))
    post = Post.objects.get(person=officer)
    post.schools = [schools["Beech High"]]
    post.save()
    assert not sees(officer, number(IVY)) and sees(officer, number(OMAR))


def test_17_a_finance_officer(as_, person, state, number, sees):  # noqa: F811
    finance = person("finance-officer")
    taken = as_(finance).get(f"/measures/attendance.csv?{EVERY_DAY}&by=school")
    assert "Ash Primary" in taken.content.decode()
    for address in ("/children/", "/children/found/", "/children/beyond/"):
        assert as_(finance).get(address).status_code == 403
    assert not sees(finance, number(IVY))


def test_18_a_schools_program(client, at, state, monkeypatch):  # noqa: F811
    program = services.add(name="Registers", organisation=at("Ash Primary"), by="")
    good = tokens.make(service=program, name="tests", by="officer")[1]
    short = tokens.make(
        service=program, name="a day’s", by="officer", expires_on=clock.today()
    )[1]

    def ask(token, **query):
        query = {"names": "attendance", "by": "school", "format": "csv"} | query
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/api/v1/figures", query, headers=headers)

    monkeypatch.setenv("MUSTER_TODAY", "2025-12-02")
    given = ask(good).content.decode()
    assert "Ash Primary" in given and "Beech High" not in given
    theirs, none = ask(good, school="Beech High"), ask(good, school="Nowhere High")
    assert theirs.status_code == none.status_code == 404
    assert theirs.content.decode().replace("Beech", "Nowhere") == none.content.decode()
    refused = [ask(token) for token in (short, good[:-1], "never-made", "")]
    assert {one.status_code for one in refused} == {401}
    assert len({one.content for one in refused}) == 1


def test_19_somebody_with_no_post(client, nobody, state, text):  # noqa: F811
    client.force_login(nobody)
    for address in ("/people/password/", "/accessibility/", "/people/roles/"):
        assert client.get(address).status_code == 200
    assert "nothing here for you yet" in text(client.get("/"))
    refused = client.get("/schools/")
    assert refused.status_code == 403
    assert "ask whoever runs Muster" in text(refused)


def test_20_a_legal_officer(as_, person, state, number, text):  # noqa: F811
    address = f"/children/{number(ROBIN)}/"
    said = text(as_(person("legal-officer")).get(address))
    assert "Robin Finch" in said and "Beech High" in said
    for sensitive in ("Looked after", "Ethnicity", "Special educational needs"):
        assert sensitive not in said
        assert sensitive in text(as_(person("leader")).get(address))


def test_children_are_reached_one_way(person, state):  # noqa: F811
    """Nobody without the permission reaches any child, whatever else they may do."""
    for key in ("board", "auditor", "administrator", "finance-officer", "network-lead"):
        assert Children.visible_to(person(key), state).count() == 0, key
    assert Children.visible_to(person("leader"), state).count() > 3
