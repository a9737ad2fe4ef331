"""What is planted of the week’s work is found there by Muster’s own functions."""

from collections import Counter
from pathlib import Path

import pytest

from muster.accounts.models import User
from muster.accounts.trail import Entry as TrailEntry
from muster.demo import DEMO_TODAY
from muster.demo.cases.worked import HEAD, LEAD, OFFICER
from muster.practice.challenge import Challenge
from muster.practice.meeting import Agreed, MeetingHappened, SupportMeeting
from muster.practice.shelf import Shared
from muster.registers.child import Children
from muster.registers.contact import Contact
from muster.registers.document import Document
from muster.registers.entry import Entry
from muster.registers.found import Decided, Found
from muster.registers.legal.case import Legal
from muster.registers.legal.conduct import NOT_MET, checked, draft
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.members import members
from muster.registers.part_time import REGISTER as TIMETABLES
from muster.registers.returns.answering import lost
from muster.registers.returns.sent import Expected, Return
from muster.registers.saved import SavedView
from muster.sources.cases.models import Brought
from muster.sources.uploads import state
from muster.tables import in_cohorts
from muster.tables.cohorts import cohorts


# A demo of its own takes half a minute.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.slow,
]
SIZE = {"pupils": 1_000, "years": 3, "seed": 1}
TODAY = DEMO_TODAY


def plans(**asked):
    return Entry.objects.filter(register="support", source="", **asked)


def cases(**asked):
    return Legal.objects.filter(**asked)


# Severe-absence plans and timetables -------------------------------------------------------


def test_about_half_of_the_severely_absent_of_the_worked_schools_have_a_plan():
    schools = plans().values_list("school", flat=True)
    rows = Found.objects.filter(on_list="severe", gone_on=None, school__in=schools)
    without = Found.objects.waiting("severe", TODAY).filter(school__in=schools)
    assert 0 < without.count() < rows.count() * 2 / 3


def test_plans_stand_in_every_status_and_one_was_reviewed():
    standing = Counter(plans(ended_on=None).values_list("status", flat=True))
    assert {*standing} == {"opened", "talked", "planned", "reviewed", "stuck"}
    [reviewed] = plans(ended_on=None, status="reviewed")
    parents = Contact.objects.filter(child=reviewed.child, is_parent=True)
    assert parents.count() == 2
    letters = Document.objects.filter(entry=reviewed).values_list("letter", flat=True)
    assert {*letters} == {"support_plan", ""}


def test_a_clock_of_a_plan_is_late_and_another_plan_is_led_by_nobody():
    late = [
        clock
        for one in plans(ended_on=None, status="opened")
        for clock in one.clocks.filter(name="talk", met_on=None)
        if clock.days_late(TODAY) > 30
    ]
    assert len(late) == 1
    assert plans(ended_on=None, lead=None).count() == 1


def test_one_child_attends_again_and_two_plans_of_last_year_are_closed():
    ended = plans(ended_on__isnull=False).values_list("outcome", "ended_on__year")
    assert Counter(ended) == {
        ("attends", 2026): 1,
        ("better", 2025): 1,
        ("other_plan", 2025): 1,
    }


def test_two_timetables_are_held_one_is_past_its_end_and_one_was_extended():
    held = Entry.objects.filter(register="part_time", ended_on=None)
    past = held.filter(TIMETABLES.watches["past_end"].of(TODAY))
    assert past.count() == 1
    assert held.filter(status="extended").count() == 1
    assert held.exclude(pk__in=past).filter(status="agreed").count() == 2


# Decisions ---------------------------------------------------------------------------------


def test_decisions_keep_children_off_lists_and_one_rests_on_a_corrected_register():
    made = Decided.objects.filter(entry=None).select_related("found")
    assert Counter((one.found.on_list, one.code) for one in made) == {
        ("severe", "health"): 1,
        ("threshold", "support"): 2,
        ("threshold", "none"): 1,
    }
    [corrected] = [one for one in made if one.found.corrected_on]
    assert (corrected.code, corrected.by) == ("none", LEAD)


# Legal intervention ------------------------------------------------------------------------


def test_notices_are_paid_unpaid_withdrawn_and_of_elsewhere():
    paid = Notice.objects.ours().get(entry__in=cases(outcome="paid"))
    assert paid.is_paid_reduced and paid.paid_on <= paid.reduced_on
    [unpaid] = cases(status="unpaid")
    assert Notice.objects.get(entry=unpaid).is_overdue(TODAY)
    assert Notice.objects.exclude(withdrawn_on=None).get().entry.status == "withdrawn"
    assert Notice.objects.exclude(issuer="").count() == 1


def test_a_third_notice_may_not_be_issued_to_one_parent():
    [case] = cases(status="considered", decision="prosecute")
    assert Notice.objects.filter(entry=case).count() == 2
    one = draft(case, reason="", on=TODAY, state=state())
    [third] = [each for each in checked(one) if each.check.name == "third"]
    assert third.standing is NOT_MET and third.blocks and one.sessions


def test_a_notice_to_improve_runs_a_contract_is_signed_and_a_prosecution_ended():
    steps = Step.objects.filter(ended_on=None).values_list("kind", flat=True)
    assert Counter(steps) == {"improve": 1, "contract": 1}
    assert Prosecution.objects.get().outcome == "proved"
    assert cases(outcome="convicted").count() == 1


# Returns -----------------------------------------------------------------------------------


def test_returns_came_in_time_and_late_and_one_was_asked_about():
    every = Return.objects.all()
    assert every.filter(kind="new_pupil", sent_by=HEAD).exists()
    accepted = every.filter(stage="accepted")
    assert Counter(one.is_late for one in accepted)[True] == 1 < accepted.count()
    assert every.get(stage="queried").answer
    waits = every.get(kind="part_time")
    assert (waits.stage, waits.sent_by) == ("received", HEAD)


def test_returns_are_expected_and_not_sent_and_some_of_them_are_late():
    owed = Expected.objects.of_year(TODAY)
    assert owed.outstanding().count() > owed.late(TODAY).count() > 0


def test_a_deletion_leads_nowhere_known_and_a_new_pupil_is_in_doubt():
    assert lost(Return.objects.all(), TODAY).count() == 1
    assert [one.kind for one in Return.objects.all() if one.is_doubtful] == [
        "new_pupil"
    ]


# Meetings with schools ---------------------------------------------------------------------


def test_last_terms_meetings_were_held_at_most_schools_and_agreed_actions():
    stood = SupportMeeting.objects.filter(term="2025-26/autumn")
    counted = Counter(stood.values_list("state", flat=True))
    assert counted["held"] > 8 * counted["cancelled"] > 0
    assert not counted["planned"]
    assert Agreed.objects.filter(meeting__term="2025-26/autumn").count() > 5


def test_this_terms_meetings_are_planned_by_risk_and_the_heads_was_moved():
    moved = MeetingHappened.objects.get(kind="moved").meeting
    assert (moved.term, moved.state) == ("2025-26/spring", "planned")
    assert moved.planned_on == TODAY and moved.sequence == 1
    term = SupportMeeting.objects.filter(term="2025-26/spring").exclude(pk=moved.pk)
    minutes = [one.minutes for one in term.order_by("planned_on")]
    # A school whose term begins a day later is met a day later.
    assert max(minutes) in minutes[:2] and {*minutes[2:]} == {min(minutes)}
    assert SupportMeeting.objects.filter(term="2025-26/summer").count() >= 4


def test_one_pack_was_read_by_the_head_and_one_by_nobody():
    packs = Shared.objects.filter(paper__isnull=False)
    assert sorted(one.opened.filter(by=HEAD).count() for one in packs) == [0, 1]


def test_a_figure_is_challenged_one_was_put_right_and_one_waits_too_long():
    made = Challenge.objects.order_by("asked_on")
    assert [one.state for one in made] == ["corrected", "asked", "asked"]
    assert [one.is_late(TODAY) for one in made] == [False, True, False]


# Cohorts and cases of elsewhere ------------------------------------------------------------


def test_whole_lists_came_of_four_cohorts_and_hold_as_at_1_march():
    keys = ("looked_after", "child_in_need", "child_protection", "ehcp")
    assert {f"{in_cohorts.whole_list(state(), key)}" for key in keys} == {"2026-03-01"}


def test_rows_of_lists_wait_for_a_person_and_a_placed_child_has_no_marks_here():
    waits = in_cohorts.waiting(state())
    assert Counter((one.why, one.cohorts) for one in waits) == {
        ("nobody", ("ehcp",)): 1,
        ("nobody", ("looked_after",)): 1,
        ("name", ("child_in_need",)): 1,
    }
    seen = Children.visible_to(User.objects.get(username=LEAD), state())
    held = members(seen, cohorts()["looked_after"], TODAY, TODAY)
    [placed] = [one for one in held.every if one.is_elsewhere]
    assert placed.placed_in == "Northmarch" and not placed.has_marks
    assert [one.list_says for one in held.differs] == [True]


def test_early_helps_cases_are_only_read_here_and_the_lead_shares_a_view():
    brought = Brought.objects.select_related("entry")
    assert 2 <= brought.count() <= 5
    assert all(one.entry.is_read_only for one in brought)
    assert SavedView.objects.get(owner__username=LEAD).is_shared


# All of it ---------------------------------------------------------------------------------


def test_everything_was_done_by_the_demos_people_on_its_day():
    ours = TrailEntry.objects.filter(did__startswith="entry.")
    assert {*ours.values_list("by", flat=True)} == {LEAD, OFFICER, "Muster"}
    days = Entry.objects.filter(source="").values_list("started_on", "opened_at__date")
    assert all(begun == said for begun, said in days)


def test_the_document_of_the_demo_says_what_is_planted():
    said = (Path(__file__).parents[2] / "docs" / "demo.md").read_text("utf-8")
    assert "### In the week’s work" in said
