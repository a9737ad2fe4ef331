from datetime import date

import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import term_dates_ics


FOLDER = "term_dates_ics"
LEFT_OUT = "It is left out."
REFUSED = {
    "cut_off": [
        (
            "This begins as an iCal file does and can’t be read to its end. Export it again "
            "from the calendar it came from."
        )
    ],
    "ends_before_it_begins": [
        "Row 2: “Autumn term” ends before it begins. Correct its dates."
    ],
    "no_dates": ["Row 2, first_day: This cell is blank. Every row needs a first day."],
    "no_events": [
        "There are no events in it. Export the calendar of term dates again."
    ],
    "no_such_day": [
        (
            "Row 2, first_day: “20250931” is not a date Muster can read. Write it like "
            "04/09/2025 or 2025-09-04."
        )
    ],
    "nothing_understood": [
        (
            "None of its events could be understood as a term, a holiday, an INSET day or a "
            "bank holiday. Export the calendar of term dates, or type the dates."
        ),
        f"Row 2: “Full council”, 15/09/2025: its name has no words Muster knows. {LEFT_OUT}",
        f"Row 3: “Bin day”, 16/09/2025: its name has no words Muster knows. {LEFT_OUT}",
    ],
}
NOTES = {
    "valid": [],
    "valid_first_and_last_days": [],
    "valid_with_times": [],
    "valid_terms_alone": [
        (
            "In 2025/26 its dates don’t make six half-terms, so half-terms begin when the "
            "calendar held says. Type the dates if they differ."
        )
    ],
    "not_understood": [
        f"Row 6: “Full council”, 15/09/2025: its name has no words Muster knows. {LEFT_OUT}",
        (
            "Row 7: “Half term begins”, 24/10/2025: it could be the last day before or the "
            f"first day after. {LEFT_OUT}"
        ),
        (
            "Row 8: “Autumn term”, 02/09/2025: it lasts 1 day, which nothing called that "
            f"does. {LEFT_OUT}"
        ),
        (
            "Row 9: “Term begins”, 05/01/2026: no day when a term ends comes after it. "
            f"{LEFT_OUT}"
        ),
        (
            "Row 10: “INSET day”, 01/09/2025: it repeats, and Muster reads events with dates "
            f"alone. {LEFT_OUT}"
        ),
        (
            "Row 11: “INSET day”, 03/09/2012: it is outside the school years Muster covers. "
            f"{LEFT_OUT}"
        ),
    ],
}
YEAR = [
    (date(2025, 8, 1), "holiday", None),
    (date(2025, 9, 2), "open", 1),
    (date(2025, 10, 27), "holiday", None),
    (date(2025, 11, 3), "open", 2),
    (date(2025, 12, 22), "holiday", None),
    (date(2026, 1, 5), "open", 3),
    (date(2026, 2, 16), "holiday", None),
    (date(2026, 2, 23), "open", 4),
    (date(2026, 3, 30), "holiday", None),
    (date(2026, 4, 13), "open", 5),
    (date(2026, 5, 4), "bank_holiday", None),
    (date(2026, 5, 5), "open", 5),
    (date(2026, 5, 25), "holiday", None),
    (date(2026, 6, 1), "open", 6),
    (date(2026, 7, 21), "holiday", None),
]


def changes(name):
    """The days on which what a file says of the authority's days changes."""
    found = []
    for row in reading_of(FOLDER, name).table.to_pylist():
        said = row["status"], row["half_term"]
        if row["session"] == "AM" and (not found or found[-1][1:] != said):
            found.append((row["date"], *said))
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_with_these_sentences(name):
    reading = reading_of(FOLDER, name)
    assert reading.refused
    assert sentences(reading) == REFUSED[name]


@pytest.mark.parametrize("name", NOTES)
def test_a_sound_file_says_what_it_left_out(name):
    reading = reading_of(FOLDER, name)
    assert reading.format is term_dates_ics.FORMAT
    assert not reading.refused
    assert sentences(reading) == NOTES[name]
    assert reading.rows_loaded == reading.rows_read - sum(
        LEFT_OUT in said for said in NOTES[name]
    )


def test_every_sample_is_tried():
    assert names(FOLDER) == {*REFUSED, *NOTES}


def test_terms_run_over_their_half_terms_and_end_the_day_before_dtend():
    inset = (date(2025, 9, 1), "inset", None)
    assert changes("valid") == [YEAR[0], inset, *YEAR[1:]]


def test_first_and_last_days_make_the_same_year():
    assert changes("valid_first_and_last_days") == YEAR


def test_a_moment_is_of_the_day_it_is_in_england():
    """23:00 UTC on 1 September is midnight of the 2nd; a time of day is no midnight."""
    days = changes("valid_with_times")
    assert days[1:4] == YEAR[1:4]
    assert reading_of(FOLDER, "valid_with_times").dates[1] == date(2025, 12, 19)


def test_a_term_nobody_named_is_not_made_a_holiday():
    """Only the autumn and the summer are given: nothing is said of the months between."""
    said = {
        row["date"] for row in reading_of(FOLDER, "valid_terms_alone").table.to_pylist()
    }
    assert date(2025, 12, 19) in said
    assert not any(date(2025, 12, 20) <= day <= date(2026, 4, 12) for day in said)


@pytest.mark.parametrize(
    ("name", "days", "kind"),
    [
        ("Autumn Half-Term", 5, "holiday"),
        ("INSET day – school closed to pupils", 1, "inset"),
        ("Early May Bank Holiday", 1, "bank_holiday"),
        ("New Year’s Day", 1, "bank_holiday"),
        ("Term 3", 40, "open"),
        ("Spring 2", 30, "open"),
        ("Christmas Holidays", 14, "holiday"),
        ("Half term", 1, ""),
        ("Summer school", 10, ""),
        ("Spring fair", 5, ""),
    ],
)
def test_an_event_is_understood_by_its_words_and_how_long_it_lasts(name, days, kind):
    first = date(2025, 9, 1)
    last = first.fromordinal(first.toordinal() + days - 1)
    event = term_dates_ics.Event(2, name, first, last)
    assert term_dates_ics._kind_of(event)[0] == kind
