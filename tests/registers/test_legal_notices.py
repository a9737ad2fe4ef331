# ruff: noqa: F811  fixtures, asked for by name
"""Penalty notices: who may be issued one, when it is paid, and what a third is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.registers.legal_cases import (  # noqa: F401  fixtures
    AWAY,
    CALENDAR,
    FULL,
    ON,
    SAID,
    _homes,
    case,
    registers,
)

from muster.registers import contacts, finding, keeping
from muster.registers.entry import Happened
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.legal import conduct, evidence, issuing, lapsing, paying, stepping
from muster.registers.legal.case import Legal
from muster.registers.legal.notice import Notice
from muster.registers.legal.payment import Payment


pytestmark = pytest.mark.django_db


@pytest.fixture
def state(registers):
    return registers(AWAY, FULL, FULL)


def issue(entry, state, on=ON, decided=True, how="hand", whys=SAID, **more):
    if decided:
        stepping.consider(
            entry,
            decision="notice",
            why="Nothing else helped.",
            on=on,
            by="ada",
            calendar=CALENDAR,
        )
    said = {"reason": "absence", "how": how, "by": "ada", "calendar": CALENDAR} | more
    return issuing.issue(entry, on=on, state=state, whys=whys, **said)


def elsewhere(entry, issued_on, **more):
    said = {"issuer": "Northmarch", "reason": "absence", "by": "ada"} | more
    return issuing.record_elsewhere(entry, issued_on=issued_on, on=ON, **said)


def pay(entry, notice, paid_on, pounds, on=None):
    paying.pay(
        entry,
        notice=notice,
        paid_on=paid_on,
        pounds=Decimal(pounds),
        on=on or paid_on,
        by="ada",
        calendar=CALENDAR,
    )
    notice.refresh_from_db()


class TestIssuing:
    def test_a_first_notice_keeps_its_sessions_amounts_and_days(self, state):
        entry = case(state)
        notice = issue(entry, state)
        assert (notice.place, notice.pounds, notice.reduced_pounds) == (1, 160, 80)
        assert len(notice.sessions) == 10
        assert (notice.offence_from, notice.offence_to) == (
            date(2025, 9, 8),
            date(2025, 9, 12),
        )
        entry.refresh_from_db()
        assert entry.status == "notice_1"
        clocks = {one.name: one.due_on for one in entry.clocks.all()}
        assert clocks == {
            "half": date(2025, 10, 17),
            "full": date(2025, 10, 24),
            "limit": date(2026, 3, 12),
        }

    def test_posted_on_a_friday_before_a_bank_holiday_it_is_served_on_wednesday(
        self, registers
    ):
        state = registers(AWAY, FULL, FULL)
        # Monday 25 May 2026 is a bank holiday: Tuesday is the first working day after.
        notice = issue(case(state), state, on=date(2026, 5, 22), how="post")
        assert notice.served_on == date(2026, 5, 27)
        assert (notice.reduced_on, notice.due_on) == (
            date(2026, 6, 17),
            date(2026, 6, 24),
        )

    def test_it_needs_support_said_case_by_case(self, state):
        entry = case(state, supported=False)
        with pytest.raises(Refused, match="Support was offered, or is not appropriate"):
            issue(entry, state)
        keeping.fill_in(
            entry,
            on=ON,
            by="ada",
            support_first="unsuitable",
            support_says="A week in Spain, refused before.",
        )
        assert issue(entry, state, decided=False).support == "unsuitable"

    def test_it_is_not_entered_as_served_by_hand_on_a_day_to_come(self, state):
        entry, tomorrow = case(state), date(2025, 12, 2)
        with pytest.raises(Refused, match="02/12/2025 is still to come"):
            issue(entry, state, served_on=tomorrow)

    @pytest.mark.parametrize(
        ("posted_on", "standing", "many"),
        # Served on Friday 6 February it may be paid to 6 March, and the first sessions may
        # be prosecuted for to the 8th; served on Monday the 9th, those of two days may not.
        [
            (date(2026, 2, 4), conduct.MET, "for each session"),
            (date(2026, 2, 5), conduct.NOT_MET, "For 4 of the 10 sessions"),
        ],
    )
    def test_whether_there_is_time_to_prosecute_if_it_stays_unpaid_is_looked_at(
        self, state, posted_on, standing, many
    ):
        case(state)
        one = conduct.draft(Legal.objects.get(), reason="", on=posted_on, state=state)
        [found] = [x for x in conduct.checked(one) if x.check.name == "in_time"]
        assert found.standing is standing
        assert many in found.found

    def test_only_a_parent_in_law_gets_one(self, state):
        entry = case(state)
        parent = Legal.objects.get().parent
        parent.is_parent = False
        parent.save()
        with pytest.raises(Refused, match="Correct the contact first"):
            issue(entry, state)

    def test_a_check_that_is_not_law_asks_for_a_reason_and_keeps_it(self, state):
        entry = case(state)
        with pytest.raises(Refused, match="a notice to improve ran its time"):
            issue(entry, state, whys={"others": "Asked."})
        notice = issue(entry, state, decided=False)
        assert notice.whys == {"others": SAID["others"], "improve": SAID["improve"]}

    def test_a_step_out_of_order_is_refused_with_a_sentence(self, state):
        entry = case(state)
        with pytest.raises(Refused, match="does not lead to “First penalty notice"):
            issue(entry, state, decided=False)
        with pytest.raises(Refused, match="Say what was decided, and why"):
            keeping.move(entry, to="considered", on=ON, by="ada", calendar=CALENDAR)

    def test_a_child_over_age_that_day_cannot_be_the_cause_of_one(self, registers):
        state = registers(AWAY, FULL, FULL, born_on=date(2009, 1, 5))
        finding.look(state, ON)
        assert not Found.objects.filter(on_list="threshold").exists()

    def test_a_case_with_a_notice_that_runs_cannot_be_closed(self, state):
        entry = case(state)
        notice = issue(entry, state)
        with pytest.raises(Refused, match="neither paid nor withdrawn"):
            keeping.close(entry, outcome="none", on=ON, by="ada")
        pay(entry, notice, date(2025, 10, 1), 80)
        keeping.close(entry, outcome="paid", on=date(2025, 10, 1), by="ada")


class TestTheThird:
    def test_pn_third_offence_within_3_years(self, state):
        # rules.md 16: no PN; refer for other measures.
        entry = case(state)
        elsewhere(entry, date(2024, 10, 7))
        elsewhere(entry, date(2025, 3, 3))
        with pytest.raises(Refused, match="consider a different measure now"):
            issue(entry, state)
        assert Notice.objects.ours().count() == 0

    def test_none_is_dated_before_another_to_pass_for_the_second(self, state):
        entry = case(state, on=date(2025, 9, 22))
        elsewhere(entry, date(2025, 3, 3))
        elsewhere(entry, date(2025, 9, 25))
        with pytest.raises(Refused, match="A notice was issued later, on 25/09/2025"):
            issue(entry, state, on=date(2025, 9, 24))

    def test_none_is_dated_before_a_session_it_rests_on(self, state):
        with pytest.raises(Refused, match="It rests on a session of 12/09/2025"):
            issue(case(state), state, on=date(2025, 9, 11), decided=False)

    def test_a_parent_who_was_added_again_is_the_same_parent(self, state):
        entry = case(state, name="Ada ASHBY")
        elsewhere(entry, date(2024, 10, 7))
        elsewhere(entry, date(2025, 3, 3))
        contacts.end(Legal.objects.get().parent, on=ON, by="ada")
        again = {"name": "Ada Ashby", "relation": "mother", "is_parent": True}
        again = contacts.add(entry.child, by="ada", address="1 Ash Lane", **again)
        Legal.objects.update(parent=again)
        with pytest.raises(Refused, match="consider a different measure now"):
            issue(entry, state)

    def test_one_of_another_authority_relies_on_no_day_after_it(self, state):
        with pytest.raises(Refused, match="sessions after it was issued"):
            elsewhere(case(state), date(2025, 3, 3), offence_to=date(2035, 3, 3))

    def test_one_of_another_authority_counts_paid_or_not(self, state):
        entry = case(state)
        elsewhere(entry, date(2025, 3, 3))
        notice = issue(entry, state)
        assert (notice.place, notice.pounds, notice.reduced_pounds) == (2, 160, None)
        assert not entry.clocks.filter(name="half").exists()

    def test_withdrawing_the_second_frees_it(self, state):
        entry = case(state)
        elsewhere(entry, date(2024, 10, 7))
        second = elsewhere(entry, date(2025, 3, 3))
        issuing.withdraw(
            entry,
            notice=second,
            ground="errors",
            why="It named another school.",
            on=ON,
            by="ada",
            calendar=CALENDAR,
        )
        assert issue(entry, state).place == 2

    @pytest.mark.parametrize(
        ("first", "on", "place"),
        [
            (date(2024, 10, 7), date(2027, 10, 6), None),
            (date(2024, 10, 7), date(2027, 10, 7), 2),  # three years to the day
            (date(2028, 2, 29), date(2031, 2, 28), None),
            (date(2028, 2, 29), date(2031, 3, 1), 2),  # 29 February
        ],
    )
    def test_three_years_are_to_the_day(self, state, first, on, place):
        entry = case(state)
        for issued_on in (first, first + timedelta(days=90)):
            issuing.record_elsewhere(
                entry,
                issuer="Northmarch",
                reason="absence",
                issued_on=issued_on,
                on=on,
                by="ada",
            )
        one = conduct.draft(Legal.objects.get(), reason="", on=on, state=state)
        assert one.next.place == place


class TestPaying:
    @pytest.mark.parametrize(
        ("paid_on", "pounds", "why"),
        [
            (date(2025, 10, 17), 80, ""),  # the 21st day
            (date(2025, 10, 18), 80, "£80 was enough until 17/10/2025"),
            (date(2025, 10, 17), 160, ""),
            (date(2025, 10, 24), 160, ""),  # the 28th day
            (date(2025, 10, 25), 160, "could be paid until 24/10/2025"),
            (date(2025, 10, 10), 40, "there are no part payments"),
            (date(2025, 10, 20), 100, "there are no part payments"),
            (date(2025, 9, 25), 80, "was issued later"),
        ],
    )
    def test_the_21st_and_the_28th_day(self, state, paid_on, pounds, why):
        notice = issue(case(state), state)
        found = paying.refusal(notice, paid_on, Decimal(pounds))
        assert (why in found) if why else found is None

    def test_a_payment_meets_the_clocks_and_moves_the_case_on(self, state):
        entry = case(state)
        notice = issue(entry, state)
        pay(entry, notice, date(2025, 10, 20), 160)
        entry.refresh_from_db()
        assert entry.status == "paid"
        how = {one.name: (one.met_on, one.stopped_why) for one in entry.clocks.all()}
        assert how == {
            "full": (date(2025, 10, 20), ""),
            "half": (None, "Paid in full instead"),
            "limit": (None, "The notice was paid"),
        }

    def test_after_28_days_it_says_prosecute_or_withdraw_and_once(self, state):
        entry = case(state)
        issue(entry, state)
        assert lapsing.lapse(state, date(2025, 10, 24)) == 0
        assert entry.clocks.get(name="half").stopped_on == date(2025, 10, 24)
        assert lapsing.lapse(state, date(2025, 10, 25)) == 1
        assert lapsing.lapse(state, date(2025, 10, 26)) == 0
        entry.refresh_from_db()
        assert entry.status == "unpaid"

    def test_a_payment_of_the_last_day_can_be_entered_after_it(self, state):
        entry = case(state)
        notice = issue(entry, state)
        lapsing.lapse(state, date(2025, 10, 27))
        pay(entry, notice, date(2025, 10, 24), 160, on=date(2025, 10, 28))
        entry.refresh_from_db()
        assert entry.status == "paid"

    def test_a_file_pays_what_fits_and_what_does_not_waits_with_the_reason(self, state):
        entry = case(state)
        notice = issue(entry, state)
        content = (
            "Reference,Date,Amount\n"
            f"{notice.number},01/10/2025,50.00\n"
            "PN999999,01/10/2025,80\n"
            f"pn {notice.pk},02/10/2025,£80.00\n"
            f"{notice.number},03/10/2025,80\n"
        ).encode()
        done = paying.take_in(content, state=state, on=date(2025, 10, 6), by="ada")
        assert (done.paid, done.waits, done.held) == (1, 3, 0)
        waits = {one.waits for one in Payment.objects.filter(notice=None)}
        assert "No notice has this reference. Find whose it is." in waits
        assert any("there are no part payments" in why for why in waits)
        assert any("was paid on 02/10/2025 already" in why for why in waits)
        again = paying.take_in(content, state=state, on=date(2025, 10, 6), by="ada")
        assert (again.paid, again.waits, again.held) == (0, 0, 4)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"ref,date,amount\n", "reference is not there. Found “ref”"),
            (b"reference,date,amount\nPN1,4th Sept,80\n", "Row 2, date: “4th Sept”"),
            (b"reference,date,amount\nPN1,04/09/2025,lots\n", "Row 2, amount: “lots”"),
            (b"reference,date,amount\n,04/09/2025,80\n", "Row 2, reference: “”"),
            (b"reference,date,amount\nPN1,04/09/2035,80\n", "Row 2, date:"),
            ("reference,date,amount\nPNé".encode("latin-1"), "no CSV in UTF-8"),
            (b'reference,date,amount\n"PN1,04/09/2025', "Save it as CSV again"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_where_and_takes_nothing(
        self, state, content, said
    ):
        with pytest.raises(paying.BadPayments, match=said):
            paying.take_in(content, state=state, on=ON, by="ada")
        assert not Payment.objects.exists()


class TestFresh:
    def test_sessions_relied_on_are_not_counted_for_another(self, registers):
        state = registers(AWAY, AWAY, FULL)
        entry = case(state)
        notice = issue(entry, state)
        # All twenty were relied on: the list counts afresh from the day after.
        assert len(notice.sessions) == 20
        assert finding.fresh_after() == {notice.pupil: date(2025, 9, 19)}
        finding.look(state, ON)
        assert not Found.objects.waiting("threshold", ON).exists()

    def test_a_withdrawn_notice_frees_its_sessions(self, state):
        entry = case(state)
        notice = issue(entry, state)
        issuing.withdraw(
            entry,
            notice=notice,
            ground="wrong",
            why="The child was ill.",
            on=ON,
            by="ada",
            calendar=CALENDAR,
        )
        assert finding.fresh_after() == {}
        entry.refresh_from_db()
        assert entry.status == "withdrawn"
        assert not entry.clocks.filter(met_on=None, stopped_on=None).exists()
        assert issue(entry, state).place == 1

    def test_withdrawing_another_authoritys_leaves_ours_running(self, state):
        entry = case(state)
        other = elsewhere(entry, date(2025, 3, 3))
        issue(entry, state)
        issuing.withdraw(
            entry,
            notice=other,
            ground="wrong",
            why="Northmarch withdrew it.",
            on=ON,
            by="ada",
            calendar=CALENDAR,
        )
        entry.refresh_from_db()
        assert entry.status == "notice_2"
        assert entry.clocks.get(name="full").is_running

    def withdraw_unpaid(self, entry, notice, on):
        said = {"ground": "unpaid", "why": "Nobody is prosecuted.", "by": "ada"}
        issuing.withdraw(entry, notice=notice, on=on, calendar=CALENDAR, **said)

    def test_another_authoritys_is_not_for_us_to_call_unpaid(self, state):
        entry = case(state)
        other = elsewhere(entry, date(2025, 3, 3))
        with pytest.raises(Refused, match="issued by Northmarch, and is paid there"):
            self.withdraw_unpaid(entry, other, ON)

    def test_one_that_was_paid_is_not_called_unpaid(self, state):
        entry = case(state)
        notice = issue(entry, state)
        with pytest.raises(Refused, match="isn’t unpaid yet: the last day is 24/10/20"):
            self.withdraw_unpaid(entry, notice, date(2025, 10, 24))
        pay(entry, notice, date(2025, 10, 1), 80)
        with pytest.raises(Refused, match="It was paid on 01/10/2025"):
            self.withdraw_unpaid(entry, notice, date(2026, 1, 5))

    def test_one_that_is_unpaid_is_withdrawn_for_it(self, state):
        entry = case(state)
        notice = issue(entry, state)
        self.withdraw_unpaid(entry, notice, date(2025, 10, 25))
        notice.refresh_from_db()
        assert notice.withdrawn_for == "unpaid"

    def test_opening_a_case_relies_on_nothing_yet(self, state):
        case(state)
        assert finding.fresh_after() == {}
        finding.look(state, ON)
        assert not Found.objects.waiting("threshold", ON).exists()


class TestCorrected:
    def test_a_corrected_register_writes_a_line_in_the_case_once(self, registers):
        entry = case(registers(AWAY, FULL, FULL))
        held = entry.evidence.get()
        state = registers("I I O O O O O O O O", FULL, FULL)
        assert evidence.recheck(state, ON, [held.school]) == 1
        assert evidence.recheck(state, ON, [held.school]) == 0
        line = entry.happened.filter(kind=Happened.Kind.NOTED).first()
        assert "2 of the 10 sessions" in line.text
        assert "8 are still without leave" in line.text
        # What was taken in stays as it was.
        held.refresh_from_db()
        assert {code for _, _, code in held.sessions} == {"O"}
        with pytest.raises(Refused, match="The register still says"):
            issue(entry, state, whys={"others": "Asked.", "improve": "Refused."})

    def test_one_that_is_put_back_says_so_too(self, registers):
        was = registers(AWAY, FULL, FULL)
        entry = case(was)
        school = entry.evidence.get().school
        now = registers("I O O O O O O O O O", FULL, FULL)
        evidence.recheck(now, ON, [school])
        assert evidence.recheck(was, ON, [school]) == 1
        assert "says again" in entry.happened.first().text

    @pytest.mark.parametrize(
        "cleared", ["- - - - - - - - - -", "- - - - - - - - - /", "# # # # # # # # # #"]
    )
    def test_sessions_whose_mark_is_taken_back_stand_no_longer(
        self, registers, cleared
    ):
        """Each by itself, whatever else the week holds (rules.md 4.2)."""
        entry = case(registers(AWAY, FULL, FULL))
        one = entry.evidence.get()
        gone = registers(cleared, FULL, FULL)
        assert len(evidence.changed(one, gone)) == 10
        assert evidence.standing(one, gone) == []
        assert evidence.recheck(gone, ON, [one.school]) == 1
        assert "0 are still without leave" in entry.happened.first().text
        with pytest.raises(Refused, match="No session without leave is left"):
            issue(entry, gone)

    def test_of_a_school_year_that_is_no_longer_held_nothing_is_said(self, registers):
        state = registers(AWAY, FULL, FULL)
        one = case(state).evidence.get()
        with_other_years = [["2024-09-09", "AM", "O"], *one.sessions]
        one.sessions = with_other_years
        assert evidence.changed(one, state) == []
        assert len(evidence.standing(one, state)) == 11


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"reference,date,amount\nPN1,01/09/2025,1,600\n", "“600” is beyond the last"),
        (b"reference,date,amount\nP\0N1,01/09/2025,80\n", "It isn’t text"),
    ],
)
def test_a_file_of_payments_loses_no_cell_in_silence(content, said):
    with pytest.raises(paying.BadPayments, match=said):
        paying.read(content, ON)


@pytest.mark.parametrize("amount", ["80", "£80.00"])
def test_a_payment_that_is_in_a_file_twice_is_asked_about(state, amount):
    notice = issue(case(state), state)
    file = (
        "reference,date,amount\n"
        f"{notice.number},26/09/2025,80\n"
        "PN999999,26/09/2025,80\n"
        f"{notice.number},26/09/2025,{amount}\n"
    )
    with pytest.raises(paying.BadPayments) as found:
        paying.take_in(file.encode(), state=state, on=ON, by="ada")
    [said] = found.value.problems
    assert said.startswith("Row 4: the same reference, date and amount as row 2.")
    assert not Payment.objects.exists()


def test_one_that_was_paid_twice_waits_once_its_reference_tells_it_apart(state):
    notice = issue(case(state), state)
    paid = f"{notice.number},26/09/2025,80\n{notice.number} again,26/09/2025,80\n"
    file = f"reference,date,amount\n{paid}".encode()
    done = paying.take_in(file, state=state, on=ON, by="ada")
    assert (done.paid, done.waits, done.held) == (1, 1, 0)
    assert Payment.objects.waiting().get().reference == f"{notice.number} again"


def test_a_payment_of_a_case_kept_elsewhere_waits(state):
    entry = case(state)
    notice = issue(entry, state)
    Legal.objects.update(source="Old system", reference="7")
    file = f"reference,date,amount\n{notice.number},26/09/2025,80\n".encode()
    done = paying.take_in(file, state=state, on=ON, by="ada")
    assert (done.paid, done.waits) == (0, 1)
    assert "kept in Old system" in Payment.objects.get(notice=None).waits


def test_a_notice_that_is_paid_as_it_lapses_stops_no_other(state, monkeypatch):
    entry = case(state)
    notice = issue(entry, state)
    monkeypatch.setattr(keeping, "move", _refused)
    assert lapsing.lapse(state, notice.due_on + timedelta(days=1)) == 0


def _refused(*_, **__):
    raise Refused("It is paid.")
