"""The scenarios of docs/scenarios.md, each by its number."""

import csv
import io
import re
from datetime import date, timedelta
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
from tests.registers.test_cohort_pages import (  # noqa: F401  a fixture
    held as on_lists,
)
from tests.registers.test_pages import EVERYBODY, REASON, as_  # noqa: F401  a fixture

from muster.accounts import posts
from muster.accounts.models import Organisation, Post, User
from muster.api import services, tokens
from muster.api.models import Token
from muster.explore.looking import Look
from muster.explore.school_page import peers_of
from muster.explore.schools import schools_of
from muster.measures import Scope, parse_period
from muster.practice import holding, planning, sharing
from muster.practice.challenge import Challenge
from muster.practice.shelf import Shared
from muster.practice.term import term_on
from muster.registers import keeping
from muster.registers.child import Children
from muster.registers.register import registers
from muster.registers.returns.sent import Return
from muster.reports.models import Commentary
from muster.school_year import Calendar, clock


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
    assert {int(one) for one in told} == {int(one) for one in tests} == {*range(1, 29)}


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
    """A head's own taken from what it is set beside gives no other school: with two
    schools more there is nothing beside it at all."""
    look = Look(
        state,
        parse_period("2025-26"),
        scope=Scope.of_schools([schools["Ash Primary"]]),
    )
    assert look.beside.audience == "public" and look.beside.scope.is_all
    ash = schools_of(state, look.scope)[schools["Ash Primary"]]
    assert peers_of(look, ash) is None
    everybody = Look(state, parse_period("2025-26"))
    assert peers_of(everybody, ash).title == "primary schools"


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


def test_18_a_schools_program(client, at, schools):  # noqa: F811
    service = services.add(name="Figures", organisation=at("Ash Primary"), by="")
    _, text_of_token = tokens.make(service=service, name="nightly", by="officer")

    def ask(token, **query):
        shown = {"Authorization": f"Bearer {token}"}
        return client.get("/api/v1/figures", query, headers=shown)

    names = {"names": "attendance", "period": "2025-26"}
    assert ask(text_of_token, **names).status_code == 200
    assert b"Beech" not in ask(text_of_token, by="school", **names).content
    other = ask(text_of_token, school=schools["Beech High"], **names)
    nowhere = ask(text_of_token, school="900099", **names)
    assert other.status_code == nowhere.status_code == 404
    forged = ask(text_of_token[:-1] + "x", **names)
    invented = ask("muster_nobody_made_this", **names)
    expired = Token.objects.get(service=service)
    expired.expires_on = clock.today() - timedelta(days=1)
    expired.save()
    gone = ask(text_of_token, **names)
    assert forged.status_code == invented.status_code == gone.status_code == 401
    assert forged.content == invented.content == gone.content


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


THE_DAY = date(2025, 9, 26)


@pytest.fixture
def a_day(state, monkeypatch):  # noqa: F811
    """Friday 26 September 2025, when the marks of the home are new."""
    monkeypatch.setenv("MUSTER_TODAY", THE_DAY.isoformat())


@pytest.fixture
def plan(number, schools):  # noqa: F811
    """plan(IVY, "Ash Primary") is an open support plan of a child, at a school."""

    def plan(child, school, on=THE_DAY):
        return keeping.open_entry(
            registers()["support"],
            child=number(child),
            school=schools[school],
            on=on,
            reason="severe",
            by="ada",
            calendar=Calendar.template(),
        )

    return plan


@pytest.fixture
def meeting(state, a_day, schools):  # noqa: F811
    """A support meeting with Beech High, of which its pack is on the school's shelf."""
    beech = schools["Beech High"]
    meeting = planning.plan(
        school=beech,
        on=THE_DAY,
        minutes=60,
        by="ada",
        today=THE_DAY,
        calendar=state.calendar(beech),
        term=term_on(THE_DAY),
    )
    holding.share(meeting, state=state, on=THE_DAY, by="ada")
    return meeting


def test_21_a_return_of_another_schools_child(as_, person, at, schools, number, a_day):  # noqa: F811
    head = as_(person("school-leader", organisation=at("Ash Primary")))
    mine, other = schools["Ash Primary"], schools["Beech High"]
    of = f"send/deletion/{number(OMAR)}/"
    for address in (f"/my-school/{other}/", f"/my-school/{other}/{of}"):
        assert head.get(address).status_code == 404
    assert head.post(f"/my-school/{other}/{of}").status_code == 404
    assert (
        head.post(f"/my-school/{mine}/{of}", {"about_on": "1/9/2025"}).status_code
        == 404
    )
    found = head.post(f"/my-school/{mine}/send/deletion/", {"name": "Omar"})
    assert b"No child of this school" in found.content
    assert not Return.objects.exists()


def test_22_a_legal_officer_and_care(as_, person, plan, on_lists, text):  # noqa: F811
    on_lists("2025-10-06")
    entry = plan(IVY, "Ash Primary", on=date(2025, 10, 6))
    lists = "/children/registers/support/"
    record = f"/children/{entry.child}/"
    assert "27 March 2026" in text(as_(person("leader")).get(record))
    legal = as_(person("legal-officer"))
    assert "Ivy O’Lark-Neill" in text(legal.get(f"{lists}{entry.pk}/"))
    for page in (lists, f"{lists}{entry.pk}/", record, "/children/week/severe/"):
        said = text(legal.get(page))
        assert "Looked after" not in said and "27 March 2026" not in said, page
    assert legal.get("/children/cohorts/").status_code == 403
    assert legal.get("/children/cohorts/looked_after/").status_code == 403


def test_23_a_child_who_left_care(on_lists, person, as_):  # noqa: F811
    days = ("2025-10-05", "2025-10-06", "2026-03-27", "2026-03-28")
    on_lists(days[0])  # the post begins then
    virtual = person("virtual-school")

    def opens(day):
        child = dict(on_lists(day).pupils.select("supplied", "child").iter_rows())[IVY]
        return as_(virtual).get(f"/children/{child}/").status_code

    assert [opens(day) for day in days] == [404, 200, 200, 404]


def test_24_an_officer_whose_patch_lost_the_school(
    as_,  # noqa: F811
    person,
    schools,  # noqa: F811
    plan,
    meeting,
    text,  # noqa: F811
):
    entry, beech = plan(OMAR, "Beech High"), schools["Beech High"]
    officer = person("attendance-officer", schools=[beech])
    theirs = as_(officer)
    pages = (
        f"/support/school/{beech}/",
        f"/support/meeting/{meeting.pk}/",
        f"/support/meeting/{meeting.pk}/pack/",
        f"/support/meeting/{meeting.pk}/pack/pdf/",
        f"/children/registers/support/{entry.pk}/",
    )
    assert {theirs.get(page).status_code for page in pages} == {200}
    Post.objects.filter(person=officer).update(schools=[schools["Ash Primary"]])
    assert {theirs.get(page).status_code for page in pages} == {404}
    assert theirs.post(f"/support/meeting/{meeting.pk}/cancel/").status_code == 404
    assert "Beech High" not in text(theirs.get("/support/"))
    assert "Omar" not in text(theirs.get("/children/registers/support/"))


def test_25_a_trust_and_the_work_of_its_schools(as_, person, tree, plan, meeting):  # noqa: F811
    plan(IVY, "Ash Primary"), plan(OMAR, "Beech High")
    trust = as_(person("trust", organisation=tree))
    for address in (
        "/support/",
        "/my-school/",
        "/my-school/shelf/",
        "/children/week/",
        "/children/registers/",
        "/children/legal/equality/",
    ):
        assert trust.get(address).status_code == 403, address
    for name in ("entries_open", "schools_seen"):
        taken = trust.get(f"/measures/{name}.csv?period=2025-26/ytd&by=school")
        assert b"Beech" not in taken.content, name
    assert b"Ash Primary,0,1,0.000000,0" in taken.content, "not met"


def test_26_a_board_member_and_the_work(as_, person, plan, meeting):  # noqa: F811
    plan(IVY, "Ash Primary")
    member = as_(person("board"))
    for address in (
        "/support/",
        "/support/coverage/",
        f"/support/meeting/{meeting.pk}/pack/pdf/",
        "/my-school/shelf/1/pdf/",
        "/children/week/",
        "/children/registers/support/list.csv",
        "/children/legal/figures.csv",
        "/children/returns/",
        "/children/cohorts/",
        "/measures/entries_open/",
    ):
        assert member.get(address).status_code == 403, address
    assert b"Beech" not in member.get("/papers/").content


def test_27_a_shelf_and_who_reads_it(as_, person, at, meeting, text):  # noqa: F811
    [shared] = Shared.objects.all()
    pages = [f"/my-school/shelf/{shared.pk}/{end}" for end in ("", "pdf/", "docx/")]
    other = as_(person("school-leader", organisation=at("Ash Primary")))
    assert {other.get(page).status_code for page in pages} == {404}
    theirs = as_(person("school-attendance-lead", organisation=at("Beech High")))
    assert {theirs.get(page).status_code for page in pages} == {200}
    sharing.withdraw(shared, why="The wrong term.", by="ada")
    assert {theirs.get(page).status_code for page in pages} == {404}
    said = text(as_(person("leader")).get(f"/support/school/{shared.school}/"))
    assert "Read by Sam School-Attendance-Lead" in said


def test_28_a_figure_that_is_challenged(as_, person, at, schools, meeting, text):  # noqa: F811
    leader = person("school-leader", organisation=at("Beech High"))
    head = as_(leader)
    wrong = "/my-school/shelf/wrong/?measure=attendance&period=2025-26&school="
    head.post(f"{wrong}{schools['Beech High']}", {"text": "A week is missing."})
    [one] = Challenge.objects.all()
    other = as_(person("attendance-officer", schools=[schools["Ash Primary"]]))
    address = f"/support/challenges/{one.pk}/"
    assert other.get(address).status_code == 404
    assert other.post(address, {"look": "yes"}).status_code == 404
    assert "A week is missing" not in text(other.get("/support/challenges/"))
    answer = {"state": "answered", "text": "It came late, and is counted."}
    as_(person("leader")).post(address, answer)
    head = as_(leader)
    assert "It came late" in text(head.get(f"/my-school/shelf/challenge/{one.pk}/"))
    assert "Answered" in text(head.get("/my-school/shelf/"))


def test_children_are_reached_one_way(person, state):  # noqa: F811
    """Nobody without the permission reaches any child, whatever else they may do."""
    for key in ("board", "auditor", "administrator", "finance-officer", "network-lead"):
        assert Children.visible_to(person(key), state).count() == 0, key
    assert Children.visible_to(person("leader"), state).count() > 3
