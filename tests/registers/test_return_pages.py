"""The pages of returns and a school's own view: who reaches which, and files gone wrong."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from openpyxl import Workbook
from tests.measures.authority import Authority, stored, upn
from tests.registers.test_finding import weeks
from tests.registers.test_returns import MARKS, ON, ROLL, SCHOOLS, TIMETABLE, on_roll

from muster.accounts.models import Organisation
from muster.accounts.trail import Entry as OnTrail
from muster.registers import finding, keeping, my_school
from muster.registers.found import Found
from muster.registers.returns import expecting, sheets
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected, Return
from muster.registers.support import REGISTER as SUPPORT
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
THEIRS = [
    on_roll("other", school="900002", from_on=date(2025, 9, 15), year="8"),
    on_roll("ours", school="900002", year="9"),
]
BEECHES = [*weeks("other", *["O O O O O O O O O O"] * 4, school="900002")]


@pytest.fixture(scope="session")
def _two(tmp_path_factory):
    home = tmp_path_factory.mktemp("two")
    stored(Authority(SCHOOLS, [*ROLL, *THEIRS], [], [[*MARKS, *BEECHES]]), home)
    return home


@pytest.fixture
def site(opened, _two, monkeypatch):
    """Two schools, of which each owes returns, on 3 October 2025."""
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    state = opened(_two)
    finding.look(state, ON)
    expecting.bring_up(state, ON, state.schools["id"].to_list())
    return state


@pytest.fixture
def ids(site):
    return dict(site.schools.select("name", "id").iter_rows())


@pytest.fixture
def child(site):
    known = dict(site.pupils.select("supplied", "child").iter_rows())
    return lambda name: known[upn(name)]


@pytest.fixture
def head(client, person, ids):
    """The head of Ash Primary, signed in."""
    place = {"kind": "school", "name": "Ash Primary", "school": ids["Ash Primary"]}
    school = Organisation.objects.create(**place)
    client.force_login(person("school-leader", organisation=school))
    client.at = f"/my-school/{ids['Ash Primary']}/"
    return client


FORM = TIMETABLE | {
    "about_on": "29/09/2025",
    "ends_on": "31/10/2025",
    "parent_agreed_on": "26/09/2025",
    "review_on": "17/10/2025",
}


def test_a_head_sees_what_is_expected_and_sends_it(head, child, text):
    assert head.get("/my-school/").url == head.at
    assert "Ten school days running without leave 1" in text(head.get(head.at))
    page = head.get(f"{head.at}returns/")
    assert "Part Swift Part-time timetable C2 since 29 September 2025" in text(page)
    owed = Expected.objects.get(kind="part_time")
    address = f"{head.at}send/part_time/{child('part')}/?expected={owed.pk}"
    assert address in page.content.decode()
    assert 'value="29/09/2025"' in head.get(address).content.decode()
    said = head.post(address, FORM)
    one = Return.objects.get()
    assert said.url == f"{head.at}sent/{one.pk}/"
    assert (one.how, one.sent_by) == ("form", "school-leader")
    owed.refresh_from_db()
    assert owed.answered_by == one
    assert "Waits for an answer" in text(head.get(f"{head.at}returns/"))


def test_an_officer_asks_the_head_corrects_and_the_officer_accepts(
    head, person, child, text
):
    head.post(f"{head.at}send/part_time/{child('part')}/", FORM)
    one = Return.objects.get()
    head.force_login(person("attendance-lead"))
    at = f"/children/returns/received/{one.pk}/"
    assert "Part Swift" in text(head.get("/children/returns/received/"))
    assert "Write what you ask" in text(head.post(at, {"does": "query"}))
    head.post(at, {"does": "query", "answer": "Until when, exactly?"})
    head.force_login(person("school-leader"))
    assert "The authority asks" in text(head.get(head.at))
    assert "Until when, exactly?" in text(head.get(f"{head.at}sent/{one.pk}/"))
    correct = f"{head.at}sent/{one.pk}/correct/"
    assert 'value="31/10/2025"' in head.get(correct).content.decode()
    head.post(correct, FORM | {"ends_on": "24/10/2025", "why": "A slip"})
    again = Return.objects.get(replaces=one)
    head.force_login(person("attendance-lead"))
    asked = text(head.get(f"/children/returns/received/{again.pk}/"))
    assert "Accepting it opens a timetable on the register" in asked
    accepted = head.post(
        f"/children/returns/received/{again.pk}/", {"does": "accept"}, follow=True
    )
    assert "The timetable is on the register. Open the timetable" in text(accepted)
    assert "/children/registers/part_time/" in accepted.content.decode()
    assert "Came 3 October 2025" in text(head.get("/children/returns/?which=time"))


def test_a_return_is_withdrawn_with_a_reason(head, child, text):
    head.post(f"{head.at}send/part_time/{child('part')}/", FORM)
    one = Return.objects.get()
    at = f"{head.at}sent/{one.pk}/withdraw/"
    assert "Say why" in text(head.post(at, {}))
    head.post(at, {"why": "The wrong child"})
    assert "Withdrawn" in text(head.get(f"{head.at}sent/{one.pk}/"))
    assert "It is withdrawn." in text(head.get(at))


def test_whom_it_is_of_is_found_on_their_own_roll_alone(head, text):
    at = f"{head.at}send/sickness/"
    assert "Ill Swift" in text(head.post(at, {"name": "Ill"}))
    assert "No child of this school" in text(head.post(at, {"name": "Other"}))
    assert "Enter a name, a UPN" in text(head.post(at, {}))


@pytest.mark.parametrize(
    ("field", "cell", "sentence"),
    [
        ("ends_on", "28/09/2025", "28/09/2025 is before 29/09/2025"),
        ("ends_on", "4th Sept", "4th Sept"),
        (
            "sessions_a_week",
            "10",
            "they attend, of ten: enter a whole number from 0 to 9",
        ),
        ("sessions_a_week", "five", "enter a whole number from 0 to 9"),
        ("about_on", "29/09/2026", "too far ahead"),
        ("reason", "", "Say why it is part-time"),
    ],
)
def test_a_form_that_is_wrong_says_what_and_sends_nothing(
    head, child, text, field, cell, sentence
):
    at = f"{head.at}send/part_time/{child('part')}/"
    assert sentence in text(head.post(at, FORM | {field: cell}))
    assert not Return.objects.exists()


def test_a_day_of_long_ago_is_a_slip(head, child, text):
    page = head.post(
        f"{head.at}send/part_time/{child('part')}/", FORM | {"about_on": "29/09/2015"}
    )
    assert "too long ago. Give a day from 01/08/2024 on" in text(page)


def test_a_new_pupil_nobody_knows_is_sent_by_name(head, text):
    at = f"{head.at}send/new_pupil/"
    said = {
        "name": "Wren Newby",
        "upn": "A123",
        "born_on": "12/05/2016",
        "about_on": "29/09/2025",
        "address": "1 Ash Road",
        "parents": "Jo Newby, 01632 960001",
    }
    assert "That isn’t a UPN" in text(head.post(at, said))
    assert head.post(at, said | {"upn": ""}).status_code == 302
    assert "Wren Newby" in text(head.get(f"{head.at}returns/"))


# Nothing of another school ----------------------------------------------------------------


def addresses(school, child, pk, found):
    """Every page of a school's own view, of a school."""
    given = {"school": school, "child": child, "name": "threshold"}
    patterns = next(
        one.url_patterns
        for one in get_resolver().url_patterns
        if str(one.pattern) == "my-school/"
    )
    for one in patterns:
        at = str(one.pattern).replace(
            "<int:pk>", str(found if "week" in one.name else pk)
        )
        for name, value in given.items():
            for kind in ("int", "slug"):
                at = at.replace(f"<{kind}:{name}>", str(value))
        if at:
            yield f"/my-school/{at.replace('<slug:kind>', 'sickness')}"


def test_a_school_reaches_no_page_of_anothers(head, ids, child):
    beech = ids["Beech High"]
    theirs = Return.objects.create(
        kind="sickness",
        school=beech,
        child=child("other"),
        about_on=ON,
        received_on=ON,
        how="form",
        sent_by="other",
        sent_at="2025-10-03T09:00Z",
    )
    found = Found.objects.get(on_list="threshold", school=beech)
    ash = ids["Ash Primary"]
    every = [*addresses(beech, child("other"), theirs.pk, found.pk)]
    # And under their own school’s address.
    crossed = [
        f"/my-school/{ash}/send/sickness/{child('other')}/",
        f"/my-school/{ash}/sent/{theirs.pk}/",
        f"/my-school/{ash}/sent/{theirs.pk}/correct/",
        f"/my-school/{ash}/sent/{theirs.pk}/withdraw/",
        f"/my-school/{ash}/week/threshold/{found.pk}/",
    ]
    assert len(every) > 10
    for address in [*every, *crossed]:
        for ask in (head.get, head.post):
            assert ask(address).status_code in (404, 405), address
    for address in ("", "returns/", "plans/", "week/threshold/", "week/continuous/"):
        page = head.get(head.at + address).content.decode()
        assert "Other Swift" not in page and "Beech" not in page, address
    theirs.refresh_from_db()
    assert theirs.stage == "received"


def test_a_school_keeps_no_register_and_answers_nothing(head):
    for address in ("", "received/", "received/1/", "enter/", "1/sent/1/"):
        assert head.get(f"/children/returns/{address}").status_code == 403


def test_plans_are_read_and_why_is_for_whoever_may_see_it(
    head, ids, child, person, text
):
    keeping.open_entry(
        SUPPORT,
        child=child("gone"),
        school=ids["Ash Primary"],
        on=ON,
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
        next_step="A visit",
    )
    page = text(head.get(f"{head.at}plans/"))
    assert "Legal" not in page, "what is considered of a parent is the authority’s"
    assert "Gone Swift Opened 3 October 2025 A visit" in page
    assert "Missed half of what was possible" in page
    assert "No child of your school has an open timetable." in page
    at = Organisation.objects.get(name="Ash Primary")
    head.force_login(person("school-attendance-lead", organisation=at))
    page = text(head.get(f"{head.at}plans/"))
    assert "A visit" in page
    assert "Missed half of what was possible" not in page


def test_a_school_sees_the_sessions_a_list_rests_on_and_looking_is_recorded(
    head, ids, text
):
    [found] = Found.objects.filter(on_list="threshold", school=ids["Ash Primary"])
    page = text(head.get(f"{head.at}week/threshold/{found.pk}/"))
    assert "8 September 2025 AM O" in page
    assert OnTrail.objects.filter(
        did="list.looked-at", to=f"finding:{found.pk}"
    ).exists()


def test_what_other_parts_share_stands_on_the_page(head, ids, monkeypatch, text):
    def shared(user, school):
        assert school == ids["Ash Primary"]
        return {"title": "Meeting packs", "rows": [], "empty": "None has been shared."}

    monkeypatch.setattr(my_school, "school_sections", [shared, lambda *_: None])
    assert "Meeting packs None has been shared." in text(head.get(head.at))


# Of the authority ---------------------------------------------------------------------------


def test_the_authority_sees_all_the_longest_due_first(client, person, site, text):
    client.force_login(person("attendance-lead"))
    page = text(client.get("/children/returns/"))
    assert page.index("Left Swift") < page.index("New Swift") < page.index("Ill Swift")
    assert "14 days overdue" in page
    # Ash and Beech together: two were entered on 15 September.
    assert "New pupil 2 0 0 2 0" in page
    overdue = text(client.get("/children/returns/?kind=sickness&which=overdue"))
    assert "Ill Swift" in overdue and "New Swift" not in overdue


def test_returns_of_illness_are_not_for_a_legal_officer(
    client, person, ids, child, text
):
    ash = ids["Ash Primary"]
    mine = f"/children/returns/{ash}/send/sickness/{child('ill')}/"
    said = {"about_on": "08/09/2025", "address": "1 Ash Road"}
    client.force_login(person("attendance-lead"))
    assert client.post(mine, said).status_code == 302
    one = Return.objects.get()
    reads = ["/children/returns/received/", f"/children/returns/received/{one.pk}/"]
    assert all("Ill Swift" in text(client.get(each)) for each in reads)
    client.force_login(person("legal-officer"))
    page = text(client.get("/children/returns/?which=all"))
    assert "New Swift" in page and "Ill Swift" not in page and "Sickness" not in page
    assert "Ill Swift" not in text(client.get(reads[0]))
    assert client.get(reads[1]).status_code == 404
    assert client.get(mine).status_code == 404
    enter = client.get("/children/returns/enter/", {"school": ash, "kind": "sickness"})
    assert "Sickness" not in text(enter)


def test_a_patch_officer_sees_and_enters_for_their_schools_alone(
    client, person, ids, child, text
):
    client.force_login(person("attendance-officer", schools=[ids["Ash Primary"]]))
    page = text(client.get("/children/returns/"))
    assert "Left Swift" in page and "Other Swift" not in page
    enter = "/children/returns/enter/"
    asked = {"school": ids["Ash Primary"], "kind": "sickness"}
    assert client.get(enter, asked).url.endswith("/send/sickness/")
    assert client.get(enter, asked | {"school": ids["Beech High"]}).status_code == 200
    theirs = f"/children/returns/{ids['Beech High']}/send/sickness/{child('other')}/"
    assert client.get(theirs).status_code == 404
    mine = f"/children/returns/{ids['Ash Primary']}/send/sickness/{child('ill')}/"
    said = {"about_on": "08/09/2025", "address": "1 Ash Road"}
    assert client.post(mine, said).status_code == 302
    assert Return.objects.get().how == "telephone"


def test_who_a_child_is_is_said_on_the_page(client, head, person, child, text):
    head.post(
        f"{head.at}send/new_pupil/",
        {
            "name": "Other Swift",
            "born_on": "12/05/2016",
            "about_on": "29/09/2025",
            "address": "1 Ash Road",
            "parents": "Jo Swift, 01632 960001",
        },
    )
    one = Return.objects.get()
    client.force_login(person("attendance-lead"))
    at = f"/children/returns/received/{one.pk}/"
    assert "Other Swift, born 12 May 2016: Beech High" in text(client.get(at))
    client.post(at, {"child": str(child("other"))})
    one.refresh_from_db()
    assert (one.child, one.is_doubtful) == (child("other"), False)
    # Once it is said, no word of it can be unsaid by posting it again.
    again = client.post(at, {"child": "nobody"}, follow=True)
    assert "has been said already" in text(again)
    one.refresh_from_db()
    assert one.child == child("other")
    # The school that sent it still reads it, by the name it gave.
    head.force_login(person("school-leader"))
    page = text(head.get(f"{head.at}sent/{one.pk}/"))
    assert "Other Swift" in page and "Beech" not in page


# Files --------------------------------------------------------------------------------------

HEADINGS = "pupil,about_on,expected_back,address,support"
GOOD = f"{HEADINGS}\n{upn('ill')},08/09/2025,,1 Ash Road,Work sent home\n"


def put(head, content, kind="sickness"):
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("returns.csv", content)
    return head.post(f"{head.at}file/{kind}/", {"file": file})


def test_a_file_is_sent_whole_and_the_same_again_is_already(head, text):
    assert put(head, GOOD).status_code == 302
    assert Return.objects.get().how == "file"
    assert "taken already. Nothing was sent again" in text(put(head, GOOD))
    assert Return.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{GOOD}",
        f"\ufeff\ufeff{GOOD}",
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("pupil,about_on", " Pupil , About On "),
        f"\n{','.join([''] * 5)}\n{GOOD}",
    ],
    ids=["a mark", "two marks", "semicolons", "tabs", "spaces", "empty rows above"],
)
def test_the_headings_of_a_file_are_found_however_it_was_saved(head, content):
    assert put(head, content).status_code == 302
    assert Return.objects.get().said["address"] == "1 Ash Road"


def test_a_workbook_does_as_well(head):
    book = Workbook()
    book.active.append(HEADINGS.split(","))
    book.active.append([upn("ill"), date(2025, 9, 8), None, "1 Ash Road", ""])
    out = io.BytesIO()
    book.save(out)
    assert put(head, out.getvalue()).status_code == 302
    assert Return.objects.get().about_on == date(2025, 9, 8)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "isn’t UTF-8 text"),
        (b"PK\x03\x04broken", "The workbook can’t be read"),
        ("", "The file is empty"),
        (HEADINGS, "There is nothing under the headings"),
        ("pupil,address\nA,B\n", "There is no column “about_on”"),
        (GOOD.replace("support", "shoe"), "“shoe” is no column of this file"),
        (GOOD.replace("support", "pupil"), "There are two columns “pupil”"),
        (f'{HEADINGS}\n"A', "A quotation mark is open"),
        (GOOD.replace("home", "home,more"), "There are more cells than headings"),
        (GOOD.replace("08/09/2025", "4th Sept"), "2 about_on “4th Sept”"),
        (GOOD.replace("08/09/2025", "08/09/2026"), "is too far ahead"),
        (GOOD.replace("1 Ash Road", ""), "2 address Enter the address"),
        (GOOD.replace(upn("ill"), "Z99"), "“Z99” is nobody on your school’s roll"),
        (GOOD.replace(upn("ill"), upn("other")), "That UPN is nobody on your"),
        (GOOD + GOOD.splitlines()[1], "3 about_on This return has been sent already"),
    ],
)
def test_a_file_that_is_wrong_is_a_sentence_and_none_of_it_is_sent(
    head, text, content, sentence
):
    said = text(put(head, content))
    assert sentence in said
    assert upn("other") not in said
    assert not Return.objects.exists()


def test_yes_and_no_and_words_of_a_choice_are_read(head, text):
    kind = kinds(ON)["part_time"]
    names = [one.name for one in sheets.columns(kind, ON)]
    row = {"pupil": upn("part"), "social_worker_told": "yes", "notes": ""} | FORM
    row["reason"] = "Coming back after an absence"
    lines = [",".join(names), ",".join(str(row[name]) for name in names)]
    wrong = "\n".join(lines).replace(",yes", ",perhaps")
    assert "“perhaps” is neither yes nor no" in text(put(head, wrong, "part_time"))
    assert put(head, "\n".join(lines), "part_time").status_code == 302
    said = Return.objects.get().said
    assert (said["reason"], said["social_worker_told"]) == ("return", True)


@pytest.mark.parametrize("kind", kinds(ON))
def test_the_template_of_each_kind_is_read_back_as_it_is(head, kind):
    sample = head.get(f"{head.at}file/{kind}.csv")
    [(number, row)] = sheets.read(sample.content, kinds(ON)[kind], ON)
    assert number == 2
    assert row["about_on"] == "04/09/2025"
    assert OnTrail.objects.filter(did="returns.downloaded").exists()
