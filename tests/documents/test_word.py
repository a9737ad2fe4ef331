"""A paper in Word: headings, captions and tables that are Word's own, nothing left out."""

import io
import itertools
import re
import zipfile
from html import unescape

import docx
import pytest
from docx.oxml.ns import qn
from tests.documents.said import tables_of, words_of

from muster.design import charts
from muster.documents import blocks
from muster.documents.numbering import charts_of
from muster.documents.render import page, word
from muster.documents.render.word_table import SIZES, widths_of
from muster.documents.render.word_template import BadTemplate


def opened(data):
    return docx.Document(io.BytesIO(data))


def text_of(document):
    """Every paragraph of the body in order, those in tables too."""
    found = document.element.body.iter(qn("w:p"))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in found)


def squeezed(text):
    return " ".join(text.split())


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


@pytest.fixture(scope="module")
def data(paper):
    return word.render(paper)


@pytest.fixture(scope="module")
def document(data):
    return opened(data)


def test_every_word_and_figure_of_the_paper_is_there_as_on_the_page(document, paper):
    said = squeezed(text_of(document))
    shown = squeezed(unescape(re.sub(r"<[^>]+>", " ", page.render(paper))))
    for text in filter(None, map(squeezed, words_of(paper))):
        assert text in said
        assert text in shown


def test_tables_hold_what_the_paper_s_tables_hold(document, paper):
    held = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]
    for table in tables_of(paper):
        titles = [column.title for column in table.columns]
        rows = [[squeezed(cell) for cell in row] for row in table.rows]
        assert [titles, *rows] in held


def test_headings_are_word_s_own_and_go_down_a_step_at_a_time(document, paper):
    levels = [
        int(p.style.name[-1])
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    [title] = [p.text for p in document.paragraphs if p.style.name == "Title"]
    assert title == paper.title


def test_it_says_its_title_its_subject_its_language_and_no_time(document, data, paper):
    said = document.core_properties
    assert (said.title, said.subject) == (paper.title, paper.subtitle)
    assert (said.author, said.language) == ("Quillshire Council", "en-GB")
    core = zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml").decode()
    assert "created" not in core and "modified>" not in core
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"


def test_every_picture_is_described_or_is_said_to_be_decoration(document, paper):
    described, decoration, numbers = set(), 0, set()
    for one in document.element.body.iter(qn("wp:docPr")):
        numbers.add(one.get("id"))
        if one.get("descr"):
            described.add(one.get("descr"))
        else:
            decoration += any(e.tag.endswith("}decorative") for e in one.iter())
    assert described == {chart.alt for _, chart in charts_of(paper)}
    bars = sum(len(b.lines) for b in paper.blocks if isinstance(b, blocks.Coverage))
    assert decoration == bars
    assert len(numbers) == len(described) + bars


def test_every_table_of_figures_repeats_its_header_and_names_itself(document, paper):
    figures = [t for t in document.tables if t.style.name == "Muster Table"]
    assert len(figures) == len(tables_of(paper)) + 1
    for table in figures:
        first, *others = (row._tr for row in table.rows)
        assert first.find(f".//{qn('w:tblHeader')}") is not None
        assert not any(
            row.find(f".//{qn('w:tblHeader')}") is not None for row in others
        )
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_figures_stand_at_the_right(document):
    table = next(t for t in document.tables if t.cell(0, 0).text == "School")
    sides = [p.alignment for p in (c.paragraphs[0] for c in table.rows[2].cells)]
    assert sides == [None] * 3 + [docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT] * 5


def test_captions_are_numbered_by_fields_in_the_paper_s_order(document):
    captions = [
        p.text for p in document.element.body.iter(qn("w:p")) if p.style == "Caption"
    ]
    numbers = [
        found[0] for text in captions if (found := re.findall(r"^Figure (\d)", text))
    ]
    assert numbers == list("1234567")
    codes = [one.text.strip() for one in document.element.body.iter(qn("w:instrText"))]
    assert codes.count("SEQ Figure \\* ARABIC") == 7
    assert codes.count("SEQ Table \\* ARABIC") == 1


def test_every_link_leads_to_a_place_in_the_document(document):
    names = [
        one.get(qn("w:name"))
        for one in document.element.body.iter(qn("w:bookmarkStart"))
    ]
    assert len(names) == len(set(names))
    links = list(document.element.body.iter(qn("w:hyperlink")))
    assert links and {one.get(qn("w:anchor")) for one in links} <= set(names)


def test_the_contents_are_a_field_that_is_filled_in(document):
    codes = [one.text for one in document.element.body.iter(qn("w:instrText"))]
    assert any(code.strip().startswith("TOC") for code in codes)
    entries = [p.text for p in document.paragraphs if p.style.name.lower() == "toc 1"]
    assert entries[0] == "1 Absence over time"
    assert entries[-1] == "Data behind the charts"
    kinds = [one.get(qn("w:fldCharType")) for one in document.element.body.iter(qn("w:fldChar"))]  # fmt: skip
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


def test_every_page_is_marked_and_numbered(document, paper):
    [section] = document.sections
    for footer in (section.footer, section.first_page_footer):
        said = "\n".join(p.text for p in footer.paragraphs)
        assert paper.audience in said and paper.reference in said
        codes = [one.text.strip() for one in footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_no_table_or_picture_is_wider_than_the_page(document):
    [section] = document.sections
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.element.body.iter(qn("w:tblW")):
        assert int(table.get(qn("w:w"))) * 635 <= room + 2000
    for size in document.element.body.iter(qn("wp:extent")):
        assert int(size.get("cx")) <= room + 2000
        assert int(size.get("cy")) <= 200 * 36000


def test_our_font_is_named_with_one_that_may_stand_in(data):
    packed = zipfile.ZipFile(io.BytesIO(data))
    fonts = packed.read("word/fontTable.xml").decode()
    assert 'w:name="Source Sans 3"' in fonts and 'w:val="Calibri"' in fonts


def test_each_list_of_asks_begins_at_one():
    asks = blocks.Asks(["So"], ["First", "Second"])
    document = opened(word.render(small(asks, asks)))
    numbers = [
        p.pPr.numPr.numId.val
        for p in document.element.body.iter(qn("w:p"))
        if p.pPr is not None and p.pPr.numPr is not None
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    # Each panel has its own space round its words.
    assert len(list(document.element.body.iter(qn("w:tcMar")))) == 4
    assert all(len(one) == 4 for one in document.element.body.iter(qn("w:tcMar")))


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "<script>alert('x')</script> & <w:p/>",
    "word " * 3_000,
    "w" * 2_000,
    "😀 校 \ud83d Ash\x07wick\x00",
    "مدرسة \u202eעברית",
    "{{ title }} {% raw %}",
    "One\ttab\nand a break",
]


def a_paper_saying(nasty):
    table = blocks.Table(nasty, [blocks.Column(nasty), blocks.Column("n", True)], [[nasty, nasty]], nasty)  # fmt: skip
    chart = blocks.Chart(nasty, nasty, charts.bars("x", [("Ash", 1)]), table, nasty)
    content = [
        blocks.Heading(nasty),
        blocks.Heading(nasty, 3),
        blocks.Paragraph(nasty),
        blocks.Lead(nasty),
        blocks.Bullets([nasty]),
        blocks.Callout(nasty, nasty, blocks.Tone.BETTER),
        blocks.Asks([nasty], [nasty]),
        blocks.KeyFigures([blocks.KeyFigure(nasty, nasty, nasty, nasty)] * 5),
        blocks.Coverage(nasty, [blocks.CoverageLine(nasty, 1, 2, nasty)]),
        blocks.Definitions([(nasty, nasty, nasty)]),
        blocks.Contents(),
        chart,
        blocks.ChartPair(chart, chart),
        table,
    ]
    return blocks.Paper(*[nasty] * 6, blocks=content, language="en-GB")


@pytest.mark.parametrize("nasty", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_whatever_anyone_wrote_is_text(nasty):
    document = opened(word.render(a_paper_saying(nasty)))
    plain = re.sub("[\x00-\x08\ud83d]", "", nasty)
    assert squeezed(plain) in squeezed(text_of(document))


def test_a_table_without_rows_has_its_header():
    table = blocks.Table(
        "None", [blocks.Column("School"), blocks.Column("n", True)], []
    )
    document = opened(word.render(small(table)))
    [_, made] = document.tables
    assert [cell.text for cell in made.rows[0].cells] == ["School", "n"]


def test_a_long_table_is_whole_and_quick():
    rows = [[f"School {at}", f"{at:,}"] for at in range(500)]
    table = blocks.Table("Schools", [blocks.Column("School"), blocks.Column("n", True)], rows)  # fmt: skip
    document = opened(word.render(small(table)))
    made = document.tables[1]._tbl
    assert len(made.tr_lst) == 501
    assert "School 499" in text_of(document)


def test_a_page_break_begins_the_next_block_and_leaves_no_empty_page():
    figures = blocks.KeyFigures([blocks.KeyFigure("Absence", "6.9%")])
    document = opened(
        word.render(
            small(blocks.PageBreak(), blocks.PageBreak(), blocks.Heading("Here"))
        )
    )
    [broken] = document.element.body.iter(qn("w:pageBreakBefore"))
    assert broken.getparent().getparent().style == "Heading1"
    document = opened(word.render(small(blocks.PageBreak(), figures)))
    assert len(list(document.element.body.iter(qn("w:pageBreakBefore")))) == 1


def test_a_paper_with_hardly_anything_in_it_is_still_a_paper():
    assert opened(word.render(small(subtitle="")))
    nothing = [blocks.Contents(), blocks.KeyFigures([]), blocks.Asks([], [])]
    assert opened(word.render(small(*nothing)))


# Widths


def test_a_table_too_wide_for_its_type_is_set_smaller_then_broken():
    def wide(many):
        columns = [blocks.Column(f"Unauthorised {at}", True) for at in range(many)]
        return blocks.Table("Wide", columns, [["1,234 of 5,678"] * many])

    assert widths_of(wide(4), 9638)[0] == SIZES[0]
    assert widths_of(wide(8), 9638)[0] in SIZES[1:]
    size, widths = widths_of(wide(40), 9638)
    assert size == SIZES[-1] and sum(widths) == 9638


# Templates


def template(path, *texts, header="", footer="", style=None):
    made = docx.Document()
    for text in texts:
        made.add_paragraph(text)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    if footer:
        made.sections[0].footer.paragraphs[0].text = footer
    if style:
        style(made)
    made.save(path)
    return path


def test_a_council_s_template_is_filled_and_keeps_its_look(tmp_path, paper):
    def styled(made):
        made.styles["Heading 1"].font.color.rgb = docx.shared.RGBColor(0x70, 0, 0x70)
        made.styles["Normal"].font.name = "Georgia"

    path = template(
        tmp_path / "council.docx",
        "Cabinet report",
        "{{ title }}: {{subtitle}}",
        "{{ body }}",
        "Ends",
        header="{{ organisation }} {{ As at }} {{ reference }}",
        footer="{{ audience }}",
        style=styled,
    )
    made = opened(word.render(paper, path))
    texts = [p.text for p in made.paragraphs]
    assert texts[:2] == ["Cabinet report", f"{paper.title}: {paper.subtitle}"]
    assert texts[-1] == "Ends"
    assert not [p for p in made.paragraphs if p.style.name == "Title"]
    assert str(made.styles["Heading 1"].font.color.rgb) == "700070"
    assert made.styles["Normal"].font.name == "Georgia"
    [section] = made.sections
    head = section.header.paragraphs[0].text
    assert head == f"Quillshire Council {paper.as_at} {paper.reference}"
    feet = [p.text for p in section.footer.paragraphs]
    assert feet == [paper.audience, "Page 1 of 1"]
    said = squeezed(text_of(made))
    assert all(text in said for text in map(squeezed, words_of(paper)) if text not in (head, paper.audience, "Quillshire Council", paper.as_at, paper.reference))  # fmt: skip
    assert word.render(paper, path) == word.render(paper, path)


def test_what_a_template_leaves_out_the_paper_says_itself(tmp_path, paper):
    path = template(tmp_path / "bare.docx", "{{ body }}")
    made = opened(word.render(paper, path))
    assert [p.text for p in made.paragraphs if p.style.name == "Title"] == [paper.title]
    said = text_of(made)
    assert paper.as_at in said and paper.reference in said
    assert paper.audience in made.sections[0].footer._element.xpath("string()")


def test_a_place_word_has_parted_over_runs_is_found(tmp_path):
    def parted(made):
        line = made.add_paragraph()
        for piece in ("Report: {", "{ ti", "tle }", "} end {{ as_at }}"):
            line.add_run(piece)

    path = template(tmp_path / "parted.docx", "{{ body }}", style=parted)
    made = opened(word.render(small(), path))
    assert made.paragraphs[-1].text == "Report: Attendance end 7 November 2025"


def test_a_title_that_looks_like_a_place_is_only_a_title(tmp_path):
    path = template(tmp_path / "odd.docx", "{{ title }}", "{{ body }}")
    made = opened(word.render(small(title="{{ reference }}"), path))
    assert made.paragraphs[0].text == "{{ reference }}"


def test_a_template_whose_headings_count_themselves_has_each_number_once(tmp_path):
    def counting(made):
        style = made.styles["Heading 1"].element.get_or_add_pPr()
        style.get_or_add_numPr().get_or_add_numId().val = 1

    path = template(tmp_path / "counting.docx", "{{ body }}", style=counting)
    made = opened(word.render(small(blocks.Heading("Why")), path))
    assert "Why" in [p.text for p in made.paragraphs]


def test_a_template_without_lists_has_them_added(tmp_path):
    def bare(made):
        for name in ("List Bullet", "List Number", "Heading 1", "Caption"):
            made.styles[name].delete()

    path = template(tmp_path / "plain.docx", "{{ body }}", style=bare)
    content = [blocks.Heading("Why"), blocks.Bullets(["a"]), blocks.Asks(["b"], ["c"])]
    made = opened(word.render(small(*content), path))
    assert "1 Why" in [p.text for p in made.paragraphs]


def not_a_zip(path):
    path.write_bytes(b"{\\rtf1 not a Word file}")


def another_zip(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("notes.txt", "x")


def no_place(path):
    template(path, "{{ title }}")


def two_places(path):
    template(path, "{{ body }}", "{{ body }}")


def a_place_beside_words(path):
    template(path, "Here: {{ body }}")


def a_place_in_a_header(path):
    template(path, header="{{ body }}")


def a_place_in_a_table(path):
    def tabled(made):
        made.add_table(1, 1).cell(0, 0).text = "{{ body }}"

    template(path, style=tabled)


def an_unknown_place(path):
    template(path, "{{ author }}", "{{ body }}")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (not_a_zip, "is not a Word document. Open the template in Word"),
        (another_zip, "is not a Word document"),
        (no_place, "Write {{ body }} in a paragraph of its own"),
        (two_places, "has 2 places for the paper"),
        (a_place_beside_words, "must stand in a paragraph of its own"),
        (a_place_in_a_header, "must stand in a paragraph of its own"),
        (a_place_in_a_table, "must stand in a paragraph of its own"),
        (an_unknown_place, "has {{ author }}, and a paper has nothing of that name"),
        (lambda path: None, "There is no template"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_template_no_paper_fits_is_refused_with_what_to_do(tmp_path, make, says):
    path = tmp_path / "ours.docx"
    make(path)
    with pytest.raises(BadTemplate, match=re.escape(says)) as refused:
        word.render(small(), path)
    assert "“ours.docx”" in str(refused.value)


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    path = template(tmp_path / "big.docx", "{{ body }}")
    monkeypatch.setattr("muster.documents.render.word_template.MOST_UNPACKED", 10)
    with pytest.raises(BadTemplate, match="too large for a template"):
        word.render(small(), path)


def test_every_kind_of_page_a_template_has_is_marked(tmp_path):
    def many(made):
        made.settings.odd_and_even_pages_header_footer = True
        made.sections[0].different_first_page_header_footer = True
        made.add_section()

    path = template(tmp_path / "many.docx", "{{ body }}", style=many)
    made = opened(word.render(small(audience="Officers only"), path))
    first, second = made.sections
    for footer in (first.footer, first.first_page_footer, first.even_page_footer):
        assert [p.text for p in footer.paragraphs][-2:] == [
            "Officers only",
            "Page 1 of 1",
        ]
    assert second.footer.is_linked_to_previous


def test_a_template_that_counts_its_pages_is_not_made_to_twice(tmp_path):
    def counted(made):
        made.sections[0].footer.paragraphs[0]._p.append(
            word.w("fldSimple", instr=" PAGE ")
        )

    path = template(tmp_path / "counted.docx", "{{ body }}", style=counted)
    made = opened(word.render(small(), path))
    codes = list(made.sections[0].footer._element.iter(qn("w:instrText")))
    assert codes == []


def test_a_template_of_an_old_word_opens_as_a_document_of_now(tmp_path):
    def old(made):
        settings = made.settings.element
        settings.remove(settings.find(qn("w:compat")))
        styles = made.styles.element
        styles.remove(styles.find(qn("w:docDefaults")))

    path = template(tmp_path / "old.docx", "{{ body }}", style=old)
    made = opened(word.render(small(), path))
    [mode] = made.settings.element.iter(qn("w:compatSetting"))
    assert mode.get(qn("w:val")) == "15"
    assert made.styles.element[0].tag == qn("w:docDefaults")


def test_a_template_that_says_no_size_of_page_is_taken_for_a4(tmp_path):
    def sizeless(made):
        section = made.element.body.sectPr
        section.remove(section.find(qn("w:pgSz")))

    path = template(tmp_path / "sizeless.docx", "{{ body }}", style=sizeless)
    assert opened(word.render(small(blocks.Heading("Why")), path))


def test_a_picture_is_never_taller_than_its_page():
    wide, high = word.fitted(word.picture(charts.bars("x", [("Ash", 1)]), width=720)._replace(height=2_000), 9638, 11_300)  # fmt: skip
    assert high == 11_300 and wide < 9638
