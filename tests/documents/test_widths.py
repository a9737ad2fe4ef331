"""A column is as wide as its longest word, and so no name is broken inside."""

import pytest
from tests.documents.test_pdf import poppler
from tests.documents.test_word import small

from muster.design.charts.scale import text_width
from muster.documents.blocks import Column, Heading, Table
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
