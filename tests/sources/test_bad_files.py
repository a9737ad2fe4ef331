"""What an authority may drop in by mistake: each says what it is and what to do.

The same sentence stands on the command line and on the page of the file.
"""

import html
from datetime import date

import pytest
from tests.sources.samples import sample

from muster.sources import uploads
from muster.sources.formats import weekly_pupils
from muster.sources.models import Load, Upload


@pytest.fixture(autouse=True)
def ours(settings):
    """The authority of the sample files."""
    settings.ORGANISATION = "Exampleshire"


@pytest.fixture
def said(load, send, signed_in):
    """said(path, page="…") is what both ways in say of a file: sentences, and the page."""

    def said(path, **told):
        outcome = load(path, dry_run=True, **told)
        sentences = [str(each) for each in outcome.problems]
        sent = send(path, **told)
        page = signed_in("officer").get(sent.get_absolute_url()).content.decode()
        page = html.unescape(page)
        assert sent.stage == (
            Upload.Stage.REFUSED if outcome.refused else Upload.Stage.REVIEW
        )
        for problem in outcome.problems:
            assert problem.message in page
        return sentences

    return said


@pytest.fixture
def weekly(tmp_path):
    """weekly("2025-12-19", ("Exampleshire", "Northshire")) is a weekly file, changed."""

    def weekly(day, *changes):
        path = tmp_path / f"weekly_asat_{day}.csv"
        text = weekly_pupils.SAMPLE
        for old, new in changes:
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        return path

    return weekly


def test_a_published_file_of_a_year_nobody_knows(said):
    told = {"as_at": date(2026, 1, 9)}
    assert said(sample("dfe_attendance", "unknown_school_year"), **told) == [
        (
            "Row 5, time_period: “202527”. This is not a school year. Write it as the "
            "Department does, like 202526 for 2025/26."
        )
    ]
    [later] = said(sample("dfe_attendance", "school_year_not_covered"), **told)
    assert "is not a school year Muster covers. It covers 2015-16 to 2030-31." in later


def test_a_gias_file_without_our_authority(said, settings):
    settings.LA_CODE = "997"
    [sentence] = said(sample("gias", "several_authorities"))
    assert sentence.startswith("This file has no schools of the authority numbered 997")
    assert "“The authority’s number”" in sentence


def test_a_gias_file_of_many_and_nothing_that_says_which_is_ours(said):
    [sentence] = said(sample("gias", "several_authorities"))
    assert "(--la 999, or “The authority’s number” in the browser)" in sentence
    assert said(sample("gias", "several_authorities"), la="999") == []


def test_a_weekly_file_of_another_authority(said, load, weekly):
    load(weekly("2025-12-12"))
    other = weekly(
        "2025-12-19", ("Exampleshire", "Northshire"), ("19990001", "19990002")
    )
    assert said(other) == [
        (
            "This is a weekly file of Northshire, not of Exampleshire, whose weekly files "
            "are held. Load the file of your own authority."
        )
    ]


def test_a_weekly_file_older_than_the_last(said, load, weekly):
    load(weekly("2025-12-19"))
    assert said(weekly("2025-12-12")) == [
        (
            "This file is as at 12 December 2025, and one as at 19 December 2025 is held. "
            "It fills the past and changes no later figure."
        )
    ]


def test_a_weekly_file_with_a_needed_column_renamed(said, weekly):
    assert said(weekly("2025-12-19", ("possible_sessions", "sessions_possible"))) == [
        (
            "Row 1: There is no “possible_sessions” column. Add it, or check that the "
            "first row of the file is the headings."
        )
    ]


def test_a_weekly_file_with_another_column_renamed(said, weekly):
    sentences = said(weekly("2025-12-19", ("free_school_meals", "fsm_eligible")))
    assert any("The file has no column free_school_meals" in each for each in sentences)


def test_a_file_that_doesnt_say_its_day_says_which_field_to_fill(said, tmp_path):
    path = tmp_path / "weekly.csv"
    path.write_text(weekly_pupils.SAMPLE, "utf-8")
    [sentence] = said(path)
    assert "--as-at 2025-12-19, or “The day they were true” in the browser" in sentence
    assert said(path, to=date(2025, 12, 19)) == []


def test_a_file_that_doesnt_say_its_year_says_which_field_to_fill(said):
    path, as_at = sample("dfe_persistent_counts", "valid"), date(2024, 1, 22)
    [sentence] = said(path, as_at=as_at)
    assert "--period 2023-24, or “The period it is of” in the browser" in sentence
    assert said(path, as_at=as_at, period="2023-24") == []


def test_a_last_day_is_of_cumulative_files_and_one_day_with_when_it_was_true(
    load, marks, weekly
):
    day = date(2025, 12, 19)
    assert "no use for --to (in the browser, “The last day it runs to”)" in str(
        load(marks(), to=day).problems[0]
    )
    differs = load(weekly("2025-12-19"), to=day, as_at=date(2025, 12, 12))
    assert "Of a cumulative file they are the same day" in str(differs.problems[0])
    assert load(weekly("2025-12-12"), to=day).status == "loaded"
    assert uploads.state().totals_days(2025) == [day]
    assert Load.objects.get().as_at == day
