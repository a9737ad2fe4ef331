"""Damaged copies of the documents: nothing of them may be lost in silence."""

import random
from dataclasses import replace
from datetime import date

import pytest
from tests.programme.reading.damage import damaged
from tests.programme.reading.made import KINDS

from muster.programme.papers.files import as_file
from muster.programme.printed import Kind, Status
from muster.programme.reading import log, read
from muster.programme.reading.kept import lost_words
from muster.programme.reading.opening import lines_of


COPIES = 200


@pytest.mark.parametrize("kind", Kind)
def test_damaged_copies_lose_nothing(kind, log_text, plan_text):
    text = log_text if kind is Kind.LOG else plan_text
    check_copies(text, kind, COPIES)


@pytest.mark.parametrize("kind", Kind)
def test_damaged_copies_of_the_seeds_lose_nothing(kind, seeds):
    check_copies(seeds[kind], kind, COPIES)


def check_copies(text, kind, copies):
    for seed in range(copies):
        copy = damaged(text, seed, kind)
        document = read("copy", copy.encode())
        assert document.kind is kind, seed
        assert not lost_words(document, lines_of("copy", copy.encode())), seed


@pytest.mark.parametrize("made", ["Word", "workbook"])
@pytest.mark.parametrize("kind", Kind)
def test_damaged_copies_of_other_files_lose_nothing(kind, made, log_text, plan_text):
    text = log_text if kind is Kind.LOG else plan_text
    for seed in range(12):
        copy = damaged(text, seed, kind)
        document = read("copy", KINDS[made](copy))
        assert not lost_words(document, lines_of("copy", copy.encode())), seed


@pytest.mark.parametrize("made", ["PDF", "PDF without tags"])
@pytest.mark.parametrize("kind", Kind)
def test_damaged_copies_as_pdf_lose_nothing(kind, made, log_text, plan_text):
    text = log_text if kind is Kind.LOG else plan_text
    for seed in range(3):
        copy = damaged(text, seed, kind)
        document = read("copy", KINDS[made](copy))
        assert not lost_words(document, lines_of("copy", copy.encode())), seed


def test_a_word_that_is_dropped_would_be_seen(log_text):
    lines = lines_of("log", log_text.encode())
    document = read("log", log_text.encode())
    first, *rest = document.rows

    for dropped in (
        replace(first, progress=first.progress.replace("Transport ", "", 1)),
        replace(first, steps=first.steps[1:]),
        replace(first, owners=()),
        replace(first, start=None),
        replace(first, statuses=first.statuses[1:]),
    ):
        assert lost_words(replace(document, rows=(dropped, *rest)), lines)
    assert lost_words(replace(document, head={}), lines)


def test_a_row_split_in_two_is_whole_again(log_text):
    rows = log_text.split("\n")
    place = next(n for n, row in enumerate(rows) if row.startswith("3\t"))
    cells = rows[place].split("\t")
    rows[place : place + 1] = [
        "\t".join(cells[:5]),
        "\t".join([""] * 5 + cells[5:]),
    ]

    whole = read("log", log_text.encode()).rows[2]
    assert read("log", "\n".join(rows).encode()).rows[2] == whole


def test_repeated_headings_change_nothing(log_text):
    rows = log_text.split("\n")
    heading = next(row for row in rows if row.startswith("Ref\t"))
    at = rows.index(heading) + 3
    again = "\n".join([*rows[:at], heading, *rows[at:]])

    before, after = (read("log", text.encode()) for text in (log_text, again))
    assert [row.progress for row in after.rows] == [row.progress for row in before.rows]


@pytest.mark.parametrize("which", range(10))
def test_a_lost_heading_is_found_by_its_place(log_text, which):
    rows = log_text.split("\n")
    place = next(n for n, row in enumerate(rows) if row.startswith("Ref\t"))
    cells = rows[place].split("\t")
    rows[place] = "\t".join(cells[:which] + cells[which + 1 :])
    document = read("log", "\n".join(rows).encode())

    before = read("log", log_text.encode())
    fields = ("ref", "heading", "owners", "progress", "deadlines")
    for name in fields:
        assert [getattr(row, name) for row in document.rows] == [
            getattr(row, name) for row in before.rows
        ], name
    assert any(query.field == "headings" for query in document.queries)


@pytest.mark.parametrize("seed", range(6))
def test_columns_may_stand_in_any_order(log_text, seed):
    first = log_text[: log_text.index("Ref\tStart Date\tTitle", 300)]
    order = list(range(10))
    random.Random(seed).shuffle(order)
    rows = [row.split("\t") for row in first.split("\n")]
    mixed = [
        "\t".join(row[place] for place in order) if len(row) == 10 else "\t".join(row)
        for row in rows
    ]

    before = read("log", first.encode())
    after = read("log", "\n".join(mixed).encode())
    assert after.rows == before.rows


def test_a_word_that_is_kept_nowhere_is_asked_about_with_its_row(log_text, monkeypatch):
    split = log.split_steps
    monkeypatch.setattr(log, "split_steps", lambda text: (split(text)[0], ()))
    document = read("log", log_text.encode())
    lost = [one for one in document.queries if "kept nowhere" in one.says]

    assert lost[0].row == 0
    assert lost[0].place == document.rows[0].place
    assert "draft a protocol consult depots including half" in lost[0].says


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("made", ["csv", "docx", "xlsx", "pdf"])
def test_of_our_own_papers_no_word_is_lost(kind, made, log_text, plan_text):
    document = read("x", (log_text if kind is Kind.LOG else plan_text).encode())
    day = date(2021, 6, 20)
    rows = tuple(
        replace(row, progress="12 July 2021: met", statuses=(Status(day, "GREEN"),))
        for row in document.rows
    )
    whole = replace(
        document, as_at=date(2021, 7, 1), rows=rows * 4, reviews=(date(2021, 6, 24),)
    )
    content = as_file(whole, made, organisation="Quillshire", reference="r")
    queries = read(f"x.{made}", content).queries
    assert not [one for one in queries if "kept nowhere" in one.says]
