"""The pages of the trail, read by somebody who is shown no child."""

import csv
import io
from datetime import UTC, datetime

import pytest

from muster.accounts import audit, trail_key
from muster.accounts.audit import Asker, whoever_asks
from muster.accounts.deeds import DEEDS, sentence
from muster.accounts.models import Entry
from muster.protection.trail_pages import _details
from muster.sources import uploads
from muster.tables.upn import check_letter


UPN = check_letter("999000112345") + "999000112345"
MARKS = f"""\
school,pupil,date,session,code
Ash,{UPN},2025-09-08,AM,/
Ash,P2,2025-09-08,AM,/
Beech,P2,2025-09-08,AM,/
"""


@pytest.fixture
def reader(signed_in, home):
    return signed_in("auditor")


def shown(client, address="/trail/") -> str:
    return " ".join(client.get(address).content.decode().split())


def test_each_row_is_a_sentence_with_what_changed(reader, person):
    leader = person("leader")
    person("officer")
    audit.record(
        did="person.closed",
        by="officer",
        to=f"person:{leader.pk}",
        before={"open": True, "role": "leader"},
        after={"open": False, "role": "leader"},
    )
    page = shown(reader)
    assert "Sam Officer closed the account of Sam Leader." in page
    assert "open: yes → no" in page


def test_reading_the_trail_is_in_the_trail(reader):
    reader.get("/trail/?person=ada")
    row = Entry.objects.latest("pk")
    assert (row.did, row.by, row.after) == (
        "trail.read",
        "auditor",
        '{"person": "ada"}',
    )


def test_who_may_not_read_it_is_refused(signed_in):
    assert signed_in("leader").get("/trail/").status_code == 403


def test_it_is_searched_by_person_deed_day_and_refusals(reader, monkeypatch):
    def on(day, **more):
        at = datetime(2025, 11, day, 0, 30, tzinfo=UTC)
        monkeypatch.setattr(audit.timezone, "now", lambda: at)
        return audit.record(**{"did": "load.made", "by": "ada"} | more)

    on(3, to="load:31")
    on(4, to="load:41", by="grace")
    on(5, to="page:x", did="page.refused", reason="not allowed")
    monkeypatch.undo()

    def found(query):
        page = shown(reader, f"/trail/?{query}")
        return [to for to in ("load 31", "load 41", "page x") if to in page]

    assert found("person=ada") == ["load 31", "page x"]
    assert found("did=load.made") == ["load 31", "load 41"]
    assert found("did=refusals") == ["page x"]
    assert found("first=04/11/2025&last=04/11/2025") == ["load 41"]
    assert found("person=sam+officer&did=load.made") == []


def test_a_search_that_finds_nothing_says_so(reader):
    assert "Nothing in the trail is like that" in shown(reader, "/trail/?person=zz")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=zzz", "is not a date Muster can read"),
        ("first=05/11/2025&last=04/11/2025", "The last day is before the first"),
    ],
)
def test_a_search_that_makes_no_sense_is_told(reader, query, sentence):
    for address in ("/trail/", "/trail/trail.csv"):
        answer = reader.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert sentence in answer.content.decode()


def test_many_rows_go_on_several_pages(reader):
    for n in range(60):
        audit.record(did="load.made", by="ada", to=f"load:{n}")
    first, second = (
        shown(reader, "/trail/?person=ada"),
        shown(reader, "/trail/?person=ada&page=2"),
    )
    assert "60 rows, 1 to 50 shown" in first
    assert "60 rows, 51 to 60 shown" in second
    assert "?person=ada&amp;page=2" in first


# Of a child ------------------------------------------------------------------------------


@pytest.fixture
def marks(home, db, tmp_path):
    uploads.store().create()
    (tmp_path / "marks.csv").write_text(MARKS)
    assert uploads.load(tmp_path / "marks.csv", by="dev").status == "loaded"


def child_of(supplied: str, place: int = 0) -> int:
    return int(uploads.state().pupils.filter(supplied=supplied)["child"][place])


@pytest.mark.parametrize(
    ("given", "supplied", "place"),
    [
        ({"pupil": UPN}, UPN, 0),
        ({"pupil": f" {UPN.lower()} "}, UPN, 0),
        ({"pupil": "P2", "school": "ash"}, "P2", 0),
        ({"pupil": "P2", "school": "Beech"}, "P2", 1),
    ],
)
def test_an_identifier_leads_to_a_childs_rows(reader, marks, given, supplied, place):
    child = child_of(supplied, place)
    audit.record(did="child.viewed", by="ada", child=child)
    audit.record(did="child.viewed", by="grace", child=child + 100)
    answer = reader.post("/trail/child/", given)
    assert answer.url == f"/trail/?child={trail_key.of_child(child)}"
    page = shown(reader, answer.url)
    short = trail_key.of_child(child)[:8]
    assert f"ada opened the record of child {short}" in page
    assert f"Only rows about child {short}…" in page
    assert "grace" not in page
    assert UPN not in page
    assert f"Sam Auditor searched the trail for child {short}" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Enter the unique pupil number"),
        ({"pupil": "P2"}, "Enter the school: that is not a unique pupil number"),
        ({"pupil": "P9", "school": "Ash"}, "Nobody is held under that identifier"),
        ({"pupil": "P2", "school": "Elm"}, "No school called “Elm” is held"),
    ],
)
def test_an_identifier_of_nobody_is_told_what_to_do(reader, marks, given, sentence):
    assert sentence in reader.post("/trail/child/", given).content.decode()


def test_a_name_two_schools_have_is_told_to_be_a_number(reader, marks, monkeypatch):
    keys = uploads.state().school_keys
    monkeypatch.setitem(keys.held, "name:ash", [1, 2])
    monkeypatch.setattr(type(uploads.state()), "school_keys", keys)
    answer = reader.post("/trail/child/", {"pupil": "P2", "school": "Ash"})
    assert "More than one school is called “Ash”" in answer.content.decode()


# As a file --------------------------------------------------------------------------------


def test_the_file_has_every_row_and_no_formula(reader):
    for n in range(60):
        audit.record(did="load.made", by="=cmd()", to=f"load:{n}", school=3)
    text = reader.get("/trail/trail.csv?did=load.made").getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 60
    assert rows[0]["by"] == "'=cmd()"
    assert (rows[0]["to"], rows[0]["school"]) == ("load:59", "3")
    assert rows[0]["sentence"] == "'=cmd() loaded load 59."
    assert Entry.objects.latest("pk").did == "trail.downloaded"


# Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", "–"),
        ('{"a": 1}', '{"a": 1}', "–"),
        ('{"a": ""}', '{"a": [1, 2]}', "a: nothing → 1, 2"),
        ("", '{"a": true}', "a: yes"),
        ('{"a": 1}', "", "a: 1 → nothing"),
        ('"x"', '"y"', "it: x → y"),
        ('"x"', "", "it: x → nothing"),
    ],
)
def test_what_changed_is_said_in_words(before, after, said):
    assert _details(before, after) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Entry(did="load.made", to="load:4"), "Ada loaded load 4."),
        (
            Entry(did="page.refused", to="page:x 4", reason="not allowed"),
            "Ada was refused the page x 4: not allowed.",
        ),
        (Entry(did="child.viewed"), "Ada opened the record of a child."),
        (
            Entry(did="export.made", to="tidy:x.csv", child="7f3a90bcdd"),
            "Ada downloaded tidy x.csv, of child 7f3a90bc.",
        ),
        (Entry(did="new.deed"), "Ada did “new.deed” to something."),
    ],
)
def test_a_row_reads_as_a_sentence(row, said):
    assert sentence(row, "Ada") == said


@pytest.mark.parametrize("did", DEEDS)
def test_every_deed_has_a_sentence_that_ends(did):
    assert sentence(Entry(did=did, to="x:1", child="0" * 64), "Ada").endswith(".")


def test_the_pages_are_for_everybody(protector_page, axe, fits, person, marks):
    with whoever_asks(Asker("officer")):
        audit.record(did="load.made", by="officer", to="load:4", after={"rows": 3})
    for address in (
        "/trail/",
        "/trail/?first=zzz",
        "/trail/?person=zz",
        "/trail/child/",
    ):
        protector_page.goto(address)
        axe(protector_page)
        fits(protector_page)
        protector_page.said.clear()
    protector_page.goto("/trail/child/")
    protector_page.get_by_label("Unique pupil number").fill(UPN)
    protector_page.keyboard.press("Enter")
    protector_page.wait_for_url("**/trail/?child=*")
    assert UPN not in protector_page.content()
    axe(protector_page)


def test_a_try_that_finds_nobody_is_in_the_trail_too(reader, marks):
    reader.post("/trail/child/", {"pupil": "A999000112345"})
    row = Entry.objects.get(did="trail.searched")
    assert (row.by, row.child) == ("auditor", "")
