"""Letters of an entry: what they say, and what stands in their way."""

import io
from datetime import date

import docx
import pytest
from tests.documents.test_letters import word
from tests.registers.conftest import OMAR, ROBIN

from muster.accounts.authority import name_it, say_where
from muster.documents import letters as merging
from muster.documents.word_packages import BadTemplate
from muster.programme.reminders import due
from muster.registers import contacts, keeping
from muster.registers.document import LetterTemplate
from muster.registers.keeping import Refused
from muster.registers.letter_fields import fields_of, kind_of, letters, without
from muster.registers.letters import (
    asked_by,
    give_template,
    make_letter,
    missing_of,
    preview,
    template_of,
)
from muster.registers.shipped import ours
from muster.registers.support import REGISTER
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
ON = date(2025, 10, 3)
MEETING = {
    "meeting_on": date(2025, 10, 14),
    "meeting_at": "2pm",
    "meeting_place": "Beech High",
    "concern": "Robin is often late.",
}
ADDRESS = "4 Mill Lane\nQuillford\nQX1 4ZZ"


@pytest.fixture
def plan(state, schools, number, person, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    person("attendance-lead")
    name_it("Quillshire Council", "999", by="")
    say_where(address="Shire Hall", phone="", email="", by="")
    return keeping.open_entry(
        REGISTER,
        child=number(ROBIN),
        school=schools["Beech High"],
        on=date(2025, 9, 15),
        reason="severe",
        by="attendance-lead",
        calendar=Calendar.template(),
    )


@pytest.fixture
def jay(plan):
    return contacts.add(
        plan.child,
        by="ada",
        name="Mr Jay Finch",
        relation="father",
        is_parent=True,
        address=ADDRESS,
    )


def made(plan, key="meeting_invitation", **more):
    said = {"to": None, "more": MEETING, "by": "attendance-lead", "on": ON} | more
    return make_letter(plan, key, **said)


def words(document):
    return merging.words_of(bytes(document.content))


@pytest.mark.parametrize("key", letters())
def test_each_of_our_letters_can_be_used_as_it_is(key):
    fields = fields_of(letters()[key])
    read = merging.read(f"{key}.docx", ours(key), fields)
    whose = (
        {"school_name"} if letters()[key].to_school else {"child_name", "parent_name"}
    )
    assert whose | {"today", "officer_name"} <= read.used
    asked = set(letters()[key].asks)
    assert asked <= read.used, "what is asked for is said"
    document = docx.Document(io.BytesIO(preview(key, ours(key))))
    assert document.core_properties.title == letters()[key].title
    assert document.core_properties.language == "en-GB"
    assert [one for one in document.paragraphs if one.style.name == "Heading 1"]
    assert ours(key) == ours.__wrapped__(key), "the same bytes each time"


def test_every_field_says_what_it_is_when_it_is_missing_and_none_is_a_upn():
    for letter in letters().values():
        for field in fields_of(letter):
            assert field.says, field.name
            assert field.example, field.name
            assert without(field.name), field.name
            assert "upn" not in field.name
        assert all(kind_of(name) for name in letter.asks)


def test_a_letter_is_kept_with_the_entry_and_said_in_what_happened(plan, jay, written):
    kept = made(plan, to=jay)
    said = words(kept)
    for part in (
        "Mr Jay Finch",
        "4 Mill Lane",
        "Dear Mr Jay Finch",
        "Robin Finch: a meeting about attendance at Beech High",
        "14 October 2025 at 2pm",
        "3 October 2025",
        "Shire Hall",
        "Sam Attendance-Lead",
        "Attendance lead",
    ):
        assert part in said
    assert ROBIN not in said, "no UPN on a letter"
    assert kept.title == "Invitation to a meeting to Mr Jay Finch"
    assert (kept.template, kept.to, kept.by) == (None, jay, "attendance-lead")
    [line, *_] = plan.happened.all()
    assert (line.kind, line.text) == (
        "letter",
        "Letter made: Invitation to a meeting to Mr Jay Finch.",
    )
    assert written("entry.letter")


def test_figures_are_of_the_school_year_at_the_school_of_the_entry(plan, jay):
    said = words(made(plan, to=jay))
    # A week of four sessions without authority, then one with a day elsewhere.
    assert "Up to 19 September 2025 there were 16 sessions this school year" in said
    assert "missed 4 of them, and 4 of those without authority" in said


def test_what_is_not_held_is_said_and_no_letter_is_made(plan):
    nobody = contacts.add(plan.child, by="ada", name="Ms Wren", relation="mother")
    with pytest.raises(Refused) as refused:
        made(plan, to=nobody, more={})
    said = str(refused.value)
    assert "No address is held for this parent" in said
    assert "Say on what day the meeting is." in said
    assert not plan.documents.exists()
    ahead = missing_of(
        plan, "meeting_invitation", to=nobody, by="attendance-lead", on=ON
    )
    assert [*ahead] == ["parent_address"], "what will be asked is not missing yet"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"key": "part_time_agreement", "more": {}},
            "is not a letter of this register",
        ),
        ({"by": "nobody-at-all"}, "There is no account “nobody-at-all”"),
        (
            {"more": MEETING | {"concern": f"UPN {ROBIN}"}},
            "holds the child’s UPN, which is never printed",
        ),
    ],
)
def test_what_can_be_no_letter_is_a_sentence(plan, jay, more, said):
    with pytest.raises(Refused, match=said):
        made(plan, **{"to": jay} | more)


def test_a_letter_goes_to_no_contact_of_another_child(plan, number):
    other = contacts.add(plan.child + 999, by="ada", name="Ms Teal", relation="mother")
    with pytest.raises(Refused, match="Ms Teal is not a contact of this child"):
        made(plan, to=other)


def test_who_does_not_see_the_child_cannot_write_of_them(plan, schools, number, patch):
    """The patch is Ash Primary, where Robin was and Omar never."""
    other = keeping.open_entry(
        REGISTER,
        child=number(OMAR),
        school=schools["Beech High"],
        on=date(2025, 9, 15),
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
    )
    with pytest.raises(Refused, match="You don’t see this child"):
        made(other, by=patch.username)


def test_another_part_gives_tables_and_days(plan, jay, monkeypatch):
    """As a notice does: on a register that has one."""
    monkeypatch.setattr("muster.registers.letter_fields.Letter.is_of", lambda *_: True)
    kept = made(
        plan,
        "penalty_notice_first",
        to=jay,
        more={
            "notice": "PN-7",
            "period_from": date(2025, 9, 8),
            "period_to": date(2025, 9, 12),
            "amounts": [{"amount": "£80", "by": date(2025, 10, 24)}],
            "evidence": [
                {
                    "date": date(2025, 9, 9),
                    "session": "AM",
                    "code": "O",
                    "meaning": "Out",
                }
            ],
        },
    )
    tables = docx.Document(io.BytesIO(bytes(kept.content))).tables
    assert [[cell.text for cell in row.cells] for row in tables[1].rows][1:] == [
        ["9 September 2025", "Morning", "O", "Out"]
    ]
    assert tables[0].rows[1].cells[1].text == "24 October 2025"


def test_a_councils_own_version_is_used_from_its_day_and_the_old_one_stays(plan, jay):
    key = "meeting_invitation"
    first = made(plan, to=jay)
    own = give_template(
        key,
        name="Ours.docx",
        content=word("Come, {{ salutation }}. {{ meeting_at }}"),
        on=ON,
        by="attendance-lead",
    )
    second = made(plan, to=jay)
    assert words(second) == "Come, Mr Jay Finch. 2pm"
    assert (first.template, second.template) == (None, own)
    assert asked_by(key, ON) == ["meeting_at"]
    assert template_of(key, date(2025, 10, 2)) is None
    later = give_template(
        key, name="New.docx", content=word("Hello"), on=ON, by="attendance-lead"
    )
    assert template_of(key, ON) == later
    assert LetterTemplate.objects.count() == 2


def test_a_version_with_an_unknown_field_is_not_kept(plan):
    with pytest.raises(BadTemplate, match="no field “upn”"):
        give_template(
            "support_plan", name="a.docx", content=word("{{ upn }}"), on=ON, by="ada"
        )
    assert not LetterTemplate.objects.exists()


# Pages -----------------------------------------------------------------------------------


@pytest.fixture
def lead(client, person, plan):
    client.force_login(person("attendance-lead"))
    return client


def test_two_parents_get_a_letter_each(lead, plan, jay, text):
    ivy = contacts.add(
        plan.child,
        by="ada",
        name="Ms Ivy Wren",
        relation="mother",
        is_parent=True,
        address="1 High Street",
    )
    here = f"/children/registers/support/{plan.pk}/letter/"
    page = text(lead.get(here))
    assert "Invitation to a meeting. Asks a parent" in page
    assert "penalty notice" not in page, "another register’s"
    said = {"key": "meeting_invitation", "to": [jay.pk, ivy.pk]}
    on = lead.post(here, said).url
    assert "Day of the meeting" in text(lead.get(on))
    page = text(lead.post(on, {"meeting_at": "2pm"}))
    assert "Say where the meeting is." in page
    assert not plan.documents.exists(), "all or none"
    typed = MEETING | {"meeting_on": "14/10/2025"}
    assert lead.post(on, typed).status_code == 302
    page = text(lead.get(f"/children/registers/support/{plan.pk}/"))
    assert "Invitation to a meeting to Mr Jay Finch" in page
    assert "Invitation to a meeting to Ms Ivy Wren" in page


def test_what_is_not_held_is_said_before_anything_is_typed(lead, plan, text):
    wren = contacts.add(plan.child, by="ada", name="Ms Wren", relation="mother")
    here = f"/children/registers/support/{plan.pk}/letter/"
    page = text(lead.get(f"{here}meeting_invitation/?to={wren.pk}"))
    assert "Ms Wren: No address is held for this parent." in page
    assert "Day of the meeting" not in page


def test_without_anybody_around_the_child_there_is_no_letter(lead, plan, text):
    page = text(lead.get(f"/children/registers/support/{plan.pk}/letter/"))
    assert "Nobody is held around this child." in page
    assert (
        lead.get(
            f"/children/registers/support/{plan.pk}/letter/meeting_invitation/"
        ).status_code
        == 404
    )


def test_the_pages_of_letters_say_what_may_be_said_and_take_another_version(
    lead, text, written
):
    assert "Invitation to a meeting" in text(lead.get("/children/letters/"))
    here = "/children/letters/support_plan/"
    page = text(lead.get(here))
    for said in ("{{ child_name }}", "{{ support_barriers }}", "Muster’s own version"):
        assert said in page
    assert lead.get(f"{here}template.docx").content == ours("support_plan")
    assert lead.get(f"{here}preview.docx").content.startswith(b"PK")
    assert len(written("letter-template.downloaded")) == 2
    sent = io.BytesIO(word("{{ a }}", "{{ b }}"))
    sent.name = "own.docx"
    page = text(lead.post(f"{here}give/", {"file": sent}))
    assert "no field “a”" in page
    assert "no field “b”" in page
    sent = io.BytesIO(word("{{ child_name }}"))
    sent.name = "own.docx"
    assert lead.post(f"{here}give/", {"file": sent}).status_code == 302
    assert "It is made in own.docx" in text(lead.get(here))
    assert lead.get("/children/letters/nothing/").status_code == 404


def test_who_may_not_give_versions_sees_them_only(client, plan, patch, text):
    client.force_login(patch)
    page = text(client.get("/children/letters/support_plan/"))
    assert "What it may say" in page
    assert "Give your own version" not in page
    assert client.get("/children/letters/support_plan/give/").status_code == 403
    assert client.get("/children/letters/ourselves/").status_code == 403


def test_reviews_that_are_due_are_listed_the_oldest_first(lead, plan, text):
    assert "No review is due" in text(lead.get("/children/reviews/"))
    keeping.plan_next(
        plan,
        step="Meet",
        step_on=None,
        review_on=date(2025, 10, 1),
        by="ada",
        on=ON,
    )
    page = text(lead.get("/children/reviews/"))
    assert "Robin Finch Severe-absence plans Beech High 1 October 2025, late" in page
    assert "No review is due" in text(lead.get("/children/reviews/?lead=me"))
    assert text(lead.get("/children/registers/")).split("was agreed with each")[
        1
    ].split()[:4] == ["1", "1", "1", "1"]


def test_who_leads_an_entry_is_told_that_it_is_late_or_due_and_not_of_whom(
    plan, person
):
    me = person("attendance-lead")
    assert not due.for_me(me, ON), "nobody leads it"
    keeping.hand_to(plan, lead=me, on=ON, by="ada")
    keeping.plan_next(plan, step="", step_on=None, review_on=ON, by="ada", on=ON)
    assert [(one.heading.value, one.says) for one in due.for_me(me, ON)] == [
        ("Overdue", "1 plan you lead is late."),
        ("Due", "1 plan you lead is to be looked at again."),
    ]
