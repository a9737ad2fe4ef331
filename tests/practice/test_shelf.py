"""The shelf shared with a school, and “this is wrong”: a school never sees another's."""

import html
import re
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.practice.conftest import ON

from muster.accounts import trail_key
from muster.accounts.trail import Entry as OnTrail
from muster.practice import challenging, holding, sharing
from muster.practice.challenge import Challenge
from muster.practice.shelf import Opened, Shared
from muster.programme import Refused
from muster.registers.found import Found
from muster.registers.returns import expecting
from muster.registers.returns.sent import Expected


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


def test_a_head_finds_meetings_what_was_agreed_packs_and_answers_at_their_school(
    as_head, person, client, at, text, meet, state, ash, beech
):
    met = meet(ash, starts_at=time(14), place="The hall")
    holding.share(met, state=state, on=ON, by="ada")
    holding.hold(met, on=ON, came="Jo Stone", by="ada")
    holding.agree(
        met,
        heading="A walking bus",
        owner="Jo Stone",
        due_on=date(2025, 10, 10),
        by="ada",
        school="Ash Primary",
    )
    meet(ash, date(2025, 11, 5), starts_at=time(9, 30), place="The library")
    said = asked(ash, calendar=state.calendar(ash))
    challenging.answer(said, text="It stands.", state="answered", on=ON, by="ada")
    page = as_head("Ash Primary").get(f"/my-school/{ash}/")
    shown = text(page)
    for sentence in (
        "5 November 2025 at 9:30am, 60 minutes Planned The library Nobody yet Not shared",
        "26 September 2025 Held The hall Nobody yet Read the pack",
        "A walking bus 26 September 2025 Jo Stone 10 October 2025 Open",
        "Support meeting on 26 September 2025: Ash Primary",
        "It stands.",
    ):
        assert sentence in shown, sentence
    assert f"/my-school/shelf/{Shared.objects.get().pk}/" in page.content.decode()
    assert "If it is wrong" in shown and "Wrong?" not in shown
    client.force_login(person("school-attendance-lead", organisation=at("Beech High")))
    assert client.get(f"/my-school/{ash}/").status_code == 404
    theirs = text(client.get(f"/my-school/{beech}/"))
    assert "Nothing was agreed at a support meeting yet." in theirs
    for word in ("walking bus", "The hall", "The library", "Ash Primary", "It stands"):
        assert word not in theirs


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


# On every figure ---------------------------------------------------------------------------


WRONG = "/my-school/shelf/wrong/"


def ways(answer):
    """The addresses at which a page says that something is wrong."""
    page = html.unescape(answer.content.decode())
    return re.findall(r'href="(/[^"]*/wrong/\?[^"]*)"', page)


def beside(answer, way):
    """The words that a page has beside an address: of its row, or its whole section."""
    page = html.unescape(answer.content.decode())
    before, after = page.split(f'href="{way}"', 1)
    tag = "tr" if before.rfind("<tr") > before.rfind("</tr>") else "div"
    part = before[before.rindex(f"<{tag}") :] + after[: after.index(f"</{tag}>")]
    return " ".join(re.sub(r"<[^>]*>", " ", part.partition(">")[2]).split())


def says(looked, shown):
    """Whether words of a page have every figure of a challenge; or that there is none."""
    if shown.startswith("Withheld"):
        return re.search(r"\bc\b|\bHidden\b", looked) is not None
    if "0 0 –" in looked or "Nothing to count" in looked:
        return shown == "Nothing to count"
    every = re.findall(r"\d[\d,.]*", looked)
    return all(each in every for each in re.findall(r"\d[\d,.]*", shown))


def test_each_row_of_groups_of_the_school_page_can_be_challenged_and_asks_which_figure(
    as_head, text, state, ash
):
    head = as_head("Ash Primary")
    found = ways(head.get(f"/schools/{ash}/?period={YEAR}"))
    [everyone] = [
        one
        for one in found
        if one.endswith("by=school&value=Ash+Primary") and "severe" in one
    ]
    page = text(head.get(everyone))
    # Two children: what the page hides is hidden here too.
    assert "Overall absence: Withheld: too few children" in page
    assert "Persistent absence: Withheld: too few children" in page
    assert "Choose which figure is wrong" in text(head.post(everyone, {"text": "No."}))
    head.post(everyone, {"which": "2", "text": "One of them left."})
    one = Challenge.objects.get()
    assert (one.measure, one.where) == ("persistent_absence", {"school": "Ash Primary"})
    assert one.shown == "Withheld: too few children"


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ("/schools/{ash}/?period=2025-26", "by=year_group"),
        ("/schools/{ash}/?period=2025-26", "by=reason"),
        ("/schools/{ash}/?period=2025-26", "by=weekday"),
        ("/schools/{ash}/?period=2025-26", "measure=registers&"),
        ("/measures/overall_absence/?period=2025-26&by=year_group", "by=year_group"),
        ("/measures/overall_absence/?period=2025-26", "measure=overall_absence"),
        ("/groups/?period=2025-26", "by=year_group"),
        ("/measures/returns_in_time/", "by=return"),
        ("/my-school/{ash}/", "measure=list:severe"),
        ("/my-school/{ash}/week/severe/", "row="),
        ("/my-school/{ash}/returns/", "measure=return:attendance&school={ash}$"),
        ("/my-school/{ash}/returns/", "row="),
    ],
)
def test_every_figure_a_head_sees_leads_to_what_it_says_and_is_kept_as_shown(
    as_head, lead, text, state, ash, page, part
):
    expecting.bring_up(state, ON, [ash])
    Expected.objects.update(due_on=ON)
    head = as_head("Ash Primary")
    shown = head.get(page.format(ash=ash))
    found = ways(shown)
    mine = [one for one in found if re.search(part.format(ash=ash), one)]
    assert mine, found
    looked = beside(shown, mine[0])
    asks = text(head.get(mine[0]))
    assert "There is no such" not in asks
    said = {"which": "0", "text": "It is not so."}
    assert head.post(mine[0], said).status_code == 302
    one = Challenge.objects.get()
    assert one.shown and one.shown in asks
    assert says(looked, one.shown), (one.shown, looked)
    lead.post(f"/support/challenges/{one.pk}/", {"state": "answered", "text": "It is."})
    page = text(head.get(f"/my-school/shelf/challenge/{one.pk}/"))
    assert one.shown in page
    assert "It is. (" in page
    assert "Answered on" in text(head.get("/my-school/shelf/"))


def test_a_child_on_a_list_is_kept_by_number_and_named_to_who_may_see_them(
    as_head, lead, text, state, ash
):
    head = as_head("Ash Primary")
    [first, *_] = [
        one for one in ways(head.get(f"/my-school/{ash}/week/severe/")) if "row=" in one
    ]
    assert "The child Wren Ashby" in text(head.get(first))
    child = Found.objects.get(on_list="severe", school=ash).child
    shown = OnTrail.objects.filter(
        child=trail_key.of_child(child), did="challenge.of-child"
    )
    assert shown.get().by == "school-leader"
    head.post(first, {"text": "On a visit."})
    one = Challenge.objects.get()
    assert one.child == child
    assert OnTrail.objects.get(did="challenge.asked").child == trail_key.of_child(child)
    assert one.shown == "20 of 30 sessions missed"
    assert "Wren Ashby" in text(lead.get(f"/support/challenges/{one.pk}/"))
    assert shown.filter(by="attendance-lead").exists()
    assert "Wren" not in text(lead.get("/support/challenges/"))


def test_an_officer_who_meets_the_school_says_so_too_and_reads_the_answer(
    lead, client, person, text, state, ash
):
    found = ways(lead.get(f"/schools/{ash}/?period={YEAR}"))
    assert found and all(one.startswith("/support/challenges/wrong/?") for one in found)
    at = next(one for one in found if "measure=attendance&" in one)
    answer = lead.post(at, {"text": "A week is missing."})
    one = Challenge.objects.get()
    assert answer.url == f"/support/challenges/{one.pk}/"
    assert "A week is missing. (Sam Attendance-Lead" in text(lead.get(answer.url))
    client.force_login(person("board"))
    assert not ways(client.get(f"/schools/{ash}/?period={YEAR}"))


@pytest.mark.parametrize(
    "rest",
    [
        "measure=list:severe&row=999999",
        "measure=list:severe&row=x",
        "measure=list:nothing",
        "measure=return:nothing",
        "measure=return:sickness&row=999999",
        "measure=registers",
        "measure=registers&period=2025-13-45",
        "measure=registers&period=2010-11",
        "measure=list:severe&school=999999999",
        "row=1",
    ],
)
def test_an_item_that_is_not_there_gets_a_sentence(as_head, text, state, rest):
    page = text(as_head("Ash Primary").get(f"{WRONG}?{rest}"))
    assert "Send it" not in page


def test_a_head_says_nothing_of_another_school_s_lists(
    as_head, text, state, ash, beech
):
    other = Found.objects.get(on_list="severe", school=beech)
    head = as_head("Ash Primary")
    for rest in (
        f"measure=list:severe&row={other.pk}",
        f"measure=list:severe&school={beech}",
        f"measure=registers&period={YEAR}&school={beech}",
    ):
        assert "Send it" not in text(head.get(f"{WRONG}?{rest}"))
        head.post(f"{WRONG}?{rest}", {"text": "No."})
    assert not Challenge.objects.exists()
