"""The catalogue and a measure's page: any breakdown, its refusals, and the download."""

import csv
import io
import re
from xml.etree import ElementTree

import openpyxl
import pytest

from muster.accounts.models import Entry
from muster.design import paging
from muster.explore import catalogue_page
from muster.measures import MEASURES, RULES, ask


@pytest.fixture
def rows_of(signed_in, authority):
    """rows_of(address) are the rows of a download."""

    def rows_of(address: str) -> list[list[str]]:
        answer = signed_in().get(address)
        assert answer.status_code == 200, answer.content.decode()
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(answer.content.decode())))

    return rows_of


def test_the_catalogue_shows_every_measure_once():
    shown = [m.name for _, group in catalogue_page.grouped() for m in group]
    assert sorted(shown) == sorted(measure.name for measure in MEASURES)
    assert "More measures" not in [title for title, _ in catalogue_page.grouped()]


def test_the_catalogue_gives_each_sentence_and_what_it_comes_to(
    signed_in, authority, text
):
    said = text(signed_in().get("/measures/"))
    for measure in MEASURES:
        assert measure.sentence in said
    assert "Autumn half-term 1, 2025/26" in said


def test_the_catalogue_needs_no_marks(signed_in, home, text):
    said = text(signed_in().get("/measures/"))
    assert "No marks have been loaded yet" in said
    assert MEASURES[0].sentence in said


def test_a_measure_nobody_knows_leads_back_to_the_catalogue(signed_in, authority, text):
    page = signed_in().get("/measures/absense/")
    assert page.status_code == 404
    assert "There is no measure called “absense”." in text(page)


def test_a_measure_gives_its_figure_definition_and_source(signed_in, authority, text):
    said = text(signed_in().get("/measures/persistent_absence/"))
    [figure] = ask(authority, ["persistent_absence"]).rows
    assert f"{figure.numerator} of {figure.denominator} pupils" in said
    assert (
        "Pupils who missed one in ten or more of their own possible sessions." in said
    )
    assert "methodology" in said


@pytest.mark.parametrize(
    "query",
    [
        "by=school",
        "by=phase&by2=fsm",
        "by=week",
        "by=week&by2=school",
        "by=weekday&by2=session",
        "by=reason",
        "by=year_group&by2=reason",
        "by=half_term&period=2024-25",
        "by=ethnicity",
        "by=term&by2=phase&period=2024-25&rules=pupil",
        "by=weekday&by2=session&also=2024-25/HT1",
        "by=half_term&by2=phase&period=2025-26&also=2024-25",
        "by=week&by2=half_term&period=2025-26&also=2024-25",
        "by=week&by2=weekday&period=2025-26&also=2024-25",
        "by=half_term&period=2025-26&also=2024-25",
        "by=week&also=2024-25/HT1",
        "by=school&also=2024-25/HT1",
        "by=reason&by2=school&also=2024-25/HT1",
    ],
)
def test_any_breakdown_is_a_page(signed_in, authority, query):
    page = signed_in().get(f"/measures/overall_absence/?{query}")
    assert page.status_code == 200
    assert "Take it away" in page.content.decode()


@pytest.mark.parametrize("measure", [measure.name for measure in MEASURES])
def test_every_measure_is_a_page(signed_in, authority, measure):
    assert signed_in().get(f"/measures/{measure}/?by=phase").status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("persistent_absence", "by=week", "measured over a longer time"),
        ("severe_absence", "by=phase&by2=reason", "measured over a longer time"),
        ("late_before", "by=reason", "has no reasons"),
        ("attendance", "by=phase&by2=phase", "named twice"),
        ("attendance", "by=colour", "cannot be broken down by “colour”"),
        ("attendance", "period=2025", "“2025” is not a period"),
        ("attendance", "rules=none", "no rules called “none”"),
        ("attendance", "school=77", "The school is not a number we know"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    signed_in, authority, text, name, query, sentence
):
    page = signed_in().get(f"/measures/{name}/?{query}")
    assert page.status_code == 400
    said = text(page)
    assert "There is a problem" in said
    assert sentence in said.split("There is a problem")[1]
    assert "Nothing to show for that choice" in said
    download = signed_in().get(f"/measures/{name}.csv?{query}")
    assert download.status_code == 400
    assert sentence in download.content.decode()


def test_the_download_has_the_command_lines_columns(rows_of):
    rows = rows_of("/measures/overall_absence.csv?by=phase&by2=year_group")
    assert rows[0] == [
        "measure",
        "period",
        "rules",
        "phase",
        "year_group",
        "numerator",
        "denominator",
        "value",
        "suppressed",
    ]


@pytest.mark.parametrize("rules", RULES)
def test_the_download_holds_what_is_asked_of_the_measures(rows_of, authority, rules):
    rows = rows_of(f"/measures/persistent_absence.csv?by=school&rules={rules}")
    answer = ask(authority, ["persistent_absence"], ["school"], rules=rules)
    assert rows[1:] == [
        [
            "persistent_absence",
            "2025-26/HT1",
            rules,
            *row.dims,
            *("" if v is None else str(v) for v in (row.numerator, row.denominator)),
            "" if row.value is None else str(row.value),
            str(int(row.suppressed)),
        ]
        for row in answer.rows
    ]
    assert any(row[-1] == "1" for row in rows[1:])


def test_the_download_keeps_to_the_school_chosen(rows_of, authority):
    number = authority.schools.filter(authority.schools["name"] == "Beech High")["id"][
        0
    ]
    rows = rows_of(f"/measures/attendance.csv?by=school&school={number}")
    assert [row[3] for row in rows[1:]] == ["Beech High"]


def test_a_download_of_no_known_measure_is_a_sentence(signed_in, authority):
    answer = signed_in().get("/measures/nothing.csv")
    assert answer.status_code == 404
    assert "There is no measure called “nothing”." in answer.content.decode()


def test_a_download_without_marks_is_a_sentence(signed_in, home):
    no_marks = signed_in().get("/measures/attendance.csv")
    assert no_marks.status_code == 404
    assert "No marks have been loaded yet." in no_marks.content.decode()


def test_a_link_keeps_the_period_that_is_latest_today(signed_in, authority):
    body = signed_in().get("/measures/attendance/?by=phase").content.decode()
    kept = "/measures/attendance/?period=2025-26/HT1&amp;rules=census&amp;by=phase"
    assert f'href="{kept}"' in body


SEVERAL = "period=2025-26/HT1&also=2024-25/HT1&also=2024-25/HT2"


def test_several_periods_stand_in_one_table_in_the_order_of_time(
    signed_in, authority, text
):
    page = text(signed_in().get(f"/measures/overall_absence/?by=phase&{SEVERAL}"))
    rows = re.findall(r"Primary (Autumn half-term \d, 20\d\d/\d\d) [\d,]+ [\d,]+", page)
    assert rows == [
        "Autumn half-term 1, 2024/25",
        "Autumn half-term 2, 2024/25",
        "Autumn half-term 1, 2025/26",
    ]


def test_many_rows_come_a_page_at_a_time_with_the_choice_kept(
    signed_in, authority, text, monkeypatch
):
    monkeypatch.setattr(paging, "A_PAGE", 2)
    page = signed_in().get(f"/measures/overall_absence/?by=phase&{SEVERAL}&page=2")
    assert "Rows 3 to 4 of" in text(page)
    kept = "also=2024-25/HT1&amp;also=2024-25/HT2&amp;page=3"
    assert kept in page.content.decode()


def test_every_link_of_a_choice_keeps_all_of_it(signed_in, authority):
    page = signed_in().get(f"/measures/overall_absence/?by=phase&by2=fsm&{SEVERAL}")
    kept = (
        "period=2025-26/HT1&amp;rules=census&amp;by=phase&amp;by2=fsm"
        "&amp;also=2024-25/HT1&amp;also=2024-25/HT2"
    )
    body = page.content.decode()
    for file in ("", "table.csv", "table.xlsx", "chart.svg", "chart.png"):
        assert f'href="/measures/overall_absence/{file}?{kept}"' in body


def test_too_many_periods_are_refused_in_a_sentence(signed_in, authority, text):
    also = "&".join(f"also=2025-09-{day:02}" for day in range(1, 13))
    page = signed_in().get(f"/measures/overall_absence/?{also}")
    assert page.status_code == 400
    assert "12 periods at most stand beside each other, and 13 were chosen" in text(
        page
    )


def test_a_further_period_nobody_can_read_is_refused(signed_in, authority, text):
    page = signed_in().get("/measures/overall_absence/?also=soon")
    assert page.status_code == 400
    assert "“soon” is not a period" in text(page)


@pytest.mark.parametrize("query", ["", "by=phase", f"by=phase&by2=fsm&{SEVERAL}"])
def test_the_table_is_taken_away_as_it_is_read(signed_in, authority, query):
    client = signed_in()
    page = client.get(f"/measures/persistent_absence/?{query}").content.decode()
    answer = client.get(f"/measures/persistent_absence/table.csv?{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    end = rows.index([])
    [shown] = re.findall(
        r'<caption class="muster-table__caption">.*?</table>', page, re.DOTALL
    )[:1]
    assert len(rows[1:end]) == shown.count("<tr") - 1
    legend = [line for [line] in rows[end + 1 :]]
    assert any(line.startswith("c: Hidden: fewer than five") for line in legend)
    assert any(line.startswith("Source: ") for line in legend)


def test_a_hidden_figure_is_taken_away_as_c(signed_in, authority):
    answer = signed_in().get("/measures/overall_absence/table.csv?by=phase")
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert ["Pupil referral unit", "c", "c", "c"] in list(rows)


def test_the_workbook_holds_the_same_table(signed_in, authority):
    answer = signed_in().get("/measures/overall_absence/table.xlsx?by=phase")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [
        [cell for cell in row if cell is not None]
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    assert ["Phase", "Counted", "Out of (sessions)", "Per cent"] in [
        row[:4] for row in cells
    ]
    assert ["Pupil referral unit", "c", "c", "c"] in [row[:4] for row in cells]


@pytest.mark.parametrize("query", ["", "by=phase", f"by=phase&by2=fsm&{SEVERAL}"])
def test_the_chart_is_taken_away_with_what_it_is(signed_in, authority, query):
    client = signed_in()
    drawn = client.get(f"/measures/overall_absence/chart.svg?{query}").content.decode()
    root = ElementTree.fromstring(drawn)
    title, description = root[0].text, root[1].text
    assert title.startswith("Overall absence by")
    assert "Chart." in description
    assert "Source:" in "".join(root.itertext())
    png = client.get(f"/measures/overall_absence/chart.png?{query}")
    assert png["Content-Type"] == "image/png"
    for name, words in (("Title", title), ("Description", description)):
        assert f"iTXt{name}\0\0\0\0\0{words}".encode() in png.content


def test_where_nothing_is_drawn_the_chart_is_a_sentence(signed_in, one):
    for file in ("chart.svg", "chart.png"):
        answer = signed_in().get(f"/measures/overall_absence/{file}?by=weekday")
        assert answer.status_code == 404
        assert "There is no chart of that choice" in answer.content.decode()


@pytest.mark.parametrize("file", ["table.csv", "table.xlsx", "chart.svg", "chart.png"])
def test_a_file_of_what_cannot_be_asked_is_a_sentence(signed_in, authority, file):
    client = signed_in()
    assert client.get(f"/measures/nothing/{file}").status_code == 404
    refused = client.get(f"/measures/severe_absence/{file}?by=week")
    assert refused.status_code == 400
    assert "measured over a longer time" in refused.content.decode()


def test_a_choice_where_all_is_hidden_says_why(signed_in, one, text):
    said = text(signed_in().get("/measures/overall_absence/?by=weekday"))
    assert "Every figure of this choice is hidden" in said


def test_a_breakdown_by_school_names_no_highest_and_lowest(signed_in, authority, text):
    said = text(signed_in().get("/measures/overall_absence/?by=school"))
    assert "Highest:" not in said


def test_a_period_without_marks_says_so(signed_in, authority, text):
    said = text(signed_in().get("/measures/attendance/?period=2025-26/HT6&by=phase"))
    assert "There are no marks in Summer half-term 6, 2025/26." in said


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("persistent_absence.csv", "figures as csv"),
        ("persistent_absence/table.csv", "table as csv"),
        ("persistent_absence/table.xlsx", "table as xlsx"),
        ("persistent_absence/chart.svg", "chart as svg"),
        ("persistent_absence/chart.png", "chart as png"),
    ],
)
def test_each_export_of_a_measure_is_in_the_trail(signed_in, authority, file, what):
    answer = signed_in().get(f"/measures/{file}?by=school")
    assert answer.status_code == 200
    row = Entry.objects.latest("pk")
    assert (row.did, row.to) == ("export.made", f"measure:persistent_absence {what}")
    assert row.after == '{"by": "school"}'
