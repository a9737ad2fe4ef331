"""The shelf shared with a school, and “this is wrong”: a school never sees another's."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.practice.conftest import ON

from muster.practice import challenging, holding, sharing
from muster.practice.challenge import Challenge
from muster.practice.shelf import Opened, Shared
from muster.programme import Refused


pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"
YEAR = "2025-26"


@pytest.fixture
def shared(meet, ash, state):
    """Ash's pack, on its shelf."""
    holding.share(meet(ash), state=state, on=ON, by="ada")
    return Shared.objects.get()


@pytest.fixture
def letter(ash):
    return sharing.share_document(
        school=ash, title="A letter", name="letter.pdf", content=PDF, by="ada"
    )


def asked(school, **more):
    said = {
        "school": school,
        "measure": "overall_absence",
        "period": YEAR,
        "where": {},
        "numerator": 20,
        "denominator": 60,
        "text": "A register was lost.",
        "on": ON,
        "by": "school-leader",
    }
    return challenging.challenge(**(said | more))


def test_the_officer_reads_who_opened_it_and_when(lead, as_head, text, shared, ash):
    assert "Not read yet" in text(lead.get(f"/support/school/{ash}/"))
    head = as_head("Ash Primary")
    assert "Support meeting on 26 September 2025" in text(head.get("/my-school/shelf/"))
    page = text(head.get(f"/my-school/shelf/{shared.pk}/"))
    assert "Wren Ashby" in page
    assert "This is wrong" in page
    head.get(f"/my-school/shelf/{shared.pk}/pdf/")
    assert Opened.objects.get().by == "school-leader"
    said = text(lead.get(f"/support/school/{ash}/"))
    assert "Read by Sam School-Leader on" in said


def test_a_document_comes_back_byte_for_byte_until_it_is_withdrawn(
    lead, as_head, text, letter
):
    head = as_head("Ash Primary")
    file = head.get(f"/my-school/shelf/{letter.pk}/document/")
    assert file.content == PDF
    assert 'filename="letter.pdf"' in file["Content-Disposition"]
    lead.post(f"/support/shelf/{letter.pk}/withdraw/", {"why": "The wrong school."})
    assert head.get(f"/my-school/shelf/{letter.pk}/document/").status_code == 404
    assert "Withdrawn: The wrong school." in text(head.get("/my-school/shelf/"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "“virus.exe” can’t be shared. Send a PDF"),
        ("letter.pdf", b"PK\x03\x04", "is no PDF file, whatever its name says"),
    ],
)
def test_what_is_no_document_is_refused(lead, text, ash, name, content, sentence):
    said = {"title": "A letter", "document": SimpleUploadedFile(name, content)}
    assert sentence in text(lead.post(f"/support/school/{ash}/share/", said))
    assert not Shared.objects.exists()


def test_a_school_never_sees_another_s_shelf_pack_or_challenge(
    as_head, text, shared, letter, state, ash, beech
):
    challenge = asked(ash, calendar=state.calendar(ash))
    head = as_head("Beech High")
    assert "Nothing is shared yet" in text(head.get("/my-school/shelf/"))
    for address in (
        f"{shared.pk}/",
        f"{shared.pk}/pdf/",
        f"{shared.pk}/docx/",
        f"{letter.pk}/document/",
        f"challenge/{challenge.pk}/",
    ):
        assert head.get(f"/my-school/shelf/{address}").status_code == 404, address
    for query in (
        f"school={ash}&measure=overall_absence&period={YEAR}",
        f"measure=overall_absence&period={YEAR}&paper={shared.paper_id}",
        f"measure=overall_absence&period={YEAR}&by=school&value=Ash Primary",
    ):
        page = text(head.get(f"/my-school/shelf/wrong/?{query}"))
        assert "There is no such figure" in page
        assert "Send it" not in page
        head.post(f"/my-school/shelf/wrong/?{query}", {"text": "No."})
    assert Challenge.objects.count() == 1
    assert not Opened.objects.exists()
    assert head.get("/support/").status_code == 403


def test_an_answer_is_due_in_ten_school_days(state, ash):
    """26 September is a Friday: the tenth school day after it is Friday 10 October."""
    assert challenging.due(ON, state.calendar(ash)) == date(2025, 10, 10)


def test_a_challenge_keeps_what_the_figure_said(as_head, text, shared):
    head = as_head("Ash Primary")
    query = f"measure=overall_absence&period={YEAR}&paper={shared.paper_id}"
    page = text(head.get(f"/my-school/shelf/wrong/?{query}"))
    assert "33.3% (20 of 60)" in page
    said = {"text": "Lost registers.", "should_be": "15%"}
    assert head.post(f"/my-school/shelf/wrong/?{query}", said).status_code == 302
    kept = Challenge.objects.get()
    assert (kept.numerator, kept.denominator, kept.paper) == (20, 60, shared.paper)


def test_a_figure_of_the_school_s_own_pages_can_be_challenged_too(
    as_head, text, state, ash
):
    head = as_head("Ash Primary")
    page = head.get(f"/schools/{ash}/?period={YEAR}").content.decode()
    assert "/my-school/shelf/wrong/?measure=attendance" in page
    query = f"school={ash}&measure=attendance&period={YEAR}"
    assert "Send it" in text(head.get(f"/my-school/shelf/wrong/?{query}"))
    page = text(head.get("/my-school/shelf/wrong/?measure=made_up&period=2025-26"))
    assert "There is no measure called “made_up”" in page


def test_the_authority_answers_and_the_school_asks_again(
    lead, as_head, text, state, ash, monkeypatch
):
    one = asked(ash, calendar=state.calendar(ash))
    head = as_head("Ash Primary")
    at = f"/support/challenges/{one.pk}/"
    lead.post(at, {"look": "yes"})
    assert "Being looked at" in text(head.get(f"/my-school/shelf/challenge/{one.pk}/"))
    page = text(lead.post(at, {"state": "answered", "text": ""}))
    assert "Enter the answer" in page
    lead.post(at, {"state": "answered", "text": "The file says the same."})
    page = text(head.get(f"/my-school/shelf/challenge/{one.pk}/"))
    assert "The file says the same." in page
    head.post(f"/my-school/shelf/challenge/{one.pk}/", {"text": "Which file?"})
    again = Challenge.objects.get(follows=one)
    assert again.text == "Which file?"
    one.refresh_from_db()
    with pytest.raises(Refused, match="asked again already"):
        challenging.ask_again(
            one, text="And?", on=ON, by="x", calendar=state.calendar(ash)
        )
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-13")
    page = text(lead.get("/support/challenges/"))
    assert "Overdue 1" in page
    assert "10 October 2025, late" in page


def test_what_is_answered_is_answered_once(state, ash):
    one = asked(ash, calendar=state.calendar(ash))
    challenging.answer(one, state="corrected", text="Put right.", on=ON, by="ada")
    with pytest.raises(Refused, match="answered already"):
        challenging.answer(one, state="answered", text="No.", on=ON, by="ada")
    with pytest.raises(Refused, match="already"):
        challenging.look_at(one, by="ada")
