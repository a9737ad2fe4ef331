"""In a browser: a meeting from its agenda to its minutes and actions; two at one item."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from muster.programme.contacts import named
from muster.programme.groups import keeping, planning, rhythm
from muster.programme.groups.group import Group
from muster.programme.meetings import (
    agenda,
    holding,
    minutes,
    protocol,
    rhythm_pages,
    workplan,
    writing,
)
from muster.programme.meetings.protocol import Protocol
from muster.programme.plans import changing, standing
from muster.school_year.calendars import Calendar
from muster.school_year.said import of_day, read_said
from muster.school_year.years import SchoolYear


BY = "minutes"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(monkeypatch, live_server):
    """A group with a chair, a member and a log of one action; it meets today."""
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")
    group = keeping.make_group(
        kind=Group.Kind.WORKING, name="Attendance Working Group", initials="AWG", by=BY
    )
    for name, as_ in (("B. Birch", "chair"), ("A. Ash", "member")):
        keeping.sit(group, named(name), sits_as=as_, from_on=date(2026, 1, 1), by=BY)
    said = {"on": date(2026, 1, 5), "by": BY}
    log = changing.start_plan(title="Task log", kind="log", group=group, **said)
    action = changing.add_action(log, heading="Map the spend", ref="7", **said)
    changing.set_owners(action, [named("A. Ash")], **said)
    changing.set_deadline(action, [of_day(date(2026, 6, 30))], **said)
    changing.note(action, "The table is begun.", on=date(2026, 5, 4), by=BY)
    agenda.offer_usual(group, by=BY)
    planning.plan(group, on=date(2026, 5, 18), by=BY)
    planning.plan(group, on=date(2026, 7, 6), by=BY)
    return group.meetings.first()


@pytest.mark.slow
def test_the_chair_runs_a_meeting_from_its_agenda_to_its_minutes_and_actions(
    opened_as, meeting, looked_at
):
    page = opened_as("attendance-lead")
    page.goto(meeting.get_absolute_url())
    looked_at(page)
    page.get_by_role("button", name="Prepare the agenda").click()
    page.get_by_role("button", name="Put something on it").click()
    page.get_by_label("What it is called").first.fill("Data sharing")
    looked_at(page)
    page.get_by_role("button", name="Put it on").click()
    page.get_by_role("button", name="Publish the agenda").click()
    page.get_by_text("It is published").wait_for()
    page.get_by_role("button", name="Begin the meeting").click()
    looked_at(page)

    page.get_by_role("button", name="Say who is there").click()
    page.get_by_role("group", name="B. Birch").get_by_label("Present").check()
    page.get_by_role("group", name="A. Ash").get_by_label("Apologies").check()
    looked_at(page)
    page.get_by_role("button", name="Keep who is there").click()

    # The keyboard alone goes through the items: write, Tab, Enter.
    page.get_by_role("button", name="Go through the items").click()
    for words in ("Welcome.", "Agreed as they are.", "It goes well."):
        page.wait_for_function("document.activeElement.id == 'text'")
        page.keyboard.type(words)
        page.get_by_text("Version 1, kept at").wait_for()
        looked_at(page)
        was = page.url
        page.get_by_label("Minutes of this item").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, was=was: url != was)
    page.get_by_role("heading", name="Data sharing").wait_for()

    page.get_by_label("Minutes of this item").fill("Data is shared weekly.")
    page.get_by_text("Version 1, kept at").wait_for()
    page.get_by_text("Record a decision or information").click()
    page.get_by_label("In words").fill("Share the data.")
    page.get_by_role("button", name="Record it").click()
    page.get_by_text("AWG/2026-05/1").wait_for()
    page.get_by_text("Agree an action").click()
    page.get_by_label("What is to be done").fill("Sign the form")
    page.get_by_label("Who does it").fill("A. Ash")
    page.get_by_label("By when").fill("soon")
    page.get_by_role("button", name="Put it in the plan").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    looked_at(page)
    page.get_by_label("By when").fill("June 2026")
    page.get_by_role("button", name="Put it in the plan").click()
    page.get_by_text("The action is in the plan").wait_for()
    page.get_by_role("button", name="It is dealt with").click()

    page.get_by_role("link", name="7 Map the spend").click()
    page.get_by_text("Rate how the action stands").click()
    page.get_by_label("Green", exact=True).check()
    page.get_by_role("button", name="Keep the status").click()
    page.get_by_text("The status is kept").wait_for()

    page.get_by_role("link", name="The whole meeting").click()
    page.get_by_role("button", name="Close the minutes").click()
    page.get_by_role("heading", name="Close these minutes?").wait_for()
    page.get_by_role("button", name="Close the minutes").click()
    page.get_by_role("button", name="Publish the minutes").click()
    page.get_by_text("It is published").wait_for()
    looked_at(page)
    ours = page.get_by_role(
        "link", name=re.compile("Word.*Minutes, issue 1, the group")
    )
    with page.expect_download() as taken:
        ours.click()
    assert taken.value.suggested_filename.endswith("2026-05-18-issue-1.docx")
    page.goto("/programme/decisions/?q=AWG/2026-05/1")
    page.get_by_text("Share the data.").wait_for()
    looked_at(page)

    july = meeting.group.meetings.last()
    found = agenda.of(july)
    assert [one.title for one in found.actions] == ["7 Map the spend", "Sign the form"]
    assert "Data sharing" not in [one.title for one in found.listed]
    [spend, _] = agenda.open_actions(meeting.group, july.on)
    assert standing.of_one(spend.action, meeting.on).colour == "green"


def test_two_people_at_one_item_lose_nothing_and_settle_it(
    opened_as, meeting, looked_at
):
    agenda.build(meeting, by=BY)
    meeting.state = "held"
    meeting.save()
    item = meeting.items.first()
    lead, officer = opened_as("attendance-lead"), opened_as("programme-officer")
    for page in (lead, officer):
        page.goto(item.get_absolute_url())
    lead.get_by_label("Minutes of this item").fill("Shared weekly.")
    lead.get_by_text("Version 1, kept at").wait_for()
    officer.get_by_label("Minutes of this item").fill("Shared monthly.")
    officer.get_by_text("changed this item meanwhile").wait_for()
    looked_at(officer)
    assert (
        officer.get_by_label("Minutes of this item").input_value() == "Shared monthly."
    )
    officer.get_by_role("link", name="look at both").click()
    officer.get_by_role("heading", name="Which text holds?").wait_for()
    looked_at(officer)
    officer.get_by_role("button", name="This holds").click()
    officer.get_by_text("Both texts are kept").wait_for()
    assert writing.standing_text(item).text == "Shared weekly.\n\nShared monthly."


def test_minutes_are_written_without_scripts_too(opened_as, meeting):
    agenda.build(meeting, by=BY)
    meeting.state = "held"
    meeting.save()
    first, second = meeting.items.all()[:2]
    page = opened_as("programme-officer", javascript=False)
    page.goto(first.get_absolute_url())
    page.get_by_label("Minutes of this item").fill("Welcome.")
    page.get_by_role("button", name="Keep, and go to the next item").click()
    page.get_by_role("heading", name=second.title).first.wait_for()
    assert writing.standing_text(first).text == "Welcome."


@pytest.mark.slow
def test_every_other_page_is_clean_and_fits_a_telephone(
    opened_as, meeting, looked_at, monkeypatch
):
    monkeypatch.setattr(
        rhythm_pages, "state", lambda: SimpleNamespace(calendar=Calendar.template)
    )
    group = meeting.group
    seat = keeping.add_seat(group, name="PRU headteachers", wanted=2, by=BY)
    keeping.sit(group, named("C. Cedar"), sits_as="member", seat=seat,
                from_on=date(2026, 1, 1), by=BY)  # fmt: skip
    keeping.set_terms(
        group, text="To raise attendance.", from_on=date(2026, 1, 1), by=BY
    )
    rhythm.keep_rhythm(group, from_on=date(2026, 1, 1), every="monthly", week=1,
                       weekday=0, by=BY)  # fmt: skip
    protocol.keep(Protocol(), title="Referrals", version="1", group=group, by=BY)
    said = read_said("June 2026")
    workplan.add_line(group, text="Report to the board", when=said, by=BY)
    agenda.build(meeting, by=BY)
    holding.start(meeting, today=meeting.on, by=BY)
    workplan.agree(group, SchoolYear(2025), at=meeting, by=BY)
    item = meeting.items.first()
    writing.write(item, "Monthly.", against=0, by=BY)
    holding.record(item, kind="decision", text="Share it.", by=BY)
    holding.attend(meeting, "A. Ash", by=BY)
    minutes.close(meeting, by=BY)
    minutes.correct(item, text="Weekly.", why="Misheard.", agreed_at=meeting, by=BY)
    page = opened_as("programme-officer")
    for name, args in (
        ("groups", ()),
        ("group", (group.pk,)),
        ("sit", (group.pk,)),
        ("terms", (group.pk,)),
        ("propose", (group.pk, "2026-27")),
        ("add_rhythm", (group.pk,)),
        ("raci", (group.pk,)),
        ("workplan", (group.pk, "2025-26")),
        ("protocols", ()),
        ("protocol", (1,)),
        ("meeting_item", (meeting.pk, item.pk)),
        ("correct_item", (meeting.pk, item.pk)),
        ("item_texts", (meeting.pk, item.pk)),
    ):
        page.goto(reverse(f"programme:{name}", args=args))
        looked_at(page)
