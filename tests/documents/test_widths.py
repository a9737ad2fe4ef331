"""A column is as wide as its longest word, and so no name is broken inside."""

import pytest
from tests.documents.test_pdf import poppler
from tests.documents.test_word import small

from muster.design import charts
from muster.design.charts.scale import text_width
from muster.documents.blocks import Chart, Column, Heading, Table
from muster.documents.cells import Line, Lines
from muster.documents.render import pdf, word_table
from muster.documents.render.sheet import _widths
from muster.documents.widths import fitted


NAMES = ("Tamsin Orchardleigh", "Data Officer", "Bartholomew-Featherstonehaugh")


def narrow(*owners, extra=()):
    columns = [
        Column("What", share=90),
        Column("Owner", share=2),
        Column("Responsibility", share=2),
    ]
    rows = [[Lines([Line("To do it. " * 20)]), one, ""] for one in owners]
    return Table("Tasks", columns, [*rows, *extra])


def test_a_column_is_as_wide_as_its_longest_word_and_the_others_give_way():
    size, widths = fitted(narrow(*NAMES), 500, [10], pad=5)
    assert size == 10
    assert widths[1] >= text_width("Featherstonehaugh", 10) + 5
    assert widths[2] >= text_width("Responsibility", 10) + 5
    assert sum(widths) == pytest.approx(500)


def test_shares_stay_where_every_word_has_room():
    columns = [Column("A", share=3), Column("B", share=1)]
    _, widths = fitted(Table("T", columns, [["one", "two"]]), 400, [10], pad=5)
    assert widths == pytest.approx([300, 100])


def test_where_words_have_no_room_the_type_is_smaller_before_one_is_broken():
    size, widths = fitted(narrow(*NAMES), 190, [10, 8], pad=5)
    assert size == 8
    assert widths[1] >= text_width("Featherstonehaugh", 8) + 5


def test_the_address_of_a_page_is_no_word_and_makes_no_column_wide():
    address = "https://example.org/" + "a" * 200
    _, widths = fitted(narrow("AB", extra=[["x", address, ""]]), 500, [10], pad=5)
    assert sum(widths) == pytest.approx(500)
    assert widths[1] < 100


@pytest.mark.parametrize("is_landscape", [True, False])
def test_no_name_is_broken_in_a_pdf(is_landscape, tmp_path):
    paper = small(Heading("Tasks"), narrow(*NAMES), is_landscape=is_landscape)
    text = poppler("pdftotext", pdf.render(paper), tmp_path, "-layout")
    for said in ("Tamsin", "Orchardleigh", "Officer", "Featherstonehaugh"):
        assert said in text


def test_word_and_the_workbook_give_a_name_its_room():
    table = narrow(*NAMES)
    size, twips = word_table.widths_of(table, 14_000)
    assert twips[1] / 20 >= text_width("Featherstonehaugh", size)
    assert _widths(table, ["What", "Owner", "Responsibility"])[1] >= 17


def beside(*titles, rows):
    first, *rest = titles
    columns = [Column(first), *(Column(title, numeric=True) for title in rest)]
    return Table("Beside others", columns, rows)


def test_a_reader_without_our_type_breaks_no_heading_and_no_figure_in_word():
    counted = "675 of 19,058"
    table = beside(
        *("Measure", "Now", "Counted", "A year ago", "Primary schools here", "England"),
        rows=[["Unauthorised absence", "13.5%", counted, "6.6%", "5.9%", "15.0%"]],
    )
    size, twips = word_table.widths_of(table, 9638)
    assert size == 9
    room = [width / 20 - 8.5 for width in twips]
    # As wide as they are in DejaVu Sans, which is what LibreOffice shows for any type.
    assert room[5] >= 4.557 * size, "England, bold"
    assert room[4] >= 5.06 * size, "schools, bold"
    assert room[2] >= 7.72 * size, counted
    assert room[1] >= 3.18 * size, "13.5%"


def test_the_names_of_rows_stand_on_one_line_before_long_headings_do():
    table = beside(
        *("Half-term", "This school, 2025/26", "This school, 2024/25"),
        "Primary schools here, 2025/26",
        rows=[[f"Half-term {at}", "2.4%", "4.6%", "4.9%"] for at in range(1, 7)],
    )
    _, widths = fitted(table, 228, [8.5], pad=10.2)
    assert widths[0] >= text_width("Half-term 1", 8.5) + 10.2
    assert sum(widths) <= 228 + 1e-6


def test_a_half_term_is_one_line_of_the_table_behind_a_chart(tmp_path):
    titles = ("This school, 2025/26", "This school, 2024/25", "Schools here, 2025/26")
    labels = [f"Half-term {at}" for at in range(1, 7)]
    table = beside(
        "Half-term", *titles, rows=[[one, "2.4%", "4.6%", "4.9%"] for one in labels]
    )
    line = charts.line("Absence", {titles[0]: [(one, 2.4) for one in labels]})
    paper = small(Chart("By half-term", "A flat line.", line, table))
    text = poppler("pdftotext", pdf.render(paper), tmp_path, "-layout")
    for label in labels:
        assert any(
            line.split()[:3] == [*label.split(), "2.4%"] for line in text.split("\n")
        )


def test_a_table_of_long_texts_gives_days_one_line_and_the_texts_the_rest():
    columns = [Column("On"), Column("What was said"), Column("By whom")]
    rows = [["27 March 2026", "Words of a meeting. " * 30, "Rosalind Thistlewood"]]
    _, widths = fitted(Table("Said", columns, rows), 400, [9], pad=10)
    assert widths[0] >= text_width("27 March 2026", 9) + 10
    assert widths[1] > widths[2] > text_width("Thistlewood", 9)
    assert sum(widths) == pytest.approx(400)


def test_a_narrow_table_is_not_drawn_as_wide_as_the_page():
    _, widths = fitted(
        beside("List", "Children", rows=[["Ten", "4"]]), 480, [9], pad=10
    )
    assert sum(widths) == pytest.approx(480 * 0.72)


def test_bold_totals_have_the_room_that_bold_needs():
    columns = [Column("Place"), *(Column(f"{at}", numeric=True) for at in range(5))]
    rows = [["All", *["1,234 of 5,678"] * 5]]
    plain = fitted(Table("T", columns, rows), 345, [9, 8], pad=4)
    bold = fitted(Table("T", columns, rows, totals=[0]), 345, [9, 8], pad=4)
    assert plain[0] == 9 and bold[0] == 8
