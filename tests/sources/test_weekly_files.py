"""Weekly and GIAS files, loaded: what is kept, asked for, and said by `muster check`."""

from datetime import date

import pytest

from muster.measures import ask
from muster.sources import formats, health, review, uploads
from muster.sources.formats import gias, weekly_pupils
from muster.tables.upn import check_letter


HEADINGS, *SAMPLE = weekly_pupils.SAMPLE.splitlines()
NAMES = HEADINGS.split(",")


@pytest.fixture(autouse=True)
def ours(settings):
    """The authority of the sample files."""
    settings.ORGANISATION = "Exampleshire"


@pytest.fixture
def weekly(file):
    """weekly("2025-12-19", {"01": 8}) is a file of that day: sessions absent of 140."""

    def weekly(day, absent, name="weekly_asat_{}.csv", **more):
        rows = [NAMES]
        for number, missed in absent.items():
            body = f"9992001200{number}"
            row = dict(zip(NAMES, SAMPLE[0].split(","), strict=True)) | {
                "upn": check_letter(body) + body,
                "absent_sessions": missed,
                "present_sessions": 140 - missed,
                "approved_educational_activity_sessions": 0,
                "authorised_absent_sessions": missed,
                "unauthorised_absent_sessions": 0,
                "persistently_absent": "unknown",
                **more,
            }
            rows.append([row[name] for name in NAMES])
        return file(name.format(day), rows)

    return weekly


@pytest.fixture
def said(store, monkeypatch):
    monkeypatch.setattr("muster.sources.health.today", lambda: date(2026, 1, 5))

    def said():
        return [
            f"{f.state}: {f.sentence}" for f in health.look() if f.part == "Weekly file"
        ]

    return said


def test_a_weekly_file_is_loaded_and_answers(load, weekly):
    outcome = load(weekly("2025-12-19", {"01": 8, "02": 20}))
    assert outcome.sentence == (
        "weekly_asat_2025-12-19.csv: loaded as load 1. 2 rows read, 2 loaded, 1 August "
        "2025 to 19 December 2025."
    )
    assert (outcome.load.format, outcome.load.as_at) == (
        "weekly-pupils",
        date(2025, 12, 19),
    )
    [row] = ask(uploads.state(), ["overall_absence"], audience="unsuppressed").rows
    assert (row.numerator, row.denominator) == (28, 280)


def test_a_file_that_does_not_say_its_day_is_asked_about(load, weekly):
    path = weekly("2025-12-19", {"01": 8}, name="weekly.csv")
    refused = load(path)
    assert [str(one) for one in refused.problems] == [weekly_pupils.ASK]
    assert load(path, as_at=date(2025, 12, 19)).status == "loaded"


def test_the_same_bytes_of_another_week_are_another_file(load, weekly):
    first = load(weekly("2025-12-19", {"01": 8}))
    second = load(weekly("2025-12-26", {"01": 8}))
    again = load(weekly("2025-12-26", {"01": 8}), format="weekly_pupils")
    statuses = (first.status, second.status, again.status)
    assert statuses == ("loaded", "loaded", "already loaded")


def test_another_authoritys_file_is_refused(load, weekly):
    load(weekly("2025-12-19", {"01": 8}))
    other = {
        "school_local_authority_name": "Northshire",
        "school_local_authority_ukprn": "19990002",
    }
    refused = load(weekly("2026-01-09", {"01": 8}, **other))
    assert "This is a weekly file of Northshire, not of Exampleshire" in str(
        refused.problems[0]
    )


def test_an_older_file_is_warned_of_and_changes_no_later_figure(load, weekly):
    load(weekly("2025-12-19", {"01": 8}))
    before = ask(uploads.state(), ["overall_absence"], audience="unsuppressed").rows
    older = load(weekly("2025-12-12", {"01": 2}))
    assert "It fills the past and changes no later figure." in str(older.problems[0])
    after = ask(uploads.state(), ["overall_absence"], audience="unsuppressed").rows
    assert before == after


def test_a_school_loaded_under_two_names_has_to_be_sorted_out_first(
    load, weekly, marks
):
    load(marks("by_name.csv", {"Ash Primary": 1}))
    assert load(weekly("2025-12-12", {"01": 8})).status == "loaded"
    assert uploads.state().schools["name"].to_list() == ["Ash Primary"]
    load(marks("other.csv", {"Oak Primary": 1, "990009": 1}))
    oak = {"unique_reference_number": "990009", "school_name": "Oak Primary"}
    refused = load(weekly("2025-12-19", {"02": 8}, **oak))
    assert "marks were loaded for it under two names" in str(refused.problems[0])


def test_what_a_file_would_bring_is_shown_before_it_is_loaded(store, weekly):
    checked = uploads.check(weekly("2025-12-19", {"01": 8, "02": 20}))
    found = review.look(checked.reading, uploads.state())
    assert (found.schools, found.pupils, found.new_count) == (1, 2, 1)


def test_check_says_how_old_the_latest_file_is(load, weekly, said):
    assert said() == []
    load(weekly("2025-12-19", {"01": 8}))
    assert said() == [
        "good: The latest is as at 19 December 2025, 17 days ago, with 1 pupil of 1 school."
    ]


def test_check_says_who_vanished_in_numbers_and_by_school(load, weekly, said):
    load(weekly("2025-12-12", {"01": 8, "02": 20, "03": 9}))
    load(weekly("2025-12-19", {"01": 6, "04": 0}))
    assert said() == [
        (
            "look: The latest is as at 19 December 2025, 17 days ago, with 2 pupils of 1 "
            "school. Since the one as at 12 December 2025, 2 vanished, 1 came new and 1 "
            "had totals revised down. Of those who vanished, 2 are at no school in it, "
            "and may be missing education: Ash Primary (2). Ask these schools where they "
            "went."
        )
    ]


def test_check_says_a_school_that_vanished_and_a_file_that_is_old(load, weekly, said):
    birch = {"unique_reference_number": "990002", "school_name": "Birch High"}
    load(weekly("2025-11-28", {"01": 8}))
    load(weekly("2025-12-05", {"02": 8}, **birch))
    [sentence] = said()
    assert sentence.endswith(
        "1 school vanished altogether: Ash Primary. Load the latest from the Department’s "
        "site."
    )


# GIAS


@pytest.fixture
def extract(file):
    far = gias.SAMPLE.splitlines()[1].replace("999,Exampleshire", "998,Northshire")
    lines = [*gias.SAMPLE.splitlines(), far.replace("990001", "990101")]
    return file("edubasealldata20251201.csv", [line.split(",") for line in lines])


def test_whose_schools_to_keep_is_asked_and_may_be_told(load, extract):
    assert load(extract).refused
    outcome = load(extract, la="999")
    assert outcome.load.rows_loaded == 4
    schools = uploads.state().schools
    assert schools.filter(~schools["provisional"]).height == 4
    old = schools.filter(schools["urn"] == "990003").row(0, named=True)
    assert old["closed_on"] == date(2016, 8, 31)


def test_it_may_be_set_for_the_home(load, extract, settings):
    settings.LA_CODE = "998"
    assert load(extract).load.rows_loaded == 1


def test_it_is_known_once_schools_of_one_authority_are_held(load, extract, file):
    rows = [("laestab", "name"), ("9992001", "Ash Primary")]
    load(file("schools.csv", rows))
    assert load(extract).load.rows_loaded == 4


def test_every_dated_format_is_known_to_be():
    assert [fmt.name for fmt in formats.FORMATS if fmt.is_dated] == ["weekly-pupils"]


@pytest.mark.parametrize(
    ("own", "is_said"),
    [("Elsewhere", True), ("Exampleshire County Council", False), ("", False)],
)
def test_a_first_file_of_another_authority_is_remarked_on(
    load, weekly, settings, own, is_said
):
    """Before any is held, only the name given in setting up says whose we are."""
    settings.ORGANISATION = own
    path = weekly(
        "2025-12-19",
        {"01": 8},
        school_local_authority_name="Exampleshire",
        school_local_authority_ukprn="",
    )
    said = " ".join(load(path).load.warnings)
    assert ("this authority is called “Elsewhere”" in said) is is_said
