"""What is planted in the demo’s programme is found there by Muster’s own functions."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from muster.accounts.models import User
from muster.accounts.trail import Entry
from muster.demo import DEMO_TODAY, PEOPLE, installed
from muster.demo.programme.told import written, written_on
from muster.practice.meeting import Agreed
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group, Sitting, chair, empty_seats
from muster.programme.groups.meeting import Meeting, next_meeting
from muster.programme.meetings import agenda, minutes
from muster.programme.meetings.item import Correction, Outcome, Presence
from muster.programme.plans import measuring, printing, standing, waiting
from muster.programme.plans.action import FACTS, Action, Closing
from muster.programme.plans.plan import Plan, Recommendation, keeper
from muster.programme.priorities.priority import Priority
from muster.sources.uploads import state


pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
]
# Small, and two years, so that a year before can be counted. Chance hides most signals.
SIZE = {"pupils": 3_000, "years": 2, "seed": 1}
HELD = date(2026, 3, 19)


def group(initials: str) -> Group:
    return Group.objects.get(initials=initials)


def log() -> Plan:
    return Plan.objects.get(kind="log")


def stood(plan: Plan, on: date = DEMO_TODAY, known_at: datetime | None = None):
    """Its actions as they stood on a day, by reference."""
    found = standing.stood(Action.objects.filter(plan=plan), on, known_at)
    return {one.ref: one for one in found}


def evening(day: date) -> datetime:
    return datetime.combine(day, time(23), tzinfo=UTC)


# Groups -----------------------------------------------------------------------------------


def test_there_is_a_group_of_every_kind_the_programme_reports_to():
    kinds = {one.initials: one.kind for one in Group.objects.all()}
    assert kinds == {
        "AWG": "working",
        "MEG": "sub",
        "CIB": "board",
        "HWB": "board",
        "CYPS": "committee",
    }
    assert group("MEG").reports_to == group("AWG")
    assert group("AWG").reports_to == group("CIB")


def test_a_secondary_head_teacher_is_wanted_since_the_last_one_left():
    [(seat, wanted)] = empty_seats(group("AWG"), DEMO_TODAY)
    assert (seat.name, wanted) == ("Secondary headteacher", 1)
    assert not empty_seats(group("AWG"), date(2025, 7, 10))


def test_the_chair_changed_in_september_2024():
    assert chair(group("AWG"), date(2024, 8, 31)).name == "Aurelia Penhallick"
    assert chair(group("AWG"), date(2024, 9, 1)).name == "Rosalind Quillfeather"
    assert keeper(log(), date(2024, 8, 31)).contact.name == "Aurelia Penhallick"
    assert keeper(log(), DEMO_TODAY).contact.name == "Rosalind Quillfeather"


def test_nobody_sits_in_two_chairs_of_a_group_at_once():
    for sitting in Sitting.objects.filter(sits_as="chair"):
        held = sitting.group.sittings.held(sitting.from_on).filter(sits_as="chair")
        assert held.count() == 1


def test_every_meeting_of_the_working_group_has_minutes_that_the_next_one_agreed():
    held = list(group("AWG").meetings.filter(state="held"))
    assert len(held) == 15
    *closed, last = held
    assert all(one.is_closed and one.presences.exists() for one in held[:-1])
    assert [one.minutes_agreed_at for one in closed[:-1]] == closed[1:]
    assert not last.is_closed
    assert minutes.left_to_do(last) == []


def test_what_was_not_finished_is_on_the_next_agenda_by_itself():
    found = agenda.of(next_meeting(group("AWG"), DEMO_TODAY))
    [carried] = [one for one in found.listed if one.thread_id]
    assert carried.title == "Buses to the Aldramere Centre"
    assert carried.note == "Carried over since 19 March 2026."


def test_a_correction_stands_beside_what_closed_minutes_say():
    [made] = Correction.objects.all()
    assert (made.item.meeting.on, made.agreed_at.on) == (
        date(2025, 9, 18),
        date(2025, 11, 13),
    )
    assert "signs the agreement in October" in made.item.closed_text.text


def test_decisions_are_numbered_by_group_and_month():
    refs = set(Outcome.objects.exclude(ref="").values_list("ref", flat=True))
    assert {"AWG/2026-03/1", "CIB/2026-01/1", "CYPS/2026-03/1"} <= refs


def test_there_are_apologies_a_deputy_and_a_guest():
    kept = Presence.objects.filter(meeting__group=group("AWG"))
    [deputy] = kept.filter(how="deputy")
    assert (deputy.name, deputy.deputy_for.name) == (
        "Sunniva Peverell",
        "Corin Wetherlam",
    )
    assert kept.filter(how="apologies").exists()
    assert kept.filter(is_member=False, how="present").exists()


def test_meetings_are_held_to_today_and_planned_after_it():
    for one in Meeting.objects.exclude(state=Meeting.State.CANCELLED):
        assert (one.state == Meeting.State.HELD) == (one.on <= DEMO_TODAY), one
        assert one.on.weekday() < 5
    assert next_meeting(group("AWG"), DEMO_TODAY).on == date(2026, 5, 14)
    assert Meeting.objects.filter(on__gte=date(2026, 7, 1)).exists()
    assert [one.on for one in Meeting.objects.filter(state="cancelled")] == [
        date(2025, 4, 2)
    ]


def test_the_working_group_meets_monthly_and_then_once_a_half_term():
    days = [one.on for one in group("AWG").meetings.all()]
    gaps = [
        (after - before).days for before, after in zip(days, days[1:], strict=False)
    ]
    assert all(gap <= 42 for gap in gaps[:4])
    assert all(49 <= gap <= 70 for gap in gaps[4:])


def test_people_of_the_demo_are_who_papers_name():
    for person in PEOPLE:
        held = Contact.objects.filter(user__username=person.username)
        assert [one.name for one in held] in ([person.name], []), person
    assert Contact.objects.exclude(user=None).count() >= 9
    assert {"tamsin", "bertram"} <= set(User.objects.values_list("username", flat=True))


# The log ------------------------------------------------------------------------------------


def test_the_stuck_one_the_silent_one_and_the_overdue_one_are_found():
    found = stood(log())
    assert [ref for ref, one in found.items() if one.is_stuck] == ["7"]
    assert found["7"].reviews_amber == 4
    assert [ref for ref, one in found.items() if one.is_silent] == ["8"]
    assert found["8"].colour == standing.GREY
    assert {ref: one.days_overdue for ref, one in found.items() if one.is_overdue} == {
        "5": 98
    }
    assert found["5"].colour == standing.RED


def test_one_task_comes_before_what_it_waits_for():
    found = stood(log())
    clashes = waiting.clashes(found.values())
    assert list(clashes) == [found["13"].action.pk]
    assert [on.needs for on in found["13"].dependencies] == [found["12"].action]
    [meeting] = [on.needs_meeting for on in found["12"].dependencies]
    assert meeting.group == group("HWB")


def test_moved_deadlines_say_why_and_at_which_meeting():
    found = stood(log())
    moved = {ref: one.moves for ref, one in found.items() if one.moves}
    assert moved == {"1": 1, "2a": 2, "9": 3, "12": 1}
    for ref in moved:
        for move in found[ref].deadlines[1:]:
            assert move.reason and move.approved_at.group == group("AWG")
    assert (found["9"].original_due_on, found["9"].due_on) == (
        date(2024, 12, 31),
        date(2026, 5, 31),
    )


def test_one_task_was_closed_and_opened_again():
    moves = [one.move for one in stood(log())["1"].closings]
    assert moves == [
        Closing.Move.PROPOSED,
        Closing.Move.CONFIRMED,
        Closing.Move.REOPENED,
    ]


def test_one_closure_is_proposed_and_waits_for_the_next_meeting():
    found = stood(log())
    proposed = [ref for ref, one in found.items() if one.is_proposed]
    assert proposed == ["10"]
    assert found["10"].closing.meeting == next_meeting(group("AWG"), DEMO_TODAY)
    assert found["10"].colour == standing.BLUE


def test_the_split_task_goes_on_as_two():
    assert list(stood(log(), date(2024, 5, 15)))[:2] == ["1", "2"]
    assert {"2a", "2b"} <= set(stood(log(), date(2024, 5, 16)))
    assert stood(log())["2a"].action == stood(log(), date(2024, 5, 15))["2"].action


def test_a_plan_stands_under_a_task():
    under = Plan.objects.get(under__isnull=False)
    assert (under.group, under.under) == (group("MEG"), stood(log())["6"].action)
    assert len(stood(under)) == 4


def test_every_amber_and_red_says_why_and_how_it_gets_back():
    for plan in Plan.objects.all():
        for one in stood(plan).values():
            for rating in one.ratings:
                assert rating.meeting and rating.meeting.on == rating.on
                if rating.colour in (standing.AMBER, standing.RED):
                    assert rating.reason and rating.path and rating.path_by >= rating.on


def test_every_colour_better_than_the_rule_says_why():
    every = [stood(plan).values() for plan in Plan.objects.all()]
    ratings = [made for found in every for one in found for made in one.ratings]
    better = [
        made
        for made in ratings
        if standing.WORST_FIRST.index(made.colour)
        > standing.WORST_FIRST.index(made.suggested)
    ]
    assert better and all(made.difference for made in better)


# As it was known --------------------------------------------------------------------------


def test_everything_was_written_down_on_the_day_it_was_said():
    for model in FACTS:
        for fact in model._default_manager.all():
            assert timezone.localdate(fact.recorded_at) == fact.on, fact
            assert fact.on <= DEMO_TODAY


@pytest.mark.parametrize("on", [date(2024, 7, 11), date(2025, 5, 15), HELD])
def test_a_plan_prints_the_same_as_it_stood_and_as_it_was_known(on):
    for plan in Plan.objects.filter(created_on__lte=on):
        stands = [printing.row(one) for one in stood(plan, on).values()]
        known = [printing.row(one) for one in stood(plan, on, evening(on)).values()]
        assert stands == known
        before = stood(plan, DEMO_TODAY, evening(on - timedelta(days=1)))
        assert all(fact.on < on for one in before.values() for fact in one.ratings)


def test_the_trail_tells_it_in_the_order_of_its_days():
    # Those agreed with schools are told after the programme, in an order of their own.
    agreed = [f"action:{one.action_id}" for one in Agreed.objects.all()]
    of_actions = Entry.objects.filter(to__startswith="action:").exclude(to__in=agreed)
    told = of_actions.order_by("pk")
    days = [one.at for one in told]
    assert days and days == sorted(days)
    assert set(told.values_list("by", flat=True)) <= {one.username for one in PEOPLE}


def test_the_clock_goes_again_after_a_day_that_fails():
    before = timezone.now
    with pytest.raises(ZeroDivisionError), written_on(date(2024, 5, 1)):
        assert timezone.localdate() == date(2024, 5, 1)
        _ = 1 / 0
    assert timezone.now is before


# The scrutiny plan and what was taken up --------------------------------------------------


def scrutiny() -> Plan:
    return Plan.objects.get(group=group("CYPS"))


def test_the_scrutiny_plan_has_its_sections_and_answered_recommendations():
    names = [one.name for one in scrutiny().sections.all()]
    assert names == ["Research", "Communications", "Events"]
    assert [one.response for one in scrutiny().recommendations.all()] == [
        Recommendation.Response.ACCEPTED,
        Recommendation.Response.ACCEPTED,
        Recommendation.Response.PART,
    ]


def test_success_measures_are_counted_from_the_demos_marks_and_one_is_words():
    every = [one for each in stood(scrutiny()).values() for one in each.successes]
    counted = [one for one in every if one.measure]
    assert len(counted) == 3
    for one in counted:
        assert not list(measuring.faults(one)), one.text
        found = measuring.baseline_of(
            state(), one.measure, one.narrowed, one.baseline_period, today=DEMO_TODAY
        )
        assert found.numerator == one.baseline_numerator
        assert measuring.wanted(one) == -1
        assert measuring.progress(one, state(), today=DEMO_TODAY).now is not None
    [words] = [one for one in every if not one.measure]
    assert list(measuring.faults(words)) == [measuring.WORDS]


def test_priorities_come_from_what_is_planted_and_are_answered():
    every = {one.measure: one for one in Priority.objects.all()}
    assert set(every) == {"reason_i", "overall_absence", "reason_n", "not_recorded"}
    assert {name for name, one in every.items() if one.is_in} == {
        "overall_absence",
        "reason_n",
    }
    for one in every.values():
        assert one.answers.count() == 1
        assert one.is_in or one.why_out
    for name in ("overall_absence", "reason_n", "not_recorded"):
        assert every[name].school
        assert every[name].school in every[name].title
    signals = [one for one in every.values() if one.signal]
    assert signals and all(one.sentence for one in signals)


# Nobody real ------------------------------------------------------------------------------


def test_asking_again_adds_nothing():
    before = Action.objects.count(), Entry.objects.count()
    installed.install(**SIZE, progress=lambda part: None)
    assert (Action.objects.count(), Entry.objects.count()) == before


def test_no_name_and_no_sentence_is_of_the_papers_it_was_made_to_look_like(shared):
    papers = sorted((shared / "seeds").glob("*.txt"))
    if not papers:
        pytest.skip("the papers aren’t beside this checkout, in ../shared/seeds")
    said = [words(path.read_text(encoding="utf-8")) for path in papers]
    for person in written("groups")["people"]:
        names = set(words(person["name"])) - {"cllr"}
        assert not names & {word for paper in said for word in paper}, person
    theirs = {run for paper in said for run in runs(paper)}
    for name in ("groups", "plans"):
        for text in texts(written(name)):
            assert not theirs & set(runs(words(text))), text


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.casefold().replace("’", "").replace("'", ""))


def runs(said: list[str], length: int = 5) -> list[tuple[str, ...]]:
    return [tuple(said[at : at + length]) for at in range(len(said) - length + 1)]


def texts(kept):
    """Every text of a file, however deep."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict | list):
        for one in kept.values() if isinstance(kept, dict) else kept:
            yield from texts(one)
