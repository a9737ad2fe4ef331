from datetime import date

import pytest
from tests.sources.samples import FILES, reading_of, sample, sentences

from muster.sources import formats
from muster.sources.formats import FORMATS, code_map
from muster.sources.reading import read


EVERY = (*FORMATS, code_map.FORMAT)


def told(fmt) -> dict:
    """What whoever loads a file of the format has to say besides."""
    return {"as_at": date(2025, 12, 19)} if fmt.is_dated else {}


@pytest.mark.parametrize("fmt", EVERY, ids=lambda fmt: fmt.name)
def test_every_formats_sample_is_valid(fmt, tmp_path):
    path = tmp_path / "anything.txt"
    path.write_text(fmt.sample, "utf-8")
    reading = read(path, fmt=fmt, **told(fmt))
    assert sentences(reading) == []
    assert reading.rows_loaded == reading.rows_read > 1


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_a_format_is_known_by_its_headings_and_not_its_name(fmt, tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text(fmt.sample, "utf-8")
    assert formats.recognise(path) is fmt


@pytest.mark.parametrize("fmt", EVERY, ids=lambda fmt: fmt.name)
def test_every_format_has_a_valid_file_and_broken_ones(fmt):
    folder = fmt.name.replace("-", "_")
    files = sorted((FILES / folder).iterdir())
    readings = [reading_of(folder, path.stem, fmt=fmt, **told(fmt)) for path in files]
    refused = [reading.refused for reading in readings]
    assert sample(folder, "valid") in files
    assert not readings[files.index(sample(folder, "valid"))].refused
    assert any(refused)


@pytest.mark.parametrize("fmt", EVERY, ids=lambda fmt: fmt.name)
def test_help_explains_every_column_and_its_example_can_be_read(fmt):
    for row, column in zip(fmt.help(), fmt.table.columns, strict=True):
        assert row.column == column.name
        assert row.meaning.endswith(".")
        assert row.example or not column.required
        column.read(row.example)


def test_formats_have_names_of_their_own_that_the_command_line_takes():
    assert [fmt.name for fmt in FORMATS] == [
        "marks-long",
        "marks-weekly",
        "schools",
        "enrolments",
        "cohorts",
        "calendars",
        "term-dates-ics",
        "postcodes",
        "own-figures",
        "own-figures-wide",
        "dfe-attendance",
        "dfe-persistent-percent",
        "dfe-persistent-counts",
        "dfe-january",
        "lait",
        "la-numbers",
        "la-neighbours",
        "boundaries",
        "weekly-pupils",
        "gias",
    ]
    for fmt in EVERY:
        assert formats.named(fmt.name) is fmt
        assert repr(fmt) == f"<format {fmt.name}>"


def test_an_unknown_format_name_is_refused_with_the_names_there_are():
    with pytest.raises(
        ValueError, match="There is no format “ctf”. Use one of marks-long"
    ):
        formats.named("ctf")


def test_a_file_that_is_like_nothing_is_told_what_can_be_read(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("email,telephone\nx@example.org,1\n", "utf-8")
    assert formats.recognise(path) is None
    [said] = sentences(read(path))
    assert said == (
        "Muster can’t tell what this file is: its headings are “email”, “telephone”. It "
        "reads marks, one row a session (school, pupil, date, session, code); marks, one "
        "row a week (school, pupil, week, marks); schools (urn or laestab or name); "
        "enrolments (school, pupil); cohorts: lists from social care, youth justice and "
        "SEND (upn); calendars (date, status); term "
        "dates, from iCal (event, first_day); postcodes and their wards "
        "(postcode, ward); the authority’s own past figures (period, measure); the "
        "authority’s own past figures, a row a school (school); published attendance; "
        "published persistent absence, percentages; published persistent absence, "
        "counts; published schools and enrolments; yearly figures of LAIT "
        "(measure_short, la_number, area, region); authorities and their numbers "
        "(la_number, la_name, region, type); statistical neighbours (la_number, la_name, "
        "rank, neighbour_la_number); authority boundaries (code, name, geometry); weekly pupil file; schools, from GIAS "
        "(URN, LA (code), LA (name), EstablishmentNumber, EstablishmentName). Rename the "
        "headings, or check that the first row has them."
    )


def test_only_some_of_very_many_headings_are_repeated(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"h{n}" for n in range(40)) + "\n", "utf-8")
    assert "“h11” and 28 more." in sentences(read(path))[0]


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        (
            "School,PUPIL,Date,Session,Code,Teacher,Room,Period,Note,Set,Form",
            "marks-long",
        ),
        ("school,pupil,date,sesion,code", "marks-long"),
        ("schol,pupl,dat,sesion,cod", "marks-long"),
        ("school,pupil,date,code", "marks-long"),
        ("school,pupil,WeekStart,WeekMarks", "marks-weekly"),
        ("pupil,school", "enrolments"),
        ("school,pupil,born on,forename", "enrolments"),
        ("name", "schools"),
        ("urn,something", "schools"),
        ("date,status", "calendars"),
        ("name,email,telephone", None),
        # A register laid out a column a session is not a list of who is on roll.
        ("school,pupil,mon am,mon pm,tue am,tue pm,wed am,wed pm", None),
        ("", None),
    ],
)
def test_headings_are_recognised_though_misspelt_and_not_when_they_could_be_anything(
    headings, name
):
    found = formats.like(headings.split(","))
    assert (found.name if found else None) == name
