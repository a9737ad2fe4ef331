"""Lines read by halves: used where it can be, and never with another answer."""

from pathlib import Path
from unittest.mock import patch

import pytest
from tests.sources.samples import as_said, sentences

from muster.sources.formats import marks_long
from muster.sources.reading import read
from muster.sources.reading.lines import Cutter
from muster.sources.reading.mark_lines import MarkLines


HEADINGS = "school,pupil,date,session,code\n"
ROWS = [
    f"900001,A{n},2025-09-0{day},{session},{code}\n"
    for n in range(50)
    for day in (8, 9)
    for session, code in (("AM", "/"), ("PM", ("\\", "C2", "")[n % 3]))
]


@pytest.fixture
def halves(monkeypatch):
    """What understanding by halves came to, a True or False for each piece."""
    came_to = []
    understand = MarkLines.understand

    def watched(self, given):
        said = understand(self, given)
        came_to.append(said is not None)
        return said

    monkeypatch.setattr(MarkLines, "understand", watched)
    return came_to


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "marks.csv"
    path.write_bytes(text.encode())
    return path


def by_parser_alone(path: Path):
    with patch.object(marks_long, "can_be_halved", return_value=False):
        return read(path)


def same(path: Path) -> None:
    reading, parsed = read(path), by_parser_alone(path)
    assert sentences(reading) == sentences(parsed)
    assert reading.rows_read == parsed.rows_read
    if not reading.refused:
        assert as_said(reading.table) == as_said(parsed.table)


@pytest.mark.parametrize(
    "text",
    [
        HEADINGS + "".join(ROWS),
        (HEADINGS + "".join(ROWS)).replace("\n", "\r\n"),
        (HEADINGS + "".join(ROWS)).replace(",", ";"),
        (HEADINGS + "".join(ROWS)).rstrip("\n"),
        "pupil,school,code,session,date\n" + "A1,900001,/,AM,2025-09-08\n" * 3,
        HEADINGS + "Élan School,Zoë,2025-09-08,pm,/\n999/2001, Zoë ,08/09/2025,AM, 7\n",
        HEADINGS + "A,1,2025-09-08,AM,/\nA,1,2025-09-08,PM,/\nA,1,2025-09-09,AM,zz9\n",
    ],
)
def test_a_plain_file_is_read_by_halves_with_the_same_answer(text, tmp_path, halves):
    path = written(tmp_path, text)
    same(path)
    assert halves
    assert all(halves)


@pytest.mark.parametrize(
    "text",
    [
        HEADINGS + "".join(ROWS) + '"900001",A1,2025-09-10,AM,/\n',
        HEADINGS + "".join(ROWS) + "\n\n",
        HEADINGS + "".join(ROWS) + "900001\n",
        HEADINGS + "".join(ROWS).replace("900001", "900001 " + "x" * 64, 1),
        HEADINGS + "".join(ROWS).replace("C2", "C2\r", 1),
        HEADINGS + "".join(f"900001,A1,2025-09-08,AM,{'q' * n}\n" for n in range(12)),
        "school,pupil,date,code,session\n900001,A1,2025-09-08,/,AM\n\n",
        "date,school,pupil,session,code\n2025-09-08,900001,A1,AM,/\n",
        "school,pupil,date,session,code,room\n900001,A1,2025-09-08,AM,/,B4\n",
    ],
)
def test_anything_out_of_the_ordinary_is_left_to_the_parser(text, tmp_path, halves):
    same(written(tmp_path, text))
    assert halves == []


@pytest.mark.parametrize(
    "row",
    [
        "900001,A1,x,AM,/\n",
        "900001,A1,2025-09-08,noon,/\n",
        "900001,,2025-09-10,AM,/\n",
        ",A1,2025-09-10,AM,/\n",
        "900001,A801200001001,2025-09-08,AM,/\n",
        "Ash, Primary,A1,2025-09-08,AM,/\n",
        "900001,2025-09-08,AM,/\n",
        "900001,A1,2025-09-08,AM,/,\n",
    ],
)
def test_a_piece_with_anything_to_say_of_it_is_parsed_again(row, tmp_path, halves):
    same(written(tmp_path, HEADINGS + "".join([*ROWS, row])))
    assert halves == [False]


def test_a_doubtful_pupil_is_said_once_and_then_read_by_halves(
    tmp_path, halves, monkeypatch
):
    monkeypatch.setattr("muster.sources.reading.opening.CHUNK", 300)
    days = [f"2025-09-{day:02d}" for day in range(8, 13)] + ["2025-09-15", "2025-09-16"]
    rows = [
        f"900001,A801200001001,{day},{session},I\n"
        for day in days
        for session in ("AM", "PM")
    ]
    reading = read(written(tmp_path, HEADINGS + "".join(rows)))
    assert len(sentences(reading)) == 1
    assert reading.rows_loaded == 14
    assert halves[0] is False
    assert halves[1:] and all(halves[1:])


def test_only_the_pieces_with_something_wrong_in_them_are_parsed(
    tmp_path, halves, monkeypatch
):
    monkeypatch.setattr("muster.sources.reading.opening.CHUNK", 1000)
    rows = list(ROWS)
    rows[3] = rows[3].replace("2025", "1025")
    rows[60] = ",".join(["900001", *rows[60].split(",")])
    same(written(tmp_path, HEADINGS + "".join(rows)))
    assert halves.count(False) == 2
    assert halves.count(True) > 2


def test_a_file_full_of_mistakes_is_left_to_the_parser(tmp_path, halves, monkeypatch):
    monkeypatch.setattr("muster.sources.reading.opening.CHUNK", 1000)
    monkeypatch.setattr("muster.sources.reading.mark_lines.MOST_STRANGE", 20)
    bad = [f"900001,A{n},2025-09-08 09:{n:02d},AM,/\n" for n in range(60)]
    same(written(tmp_path, HEADINGS + "".join([*bad, *ROWS])))
    assert not any(halves)


def test_present_in_the_other_session_is_counted_by_halves_too(tmp_path, halves):
    rows = [row.replace("AM,/", "AM,\\") for row in ROWS]
    reading = read(written(tmp_path, HEADINGS + "".join(rows)))
    assert "100 times" in sentences(reading)[0]
    assert halves
    assert all(halves)


def test_contradictions_are_found_and_placed_after_reading_by_halves(tmp_path, halves):
    rows = [*ROWS, "900001,A7,2025-09-09,AM,I\n"]
    reading = read(written(tmp_path, HEADINGS + "".join(rows)))
    [said] = sentences(reading)
    assert said.startswith("Row 202, code: “I”. Row 32 has “/” for the same pupil")
    assert halves
    assert all(halves)


def test_a_line_is_cut_before_its_last_cells():
    halves = Cutter(b",", 2).cut(b"one,two,3,4\nfive,,6\n", 20)
    assert halves is not None
    heads, tails = (
        [
            b"".join(word[line].tobytes() for word in words).rstrip(b"\0").decode()
            for line in range(len(halves))
        ]
        for words in (halves.heads, halves.tails)
    )
    assert (heads, tails) == (["one,two", "five"], ["3,4", ",6"])
