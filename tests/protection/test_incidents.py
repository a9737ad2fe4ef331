"""The log of incidents: its clocks, its decisions, and what is never changed."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.protection import incidents
from muster.protection.clocks import clock_of
from muster.protection.registers import Incident, IncidentNote, Refused


AT = "/protection/records/incidents/"
AWARE = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SAID = {
    "kind": "breach",
    "title": "List sent to the wrong school",
    "happened": "A list of marks went to another school.",
    "aware_at": "20/03/2026 09:30",
    "found_by": "Morwenna Tull",
    "people": "Pupils of one school: names and marks",
    "number": "31",
    "contained": "The school deleted it.",
}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


def reported(**more) -> Incident:
    return incidents.report(
        by="dilys", **{**SAID, "aware_at": AWARE, "number": 31} | more
    )


def decided(one: Incident, risk: str = "risk") -> None:
    incidents.decide(
        one, risk=risk, reason="Names were in it.", who="Dilys", by="dilys"
    )


def test_an_empty_log_says_what_belongs_in_it(protector):
    assert "No incident is recorded" in protector.get(AT).content.decode()


def test_one_is_recorded_with_its_clock(protector, recorded):
    found = protector.post(f"{AT}add/", SAID, follow=True).content.decode()
    assert "The incident is recorded." in found
    assert "Tell the Information Commissioner within 72 hours" in found
    assert recorded[-1]["did"] == "incident.reported"


def test_the_trail_is_told_nothing_of_the_people(protector, recorded):
    protector.post(f"{AT}add/", SAID)
    assert "Morwenna" not in str(recorded)
    assert "marks" not in str(recorded)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "Choose what it is"),
        ({"aware_at": "20/03/2026"}, "has no time of day"),
        ({"aware_at": "20/03/2126 10:00"}, "That day is still to come"),
        ({"number": "some"}, "Enter a whole number"),
    ],
)
def test_what_cant_be_is_refused_with_a_sentence(protector, wrong, says):
    assert says in protector.post(f"{AT}add/", SAID | wrong).content.decode()
    assert not Incident.objects.exists()


def test_a_breach_is_due_in_seventy_two_hours_through_nights_and_weekends(db):
    assert reported().due_at == AWARE + timedelta(hours=72)


def test_a_complaint_is_due_at_the_end_of_the_thirtieth_day(db):
    one = reported(kind="complaint")
    assert f"{one.due_at:%d %B %Y %H:%M}" == "19 April 2026 23:59"


def test_the_clock_says_due_then_late_then_done(db):
    one = reported()
    before, after = one.due_at - timedelta(minutes=1), one.due_at + timedelta(minutes=1)
    assert incidents.clock_status(one, before)[0] == "watch"
    assert incidents.clock_status(one, after)[1].startswith("Late")
    incidents.tell(one, at=before, reference="IC-1", by="dilys")
    assert incidents.clock_status(one, after)[1].startswith("Done in time")
    incidents.tell(one, at=after, reference="IC-1", by="dilys")
    assert incidents.clock_status(one, after)[1].startswith("Done late")


def test_an_unlikely_risk_stops_the_clock_with_a_reason(db):
    one = reported()
    decided(one, "unlikely")
    assert one.due_at is None


def test_a_near_miss_has_no_clock(db):
    assert reported(kind="near-miss").due_at is None


def test_a_risk_is_decided_by_a_named_person_with_a_reason(protector, recorded):
    one = reported()
    empty = protector.post(f"{AT}{one.pk}/decide/", {"risk": "high"}).content.decode()
    assert "Say who decides" in empty
    assert "Say why" in empty
    said = {"risk": "high", "who": "Dilys Penhaligon", "reason": "Addresses."}
    protector.post(f"{AT}{one.pk}/decide/", said)
    one.refresh_from_db()
    assert (one.risk, one.decided_by) == ("high", "Dilys Penhaligon")
    assert recorded[-1]["did"] == "incident.decided"
    assert recorded[-1]["reason"] == "Addresses."


def test_it_is_closed_once_nothing_is_left_to_do(db):
    one = reported()
    decided(one, "high")
    with pytest.raises(Refused, match="Tell the Information Commissioner"):
        incidents.close(one, lessons="Check first.", by="dilys")
    incidents.tell(one, at=AWARE + timedelta(hours=9), reference="", by="dilys")
    with pytest.raises(Refused, match="Tell the people affected"):
        incidents.close(one, lessons="Check first.", by="dilys")
    incidents.tell_people(one, on=AWARE.date(), how="By letter.", by="dilys")
    incidents.close(one, lessons="Check first.", by="dilys")
    assert one.closed_by == "dilys"
    with pytest.raises(Refused, match="It was closed on"):
        decided(one)


def test_the_commissioner_isnt_told_before_anybody_knew(protector):
    one = reported()
    said = {"at": "19/03/2026 10:00"}
    found = protector.post(f"{AT}{one.pk}/told/", said).content.decode()
    assert "Nobody knew before" in found


def test_a_note_is_added_and_never_changed(protector):
    one = reported()
    protector.post(f"{AT}{one.pk}/note/", {"text": "The head was rung."})
    note = IncidentNote.objects.get()
    assert "The head was rung." in protector.get(f"{AT}{one.pk}/").content.decode()
    note.text = "Nothing happened."
    with pytest.raises(TypeError):
        note.save()


def test_an_empty_note_is_refused(protector):
    one = reported()
    found = protector.post(f"{AT}{one.pk}/note/", {"text": " "}).content.decode()
    assert "Say what to add" in found


def test_open_ones_come_first_those_due_soonest_before_the_others(db):
    reported(title="Closed", kind="near-miss", closed_at=AWARE, closed_by="x")
    reported(title="No clock", kind="near-miss")
    reported(title="In a month", kind="complaint")
    reported(title="In three days")
    found = incidents.in_order(Incident.objects.all())
    assert [one.title for one in found] == [
        "In three days",
        "In a month",
        "No clock",
        "Closed",
    ]


def test_a_step_there_is_none_of_is_not_found(protector):
    assert protector.get(f"{AT}{reported().pk}/forget/").status_code == 404


def test_a_clock_is_found_by_the_day_it_held(db):
    assert clock_of("complaint", AWARE.date()).within == 30
    assert clock_of("complaint", AWARE.date().replace(year=2024)) is None


def test_health_says_a_clock_has_run_out_and_names_nothing(db):
    one = reported()
    just, late = one.due_at, one.due_at + timedelta(minutes=1)
    assert list(incidents.findings(just)) == []
    said = [one.sentence for one in incidents.findings(late)]
    assert said == [
        "The clock of 1 incident has run out. Look under Data protection, Incidents."
    ]


def test_many_are_shown_a_page_at_a_time(protector):
    for n in range(52):
        reported(title=f"Incident {n:02}")
    page = protector.get(AT).content.decode()
    assert "Incident 49" in page
    assert "Incident 50" not in page


def test_the_pages_are_clean_and_narrow(protector_page, axe, fits):
    one = reported()
    decided(one, "high")
    incidents.add_note(one, "The head was rung.", by="dilys")
    for address in (AT, f"{AT}add/", f"{AT}{one.pk}/", f"{AT}{one.pk}/decide/"):
        protector_page.goto(address)
        axe(protector_page)
        fits(protector_page)
