"""Files as they come: our own CSV, files that are broken, and files meant to do harm."""

import io
import random
import zipfile
from datetime import date

import openpyxl
import pytest
from docx import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st
from tests.programme.reading.made import KINDS, as_pdf, as_word, as_workbook

from muster.programme.printed import CLOSED, NEW, OPEN, Kind
from muster.programme.reading import Unreadable, from_pdf, read
from muster.programme.reading.cells import unwrapped
from muster.programme.reading.opening import MOST_BYTES, lines_of


HEADINGS = (
    "Section,Ref,Start Date,Title,Description,Owner,Deadline,"
    "Previous status (RAG) 8/07/21,Current Status (RAG) 23/07/21,Notes,Closure Date"
)
LOG = f"""{HEADINGS}
OPEN,1,12/01/2021,"BUSES To run, on time","'- plan
- run",AB/CD,Dec 2021,AMBER,GREEN,"12 July 2021: planned
19 July 2021: ran",
NEW,4,July 2021,WALKS To map,,EF,Dec 2021,,RED,,
CLOSED,2b,12/01/2021,PASSES To list,,AB,July 2021,"GREEN 23/06/21","GREEN (8/07/21)",,30 June 2021
"""


def refused(content, name="log"):
    with pytest.raises(Unreadable) as refusal:
        read(name, content)
    assert str(refusal.value).startswith(name)
    assert str(refusal.value).endswith(".")
    return str(refusal.value)


def test_our_own_csv_is_read_back():
    one, new, closed = read("log.csv", LOG.encode()).rows

    assert [row.section for row in (one, new, closed)] == [OPEN, NEW, CLOSED]
    assert (one.heading, one.objective) == ("BUSES", "To run, on time")
    assert one.steps == ("plan", "run")
    assert one.progress == "12 July 2021: planned\n19 July 2021: ran"
    assert one.owners == ("AB", "CD")
    assert [each.on for each in one.statuses] == [date(2021, 7, 8), date(2021, 7, 23)]
    assert [each.said for each in new.statuses] == ["RED"]


def test_a_status_may_give_a_day_of_its_own():
    closed = read("log.csv", LOG.encode()).rows[-1]

    assert [(each.on, each.said) for each in closed.statuses] == [
        (date(2021, 6, 23), "GREEN"),
        (date(2021, 7, 8), "GREEN"),
    ]


def test_a_closed_row_with_no_days_of_its_own_is_asked_about():
    bare = LOG.replace("GREEN 23/06/21", "GREEN").replace("GREEN (8/07/21)", "GREEN")
    queries = read("log.csv", bare.encode()).queries

    assert [query.row for query in queries if query.field == "statuses"] == [2]


@pytest.mark.parametrize("delimiter", ";|")
def test_csv_may_have_other_delimiters(delimiter):
    text = f"Ref{delimiter}Title{delimiter}Owner{delimiter}Deadline\n" + delimiter.join(
        ["1", "BUSES To run", "AB", "May 2021"]
    )

    assert read("log", text.encode()).rows[0].owners == ("AB",)


def test_excel_may_say_the_delimiter():
    assert len(read("log", f"sep=,\n{LOG}".encode()).rows) == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(log_text, encoding):
    text = log_text.replace("\n", "\r\n")

    assert len(read("log", text.encode(encoding)).rows) == 7


def test_dates_that_excel_holds_are_read_as_it_shows_them():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ref", "Start Date", "Title", "Owner", "Deadline"])
    sheet.append([1, date(2021, 1, 12), "BUSES To run", "AB", date(2021, 12, 1)])
    sheet["B2"].number_format = "dd/mm/yyyy"
    sheet["E2"].number_format = "mmm yyyy"
    row = read("log", saved(book)).rows[0]

    assert row.ref == "1"
    assert row.start.earliest == date(2021, 1, 12)
    assert row.due_on == date(2021, 12, 31)


def test_a_cell_of_several_lines_saved_by_excel_as_text_is_one():
    text = 'Ref\tTitle\tDescription\tOwner\n1\tBUSES To run\t"- plan\n- run, ""soon"""\tAB\n'
    (row,) = read("log.txt", text.encode()).rows

    assert row.steps == ("plan", 'run, "soon"')


def test_quotation_marks_of_the_writer_are_kept():
    text = 'Ref\tTitle\tNotes\tOwner\n1\tBUSES To run\t"Soon" is not a date\tAB\n'

    assert read("log", text.encode()).rows[0].progress == '"Soon" is not a date'


def test_a_tab_in_a_cell_of_csv_is_a_space():
    text = 'Ref,Title,Notes,Owner\n1,BUSES To run,"a\tb",AB\n'

    assert read("log", text.encode()).rows[0].progress == "a b"


def test_a_sheet_formatted_far_below_its_rows_is_read():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ref", "Title", "Owner", "Deadline"])
    sheet.append([1, "BUSES To run", "AB", "May 2021"])
    sheet.cell(1_000_000, 1).number_format = "0.00"

    assert len(read("log", saved(book)).rows) == 1


def test_each_sheet_of_a_workbook_is_read():
    book = openpyxl.Workbook()
    headings = ["Proposed Actions / Progress", "Success Measures", "Responsibility"]
    for title in ("Reading", "Sharing"):
        sheet = book.create_sheet(title)
        sheet.append([*headings, "Date"])
        sheet.append([f"1a {title} more", "More of it", "R. Quill", "May 2021"])
    book.remove(book.worksheets[0])
    hidden = book.create_sheet("Old")
    hidden.append(["An old plan"])
    hidden.sheet_state = "hidden"
    document = read("plan", saved(book))

    assert [row.section for row in document.rows] == ["Reading", "Sharing"]
    assert any(
        "Old is hidden and was not read" in each.says for each in document.queries
    )


def test_inserted_words_are_read_and_deleted_ones_not():
    document = WordDocument()
    table = document.add_table(2, 4)
    for cell, text in zip(
        table._cells,
        ["Ref", "Title", "Owner", "Deadline", "1", "BUSES To run", "AB", "May 2021"],
        strict=True,
    ):
        cell.text = text
    paragraph = table.cell(1, 1).paragraphs[0]
    for tag, words in (("w:ins", " soon"), ("w:del", " late")):
        change, run = OxmlElement(tag), OxmlElement("w:r")
        text = OxmlElement("w:t" if tag == "w:ins" else "w:delText")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)

    assert read("log", saved(document)).rows[0].objective == "To run soon"


def small_log():
    document = WordDocument()
    table = document.add_table(2, 4)
    cells = ["Ref", "Title", "Owner", "Deadline", "1", "BUSES To run", "AB", "May 2021"]
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text
    return document


def test_the_foot_of_a_page_is_asked_about_and_its_number_is_not():
    document = small_log()
    foot = document.sections[0].footer
    foot.paragraphs[0].text = "Kept by Zeb Quince"
    foot.add_paragraph("Page 1 of 3")

    asked = [one.text for one in read("log", saved(document)).queries]
    assert "Kept by Zeb Quince" in asked
    assert not any("Page" in text for text in asked)


def test_the_heads_and_feet_of_first_and_even_pages_are_read_as_the_others_are():
    document = small_log()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    said = {
        "even_page_footer": "Kept by Zeb Quince",
        "first_page_footer": "Ask for the annex",
        "even_page_header": "Seen by the chair",
        "first_page_header": "Draft of May",
    }
    for part, text in said.items():
        getattr(section, part).paragraphs[0].text = text

    again = read("log", saved(document))
    held = [one.text for one in again.queries] + list(again.head.values())
    assert set(said.values()) <= set(held)
    assert len(again.rows) == 1


def test_even_pages_that_are_as_the_others_are_read_once():
    document = small_log()
    document.settings.odd_and_even_pages_header_footer = True
    for part in ("footer", "even_page_footer", "header", "even_page_header"):
        said = "Task log" if "header" in part else "Kept by Zeb Quince"
        getattr(document.sections[0], part).paragraphs[0].text = said

    again = read("log", saved(document))
    assert [one.text for one in again.queries].count("Kept by Zeb Quince") == 1
    assert again.head["title"] == "Task log"


def test_even_pages_of_a_document_that_shows_none_are_not_read():
    document = small_log()
    document.sections[0].even_page_footer.paragraphs[0].text = "Kept by Zeb Quince"
    asked = [one.text for one in read("log", saved(document)).queries]
    assert "Kept by Zeb Quince" not in asked


def test_an_address_at_the_foot_of_a_plan_is_no_action():
    document = WordDocument()
    table = document.add_table(2, 4)
    cells = ["Proposed Actions", "Success Measures", "Responsibility", "Date"]
    for cell, text in zip(
        table._cells, [*cells, "1. Run buses", "Full", "AB", "May 2021"], strict=True
    ):
        cell.text = text
    document.sections[0].footer.paragraphs[0].text = "12 High Street"

    again = read("plan", saved(document))
    assert [row.heading for row in again.rows] == ["Run buses"]
    assert "12 High Street" in [one.text for one in again.queries]


def test_a_footnote_is_asked_about():
    document = small_log()
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{words}">'
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Only on Mondays</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        notes.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    asked = read("log", saved(document)).queries
    assert ("Only on Mondays", "footnote 1 of the document") in [
        (one.text, one.place) for one in asked
    ]


def test_a_formula_without_its_result_is_asked_about():
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Title", "Owner", "Deadline"])
    book.active.append([1, "BUSES To run", "AB", "=DATE(2021,4,30)"])

    asked = [one.text for one in read("log", saved(book)).queries]
    assert any("Cell D2" in text and "=DATE(2021,4,30)" in text for text in asked)


def test_bullets_of_word_are_steps():
    document = WordDocument()
    table = document.add_table(2, 4)
    for place, text in enumerate(["Ref", "Title", "Description", "Owner"]):
        table.cell(0, place).text = text
    table.cell(1, 0).text, table.cell(1, 1).text = "1", "BUSES To run"
    for step in ("plan the routes", "run them"):
        table.cell(1, 2).add_paragraph(step, style="List Bullet")

    assert read("log", saved(document)).rows[0].steps == ("plan the routes", "run them")


def test_a_wrapped_cell_of_a_pdf_is_one_line_but_for_its_bullets():
    assert unwrapped("half-\ntermly list\nof all") == "half-termly list of all"
    assert unwrapped("- one\ntwo\n- three") == "- one two\n- three"
    assert unwrapped("- one - two\n- three") == "- one - two - three"


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(parts, **kept):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **kept) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"Dear all,\nplease find the log attached.", "neither a task log nor"),
        (b"a,b,c\n1,2,3\n", "neither a task log nor"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word or Excel file, or one with a"),
        (b"{\\rtf1 hello}", "a rich text file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<html><body>Ref</body></html>", "a web page"),
        (b"\x00\x01\x02\x03" * 500, "is not text"),
        (b"PK\x03\x04" + b"rubbish" * 40, "may be damaged"),
        (b"%PDF-1.7\nrubbish", "may be damaged"),
        (HEADINGS.encode(), "no rows below them"),
        (b'Ref,Title,Owner,Deadline\n1,"BUSES,AB,May 2021\n', "quotation mark"),
        (b"x" * (MOST_BYTES + 1), "up to 5 MB"),
        (b"Ref\tTitle\tOwner\n" * 6000, "far more than a log"),
        (zipped({"readme.txt": "hello"}), "is a zip file"),
        (zipped({"word/document.xml": "<a/>"}), "may be damaged"),
        (zipped({"xl/workbook.xml": "<a/>"}), "may be damaged"),
        (zipped({"word/document.xml": "", "word/vbaProject.bin": ""}), "holds macros"),
        (zipped({"xl/a.xml": "0" * 30_000_000}), "once unpacked"),
        (
            zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "a part no Word or Excel document has",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, says):
    assert says in refused(content)


def test_a_letter_that_is_asked_for_as_a_log_is_still_no_log():
    with pytest.raises(Unreadable, match="neither a task log nor"):
        read("letter.txt", b"Not a log at all\n", kind=Kind.LOG)


def test_a_locked_package_is_refused():
    content = bytearray(zipped({"word/document.xml": "<a/>"}))
    # The flag of a part that is encrypted, where the package lists its parts.
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert "locked with a password" in refused(bytes(content))


def test_a_locked_pdf_is_refused():
    # A standard lock with a user's password, which no reader has.
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -4/O<"
        + b"61" * 32
        + b">/U<"
        + b"62" * 32
        + b">>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R/ID[<61><61>]>>\n%%EOF"
    )

    assert "locked with a password" in refused(locked)


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch, log_text):
    content = as_pdf("\n".join(log_text.split("\n")[:8]))
    monkeypatch.setattr(from_pdf, "SECONDS", 0.05)

    assert "took more than" in refused(content)


def test_a_pdf_with_no_text_is_refused():
    assert "may be a scan" in refused(as_pdf(""))


@pytest.mark.parametrize("made", [as_word, as_workbook])
@pytest.mark.parametrize("seed", range(15))
def test_a_damaged_package_is_read_or_refused(made, seed, plan_text):
    check_damaged(made(plan_text), seed)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_pdf_is_read_or_refused(seed, plan_text):
    check_damaged(as_pdf(plan_text), seed)


def check_damaged(content, seed):
    chance = random.Random(seed)
    broken = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    if seed % 3 == 0:
        del broken[chance.randrange(len(broken)) :]
    try:
        read("file", bytes(broken))
    except Unreadable as refusal:
        assert str(refusal).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    # What begins as a PDF is read in a process of its own: too slow for hundreds.
    if b"%PDF" not in content:
        try:
            read("file", content)
        except Unreadable as refusal:
            assert str(refusal).endswith(".")


CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\t"), max_size=40
) | st.sampled_from(
    [
        "",
        "1",
        "2a",
        "30/03/ 2015",
        "Dec 2015",
        "AMBER",
        "- a - b",
        "30 June",
        "_",
        "A/B",
    ]
)


@given(
    st.lists(st.lists(CELLS, max_size=11), min_size=1, max_size=8),
    st.sampled_from(
        ["Ref\tTitle\tOwner\tStatus\tNotes", "Proposed Actions\tSuccess Measures\tDate"]
    ),
)
def test_any_rows_below_headings_are_read(rows, headings):
    text = "\n".join([headings, *("\t".join(row) for row in rows)])
    try:
        read("file", text.encode())
    except Unreadable as refusal:
        assert str(refusal).endswith(".")


def test_a_kind_may_be_told():
    text = "Title\tOwner\tDate\tSuccess\nBUSES\tAB\tMay 2021\tmore\n"

    assert read("file", text.encode(), kind=Kind.PLAN).kind is Kind.PLAN


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_says_where_it_is(kind, plan_text):
    places = [
        line.place for line in lines_of("plan", KINDS[kind](plan_text)) if line.filled
    ]

    assert all(places)
