"""Papers to boards: their numbers are the pack's; what is exempt stands apart."""

import hashlib
import io
import json

import docx
import pytest
from tests.programme.reporting.conftest import FROZEN

from muster.documents.issuing import content_of, digest
from muster.measures.figures import Figure
from muster.programme import Refused
from muster.programme.reporting import figures, paper
from muster.programme.reporting.figures import NotAPack
from muster.programme.reporting.paper import BoardPaper


SAID = {
    "title": "Attendance in the autumn",
    "purpose": "To tell the board how attendance stands.",
    "recommendations": "Note the figures\nAgree the next steps",
    "summary": "Absence fell.",
    "implications": {"Legal": "The duty of section 7."},
}


def written(board, **more):
    from datetime import date

    made = BoardPaper(group=board, made_on=date(2025, 11, 3))
    return paper.write(made, by="officer", **SAID, **more)


def test_a_papers_numbers_are_the_packs_numbers(board, public_pack, home):
    """Every cell, against the frozen figures as the house itself works them out."""
    from muster.design.filters import percent

    held = json.loads(FROZEN.read_bytes())["pack"]["held"]
    rows = {
        (tuple(one["by"]), tuple(row["dims"]), row["measure"]): Figure(
            row["measure"],
            tuple(row["dims"]),
            row["numerator"],
            row["denominator"],
            0,
            row["suppressed"],
        )
        for one in held
        if one["span"] == "now"
        for row in one["rows"]
    }
    [whole] = [one for one in figures.tables(public_pack) if one.key.startswith("all|")]
    measures = [measure for by, _, measure in rows if by == ()]
    shown = [cells[1] for cells in whole.table.rows]
    expected = [rows[(), (), measure] for measure in measures]
    assert len(shown) == len(expected) > 10
    assert shown == ["c" if one.suppressed else percent(one.value) for one in expected]


def test_the_word_file_prints_the_packs_figures(board, public_pack, home):
    chosen = [one.key for one in figures.tables(public_pack)][:2]
    made = written(board, pack=public_pack, tables=chosen)
    paper.issue(made, by="officer")
    kept = made.issued.files.get(kind="docx")
    document = docx.Document(io.BytesIO(content_of(kept)))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    tables = {one.key: one.table for one in figures.tables(public_pack)}
    for key in chosen:
        for row in tables[key].rows:
            assert str(row[1]) in cells
    text = "\n".join(one.text for one in document.paragraphs)
    for said in (
        "Purpose",
        "Note the figures",
        "Absence fell.",
        "The duty of section 7.",
    ):
        assert said in text
    assert kept.digest == hashlib.sha256(bytes(kept.content)).hexdigest()
    assert {one.kind for one in made.issued.files.all()} == {"docx", "pdf"}


def test_figures_not_for_the_public_are_kept_out_of_the_public_part(board, pack, home):
    chosen = [one.key for one in figures.tables(pack)][:1]
    made = written(board, pack=pack, tables=chosen)
    assert "wasn’t signed off for the public" in paper.why_not(made)
    with pytest.raises(Refused):
        paper.issue(made, by="officer")
    paper.write(made, by="officer", exempt_reason="Paragraph 2: check")
    paper.issue(made, by="officer")
    first = str(figures.tables(pack)[0].table.rows[0][1])
    public = json.loads(bytes(made.issued.figures))
    exempt = json.loads(bytes(made.issued_exempt.figures))
    assert "tables" not in public
    assert first in json.dumps(exempt["tables"])
    drawn = paper.draw(made)
    assert not any(type(block).__name__ == "Table" for block in drawn.blocks)
    assert made.issued_exempt.audience == paper.EXEMPT


def test_exempt_words_need_a_reason_and_are_in_the_exempt_part_alone(board, home):
    with pytest.raises(Refused, match="Say why"):
        written(board, exempt_text="Names of schools")
    made = written(board, exempt_text="Names of schools", exempt_reason="Paragraph 2")
    paper.issue(made, by="officer")
    assert b"Names of schools" not in bytes(made.issued.figures)
    word = content_of(made.issued.files.get(kind="docx"))
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(word)).paragraphs)
    assert "Names of schools" not in text
    assert "Paragraph 2" in text


def test_an_issued_paper_stays_as_it_is(board, home):
    made = written(board)
    paper.issue(made, by="officer")
    assert made.issued.digest == digest(bytes(made.issued.figures))
    with pytest.raises(Refused, match="It was issued"):
        paper.write(made, by="officer", title="Another")
    with pytest.raises(Refused, match="issued already"):
        paper.issue(made, by="officer")


def test_what_is_no_pack_gives_no_tables(board, home):
    made = written(board)
    paper.issue(made, by="officer")
    with pytest.raises(NotAPack, match="is not a pack"):
        figures.tables(made.issued)
    with pytest.raises(Refused, match="is not a pack"):
        written(board, pack=made.issued, tables=["all"])


def test_a_paper_of_a_board_is_no_pack_on_the_page_of_packs(board, home, signed_in):
    paper.issue(written(board), by="officer")
    page = signed_in("programme-officer").get("/papers/")
    assert page.status_code == 200
    assert "Attendance in the autumn" not in page.content.decode()
