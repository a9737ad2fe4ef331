"""The same document as every kind of file, made from its text for the tests."""

import io
from collections.abc import Iterator
from functools import partial
from itertools import groupby

import docx
import openpyxl
import typst


HEADINGS = {"Ref", "Proposed Actions / Progress"}


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.split("\n")]


def runs(text: str) -> Iterator[tuple[bool, list[list[str]]]]:
    """Rows of tables together, and each paragraph; an empty line is nothing."""
    rows = [row for row in rows_of(text) if any(row)]
    for is_table, run in groupby(rows, key=lambda row: len(row) > 1):
        yield is_table, list(run)


def is_merged(row: list[str], place: int) -> bool:
    """“Notes Closu Date” with the cell after it empty: two headings in one cell."""
    return "Closu" in row[place] and row[place] != "Closure Date"


def as_word(text: str) -> bytes:
    document = docx.Document()
    for is_table, run in runs(text):
        if not is_table:
            for (paragraph,) in run:
                document.add_paragraph(paragraph)
            continue
        table = document.add_table(len(run), max(map(len, run)))
        for number, row in enumerate(run):
            _fill(table.rows[number].cells, row)
        for number, row in enumerate(run):
            if row[0] == "2b":
                table.cell(number, 0).merge(table.cell(number + 1, 0)).text = "2b"
    return _saved(document)


def _fill(cells, row):
    for place, text in enumerate(row):
        cells[place].text = text
        if place + 1 < len(row) and is_merged(row, place):
            cells[place].merge(cells[place + 1]).text = text
            return


def as_workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows_of(text), 1):
        for place, cell in enumerate(row, 1):
            sheet.cell(number, place, cell or None)
        for place in range(1, len(row)):
            if is_merged(row, place - 1):
                sheet.merge_cells(None, number, place, number, place + 1)
        if row[0] == "2b":
            sheet.merge_cells(None, number, 1, number + 1, 1)
    return _saved(book)


def as_pdf(text: str, *, is_tagged: bool = True) -> bytes:
    """On wide pages, with lines round every cell."""
    blocks = ["#set page(width: 420mm, height: 297mm, margin: 8mm)", "#set text(7pt)"]
    for is_table, run in runs(text):
        if not is_table:
            blocks += [_typst(cells[0]) for cells in run]
            continue
        width = max(map(len, run))
        rows = [_typst_row(row + [""] * (width - len(row))) for row in run]
        blocks.append(f"#table(columns: ({'1fr,' * width}), {', '.join(rows)})")
    return typst.compile("\n\n".join(blocks).encode(), pdf_tags=is_tagged)


def _typst_row(row: list[str]) -> str:
    """A row of headings is one for the PDF’s tags too: its cells then name theirs."""
    cells = ", ".join(f"[{_typst(cell)}]" for cell in row)
    return f"table.header({cells})" if row[0] in HEADINGS else cells


def _typst(text: str) -> str:
    return (
        f'#"{text.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"'
    )


def _saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_text(text: str) -> bytes:
    return text.encode()


def as_text_of_windows(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


KINDS = {
    "text": as_text,
    "text of Windows": as_text_of_windows,
    "Word": as_word,
    "workbook": as_workbook,
    "PDF": as_pdf,
    "PDF without tags": partial(as_pdf, is_tagged=False),
}
