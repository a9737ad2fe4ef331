# ruff: noqa: F811  fixtures, asked for by name
"""What is done next in a case: the chief button follows the decision, and what was done."""

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
from tests.registers.test_legal_notices import elsewhere, issue, pay
from tests.registers.test_legal_steps import decide, improve, prosecute, review

from muster.registers import choices, keeping
from muster.registers.entry import Entry
from muster.registers.keeping import Refused
from muster.registers.legal import lapsing, stepping
from muster.registers.legal.case import Legal
from muster.registers.legal.following import next_steps
from muster.registers.legal.notice import Notice
from muster.registers.verbs import offered, verbs_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def state(registers, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    return registers(AWAY, FULL, FULL)


@pytest.fixture
def chief(person):
    """chief(entry) is what comes first of what a legal officer can do, and why."""
    user = person("legal-officer")

    def chief(entry, on=ON, by=None):
        verbs, why = offered(Entry.objects.get(pk=entry.pk), by or user, on)
        return next(iter(verbs)), why

    return chief


def hear(entry, outcome, on):
    said = {"court": "Quillshire", "hearing_on": on, "plea": "guilty", "on": on}
    said |= {"fine": None, "costs": None, "by": "ada"}
    stepping.hear(entry, outcome=outcome, outcome_on=on, **said)


@pytest.mark.parametrize(
    ("decision", "verb"),
    [
        ("support", "move"),
        ("improve", "improve"),
        ("notice", "penalty"),
        ("prosecute", "prosecute"),
        ("order", "order"),
        ("none", "close"),
    ],
)
def test_what_was_decided_comes_next(state, chief, decision, verb):
    entry = case(state)
    assert chief(entry)[0] == "consider"
    decide(entry, decision)
    assert chief(entry)[0] == verb


@pytest.mark.parametrize("decision", ["support", "improve", "notice"])
def test_what_support_there_was_is_said_first(state, chief, decision):
    entry = case(state, supported=False)
    decide(entry, decision)
    verb, why = chief(entry)
    assert verb == "details" and why


def test_a_notice_to_improve_is_written_then_reviewed_then_answered(state, chief):
    entry = case(state)
    decide(entry)
    improve(entry)
    assert chief(entry)[0] == "write"
    entry.documents.create(
        title="It",
        kind="docx",
        size=1,
        letter="notice_to_improve",
        content=b"It",
        digest="0",
        on=ON,
        at=entry.steps.get().at,
    )
    assert chief(entry)[0] == "improved"
    review(entry, date(2025, 10, 26))
    assert chief(entry, date(2025, 10, 27))[0] == "penalty"


def test_attendance_that_improved_ends_a_case(state, chief):
    entry = case(state)
    decide(entry)
    improve(entry)
    review(entry, date(2025, 10, 26), outcome="improved")
    assert chief(entry)[0] == "close"


def test_where_no_more_notices_may_be_issued_another_measure_is_decided(state, chief):
    entry = case(state)
    elsewhere(entry, date(2024, 10, 7))
    elsewhere(entry, date(2025, 3, 3))
    decide(entry, "notice")
    verb, why = chief(entry)
    assert verb == "consider" and "different measure" in why


def test_a_case_all_paid_is_closed_as_paid(state, chief, client, person, monkeypatch):
    entry = case(state)
    notice = issue(entry, state)
    assert chief(entry)[0] == "write"
    pay(entry, notice, date(2025, 10, 1), 80)
    verb, why = chief(entry)
    assert (verb, why) == (
        "close",
        "Every notice is paid, and nothing else is under way: close the case.",
    )
    monkeypatch.setenv("MUSTER_TODAY", "2025-10-01")
    client.force_login(person("legal-officer"))
    page = client.get(f"/children/registers/legal/{entry.pk}/close/").content.decode()
    [chosen] = [line for line in page.split("<input") if "checked" in line]
    assert 'value="paid"' in chosen
    page = client.get(f"/children/registers/legal/{entry.pk}/").content.decode()
    assert why in page


def test_a_notice_unpaid_is_prosecuted_while_there_is_time_and_else_withdrawn(
    state, chief, person
):
    entry = case(state)
    issue(entry, state)
    lapsing.lapse(state, date(2025, 10, 25))
    assert chief(entry, date(2026, 3, 12))[0] == "prosecute"
    assert chief(entry, date(2026, 3, 13))[0] == "withdraw"
    # Who may not prosecute isn’t pointed to it.
    keeper = person("register-officer")
    assert chief(entry, date(2026, 3, 12), keeper)[0] not in ("prosecute", "withdraw")


@pytest.mark.parametrize(
    ("outcome", "closed_as"), [("proved", "convicted"), ("not_proved", "ended")]
)
def test_what_the_court_did_says_how_a_case_is_closed(state, chief, outcome, closed_as):
    entry = case(state)
    decide(entry, "prosecute")
    prosecute(entry, state, ON)
    assert chief(entry)[0] == "court"
    hear(entry, outcome, ON + timedelta(days=30))
    verb, why = chief(entry)
    assert verb == "close"
    [row] = [one for one in next_steps() if one.says == why]
    assert row.outcome == closed_as


def test_a_decision_may_be_taken_again_while_nothing_followed(state, chief):
    entry = case(state)
    decide(entry, "notice")
    decide(entry, "prosecute")
    assert chief(entry)[0] == "prosecute"
    lines = entry.happened.filter(text__contains="because").order_by("pk")
    assert [one.kind for one in lines] == ["moved", "noted"]
    keeping.close(entry, outcome="none", on=ON, by="ada")
    with pytest.raises(Refused, match="It is closed"):
        decide(entry, "notice")


def test_of_a_case_that_is_closed_nothing_is_next(state, chief):
    entry = case(state)
    keeping.close(entry, outcome="none", on=ON, by="ada")
    assert chief(entry)[1] == ""
    assert not Notice.objects.exists()


def test_every_row_names_a_verb_and_an_outcome_there_are(state):
    verbs = verbs_of(case(state))
    outcomes = {"", *dict(choices.choices("legal", "outcome", ON))}
    for row in next_steps():
        assert row.verb in verbs and row.outcome in outcomes, row
        assert bool(row.outcome) == (row.verb == "close"), row
    assert Legal.objects.count() == 1
