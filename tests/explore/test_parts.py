"""Groups and places: their figures, their gap to everybody else, their schools."""

from datetime import date, timedelta

import pytest
from tests.explore.quillshire import quillshire
from tests.measures.authority import Authority, Mark, stored

from muster.design import paging
from muster.explore import part_page, run_chart
from muster.explore.looking import Look
from muster.explore.parts_of import GROUPS, PLACES, Part
from muster.measures import Question, parse_period
from muster.measures.together import ask_together


HT1 = parse_period("2025-26/HT1")


@pytest.fixture
def look(authority):
    return Look(authority, HT1)


@pytest.mark.parametrize(
    "address",
    ["/groups/", "/areas/", "/wards/", "/trusts/", "/phases/"],
)
def test_every_list_leads_to_the_page_of_each_of_its_parts(
    signed_in, authority, address
):
    client = signed_in()
    page = client.get(address)
    assert page.status_code == 200
    dimensions = GROUPS if address == "/groups/" else (address.strip("/")[:-1],)
    look = Look(authority, HT1)
    for dimension in dimensions:
        for value in look.ask(("overall_absence",), (dimension,)).values():
            href = Part(dimension, value).link(look)
            assert f'href="{href}"' in page.content.decode()
            assert client.get(href).status_code == 200


def test_a_group_stands_beside_everybody_else_with_what_both_are_out_of(
    signed_in, authority, text
):
    said = text(signed_in().get("/groups/fsm/yes/"))
    question = Question(("overall_absence",), ("fsm",), HT1)
    [shared] = ask_together(authority, [question])
    [mine] = [row for row in shared.answer.rows if row.dims == ("yes",)]
    rest = shared.rest["overall_absence", "yes"]
    for one in (mine, rest):
        assert f"{one.numerator} of {one.denominator:,} sessions" in said
    assert "Free school meals: eligible and everybody else" in said


def test_what_is_hidden_of_a_group_is_hidden_of_everybody_else(look):
    apart = part_page._apart(look.state, look, "phase")
    assert apart.table.figure("overall_absence", "pru").suppressed
    table = part_page.gap(look, Part("phase", "pru"))
    for row in table["rows"]:
        assert row[1] == row[2] == row[3] == row[4] == {"hidden": True}
        assert row[5] == "–"


def test_a_group_of_few_pupils_says_why_it_shows_nothing(signed_in, authority, text):
    said = text(signed_in().get("/phases/pru/"))
    assert "Too few pupils to show" in said
    assert "Fewer than five pupils are behind the figures" in said
    assert "The gap to everybody else" not in said


def test_a_group_without_marks_in_the_period_says_so(signed_in, authority, text):
    said = text(signed_in().get("/groups/fsm/yes/?period=2025-26/HT6"))
    assert "Free school meals: eligible has no marks in Summer half-term 6" in said


@pytest.mark.parametrize(
    "address", ["/groups/fsm/perhaps/", "/groups/colour/red/", "/areas/Nowhere/"]
)
def test_a_part_there_is_none_of_is_no_page(signed_in, authority, address):
    assert signed_in().get(address).status_code == 404


def test_a_wrong_period_is_refused_and_the_latest_shown(signed_in, authority, text):
    for address in ("/groups/", "/groups/fsm/yes/", "/areas/"):
        page = signed_in().get(f"{address}?period=soon")
        assert page.status_code == 400
        assert "“soon” is not a period" in text(page)


@pytest.mark.parametrize("address", ["/groups/", "/groups/fsm/yes/", "/areas/"])
def test_without_marks_a_page_says_what_to_load(signed_in, home, address, text):
    assert "No marks have been loaded" in text(signed_in().get(address))


def test_a_place_lists_its_own_schools_and_says_whose_registers_it_rests_on(
    signed_in, authority, text
):
    page = signed_in().get("/areas/South/")
    said = text(page)
    schools = said.split("By school")[1].split("The same figures")[0]
    assert "Beech High" in schools
    assert "Cedar Primary" in schools
    assert "Ash Primary" not in schools
    assert "Registers missing at Beech High" in said


def test_a_long_list_of_schools_comes_a_page_at_a_time(
    signed_in, authority, text, monkeypatch
):
    monkeypatch.setattr(paging, "A_PAGE", 1)
    said = text(signed_in().get("/groups/fsm/yes/?page=2"))
    assert "Rows 2 to 2 of" in said


def test_a_group_leads_to_the_measures_broken_down_by_it(signed_in, authority):
    body = signed_in().get("/groups/sen/K/").content.decode()
    assert 'href="/measures/overall_absence/?by=sen"' in body
    assert 'href="/measures/overall_absence/?by=sen&amp;by2=reason"' in body


def test_a_school_and_the_home_page_lead_to_the_groups(signed_in, authority):
    client = signed_in()
    for address in ("/", "/schools/1/"):
        assert 'href="/groups/fsm/yes/"' in client.get(address).content.decode()


def test_each_kind_of_place_is_of_a_school_or_of_a_home():
    assert PLACES == ("area", "ward", "trust", "phase")


@pytest.mark.parametrize("address", ["/", "/groups/fsm/yes/", "/schools/1/"])
def test_each_figure_says_what_it_counts_and_by_whose_definition(
    signed_in, authority, text, address
):
    page = signed_in().get(address)
    said = text(page)
    assert "What this counts : Persistent absence" in said
    assert "Pupils who missed one in ten or more" in said
    assert (
        'href="/measures/persistent_absence/#what-it-counts"' in page.content.decode()
    )


# The run chart


def test_weeks_are_asked_for_once_the_page_is_there(signed_in, authority, text):
    client = signed_in()
    page = client.get("/groups/fsm/yes/?period=2025-26/HT1")
    assert 'hx-get="?period=2025-26/HT1&amp;weeks=yes"' in page.content.decode()
    assert "Weekly absence beside all pupils" not in text(page)
    page = client.get("/groups/fsm/yes/?weeks=yes")
    assert "Weekly absence beside all pupils" in text(page)
    assert "hx-get" not in page.content.decode()


def test_with_few_weeks_there_is_a_median_and_no_limits(look):
    mine = run_chart.Line("Ash Primary", ("school",), ("Ash Primary",))
    block = run_chart.block(look, mine, run_chart.Line("all pupils"))
    assert "limits need 13: the line is their median" in block["says"]
    assert block["note"] == ""
    assert [column["text"] for column in block["table"]["columns"]][2] == "All pupils"


def test_a_line_that_is_all_hidden_is_not_drawn(look):
    mine = run_chart.Line("Damson Centre", ("school",), ("Damson Centre",))
    assert run_chart.block(look, mine, run_chart.Line("all pupils")) is None


def test_a_week_beyond_the_limits_is_worth_a_look_and_no_proof(opened, tmp_path):
    state = opened(with_a_bad_week(tmp_path))
    look = Look(state, parse_period("2025-26"))
    mine = run_chart.Line("Ash Primary", ("school",), ("Ash Primary",))
    block = run_chart.block(look, mine, run_chart.Line("all pupils"))
    assert "one is beyond the limits" in block["says"]
    assert "worth a look, and proves nothing" in block["says"]
    said = [row[0] for row in block["table"]["rows"] if row[4] == "Worth a look"]
    assert len(said) == 1


def with_a_bad_week(home):
    """Twenty weeks at two schools, in one of which everybody at Ash is ill."""
    known = quillshire()
    mondays = [date(2025, 9, 1) + timedelta(weeks=n) for n in range(20)]
    marks = [
        Mark(row["school"], row["pupil"], monday, half, _code(row, n, monday))
        for n, row in enumerate(known.enrolments)
        if row["school"] in ("900001", "900002")
        for monday in mondays
        for half in ("AM", "PM")
    ]
    stored(Authority(known.schools, known.enrolments, loads=[marks]), home)
    return home


def _code(row, n, monday):
    is_bad = row["school"] == "900001" and monday == date(2025, 11, 3)
    return "I" if is_bad or (n + monday.day) % 20 == 0 else "/"
