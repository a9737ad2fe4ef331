"""A paper as a workbook: figures that are numbers, and text that is never a formula."""

import io
import itertools
import re
import zipfile

import openpyxl
import pytest
from tests.documents.said import tables_of, words_of
from tests.documents.test_word import HOSTILE, a_paper_saying, small

from muster.design import charts
from muster.documents import blocks
from muster.documents.numbering import charts_of
from muster.documents.render import sheet
from muster.documents.render.sheet_cells import (
    MOST_IN_A_CELL,
    Number,
    cell_of,
    cut,
    headings,
    parted,
    sheet_name,
)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def shown(cell):
    """A cell as a reader sees it."""
    value, form = cell.value, cell.number_format
    if value is None or isinstance(value, str):
        return value or ""
    positive, *others = form.split(";")
    form = others[0] if value < 0 and others else positive
    decimals = len(form.split(".")[1].rstrip("%")) if "." in form else 0
    scaled = abs(value) * (100 if form.endswith("%") else 1)
    said = f"{scaled:,.{decimals}f}" if "," in form else f"{scaled:.{decimals}f}"
    sign = form[0] if form[0] in "+−" and (value or form[0] != "+") else ""
    return f"{sign}{said}{'%' if form.endswith('%') else ''}"


def rows_of(made):
    """The rows of the Excel table on a sheet, as a reader sees them, header first."""
    [table] = made.tables.values()
    return [[shown(cell) for cell in row] for row in made[table.ref]]


def everything_in(book):
    return [
        shown(cell) for made in book for row in made.iter_rows() for cell in row
    ]  # fmt: skip


def squeezed(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def data(paper):
    return sheet.render(paper)


@pytest.fixture(scope="module")
def book(data):
    return opened(data)


def test_every_word_and_figure_of_the_paper_is_there(book, paper):
    said = "\n".join(map(squeezed, everything_in(book)))
    for text in filter(None, map(squeezed, words_of(paper))):
        assert text in said


def test_every_table_is_a_table_with_its_own_sheet(book, paper):
    held = [rows_of(made) for made in book.worksheets[2:]]
    for table in tables_of(paper):
        titles = [column.title for column in table.columns]
        rows = [[squeezed(cell) for cell in row] for row in table.rows]
        assert [titles, *rows] in held
    assert len(book.sheetnames) == 2 + len(tables_of(paper)) + 2


def test_figures_are_numbers_and_symbols_are_text_that_is_explained(book):
    made = book["Figure 6 Persistent absence…"]
    cells = {row[0].value: row[1] for row in made.iter_rows()}
    assert cells["Free school meals"].value == 29.8
    assert cells["Free school meals"].number_format == "0.0"
    assert cells["Young carers"].value == "c"
    assert made["A3"].value.startswith("c: withheld")


def test_the_first_sheet_says_what_it_is_and_leads_to_the_others(book, paper):
    first = book.worksheets[0]
    assert first.title == "Summary"
    said = [cell.value for row in first.iter_rows() for cell in row]
    for text in (paper.title, paper.organisation, paper.as_at, paper.audience):
        assert text in said
    linked = {
        cell.hyperlink.location
        for row in first.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert linked == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    key = next(row for row in first.iter_rows() if row[0].value == "Overall absence")
    assert (key[1].value, key[1].number_format) == (0.069, "0.0%")


def test_every_link_leads_to_a_sheet(book):
    for made in book:
        for row in made.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    name = cell.hyperlink.location.removesuffix("!A1").strip("'")
                    assert name.replace("''", "'") in book.sheetnames


def test_headers_stay_in_sight_and_print_on_every_page(book):
    for made in book.worksheets[2:]:
        [table] = made.tables.values()
        top = int(re.match(r"A(\d+):", table.ref)[1])
        assert made.freeze_panes == f"B{top + 1}"
        assert made.print_title_rows == f"${top}:${top}"
        assert made.page_setup.paperSize == 9 and made.page_setup.fitToHeight in (
            0,
            None,
        )


def test_every_page_is_marked_and_numbered(book, paper):
    for made in book:
        assert paper.audience in made.oddFooter.left.text
        assert made.oddFooter.right.text == "Page &P of &N"


def test_charts_stand_beside_their_tables_with_their_descriptions(data, paper):
    packed = zipfile.ZipFile(io.BytesIO(data))
    drawn = "".join(
        packed.read(name).decode()
        for name in packed.namelist()
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
    )
    for _, chart in charts_of(paper):
        assert f'descr="{chart.alt}"' in drawn
    assert drawn.count("<xdr:pic>") == 7


def test_it_says_its_title_and_no_moment(book, paper):
    said = book.properties
    assert (said.title, said.subject) == (paper.title, paper.subtitle)
    assert said.created.year == 1980


@pytest.mark.parametrize("nasty", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_whatever_anyone_wrote_is_text(nasty):
    data = sheet.render(a_paper_saying(nasty))
    book = opened(data)
    for made in book:
        for row in made.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]
    for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read(name)
    plain = squeezed(re.sub("[\x00-\x08\ud83d]", "", nasty))
    assert any(plain in squeezed(str(text)) for text in everything_in(book))


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "http://x.example", "007", "2025"])  # fmt: skip
def test_text_that_looks_like_something_else_stays_text(text):
    table = blocks.Table("t", [blocks.Column("Name"), blocks.Column("n", True)], [[text, "@a"]])  # fmt: skip
    made = opened(sheet.render(small(table))).worksheets[2]
    cell = made["A5"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_table_without_rows_has_its_header():
    table = blocks.Table(
        "None", [blocks.Column("School"), blocks.Column("n", True)], []
    )
    made = opened(sheet.render(small(table))).worksheets[-1]
    assert rows_of(made)[0] == ["School", "n"]
    assert rows_of(made)[1:] == [["", ""]]


def test_a_long_table_is_whole():
    rows = [[f"School {at}", f"{at:,}"] for at in range(500)]
    table = blocks.Table("Schools", [blocks.Column("School"), blocks.Column("n", True)], rows)  # fmt: skip
    made = opened(sheet.render(small(table))).worksheets[-1]
    assert rows_of(made)[1:] == rows


def test_a_text_longer_than_a_cell_ends_with_a_sign_that_it_was_cut():
    data = sheet.render(small(blocks.Paragraph("😀" * 40_000)))
    [long] = [text for text in everything_in(opened(data)) if len(text) > 1000]
    assert long.endswith("…")
    assert len(long.encode("utf-16-le")) // 2 <= MOST_IN_A_CELL
    assert cut("😀😀", 3) == "😀…"


def test_two_tables_of_one_name_have_two_sheets():
    def table():
        return blocks.Table("The same long caption for two tables", [blocks.Column("x")], [])  # fmt: skip

    book = opened(sheet.render(small(blocks.Definitions([("a", "b", "c")]), blocks.Definitions([("d", "e", "f")]), table(), table())))  # fmt: skip
    assert book.sheetnames[2:] == [
        "Definitions",
        "Definitions 2",
        "Table 1 The same long caption…",
        "Table 2 The same long caption…",
    ]


def test_a_paper_with_hardly_anything_in_it_is_still_a_workbook():
    book = opened(sheet.render(small(subtitle="")))
    assert book.sheetnames == ["Summary"]


def test_a_page_break_parts_the_printed_words():
    content = [blocks.Paragraph("One"), blocks.PageBreak(), blocks.Paragraph("Two")]
    words = opened(sheet.render(small(*content)))["Words"]
    assert [one.id for one in words.row_breaks.brk] == [4]
    assert words["B4"].value == "One"


def test_coverage_of_nothing_expected_is_not_a_share():
    coverage = blocks.Coverage("Behind", [blocks.CoverageLine("Schools", 0, 0)])
    made = opened(sheet.render(small(coverage)))["Behind"]
    assert rows_of(made)[1] == ["Schools", "0", "0", "z", "none expected", ""]


# Cells and names


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("6.9%", Number(0.069, "0.0%")),
        ("17%", Number(0.17, "0%")),
        ("1,234", Number(1234, "#,##0")),
        ("16.4", Number(16.4, "0.0")),
        ("1,234.50", Number(1234.5, "#,##0.00")),
        ("+0.4", Number(0.4, "+0.0;−0.0;0.0")),
        ("−1.2", Number(-1.2, "0.0;−0.0")),
        ("-3", Number(-3, "0")),
        ("0", Number(0, "0")),
        ("c", "c"),
        ("z", "z"),
        ("", ""),
        ("007", "007"),
        ("12,34", "12,34"),
        ("1 of 2", "1 of 2"),
        ("1234567890123456", "1234567890123456"),
        ("½", "½"),
        ("١٢", "١٢"),
    ],
)
def test_a_figure_is_a_number_only_if_it_can_be_shown_as_it_was(text, held):
    assert cell_of(text) == held


def test_counts_out_of_something_become_two_columns_to_add_up():
    columns = [blocks.Column("Group"), blocks.Column("Pupils", True)]
    rows = [["Ash", "1,234 of 5,678"], ["Elm", "c"], ["Oak", ""]]
    made = parted(blocks.Table("t", columns, rows))
    assert [one.title for one in made.columns] == ["Group", "Pupils, counted", "Pupils, out of"]  # fmt: skip
    assert made.rows == [["Ash", "1,234", "5,678"], ["Elm", "c", "c"], ["Oak", "", ""]]
    rows[1][1] = "about 5"
    assert parted(blocks.Table("t", columns, rows)).rows == rows


def test_no_two_headings_are_alike():
    titles = [
        "Measure",
        "Now",
        "Number",
        "Before",
        "number",
        "Before",
        "Number",
        "",
        "",
    ]
    made = headings([blocks.Column(title) for title in titles])
    assert made[4] == "number (Before)"
    assert made[7:] == ["Column 8", "Column 9"]
    assert len({title.casefold() for title in made}) == len(titles)
    long = headings([blocks.Column("w" * 999)] * 3)
    assert len(set(long)) == 3 and max(map(len, long)) <= 255


def test_sheets_are_named_as_excel_allows_and_no_two_alike():
    taken = set()
    hard = ["a/b:c?*[d]\\", "'quoted'", "", "history", "HISTORY", "😀" * 40, "x" * 99, "x" * 99]  # fmt: skip
    names = [sheet_name("", title, taken) for title in hard]
    assert names[0] == "a b c d" and names[1] == "quoted" and names[2] == "Sheet"
    for name in names:
        assert name and len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.casefold() != "history"
    for one, other in itertools.combinations(names, 2):
        assert one.casefold() != other.casefold()


def test_a_chart_of_a_table_in_the_paper_stands_on_that_table_s_sheet():
    table = blocks.Table("Areas", [blocks.Column("Area")], [["Ash"]])
    chart = blocks.Chart("Ash", "One bar", charts.bars("x", [("Ash", 1)]), table, "A note.")  # fmt: skip
    data = sheet.render(small(chart, chart, table))
    book = opened(data)
    assert book.sheetnames == ["Summary", "Words", "Table 1 Areas"]
    drawn = zipfile.ZipFile(io.BytesIO(data)).read("xl/drawings/drawing1.xml")
    assert drawn.count(b"<xdr:pic>") == 2
    assert "A note." in everything_in(book)


def test_a_chart_stands_under_a_table_nobody_would_look_beyond():
    columns = [blocks.Column(f"Column {at}", at > 0) for at in range(9)]
    table = blocks.Table("Wide", columns, [["Ash", *"12345678"]])
    chart = blocks.Chart("Ash", "One bar", charts.bars("x", [("Ash", 1)]), table)
    made = opened(sheet.render(small(chart))).worksheets[-1]
    assert made["A8"].value == "Figure 1: Ash"
    assert made.page_setup.fitToHeight is None
