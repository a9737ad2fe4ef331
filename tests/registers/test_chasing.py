"""Letters to heads for returns that have not come: whom, for what, and the second time."""

# ruff: noqa: F811  (fixtures are asked for by the names they are imported under)

import io
from datetime import date

import docx
import pytest
from django.db import connection
from tests.registers.test_return_pages import (  # noqa: F401  fixtures
    _two,
    child,
    head,
    ids,
    site,
)
from tests.registers.test_returns import ON, sent

from muster.accounts.models import User
from muster.accounts.stored import state as stored_state
from muster.accounts.trail import Entry as OnTrail
from muster.documents.letters import words_of
from muster.registers.keeping import Refused
from muster.registers.returns import chasing, counting
from muster.registers.returns.sent import Expected, Return


pytestmark = pytest.mark.django_db
RETURNS = "/children/returns/"
CHASE, CHASED = "/children/returns/chase/", "/children/returns/chased/"
LATER = date(2025, 10, 17)


@pytest.fixture
def lead(client, person, site):
    client.force_login(person("attendance-lead"))
    return client


@pytest.fixture
def ash(ids):
    return ids["Ash Primary"]


def table_of(content):
    """The rows of a letter's table, without its headings."""
    [table] = docx.Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for row in table.rows][1:]


def test_the_chosen_schools_and_kinds_are_asked_for_in_a_letter_each(
    lead, ash, ids, text
):
    page = text(lead.get(CHASE))
    assert "Ash Primary: 3 overdue" in page
    assert "Beech High: 1 overdue" in page
    said = {"kind": ["sickness", "deletion"], "school": [ash, ids["Beech High"]]}
    page = text(lead.post(CHASE, said, follow=True))
    assert "1 letter written, for 2 returns." in page
    assert "Ash Primary 3 October 2025 Sam Attendance-Lead 2 2" in page
    letter = lead.get(f"{CHASED}RC-{ash}-20251003-1.docx")
    written = words_of(letter.content)
    assert "First request: returns that Ash Primary owes the authority" in written
    assert "Dear Headteacher" in written
    assert "were asked for before" not in written
    assert table_of(letter.content) == [
        ["Left Swift", "Deletion", "19 September 2025", "19 September 2025", "First request"],
        ["Ill Swift", "Sickness", "8 September 2025", "26 September 2025", "First request"],
    ]  # fmt: skip
    [row] = OnTrail.objects.filter(did="returns.chased")
    assert row.to == f"letter:RC-{ash}-20251003-1"
    page = text(lead.get("/children/returns/"))
    assert "7 days overdue; chased on 3 October 2025 by Sam Attendance-Lead" in page


def test_a_letter_stands_whole_though_one_it_asks_for_is_expected_no_longer(
    lead, ash, text
):
    lead.post(CHASE, {"kind": ["sickness", "deletion"], "school": [ash]})
    Expected.objects.filter(kind="sickness", school=ash).update(gone_on=ON)
    assert "Ash Primary 3 October 2025 Sam Attendance-Lead 2 1" in text(
        lead.get(CHASED)
    )
    letter = lead.get(f"{CHASED}RC-{ash}-20251003-1.docx")
    assert len(table_of(letter.content)) == 2


def test_all_that_a_school_owes_is_locked_in_one_order_before_a_reference_is_given(
    lead, ash, monkeypatch
):
    """Or two letters to it at once, for other kinds, could share one, or wait for ever."""
    monkeypatch.setattr(connection.features, "has_select_for_update", True)
    monkeypatch.setattr(connection.features, "has_select_for_update_of", True)
    asked = []

    def without_locks(execute, sql, params, many, context):
        if "registers_expected" in sql:
            asked.append((sql, params))
        return execute(sql.split(" FOR UPDATE")[0], params, many, context)

    rows = Expected.objects.filter(school=ash, kind="sickness")
    by = User.objects.get(pk=lead.session["_auth_user_id"])
    with connection.execute_wrapper(without_locks):
        chasing.chase(rows, on=ON, by=by, state=stored_state())
    [locked] = [one for one in asked if "FOR UPDATE" in one[0]]
    sql, params = locked
    assert "ORDER BY 1 ASC FOR UPDATE" in sql  # by number: it is all that is asked for
    assert params == (ash,)
    later = [one for one, _ in asked[asked.index(locked) + 1 :]]
    assert any('"registers_expected"."chased"' in one for one in later)


def test_what_came_and_waits_to_be_matched_is_overdue_on_no_page(lead, ash, text):
    assert "Ash Primary: 3 overdue" in text(lead.get(CHASE))
    front = text(lead.get(RETURNS))
    assert "Chase what is overdue (4)" in front
    owed = Expected.objects.get(school=ash, kind="sickness")
    sent = Return.objects.create(
        kind="sickness",
        school=ash,
        name="I. Swift",
        may_be=[owed.child],
        about_on=date(2025, 9, 26),
        received_on=ON,
        sent_by="head",
        sent_at="2025-10-01T09:00:00Z",
    )
    assert "Ash Primary: 2 overdue" in text(lead.get(CHASE))
    front = text(lead.get(RETURNS))
    assert "Chase what is overdue (3)" in front
    assert "May have come: somebody has to say whose it is" in front
    counts = counting.by(Expected.objects.of_year(ON), "school", ON)
    assert {one.of: one.overdue for one in counts}[ash] == 2
    # Once a person says that it is of nobody here, the school owes it again.
    Return.objects.filter(pk=sent.pk).update(may_be=[])
    assert "Ash Primary: 3 overdue" in text(lead.get(CHASE))
    assert "Chase what is overdue (4)" in text(lead.get(RETURNS))


def test_a_later_letter_says_that_it_is_the_second(lead, ash, text, monkeypatch):
    said = {"kind": ["sickness"], "school": [ash]}
    lead.post(CHASE, said)
    refused = text(lead.post(CHASE, said))
    assert "None of those is overdue and not asked for today already." in refused
    monkeypatch.setenv("MUSTER_TODAY", LATER.isoformat())
    lead.post(CHASE, said | {"kind": ["sickness", "new_pupil"]})
    letter = lead.get(f"{CHASED}RC-{ash}-20251017-1.docx").content
    written = words_of(letter)
    assert "Second request: returns that Ash Primary owes the authority" in written
    assert "were asked for before, last on 3 October 2025." in written
    assert [row[-1] for row in table_of(letter)] == ["First request", "Second request"]
    page = text(lead.get("/children/returns/?kind=sickness"))
    assert "by Sam Attendance-Lead, for the second time" in page
    first = lead.get(f"{CHASED}RC-{ash}-20251003-1.docx").content
    assert "First request: returns" in words_of(first)


def test_only_what_was_not_asked_for_yet_can_be_chosen(lead, ash, monkeypatch):
    lead.post(CHASE, {"kind": ["sickness"], "school": [ash]})
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-06")
    lead.post(CHASE, {"kind": ["sickness", "deletion"], "school": [ash], "new": "on"})
    asked = {one.kind: len(one.chased) for one in Expected.objects.exclude(chased=[])}
    assert asked == {"sickness": 1, "deletion": 1}


def test_what_came_or_is_not_due_yet_is_not_chased(lead, site, ash, person):
    sent(site, "sickness", "ill", date(2025, 9, 8))
    every = Expected.objects.filter(school=ash, kind__in=["sickness", "part_time"])
    with pytest.raises(Refused, match="None of those is overdue"):
        chasing.chase(every, on=ON, by=person("attendance-lead"), state=site)


def test_nothing_is_written_where_a_letter_would_have_a_blank(
    lead, ash, text, settings
):
    settings.ORGANISATION = ""
    page = text(lead.post(CHASE, {"kind": ["sickness"], "school": [ash]}))
    assert "The authority’s name is not set up." in page
    assert not Expected.objects.exclude(chased=[]).exists()


def test_a_choice_of_nothing_is_said(lead, text):
    page = text(lead.post(CHASE, {}))
    assert "Choose which returns to ask for" in page
    assert "Choose which schools to write to" in page


def test_a_head_reads_when_a_return_was_asked_for_and_opens_no_letter(
    lead, site, head, text
):
    chasing.chase(
        Expected.objects.filter(kind="sickness"),
        on=ON,
        by=User.objects.get(username="attendance-lead"),
        state=site,
    )
    page = text(head.get(f"{head.at}returns/"))
    assert "chased on 3 October 2025 by Sam Attendance-Lead" in page
    assert head.get(CHASED).status_code == 403


@pytest.mark.parametrize("name", ["RC-1-20251003-1", "RC-x", "RC", "1"])
def test_a_letter_that_was_not_written_is_not_there(lead, name):
    assert lead.get(f"{CHASED}{name}.docx").status_code == 404
