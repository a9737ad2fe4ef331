"""The two pages a councillor may have and nothing else: short, plain, and enough."""

import re

import pyphen
import pytest
from tests.reports.conftest import texts

from muster.documents.blocks import (
    Bullets,
    Callout,
    Contents,
    KeyFigures,
    Lead,
    PageBreak,
    Paper,
    Table,
    Tone,
)
from muster.documents.render import pdf
from muster.reports import packs


PERIOD = "2025-26/HT3"
AGED_14 = 9  # the Flesch-Kincaid grade of a reader of fourteen


@pytest.fixture(scope="module")
def front(among_others):
    """The front of the board's pack: everything before its contents."""
    paper = packs.make(
        among_others.state,
        period=PERIOD,
        audience="board",
        organisation="Ashdale",
        la="901",
    )
    at = next(n for n, b in enumerate(paper.blocks) if isinstance(b, PageBreak))
    assert isinstance(paper.blocks[at + 1], Contents)
    return paper.blocks[:at]


def test_it_fits_on_two_pages(among_others, front):
    whole = packs.make(
        among_others.state,
        period=PERIOD,
        audience="board",
        organisation="Ashdale",
        la="901",
    )
    alone = Paper(
        whole.title, whole.subtitle, whole.organisation, whole.audience, whole.as_at,
        whole.reference, front,
    )  # fmt: skip
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf.render(alone)))
    assert 1 <= pages <= 2


def test_whether_a_change_is_for_the_better_is_said_in_words_too(front):
    [large] = [one for one in front if isinstance(one, KeyFigures)]
    toned = [one for one in large.items if one.tone is not Tone.PLAIN]
    assert toned
    for one in toned:
        assert one.note.startswith(f"{one.tone.value.title()}: ")


def test_each_figure_is_held_against_something_means_something_and_has_a_question(
    front,
):
    [table] = [
        one
        for one in front
        if isinstance(one, Table) and one.caption.startswith("What the figures mean")
    ]
    assert [row[0].rsplit(" ", 1)[0] for row in table.rows] == [
        "Attendance",
        "Absence without leave",
        "Persistent absence",
    ], "severe absence is withheld in an authority so small"
    for figure, against, means, asked in table.rows:
        assert re.search(r"\d", figure) and re.search(r"\d", means)
        assert against and asked.endswith("?")
    assert "England" in table.rows[0][1]


def test_a_reader_of_fourteen_can_read_it(front):
    said = list(sentences(front))
    assert len(said) > 15
    grade = flesch_kincaid(said)
    assert grade <= AGED_14, f"grade {grade:.1f}: {max(said, key=len)}"


def test_the_way_of_measuring_knows_a_hard_sentence():
    hard = (
        "Notwithstanding considerable heterogeneity between institutions, unauthorised"
        " absenteeism disproportionately characterised disadvantaged communities."
    )
    assert flesch_kincaid([hard]) > 2 * AGED_14
    assert flesch_kincaid(["Ask each school what it does, and by when."]) < AGED_14


def sentences(blocks):
    """What is written to be read through; not the bare figures beside it."""
    for block in blocks:
        if isinstance(block, Lead | Callout):
            yield from split(block.text)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from split(item)
        elif isinstance(block, Table) and block.caption.startswith("What the"):
            for row in block.rows:
                for cell in row[2:]:
                    yield from split(cell)
            yield from split(block.note)


def split(text):
    return [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]


def flesch_kincaid(said) -> float:
    """The published formula (Kincaid and others, 1975). A number is a word of two
    syllables; other syllables are where a word may be hyphenated, and the vowels of one
    that may not."""
    hyphens = pyphen.Pyphen(lang="en_GB")
    words = [
        word for text in said for word in re.findall(r"[A-Za-z’]+|\d[\d.,%/]*", text)
    ]
    syllables = sum(
        2
        if word[0].isdigit()
        else max(
            len(hyphens.inserted(word).split("-")),
            len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))),
        )
        for word in words
    )
    return 0.39 * len(words) / len(said) + 11.8 * syllables / len(words) - 15.59


def test_nothing_on_it_says_why_a_figure_moved(front):
    said = " ".join(repr(block) for block in front).lower()
    for word in ("because of", "caused", "due to", "led to", "proved", "thanks to"):
        assert word not in said


def test_a_figure_that_is_withheld_has_no_meaning_and_no_question(three_pupils):
    paper = packs.make(three_pupils.state, audience="board", organisation="Quillshire")
    captions = [one.caption for one in paper.blocks if isinstance(one, Table)]
    assert "What the figures mean, and what you may ask" not in captions
    assert "Too few pupils are counted" in texts(paper)
