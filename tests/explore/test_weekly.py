"""A home with the Department's weekly pupil files and no register marks."""

import csv
import html
import io
import re
from datetime import date

import pytest
from tests.explore.quillshire_weekly import listed, weekly_files
from tests.measures.authority import Authority, Mark
from tests.measures.weekly import stored_files

from muster.design.filters import percent
from muster.explore.choosing import offered as periods_offered
from muster.explore.looking import Look, parts_held, year_before
from muster.explore.measure_form import offered
from muster.measures import OF_MARKS, RULES, Question, ask, get, parse_period, why_not
from muster.measures.dimensions import DIMENSIONS
from muster.measures.totals import NO_CODES


HEADLINES = ("attendance", "overall_absence", "persistent_absence", "severe_absence")
PAGES = (
    "/",
    "/schools/",
    "/schools/map/",
    "/schools/{ash}/",
    "/groups/",
    "/groups/fsm/yes/",
    "/groups/year_group/3/",
    "/areas/",
    "/areas/North/",
    "/wards/",
    "/trusts/",
    "/trusts/Tree Trust/",
    "/phases/",
    "/phases/primary/",
    "/measures/",
    "/measures/overall_absence/",
    "/measures/persistent_absence/?by=phase&by2=fsm",
)
PERIODS = [
    ("2025-26/ytd", "2025/26, year to date"),
    ("2025-26/HT2", "Autumn half-term 2, 2025/26"),
    ("2025-26/HT1", "Autumn half-term 1, 2025/26"),
    ("2025-26/autumn", "Autumn term 2025/26"),
    ("2026-03-07..2026-03-13", "7 March 2026 to 13 March 2026"),
    ("2025-12-20..2026-03-06", "20 December 2025 to 6 March 2026"),
    ("2025-10-25..2025-12-19", "25 October 2025 to 19 December 2025"),
    ("2024-25", "School year 2024/25"),
    ("2024-25/HT1", "Autumn half-term 1, 2024/25"),
    ("2024-10-26..2025-03-14", "26 October 2024 to 14 March 2025"),
]


@pytest.fixture
def ash(weekly):
    """Ash Primary's number, which its address has."""
    return _number(weekly, "Ash Primary")


def _number(state, name):
    return dict(state.schools.select("name", "id").iter_rows())[name]


def _with(address: str, **more: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{address}{'&' if '?' in address else '?'}{asked}"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "period", ["2025-26/ytd", "2025-26/HT2", "2026-03-07..2026-03-13"]
)
def test_each_page_opens_on_each_kind_of_period_and_says_what_is_not_in_the_files(
    signed_in, ash, text, address, period
):
    page = signed_in().get(_with(address.format(ash=ash), period=period))
    assert page.status_code == 200
    said = text(page)
    assert NO_CODES in said
    assert "From the Department’s weekly pupil files" in said
    assert "No marks" not in said


@pytest.mark.parametrize("rules", RULES)
def test_home_opens_on_every_period_offered_under_each_set_of_rules(
    signed_in, weekly, text, rules
):
    client = signed_in()
    for period, title in periods_offered(weekly):
        page = client.get(f"/?period={period}&rules={rules}")
        assert page.status_code == 200
        assert f"{title} at a glance" in page.content.decode()


def test_the_periods_offered_are_those_files_can_be_subtracted_for(weekly):
    assert periods_offered(weekly) == PERIODS
    assert parts_held(weekly, 2025) == (["HT1", "HT2"], ["autumn"])


def test_every_period_offered_has_an_answer(weekly):
    for period, _ in periods_offered(weekly):
        assert not why_not(weekly, Question(HEADLINES, (), parse_period(period)))


def test_home_shows_the_year_to_date_as_the_measures_count_it(signed_in, weekly, text):
    said = text(signed_in().get("/"))
    assert "2025/26, year to date School census rules As at 13 March 2026" in said
    for figure in ask(weekly, HEADLINES).rows:
        if not figure.suppressed:
            counted = f"{figure.numerator:,} of {figure.denominator:,}"
            assert f"{percent(figure.value)} {counted}" in said
    assert "the same weeks a year before (" in said
    for heading in ("By phase of school", "By group of pupils", "by half-term"):
        assert heading in said


def test_what_needs_codes_or_dates_is_left_out(signed_in, ash, text):
    home, school = (
        text(signed_in().get(address))
        for address in ("/?period=2025-26/HT1", f"/schools/{ash}/?weeks=yes")
    )
    for said in (home, school):
        assert "by week" not in said
        assert "open sessions have a register" not in said
    assert "Overall absence by year group" in school
    for left_out in ("by reason", "through the week", "Weekly absence", "Registers"):
        assert left_out not in school
    assert "Registers" not in text(signed_in().get("/schools/?sort=-registers"))
    assert "by reason" not in text(signed_in().get("/groups/fsm/yes/"))


def test_coverage_says_which_files_and_schools_and_what_changed(
    signed_in, weekly, text
):
    said = text(signed_in().get("/"))
    assert (
        "From the weekly pupil file as at 13 March 2026, with 3 schools: what each pupil"
        " has had since the start of the school year." in said
    )
    assert (
        "Listed schools that are not in it: Damson Centre , Elm Primary and Fir Primary"
        in said
    )
    week = text(signed_in().get("/?period=2026-03-07..2026-03-13"))
    assert "as at 13 March 2026, less that as at 6 March 2026, with 3 schools." in week
    assert "Totals were revised down between the weekly files of 6 March 2026" in week
    assert "Pupils vanished between the weekly files of 6 March 2026" in week


def test_a_schools_page_speaks_of_its_own_pupils(signed_in, weekly, text):
    def said(name):
        address = f"/schools/{_number(weekly, name)}/?period=2026-03-07..2026-03-13"
        return text(signed_in().get(address))

    assert "Pupils vanished" in said("Ash Primary")
    assert "Totals were revised" not in said("Ash Primary")
    assert "Totals were revised" in said("Beech High")
    assert "Pupils vanished" not in said("Beech High")


def test_a_school_in_no_file_says_so(signed_in, weekly, text):
    said = text(signed_in().get(f"/schools/{_number(weekly, 'Elm Primary')}/"))
    assert "Elm Primary is in none of the weekly files" in said


def test_a_school_that_opened_after_the_file_is_not_missed_from_it(
    signed_in, opened, tmp_path, text
):
    authority = listed()
    for row in authority.schools:
        if row["name"] == "Elm Primary":
            row["opened_on"] = date(2026, 4, 1)
        if row["name"] == "Fir Primary":
            row["closed_on"] = date(2025, 7, 31)
    stored_files(tmp_path, weekly_files(), authority)
    opened(tmp_path)
    said = text(signed_in().get("/"))
    assert "Listed schools that are not in it: Damson Centre ." in said


def test_a_half_term_without_files_at_its_edges_says_which_there_are(
    signed_in, ash, text
):
    for address in (*PAGES, "/measures/late_before/"):
        page = signed_in().get(_with(address.format(ash=ash), period="2025-26/HT4"))
        assert page.status_code == 200
        said = text(page)
        assert "don’t begin and end with Spring half-term 4, 2025/26" in said
        assert "13 March 2026" in said


def test_a_wrong_period_is_refused_and_the_year_to_date_shown(signed_in, weekly, text):
    page = signed_in().get("/?period=sometime")
    assert page.status_code == 400
    assert "“sometime” is not a period." in text(page)
    assert "2025/26, year to date at a glance" in text(page)


@pytest.mark.parametrize("measure", OF_MARKS, ids=lambda one: one.name)
def test_every_breakdown_offered_of_a_measure_has_an_answer(weekly, measure):
    for period in ("2025-26/ytd", "2025-26/HT2"):
        look = Look(weekly, parse_period(period))
        found = offered(look, measure)
        assert not {"week", "weekday", "session", "reason"} & {*found}
        for by in found:
            assert look.ask((measure.name,), (by,)).answer.rows


@pytest.mark.parametrize("name", ["overall_absence", "persistent_absence"])
def test_a_measure_opens_by_every_breakdown_its_form_offers(
    signed_in, weekly, text, name
):
    client = signed_in()
    for by in offered(Look(weekly, parse_period("2025-26/ytd")), get(name)):
        page = client.get(f"/measures/{name}/?by={by}")
        assert page.status_code == 200
        assert NO_CODES in text(page)


@pytest.mark.parametrize("measure", OF_MARKS, ids=lambda one: one.name)
def test_every_measure_of_marks_has_a_page(signed_in, weekly, text, measure):
    page = signed_in().get(f"/measures/{measure.name}/?period=2025-26/HT2&by=phase")
    assert page.status_code == 200
    assert NO_CODES in text(page)


def test_a_half_term_is_broken_down_by_what_its_form_offers(signed_in, weekly):
    look, client = Look(weekly, parse_period("2025-26/HT2")), signed_in()
    found = offered(look, get("persistent_absence"))
    assert {"school", "fsm", "half_term"} <= {*found}
    for by in found:
        address = f"/measures/persistent_absence/?period=2025-26/HT2&by={by}"
        assert client.get(address).status_code == 200


def test_two_breakdowns_open_where_the_form_offers_both(signed_in, weekly):
    client = signed_in()
    for by in ("phase", "half_term"):
        page = client.get(f"/measures/overall_absence/?by={by}").content.decode()
        _, rest = page.split('name="by2"')
        second = re.findall(r'<option value="(\w+)"', rest.split("</select>")[0])
        assert second
        for by2 in second:
            found = client.get(f"/measures/overall_absence/?by={by}&by2={by2}")
            assert found.status_code == 200


def test_a_breakdown_an_address_asks_for_is_refused_in_a_sentence(
    signed_in, weekly, text
):
    client, address = signed_in(), "/measures/overall_absence/"
    page = client.get(f"{address}?by=week")
    assert page.status_code == 400
    assert f"There is a problem {NO_CODES}" in text(page)
    page = client.get(f"{address}?by=half_term&by2=half_term")
    assert page.status_code == 400
    assert "A breakdown is named twice." in text(page)


def test_another_period_without_files_is_refused_beside_the_periods(
    signed_in, weekly, text
):
    page = signed_in().get("/measures/overall_absence/?also=2025-26/HT4")
    assert page.status_code == 400
    assert "don’t begin and end with Spring half-term 4" in text(page)
    assert 'href="#id_period"' in page.content.decode()


def test_a_past_year_says_how_far_its_files_run(signed_in, weekly, text):
    said = text(signed_in().get("/?period=2024-25"))
    assert "The weekly files run to 14 March 2025, before this period ends." in said
    assert "This period is not over" not in said


def test_a_measure_of_codes_says_there_are_none(signed_in, weekly, text):
    said = text(signed_in().get("/measures/late_before/"))
    assert "Late before the register closed is not in weekly files" in said
    assert "What it counts" in said
    answer = signed_in().get("/measures/late_before.csv")
    assert answer.status_code == 400
    assert NO_CODES in answer.content.decode()


def test_the_files_taken_away_say_they_are_of_weekly_files(signed_in, weekly):
    client, address = signed_in(), "/measures/overall_absence"
    asked = "?by=half_term&period=2025-26"
    answer = client.get(f"{address}/table.csv{asked}").content.decode("utf-8-sig")
    assert "weekly pupil files from DfE" in answer
    assert [row[0] for row in csv.reader(io.StringIO(answer)) if row][:3] == [
        "Half-term",
        "Half-term 1",
        "Half-term 2",
    ]
    for file in ("table.xlsx", "chart.svg", "chart.png"):
        assert client.get(f"{address}/{file}{asked}").status_code == 200


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2025-26/HT1", "2024-25/HT1"),
        ("2025-26/ytd", "2024-08-02..2025-03-14"),
        ("2025-26/HT2", None),
        ("2026-03-07..2026-03-13", None),
    ],
)
def test_a_period_is_set_beside_a_year_before_where_files_have_it(
    weekly, period, before
):
    found = year_before(Look(weekly, parse_period(period)))
    assert (found.text if found else None) == before


def test_every_link_on_the_pages_leads_to_a_page(signed_in, ash):
    client, met = signed_in(), set()
    for address in ("/", "/schools/", f"/schools/{ash}/", "/groups/", "/groups/sen/K/"):
        page = client.get(address).content.decode()
        main = page[page.index("<main") :]
        met |= {html.unescape(to) for to in re.findall(r'href="(/[^"#]+)', main)}
    assert len(met) > 20
    for address in sorted(met):
        assert client.get(address).status_code == 200, address


def test_signals_say_why_they_are_not_looked_for(signed_in, weekly, text):
    for period in ("2025-26/ytd", "2025-26/HT2", "2025-26/HT4"):
        said = text(signed_in().get(f"/signals/?period={period}"))
        assert "Signals are not looked for here" in said
        assert NO_CODES in said


def test_one_file_of_one_pupil_makes_pages_too_and_shows_nothing_of_them(
    signed_in, one_file, text
):
    client = signed_in()
    for address in ("/", "/schools/", "/schools/1/", "/groups/", "/measures/"):
        page = client.get(address)
        assert page.status_code == 200
        said = text(page)
        assert NO_CODES in said
        assert not re.search(r"\b(13\.\d|87\.\d|86\.\d)%", said)
    assert "1 school: what each pupil" in text(client.get("/"))


def test_marks_of_one_year_and_files_of_the_next_are_each_shown_as_they_are(
    signed_in, opened, tmp_path, text
):
    authority = listed()
    authority = Authority(
        schools=authority.schools,
        loads=[
            [
                Mark("Ash Primary", f"P{n}", date(2024, 9, 9), half, "/")
                for n in range(12)
                for half in ("AM", "PM")
            ]
        ],
    )
    files = [one for one in weekly_files() if one.as_at > date(2025, 8, 1)]
    state = stored_files(tmp_path, files, authority).state()
    opened(tmp_path)
    client = signed_in()
    assert "Autumn half-term 1, 2024/25" in text(client.get("/"))
    assert NO_CODES not in text(client.get("/"))
    for address in PAGES:
        here = address.format(ash=_number(state, "Ash Primary"))
        page = client.get(_with(here, period="2025-26/ytd"))
        assert page.status_code == 200
        assert NO_CODES in text(page)


def test_every_breakdown_is_offered_of_marks(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    by_name = {measure.name: measure for measure in OF_MARKS}
    assert offered(look, by_name["overall_absence"]) == list(DIMENSIONS)
    assert "week" not in offered(look, by_name["persistent_absence"])
