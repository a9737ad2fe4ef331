# ruff: noqa: F811  fixtures, asked for by name
"""The pages of legal work: who may do what, and what each says."""

import io
from datetime import date, timedelta

import pytest
from tests.registers.legal_cases import (  # noqa: F401  fixtures
    AWAY,
    CALENDAR,
    FULL,
    ON,
    _homes,
    case,
    registers,
)
from tests.registers.test_legal_notices import issue, pay
from tests.registers.test_legal_steps import NO_DEFENCE, decide, improve

from muster.accounts.models import Authority
from muster.registers import keeping
from muster.registers.contact import Contact
from muster.registers.document import Document
from muster.registers.found import Found
from muster.registers.legal import lapsing, stepping
from muster.registers.legal.case import Legal
from muster.registers.legal.notice import Notice
from muster.registers.legal.payment import Payment
from muster.registers.legal.steps import Step


pytestmark = pytest.mark.django_db
REGISTER = "/children/registers/legal/"


@pytest.fixture
def state(registers, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    return registers(AWAY, FULL, FULL)


@pytest.fixture
def as_a(client, person):
    def as_a(role):
        client.force_login(person(role))
        return client

    return as_a


def test_a_legal_officer_goes_from_the_threshold_to_a_notice(state, as_a, text):
    case(state).delete()
    Contact.objects.all().delete()
    officer, found = as_a("legal-officer"), Found.objects.get(on_list="threshold")
    at = f"/children/week/threshold/{found.pk}/"
    assert "Open a legal case" in text(officer.get(at))
    assert "No parent of this child is held yet" in text(officer.get(f"{at}case/"))
    parent = {"what": "add", "name": "Ada Ashby", "relation": "mother"}
    parent |= {"address": "1 Ash Lane"}
    refused = text(officer.post(f"{at}case/", parent))
    assert "Say that they have parental responsibility, or care" in refused
    assert not Contact.objects.exists()
    officer.post(f"{at}case/", parent | {"is_parent": "on"})
    officer.post(f"{at}case/", {"parents": [Contact.objects.get().pk], "mine": "on"})
    page = f"{REGISTER}{Legal.objects.get().pk}/"
    assert "10 sessions, the threshold met on 12 September 2025" in text(
        officer.get(page)
    )
    day = {"on": "26/09/2025"}
    officer.post(f"{page}consider/", day | {"decision": "notice", "why": "A holiday."})
    assert "the law doesn’t allow it" in text(officer.get(f"{page}penalty/"))
    said = {"support_first": "unsuitable", "support_says": "Leave was refused."}
    officer.post(f"{page}details/", said)
    notice = day | {"reason": "absence", "how": "post"}
    refused = text(officer.post(f"{page}penalty/", notice))
    assert "Say why it is issued all the same" in refused
    assert not Notice.objects.exists()
    notice |= {"why_others": "The school issued none."}
    assert officer.post(f"{page}penalty/", notice).status_code == 302
    shown = text(officer.get(page))
    assert "To be paid: £80 to 21/10/2025, £160 to 28/10/2025" in shown


def test_a_narrower_period_relies_on_its_sessions_only(state, as_a):
    entry = case(state)
    decide(entry, "notice")
    said = {"on": "26/09/2025", "reason": "absence", "how": "hand"}
    said |= {"first": "09/09/2025", "last": "10/09/2025"}
    said |= {f"why_{name}": "Said." for name in ("others", "threshold", "improve")}
    as_a("legal-officer").post(f"{REGISTER}{entry.pk}/penalty/", said)
    assert len(Notice.objects.get().sessions) == 4


@pytest.mark.parametrize(
    ("first", "last"), [("10/09/2025", "09/09/2025"), ("15/09/2025", "19/09/2025")]
)
def test_a_period_without_a_session_is_a_slip_to_correct_and_not_the_laws_refusal(
    state, as_a, text, first, last
):
    entry = case(state)
    decide(entry, "notice")
    said = {"on": "26/09/2025", "reason": "absence", "how": "hand"}
    said |= {"first": first, "last": last}
    page = text(as_a("legal-officer").post(f"{REGISTER}{entry.pk}/penalty/", said))
    assert "They are from 08/09/2025 to 12/09/2025." in page
    assert "the law doesn’t allow it" not in page
    assert "First day of the offence" in page


def test_why_a_notice_was_issued_all_the_same_stands_on_the_case(state, as_a, text):
    entry = case(state)
    issue(entry, state)
    page = text(as_a("legal-officer").get(f"{REGISTER}{entry.pk}/"))
    assert "Absence goes on while support is refused." in page


def test_who_keeps_registers_sees_a_case_and_may_not_issue(state, as_a, text):
    entry = case(state)
    decide(entry, "notice")
    officer, page = as_a("register-officer"), f"{REGISTER}{entry.pk}/"
    Contact.objects.update(address="")
    for what in ("penalty", "withdraw", "prosecute", "order"):
        assert officer.get(f"{page}{what}/").status_code in (403, 404)
    lead = as_a("attendance-lead")
    assert "Issue a penalty notice" in text(lead.get(page))


@pytest.mark.parametrize(
    "address",
    ["legal/", "legal/payments/", "legal/figures/", "legal/equality/"],
)
def test_every_page_stands_empty_and_with_a_notice(state, as_a, address, text):
    officer = as_a("legal-officer")
    assert officer.get(f"/children/{address}").status_code == 200
    issue(case(state), state)
    page = text(officer.get(f"/children/{address}"))
    if address == "legal/":
        assert "PN000001" in page and "Wren Ashby" in page
    else:
        assert "Ashby" not in page


def test_notices_unpaid_after_28_days_are_listed(state, as_a, text, monkeypatch):
    issue(case(state), state)
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-25")
    page = text(as_a("legal-officer").get("/children/legal/?which=overdue"))
    assert "1 notice unpaid after 28 days" in page
    assert "Unpaid since 24 October 2025: prosecute or withdraw" in page


def test_what_is_not_offered_is_not_done_when_posted_all_the_same(state, as_a, text):
    entry = case(state)
    keeping.close(entry, outcome="none", on=ON, by="ada")
    said = {"on": "26/09/2025", "issuer": "Northmarch", "issued_on": "03/03/2025"}
    page = as_a("legal-officer").post(
        f"{REGISTER}{entry.pk}/elsewhere/", said | {"reason": "absence"}
    )
    assert "It is closed" in text(page)
    assert not Notice.objects.exists()


def test_support_is_not_offered_on_a_day_to_come(state, as_a, text):
    entry = case(state, supported=False)
    said = {"support_first": "offered", "support_on": "01/09/2035"}
    page = as_a("legal-officer").post(f"{REGISTER}{entry.pk}/details/", said)
    assert "still to come" in text(page)


def test_a_payment_that_paid_a_notice_is_looked_at_with_its_case_alone(state, as_a):
    notice = issue(case(state), state)
    pay(notice.entry, notice, ON, 80)
    at = f"/children/legal/payments/{Payment.objects.get().pk}/"
    assert as_a("legal-officer").get(at).status_code == 404


def test_a_notice_somebody_is_prosecuted_for_is_not_called_overdue(
    state, as_a, text, monkeypatch
):
    entry = case(state)
    notice = issue(entry, state)
    after = notice.due_on + timedelta(days=1)
    monkeypatch.setenv("MUSTER_TODAY", after.isoformat())
    page = f"{REGISTER}{entry.pk}/"
    assert "Prosecute, or withdraw it" in text(as_a("legal-officer").get(page))
    lapsing.lapse(state, after)
    stepping.prosecute(
        entry,
        act="s444_1",
        why="Nothing helped.",
        defences=NO_DEFENCE,
        laid_on=after,
        on=after,
        by="ada",
        calendar=CALENDAR,
        state=state,
    )
    assert "Prosecute, or withdraw it" not in text(as_a("legal-officer").get(page))


def test_a_case_warns_of_a_corrected_register(state, registers, as_a, text):
    entry = case(state)
    registers("I I O O O O O O O O", FULL, FULL)
    page = text(as_a("legal-officer").get(f"{REGISTER}{entry.pk}/"))
    assert "The register was corrected: 2 of 10 sessions" in page
    assert "8 are still without leave" in page


def test_a_payment_that_waits_is_settled_with_what_became_of_it(state, as_a, text):
    officer = as_a("legal-officer")
    file = io.BytesIO(b"reference,date,amount\nPN77,01/09/2025,80\n")
    file.name = "payments.csv"
    officer.post("/children/legal/payments/", {"file": file})
    one = Payment.objects.get()
    assert "No notice has this reference" in text(
        officer.get("/children/legal/payments/")
    )
    officer.post(f"/children/legal/payments/{one.pk}/", {"how": "Paid back."})
    assert "No payment waits" in text(officer.get("/children/legal/payments/"))


def test_the_figures_are_a_csv_too_and_a_school_sees_none(state, as_a, head):
    issue(case(state), state)
    answer = as_a("legal-officer").get("/children/legal/figures.csv").content.decode()
    assert "Penalty notices issued,All reasons,1,from memory: check" in answer
    client = as_a("finance-officer")
    assert client.get("/children/legal/figures.csv").status_code == 403
    client.force_login(head)
    for page in ("legal/", "legal/figures/", "legal/equality/"):
        assert client.get(f"/children/{page}").status_code == 403


def test_the_prosecution_file_is_a_pdf_on_the_trail(state, as_a, written):
    entry = case(state)
    answer = as_a("legal-officer").get(f"/children/legal/{entry.pk}/file/")
    assert answer.content.startswith(b"%PDF")
    assert "Ashby" not in answer["Content-Disposition"]
    [row] = written("prosecution-file.downloaded")
    assert row.to == f"entry:{entry.pk}"


def test_letters_are_made_from_what_the_case_knows(state, as_a, text):
    Authority.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Quillshire",
            "address": "1 High Street",
            "phone": "01234 567890",
            "email": "attendance@quillshire.example",
        },
    )
    entry = case(state)
    decide(entry)
    improve(entry)
    officer, page = as_a("legal-officer"), f"{REGISTER}{entry.pk}/"
    answer = officer.post(f"{page}write/", {"key": "notice_to_improve"})
    assert answer.status_code == 302, text(answer)
    assert Document.objects.get().letter == "notice_to_improve"
    over = {"to_on": date(2025, 9, 25), "ended_on": date(2025, 9, 25)}
    Step.objects.update(from_on=date(2025, 9, 1), outcome="not_improved", **over)
    Legal.objects.update(status="improve_reviewed")
    entry.refresh_from_db()
    issue(entry, state, decided=False, whys={"others": "Asked."})
    officer.post(f"{page}write/", {"key": "penalty_notice_first"})
    assert Document.objects.filter(letter="penalty_notice_first").exists()
