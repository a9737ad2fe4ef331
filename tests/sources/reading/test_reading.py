"""Reading whatever bytes are given: never a traceback, never a guess."""

import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.sources.referee import read_marks, write_csv
from tests.sources.samples import as_said, sample, sentences

from muster.sources import formats
from muster.sources.reading import Reading, blocks, opening, read


HEADINGS = "school,pupil,date,session,code\n"
ROWS = [f"900001,A{n},2025-09-08,AM,/\n" for n in range(400)]


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def small_pieces(monkeypatch):
    """Files are read in pieces a few rows long, and their headings judged by as much."""
    monkeypatch.setattr(opening, "CHUNK", 97)
    monkeypatch.setattr(opening, "SAMPLE", 97)


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    assert sentences(read(tmp_path / "none.csv")) == [
        f"There is no file {tmp_path / 'none.csv'}."
    ]
    assert sentences(read(tmp_path)) == [
        f"{tmp_path} is a folder. Load the files in it."
    ]


def test_a_file_that_cannot_be_opened_is_like_no_format(tmp_path):
    assert formats.recognise(tmp_path / "none.csv") is None


def test_utf16_is_known_either_way_round_without_a_mark(tmp_path):
    for encoding in ("utf-16-le", "utf-16-be"):
        reading = read(written(tmp_path, (HEADINGS + ROWS[0]).encode(encoding)))
        assert (reading.encoding, reading.rows_loaded) == (encoding, 1)


def test_a_heading_may_have_a_line_end_in_it(tmp_path):
    headings = HEADINGS.replace("session", '"Ses\nsion"')
    assert read(written(tmp_path, headings + ROWS[0])).rows_loaded == 1


def test_blank_rows_of_a_weekly_file_are_left_out(tmp_path):
    week = "900001,A1,2025-09-08,/\\/\\/\\/\\/\\\n"
    path = written(tmp_path, f"school,pupil,week,marks\n,,,\n{week}, ,,\n,,x,\n")
    reading = read(path)
    assert reading.rows_read == 2
    assert {problem.row for problem in reading.problems} == {5}


def test_rows_after_one_of_a_wrong_length_keep_their_numbers(tmp_path):
    rows = (
        "900001,A1\n\n900001,A1,x,AM,/\n900001,A1,2025-09-08,AM,/,\n900001,A1,y,AM,/\n"
    )
    reading = read(written(tmp_path, HEADINGS + rows))
    assert [problem.row for problem in reading.problems] == [2, 4, 5, 6]


def test_a_file_that_may_not_be_read_is_said(tmp_path):
    path = written(tmp_path, HEADINGS)
    with patch.object(
        Path, "open", side_effect=PermissionError(13, "Permission denied")
    ):
        [said] = sentences(read(path))
    assert said == f"{path} could not be read: Permission denied."


def test_an_unknown_format_is_the_callers_mistake(tmp_path):
    with pytest.raises(ValueError, match="There is no format “xml”"):
        read(tmp_path, fmt="xml")


def test_a_reading_says_its_errors_and_warnings_apart(tmp_path):
    path = written(tmp_path, HEADINGS.strip() + ",x\n900001,A1,y,AM,/,\n")
    reading = read(path)
    assert [problem.row for problem in reading.errors] == [2]
    assert [problem.row for problem in reading.warnings] == [1]


# Pieces


@pytest.mark.usefixtures("small_pieces")
def test_a_file_in_many_pieces_says_the_same_as_in_one(tmp_path):
    path = written(tmp_path, HEADINGS + "".join(ROWS))
    reading = read(path)
    assert (reading.rows_loaded, sentences(reading)) == (400, [])


@pytest.mark.usefixtures("small_pieces")
def test_rows_keep_their_numbers_across_pieces(tmp_path):
    rows = list(ROWS)
    rows[250] = "900001,A250,x,AM,/\n"
    rows[300] = "900001,A300,2025-09-08,AM\n"
    rows[310] = "\n"
    rows[350] = '900001,"A\n350",2025-09-08,AM,/\n'
    rows[399] = "900001,A399,y,AM,/\n"
    reading = read(written(tmp_path, HEADINGS + "".join(rows)))
    assert [problem.row for problem in reading.problems] == [252, 302, 401]
    assert reading.rows_read == 399


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("folder", ["marks_long", "marks_weekly"])
def test_contradictions_in_different_pieces_are_found(folder, tmp_path):
    whole = sample(folder, "contradiction").read_text("utf-8").splitlines(keepends=True)
    between = [line.replace("A1001", f"B{n}") for n, line in enumerate([whole[1]] * 60)]
    path = written(tmp_path, "".join([*whole[:5], *between, *whole[5:]]))
    rows = [problem.row for problem in read(path).problems]
    assert rows == [
        each for each in (66, 67) if each - 60 <= len(whole) - 1 or each == 66
    ]


@pytest.mark.usefixtures("small_pieces")
def test_bytes_that_are_not_utf8_far_into_a_file_are_found(tmp_path):
    text = HEADINGS + "".join(ROWS) + "École,A1,2025-09-08,AM,/\n"
    reading = read(written(tmp_path, text.encode("cp1252")))
    assert (reading.encoding, reading.refused) == ("cp1252", False)
    assert "École" in reading.table.schools

    odd = read(written(tmp_path, text.encode("cp1252") + b"\x81,A1,2025-09-08,AM,/\n"))
    assert (odd.encoding, odd.refused) == ("latin-1", False)


@pytest.mark.usefixtures("small_pieces")
def test_a_letter_split_between_pieces_is_one_letter(tmp_path):
    text = HEADINGS + "".join(row.replace("900001", "École") for row in ROWS)
    for encoding in ("utf-8", "utf-16"):
        reading = read(written(tmp_path, text.encode(encoding)))
        assert reading.table.schools == ["École"]


@pytest.mark.usefixtures("small_pieces")
def test_a_nul_and_an_open_quotation_mark_are_placed_in_a_long_file(tmp_path):
    rows = list(ROWS)
    rows[200] = "900001,A\0,2025-09-08,AM,/\n"
    [said] = sentences(read(written(tmp_path, HEADINGS + "".join(rows))))
    assert said.startswith("Row 202 holds a character (NUL)")

    rows[200] = '900001,"A200,2025-09-08,AM,/\n'
    [said] = sentences(read(written(tmp_path, HEADINGS + "".join(rows))))
    assert said.startswith("Row 202 opens a quotation mark")


@pytest.mark.usefixtures("small_pieces")
def test_a_quotation_mark_that_opens_nothing_does_not_swallow_a_long_file(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(blocks, "LONGEST_RECORD", 200)
    rows = list(ROWS)
    rows[100] = '900002 6" Primary,A100,2025-09-08,AM,/\n'
    reading = read(written(tmp_path, HEADINGS + "".join(rows)))
    assert (reading.rows_loaded, sentences(reading)) == (400, [])


def test_utf16_that_is_cut_short_is_said(tmp_path):
    whole = (HEADINGS + "".join(ROWS)).encode("utf-16")
    [said] = sentences(read(written(tmp_path, whole[:-1])))
    assert said.startswith("This file begins as UTF-16 does but the rest of it is not.")


def test_headings_with_an_endless_quotation_mark_are_said(tmp_path):
    path = written(tmp_path, '"school,pupil' + "x" * 200_000)
    [said] = sentences(read(path))
    assert said.startswith("The headings could not be read: a quotation mark")


# Progress


def test_progress_is_told_from_nothing_to_all_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "CHUNK", 4000)
    told = []
    read(written(tmp_path, HEADINGS + "".join(ROWS)), progress=told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert (0 < told[0] < 1, told[-1]) == (True, 1.0)


def test_raising_in_progress_cancels_and_leaves_no_thread_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "CHUNK", 200)
    threads = set(threading.enumerate())

    class CancelledError(Exception):
        pass

    def cancel(done: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        read(written(tmp_path, HEADINGS + "".join(ROWS)), progress=cancel)
    assert set(threading.enumerate()) <= threads


# Anything at all


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", HEADINGS, HEADINGS[:-1]]))
@example(b'"a"b,"c\r\r\n', HEADINGS)
@example(b"\xff\xfe\x00", "")
@example(b'a,b,c,d,"e\n', HEADINGS)
@example(b"\xff,1\n", HEADINGS)
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path_factory, junk, before):
    path = tmp_path_factory.getbasetemp() / "junk.csv"
    path.write_bytes(before.encode() + junk)
    reading = read(path)
    assert isinstance(reading, Reading)
    for said in sentences(reading):
        assert said[-1] in ".?)"
    if not reading.refused:
        assert reading.rows_loaded > 0


MISTAKES = st.lists(
    st.tuples(
        st.sampled_from(
            ["900001", " 900001", "999/2001", "9992001", "", "1E+5", "Ash"]
        ),
        st.sampled_from(["A1", " A1", "A2", "", "x" * 33]),
        st.sampled_from(
            ["2025-09-08", "08/09/2025", "2024-08-16", "x", "", "2025-09-13"]
        ),
        st.sampled_from(["AM", "pm", " AM ", "noon", ""]),
        st.sampled_from(["/", "\\", "I", "", "-", " ", "J", "K", "zz", "C2"]),
    ),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(MISTAKES, st.sampled_from([60, 200, 5000]), st.booleans())
def test_long_marks_agree_with_a_slow_and_obvious_reading(
    tmp_path_factory, rows, piece, quoted
):
    path = tmp_path_factory.getbasetemp() / "marks.csv"
    write_csv(path, rows, quoted)
    with patch.object(opening, "CHUNK", piece):
        reading = read(path)
    expected = read_marks(path)

    errors = [(each.row, each.column) for each in reading.errors]
    assert errors == expected.errors
    assert reading.rows_read == len(rows) - expected.blank_rows
    if not reading.refused:
        assert as_said(reading.table) == expected.weeks
        assert reading.rows_loaded == expected.marks
