"""The list of children who are gone from the weekly files: found, decided, and its page."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import upn
from tests.measures.watch.test_weekly_file import FIRST, ON, SECOND, files
from tests.measures.weekly import stored_files

from muster.registers import finding, saying, upkeep
from muster.registers.found import Found
from muster.registers.returns import expecting
from muster.registers.returns.sent import Expected, Return


pytestmark = pytest.mark.django_db
DRAWN = files(
    Ann="111", Bob="11.", Cat="11.", Dan="1..", Eve="222", Fay="22.", Gus="33."
)


@pytest.fixture
def site(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    stored_files(tmp_path / "home", DRAWN)
    return opened(tmp_path / "home")


def pupil(state, name):
    rows = state.pupils.filter(state.pupils["supplied"] == upn(name))
    return rows["pupil"].item()


def waiting(on=ON):
    return [row.pupil for row in Found.objects.waiting("off_file", on)]


def test_who_went_alone_comes_first_and_then_who_went_longest_ago(site):
    assert finding.look_in_files(site, ON) == 4
    dan, fay, *two = waiting()
    assert (dan, fay) == (pupil(site, "Dan"), pupil(site, "Fay"))
    assert {*two} == {pupil(site, "Bob"), pupil(site, "Cat")}


def test_looking_again_finds_nobody_twice_and_a_decision_stands(site):
    finding.look_in_files(site, ON)
    row = Found.objects.waiting("off_file", ON).first()
    finding.decide(row, code="asked", on=ON, by="ada")
    finding.look_in_files(site, ON)
    assert Found.objects.count() == 4
    assert row.pupil not in waiting()
    assert row.pupil in waiting(ON + timedelta(days=8))


def test_looking_through_the_registers_leaves_the_list_of_files_as_it_is(site):
    finding.look_in_files(site, ON)
    finding.look(site, ON)
    assert len(waiting()) == 4


def test_who_is_in_the_file_again_leaves_the_list(site, tmp_path):
    finding.look_in_files(site, ON)
    again = files(Ann="111", Bob="111", Cat="11.", Dan="1..", Eve="222", Fay="22.")
    state = stored_files(tmp_path / "again", again).state()
    finding.look_in_files(state, ON)
    assert pupil(state, "Bob") not in waiting()
    assert len(waiting()) == 3


def deletion(state, name, **more):
    row = Found.objects.get(pupil=pupil(state, name))
    return Return.objects.create(
        kind="deletion",
        school=row.school,
        child=row.child,
        about_on=ON,
        received_on=ON,
        how="form",
        sent_by="head",
        sent_at="2026-03-23T09:00:00Z",
        **more,
    )


def test_a_deletion_returned_takes_the_child_off_and_a_withdrawn_one_does_not(site):
    finding.look_in_files(site, ON)
    deletion(site, "Bob")
    deletion(site, "Cat", stage="withdrawn", withdrawn_why="A slip")
    finding.look_in_files(site, ON)
    assert pupil(site, "Bob") not in waiting()
    assert pupil(site, "Cat") in waiting()


def test_who_is_on_the_list_of_the_register_is_not_on_this_one_too(site):
    row = {"pupil": pupil(site, "Bob"), "since_on": SECOND, "found_on": ON, "rank": 1}
    whose = site.pupils.filter(pupil=row["pupil"]).row(0, named=True)
    where = {"child": whose["child"], "school": whose["school"]}
    Found.objects.create(on_list="vanished", **row, **where)
    finding.look_in_files(site, ON)
    assert row["pupil"] not in waiting()
    assert len(waiting()) == 3


def test_who_left_as_an_officer_decided_has_a_deletion_return_expected(site):
    finding.look_in_files(site, ON)
    row = Found.objects.get(pupil=pupil(site, "Dan"))
    finding.decide(row, code="left", on=ON, by="ada")
    expecting.bring_up(site, ON, [row.school])
    [owed] = Expected.objects.filter(kind="deletion")
    assert (owed.child, owed.since_on) == (row.child, FIRST)


def test_who_was_decided_left_and_is_in_the_file_again_is_expected_no_longer(
    site, tmp_path
):
    finding.look_in_files(site, ON)
    row = Found.objects.get(pupil=pupil(site, "Dan"))
    finding.decide(row, code="left", on=ON, by="ada")
    expecting.bring_up(site, ON, [row.school])
    finding.look_in_files(stored_files(tmp_path / "back", DRAWN[:1]).state(), ON)
    expecting.bring_up(site, ON, [row.school])
    assert Expected.objects.get(kind="deletion").gone_on == ON


def test_a_deletion_is_expected_still_when_the_return_takes_the_child_off(site):
    finding.look_in_files(site, ON)
    row = Found.objects.get(pupil=pupil(site, "Bob"))
    finding.decide(row, code="left", on=ON, by="ada")
    deletion(site, "Bob")
    finding.look_in_files(site, ON)
    expecting.bring_up(site, ON, [row.school])
    row.refresh_from_db()
    [owed] = Expected.objects.filter(kind="deletion", child=row.child)
    assert (row.gone_on, owed.gone_on) == (ON, None)


def test_a_deletion_is_expected_still_when_the_register_has_the_child_no_more_too(site):
    finding.look_in_files(site, ON)
    row = Found.objects.get(pupil=pupil(site, "Dan"))
    finding.decide(row, code="left", on=ON, by="ada")
    same = {"pupil": row.pupil, "child": row.child, "school": row.school}
    dates = {"since_on": SECOND, "found_on": ON}
    Found.objects.create(on_list="vanished", rank=1, **same, **dates)
    finding.look_in_files(site, ON)
    expecting.bring_up(site, ON, [row.school])
    row.refresh_from_db()
    assert row.gone_on == ON
    assert Expected.objects.get(kind="deletion").gone_on is None


def test_the_schedule_looks_once_and_again_when_something_came(site):
    said = upkeep.look_on(site, ON, lambda done: None)
    assert "Looked through the weekly files: 4 children gone." in said
    assert upkeep.look_on(site, ON, lambda done: None) == ""
    deletion(site, "Bob")
    said = upkeep.look_on(site, ON, lambda done: None)
    assert said == "Looked through the weekly files: 3 children gone."


def test_a_file_that_was_taken_back_takes_its_findings_with_it(site, tmp_path):
    upkeep.look_on(site, ON, lambda done: None)
    state = stored_files(tmp_path / "back", DRAWN[:1]).state()
    upkeep.look_on(state, ON, lambda done: None)
    assert waiting() == []
    none = stored_files(tmp_path / "none", []).state()
    Found.objects.update(gone_on=None)
    assert "0 children gone" in upkeep.look_on(none, ON, lambda done: None)
    assert waiting() == []


def test_what_is_said_names_the_files_and_who_went_with_them(site):
    finding.look_in_files(site, ON)
    said = {row.pupil: saying.said(row) for row in Found.objects.all()}
    assert said[pupil(site, "Dan")] == (
        "Last in the weekly file of 6 March 2026, and not in that of 13 March 2026"
    )
    assert said[pupil(site, "Bob")] == (
        "Last in the weekly file of 13 March 2026, and not in that of 20 March 2026;"
        " 1 other of the school went with them"
    )


def test_the_page_says_which_schools_have_fewer_pupils_and_which_sent_no_file(
    site, person, client, text
):
    finding.look_in_files(site, ON)
    client.force_login(person("attendance-lead"))
    front = text(client.get("/children/week/"))
    assert "Gone from the weekly file Attendance officer 4" in front
    page = text(client.get("/children/week/off_file/"))
    assert "Fewest gone from the school at once first, then longest" in page
    off, two, one, *_ = (
        page.index("School 990003 Not in the weekly file of 20 March 2026 at all"),
        page.index(
            "School 990001 Of its weekly file of 13 March 2026, 2 pupils are still to be"
        ),
        page.index(
            "School 990001 Of its weekly file of 6 March 2026, 1 pupil is still to be"
        ),
    )
    assert off < two < one


def test_an_officer_of_a_patch_is_told_of_its_schools_alone(site, person, client, text):
    finding.look_in_files(site, ON)
    ids = dict(site.schools.select("name", "id").iter_rows())
    client.force_login(person("attendance-officer", schools=[ids["School 990002"]]))
    page = text(client.get("/children/week/off_file/"))
    assert "School 990002 Of its weekly file" in page
    assert "990001" not in page and "990003" not in page


def test_a_child_is_decided_of_on_the_page(site, person, client, text):
    finding.look_in_files(site, ON)
    row = Found.objects.get(pupil=pupil(site, "Fay"))
    client.force_login(person("attendance-lead"))
    address = f"/children/week/off_file/{row.pk}/"
    assert "Enquiries as for a child missing education" in text(client.get(address))
    said = {"code": "file", "why": "The school has her in lessons"}
    assert client.post(address, said).status_code == 302
    assert row.pupil not in waiting()
    assert date(2026, 3, 13) == SECOND == row.since_on


def test_without_two_files_the_list_says_what_it_takes(site, person, client, text):
    client.force_login(person("attendance-lead"))
    page = text(client.get("/children/week/off_file/"))
    assert "once two weekly files of this school year are held" in page
