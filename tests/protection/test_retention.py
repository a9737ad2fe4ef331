"""Nothing is kept longer than said, nothing of a child's goes unasked, holds stay."""

from datetime import date

import pytest
from django.utils import timezone
from tests.documents.said import words_of

from muster.accounts.models import Entry
from muster.protection import holds, retention
from muster.protection.requests import Refused
from muster.protection.retention import Clearance, records
from muster.registers.models import Payment
from muster.sources import uploads
from muster.tables.store import Refused as StoreRefused


def lines():
    return {
        (one.record.key, one.of): one.count for one in retention.preview() if one.count
    }


@pytest.fixture
def later(monkeypatch, planted):
    """The home in 2028, when the marks of 2024/25 are past three school years."""
    monkeypatch.setenv("MUSTER_TODAY", "2028-10-02")


def test_nothing_is_past_its_time_at_first(planted, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    assert lines() == {}
    with pytest.raises(Refused, match="Nothing is past"):
        retention.ask_to_clear(by="officer")


def test_the_preview_counts_by_kind_and_school_year(later):
    assert lines() == {("marks", "2024/25"): 1}


def test_a_person_confirms_and_a_worker_clears_and_certifies(later, jobs):
    made = retention.ask_to_clear(by="officer")
    assert uploads.state().years() == [2024, 2025]
    jobs()
    made.refresh_from_db()
    assert uploads.state().years() == [2025]
    assert made.took[0] == ["marks", "Marks and weekly files", 1]
    said = "\n".join(words_of(retention.certificate(made)))
    assert "confirmed by officer" in said and "Wren" not in said
    assert bytes(made.certificate).startswith(b"%PDF")
    done = Entry.objects.filter(did__startswith="retention.").order_by("id")
    assert list(done.values_list("did", flat=True)) == [
        "retention.confirmed",
        "retention.done",
    ]
    assert ("marks", "2024/25") not in lines()


def test_a_load_that_was_cleared_away_cannot_be_taken_back(
    home, db, tmp_path, jobs, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", "2028-10-02")
    file = tmp_path / "old.csv"
    file.write_text("school,pupil,date,session,code\nAsh,A,2024-09-11,AM,I\n")
    load = uploads.load(file, by="officer").load
    retention.ask_to_clear(by="officer")
    jobs()
    assert uploads.state().years() == []
    with pytest.raises(StoreRefused, match="nothing to take back"):
        uploads.undo(load.pk, by="officer")


def test_a_child_under_a_hold_stays_and_others_go(later, jobs, wren):
    holds.put(on="Jenny Wren", reason="A claim.", children=wren, by="officer")
    retention.ask_to_clear(by="officer")
    jobs()
    assert uploads.state().years() == [2024, 2025]
    assert Clearance.objects.get().took[0][2] == 0


def test_a_settled_payment_goes_after_its_time_and_others_stay(db, jobs, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2030-10-02")
    said = {"on": date(2024, 9, 2), "pounds": 80, "by": "officer"}
    said |= {"waits": "No notice has this reference.", "at": timezone.now()}
    settled = {"settled_how": "Paid back."}
    for reference, day in (("OLD", 1), ("NEW", 2)):
        when = date(2024, 10, day)
        made = said | settled | {"settled_on": when, "reference": reference}
        Payment.objects.create(**made)
    Payment.objects.create(reference="WAITS", **said)
    assert lines() == {("payments", ""): 1}
    hold = holds.put(on="Money", reason="An audit.", record="payments", by="officer")
    with pytest.raises(Refused, match="Nothing is past"):
        retention.ask_to_clear(by="officer")
    holds.end(hold, by="officer", reason="Done.")
    retention.ask_to_clear(by="officer")
    jobs()
    assert {one.reference for one in Payment.objects.all()} == {"NEW", "WAITS"}
    took = {key: n for key, _, n in Clearance.objects.get().took}
    assert took["payments"] == 1


def test_a_kind_of_record_is_held_whole(later):
    holds.put(on="Marks", reason="An inquiry.", record="marks", by="officer")
    assert [one.held for one in retention.preview() if one.count] == ["held whole"]
    with pytest.raises(Refused, match="Nothing is past"):
        retention.ask_to_clear(by="officer")


def test_a_council_says_its_own_from_a_day_on(db, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")
    marks = records()["marks"]
    assert (marks.says, marks.before()) == ("3 school years", date(2022, 8, 1))
    said = {"why": "Line 12.", "by": "officer"}
    retention.set_length(marks, 2, valid_from=date(2026, 4, 1), **said)
    assert marks.length == 3
    monkeypatch.setenv("MUSTER_TODAY", "2026-04-01")
    assert marks.says == "2 school years"
    with pytest.raises(Refused, match="6 school years at most"):
        retention.set_length(marks, 7, valid_from=date(2026, 4, 1), **said)
    with pytest.raises(Refused, match="6 years at least"):
        retention.set_length(records()["trail"], 5, valid_from=date(2026, 4, 1), **said)
    with pytest.raises(Refused, match="for good"):
        retention.set_length(
            records()["papers"], 5, valid_from=date(2026, 4, 1), **said
        )


def test_every_kind_of_record_is_counted_and_every_one_cleared_has_a_way():
    assert set(retention.COUNTS) == set(records())
    assert set(retention.CLEARING) == set(retention.CLEARED)
    assert not {"trail", "papers"} & set(retention.CLEARED)
