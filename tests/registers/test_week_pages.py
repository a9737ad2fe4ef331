"""The pages of the week's lists: who is shown, in what order, and what a decision does."""

from dataclasses import replace
from datetime import date

import pytest
from tests.measures.authority import Authority, stored
from tests.registers.conftest import ASH, BEECH, SCHOOLS, enrolled, week

from muster.accounts import posts
from muster.accounts.models import Organisation, User
from muster.accounts.trail import Entry as OnTrail
from muster.registers import finding, week_pages
from muster.registers.entry import Entry
from muster.registers.found import Decided, Found
from muster.registers.keeping import Refused
from muster.registers.lists import lists


pytestmark = pytest.mark.django_db
ON = date(2025, 9, 26)
AWAY = "O O O O O O O O O O"
FULL = "/ \\ / \\ / \\ / \\ / \\"
MONDAYS = [date(2025, 9, 8), date(2025, 9, 15), date(2025, 9, 22)]


def marks(school, pupil, *drawn):
    for monday, codes in zip(MONDAYS, drawn, strict=False):
        yield from week(school, pupil, monday, codes)


@pytest.fixture
def found(opened, tmp_path, monkeypatch):
    """Two schools with a severely absent child each, found on 26 September 2025."""
    rows = [
        enrolled(ASH, "A1", "Wren", "Ashby", date(2023, 9, 4)),
        enrolled(ASH, "A2", "Lark", "Ashdown", date(2023, 9, 4)),
        enrolled(BEECH, "B1", "Finch", "Beecham", date(2023, 9, 4)),
    ]
    held = [
        *marks(ASH, "A1", AWAY, AWAY, FULL),
        *marks(ASH, "A2", FULL, FULL, FULL),
        *marks(BEECH, "B1", AWAY, AWAY, AWAY),
    ]
    stored(Authority(SCHOOLS, rows, [], [held]), tmp_path)
    state = opened(tmp_path)
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    finding.look(state, ON)
    return state


@pytest.fixture
def officer(person, client, found):
    client.force_login(person("attendance-lead"))
    return client


def test_every_list_says_how_many_wait(officer, text):
    page = text(officer.get("/children/week/"))
    for one in lists().values():
        assert one.title in page
    assert (
        "Severely absent, without a plan Attendance officer 2 0 26 Sep"
        in page.replace("tember", "")
    )


def test_a_list_stands_in_its_published_order_and_says_which(officer, text):
    page = text(officer.get("/children/week/severe/"))
    assert "1 to 2 of 2. Most sessions missed first." in page
    assert page.index("Finch Beecham") < page.index("Wren Ashby")
    assert "30 of 30 sessions missed" in page
    assert "Lark Ashdown" not in page


def test_a_list_of_one_school(officer, text, found):
    school = found.schools.filter(found.schools["name"] == "Ash Primary")["id"].item()
    page = text(officer.get(f"/children/week/severe/?school={school}"))
    assert "Wren Ashby" in page
    assert "Finch Beecham" not in page


def test_a_list_that_is_worked_to_empty_says_so(officer, text):
    for row in Found.objects.waiting("threshold", ON):
        address = f"/children/week/threshold/{row.pk}/"
        said = officer.post(address, {"code": "none", "why": "A bereavement"})
        assert said.status_code == 302
    page = text(officer.get("/children/week/threshold/"))
    assert "Nobody is on this list" in page


def test_a_decision_without_its_reason_is_a_sentence_on_the_form(officer, text):
    row = Found.objects.waiting("threshold", ON).first()
    page = text(
        officer.post(f"/children/week/threshold/{row.pk}/", {"code": "none", "why": ""})
    )
    assert "Say why: “No action, for a reason” needs a reason." in page
    assert not Decided.objects.exists()


def test_the_evidence_of_a_threshold_is_every_session(officer, text):
    row = Found.objects.waiting("threshold", ON).first()
    page = text(officer.get(f"/children/week/threshold/{row.pk}/"))
    assert f"The {len(row.sessions)} sessions it rests on" in page
    assert "8 September 2025 AM O" in page


def test_a_plan_is_opened_from_the_list_and_the_child_leaves_it(officer, text, person):
    row = Found.objects.waiting("severe", ON).first()
    address = f"/children/week/severe/{row.pk}/open/"
    assert "Open a plan" in text(officer.get(address))
    said = {"reason": "severe", "mine": "on", "next_step": "Visit", "note": "Unwell"}
    page = officer.post(address, said, follow=True).content.decode()
    entry = Entry.objects.get()
    assert f'href="/children/registers/support/{entry.pk}/">Finch Beecham</a>' in page
    assert (entry.child, entry.school) == (row.child, row.school)
    assert entry.lead == person("attendance-lead")
    assert row not in Found.objects.waiting("severe", ON)
    assert "has an open plan already" in text(officer.post(address, said))


def test_a_plan_that_was_opened_stands_only_with_its_decision(officer, monkeypatch):
    def refused(*_, **__):
        raise Refused("Somebody decided this moment.")

    monkeypatch.setattr(finding, "decide", refused)
    one = Found.objects.filter(on_list="severe").first()
    officer.post(f"/children/week/severe/{one.pk}/open/", {"reason": "severe"})
    assert not Entry.objects.exists()


def test_who_decided_is_told_when_the_register_was_corrected(officer, text):
    row = Found.objects.waiting("threshold", ON).first()
    finding.decide(row, code="notice", on=ON, by="attendance-lead")
    assert "Corrected since you decided" not in text(officer.get("/children/week/"))
    on, half, code = row.sessions[0]
    now = {"corrected_on": ON, "corrected": [[on, half, "M"]]}
    Found.objects.filter(pk=row.pk).update(**now)
    assert "Corrected since you decided" in text(officer.get("/children/week/"))
    page = text(officer.get(f"/children/week/threshold/{row.pk}/"))
    assert "something else now of 1 session below" in page
    assert f"{half} {code} M" in page


@pytest.mark.parametrize("asked", ["999", "abc"])
def test_a_school_nobody_waits_at_shows_nobody_and_never_all(officer, text, asked):
    name = Found.objects.waiting("threshold", ON).first().school
    assert "Decide" in text(officer.get(f"/children/week/threshold/?school={name}"))
    page = text(officer.get(f"/children/week/threshold/?school={asked}"))
    assert "Decide" not in page and "No such school" in page


def corrected(*rows):
    for row in rows:
        finding.decide(
            row, code="none", on=ON, by="attendance-lead", why="A bereavement"
        )
    Found.objects.filter(pk__in=[row.pk for row in rows]).update(corrected_on=ON)


def test_a_correction_that_was_seen_leaves_the_page_and_the_others_stay(officer, text):
    one, other = Found.objects.waiting("threshold", ON)
    corrected(one, other)
    page = officer.get("/children/week/")
    assert "The register of 2 children says something else" in text(page)
    assert "I have seen these 2" in text(page)
    address = f"/children/week/threshold/{one.pk}/"
    assert "I have seen it, and what I decided stands" in text(officer.get(address))
    said = officer.post("/children/week/corrected/", {"found": one.pk}, follow=True)
    assert "1 correction is marked as seen" in text(said)
    assert "The register of 1 child says something else" in text(said)
    assert "I have seen it" not in text(officer.get(address))
    assert Decided.objects.get(found=one).correction_seen_on == ON
    [line] = OnTrail.objects.filter(did="list.correction-seen")
    assert line.to == f"finding:{one.pk}"


def test_all_corrections_are_marked_at_once_and_come_back_if_corrected_anew(
    officer, text
):
    rows = list(Found.objects.waiting("threshold", ON))
    corrected(*rows)
    every = {"found": [row.pk for row in rows]}
    assert "2 corrections are" in text(
        officer.post("/children/week/corrected/", every, follow=True)
    )
    assert "Corrected since you decided" not in text(officer.get("/children/week/"))
    rows[0].decided.update(correction_seen_on=None)
    assert "The register of 1 child says" in text(officer.get("/children/week/"))


def test_who_decides_anew_has_seen_the_correction(officer, text):
    row = Found.objects.waiting("threshold", ON).first()
    corrected(row)
    said = {"code": "other", "why": "Support"}
    officer.post(f"/children/week/threshold/{row.pk}/", said)
    assert "Corrected since you decided" not in text(officer.get("/children/week/"))


def test_nobody_marks_another_persons_corrections_or_those_out_of_reach(
    client, person, found, text
):
    rows = list(Found.objects.waiting("threshold", ON))
    corrected(*rows)
    ids = dict(found.schools.select("name", "id").iter_rows())
    client.force_login(person("attendance-officer", schools=[ids["Ash Primary"]]))
    every = {"found": [*(row.pk for row in rows), "nonsense"]}
    client.post("/children/week/corrected/", every)
    assert not Decided.objects.exclude(correction_seen_on=None).exists()
    assert client.get("/children/week/corrected/").status_code == 405


def test_looking_is_on_the_trail(officer):
    row = Found.objects.waiting("severe", ON).first()
    officer.get("/children/week/severe/")
    officer.get(f"/children/week/severe/{row.pk}/")
    said = OnTrail.objects.filter(did="list.looked-at").order_by("pk")
    assert [one.to for one in said] == ["list:severe", f"finding:{row.pk}"]


def test_an_officer_of_a_patch_meets_no_child_of_another_school(
    client, person, found, text
):
    ids = dict(found.schools.select("name", "id").iter_rows())
    client.force_login(person("attendance-officer", schools=[ids["Ash Primary"]]))
    page = text(client.get("/children/week/severe/"))
    assert "Wren Ashby" in page
    assert "Finch Beecham" not in page
    assert "Beech High" not in page
    other = Found.objects.get(on_list="severe", school=ids["Beech High"])
    for address in ("", "open/"):
        answer = client.get(f"/children/week/severe/{other.pk}/{address}")
        assert answer.status_code == 404


def test_a_head_has_no_such_pages_yet(client, person, found):
    ids = dict(found.schools.select("name", "id").iter_rows())
    place = {"kind": "school", "name": "Ash Primary", "school": ids["Ash Primary"]}
    school = Organisation.objects.create(**place)
    client.force_login(person("school-leader", organisation=school))
    assert client.get("/children/week/").status_code == 403


def test_nothing_looked_for_yet_is_said(client, person, state, text):
    client.force_login(person("attendance-lead"))
    assert "Nothing has been looked for yet" in text(client.get("/children/week/"))


@pytest.mark.parametrize(
    "address",
    [
        "/children/week/nonsense/",
        "/children/week/severe/999999/",
        "/children/week/threshold/999999/open/",
    ],
)
def test_what_is_not_there_is_not_found(officer, address):
    assert officer.get(address).status_code == 404


def test_a_list_without_anything_to_open_opens_nothing(officer):
    row = Found.objects.waiting("threshold", ON).first()
    assert officer.get(f"/children/week/threshold/{row.pk}/open/").status_code == 404


def test_the_page_of_severe_absence_counts_and_names_who_entered(officer, text):
    page = text(officer.get("/children/week/moved/"))
    assert "Severely absent when the last half-term ended 0" in page
    assert "Entered: severely absent now, and not then 2" in page
    assert "Severely absent now 2" in page
    assert "Beecham" in page
    assert "30 of 30 sessions" in page


def test_only_those_are_shown_of_whom_was_asked_and_an_empty_choice_says_so(
    officer, text
):
    assert "1 to 2 of 2" in text(officer.get("/children/week/moved/?how=entered"))
    assert "No child you see" in text(officer.get("/children/week/moved/?how=stayed"))


def test_a_list_holds_as_many_as_can_be_worked_and_says_who_waits_behind(
    officer, text, monkeypatch
):
    short = {name: replace(one, most=1) for name, one in lists().items()}
    monkeypatch.setattr(week_pages, "lists", lambda: short)
    assert "Severely absent, without a plan Attendance officer 1 1 26" in text(
        officer.get("/children/week/")
    )
    page = text(officer.get("/children/week/severe/"))
    assert "1 to 1 of 1." in page
    assert "1 more wait behind" in page
    every = text(officer.get("/children/week/severe/?every=1"))
    assert "1 to 2 of 2." in every
    assert "wait behind" not in every


# Lists of illness ------------------------------------------------------------------------

ILL = "I I I I I I I I I I"


@pytest.fixture
def ill(opened, tmp_path, monkeypatch):
    """A child at each of two schools with fifteen school days of illness."""
    rows = [
        enrolled(ASH, "A1", "Wren", "Ashby", date(2023, 9, 4)),
        enrolled(BEECH, "B1", "Finch", "Beecham", date(2023, 9, 4)),
    ]
    held = [
        *marks(ASH, "A1", ILL, ILL, ILL),
        *marks(BEECH, "B1", ILL, ILL, ILL),
    ]
    stored(Authority(SCHOOLS, rows, [], [held]), tmp_path)
    state = opened(tmp_path)
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    finding.look(state, ON)
    return state


def at(state, name):
    number = dict(state.schools.select("name", "id").iter_rows())[name]
    place = {"kind": "school", "name": name, "school": number}
    return Organisation.objects.create(**place)


def test_a_legal_officer_is_not_told_who_is_ill(client, person, ill, text):
    client.force_login(person("legal-officer"))
    page = text(client.get("/children/week/"))
    assert "Severely absent, without a plan Attendance officer 2" in page
    assert "Fifteen school days of illness Attendance officer" not in page
    assert "“Fifteen school days of illness” says of children’s illness" in page
    row = Found.objects.filter(on_list="sickness").first()
    for address in ("", f"{row.pk}/"):
        assert client.get(f"/children/week/sickness/{address}").status_code == 404
    seen = Found.objects.visible_to(person("legal-officer"), ill)
    assert {one.on_list for one in seen} == {"severe"}


def test_an_officer_is_told_who_is_ill_on_their_patch_and_a_lead_everywhere(
    client, person, ill, text
):
    ids = dict(ill.schools.select("name", "id").iter_rows())
    client.force_login(person("attendance-officer", schools=[ids["Ash Primary"]]))
    page = text(client.get("/children/week/sickness/"))
    assert "Wren Ashby" in page and "Finch Beecham" not in page
    client.force_login(person("attendance-lead"))
    page = text(client.get("/children/week/sickness/"))
    assert "Wren Ashby" in page and "Finch Beecham" in page


@pytest.mark.parametrize("role", ["school-leader", "school-attendance-lead"])
def test_a_school_is_told_of_the_illness_in_its_own_register(
    client, person, ill, text, role
):
    school = at(ill, "Ash Primary")
    client.force_login(person(role, organisation=school))
    page = text(client.get(f"/my-school/{school.school}/week/sickness/"))
    assert "Wren Ashby" in page and "Finch Beecham" not in page


def with_a_patch(person, ill, school):
    """A legal officer who is the attendance officer of a school besides."""
    ids = dict(ill.schools.select("name", "id").iter_rows())
    both = person("legal-officer")
    at = {"role_key": "attendance-officer", "schools": [ids[school]], "by": ""}
    posts.give(person=both, **at)
    return User.objects.get(pk=both.pk)


def test_who_prosecutes_and_has_a_patch_besides_is_told_of_the_patch_only(person, ill):
    ids = dict(ill.schools.select("name", "id").iter_rows())
    both = with_a_patch(person, ill, "Ash Primary")
    sick = Found.objects.visible_to(both, ill).filter(on_list="sickness")
    assert [one.school for one in sick] == [ids["Ash Primary"]]


def test_that_education_is_arranged_for_ill_health_is_not_for_a_legal_officer(
    client, person, ill, text
):
    row = Found.objects.filter(on_list="severe").first()
    finding.decide(row, code="health", on=ON, by="lead", why="A hospital school")
    address = f"/children/week/severe/{row.pk}/"
    client.force_login(person("legal-officer"))
    page = text(client.get(address))
    assert "For those who may know why" in page and "hospital" not in page
    client.force_login(person("attendance-lead"))
    assert "A hospital school" in text(client.get(address))


@pytest.mark.parametrize(
    ("patch", "is_told"), [("Ash Primary", True), ("Beech High", False)]
)
def test_why_is_told_of_children_of_the_patch_and_of_no_other(
    client, person, ill, text, patch, is_told
):
    school = dict(ill.schools.select("name", "id").iter_rows())["Ash Primary"]
    row = Found.objects.filter(on_list="severe", school=school).first()
    finding.decide(row, code="health", on=ON, by="lead", why="A hospital school")
    client.force_login(with_a_patch(person, ill, patch))
    page = text(client.get(f"/children/week/severe/{row.pk}/"))
    assert ("hospital" in page) is is_told
    assert ("For those who may know why" in page) is not is_told
