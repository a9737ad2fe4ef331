"""A paper as PDF/UA: tagged, described, marked on every page, set as it was written."""

import re
import shutil
import subprocess
import sys
import zlib
from io import BytesIO

import pdfplumber
import pytest

from muster.design import charts
from muster.documents import blocks
from muster.documents.render import pdf


def structure(data):
    """What a PDF says of itself, its compressed parts opened."""
    parts = [data]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def poppler(tool, data, tmp_path, *options):
    if not shutil.which(tool):
        pytest.skip(f"no {tool}: it is in the system's poppler-utils package")
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    done = subprocess.run(
        [tool, *options, str(path), "-"] if tool == "pdftotext" else [tool, str(path)],
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.fixture(scope="module")
def data(paper):
    return pdf.render(paper)


def small(*content, **more):
    given = {
        "title": "Attendance",
        "subtitle": "Half-term 1",
        "organisation": "Quillshire Council",
        "audience": "Public",
        "as_at": "7 November 2025",
        "reference": "QC-1",
    }
    return blocks.Paper(**{**given, **more}, blocks=content)


def test_it_declares_itself_pdf_ua_with_a_title_and_a_language(data):
    said = structure(data)
    assert b"pdfuaid:part>1<" in said
    assert b"School attendance: autumn half-term 1, 2025/26" in said
    assert b"/Lang" in said and b"en-GB" in said
    assert b"/Marked true" in said


def test_tables_lists_and_pictures_are_tagged(data):
    said = structure(data)
    for tag in (b"/TH", b"/TD", b"/Figure", b"/H1", b"/H2", b"/TOC", b"/Caption"):
        assert tag in said


def test_every_picture_carries_its_description(data):
    said = structure(data)
    assert b"Grid of absence by weekday and session." in said
    assert said.count(b"/Alt") >= 7


def test_every_page_says_whose_it_is_for_whom_and_how_many(data, tmp_path):
    pages = poppler("pdftotext", data, tmp_path, "-layout").split("\f")[:-1]
    assert 7 <= len(pages) <= 12
    for at, text in enumerate(pages, start=1):
        assert f"Page {at} of {len(pages)}" in text
        assert "Quillshire Council" in text
        assert "QC-ATT-2025-HT1" in text
        assert "As at" in text and "7 November 2025" in text
        assert "Officers only: contains suppressed small numbers" in text


def test_a_long_table_repeats_its_headings(data, tmp_path):
    pages = poppler("pdftotext", data, tmp_path, "-layout").split("\f")
    assert sum("Persistent" in page and "Severe" in page for page in pages) >= 3


def test_the_figures_behind_each_chart_are_in_the_paper(data, tmp_path):
    text = poppler("pdftotext", data, tmp_path)
    assert "Data behind the charts" in text
    for number in "123456":
        assert f"Data table {number}" in text
        assert f"Back to figure {number}, page" in text
    assert "The figures are in Table 1, page" in text
    assert "Data table 7" not in text


def test_one_table_behind_a_chart_follows_where_the_paper_ends(tmp_path):
    def chart(name):
        drawn = charts.bars(name, [("Ash", 1), ("Elm", 2)])
        table = blocks.Table(name, [blocks.Column("School")], [["Ash"], ["Elm"]])
        return blocks.Chart(name, "Two bars.", drawn, table)

    def pages(*content):
        with pdfplumber.open(BytesIO(pdf.render(small(*content)))) as opened:
            return len(opened.pages)

    assert pages(chart("One")) == 1
    assert pages(chart("One"), chart("Two")) == 2


def test_nothing_anyone_wrote_is_read_as_markup(tmp_path):
    nasty = '#panic("x") *bold* = H $1$ \\ @ref <label> // ] } `code`'
    content = [
        blocks.Heading(nasty),
        blocks.Paragraph(nasty),
        blocks.Bullets([nasty]),
        blocks.Callout(nasty, nasty),
        blocks.Asks([nasty], [nasty]),
        blocks.KeyFigures([blocks.KeyFigure("x", nasty, nasty, nasty)] * 2),
        blocks.Table(nasty, [blocks.Column(nasty)], [[nasty]], nasty),
        blocks.Definitions([(nasty, nasty, nasty)]),
        blocks.Coverage(nasty, [blocks.CoverageLine(nasty, 1, 2, nasty)]),
    ]
    text = poppler("pdftotext", pdf.render(small(*content)), tmp_path, "-layout")
    assert '#panic("x") *bold* = H $1$' in text


@pytest.mark.parametrize("odd", ["😀", "校", "Ash\x07wick", "Ash\ud83dwick", "\x85"])
def test_a_letter_no_font_has_neither_stops_a_paper_nor_goes_unmarked(odd, tmp_path):
    chart = blocks.Chart(
        odd,
        f"One bar {odd}",
        charts.bars(odd or "x", [(odd, 1)]),
        blocks.Table("Bars", [blocks.Column("Name")], [[odd]]),
    )
    data = pdf.render(small(blocks.Paragraph(f"School {odd} end"), chart))
    text = poppler("pdftotext", data, tmp_path)
    assert re.search(r"School (\ufffd|Ashwick)? ?end", text)


def test_names_in_many_european_letters_are_set_as_they_are(tmp_path):
    names = "Ŵyn Łuczak Nguyễn Thị Zoë Çelik Анна Ωmega ≥ 5% ½ – “quoted”"
    data = pdf.render(small(blocks.Paragraph(names)))
    assert names in poppler("pdftotext", data, tmp_path)


def test_typst_itself_refuses_a_picture_without_a_description(monkeypatch, paper):
    """The second guard, should a chart without one ever get past the first."""
    import typst

    drawn = pdf._chart

    def undescribed(*given):
        return {**drawn(*given), "alt": None}

    monkeypatch.setattr(pdf, "_chart", undescribed)
    with pytest.raises(typst.TypstError, match="missing alt text"):
        pdf.render(paper)


def test_a_failing_letter_that_is_nowhere_in_the_words_is_not_tried_for_ever(
    monkeypatch,
):
    import typst

    def fail(*_, **__):
        raise typst.TypstError('the text `"Q"` could not be displayed with a font')

    monkeypatch.setattr(typst, "compile", fail)
    with pytest.raises(typst.TypstError):
        pdf._typeset("nothing of the kind")


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_any_number_of_key_figures_can_be_set(count):
    figure = blocks.KeyFigure("Persistent absence", "16.6%", "Down", "England", "worse")
    figures = [figure] * (count - 1) + [blocks.KeyFigure("Absence", "6.9%")]
    assert pdf.render(small(blocks.KeyFigures(figures))).startswith(b"%PDF")


def test_a_table_wider_than_a_column_has_the_page_in_the_appendix(tmp_path):
    columns = [blocks.Column(f"Column {at}", numeric=at > 0) for at in range(7)]
    wide = blocks.Table("Wide", columns, [["Ash", *"123456"]], note="A note.")
    narrow = blocks.Table("Narrow", columns[:2], [["Ash", "1"]], note="Another.")
    shown = charts.bars("Absence", [("Ash", 4)])
    content = [blocks.Chart("A", "One bar", shown, table) for table in (narrow, wide)]
    text = poppler("pdftotext", pdf.render(small(*content, language="en")), tmp_path)
    assert "Wide" in text and "Narrow" in text and "Another." in text


def test_a_paper_with_hardly_anything_in_it_is_still_a_paper():
    assert pdf.render(small(subtitle="")).startswith(b"%PDF")
    assert pdf.render(small(blocks.Contents())).startswith(b"%PDF")


def test_papers_are_declared_without_loading_what_sets_them():
    code = (
        "import sys; from muster.documents.render import page, pdf; "
        "print([name for name in ('altair', 'vl_convert', 'typst', 'django', 'numpy') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
