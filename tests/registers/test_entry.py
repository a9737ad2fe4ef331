"""What every register shares: spells, moves, clocks and the lines that are kept."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.accounts.trail import Entry as OnTrail
from muster.registers import keeping
from muster.registers.clocks import Rule, rule_of
from muster.registers.entry import Clock, Entry
from muster.registers.keeping import Refused
from muster.registers.register import register_of, registers
from muster.registers.support import REGISTER, Status
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db
CALENDAR = Calendar.template()
ON = date(2025, 9, 15)


def opened(child=1, on=ON, **more):
    given = {"school": 7, "reason": "severe", "by": "ada", "calendar": CALENDAR}
    return keeping.open_entry(REGISTER, child=child, on=on, **(given | more))


def ended(child, first, last, register="support", about=""):
    return Entry.objects.create(
        register=register,
        child=child,
        about=about,
        status="opened",
        started_on=first,
        ended_on=last,
        reason="severe",
        outcome="attends" if last else "",
        opened_by="ada",
        opened_at=timezone.now(),
        closed_by="ada" if last else "",
        closed_at=timezone.now() if last else None,
    )


class TestSpells:
    def test_a_child_comes_on_a_register_once(self):
        opened()
        with pytest.raises(Refused, match="has an open plan already"):
            opened(on=date(2025, 10, 1))
        assert Entry.objects.count() == 1

    def test_a_spell_cannot_end_before_it_began(self):
        entry = opened()
        with pytest.raises(Refused, match="It began on 15/09/2025"):
            keeping.close(entry, outcome="attends", on=date(2025, 9, 14), by="ada")
        with pytest.raises(IntegrityError), transaction.atomic():
            ended(2, ON, date(2025, 9, 14))

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2025, 9, 1), date(2025, 9, 16)),
            (date(2025, 9, 20), date(2025, 9, 25)),
            (date(2025, 9, 1), date(2025, 12, 1)),
            (date(2025, 9, 29), None),
            (date(2025, 9, 1), None),
            (date(2025, 9, 15), date(2025, 9, 30)),
        ],
    )
    def test_the_database_refuses_a_spell_that_runs_into_another(self, first, last):
        ended(1, ON, date(2025, 9, 30))
        with pytest.raises(IntegrityError), transaction.atomic():
            ended(1, first, last)

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            # Ends on the day the other begins; begins on the day it ends.
            (date(2025, 9, 1), date(2025, 9, 15)),
            (date(2025, 9, 30), None),
            # Opened by mistake and closed the same day.
            (date(2025, 9, 15), date(2025, 9, 15)),
        ],
    )
    def test_spells_may_share_the_day_one_ends_and_another_begins(self, first, last):
        ended(1, ON, date(2025, 9, 30))
        ended(1, first, last)
        assert Entry.objects.count() == 2

    def test_another_child_register_or_parent_is_no_overlap(self):
        ended(1, ON, None)
        ended(2, ON, None)
        ended(1, ON, None, register="legal")
        ended(1, ON, None, register="legal", about="parent 2")
        assert Entry.objects.open().count() == 4

    def test_moving_the_end_of_a_spell_into_the_next_is_refused(self):
        first = ended(1, ON, date(2025, 9, 30))
        ended(1, date(2025, 10, 6), None)
        first.ended_on = date(2025, 10, 7)
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save()

    def test_opening_in_the_middle_of_an_earlier_spell_is_a_sentence(self):
        keeping.close(opened(), outcome="attends", on=date(2025, 10, 15), by="ada")
        with pytest.raises(Refused, match="run into another plan"):
            opened(on=date(2025, 10, 1))

    def test_who_was_on_it_at_the_end_of_a_day(self):
        entry = opened()
        keeping.close(entry, outcome="attends", on=date(2025, 10, 15), by="ada")
        on = Entry.objects.open_on
        assert [on(day).count() for day in (date(2025, 9, 14), ON)] == [0, 1]
        assert on(date(2025, 10, 14)).count() == 1
        assert on(date(2025, 10, 15)).count() == 0

    def test_a_reason_must_be_one_on_the_day(self):
        with pytest.raises(Refused, match="“sad” is not a reason for plan"):
            opened(reason="sad")


class TestMoves:
    def test_a_status_leads_only_where_the_table_says(self):
        entry = opened()
        with pytest.raises(Refused, match="does not lead to “Plan reviewed”"):
            keeping.move(entry, to=Status.REVIEWED, on=ON, by="ada", calendar=CALENDAR)
        keeping.move(entry, to=Status.TALKED, on=ON, by="ada", calendar=CALENDAR)
        keeping.move(entry, to=Status.PLANNED, on=ON, by="ada", calendar=CALENDAR)
        assert Entry.objects.get().status == Status.PLANNED

    def test_what_is_closed_moves_no_more_until_it_is_opened_again_with_a_reason(self):
        entry = opened()
        keeping.close(entry, outcome="attends", on=date(2025, 10, 15), by="ada")
        with pytest.raises(Refused, match="It is closed"):
            keeping.move(entry, to=Status.TALKED, on=ON, by="ada", calendar=CALENDAR)
        with pytest.raises(Refused, match="Say why"):
            keeping.reopen(entry, on=date(2025, 10, 16), by="ada", why=" ")
        with pytest.raises(Refused, match="closed on 15/10/2025"):
            keeping.reopen(entry, on=date(2025, 10, 14), by="ada", why="Absent")
        keeping.reopen(entry, on=date(2025, 10, 16), by="ada", why="Absent again")
        assert entry.is_open
        assert entry.outcome == ""

    def test_what_another_system_keeps_is_changed_there(self):
        entry = opened()
        Entry.objects.update(source="CaseWorks", reference="88")
        for verb in (
            lambda: keeping.move(
                entry, to=Status.TALKED, on=ON, by="ada", calendar=CALENDAR
            ),
            lambda: keeping.close(entry, outcome="attends", on=ON, by="ada"),
            lambda: keeping.note(entry, text="Rang", on=ON, by="ada"),
        ):
            with pytest.raises(Refused, match="kept in CaseWorks"):
                verb()

    def test_every_register_can_reach_each_of_its_statuses(self):
        for name, one in registers().items():
            assert name == one.name
            reached, led = {one.opens_as}, {one.opens_as}
            while led:
                led = frozenset().union(*(one.leads_to[s] for s in led)) - reached
                reached |= led
            assert reached == set(one.statuses.values)

    def test_the_lines_of_an_entry_and_the_trail_tell_the_same_story(self):
        entry = opened(note="Found by the weekly list")
        keeping.note(entry, text="Rang his mother", on=ON, by="ada", kind="contact")
        keeping.move(
            entry, to=Status.TALKED, on=date(2025, 9, 22), by="bob", calendar=CALENDAR
        )
        keeping.plan_next(
            entry,
            step="Visit",
            step_on=date(2025, 9, 29),
            review_on=None,
            by="bob",
            on=date(2025, 9, 22),
        )
        keeping.close(entry, outcome="better", on=date(2025, 12, 1), by="bob")
        assert [(one.kind, one.by) for one in entry.happened.order_by("pk")] == [
            ("opened", "ada"),
            ("contact", "ada"),
            ("moved", "bob"),
            ("planned", "bob"),
            ("closed", "bob"),
        ]
        trail = OnTrail.objects.filter(to=f"entry:{entry.pk}").order_by("pk")
        assert [one.did for one in trail] == [
            "entry.opened",
            "entry.contact",
            "entry.moved",
            "entry.planned",
            "entry.closed",
        ]

    def test_an_empty_note_is_not_written(self):
        with pytest.raises(Refused, match="Write what happened"):
            keeping.note(opened(), text="  ", on=ON, by="ada")


class TestClocks:
    def test_opening_begins_the_clocks_and_their_deeds_meet_them(self):
        entry = opened()
        talk, plan = entry.clocks.all()
        assert (talk.name, talk.due_on) == ("talk", date(2025, 9, 29))
        assert (plan.name, plan.due_on) == ("plan", date(2025, 10, 13))
        keeping.move(
            entry, to=Status.TALKED, on=date(2025, 10, 1), by="bob", calendar=CALENDAR
        )
        talk.refresh_from_db()
        assert (talk.met_on, talk.by) == (date(2025, 10, 1), "bob")
        assert talk.days_late(date(2026, 1, 1)) == 2
        assert plan.days_late(date(2025, 10, 13)) == 0
        assert plan.days_late(date(2025, 10, 14)) == 1

    def test_closing_stops_what_still_runs_and_says_why(self):
        entry = opened()
        keeping.close(entry, outcome="moved", on=date(2025, 9, 20), by="bob")
        assert {one.stopped_on for one in entry.clocks.all()} == {date(2025, 9, 20)}
        assert entry.clocks.first().stopped_why.startswith("Closed: Moved to another")

    def test_a_clock_never_begins_again_in_silence(self):
        entry = opened()
        for status in (Status.TALKED, Status.PLANNED):
            keeping.move(entry, to=status, on=ON, by="ada", calendar=CALENDAR)
        keeping.close(entry, outcome="attends", on=date(2025, 10, 1), by="ada")
        keeping.reopen(entry, on=date(2025, 10, 2), by="ada", why="Absent again")
        assert not entry.clocks.filter(met_on=None, stopped_on=None)
        with pytest.raises(Refused, match="Say why the clock begins again"):
            keeping.restart_clock(
                entry,
                name="plan",
                on=date(2025, 10, 2),
                by="ada",
                why="",
                calendar=CALENDAR,
            )
        again = {"by": "ada", "why": "A new plan is needed", "calendar": CALENDAR}
        with pytest.raises(Refused, match="It began on"):
            keeping.restart_clock(entry, name="plan", on=date(2025, 9, 1), **again)
        keeping.restart_clock(entry, name="plan", on=date(2025, 10, 2), **again)
        [running] = entry.clocks.filter(met_on=None, stopped_on=None)
        assert running.began_on == date(2025, 10, 2)
        assert entry.happened.first().kind == "clock"

    def test_the_database_lets_a_clock_run_once(self):
        entry = opened()
        with pytest.raises(IntegrityError), transaction.atomic():
            Clock.objects.create(entry=entry, name="plan", began_on=ON, due_on=ON)

    @pytest.mark.parametrize(
        ("unit", "inclusive", "due"),
        [
            # From Friday 24 October 2025, the day before half-term.
            ("days", False, date(2025, 10, 29)),
            ("days", True, date(2025, 10, 28)),
            ("working days", False, date(2025, 10, 31)),
            ("working days", True, date(2025, 10, 30)),
            ("school days", False, date(2025, 11, 7)),
            ("school days", True, date(2025, 11, 6)),
        ],
    )
    def test_what_a_clock_counts_and_whether_its_first_day_counts(
        self, unit, inclusive, due
    ):
        rule = Rule(
            register="support",
            name="x",
            says="",
            begins="open",
            met_by="close",
            number=5,
            unit=unit,
            inclusive=inclusive,
            source="",
            read=True,
            valid_from=date(2024, 8, 19),
        )
        assert rule.due(date(2025, 10, 24), CALENDAR) == due

    def test_a_clock_of_no_unit_is_said(self):
        rule = rule_of("support", "plan", ON)
        odd = Rule(**{**rule.__dict__, "unit": "moons"})
        with pytest.raises(ValueError, match="moons"):
            odd.due(ON, CALENDAR)

    def test_every_clock_begins_with_and_is_met_by_something_its_register_has(self):
        from muster.registers.clocks import CLOSE, DEED, OPEN, rules_of

        for name, one in registers().items():
            deeds = {OPEN, CLOSE, DEED, *one.statuses.values}
            for rule in rules_of(name, date(2026, 1, 1)):
                assert {rule.begins, rule.met_by} <= deeds
                assert {*rule.past} <= {*one.statuses.values}


def test_an_entry_knows_its_register():
    assert register_of(opened()) is REGISTER
