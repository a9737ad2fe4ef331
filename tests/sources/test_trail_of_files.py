"""What is done with files and loads is in the trail, in the transaction that does it."""

import pytest

from muster.accounts.models import Entry
from muster.sources import received, uploads
from muster.sources.models import InForce, Load


def test_a_file_sent_loaded_and_taken_back_is_in_the_trail(send, marks, jobs):
    sent = send(marks("Jo Bloggs.csv"))
    received.ask_to_load(sent, by="ada")
    jobs()
    held = Load.objects.get()
    uploads.undo(held.pk, by="grace")
    rows = Entry.objects.exclude(did__startswith="person.").order_by("pk")
    assert [(row.did, row.to) for row in rows] == [
        ("file.sent", f"file:{sent.key}"),
        ("load.made", f"load:{held.pk}"),
        ("load.taken-back", f"load:{held.pk}"),
    ]
    assert rows[2].by == "grace"
    assert not any("Bloggs" in str(list(row.__dict__.values())) for row in rows)


def test_a_file_put_aside_is_in_the_trail(send, marks):
    sent = send(marks())
    received.put_aside(sent)
    assert Entry.objects.get(did="file.put-aside").to == f"file:{sent.key}"


def test_a_load_that_the_trail_could_not_take_is_not_loaded(store, marks, monkeypatch):
    def fails(**_):
        raise RuntimeError("the trail could not be written")

    monkeypatch.setattr("muster.accounts.audit.Entry.objects.create", fails)
    with pytest.raises(RuntimeError):
        uploads.load(marks(), by="ada")
    assert not Load.objects.exists()
    assert InForce.now() == 0
