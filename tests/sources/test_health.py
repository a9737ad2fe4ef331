"""What `muster check` finds, and what it says to do."""

import shutil
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from muster.accounts import audit, seal
from muster.accounts.models import Entry
from muster.jobs import reaper
from muster.jobs.models import Job, Turn
from muster.measures.members import school_names
from muster.sources import health, uploads
from muster.sources.health import holdings, machinery
from muster.sources.models import InForce, Upload


@pytest.fixture(autouse=True)
def an_ordinary_disk(monkeypatch):
    disk = namedtuple("disk", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk(0, 0, 50_000_000_000))


@pytest.fixture
def said(store):
    """said("Marks") is what is said of that part, as “state: sentence” lines."""

    def said(part):
        return [f"{f.state}: {f.sentence}" for f in health.look() if f.part == part]

    return said


# The machinery -----------------------------------------------------------------------------


def test_an_empty_home_has_no_marks_and_nothing_else_wrong(store):
    assert [(f.part, f.state) for f in health.look()] == [
        ("Database", "good"),
        ("Trail", "good"),
        ("Disk", "good"),
        ("Jobs", "good"),
        ("Store", "good"),
        ("Marks", "look"),
    ]


def test_a_database_that_does_not_answer_is_broken(store, monkeypatch):
    def gone(connection):
        raise DatabaseError("no such host")

    monkeypatch.setattr(machinery, "MigrationExecutor", gone)
    (finding,) = health.look()
    assert (finding.state, finding.sentence) == (
        "broken",
        "It does not answer: no such host.",
    )


def test_a_database_behind_its_program_is_broken(store, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["a", "b"])
    (finding,) = health.look()
    assert finding.state == "broken"
    assert finding.sentence == (
        "It is 2 steps behind this version of Muster. Run `muster init` on this home."
    )


def test_little_room_on_the_disk_is_worth_a_look(said, monkeypatch):
    disk = namedtuple("disk", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk(0, 0, 400_000_000))
    assert said("Disk") == [
        (
            "look: Only 0.4 GB are free on the disk of the home. Make room before the next"
            " load."
        )
    ]


def test_a_version_whose_list_is_gone_is_broken(said, load, marks, store):
    load(marks())
    InForce.put(99)
    (sentence,) = said("Store")
    assert sentence == (
        "broken: The list of what version 99 holds cannot be read (FileNotFoundError)."
        " Restore the home from its back-up."
    )


@pytest.mark.parametrize("spoil", ["gone", "cut short"])
def test_a_file_that_is_missing_or_damaged_is_broken(said, load, marks, store, spoil):
    load(marks())
    (layer,) = store.folder.glob("layers/*.parquet")
    if spoil == "gone":
        layer.unlink()
    else:
        layer.write_bytes(layer.read_bytes()[:-4])
    (sentence,) = said("Store")
    assert sentence == (
        f"broken: 1 file of version 1 is missing or damaged: layers/{layer.name}."
        " Restore the home from its back-up."
    )


def test_many_loads_on_each_other_are_worth_a_look(said, load, marks, monkeypatch):
    monkeypatch.setattr(holdings, "MERGE_BEFORE", 2)
    load(marks("a.csv"))
    load(marks("b.csv", code="I"))
    assert said("Store")[1].startswith(
        "look: 2 loads of 2025/26 lie on each other unmerged"
    )


# Jobs --------------------------------------------------------------------------------------


def job(**fields):
    fields = {
        "title": "Reading marks.csv",
        "page": "/",
        "asked_by": "ada",
        "asked_at": timezone.now(),
    } | fields
    return Job.objects.create(**fields)


def test_jobs_that_wait_for_no_worker_are_worth_a_look(said):
    job()
    assert said("Jobs") == [
        (
            "look: 1 job waiting and no worker is running. Start one with `muster worker`, or"
            " run `muster serve`, which starts its own."
        )
    ]
    with reaper.alive():
        assert said("Jobs") == ["good: 1 worker running, 1 job waiting."]


def test_a_job_that_failed_lately_is_worth_a_look(said):
    now = timezone.now()
    job(state="failed", finished_at=now, sentence="It met something.")
    job(state="failed", finished_at=now - timedelta(days=8), sentence="Long ago.")
    assert said("Jobs") == ["look: “Reading marks.csv” failed. It met something."]


def test_a_job_that_has_said_nothing_for_long_is_worth_a_look(said):
    job(state="running", told_at=datetime(2025, 11, 30, 9, 5, tzinfo=UTC))
    assert said("Jobs") == [
        (
            "look: “Reading marks.csv” has said nothing since 30 November 2025 at 9:05am."
            " Stop it on its page, or stop the worker and start it again."
        )
    ]


def test_a_line_of_the_schedule_that_failed_is_worth_a_look(said):
    Turn.objects.create(
        name="muster.sources.upkeep.count_latest",
        due_at=timezone.now(),
        failed=True,
        sentence="It met something.",
    )
    assert said("Jobs") == [
        "look: The schedule’s “count latest” failed. It met something."
    ]


def test_files_that_nobody_has_looked_at_are_worth_a_look(said, send, marks):
    send(marks())
    assert said("Files sent") == [
        (
            "look: 1 file is read and waiting for somebody to look and load. Files are"
            " deleted a week after they were sent."
        )
    ]
    assert Upload.objects.count() == 1


# What is held ------------------------------------------------------------------------------


def weeks(load, marks, count, schools, begin=date(2025, 9, 8), **more):
    for week in range(count):
        monday = begin + timedelta(weeks=week)
        names = "-".join(schools)
        load(marks(f"{names}-{monday}.csv", schools, monday=monday, **more))


def test_schools_met_only_in_marks_are_listed(said, load, marks, file):
    load(marks(schools={"Ash Primary": 1, "Birch": 1}))
    assert said("Schools") == [
        (
            "look: 2 schools are known only by what other files call them: Ash Primary,"
            " Birch. Load a schools file that describes them."
        )
    ]
    load(file("schools.csv", [("name",), ("Ash Primary",), ("Birch",)]))
    assert said("Schools") == ["good: 2 schools, every one described."]


def test_many_names_are_cut_short(said, load, marks):
    load(marks(schools={f"School {n:02}": 1 for n in range(10)}))
    assert "School 07 and 2 more." in said("Schools")[0]


def test_upns_that_cannot_be_right_are_counted_and_never_shown(said, load, marks):
    right, wrong = "K999999914001", "A999999914001"
    extra = [("Ash Primary", upn, "2025-09-08", "AM", "I") for upn in (right, wrong)]
    load(marks(extra=extra))
    (sentence,) = said("Pupils")
    assert sentence == (
        "look: 1 pupil has a UPN that cannot be right, so they are not recognised at"
        " another school. Ask these schools to correct them: Ash Primary (1)."
    )


def test_a_half_term_is_good_while_every_school_sends(said, load, marks):
    weeks(load, marks, 2, {"Ash": 1, "Birch": 1})
    # The national term began the Wednesday before.
    assert said("Coverage") == [
        (
            "look: Autumn half-term 1, 2025/26: marks up to 19 September 2025. 40 of 56"
            " sessions that schools were open have marks."
        )
    ]
    weeks(load, marks, 1, {"Ash": 1, "Birch": 1}, begin=date(2025, 9, 1))
    assert said("Coverage") == [
        (
            "good: Autumn half-term 1, 2025/26: marks up to 19 September 2025. 56 of 56"
            " sessions that schools were open have marks."
        )
    ]


def test_a_school_that_sent_nothing_in_the_half_term_is_named(said, load, marks, file):
    load(file("schools.csv", [("name",), ("Ash",), ("Birch",)]))
    weeks(load, marks, 1, {"Ash": 1}, begin=date(2025, 9, 1))
    (sentence,) = said("Coverage")
    assert sentence.endswith(
        "1 school sent nothing at all: Birch. Ask them for their registers."
    )


def test_a_school_that_went_quiet_is_named_with_its_last_day(said, load, marks):
    weeks(load, marks, 1, {"Birch": 1}, begin=date(2025, 9, 1))
    weeks(load, marks, 4, {"Ash": 1}, begin=date(2025, 9, 1))
    assert said("Marks")[1] == (
        "look: 1 school has sent nothing for more than 10 days: Birch (last on 5"
        " September 2025). Ask them for their registers."
    )


def test_marks_that_stopped_coming_are_said_in_school_days(said, load, marks):
    weeks(load, marks, 1, {"Ash": 1})  # it is 1 December in the tests
    (sentence,) = said("Marks")
    assert sentence.startswith("look: The latest marks are of 12 September 2025: ")
    assert "school days ago. See that files are still being sent." in sentence


def test_marks_of_last_week_are_good(said, load, marks):
    weeks(load, marks, 1, {"Ash": 1, "Birch": 1}, begin=date(2025, 11, 24))
    assert said("Marks") == [
        (
            "good: The latest are of 28 November 2025. In that week 2 of the 2 schools that"
            " were open sent marks."
        )
    ]


def test_a_holiday_is_not_marks_that_stopped_coming(said, load, marks, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-01-05")
    weeks(load, marks, 1, {"Ash": 1}, begin=date(2025, 12, 15))
    assert said("Marks")[0].startswith("good: The latest are of 19 December 2025.")


def test_unknown_codes_are_said_by_school(said, load, marks):
    load(marks(schools={"Ash": 20}))
    assert said("Codes") == ["good: No school has many marks with unknown codes."]
    load(marks("odd.csv", {"Birch": 1}, code="QQ"))
    (sentence,) = said("Codes")
    assert sentence.startswith(
        "look: 1 school has unknown codes on more than 0.5% of their marks: Birch"
        " (100.0%)."
    )


UPN = "K999999914001"


def at_two_schools(file, one, other):
    """One child at two schools in one week, every mark the same at each."""
    days = [date(2025, 9, 8) + timedelta(days=n) for n in range(5)]
    rows = [
        (school, UPN, day, session, code)
        for school, code in (("Ash", one), ("Birch", other))
        for day in days
        for session in ("AM", "PM")
    ]
    return file("two.csv", [("school", "pupil", "date", "session", "code"), *rows])


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [("D", "D", "D at both schools"), ("I", "L", "a real mark at both schools")],
)
def test_two_registers_that_disagree_are_said_by_pair_of_schools(
    said, load, file, one, other, kind
):
    load(at_two_schools(file, one, other))
    (sentence,) = said("Registers")
    assert sentence == (
        f"look: Children on two registers have {kind} in 10 sessions of 2025/26: Ash and"
        " Birch (10). Ask the schools which of them is right."
    )
    assert UPN not in sentence


def test_two_registers_that_agree_are_good(said, load, file):
    load(at_two_schools(file, "I", "D"))
    assert said("Registers") == [
        "good: No two schools disagree about a child in 2025/26."
    ]


def test_schools_are_called_as_their_figures_call_them(load, file, marks):
    rows = [("urn", "name"), ("900001", "St Mary"), ("900002", "St Mary")]
    load(file("schools.csv", rows))
    load(marks(schools={"900001": 1, "900002": 1}))
    named = sorted(school_names(uploads.state()).values())
    assert named == ["St Mary (900001)", "St Mary (900002)"]


# The trail ----------------------------------------------------------------------------------


def test_rows_that_wait_to_be_sealed_are_said_and_a_worker_asked_for(said, monkeypatch):
    audit.record(did="load.made", by="ada")
    (sentence,) = said("Trail")
    assert sentence.startswith(
        "good: 0 rows under the latest 0 seals are as sealed. 1 row is not sealed yet"
    )
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(machinery.timezone, "now", lambda: later)
    (sentence,) = said("Trail")
    assert sentence.startswith("look: ")
    assert sentence.endswith("see that one is running.")


def test_a_trail_that_was_meddled_with_is_broken(said):
    for _ in range(5):
        audit.record(did="load.made", by="ada")
        seal.seal_new()
    assert said("Trail") == ["good: 5 rows under the latest 5 seals are as sealed."]
    Entry.objects.update(by="somebody else")
    (sentence,) = said("Trail")
    assert sentence.startswith(
        "broken: The trail is not what was sealed. Seal 1 (entries"
    )
    assert "And 2 more." in sentence


def test_every_seal_is_looked_at_when_asked(store, monkeypatch):
    for _ in range(3):
        audit.record(did="load.made", by="ada")
        seal.seal_new()
    Entry.objects.filter(pk=Entry.objects.earliest("pk").pk).update(by="another")
    monkeypatch.setattr(seal, "RECENT", 1)
    trail = [f.state for f in health.look() if f.part == "Trail"]
    whole = [f.state for f in health.look(whole_trail=True) if f.part == "Trail"]
    assert (trail, whole) == (["good"], ["broken"])
