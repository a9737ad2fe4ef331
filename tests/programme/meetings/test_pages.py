"""The pages of groups and meetings: full, empty, with mistakes, and for whom."""

from datetime import date

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.accounts.trail import Entry
from muster.programme.contacts import named, of_user
from muster.programme.groups import keeping
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes, printing, writing
from muster.programme.meetings.item import Outcome
from muster.programme.plans import standing
from muster.school_year.calendars import Calendar


@pytest.fixture(autouse=True)
def day_of_the_meeting(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")


@pytest.fixture
def asks(signed_in):
    """asks("programme-officer", "group", 1) is the page of that name, as text."""

    def asks(role, name, *args, **query):
        page = signed_in(role).get(reverse(f"programme:{name}", args=args), query)
        assert page.status_code == 200, (name, page.status_code)
        return page.content.decode()

    return asks


@pytest.fixture
def sends(signed_in):
    """sends("programme-officer", "write_item", 1, 2, text="…") is the answer."""

    def sends(role, name, /, *args, htmx=False, **said):
        extra = {"HTTP_HX_REQUEST": "true"} if htmx else {}
        to = reverse(f"programme:{name}", args=args)
        return signed_in(role).post(to, said, **extra)

    return sends


OFFICER, READER = "programme-officer", "legal-officer"


def test_pages_with_nothing_to_show_say_what_to_do(db, asks):
    assert "No group is set up yet" in asks(OFFICER, "groups")
    assert "No protocol is kept yet" in asks(OFFICER, "protocols")
    assert "No decision is recorded yet" in asks(OFFICER, "decisions")
    group = Group.objects.create(kind="working", name="Working Group")
    page = asks(OFFICER, "group", group.pk)
    assert "No meeting is planned" in page
    assert "Nobody is on it yet" in page
    assert "No terms of reference" in asks(OFFICER, "terms", group.pk)
    assert "nothing to answer for yet" in asks(OFFICER, "raci", group.pk)


def test_who_only_reads_sees_no_button_that_changes_anything(asks, held, sits):
    sits("B. Birch", "chair")
    agenda.add(held, title="Data sharing", by=BY)
    item = held.items.get()
    for name, args in (
        ("groups", ()),
        ("group", (held.group_id,)),
        ("meeting", (held.pk,)),
        ("meeting_item", (held.pk, item.pk)),
        ("workplan", (held.group_id, "2025-26")),
    ):
        page = asks(READER, name, *args)
        main = page[page.index("<main") : page.index("</main")]
        assert 'method="post"' not in main, name


def test_who_only_reads_changes_nothing_by_its_address(sends, held):
    item = agenda.add(held, title="Data sharing", by=BY)
    at = (held.pk, item.pk)
    assert sends(READER, "write_item", *at, text="x").status_code == 403
    assert sends(READER, "close_minutes", held.pk).status_code == 403
    assert sends(READER, "make_group", name="x").status_code == 403
    assert item.texts.count() == 0


def test_the_chair_of_a_group_holds_its_meetings_without_a_role_that_does(
    sends, person, held, group
):
    item = agenda.add(held, title="Data sharing", by=BY)
    chair = of_user(person(READER))
    keeping.sit(group, chair, sits_as="chair", from_on=date(2026, 1, 1), by=BY)
    assert sends(READER, "write_item", held.pk, item.pk, text="Yes.").status_code == 302
    assert writing.standing_text(item).text == "Yes."
    assert sends(READER, "make_group", name="x").status_code == 403


def test_an_exempt_item_is_read_by_the_group_and_nobody_else(
    asks, signed_in, person, held, group
):
    item = agenda.add(held, title="A school’s finances", by=BY)
    agenda.change(item, exempt_reason="12a-3", by=BY)
    holding.record(item, kind="decision", text="Write to the debtor.", by=BY)
    address = item.get_absolute_url()
    assert signed_in(READER).get(address).status_code == 403
    for name, args in (("meeting", (held.pk,)), ("decisions", ())):
        page = asks(READER, name, *args)
        assert "finances" not in page
        assert "debtor" not in page
    word = reverse("programme:meeting_paper", args=[held.pk, "minutes", "docx"])
    assert signed_in(READER).get(word).status_code == 403
    public = reverse(
        "programme:meeting_paper", args=[held.pk, "minutes-public", "docx"]
    )
    assert signed_in(READER).get(public).status_code == 200

    member = of_user(person(READER))
    keeping.sit(group, member, sits_as="member", from_on=date(2026, 1, 1), by=BY)
    assert "finances" in asks(READER, "meeting", held.pk)
    assert "debtor" in asks(READER, "decisions")
    assert signed_in(READER).get(address).status_code == 200


def test_a_group_is_started_changed_and_refused_with_a_sentence(sends, asks):
    said = {"name": "Task Group", "kind": "sub", "paper_days": "7", "audience": ""}
    made = sends(OFFICER, "make_group", **said)
    group = Group.objects.get()
    assert made.url == group.get_absolute_url()
    again = sends(OFFICER, "make_group", **said).content.decode()
    assert "There is a group called Task Group already" in again
    sends(OFFICER, "change_group", group.pk, **said | {"initials": "TG"})
    assert "TG" in asks(OFFICER, "group", group.pk)
    sends(OFFICER, "change_group", group.pk, **said | {"closed_on": "31/08/2026"})
    assert "31 August 2026" in asks(OFFICER, "group", group.pk)


def test_a_text_is_kept_as_it_is_typed_and_says_its_version(sends, held):
    item = agenda.add(held, title="Data sharing", by=BY)
    at = (held.pk, item.pk)
    first = sends(OFFICER, "write_item", *at, htmx=True, text="One", against="0")
    assert 'name="against" value="1"' in first.content.decode()
    other = sends(
        "attendance-lead", "write_item", *at, htmx=True, text="Two", against="0"
    )
    page = other.content.decode()
    assert "Sam Programme-Officer changed this item meanwhile" in page
    assert 'name="against" value="0"' in page
    settle = reverse("programme:settle", args=[*at, 2])
    assert settle in page


def test_whoever_goes_on_typing_beside_another_text_has_one_text_there(sends, held):
    item = agenda.add(held, title="Data sharing", by=BY)
    at = (held.pk, item.pk)
    sends(OFFICER, "write_item", *at, text="One", against="0")
    for text in ("Tw", "Two", "Two words"):
        sends("attendance-lead", "write_item", *at, htmx=True, text=text, against="0")
    assert [one.text for one in writing.asides(item)] == ["Two words"]
    assert item.texts.count() == 4


def test_a_settled_text_that_was_overtaken_shows_the_newer_one(sends, held):
    item = agenda.add(held, title="Data sharing", by=BY)
    at = (held.pk, item.pk)
    sends(OFFICER, "write_item", *at, text="One", against="0")
    sends("attendance-lead", "write_item", *at, text="Two", against="0")
    sends(OFFICER, "write_item", *at, text="One more", against="1")
    page = sends("attendance-lead", "settle", *at, 2, text="Both", against="1")
    said = page.content.decode()
    assert "Somebody wrote again meanwhile" in said
    assert "One more" in said
    done = sends("attendance-lead", "settle", *at, 2, text="Both", against="3")
    assert done.status_code == 302
    assert writing.standing_text(item).text == "Both"


def test_an_action_with_a_mistake_keeps_what_was_typed_and_says_what(sends, held, plan):
    item = agenda.add(held, title="Data sharing", by=BY)
    said = {
        "heading": "Sign the form",
        "owners": "A. Ash",
        "due": "soon",
        "plan": plan.pk,
    }
    page = sends(OFFICER, "agree_action", held.pk, item.pk, **said).content.decode()
    assert "Sign the form" in page
    assert "Error:" in page
    assert not Outcome.objects.exists()
    said["due"] = "June 2026"
    sends(OFFICER, "agree_action", held.pk, item.pk, **said)
    [one] = Outcome.objects.all()
    now = standing.of_one(one.action, held.on)
    assert (now.due_on, now.accountable.name) == (date(2026, 6, 30), "A. Ash")


def test_what_is_said_of_an_action_goes_into_the_plan_where_somebody_says_so(
    sends, asks, meeting, acts
):
    acts("Map the spend")
    holding.start(meeting, today=meeting.on, by=BY)
    item = meeting.items.get()
    at = (meeting.pk, item.pk)
    writing.write(item, "The table is begun.", against=0, by=BY)
    assert "The table is begun.</textarea>" in asks(OFFICER, "meeting_item", *at)
    sends(OFFICER, "note_in_meeting", *at, progress="The table is begun.", authors="AA")
    [note] = item.action.notes.all()
    assert (note.text, note.meeting, note.on) == (
        "The table is begun.",
        meeting,
        meeting.on,
    )


def test_presence_is_kept_for_every_member_at_once_and_for_others_by_name(
    sends, asks, held, sits
):
    ash, birch = sits("A. Ash").contact, sits("B. Birch", "chair").contact
    said = {f"how-{ash.pk}": "apologies", f"how-{birch.pk}": "present"}
    sends(OFFICER, "present", held.pk, **said)
    sends(OFFICER, "present", held.pk, name="C. Cedar", deputy_for=ash.pk)
    found = {one.name: one.how for one in held.presences.all()}
    assert found == {"A. Ash": "apologies", "B. Birch": "present", "C. Cedar": "deputy"}
    assert "deputy for A. Ash" in asks(OFFICER, "present", held.pk)


def test_days_are_proposed_and_only_those_accepted_are_planned(
    sends, asks, group, monkeypatch
):
    from muster.programme.meetings import rhythm_pages

    class Held:
        def calendar(self):
            return Calendar.template()

    monkeypatch.setattr(rhythm_pages, "state", Held)
    said = {
        "from_on": "01/09/2025",
        "every": "half-termly",
        "week": "2",
        "weekday": "0",
    }
    made = sends(OFFICER, "add_rhythm", group.pk, **said)
    assert made.url == reverse("programme:propose", args=[group.pk, "2025-26"])
    assert "Monday 10 November 2025" in asks(OFFICER, "propose", group.pk, "2025-26")
    sends(OFFICER, "propose", group.pk, "2025-26", on=["2025-11-10", "2025-12-25"])
    assert [one.on for one in Meeting.objects.all()] == [date(2025, 11, 10)]


def test_a_meeting_is_moved_and_cancelled_with_a_reason(sends, asks, meeting):
    uid = meeting.uid
    page = sends(OFFICER, "move_meeting", meeting.pk, on="19/05/2026", starts_at="2pm",
                 reason="The hall is taken.")  # fmt: skip
    assert page.status_code == 302
    page = sends(OFFICER, "cancel_meeting", meeting.pk, reason="")
    assert "Say why" in page.content.decode()
    sends(OFFICER, "cancel_meeting", meeting.pk, reason="No quorum.")
    meeting.refresh_from_db()
    assert (meeting.uid, meeting.sequence, meeting.state) == (uid, 2, "cancelled")
    assert "Put it on again" in asks(OFFICER, "meeting", meeting.pk)


def test_papers_are_handed_out_and_the_trail_says_so(signed_in, held, sends):
    agenda.add(held, title="Data sharing", by=BY)
    holding.attend(held, "A. Ash", by=BY)
    sends(OFFICER, "close_minutes", held.pk)
    sends(OFFICER, "publish_paper", held.pk, "minutes")
    one = held.published.filter(is_public=True).get()
    paper = signed_in(READER).get(
        reverse("programme:published_paper", args=[one.pk, "docx"])
    )
    assert paper["Content-Disposition"].endswith('-issue-1.docx"')
    assert paper.content[:2] == b"PK"
    assert Entry.objects.filter(did="meeting-paper.downloaded").exists()
    ours = held.published.filter(is_public=False).get()
    address = reverse("programme:published_paper", args=[ours.pk, "pdf"])
    assert signed_in(READER).get(address).status_code == 403


def test_closed_minutes_offer_corrections_and_show_them_beside(
    sends, asks, held, next_one
):
    item = agenda.add(held, title="Data sharing", by=BY)
    writing.write(item, "Monthly.", against=0, by=BY)
    made = holding.record(item, kind="decision", text="Share it.", by=BY)
    holding.attend(held, "A. Ash", by=BY)
    minutes.close(held, by=BY)
    at = (held.pk, item.pk)
    sends(
        OFFICER, "correct_item", *at, text="Weekly.", why="Misheard.", agreed_at=held.pk
    )
    sends(OFFICER, "correct_outcome", *at, made.pk, text="Share all.", why="As said.",
          agreed_at=held.pk)  # fmt: skip
    page = asks(OFFICER, "meeting_item", *at)
    for said in (
        "Monthly.",
        "Weekly.",
        "Share it.",
        "Share all.",
        "As the minutes say",
    ):
        assert said in page
    assert "Corrected" in asks(READER, "decisions", q="AWG/2026-05/1")


def test_a_decision_is_found_by_its_number_and_by_words(asks, held):
    item = agenda.add(held, title="Data sharing", by=BY)
    for text in ("Share the data.", "Write to parents."):
        holding.record(item, kind="decision", text=text, by=BY)
    assert "Share the data." not in asks(READER, "decisions", q="AWG/2026-05/2")
    assert "Write to parents." not in asks(READER, "decisions", q="share data")
    assert "No decision matches" in asks(READER, "decisions", q="bicycles")


def test_many_actions_and_items_are_all_there(asks, held, meeting, next_one, acts):
    for number in range(60):
        acts(f"Action {number:02}")
    july = next_one()
    agenda.build(july, by=BY)
    page = asks(OFFICER, "meeting", july.pk)
    assert all(f"Action {number:02}" in page for number in range(60))
    assert page.count("Take off") >= 60
    assert printing.agenda_of(july).as_file("docx")[:2] == b"PK"
    assert named("A. Ash").name in page
