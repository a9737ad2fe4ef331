"""An answer holds everything about one child, and nothing about another."""

import json
from datetime import date

import pytest
from django.urls import reverse
from tests.documents.said import words_of
from tests.protection.planted import OF_FINCH, OF_WREN

from muster.protection import access, requests
from muster.protection.held.item import shown
from muster.protection.requests import Kind, Refused, Request, Stage, due
from muster.sources.models import Load


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def asked(wren):
    return requests.ask(
        Kind.ACCESS,
        wren,
        by="officer",
        about="Jenny Wren",
        asked_by="Mrs Wren, her mother",
        received_on=date(2026, 3, 2),
    )


@pytest.fixture
def answer(asked, registers, jobs):
    """The answer made by a worker: its JSON, and the words of its PDF."""
    access.ask_to_make(asked, by="officer")
    jobs()
    asked.refresh_from_db()
    assert asked.stage == Stage.MADE
    folder = access.path_of(asked.folder)
    assert (folder / "answer.pdf").read_bytes().startswith(b"%PDF")
    _, items = access.gather(asked.children)
    text = "\n".join(words_of(access.as_paper(asked, items)))
    return json.loads((folder / "answer.json").read_text()), text


def test_the_answer_holds_every_planted_item_about_the_child(answer):
    said, text = answer
    held = json.dumps(said, ensure_ascii=False)
    for what, value in OF_WREN.items():
        assert value in held, what
    for what, value in OF_WREN.items():
        assert value in text, what
    assert [item["key"] for item in said["items"]] == [
        *(
            "identity",
            "enrolments",
            "totals",
            "cohorts",
            "marks",
            "marks-sent",
            "codes",
        ),
        *(
            "loads",
            "corrections",
            "caseloads",
            "openings",
            "cases",
            "plans",
            "contacts",
            "notices",
            "measures",
            "evidence",
            "documents",
            "brought",
            "lists",
            "severe",
            "returns",
            "returns-expected",
            "meetings",
            "challenges",
        ),
        *("requests", "trail"),
    ]
    assert all(item["rows"] for item in said["items"])


def test_marks_are_given_a_week_a_row(answer):
    said, _ = answer
    (marks,) = [item for item in said["items"] if item["key"] == "marks"]
    assert [row["Wed"] for row in marks["rows"]] == ["· L", "· I"]
    (sent,) = [item for item in said["items"] if item["key"] == "marks-sent"]
    (back,) = [row for row in sent["rows"] if "taken back" in row["File"]]
    assert back["Thu"] == "U ·"


def test_the_answer_holds_nothing_about_another(answer):
    said, text = answer
    held = json.dumps(said, ensure_ascii=False)
    for what, value in OF_FINCH.items():
        assert value not in held, what
        assert value not in text, what


def test_who_looked_is_what_they_were_and_never_who(answer):
    said, _ = answer
    (trail,) = [item for item in said["items"] if item["key"] == "trail"]
    assert {row["By"] for row in trail["rows"]} == {"a member of staff"}
    assert "Child: viewed" in {row["What was done"] for row in trail["rows"]}


def test_a_field_that_is_about_somebody_cannot_be_given_by_mistake(planted):
    load = Load.objects.get(pk=1)
    assert shown(load, "format") == "schools"
    with pytest.raises(KeyError):
        shown(load, "loaded_by")


def test_an_item_is_held_back_with_the_rule_and_the_reason(asked, registers):
    access.hold_back(asked, "caseloads", "third_party", "Her wish.", by="officer")
    _, items = access.gather(asked.children)
    said = json.loads(access.as_json(asked, items))
    assert "caseloads" not in {item["key"] for item in said["items"]}
    assert said["held_back"][0]["title"] == "Caseloads the child is on"
    assert "Her wish." not in json.dumps(said)
    with pytest.raises(Refused, match="no reason"):
        access.hold_back(asked, "marks", "whim", "No.", by="officer")


@pytest.mark.parametrize(
    ("received", "months", "paused", "expected"),
    [
        (date(2026, 3, 2), 1, 0, date(2026, 4, 2)),
        # No 31 February; then a Saturday; then Good Friday to Easter Monday.
        (date(2026, 1, 31), 1, 0, date(2026, 3, 2)),
        (date(2026, 3, 3), 1, 0, date(2026, 4, 7)),
        (date(2025, 11, 30), 3, 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, 6, date(2026, 4, 8)),
    ],
)
def test_an_answer_is_due_in_a_month(received, months, paused, expected):
    assert due(received, months=months, paused=paused) == expected


def test_the_clock_stands_still_and_is_extended_once(asked, monkeypatch):
    assert asked.due_on == date(2026, 4, 2)
    requests.pause(asked, "Who they are.", by="officer")
    monkeypatch.setenv("MUSTER_TODAY", "2026-04-01")
    assert asked.due_on == date(2026, 4, 7)
    with pytest.raises(Refused, match="already"):
        requests.pause(asked, "Again.", by="officer")
    requests.resume(asked, by="officer")
    monkeypatch.setenv("MUSTER_TODAY", "2026-04-10")
    assert asked.is_late
    requests.extend(asked, "Six schools.", by="officer")
    assert asked.due_on == date(2026, 6, 8)
    with pytest.raises(Refused, match="once"):
        requests.extend(asked, "Again.", by="officer")


def test_a_request_that_is_over_is_over(asked):
    with pytest.raises(Refused, match="Make the answer"):
        access.answered(asked, by="officer")
    requests.refuse(asked, "It was asked twice.", by="officer")
    with pytest.raises(Refused, match="refused"):
        access.ask_to_make(asked, by="officer")
    assert Request.objects.get().decision == "It was asked twice."


def test_what_was_held_back_is_given_after_all_on_its_page(asked, protector, recorded):
    access.hold_back(asked, "caseloads", "third_party", "Her wish.", by="officer")
    page = protector.get(asked.get_absolute_url()).content.decode()
    assert "Give “caseloads” after all" in page
    at = reverse("protection:give_after_all", args=[asked.pk])
    protector.post(at, {"item": "caseloads"})
    asked.refresh_from_db()
    assert asked.withheld == {}
    assert any(line["did"] == "access.given-after-all" for line in recorded[:])
    said = protector.post(at, {"item": "caseloads"}, follow=True).content.decode()
    assert "It is not held back" in said
