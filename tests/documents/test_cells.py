"""Cells of several lines and ratings: the word always there, and readable on its colour."""

import io
import re

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from tests.documents.test_pdf import poppler, structure
from tests.documents.test_word import opened, small, template, text_of

from muster.design.charts import palette
from muster.documents import blocks
from muster.documents.cells import Colour, Line, Lines, Rating, as_text
from muster.documents.numbering import numbered
from muster.documents.render import page, pdf, render, sheet, word


RATINGS = [Rating(colour.value.upper(), colour) for colour in Colour]
STEPS = Lines([Line("To do it", lead="HEADING"), Line("first", is_point=True)])


def a_table(rows, caption="Tasks", **more):
    columns = [
        blocks.Column("Ref", share=1),
        blocks.Column("What", share=6),
        blocks.Column("Status", share=2, choices=RATINGS),
    ]
    return blocks.Table(caption, columns, rows, **more)


def a_log(rows=(("1", STEPS, RATINGS[1]),), **more):
    given = {"is_landscape": True, "is_numbered": False, **more}
    return small(blocks.Heading("Tasks"), a_table(list(rows)), **given)


# What they are


@pytest.mark.parametrize("colour", Colour)
def test_a_word_can_be_read_on_its_colour(colour):
    assert palette.contrast(colour.ink, colour.fill) >= 4.5


def test_red_amber_and_green_differ_in_black_and_white():
    grounds = [Colour.RED.fill, Colour.AMBER.fill, Colour.GREEN.fill]
    darker, middling, pale = (palette.contrast(one, "#ffffff") for one in grounds)
    assert darker > 3 * middling / 2 and middling > 1.4 * pale


def test_a_colour_without_its_word_is_refused():
    with pytest.raises(ValueError, match="needs its word"):
        Rating(" ", Colour.RED)


def test_a_colour_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="purple"):
        Rating("PURPLE", "purple")


def test_a_cell_is_plain_text_too():
    assert as_text(STEPS) == "HEADING To do it\n- first"
    assert as_text(Rating("AMBER", Colour.AMBER, "8/07/31")) == "AMBER\n8/07/31"
    assert as_text("Ash") == "Ash"


def test_shares_are_said_for_every_column_or_none():
    with pytest.raises(ValueError, match="Give every column one, or none"):
        blocks.Table("t", [blocks.Column("a", share=1), blocks.Column("b")], [])
    assert a_table([]).shares == pytest.approx([1 / 9, 6 / 9, 2 / 9])


def test_only_a_row_too_long_to_move_whole_may_be_parted():
    long = Lines([Line("word " * 500)])
    table = a_table([["1", STEPS, ""], ["2", long, ""]])
    assert [table.may_part(0), table.may_part(1)] == [False, True]


def test_a_paper_without_numbers_has_its_places_numbered_and_none_shown():
    heading, table = numbered(a_log())
    assert (heading.number, heading.label) == ("1", "")
    assert (table.number, table.label, table.is_headed) == ("1", "", True)


def test_a_table_under_another_heading_keeps_its_caption():
    paper = small(blocks.Heading("Other"), a_table([["1", "x", ""]]))
    [_, table] = numbered(paper)
    assert (table.label, table.is_headed) == ("1", False)
    assert "Table 1" in text_of(opened(word.render(paper)))


# Drawn


def test_every_form_says_each_line_and_each_word(tmp_path):
    paper = a_log([["1", STEPS, one] for one in RATINGS])
    said = {
        "page": re.sub(r"<[^>]+>", " ", page.render(paper)),
        "pdf": poppler("pdftotext", pdf.render(paper), tmp_path, "-layout"),
        "word": text_of(opened(word.render(paper))),
        "sheet": "\n".join(
            str(cell.value)
            for made in openpyxl.load_workbook(io.BytesIO(sheet.render(paper)))
            for row in made.iter_rows()
            for cell in row
        ),
    }
    for form, text in said.items():
        for word_said in ("HEADING", "To do it", "first", *(r.word for r in RATINGS)):
            assert word_said in text, form
    for form in ("pdf", "word", "sheet"):
        assert "- first" in re.sub(r"-\s+first", "- first", said[form])


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "xlsx"])
def test_the_same_paper_is_the_same_bytes(kind):
    assert render(a_log(), kind) == render(a_log(), kind)


def test_a_caption_that_is_the_heading_is_said_once_and_still_names_the_table(tmp_path):
    paper = a_log()
    assert pdf.render(paper)
    text = poppler("pdftotext", pdf.render(paper), tmp_path)
    assert text.count("Tasks") == 1 and "Table 1" not in text
    document = opened(word.render(paper))
    assert [p.text for p in document.paragraphs].count("Tasks") == 1
    names = [t.get(qn("w:val")) for t in document.element.iter(qn("w:tblCaption"))]
    assert names[-1] == "Tasks"
    html = page.render(paper)
    assert '<caption id="table-1-caption" class="unseen">Tasks</caption>' in html


def test_a_landscape_paper_lies_on_its_side_in_every_form(tmp_path):
    paper = a_log()
    size = poppler("pdfinfo", pdf.render(paper), tmp_path)
    wide, high = map(
        float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", size).groups()
    )
    assert round(wide) == 842 and round(high) == 595
    [section] = opened(word.render(paper)).sections
    assert section.orientation == docx.enum.section.WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    book = openpyxl.load_workbook(io.BytesIO(sheet.render(paper)))
    assert book["Tasks"].page_setup.orientation == "landscape"
    assert '<body class="landscape">' in page.render(paper)
    assert "size: A4 landscape" in page.style()


def test_a_portrait_paper_stands(tmp_path):
    paper = a_log(is_landscape=False)
    [section] = opened(word.render(paper)).sections
    assert section.page_width < section.page_height
    assert "<body>" in page.render(paper)


def test_a_council_s_template_is_turned_where_the_paper_goes(tmp_path):
    path = template(tmp_path / "ours.docx", "{{ title }}", "{{ body }}")
    [section] = opened(word.render(a_log(), path)).sections
    assert section.page_width > section.page_height
    table = opened(word.render(a_log(), path)).tables[-1]._tbl
    room = section.page_width - section.left_margin - section.right_margin
    assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) * 635 <= room + 2000


def test_columns_are_as_wide_as_their_shares():
    table = opened(word.render(a_log())).tables[-1]
    widths = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid]
    assert widths[1] == pytest.approx(6 * widths[0], abs=6)
    assert sum(widths) == pytest.approx(15138, abs=2)
    assert '<col width="66.67%">' in page.render(a_log())


def test_a_long_table_says_its_headings_on_every_page(tmp_path):
    paper = a_log([[str(at), STEPS, RATINGS[at % 6]] for at in range(100)])
    pages = poppler("pdftotext", pdf.render(paper), tmp_path, "-layout").split("\f")
    filled = [one for one in pages if "HEADING" in one]
    assert len(filled) > 3
    assert all(re.search(r"Ref\s+What\s+Status", one) for one in filled)
    rows = opened(word.render(paper)).tables[-1]._tbl.tr_lst
    assert len(rows) == 101
    assert rows[0].find(f".//{qn('w:tblHeader')}") is not None


def test_a_long_row_may_part_and_its_colour_stays_with_its_word(tmp_path):
    long = Lines([Line("A long note. " * 1200 + "The end.")])
    paper = a_log([["1", STEPS, RATINGS[0]], ["2", long, RATINGS[0]]])
    _, short, parted = opened(word.render(paper)).tables[-1]._tbl.tr_lst
    assert short.find(f".//{qn('w:cantSplit')}") is not None
    assert parted.find(f".//{qn('w:cantSplit')}") is None
    assert parted.tc_lst[2].tcPr.find(qn("w:shd")) is None
    assert parted.tc_lst[2].p_lst[0].pPr.find(qn("w:shd")) is not None
    pages = poppler("pdftotext", pdf.render(paper), tmp_path).split("\f")
    assert len(pages) > 3 and "The end." in "".join(pages)


def test_word_shades_the_cell_and_its_word_is_in_it():
    table = opened(word.render(a_log([["1", "x", RATINGS[0]]]))).tables[-1]
    cell = table.rows[1].cells[2]
    shade = cell._tc.tcPr.find(qn("w:shd")).get(qn("w:fill"))
    assert (cell.text, f"#{shade}") == ("RED", Colour.RED.fill)


def test_the_pdf_is_tagged_as_a_table_with_headings_and_lists():
    said = structure(pdf.render(a_log()))
    assert b"pdfuaid:part>1<" in said
    for tag in (b"/TH", b"/TD", b"/LI", b"/H1"):
        assert tag in said


def test_a_workbook_offers_the_words_and_colours_whichever_is_chosen():
    book = openpyxl.load_workbook(io.BytesIO(sheet.render(a_log())))
    made = book["Tasks"]
    [rule] = made.data_validations.dataValidation
    assert rule.type == "list" and "AMBER" in rule.formula1
    assert str(rule.sqref) == "C5"
    rules = [one for held in made.conditional_formatting for one in held.rules]
    assert [one.operator for one in rules] == ["beginsWith"] * len(RATINGS)
    ground = rules[0].dxf.fill.bgColor.rgb
    assert ground.lower().endswith(Colour.RED.fill.lstrip("#"))
    assert made.freeze_panes == "B5" and made.print_title_rows == "$4:$4"
    assert made["B5"].alignment.wrap_text


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "<script>alert('x')</script> & <w:p/>",
    '#panic("x") *bold* $1$ @ref ]',
    "w" * 400,
    "مدرسة \u202eעברית",
    "Ash\x07wick \ud83d end",
]


@pytest.mark.parametrize("nasty", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_whatever_anyone_wrote_is_drawn_as_text(nasty, tmp_path):
    lines = Lines([Line(nasty, lead=nasty), Line(nasty, is_point=True)])
    paper = a_log([[nasty, lines, Rating(nasty, Colour.RED, nasty)]])
    plain = re.sub("[\x00-\x08\ud83d]", "", nasty)
    squeezed = re.sub(r"\s", "", plain)
    assert squeezed in re.sub(r"\s", "", text_of(opened(word.render(paper))))
    book = openpyxl.load_workbook(io.BytesIO(sheet.render(paper)))
    cells = [cell for row in book["Tasks"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(plain in str(cell.value) for cell in cells)
    assert "<script>" not in page.render(paper)
    assert pdf.render(paper).startswith(b"%PDF")


def test_a_word_wider_than_its_column_is_broken_and_none_of_it_is_lost(tmp_path):
    paper = a_log([["1" * 40, Lines([Line("responsibilities " + "w" * 400)]), ""]])
    text = poppler("pdftotext", pdf.render(paper), tmp_path, "-layout")
    assert text.count("w") - text.count("working") >= 400
    assert text.count("1") >= 40
    assert "responsibilities" in text and "\u200b" not in text


def test_a_browser_finds_nothing_wrong_with_ratings(browser, axe, fits, tmp_path):
    path = tmp_path / "log.html"
    paper = a_log([["1", STEPS, one] for one in RATINGS])
    path.write_text(page.render(paper), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    opened_page = context.new_page()
    opened_page.goto(path.as_uri())
    axe(opened_page)
    fits(opened_page)
    context.close()
