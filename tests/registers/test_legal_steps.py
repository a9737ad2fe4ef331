# ruff: noqa: F811  fixtures, asked for by name
"""Deciding, notices to improve, contracts, orders and prosecution; and the case’s pages."""

from datetime import date, timedelta

import pytest
from tests.registers.legal_cases import (  # noqa: F401  fixtures
    AWAY,
    CALENDAR,
    FULL,
    ON,
    SAID,
    _homes,
    case,
    parent,
    registers,
)
from tests.registers.test_legal_notices import elsewhere, issue

from muster.documents import blocks
from muster.registers import finding, keeping
from muster.registers.child import Children
from muster.registers.found import Decided, Found
from muster.registers.keeping import Refused
from muster.registers.legal import (
    conduct,
    evidence,
    issuing,
    opening,
    paying,
    section,
    stepping,
)
from muster.registers.legal.case import Legal
from muster.registers.legal.casefile import case_file
from muster.registers.legal.notice import Notice
from muster.registers.legal.stepping import DEFENCES
from muster.registers.legal.steps import Prosecution


pytestmark = pytest.mark.django_db
NO_DEFENCE = {name: ("no", "Nothing of the kind was found.") for name in DEFENCES}


@pytest.fixture
def state(registers):
    return registers(AWAY, FULL, FULL)


def decide(entry, decision="improve", on=ON):
    stepping.consider(
        entry, decision=decision, why="It is fair.", on=on, by="ada", calendar=CALENDAR
    )


def improve(entry, weeks=4, from_on=date(2025, 9, 29), **more):
    said = {"target": "No session without leave", "on": ON, "by": "ada"} | more
    return stepping.improve(
        entry, from_on=from_on, weeks=weeks, calendar=CALENDAR, **said
    )


def review(entry, on, why="", outcome="not_improved"):
    return stepping.review_improvement(
        entry, outcome=outcome, why=why, on=on, by="ada", calendar=CALENDAR
    )


def prosecute(entry, state, laid_on, **more):
    said = {"act": "s444_1", "why": "Fair.", "defences": NO_DEFENCE, "by": "ada"} | more
    return stepping.prosecute(
        entry, laid_on=laid_on, on=laid_on, calendar=CALENDAR, state=state, **said
    )


class TestOpening:
    def test_both_parents_get_a_case_each_with_the_same_evidence(self, state):
        finding.look(state, ON)
        [found] = Found.objects.filter(on_list="threshold")
        both = [parent(found.child), parent(found.child, "Bo Ashby")]
        entries = opening.open_cases(found, both, on=ON, by="ada", calendar=CALENDAR)
        assert len({one.about for one in entries}) == 2
        assert [len(one.evidence.get().sessions) for one in entries] == [10, 10]
        assert Decided.objects.filter(found=found, entry__in=entries).count() == 2
        assert not Found.objects.waiting("threshold", ON).exists()

    def test_met_again_the_sessions_come_into_the_open_case(self, state):
        entry = case(state)
        keeping_on = Found.objects.get(on_list="threshold")
        later = Found.objects.create(
            on_list="threshold",
            child=keeping_on.child,
            pupil=keeping_on.pupil,
            school=keeping_on.school,
            since_on=date(2025, 12, 5),
            rank=1,
            sessions=[["2025-12-05", "AM", "O"]],
            found_on=date(2025, 12, 8),
        )
        [again] = opening.open_cases(
            later,
            [Legal.objects.get().parent],
            on=date(2025, 12, 8),
            by="ada",
            calendar=CALENDAR,
        )
        assert again.pk == entry.pk
        assert entry.evidence.count() == 2
        assert "The threshold is met again" in entry.happened.first().text

    def test_later_sessions_are_taken_in_beside_what_was(self, registers):
        entry = case(registers(AWAY, FULL, FULL, AWAY))
        held = registers(AWAY, FULL, FULL, AWAY)
        on = date(2025, 10, 3)
        later = evidence.take_since(entry, state=held, on=on, by="ada")
        assert (later.met_on, len(later.sessions)) == (None, 10)
        with pytest.raises(Refused, match="none without leave since 03/10/2025"):
            evidence.take_since(entry, state=held, on=on, by="ada")
        decide(entry, "notice", on)
        notice = issue(entry, held, on, decided=False)
        assert len(notice.sessions) == 20

    def test_who_is_no_parent_in_law_is_refused(self, state):
        finding.look(state, ON)
        [found] = Found.objects.filter(on_list="threshold")
        aunt = parent(found.child, "An Aunt", is_parent=False)
        with pytest.raises(Refused, match="not held as having parental responsibility"):
            opening.open_cases(found, [aunt], on=ON, by="ada", calendar=CALENDAR)


class TestImprove:
    @pytest.mark.parametrize("weeks", [2, 7])
    def test_it_runs_three_to_six_weeks(self, state, weeks):
        entry = case(state)
        decide(entry)
        with pytest.raises(Refused, match="runs 3 to 6 weeks"):
            improve(entry, weeks)

    @pytest.mark.parametrize("weeks", [3, 6])
    def test_its_last_day_is_a_clock(self, state, weeks):
        entry = case(state)
        decide(entry)
        step = improve(entry, weeks)
        assert step.to_on == date(2025, 9, 28) + timedelta(weeks=weeks)
        assert entry.clocks.get(name="improve").due_on == step.to_on

    def test_ending_early_needs_a_reason(self, state):
        entry = case(state)
        decide(entry)
        improve(entry)
        with pytest.raises(Refused, match="Say why it ends before that"):
            review(entry, date(2025, 10, 25))
        review(entry, date(2025, 10, 25), why="Absent every day since.")
        assert entry.clocks.get(name="improve").met_on == date(2025, 10, 25)

    def test_on_its_last_day_it_needs_none_and_a_notice_may_follow(self, state):
        entry = case(state)
        decide(entry)
        improve(entry)
        review(entry, date(2025, 10, 26))
        whys = {"others": "Asked."}
        notice = issue(entry, state, date(2025, 10, 27), decided=False, whys=whys)
        assert notice.whys == whys

    def found(self, state, on):
        """What the check of a notice to improve finds on a day."""
        one = conduct.draft(Legal.objects.get(), reason="", on=on, state=state)
        return next(
            each for each in conduct.checked(one) if each.check.name == "improve"
        )

    def test_one_from_before_the_last_notice_is_not_the_last_chance_before_the_next(
        self, state
    ):
        entry = case(state)
        decide(entry)
        improve(entry)
        review(entry, date(2025, 10, 26))
        on = date(2025, 10, 27)
        assert self.found(state, on).standing is conduct.MET
        notice = issue(entry, state, on, decided=False, whys={"others": "Asked."})
        after = self.found(state, date(2025, 12, 1))
        assert after.standing is conduct.NOT_MET
        assert "came before PN000001 of 27 October 2025" in after.found
        issuing.withdraw(
            entry,
            notice=notice,
            ground="errors",
            why="It named another school.",
            on=on,
            by="ada",
            calendar=CALENDAR,
        )
        assert self.found(state, date(2025, 12, 1)).standing is conduct.MET

    def test_one_reviewed_after_the_day_of_a_notice_had_not_run_by_it(self, state):
        entry = case(state)
        decide(entry)
        improve(entry)
        review(entry, date(2025, 10, 26))
        assert self.found(state, date(2025, 10, 24)).standing is conduct.NOT_MET

    def test_it_says_what_support_is_offered(self, state):
        entry = case(state, supported=False)
        decide(entry)
        with pytest.raises(Refused, match="what support was offered"):
            improve(entry)


class TestProsecuting:
    def unpaid(self, state):
        entry = case(state)
        issue(entry, state)
        keeping.move(
            entry,
            to="unpaid",
            on=date(2025, 10, 25),
            by="Muster",
            calendar=CALENDAR,
            by_deed=True,
        )
        return entry

    def test_while_a_notice_can_be_paid_nobody_is_prosecuted(self, state):
        entry = case(state)
        issue(entry, state)
        with pytest.raises(Refused, match="does not lead to “Prosecution”"):
            prosecute(entry, state, date(2025, 10, 20))

    @pytest.mark.parametrize(
        ("laid_on", "kept", "left_out"),
        [
            (date(2026, 3, 8), 10, ""),
            (date(2026, 3, 9), 8, "Left out: 2 sessions up to 08/09/2025"),
            (date(2026, 3, 12), 2, "Left out: 8 sessions up to 11/09/2025"),
        ],
    )
    def test_each_session_is_within_six_months(self, state, laid_on, kept, left_out):
        """Magistrates’ Courts Act 1980, section 127."""
        entry = self.unpaid(state)
        one = prosecute(entry, state, laid_on)
        assert one.notice == Notice.objects.get()
        assert len(one.sessions) == kept
        assert one.sessions[0][0] == f"{one.offence_from:%Y-%m-%d}"
        assert one.offence_to == date(2025, 9, 12)
        assert left_out in entry.happened.first().text
        assert ("Left out" in entry.happened.first().text) == bool(left_out)
        assert entry.clocks.get(name="limit").met_on == laid_on

    def test_after_six_months_of_the_last_nobody_is_prosecuted(self, state):
        entry = self.unpaid(state)
        with pytest.raises(Refused, match="12/09/2025 to 12/03/2026"):
            prosecute(entry, state, date(2026, 3, 13))

    def test_without_a_notice_too_each_session_is_within_six_months(self, registers):
        late = registers(AWAY, *[FULL] * 27, "O / / \\ / \\ / \\ / \\")
        on = date(2026, 3, 27)
        entry = case(late, on=on)
        decide(entry, "prosecute", on)
        one = prosecute(entry, late, on)
        assert [day for day, *_ in one.sessions] == ["2026-03-23"]
        assert one.offence_from == date(2026, 3, 23)
        assert "Left out: 10 sessions up to 12/09/2025" in entry.happened.first().text

    def test_every_defence_is_considered_and_one_that_applies_ends_it(self, state):
        entry = self.unpaid(state)
        on = date(2025, 11, 3)
        with pytest.raises(Refused, match="Say of each defence"):
            prosecute(entry, state, on, defences=NO_DEFENCE | {"leave": ("no", " ")})
        ill = NO_DEFENCE | {"unavoidable": ("yes", "In hospital.")}
        with pytest.raises(Refused, match="There is no offence where this applies"):
            prosecute(entry, state, on, defences=ill)
        assert not Prosecution.objects.exists()

    def test_a_third_goes_to_court_without_a_notice(self, state):
        entry = case(state)
        elsewhere(entry, date(2024, 10, 7))
        elsewhere(entry, date(2025, 3, 3))
        decide(entry, "prosecute")
        one = prosecute(entry, state, date(2025, 10, 6))
        assert one.notice is None
        assert len(one.sessions) == 10

    def test_what_the_court_did_is_kept_and_the_case_can_close(self, state):
        entry = self.unpaid(state)
        prosecute(entry, state, date(2025, 11, 3))
        on = date(2026, 1, 12)
        with pytest.raises(Refused, match="has no outcome yet"):
            keeping.close(entry, outcome="convicted", on=on, by="ada")
        said = {"court": "Quillshire", "hearing_on": on, "plea": "guilty", "on": on}
        said |= {"fine": 200, "costs": 100, "by": "ada"}
        with pytest.raises(Refused, match="go with an offence that was proved"):
            stepping.hear(entry, outcome="", outcome_on=None, **said)
        stepping.hear(entry, outcome="proved", outcome_on=on, **said)
        keeping.close(entry, outcome="convicted", on=on, by="ada")

    def test_the_file_holds_the_whole_case(self, state, person):
        entry = self.unpaid(state)
        keeping.note(entry, text="A call.", on=ON, by="ada", kind="contact")
        prosecute(entry, state, date(2025, 11, 3))
        user = person("legal-officer")
        child = Children.visible_to(user, state).get(entry.child, ON)
        held = Legal.objects.get()
        paper = case_file(held, child, state, ON)
        text = repr(paper)
        for part in (
            *("Ada Ashby", "1 Ash Lane", "A call.", "A meeting was offered"),
            *(
                "section 444(1)",
                "Nothing of the kind",
                "PN000001",
                "from memory: check",
            ),
        ):
            assert part in text, part
        captions = [
            one.caption for one in paper.blocks if isinstance(one, blocks.Table)
        ]
        assert "Sessions relied on" in captions
        assert SAID["improve"] in text

    def test_the_file_rests_on_no_session_of_a_notice_that_was_paid(
        self, state, person
    ):
        entry = case(state)
        notice = issue(entry, state)
        day = date(2025, 10, 6)
        paying.pay(
            entry,
            notice=notice,
            paid_on=day,
            pounds=notice.reduced_pounds,
            on=day,
            by="ada",
            calendar=CALENDAR,
        )
        child = Children.visible_to(person("legal-officer"), state).get(entry.child, ON)
        held = Legal.objects.get()
        assert "No session is left to rely on" in repr(
            case_file(held, child, state, ON)
        )
        entry.evidence.create(
            pupil=entry.evidence.get().pupil,
            school=entry.school,
            sessions=[["2025-09-22", "AM", "O"]],
            taken_on=ON,
            taken_by="ada",
        )
        [relied_on] = [
            one
            for one in case_file(held, child, state, ON).blocks
            if getattr(one, "caption", "") == "Sessions relied on"
        ]
        assert [row[0] for row in relied_on.rows] == ["22 September 2025"]


class TestReliedOnOnce:
    """“Sessions already relied on … should not be reused” (rules.md 4.2), nor is anybody
    tried for them twice."""

    def tried(self, state, outcome, on=ON):
        """A case whose prosecution came to an outcome, and that is considered again."""
        entry = case(state)
        decide(entry, "prosecute")
        prosecute(entry, state, on)
        if outcome:
            hear(entry, outcome, on)
        keeping.move(entry, to="threshold", on=on, by="ada", calendar=CALENDAR)
        return entry

    @pytest.mark.parametrize("outcome", ["", "proved", "not_proved"])
    def test_sessions_of_a_prosecution_are_not_prosecuted_again(self, state, outcome):
        entry = self.tried(state, outcome)
        decide(entry, "prosecute")
        with pytest.raises(Refused, match="up to 12 September 2025 were relied on"):
            prosecute(entry, state, ON)
        assert Prosecution.objects.count() == 1

    @pytest.mark.parametrize("outcome", ["", "proved", "not_proved"])
    def test_nor_is_a_notice_issued_on_them(self, state, outcome):
        entry = self.tried(state, outcome)
        with pytest.raises(Refused, match="up to 12 September 2025 were relied on"):
            issue(entry, state)

    def test_nor_in_another_case_of_the_same_parent_and_child(self, state):
        entry = self.tried(state, "proved")
        keeping.close(entry, outcome="convicted", on=ON, by="ada")
        parent = Legal.objects.get().parent
        [again] = opening.open_cases(
            Found.objects.get(), [parent], on=ON, by="ada", calendar=CALENDAR
        )
        assert again.pk != entry.pk
        decide(again, "prosecute")
        with pytest.raises(Refused, match="up to 12 September 2025 were relied on"):
            prosecute(again, state, ON)

    def test_the_list_counts_afresh_after_them(self, state):
        self.tried(state, "proved")
        pupil = Found.objects.get().pupil
        assert finding.fresh_after() == {pupil: date(2025, 9, 12)}
        assert finding.fresh_after(pupil) == {pupil: date(2025, 9, 12)}
        assert finding.fresh_after(pupil + 1) == {}

    def test_its_case_does_not_say_that_none_of_them_count(self, state, monkeypatch):
        entry = self.tried(state, "proved")
        monkeypatch.setattr(section, "state", lambda: state)
        assert "threshold" not in section.section(entry, ON)

    def test_a_prosecution_that_was_discontinued_frees_them(self, state):
        entry = self.tried(state, "discontinued")
        assert finding.fresh_after() == {}
        decide(entry, "prosecute")
        assert len(prosecute(entry, state, ON).sessions) == 10

    def test_the_other_parent_may_be_prosecuted_for_the_same(self, state):
        self.tried(state, "proved")
        found = Found.objects.get()
        other = parent(found.child, "Bo Ashby")
        [entry] = opening.open_cases(found, [other], on=ON, by="ada", calendar=CALENDAR)
        decide(entry, "prosecute")
        assert len(prosecute(entry, state, ON).sessions) == 10


def hear(entry, outcome, on):
    said = {"court": "Quillshire", "hearing_on": on, "plea": "", "by": "ada"}
    said |= {"fine": None, "costs": None}
    stepping.hear(entry, outcome=outcome, outcome_on=on, on=on, **said)


class TestOrders:
    def test_a_contract_is_kept_whether_it_is_signed_or_not(self, state):
        entry = case(state)
        decide(entry, "support")
        stepping.agree_contract(
            entry,
            from_on=ON,
            to_on=date(2026, 3, 26),
            signed_on=None,
            says="A call each Monday.",
            on=ON,
            by="ada",
            calendar=CALENDAR,
        )
        entry.refresh_from_db()
        assert entry.status == "contract"
        assert "not signed yet" in entry.happened.first().text

    def test_an_order_that_ends_before_it_begins_is_refused(self, state):
        entry = case(state)
        decide(entry, "order")
        with pytest.raises(Refused, match="The last day is before the first"):
            stepping.order(
                entry,
                kind="parenting",
                from_on=ON,
                to_on=date(2025, 9, 1),
                says="Twelve months.",
                on=ON,
                by="ada",
                calendar=CALENDAR,
            )
