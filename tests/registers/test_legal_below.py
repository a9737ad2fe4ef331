# ruff: noqa: F811  fixtures, asked for by name
"""Cases opened below the threshold: why, what they keep, and what may come of them."""

import dataclasses
from datetime import date

import pytest
from tests.registers.legal_cases import (  # noqa: F401  fixtures
    AWAY,
    CALENDAR,
    FULL,
    ON,
    _homes,
    case,
    parent,
    registers,
)
from tests.registers.test_legal_notices import SAID, issue
from tests.registers.test_legal_steps import decide, improve, prosecute

from muster.measures.watch.register import Session
from muster.registers import finding, keeping
from muster.registers.child import Children
from muster.registers.contact import Contact
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.legal import conduct, evidence, opening, section, writing
from muster.registers.legal.case import Legal, Status
from muster.registers.legal.casefile import case_file
from muster.registers.legal.evidence import read
from muster.registers.legal.notice import Notice
from muster.registers.legal.threshold import as_marks_stand, reached, said
from muster.school_year import week_of


pytestmark = pytest.mark.django_db
SIX = "G G G G G G / \\ / \\"
PAGE = "/children/registers/legal/"


@pytest.fixture
def state(registers):
    return registers(SIX, FULL, FULL)


@pytest.fixture
def as_a(client, person, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())

    def as_a(role, **at):
        client.force_login(person(role, **at))
        return client

    return as_a


def pupil_of(state):
    [(child, pupil, school)] = state.pupils.select(
        "child", "pupil", "school"
    ).iter_rows()
    return opening.Pupil(child, pupil, school)


def below(state, reason="one_off", why="A week in Spain in term.", **more):
    one = pupil_of(state)
    held = more.pop("parents", None)
    [entry] = opening.open_below(
        one,
        [parent(one.child)] if held is None else held,
        **(
            {"reason": reason, "why": why, "on": ON, "by": "ada", "state": state} | more
        ),
    )
    return entry


def supported(entry):
    keeping.fill_in(
        entry,
        on=ON,
        by="ada",
        support_first=Legal.Support.OFFERED,
        support_says="A meeting was offered.",
    )


class TestOpening:
    def test_it_keeps_why_and_the_sessions_without_leave_there_are(self, state):
        entry = below(state)
        assert (entry.status, entry.reason) == (Status.BELOW, "one_off")
        assert entry.happened.get(kind="opened").text == "A week in Spain in term."
        held = entry.evidence.get()
        assert ({code for *_, code in held.sessions}, len(held.sessions)) == ({"G"}, 6)
        assert (held.met_on, held.found) == (None, None)

    def test_it_keeps_what_an_information_may_still_be_laid_for(self, registers):
        # 8 September and six months on: the day itself is the last.
        state = registers(SIX, FULL)
        last, after = date(2026, 3, 8), date(2026, 3, 9)
        kept = [
            len(below(state, on=on, parents=[parent(1, name)]).evidence.get().sessions)
            for on, name in ((last, "Ada Ashby"), (after, "Bo Ashby"))
        ]
        assert kept == [6, 4]

    def test_it_keeps_no_session_before_the_child_had_to_be_at_school(self, registers):
        young = registers(SIX, FULL, FULL, born_on=date(2021, 9, 20))
        assert below(young).evidence.get().sessions == []

    def test_no_prosecution_rests_on_one_if_the_date_of_birth_was_corrected(
        self, state, registers
    ):
        entry = below(state)
        decide(entry, "prosecute")
        young = registers(SIX, FULL, FULL, born_on=date(2021, 9, 20))
        with pytest.raises(Refused, match="not of compulsory school age"):
            prosecute(entry, young, ON)

    def test_what_is_held_twice_is_relied_on_once(self, state):
        entry = below(state)
        held = entry.evidence.get()
        again = held.sessions[:2]
        entry.evidence.create(
            pupil=held.pupil,
            school=held.school,
            sessions=again,
            taken_on=ON,
            taken_by="b",
        )
        assert evidence.each_once(entry.evidence.all()) == held.sessions

    def test_what_is_held_twice_is_once_in_its_papers_and_as_the_latest_has_it(
        self, state, registers, person
    ):
        entry = below(state)
        supported(entry)
        decide(entry)
        improve(entry)
        held = entry.evidence.get()
        first, *_ = held.sessions
        again = {"pupil": held.pupil, "school": held.school, "taken_on": ON}
        corrected = registers("N G G G G G / \\ / \\", FULL, FULL)
        case = Legal.objects.get()
        one = conduct.draft(case, reason="", on=ON, state=corrected)
        entry.evidence.create(sessions=held.sessions[:2], taken_by="b", **again)
        twice = conduct.draft(case, reason="", on=ON, state=corrected)
        assert conduct._register(twice) == conduct._register(one)
        assert "1 session changed" in conduct._register(twice)[1]
        child = Children.visible_to(person("legal-officer"), state).get(entry.child, ON)
        [relied_on] = [
            block
            for block in case_file(case, child, state, ON).blocks
            if getattr(block, "caption", "") == "Sessions relied on"
        ]
        assert len(relied_on.rows) == 6
        assert len(writing._of_improving(case)["evidence"]) == 6
        now = [[first[0], first[1], "N"]]
        entry.evidence.create(sessions=now, taken_by="c", **again)
        assert evidence.changed_once(entry.evidence.all(), corrected) == []

    def test_it_may_rest_on_none_yet_and_takes_in_what_comes(self, registers):
        entry = below(registers(FULL, FULL, FULL), reason="elsewhere")
        assert entry.evidence.get().sessions == []
        later = registers(FULL, SIX, FULL)
        fresh = evidence.take_since(entry, state=later, on=ON, by="ada")
        assert len(fresh.sessions) == 6
        assert evidence.changed(entry.evidence.first(), later) == []

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"reason": "threshold"}, "Choose why it is opened below"),
            ({"reason": "spite"}, "Choose why it is opened below"),
            ({"why": "  "}, "Say why it is opened below the threshold"),
            ({"parents": []}, "Choose a parent"),
        ],
    )
    def test_without_a_reason_words_or_a_parent_it_is_refused(
        self, state, change, said
    ):
        with pytest.raises(Refused, match=said):
            below(state, **change)
        assert not Legal.objects.exists()

    def test_of_two_parents_one_of_whom_has_a_case_neither_gets_another(self, state):
        first = Legal.objects.get(pk=below(state).pk).parent
        other = parent(first.child, "Bo Ashby")
        with pytest.raises(Refused, match="has an open case already"):
            below(state, parents=[other, first])
        assert Legal.objects.count() == 1

    def test_when_the_threshold_is_met_later_the_sessions_come_into_it(self, registers):
        entry = below(registers(SIX, FULL, FULL))
        state = registers(SIX, AWAY, FULL)
        finding.look(state, ON)
        [found] = Found.objects.filter(on_list="threshold")
        [again] = opening.open_cases(
            found, [Contact.objects.get()], on=ON, by="ada", calendar=CALENDAR
        )
        assert (again.pk, again.status) == (entry.pk, Status.THRESHOLD)
        line = again.happened.filter(kind="moved").get()
        assert line.text == "The threshold is met: the sessions are added."


# Every week the calendar has open from September 2024 to July 2026.
WEEKS = sorted(
    {
        week_of(one)
        for one, _ in CALENDAR.open_sessions(date(2024, 9, 1), date(2026, 7, 31))
    }
)


class TestCounting:
    def drawn(self, *days):
        return read([[day, half, "O"] for day in days for half in ("AM", "PM")])

    def test_the_fullest_ten_school_weeks_are_counted_over_holidays(self):
        # Easter week is no school week: these ten sessions are within ten of them.
        days = ("2026-03-09", "2026-03-23", "2026-04-20", "2026-05-11", "2026-05-22")
        found = reached(self.drawn(*days), WEEKS, ON)
        assert found.is_met
        assert said(found).endswith("within 10 school weeks by 22 May 2026.")

    def test_nine_are_not_ten_and_eleven_weeks_are_not_ten(self):
        days = self.drawn(
            "2025-09-08", "2025-09-15", "2025-09-22", "2025-11-24", "2025-11-25"
        )
        found = reached(days, WEEKS, ON)
        assert (found.most, found.met_on) == (8, None)
        assert said(found) == (
            "The threshold is not met as the marks stand: at most 8 of 10 sessions without"
            " leave fall within 10 school weeks."
        )

    def test_the_session_that_meets_it_is_of_the_school_year_as_on_the_list(self):
        days = ("2025-07-07", "2025-07-08", "2025-07-09", "2025-07-10", "2025-07-11")
        held = self.drawn(*days, "2025-09-08")
        assert reached(held, WEEKS, ON).met_on == date(2025, 7, 11)
        of_year = reached(held, WEEKS, ON, met_from=date(2025, 8, 1))
        assert of_year.met_on == date(2025, 9, 8)

    def test_as_the_marks_stand_is_as_the_weeks_list_counts_them(self, registers):
        """Over the school year, of age, and without what was relied on."""
        autumn, last = registers(AWAY, *[FULL] * 12), date(2025, 11, 28)
        one = pupil_of(autumn)
        whole = as_marks_stand(autumn, one.pupil, one.school, on=last, since=None)
        assert whole.met_on == date(2025, 9, 12)
        relied = as_marks_stand(
            autumn, one.pupil, one.school, on=last, since=date(2025, 9, 9)
        )
        assert relied.most == 6
        # A list that had it as met in a later year speaks of a tenth session of that year.
        of_list = {"first": date(2025, 9, 8), "met_on": date(2026, 9, 10)}
        later = as_marks_stand(
            autumn,
            one.pupil,
            one.school,
            on=date(2026, 9, 11),
            since=None,
            **of_list,
        )
        assert (later.most, later.met_on) == (10, None)
        young = registers(AWAY, FULL, FULL, born_on=date(2021, 9, 20))
        one = pupil_of(young)
        assert as_marks_stand(young, one.pupil, one.school, on=ON, since=None).most == 0

    @pytest.mark.parametrize("closed", ["#", "Y4"])
    def test_a_week_the_school_was_closed_is_none_of_the_ten_as_on_the_list(
        self, registers, closed
    ):
        five, shut = "O O O O O / \\ / \\ /", " ".join([closed] * 10)
        autumn = registers(five, *[FULL] * 3, shut, *[FULL] * 5, five)
        one, last = pupil_of(autumn), date(2025, 11, 21)
        finding.look(autumn, last)
        [listed] = Found.objects.filter(on_list="threshold")
        whole = as_marks_stand(autumn, one.pupil, one.school, on=last, since=None)
        assert whole.met_on == listed.since_on
        entry = case(autumn, on=last)
        draft = conduct.draft(
            Legal.objects.get(pk=entry.pk), reason="", on=last, state=autumn
        )
        [looked] = [
            each for each in conduct.checked(draft) if each.check.name == "threshold"
        ]
        assert looked.standing == conduct.MET

    def test_of_no_session_there_are_none(self):
        assert reached([], WEEKS, ON).most == 0
        one = Session(ON, "AM", "O")
        assert (reached([one], WEEKS, ON).most, one.on) == (1, ON)


class TestANotice:
    def test_one_below_the_threshold_needs_the_reason_the_code_of_conduct_asks(
        self, state
    ):
        entry = below(state)
        supported(entry)
        without = {name: why for name, why in SAID.items() if name != "threshold"}
        with pytest.raises(Refused, match="Ten sessions without leave"):
            issue(entry, state, whys=without)
        assert not Notice.objects.exists()
        notice = issue(entry, state, decided=False)
        assert notice.whys["threshold"] == SAID["threshold"]

    def test_a_code_of_conduct_that_makes_the_threshold_law_blocks_it(
        self, state, monkeypatch
    ):
        entry = below(state)
        supported(entry)
        strict = [
            dataclasses.replace(one, law=one.law or one.name == "threshold")
            for one in conduct.in_force(ON)
        ]
        for module in (conduct, section):
            monkeypatch.setattr(module, "in_force", lambda on: strict)
        with pytest.raises(Refused, match="not met. 6 of 10 sessions stand"):
            issue(entry, state)
        assert "can’t be issued" in section.section(entry, ON)["below"]

    def test_a_notice_to_improve_and_a_prosecution_wait_for_no_threshold(self, state):
        entry = below(state)
        supported(entry)
        decide(entry)
        improve(entry)
        other = below(state, parents=[parent(entry.child, "Bo Ashby")])
        decide(other, "prosecute")
        assert len(prosecute(other, state, ON).sessions) == 6


class TestPages:
    def test_an_officer_opens_one_from_the_child_and_reads_the_count(
        self, state, as_a, text
    ):
        officer, child = as_a("legal-officer"), pupil_of(state).child
        held = parent(child)
        assert (
            f"{PAGE}open/{child}/"
            in officer.get(f"/children/{child}/").content.decode()
        )
        asked = text(officer.get(f"{PAGE}open/{child}/"))
        unmet = "The threshold is not met as the marks stand: at most 6 of 10 sessions"
        assert unmet in asked
        wrong = text(officer.post(f"{PAGE}open/{child}/", {"parents": [held.pk]}))
        assert "There is a problem" in wrong
        said = {
            "parents": [held.pk],
            "reason": "agreed",
            "why": "The head asked for it.",
        }
        answer = officer.post(
            f"{PAGE}open/{child}/", said | {"school": pupil_of(state).school}
        )
        assert answer.status_code == 302, text(answer)
        page = text(officer.get(answer["Location"]))
        assert unmet in page and "needs a written reason" in page
        assert "Below the threshold: agreed with the school" in page
        assert "6 sessions up to 26 September 2025" in page
        # Another parent’s is another case.
        assert (
            f"{PAGE}open/{child}/"
            in officer.get(f"/children/{child}/").content.decode()
        )

    def test_of_a_child_on_the_list_it_points_there(self, registers, as_a, text):
        state = registers(AWAY, FULL, FULL)
        finding.look(state, ON)
        child = pupil_of(state).child
        held = parent(child)
        page = as_a("legal-officer").get(f"{PAGE}open/{child}/")
        assert "Why it is opened below" not in text(page)
        with pytest.raises(Refused, match="open the case from the week’s list"):
            below(state, parents=[held])
        found = Found.objects.get(on_list="threshold")
        assert f"/children/week/threshold/{found.pk}/case/" in page.content.decode()
        assert "The threshold is met as the marks stand: 10 sessions" in text(page)

    def test_a_child_beyond_reach_has_no_such_page(self, state, as_a, person):
        [elsewhere] = state.schools.filter(name="Beech High")["id"]
        client = as_a("attendance-officer", schools=[elsewhere])
        assert client.get(f"{PAGE}open/{pupil_of(state).child}/").status_code == 404
        client.force_login(person("finance-officer"))
        assert client.get(f"{PAGE}open/{pupil_of(state).child}/").status_code == 403

    def test_the_register_says_where_one_is_opened(self, state, as_a, text):
        page = text(as_a("legal-officer").get(PAGE))
        assert "Find a child, to open a case below the threshold" in page
