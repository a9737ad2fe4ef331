"""Agreements to share data: kept, changed, ended, and what they leave uncovered."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.measures.authority import Mark, table_of, weeks_of

from muster.protection import agreements
from muster.protection.registers import Agreement
from muster.sources import uploads
from muster.sources.models import InForce
from muster.tables.columns import SCHOOLS


AT = "/protection/records/agreements/"
TODAY = date(2026, 3, 27)
SAID = {
    "partner": "Lantern Trust",
    "shared": "Daily marks of every pupil",
    "direction": "in",
    "gateway": "attendance_regulations",
    "covers": "",
    "signed_on": "01/09/2025",
    "review_by": "01/09/2026",
    "owner": "Head of attendance",
    "reference": "DSA 14",
}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", TODAY.isoformat())


@pytest.fixture
def two_schools(home, db):
    """Ash, of the Lantern Trust, and Beech: each has sent marks."""
    day = date(2025, 9, 8)
    marks = [Mark(urn, "a", day, "AM", "/") for urn in ("990001", "990002")]
    rows = [
        {"urn": "990001", "name": "Ash Primary", "trust": "Lantern Trust"},
        {"urn": "990002", "name": "Beech Primary"},
    ]
    store = uploads.store()
    with store.draft("two schools") as draft:
        draft.add_table("schools", "schools", table_of(SCHOOLS, rows))
        draft.add_marks("marks", weeks_of(marks))
        version = draft.save()
        InForce.put(version)
    store.make_current(version)
    return uploads.state()


def agreed(**more) -> Agreement:
    held = {
        **SAID,
        "signed_on": date(2025, 9, 1),
        "review_by": date(2026, 9, 1),
        **more,
    }
    return agreements.keep(Agreement(), by="dilys", **held)


def test_with_none_the_page_says_what_to_do(protector):
    assert "No agreement is written down yet" in protector.get(AT).content.decode()


def test_one_is_added_and_recorded(protector, recorded):
    found = protector.post(f"{AT}add/", SAID, follow=True).content.decode()
    assert "The agreement with Lantern Trust is kept." in found
    assert Agreement.objects.get().changed_by == "data-protection"
    assert recorded[-1]["did"] == "agreement.added"
    assert recorded[-1]["before"] is None
    assert recorded[-1]["after"]["partner"] == "Lantern Trust"


def test_a_change_is_recorded_before_and_after(protector, recorded):
    one = agreed()
    protector.post(f"{AT}{one.pk}/change/", SAID | {"owner": "Legal"})
    assert recorded[-1]["did"] == "agreement.changed"
    assert recorded[-1]["before"]["owner"] == "Head of attendance"
    assert recorded[-1]["after"]["owner"] == "Legal"


def test_what_it_holds_is_there_to_be_changed(protector):
    found = protector.get(f"{AT}{agreed().pk}/change/").content.decode()
    assert 'value="01/09/2025"' in found
    assert 'value="Lantern Trust"' in found


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"partner": ""}, "Say who it is with"),
        ({"gateway": ""}, "Choose the law that lets it be shared"),
        ({"signed_on": "1 Sept"}, "is not a date Muster can read"),
        ({"review_by": "01/09/2024"}, "The review is before the signing"),
        ({"covers": "Nowhere School"}, "is no school or trust that is held"),
    ],
)
def test_what_cant_be_is_refused_with_a_sentence(protector, wrong, says):
    found = protector.post(f"{AT}add/", SAID | wrong).content.decode()
    assert says in found
    assert not Agreement.objects.exists()


def test_a_document_is_kept_and_given_back_as_a_download(protector):
    sent = SimpleUploadedFile("Signed.pdf", b"%PDF-1.7 signed")
    protector.post(f"{AT}add/", SAID | {"document": sent})
    found = protector.get(f"{AT}{Agreement.objects.get().pk}/document")
    assert found.content == b"%PDF-1.7 signed"
    assert found["Content-Disposition"].startswith("attachment")


def test_a_document_of_another_kind_is_refused(protector):
    sent = SimpleUploadedFile("page.html", b"<script>")
    found = protector.post(f"{AT}add/", SAID | {"document": sent}).content.decode()
    assert "is neither a PDF nor a Word document" in found


def test_reviews_overdue_come_first_and_the_ended_last(protector):
    agreed(partner="Later")
    agreed(partner="Ended", ended_on=date(2026, 1, 1), review_by=date(2025, 10, 1))
    agreed(partner="Overdue", review_by=date(2026, 1, 1))
    found = agreements.in_order(Agreement.objects.all(), TODAY)
    assert [one.partner for one in found] == ["Overdue", "Later", "Ended"]
    page = protector.get(AT).content.decode()
    assert "Review overdue" in page
    assert "Ended 1 January 2026" in page


def test_one_is_found_by_a_part_of_its_words(protector):
    agreed(partner="Lantern Trust")
    agreed(partner="Harbour Council")
    found = protector.get(AT, {"q": "harb"}).content.decode()
    assert "Harbour Council" in found
    assert "Lantern Trust" not in found
    assert "No agreement matches" in protector.get(AT, {"q": "zzz"}).content.decode()


def test_ending_keeps_the_day_and_the_reason(protector, recorded):
    one = agreed()
    protector.post(f"{AT}{one.pk}/end/", {"on": "01/03/2026", "reason": "Merged"})
    one.refresh_from_db()
    assert one.ended_on == date(2026, 3, 1)
    assert recorded[-1]["did"] == "agreement.ended"
    assert recorded[-1]["reason"] == "Merged"


def test_it_cant_end_before_it_was_signed_nor_twice(protector):
    one = agreed()
    early = protector.post(f"{AT}{one.pk}/end/", {"on": "01/03/2020", "reason": "x"})
    assert "Enter a later day" in early.content.decode()
    protector.post(f"{AT}{one.pk}/end/", {"on": "01/03/2026", "reason": "x"})
    again = protector.post(f"{AT}{one.pk}/end/", {"on": "01/03/2026", "reason": "x"})
    assert "ended on 1 March 2026 already" in again.content.decode()


def test_a_spreadsheet_runs_nothing_of_the_register(protector, recorded):
    agreed(partner="=HYPERLINK(1)")
    text = protector.get("/protection/records/agreements.csv").content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert recorded[-1]["did"] == "export.made"


def titles(state) -> list[str]:
    return [feed.title for feed in agreements.uncovered(state, TODAY)]


def test_a_school_that_sends_marks_is_listed_until_an_agreement_names_it(two_schools):
    assert titles(two_schools) == ["Ash Primary", "Beech Primary"]
    agreed(covers="990002")
    assert titles(two_schools) == ["Ash Primary"]
    agreed(covers="lantern  trust")
    assert titles(two_schools) == []


@pytest.mark.parametrize(
    "more",
    [{"direction": "out"}, {"ended_on": date(2026, 3, 1)}],
)
def test_an_agreement_that_ended_or_only_sends_covers_no_feed(two_schools, more):
    agreed(covers="every school", **more)
    assert len(titles(two_schools)) == 2


def test_the_feeds_page_says_which(two_schools, protector):
    assert "2 of 2 feeds" in protector.get(f"{AT}feeds/").content.decode()
    agreed(covers="every school")
    found = protector.get(f"{AT}feeds/").content.decode()
    assert "Every feed has an agreement" in found


def test_the_feeds_page_of_an_empty_home_says_so(protector):
    assert "Nobody sends anything yet" in protector.get(f"{AT}feeds/").content.decode()


def test_health_says_of_overdue_reviews_and_of_feeds(two_schools):
    assert list(agreements.findings()) == []
    agreed(review_by=date(2026, 1, 1))
    said = [one.sentence for one in agreements.findings()]
    assert (
        "1 agreement to share data is past the day of review: Lantern Trust" in said[0]
    )
    assert "2 feeds of children’s data have no agreement" in said[1]


def test_many_are_shown_a_page_at_a_time(protector):
    for n in range(55):
        agreed(partner=f"Partner {n:02}")
    page = protector.get(AT).content.decode()
    assert "55 agreements" in page
    assert "Partner 49" in page
    assert "Partner 50" not in page


def test_the_pages_are_clean_and_narrow(protector_page, axe, fits):
    agreed(partner="A partner with a rather long name of many words, and more of them")
    for address in (
        AT,
        f"{AT}add/",
        f"{AT}feeds/",
        f"{AT}{Agreement.objects.get().pk}/",
    ):
        protector_page.goto(address)
        axe(protector_page)
        fits(protector_page)
