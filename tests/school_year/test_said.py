from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.school_year import (
    BadDate,
    Precision,
    find_said,
    parse_date,
    read_said,
    read_windows,
)


NEAR = date(2015, 7, 23)
MARCH_15 = (date(2015, 3, 1), date(2015, 3, 31))


def window(text, **kept):
    said = read_said(text, **kept)
    return said.earliest, said.latest


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/03/ 2015", date(2015, 3, 30)),
        ("8/07/15", date(2015, 7, 8)),
        ("30.06.15", date(2015, 6, 30)),
        ("22/03/ 2015", date(2015, 3, 22)),
        ("15 Sept 2015", date(2015, 9, 15)),
        ("12 Nov 2015", date(2015, 11, 12)),
        ("1 st July ’15", date(2015, 7, 1)),
        ("1st of July '15", date(2015, 7, 1)),
        ("14-Jul-15", date(2015, 7, 14)),
        ("July 14, 2015", date(2015, 7, 14)),
        ("Tuesday 14 July 2015", date(2015, 7, 14)),
        ("14\u00a0July\u00a02015", date(2015, 7, 14)),
        ("2015-07-14", date(2015, 7, 14)),
        ("(14 July 2015)", date(2015, 7, 14)),
    ],
)
def test_a_day_is_read_however_it_is_written(text, day):
    said = read_said(text)

    assert (said.earliest, said.latest) == (day, day)
    assert said.precision is Precision.DAY
    assert said.text == text
    assert not said.repaired


def test_the_day_is_always_before_the_month():
    assert window("8/07/15") == (date(2015, 7, 8),) * 2
    with pytest.raises(BadDate, match=r"no such month as 24.*is it 24/09/2025\?"):
        read_said("09/24/2025")


@pytest.mark.parametrize(
    "text",
    ["March 2015", "Mar 2015", "Mar. '15", "march '15", "03/2015", "March, 2015"],
)
def test_a_month_is_all_of_its_days(text):
    said = read_said(text)

    assert (said.earliest, said.latest) == MARCH_15
    assert said.precision is Precision.MONTH


def test_december_2015_is_no_day_of_december():
    assert window("Dec 2015") == (date(2015, 12, 1), date(2015, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("January – March '25", date(2025, 1, 1), date(2025, 3, 31)),
        ("Jan to March 2025", date(2025, 1, 1), date(2025, 3, 31)),
        ("January/ February '25", date(2025, 1, 1), date(2025, 2, 28)),
        ("Dec '24 – Jan '25", date(2024, 12, 1), date(2025, 1, 31)),
    ],
)
def test_months_are_read_as_one_window(text, first, last):
    said = read_said(text)

    assert (said.earliest, said.latest) == (first, last)
    assert said.precision is Precision.MONTHS
    assert not said.repaired


def test_a_range_that_crosses_the_year_says_which_year_it_took():
    said = read_said("November – January '25")

    assert said.earliest == date(2024, 11, 1)
    assert said.repaired == (
        "“November” has no year of its own; it is read as of 2024."
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("14-16 July 2015", date(2015, 7, 14), date(2015, 7, 16)),
        ("30 June – 2 July 2015", date(2015, 6, 30), date(2015, 7, 2)),
        ("w/c 14 September 2015", date(2015, 9, 14), date(2015, 9, 20)),
    ],
)
def test_days_in_a_row_are_one_window(text, first, last):
    said = read_said(text)

    assert (said.earliest, said.latest) == (first, last)
    assert said.precision is Precision.DAYS


def test_a_cell_of_two_windows_keeps_what_each_said():
    one, two = read_windows("December '24 January/ February '25")

    assert (one.text, one.latest) == ("December '24", date(2024, 12, 31))
    assert (two.text, two.earliest) == ("January/ February '25", date(2025, 1, 1))
    assert two.latest == date(2025, 2, 28)


def test_one_year_serves_every_date_before_it():
    one, two = read_windows("20 October and 12 November 2015")

    assert one.latest == date(2015, 10, 20)
    assert two.latest == date(2015, 11, 12)


def test_a_half_termly_cycle_is_six_months_of_a_school_year():
    found = read_windows("Sept/ Nov/ Jan/March/ May/ July", near=NEAR)

    assert [each.earliest for each in found] == [
        date(2014, 9, 1),
        date(2014, 11, 1),
        date(2015, 1, 1),
        date(2015, 3, 1),
        date(2015, 5, 1),
        date(2015, 7, 1),
    ]


def test_where_one_date_is_wanted_two_are_refused():
    with pytest.raises(BadDate, match="more than one date"):
        read_said("December '24 January/ February '25")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("autumn term 2025", date(2025, 8, 1), date(2025, 12, 31)),
        ("Autumn Term 2025/26", date(2025, 8, 1), date(2025, 12, 31)),
        ("Spring term 2026", date(2026, 1, 1), date(2026, 4, 5)),
        ("Spring term 2025-26", date(2026, 1, 1), date(2026, 4, 5)),
        ("summer term '26", date(2026, 4, 6), date(2026, 7, 31)),
    ],
)
def test_a_term_is_its_census_window(text, first, last):
    said = read_said(text)

    assert (said.earliest, said.latest) == (first, last)
    assert said.precision is Precision.TERM
    assert not said.repaired


def test_a_season_is_read_as_the_term_and_says_so():
    assert read_said("Autumn 2025").repaired == "“Autumn 2025” is read as the term."


def test_a_half_term_is_asked_about():
    with pytest.raises(BadDate, match="differ from place to place"):
        read_said("October half-term 2025")


def test_a_term_of_a_year_with_no_calendar_is_refused():
    with pytest.raises(BadDate, match="not a school year Muster covers"):
        read_said("autumn term 2008")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30 June", date(2015, 6, 30)),
        ("23/07/1", date(2015, 7, 23)),
        ("23/07/201", date(2015, 7, 23)),
        ("22/03/", date(2015, 3, 22)),
        ("15 Sept", date(2014, 9, 15)),
        ("29 Feb", date(2012, 2, 29)),
    ],
)
def test_a_date_that_lacks_its_year_is_the_latest_such_day_and_says_so(text, day):
    said = read_said(text, near=NEAR)

    assert said.latest == day
    assert f"it is read as of {day.year}" in said.repaired


def test_a_date_that_lacks_its_year_may_be_looked_for_forwards():
    assert window("15 Sept", near=NEAR, later=True) == (date(2015, 9, 15),) * 2


@pytest.mark.parametrize("text", ["30 June", "23/07/1", "22/03/", "March"])
def test_nothing_gives_a_year_where_nobody_vouches_for_it(text):
    with pytest.raises(BadDate, match="has no whole year"):
        read_said(text)


def test_a_cut_off_year_of_another_decade_is_refused():
    with pytest.raises(BadDate, match="none fits 23/07/2025"):
        read_said("24/07/1", near=date(2025, 7, 23)) and read_said(
            "24/07/0", near=date(2025, 7, 23)
        )


@pytest.mark.parametrize(
    "text", ["31 Feb 2015", "31/02/2015", "31.06.15", "29 February 2015", "31 Feb"]
)
def test_a_day_in_no_calendar_is_refused(text):
    with pytest.raises(BadDate, match="is not a day in any calendar"):
        read_said(text, near=NEAR)


@pytest.mark.parametrize("text", ["Dec 15", "July 14"])
def test_a_day_or_a_year_is_asked_about(text):
    with pytest.raises(BadDate, match="may be a day or a year"):
        read_said(text, near=NEAR)


def test_the_way_excel_writes_a_month_is_read_and_said():
    said = read_said("Dec-15")

    assert said.latest == date(2015, 12, 31)
    assert said.repaired == (
        "“Dec-15” is read as December 2015, the way Excel writes a month."
    )


def test_a_day_of_another_weekday_is_refused():
    with pytest.raises(BadDate, match="is a Tuesday in 2015"):
        read_said("Monday 14 July 2015")


def test_a_year_of_two_figures_may_be_too_old_to_guess():
    with pytest.raises(BadDate, match="may be of 1999 or of 2099"):
        read_said("14/07/99")


def test_a_range_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadDate, match="ends before it starts"):
        read_said("Dec 2015 – Jan 2015")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "TBC",
        "ongoing",
        "12",
        "2015",
        "soon 14 July 2015",
        "14 July 2015 or 15",
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text):
    with pytest.raises(BadDate, match="Write it like 04/09/2025"):
        read_said(text, near=NEAR)


def test_dates_in_prose_are_found_where_they_stand():
    prose = (
        "Draft for 14 July 2015 and Cllr Ash on 29 July. Panel sits a 1 st time, "
        "15 June – it may move. Seen 30.06.15, sent on 13.07.15. Monthly "
        "March – July 2015; level 2 may be next; ratio 3/4; 15 Sept 15 people came."
    )
    found = find_said(prose, near=NEAR)

    assert [(prose[each.start : each.end], each.said.latest) for each in found] == [
        ("14 July 2015", date(2015, 7, 14)),
        ("29 July", date(2015, 7, 29)),
        ("15 June", date(2015, 6, 15)),
        ("30.06.15", date(2015, 6, 30)),
        ("13.07.15", date(2015, 7, 13)),
        ("March – July 2015", date(2015, 7, 31)),
        ("15 Sept", date(2015, 9, 15)),
    ]


def test_prose_with_no_near_offers_only_whole_dates():
    found = find_said("on 29 July, then 30.06.15", near=None)

    assert [each.said.text for each in found] == ["30.06.15"]


DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
STYLES = [
    "{0:%d/%m/%Y}",
    "{0:%d/%m/%y}",
    "{0.day}/{0.month}/{0:%y}",
    "{0:%d/%m/} {0:%Y}",
    "{0:%d.%m.%y}",
    "{0:%d-%m-%Y}",
    "{0:%Y-%m-%d}",
    "{0.day} {0:%B} {0:%Y}",
    "{0.day} {0:%b} {0:%Y}",
    "{0.day} {0:%B} ’{0:%y}",
    "{0.day} {0:%b} '{0:%y}",
    "{0.day}th {0:%B} {0:%Y}",
    "{0.day} st {0:%B} {0:%Y}",
    "{0:%A} {0.day} {0:%B} {0:%Y}",
    "{0:%B} {0.day}, {0:%Y}",
    "{0:%d-%b-%Y}",
]


@given(DAYS, st.sampled_from(STYLES))
def test_any_day_is_read_back_in_any_style(day, style):
    assert window(style.format(day)) == (day, day)


@given(DAYS, st.sampled_from(["{0.day} {0:%B}", "{0:%d/%m/}", "{0.day} {0:%b}"]))
def test_a_day_said_on_the_day_needs_no_year(day, style):
    assert window(style.format(day), near=day) == (day, day)


@given(DAYS, st.integers(0, 15), st.sampled_from(["-", " – ", " to "]))
def test_any_range_of_months_is_read_back(day, months, join):
    end = day + timedelta(days=30 * months)
    said = read_said(f"{day:%B '%y}{join}{end:%b %Y}")

    assert said.earliest == day.replace(day=1)
    assert (said.latest + timedelta(days=1)).day == 1
    assert (said.latest.year, said.latest.month) == (end.year, end.month)


WORDS = st.sampled_from(
    "30 June July March may 15 2015 '25 / . - – to and , st 1 23/07/1 term autumn w/c "
    "Monday 29 Feb 0 99 by end of 12/2015 2015-02-30 st 31 half-term 00/00/00".split()
    + [" ", "\n", "²", "٣"]
)
ANY_TEXT = st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join)


@given(ANY_TEXT, st.none() | st.dates(), st.booleans())
def test_any_text_is_read_in_order_or_refused(text, near, later):
    try:
        windows = read_windows(text, near=near, later=later)
    except BadDate as refusal:
        assert str(refusal).endswith((".", "?"))
    else:
        assert all(each.earliest <= each.latest for each in windows)


@given(ANY_TEXT, st.none() | st.dates())
def test_any_prose_may_be_looked_through(prose, near):
    for found in find_said(prose, near=near):
        assert prose[found.start : found.end] == found.said.text


FIGURES = st.from_regex(
    r"[0-3]\d/[01]\d/[12]\d{3}|[12]\d{3}-[01]\d-[0-3]\d", fullmatch=True
)


@given(FIGURES)
def test_the_two_forms_of_files_are_read_as_files_have_them(text):
    try:
        day = parse_date(text)
    except BadDate:
        with pytest.raises(BadDate):
            read_said(text)
    else:
        assert window(text) == (day, day)
