"""Cases that another system keeps: read here, changed by its extracts, closed by none."""

import re
from datetime import date

import pytest
from tests.sources.cases.conftest import HERE
from tests.sources.cases.old_system import HEADINGS, TODAY, as_csv
from tests.sources.cases.test_bringing_in import MORE, some, with_

from muster.registers import keeping
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.sources.cases import table
from muster.sources.cases.models import Mapping, missing_from


pytestmark = pytest.mark.django_db


@pytest.fixture
def extract(sheet, load):
    """extract(rows) comes from a source that keeps its cases, and is loaded."""

    def extract(*rows):
        return load(sheet([with_(one) for one in rows], MORE, kept="there"))

    return extract


def happened(entry):
    return [one.kind for one in entry.happened.order_by("pk")]


def test_its_entries_name_the_source_and_cannot_be_changed_here(extract):
    extract(*some(13))
    entry = Entry.objects.get()
    assert (entry.source, entry.reference) == ("Old case system", "C/0013")
    with pytest.raises(Refused, match="kept in Old case system, and is changed there"):
        keeping.note(entry, text="x", on=TODAY, by="ada")


def test_a_new_extract_changes_what_changed_and_leaves_a_line_for_each(extract, text):
    extract(*some(13, 14))
    entry = Entry.objects.get(reference="C/0013")
    before = happened(entry)
    page = extract(
        with_(some(13)[0], Stage="Plan in place", Next_Action="Visit"), *some(14)
    )
    assert "1 case is changed" in text(page)
    entry.refresh_from_db()
    assert (entry.status, entry.next_step) == ("planned", "Visit")
    assert entry.source == "Old case system"
    assert happened(entry)[len(before) :] == ["moved", "planned"]


def test_the_same_extract_changes_nothing(extract):
    extract(*some(13, 14))
    before = list(Entry.objects.values_list("pk", "happened"))
    extract(*some(13, 14))
    assert list(Entry.objects.values_list("pk", "happened")) == before


def noted(entry):
    notes = entry.happened.filter(kind="noted").order_by("pk")
    return list(notes.values_list("on", "text"))


def test_a_note_is_the_same_with_the_same_day_and_words(extract):
    rang = "{}/09/2025: Rang home, no answer."
    first, again = rang.format("03"), rang.format("24")
    extract(with_(some(13)[0], Case_notes=first))
    extract(with_(some(13)[0], Case_notes=f"{first}\n{again}"))
    said = "Rang home, no answer."
    kept = [(date(2025, 9, 3), said), (date(2025, 9, 24), said)]
    assert noted(Entry.objects.get()) == kept
    extract(with_(some(13)[0], Case_notes=f"{first}\n{again}"))
    assert noted(Entry.objects.get()) == kept


def test_a_note_without_a_date_is_told_by_its_words(extract, monkeypatch):
    extract(with_(some(13)[0], Case_notes="Known to us."))
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-10")
    extract(with_(some(13)[0], Case_notes="Known to us."))
    assert noted(Entry.objects.get()) == [(TODAY, "Known to us.")]


def test_a_note_of_a_day_to_come_is_no_change_when_it_comes_again(extract, text):
    review = with_(some(13)[0], Case_notes="14/11/2025: review")
    extract(review)
    assert "case is changed" not in text(extract(review))


def test_what_the_extract_closed_is_closed_and_opened_again_if_it_says_so(extract):
    extract(*some(13))
    ended = {"Ended": "20/09/2025", "Result": "Back in school"}
    extract(with_(some(13)[0], **ended))
    entry = Entry.objects.get()
    assert (entry.ended_on, entry.outcome) == (date(2025, 9, 20), "attends")
    extract(*some(13))
    entry.refresh_from_db()
    assert entry.is_open and "reopened" in happened(entry)


def test_what_the_extract_closes_is_closed_when_the_next_of_the_child_begins(extract):
    extract(*some(13))
    ended = {"Ended": "20/09/2025", "Result": "Back in school"}
    closed = with_(some(13)[0], **ended)
    extract(closed, with_(some(13)[0], Case_Ref="C/9999", Date_Opened="25/09/2025"))
    ends = Entry.objects.order_by("started_on").values_list("reference", "ended_on")
    assert list(ends) == [("C/0013", date(2025, 9, 20)), ("C/9999", None)]


def test_one_that_begins_before_the_extract_closes_the_other_is_refused(
    client, extract, sheet, text
):
    extract(*some(13))
    ended = {"Ended": "20/09/2025", "Result": "Back in school"}
    closed = with_(some(13)[0], **ended)
    early = with_(some(13)[0], Case_Ref="C/9999", Date_Opened="18/09/2025")
    one = sheet([closed, early], MORE, kept="there")
    page = text(client.get(f"{HERE}{one.key}/"))
    assert "It runs into one on the register" in page
    assert "to 20/09/2025) of the same child" in page


def test_a_case_the_extract_opens_again_goes_beside_no_other(
    client, extract, sheet, text
):
    ended = {"Ended": "20/09/2025", "Result": "Back in school"}
    extract(with_(some(13)[0], **ended))
    other = with_(some(13)[0], Case_Ref="C/9999", Date_Opened="25/09/2025")
    one = sheet([with_(some(13)[0]), other], MORE, kept="there")
    assert "and open) of the same child" in text(client.get(f"{HERE}{one.key}/"))


def test_a_case_the_extract_left_out_stays_open_and_a_person_decides(
    client, extract, text, officer
):
    extract(*some(13, 14, 15))
    extract(*some(15))
    assert Entry.objects.open().count() == 3
    link = r'href="([^"]+/missing/\d+/)"[^>]*>\s*(\d+)'
    where, count = re.search(link, client.get(HERE).content.decode()).groups()
    assert count == "2"
    page = text(client.get(where))
    assert "C/0013" in page and "C/0014" in page and "C/0015" not in page
    stays, closes = (
        Entry.objects.get(reference=one).pk for one in ("C/0013", "C/0014")
    )
    page = client.post(f"{where}{closes}/", {"do": "close", "why": "Asked Jo"})
    assert "Say how it ended" in text(page)
    client.post(f"{where}{stays}/", {"do": "stays", "why": "Asked Jo"})
    said = {"do": "close", "why": "Asked Jo", "outcome": "moved", "on": "01/10/2025"}
    client.post(f"{where}{closes}/", said)
    assert "None is missing" in text(client.get(where))
    assert Entry.objects.get(pk=closes).outcome == "moved"
    stayed = Entry.objects.get(pk=stays)
    assert stayed.is_open and stayed.is_read_only
    assert "Asked Jo" in stayed.happened.first().text
    extract(*some(15))
    assert "C/0013" in text(client.get(where)), "the next extract asks again"


def test_an_extract_sent_in_parts_as_advised_leaves_none_out(
    extract, send, text, monkeypatch
):
    with monkeypatch.context() as small:
        small.setattr(table, "MOST_ROWS", 2)
        page = text(send(as_csv(some(13, 14, 15)), kept="there"))
    advice = "those that ended first, and all that are open together in the last file"
    assert advice in page
    extract(*some(13, 14, 15))
    extract(with_(some(13)[0], Ended="20/09/2025", Result="Back in school"))
    extract(*some(14, 15))
    assert not missing_from(Mapping.objects.get()).exists()


def test_an_end_that_was_corrected_there_is_corrected_here(extract):
    ended = {"Ended": "20/09/2025", "Result": "Back in school"}
    extract(with_(some(13)[0], **ended))
    extract(with_(some(13)[0], **ended | {"Ended": "22/09/2025"}))
    assert Entry.objects.get().ended_on == date(2025, 9, 22)


def test_a_number_is_of_the_same_child_though_the_name_has_changed(extract):
    known = with_(some(13)[0], UPN="")
    extract(known)
    extract(with_(known, Family_Name="NEWNAME", Next_Action="Visit"))
    assert Entry.objects.get().next_step == "Visit"


def test_an_entry_that_was_opened_here_stays_ours(sheet, load, extract, client):
    load(sheet(some(13)))
    Mapping.objects.update(source="Another system")
    extract(with_(some(13)[0], Next_Action="Visit"))
    extract(with_(some(13)[0], Next_Action="Visit"))
    entry = Entry.objects.get()
    assert (entry.source, entry.next_step) == ("", "Ring home")


def test_a_number_is_needed_to_change_it_by(client, sheet, text):
    one = sheet([with_(some(13)[0], Case_Ref="")[:15]], HEADINGS, kept="there")
    assert "It has no number of the case" in text(client.get(f"{HERE}{one.key}/"))


def test_a_number_that_came_of_another_child_and_another_start_are_said(
    client, sheet, extract, text
):
    extract(*some(13, 14))
    other = [some(13)[0][0], *some(20)[0][1:]]
    later = with_(some(14)[0], Date_Opened="16/09/2025")
    one = sheet([with_(other), later], MORE, kept="there")
    page = text(client.get(f"{HERE}{one.key}/"))
    assert "came before, of another child" in page
    assert "It began on 15/09/2025 when it came before, and on 16/09/2025 now" in page
