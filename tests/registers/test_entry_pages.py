"""The pages every register has."""

from datetime import date

import pytest
from tests.registers.conftest import IVY, OMAR, ROBIN

from muster.accounts.trail import Entry as OnTrail
from muster.registers import keeping
from muster.registers.entry import Entry
from muster.registers.support import REGISTER
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
OPENED = date(2025, 9, 15)
TODAY = date(2025, 10, 3)
HERE = "/children/registers/support/"


@pytest.fixture
def plans(state, schools, number, monkeypatch):
    """Three open plans, as on 3 October 2025: the first step of each is four days late."""
    monkeypatch.setenv("MUSTER_TODAY", TODAY.isoformat())

    def opened(child, school, on=OPENED):
        return keeping.open_entry(
            REGISTER,
            child=number(child),
            school=schools[school],
            on=on,
            reason="severe",
            by="ada",
            calendar=Calendar.template(),
        )

    return {
        "Robin": opened(ROBIN, "Beech High"),
        "Ivy": opened(IVY, "Ash Primary", date(2025, 9, 29)),
        "Omar": opened(OMAR, "Beech High"),
    }


@pytest.fixture
def officer(client, person, plans):
    client.force_login(person("attendance-lead"))
    return client


def test_every_register_says_how_many_are_open_late_and_led_by_nobody(officer, text):
    page = text(officer.get("/children/registers/"))
    assert "Severe-absence plans" in page
    assert page.split("what was agreed with each")[1].split()[:3] == ["3", "2", "3"]


def test_what_is_due_first_stands_at_the_top_and_late_is_said(officer, text):
    page = text(officer.get(HERE))
    assert "1 to 3 of 3, what is due first at the top." in page
    assert page.index("Robin Finch") < page.index("Ivy O’Lark-Neill")
    assert page.count("Late") == 3, "two are late, and one is a choice"


def test_what_is_next_and_what_is_due_each_stand_with_their_own_day(
    officer, text, plans
):
    step, step_on = "Visit at home", date(2025, 10, 9)
    keeping.plan_next(
        plans["Ivy"], step=step, step_on=step_on, review_on=None, by="ada", on=TODAY
    )
    page = text(officer.get(HERE))
    assert (
        "Visit at home, by 9 October 2025 13 October 2025 Talk with the family" in page
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("which=late", ["Robin", "Omar"]),
        ("which=closed", []),
        ("which=all", ["Robin", "Omar", "Ivy"]),
        ("lead=me", []),
        ("lead=nobody", ["Robin", "Omar", "Ivy"]),
        ("status=planned", []),
        ("status=opened&which=late", ["Robin", "Omar"]),
        ("which=nonsense", ["Robin", "Omar", "Ivy"]),
    ],
)
def test_a_register_is_filtered(officer, text, query, names):
    page = text(officer.get(f"{HERE}?{query}"))
    found = [name for name in ("Robin", "Omar", "Ivy") if f"{name} " in page]
    assert found == [name for name in ("Robin", "Omar", "Ivy") if name in names]
    if not names:
        assert "Nobody is so" in page


def test_an_entry_shows_how_it_stands_and_what_happened(officer, text, plans):
    page = text(officer.get(f"{HERE}{plans['Robin'].pk}/"))
    assert "Missed half of what was possible" in page
    assert "Running, 4 days late" in page
    assert "15 September 2025 Opened" in page
    assert "Led by Nobody" in page


def act(client, entry, what, **said):
    return client.post(f"{HERE}{entry.pk}/{what}/", said)


def test_nobody_leads_who_keeps_no_register(officer, person, plans, at):
    head = person("school-leader", organisation=at("Ash Primary"))
    page = officer.get(f"{HERE}{plans['Ivy'].pk}/lead/").content.decode()
    assert "Sam Attendance-Lead" in page
    assert head.name not in page


def test_an_entry_is_worked_from_opening_to_its_end(officer, text, plans, person):
    robin, me = plans["Robin"], person("attendance-lead")
    for what, said in [
        ("lead", {"lead": me.pk}),
        ("note", {"on": "02/10/2025", "kind": "contact", "text": "Rang his mother"}),
        ("move", {"on": "02/10/2025", "to": "talked", "note": "Bullied at break"}),
        ("next", {"step": "Meet", "step_on": "10/10/2025", "review_on": "14/11/2025"}),
        ("move", {"on": "03/10/2025", "to": "planned"}),
        ("close", {"on": "03/10/2025", "outcome": "attends"}),
    ]:
        assert act(officer, robin, what, **said).status_code == 302, what
    page = text(officer.get(f"{HERE}{robin.pk}/"))
    for said in (
        "Rang his mother",
        "Opened → Barriers talked about. Bullied at break",
        "Meet by 10/10/2025",
        "Attends again",
        "Met on 2 October 2025 by Sam Attendance-Lead, 3 days late",
    ):
        assert said in page
    robin.refresh_from_db()
    assert (robin.lead, robin.ended_on) == (me, TODAY)


@pytest.mark.parametrize(
    ("what", "said", "sentence"),
    [
        ("move", {"on": "04/10/2025", "to": "talked"}, "That day is still to come"),
        ("move", {"on": "01/09/2025", "to": "talked"}, "It began on 15/09/2025"),
        ("move", {"on": "02/10/2025", "to": "reviewed"}, "Select a valid choice"),
        ("note", {"on": "02/10/2025", "kind": "noted", "text": ""}, "This field is"),
        ("close", {"on": "1/9/25", "outcome": "attends"}, "There is a problem"),
        ("close", {"on": "01/09/2025", "outcome": "attends"}, "It began on 15/09/2025"),
        ("close", {"on": "02/10/2025", "outcome": "x"}, "Select a valid choice"),
        ("clock", {"on": "02/10/2025", "name": "plan", "why": ""}, "This field is"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(
    officer, text, plans, what, said, sentence
):
    robin = plans["Robin"]
    page = text(act(officer, robin, what, **said))
    assert sentence in page or "problem" in page
    robin.refresh_from_db()
    assert (robin.status, robin.ended_on) == ("opened", None)
    assert robin.happened.count() == 1


def test_what_a_register_asks_of_its_own_is_filled_in_and_shown(officer, text, plans):
    robin = plans["Robin"]
    form = text(officer.get(f"{HERE}{robin.pk}/details/"))
    assert "Barriers" in form
    said = {"barriers": "Bullied at break", "with_parent": "on", "agreed_on": "1/10/25"}
    page = text(act(officer, robin, "details", **said))
    assert "Write the date like" in page or "There is a problem" in page
    said["agreed_on"] = "01/10/2025"
    assert act(officer, robin, "details", **said).status_code == 302
    page = text(officer.get(f"{HERE}{robin.pk}/"))
    for line in ("Barriers Bullied at break", "With parent Yes", "1 October 2025"):
        assert line in page
    assert "Filled in Barriers, with parent, agreed on" in page
    assert act(officer, robin, "details", **said).status_code == 302
    assert robin.happened.filter(kind="filled").count() == 1, "nothing new was said"


def test_what_is_kept_elsewhere_has_no_buttons_and_refuses(officer, text, plans):
    Entry.objects.filter(pk=plans["Ivy"].pk).update(source="CaseWorks", reference="7")
    page = text(officer.get(f"{HERE}{plans['Ivy'].pk}/"))
    assert "This is kept in CaseWorks, and is changed there." in page
    assert "Move it on" not in page
    said = {"on": "02/10/2025", "kind": "noted", "text": "x"}
    assert "kept in CaseWorks" in text(act(officer, plans["Ivy"], "note", **said))


def test_chosen_entries_are_led_by_who_chose_them(officer, text, plans, person):
    chosen = [plans["Robin"].pk, plans["Ivy"].pk, "nonsense"]
    Entry.objects.filter(pk=plans["Ivy"].pk).update(source="CaseWorks", reference="7")
    page = text(officer.post(f"{HERE}to-me/", {"entry": chosen}, follow=True))
    assert "You lead 1 plan now." in page
    assert "kept in CaseWorks" in page
    led = Entry.objects.filter(lead=person("attendance-lead"))
    assert [one.pk for one in led] == [plans["Robin"].pk]


def test_a_patch_meets_no_entry_of_another(client, person, plans, schools, text):
    patch = person("attendance-officer", schools=[schools["Ash Primary"]])
    client.force_login(patch)
    assert "Omar" not in text(client.get(HERE))
    omar = plans["Omar"]
    assert client.get(f"{HERE}{omar.pk}/").status_code == 404
    assert (
        act(client, omar, "note", on="02/10/2025", kind="noted", text="x").status_code
        == 404
    )
    client.post(f"{HERE}to-me/", {"entry": [omar.pk]})
    omar.refresh_from_db()
    assert omar.lead is None


def test_looking_is_on_the_trail(officer, plans):
    officer.get(HERE)
    officer.get(f"{HERE}{plans['Robin'].pk}/")
    said = OnTrail.objects.filter(did__in=["entries.listed", "entry.looked-at"])
    assert [(one.did, one.to) for one in said.order_by("pk")] == [
        ("entries.listed", "register:support"),
        ("entry.looked-at", f"entry:{plans['Robin'].pk}"),
    ]


@pytest.mark.parametrize(
    "address", ["/children/registers/x/", f"{HERE}999999/", f"{HERE}999999/note/"]
)
def test_what_is_not_there_is_not_found(officer, address):
    assert officer.get(address).status_code == 404


def test_an_unknown_deed_is_not_found(officer, plans):
    assert officer.get(f"{HERE}{plans['Robin'].pk}/shred/").status_code == 404


def test_an_empty_register_says_how_entries_come(client, person, state, text):
    client.force_login(person("attendance-lead"))
    assert "Nobody is on this register" in text(client.get(HERE))


def test_a_childs_record_leads_to_their_plans_and_the_pages_to_the_registers(
    officer, text, plans, number
):
    page = officer.get(f"/children/{number(ROBIN)}/")
    assert "Severe-absence plans 15 September 2025 Opened Nobody" in text(page)
    assert f"{HERE}{plans['Robin'].pk}/" in page.content.decode()
    for here in ("/children/", "/children/week/"):
        assert 'href="/children/registers/"' in officer.get(here).content.decode()


def test_a_head_reads_no_entry_on_a_childs_record(client, head, text, plans, number):
    client.force_login(head)
    assert "Severe-absence plans" not in text(client.get(f"/children/{number(IVY)}/"))


def test_only_who_keeps_registers_can_be_given_an_entry(officer, person, plans, patch):
    board, keeper = person("board"), patch
    page = officer.get(f"{HERE}{plans['Robin'].pk}/lead/").content.decode()
    assert str(keeper) in page
    assert str(board) not in page
    answer = officer.post(f"{HERE}{plans['Robin'].pk}/lead/", {"lead": board.pk})
    assert answer.status_code == 200, "asked again"
    assert Entry.objects.get(pk=plans["Robin"].pk).lead is None


def test_what_is_held_stands_in_the_form_so_saying_one_thing_clears_no_other(
    officer, plans
):
    one = plans["Robin"]
    one.next_step, one.review_on = "Visit", date(2025, 10, 20)
    one.save()
    page = officer.get(f"{HERE}{one.pk}/next/").content.decode()
    assert 'value="Visit"' in page
    assert 'value="20/10/2025"' in page
    assert 'value="03/10/2025"' in officer.get(f"{HERE}{one.pk}/note/").content.decode()
    answer = officer.post(f"{HERE}{one.pk}/note/", {"kind": "noted", "text": "x"})
    assert "Enter the day it happened" in answer.content.decode()


def test_a_plan_is_opened_from_the_record_of_a_child_no_list_has(
    officer, text, plans, number, schools
):
    noah = number("A12")
    here = f"{HERE}open/{noah}/"
    assert here in officer.get(f"/children/{noah}/").content.decode()
    assert "Open a plan" in text(officer.get(here))
    on_two_rolls = officer.get(f"/children/registers/part_time/open/{number(ROBIN)}/")
    assert "Damson Centre" in text(on_two_rolls)
    answer = officer.post(here, {"reason": "asked", "mine": "on", "note": "Unwell"})
    entry = Entry.objects.open().get(child=noah)
    assert answer["Location"] == f"{HERE}{entry.pk}/"
    assert entry.school in schools.values()
    assert here not in officer.get(f"/children/{noah}/").content.decode()
    assert "has an open plan already" in text(officer.post(here, {"reason": "asked"}))
    assert Entry.objects.filter(child=noah).count() == 1


def test_a_case_is_opened_below_the_threshold_on_a_page_of_its_own(
    officer, plans, number, text
):
    page = text(officer.get(f"/children/registers/legal/open/{number(ROBIN)}/"))
    assert "No parent of this child is held yet" in page
    # Robin is on two rolls: each says how its register stands.
    assert "Beech High: The threshold is not met" in page
    assert "Damson Centre: The threshold is not met" in page


def test_nothing_is_opened_of_a_child_beyond_reach(
    officer, client, patch, plans, number
):
    client.force_login(patch)
    for name in ("support", "legal"):
        at = f"/children/registers/{name}/open/{number(OMAR)}/"
        assert client.get(at).status_code == 404
