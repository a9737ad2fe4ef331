"""Term dates, typed or from iCal: each goes the way of every file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.sources.samples import sample
from tests.sources.setting_up.test_pages import words

from muster.school_year import Calendar, SchoolYear
from muster.school_year.term_dates import TermDates
from muster.sources import uploads
from muster.sources.models import Load, Upload
from muster.sources.setting_up.term_dates_form import TermDatesForm


YEAR = SchoolYear(2025)
TYPICAL = TermDates.of_calendar(Calendar.template(), YEAR)
PAGE = "/set-up/term-dates/"


def typed(**changed):
    return dict(TermDatesForm.showing(TYPICAL).initial) | changed


def load_what_was_sent(client, jobs):
    sent = Upload.objects.latest("pk")
    jobs()
    client.post(f"/loads/sent/{sent.key}/load/")
    jobs()
    return Load.objects.get()


def test_the_page_is_filled_in_with_the_national_template(officer):
    page = officer.get(f"{PAGE}2025/")
    assert "These are the national template’s." in words(page)
    assert 'value="24/10/2025"' in page.content.decode()


def test_typed_dates_are_looked_at_loaded_and_taken_back(officer, jobs):
    sent = typed(last_1="17/10/2025", inset="01/09/2025\r\n\r\n14/11/2025\r\n")
    answer = officer.post(f"{PAGE}2025/", sent)
    jobs()
    review = words(officer.get(answer.url))
    assert "Term dates 2025-26.csv Load this file?" in review
    assert "2 September 2025 to 17 October 2025 Open, half-term 1 34" in review
    assert "14 November 2025 INSET 1" in review
    loaded = load_what_was_sent(officer, jobs)

    calendar = uploads.state().calendar()
    assert calendar.status(date(2025, 10, 20), "AM") == "holiday"
    assert calendar.status(date(2025, 9, 1), "PM") == "inset"
    page = officer.get(f"{PAGE}2025/")
    assert "These are your own" in words(page)
    assert "01/09/2025\n14/11/2025</textarea>" in page.content.decode()
    assert "2025/26 Your own" in words(officer.get(PAGE))
    assert "Your own for 2025/26." in words(officer.get("/set-up/"))

    officer.post(f"/loads/{loaded.pk}/take-back/")
    assert uploads.state().calendar().is_open(date(2025, 10, 20), "AM")
    assert "2025/26 The national template’s" in words(officer.get(PAGE))


def test_dates_right_as_they_are_become_ones_own_by_being_sent(officer, jobs):
    officer.post(f"{PAGE}2025/", typed())
    load_what_was_sent(officer, jobs)
    assert "Your own for 2025/26." in words(officer.get("/set-up/"))


def test_a_day_of_snow_stays_closed_whatever_the_term_dates_say(
    officer, load, file, jobs
):
    snow = [("date", "status"), ("2026-01-14", "closed_unexpected")]
    load(file("snow.csv", snow))
    assert "and stay so: 14 January 2026." in words(officer.get(f"{PAGE}2025/"))
    officer.post(f"{PAGE}2025/", typed(last_1="17/10/2025"))
    jobs()
    sent = Upload.objects.get()
    officer.post(f"/loads/sent/{sent.key}/load/")
    jobs()
    calendar = uploads.state().calendar()
    assert calendar.status(date(2026, 1, 14), "AM") == "closed_unexpected"
    assert calendar.status(date(2025, 10, 20), "AM") == "holiday"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"last_1": "25/10/2025"}, "25/10/2025 is a Saturday."),
        ({"first_5": "06/04/2026"}, "06/04/2026 is a bank holiday, Easter Monday."),
        ({"first_1": "2nd Sept"}, "“2nd Sept” is not a date Muster can read."),
        ({"first_1": ""}, "Autumn, first half: enter the first day"),
        ({"first_2": "20/10/2025"}, "Autumn, second half begins on 20/10/2025, before"),
        ({"inset": "01/09/2024"}, "01/09/2024 is not in the school year 2025/26"),
        ({"last_6": "01/08/2026"}, "01/08/2026 is not in the school year 2025/26"),
    ],
)
def test_dates_that_cant_be_right_are_said_and_nothing_is_sent(officer, changed, said):
    page = officer.post(f"{PAGE}2025/", typed(**changed))
    assert said in words(page)
    assert page.status_code == 200 and not Upload.objects.exists()


@pytest.mark.parametrize("year", ["2014", "2031", "9999"])
def test_a_year_muster_doesnt_cover_is_not_there(officer, year):
    assert officer.get(f"{PAGE}{year}/").status_code == 404


def calendar(name):
    return SimpleUploadedFile("terms.ics", sample("term_dates_ics", name).read_bytes())


def test_an_ical_file_is_shown_day_by_day_before_it_counts(officer, jobs):
    answer = officer.post(PAGE, {"calendar": calendar("not_understood")})
    jobs()
    said = words(officer.get(answer.url))
    assert "2 September 2025 to 24 October 2025 Open, half-term 1 39" in said
    assert (
        "Row 6 “Full council”, 15/09/2025: its name has no words Muster knows." in said
    )
    assert not uploads.state().years_with_term_dates()
    load_what_was_sent(officer, jobs)
    assert uploads.state().years_with_term_dates() == [2025]


def test_an_ical_file_is_loaded_by_the_command_too(load):
    outcome = load(sample("term_dates_ics", "valid"))
    assert outcome.status == "loaded"
    assert uploads.state().calendar().half_term_of(date(2025, 11, 3)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"date,status\n2025-09-01,inset\n", "terms.csv is not an iCal file."),
        (b"", "The file is empty. Choose another"),
        (b"BEGIN:VCALENDAR" + b" " * 5_000_000, "larger than 5 MB"),
    ],
)
def test_what_isnt_an_ical_file_is_refused_on_the_spot(officer, content, said):
    sent = {"calendar": SimpleUploadedFile("terms.csv", content)}
    assert said in words(officer.post(PAGE, sent))
    assert not Upload.objects.exists()
