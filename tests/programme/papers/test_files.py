"""A log or a plan as a file: the same words in each, the same bytes each time."""

import csv
import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest
from tests.documents.test_pdf import poppler, structure
from tests.documents.test_word import text_of
from tests.programme.papers.examples import MARKS, NOW, a_log, a_plan

from muster.documents.cells import as_text
from muster.programme.papers import log, plan
from muster.programme.papers.files import KINDS, as_file
from muster.programme.printed import CLOSED, NEW, OPEN, Status


LOG, PLAN = a_log(), a_plan()


def made(document, kind):
    return as_file(document, kind, **MARKS)


def rows_of(document):
    text = made(document, "csv").decode()
    return list(csv.DictReader(io.StringIO(text)))


def squeezed(text):
    return " ".join(text.split())


def bare(text):
    return re.sub(r"\s", "", text)


def words_of(document):
    module = log if document is LOG else plan
    for table in module.tables(document).values():
        yield from (column.title for column in table.columns)
        for row in table.rows:
            yield from (line for cell in row for line in as_text(cell).split("\n"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("document", [LOG, PLAN], ids=["log", "plan"])
def test_the_same_document_is_the_same_bytes(document, kind):
    assert made(document, kind) == made(document, kind)


@pytest.mark.parametrize("document", [LOG, PLAN], ids=["log", "plan"])
def test_every_word_is_in_the_word_file_and_the_workbook(document):
    text = squeezed(text_of(docx.Document(io.BytesIO(made(document, "docx")))))
    book = openpyxl.load_workbook(io.BytesIO(made(document, "xlsx")))
    cells = [str(c.value) for one in book for row in one.iter_rows() for c in row]
    for said in filter(None, map(squeezed, words_of(document))):
        assert said in text
        assert said in squeezed(" ".join(cells))


@pytest.mark.parametrize("document", [LOG, PLAN], ids=["log", "plan"])
def test_every_word_is_in_the_pdf_and_it_is_pdf_ua(document, tmp_path):
    data = made(document, "pdf")
    assert b"pdfuaid:part>1<" in structure(data)
    # Column by column, so that a cell's words stand together.
    text = bare(poppler("pdftotext", data, tmp_path))
    for said in filter(None, map(bare, words_of(document))):
        for word in said.split():
            assert word in text


def test_the_log_is_three_pages_each_with_its_headings(tmp_path):
    pages = poppler("pdftotext", made(LOG, "pdf"), tmp_path, "-layout").split("\f")[:-1]
    assert len(pages) == 3
    assert all(re.search(r"Ref\s+Start Date\s+Title", page) for page in pages)


def test_a_word_table_can_be_read_back_cell_by_cell():
    tables = docx.Document(io.BytesIO(made(LOG, "docx"))).tables[1:4]
    for table, held in zip(tables, log.tables(LOG).values(), strict=True):
        titles = [column.title for column in held.columns]
        rows = [[as_text(cell) for cell in row] for row in held.rows]
        shown = [[cell.text for cell in row.cells] for row in table.rows]
        assert shown == [titles, *rows]


def test_a_workbook_has_a_sheet_a_section_and_dates_as_they_were_said():
    book = openpyxl.load_workbook(io.BytesIO(made(LOG, "xlsx")))
    assert book.sheetnames == [
        "Summary",
        "Words",
        "Open actions",
        "New actions",
        "Closed actions",
        "What the colours mean",
    ]
    first = [cell.value for cell in book["Open actions"][5]]
    assert first[:2] == ["1", "30/03/2031"] and first[5] == "12 Nov 2031"


# CSV, which others read


def test_a_log_s_csv_is_a_section_and_the_ten_columns():
    header = made(LOG, "csv").decode().splitlines()[0]
    assert header == (
        "Section,Ref,Start Date,Title,Description,Owner,Deadline,"
        "Previous status (RAG) 8/07/31,Current Status (RAG) 23/07/31,Notes,Closure Date"
    )


def test_a_log_s_csv_has_a_row_a_task_open_then_new_then_closed():
    rows = rows_of(LOG)
    assert [row["Section"] for row in rows] == [OPEN] * 12 + [NEW, CLOSED]
    assert [row["Ref"] for row in rows][:3] == ["1", "2a", "3"]
    new, closed = rows[-2:]
    assert new["Previous status (RAG) 8/07/31"] == "New Task"
    assert closed["Previous status (RAG) 8/07/31"] == "GREEN"
    assert closed["Current Status (RAG) 23/07/31"] == "GREEN"
    assert closed["Closure Date"] == "30 June"
    assert rows[0]["Title"].startswith("ATTENDANCE AIMS To revise the aims")
    assert rows[11]["Owner"] == "CB/LW"


def test_a_status_of_another_day_is_its_word_alone_in_csv():
    row = replace(LOG.rows[0], statuses=(Status(NOW.replace(day=20), "RED"),))
    assert (
        rows_of(replace(LOG, rows=(row,)))[0]["Current Status (RAG) 23/07/31"] == "RED"
    )


def test_a_description_is_its_line_and_then_its_steps():
    row = replace(LOG.rows[1], description="Policies")
    [said] = rows_of(replace(LOG, rows=(row,)))
    assert said["Description"].splitlines()[:2] == [
        "Policies",
        "- list the policies that are required",
    ]


def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it():
    row = replace(LOG.rows[0], heading="=HYPERLINK(1)", ref="@x", description="")
    [said] = rows_of(replace(LOG, rows=(row,)))
    assert said["Title"].startswith("'=HYPERLINK(1) ")
    assert said["Ref"] == "'@x"
    # A dash begins a formula too.
    assert said["Description"].startswith("'- draft the aims\n- consult")


def test_a_plan_s_csv_is_a_section_and_the_four_columns():
    text = made(PLAN, "csv").decode()
    assert text.splitlines()[0] == (
        "Section,Proposed Actions / Progress,Success Measures,Responsibility,Date"
    )
    rows = rows_of(PLAN)
    assert [row["Section"] for row in rows] == [
        "Research",
        "Research",
        "Communications",
        "Events",
    ]
    assert rows[0]["Proposed Actions / Progress"].startswith("1a Find what training")
    assert rows[2]["Responsibility"] == "S. Sedgewick, G. Medlar"
    assert rows[2]["Date"].split("\n") == ["December '34", "January/ February '35"]


def test_a_plan_with_statuses_leaves_them_out_of_csv():
    row = replace(PLAN.rows[0], statuses=(Status(NOW, "RED"),))
    assert len(rows_of(replace(PLAN, rows=(row,)))[0]) == 5


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="can’t be made as “odt”. Choose one of docx"):
        made(LOG, "odt")


# Hostile text, and much of it


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "<script>alert('x')</script> & <w:p/>",
    '#panic("x") *bold* $1$ @ref ]',
    "w" * 400,
    "مدرسة \u202eעברית",
    "Ash\x07wick \ud83d end",
    "{{ title }}",
]


def saying(document, nasty):
    row = replace(
        document.rows[0],
        ref=nasty,
        heading=nasty,
        objective=nasty,
        description=nasty,
        steps=(nasty,),
        owners=(nasty,),
        success=nasty,
        progress=nasty,
        statuses=(Status(NOW, nasty),),
    )
    head = {"title": nasty, "owner": nasty}
    return replace(document, head=head, rows=(row, *document.rows))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nasty", HOSTILE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("document", [LOG, PLAN], ids=["log", "plan"])
def test_whatever_anyone_wrote_is_drawn_as_it_was_written(document, nasty, kind):
    assert made(saying(document, nasty), kind)


def test_a_log_of_a_hundred_tasks_is_whole_in_every_form(tmp_path):
    rows = tuple(replace(LOG.rows[at % 12], ref=f"T{at}") for at in range(100))
    document = replace(LOG, rows=rows)
    text = poppler("pdftotext", made(document, "pdf"), tmp_path)
    word = text_of(docx.Document(io.BytesIO(made(document, "docx"))))
    book = openpyxl.load_workbook(io.BytesIO(made(document, "xlsx")))
    held = [cell.value for cell in book["Open actions"]["A"]]
    for at in range(100):
        assert re.search(rf"\bT{at}\b", text)
        assert re.search(rf"\bT{at}\b", word)
        assert f"T{at}" in held
    assert len(rows_of(document)) == 100
