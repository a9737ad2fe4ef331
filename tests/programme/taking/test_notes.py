"""What somebody types into a notes cell is a note more; the notes there were stay theirs."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from muster.programme.papers.files import as_file
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import Note
from muster.programme.reading import read
from muster.programme.taking.taking_in import take_in


NOW = date(2026, 3, 23)
OLD = "Met the heads on 2 March. They agree."


@pytest.fixture
def noted(plan, action):
    """An action with a note from a paper, of two lines."""
    text = f"{OLD}\nThe letter is drafted."
    changing.note(action, text, on=date(2026, 3, 2), by="chair", printed=True)
    return plan


def retake(plan, progress):
    printed = printing.document(plan, NOW)
    [row] = printed.rows
    edited = replace(printed, rows=(replace(row, progress=progress),))
    return take_in(edited, on=NOW, by="officer")


def cell(plan):
    [row] = printing.document(plan, NOW).rows
    return row.progress


def texts(action):
    return [one.text for one in Note.objects.filter(action=action)]


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_line_typed_above_a_note_is_a_note_of_its_own(noted, action, between):
    before = cell(noted)
    retake(noted, f"The letter is sent.{between}{before}")
    assert texts(action) == [before, "The letter is sent."]
    assert cell(noted) == f"The letter is sent.\n{before}"


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_line_typed_below_a_note_stands_below_it(noted, action, between):
    before = cell(noted)
    retake(noted, f"{before}{between}The letter is sent.")
    assert texts(action) == [before, "The letter is sent."]
    assert cell(noted) == f"{before}\nThe letter is sent."


def test_what_is_typed_between_two_notes_stands_between_them(noted, action):
    changing.note(action, "Schools have replied.", on=date(2026, 3, 20), by="chair")
    above, below = cell(noted).split("\n", 1)
    retake(noted, f"{above}\nTen of them.\n{below}")
    assert cell(noted) == f"{above}\nTen of them.\n{below}"
    assert texts(action)[-1] == "Ten of them."


@pytest.mark.parametrize("kind", ["csv", "docx", "xlsx", "pdf"])
def test_read_again_it_is_no_difference(noted, action, kind):
    retake(noted, f"The letter is sent. {cell(noted)}\nAll of them have it.")
    assert len(texts(action)) == 3
    printed = printing.document(noted, NOW)
    content = as_file(printed, kind, organisation="Q", reference="r")
    taken = take_in(read(f"log.{kind}", content), on=NOW, by="b", plan=noted)
    assert (taken.added, taken.changed) == (0, 0)
    assert len(texts(action)) == 3


def test_the_very_cell_that_was_edited_is_no_difference_again(noted):
    edited = f"The letter is sent. {cell(noted)}"
    assert retake(noted, edited).changed == 1
    assert retake(noted, edited).changed == 0


def test_a_note_whose_words_are_changed_is_left_and_asked_about(noted, action):
    before = cell(noted)
    taken = retake(noted, before.replace("They agree", "They don’t agree"))
    assert (cell(noted), texts(action)) == (before, [before])
    assert taken.changed == 0
    [query] = taken.queries
    assert query.field == "progress"
    assert query.says == (
        "Words of the notes the plan has are changed or gone on this paper. The notes are"
        " left as they are: write a note on the page of the action if the paper is right."
    )
    assert "They don’t agree" in query.text


def test_a_note_written_here_since_the_paper_was_printed_is_not_lost(noted, action):
    before = cell(noted)
    changing.note(action, "Every school has replied. " * 9, on=NOW, by="chair")
    taken = retake(noted, before)
    assert taken.changed == 0
    assert len(texts(action)) == 2
    assert [one.field for one in taken.queries] == ["progress"]


def test_a_line_typed_inside_a_note_is_asked_about(noted, action):
    before = cell(noted)
    taken = retake(noted, before.replace("\n", "\nIt is sent.\n"))
    assert cell(noted) == before
    assert [one.field for one in taken.queries] == ["progress"]
    assert "It is sent." in taken.queries[0].text


def test_a_cell_written_anew_stands_and_the_old_note_is_kept_behind_it(noted, action):
    taken = retake(noted, "Agreed by the board on Monday.")
    assert cell(noted) == "Agreed by the board on Monday."
    assert len(texts(action)) == 2
    assert (taken.changed, taken.queries) == (1, ())


def test_a_later_note_here_prints_above_what_was_added(noted, action):
    retake(noted, f"{cell(noted)}\nThe letter is sent.")
    changing.note(action, "Closed.", on=NOW, by="chair")
    assert cell(noted).splitlines()[0] == "23/03/26 – Closed."
    assert cell(noted).splitlines()[-1] == "The letter is sent."
    now = standing.of_one(action, NOW)
    assert [one.text for one in now.notes][0] == "Closed."


@pytest.mark.parametrize("is_new_line", [True, False])
@pytest.mark.parametrize("is_above", [True, False])
def test_what_is_typed_into_the_exported_word_document_is_a_note_more(
    noted, action, is_above, is_new_line
):
    before = cell(noted)
    printed = printing.document(noted, NOW)
    paper = docx.Document(
        io.BytesIO(as_file(printed, "docx", organisation="Q", reference="r"))
    )
    notes = next(
        one
        for table in paper.tables
        for one in table._cells
        if one.text.startswith(OLD)
    )
    paragraph = notes.paragraphs[0 if is_above else -1]
    if is_new_line and is_above:
        paragraph.insert_paragraph_before("The letter is sent.")
    elif is_new_line:
        notes.add_paragraph("The letter is sent.")
    elif is_above:
        paragraph.runs[0].text = f"The letter is sent. {paragraph.runs[0].text}"
    else:
        paragraph.add_run(" The letter is sent.")
    edited = io.BytesIO()
    paper.save(edited)

    taken = take_in(read("log.docx", edited.getvalue()), on=NOW, by="b", plan=noted)
    assert (taken.changed, taken.queries) == (1, ())
    assert texts(action) == [before, "The letter is sent."]
    both = ["The letter is sent.", before]
    assert cell(noted) == "\n".join(both if is_above else reversed(both))
