"""What a paper may be made of, and what every renderer must be able to draw."""

from dataclasses import dataclass
from typing import get_args

import pytest

from muster.design import charts
from muster.documents import blocks
from muster.documents.numbering import charts_of, numbered, paragraphs, table_numbers
from muster.documents.render import page, pdf, sheet, word


RENDERERS = [page, pdf, word, sheet]


def a_table(**more):
    given = {"caption": "Areas", "columns": [blocks.Column("Area")], "rows": [["Ash"]]}
    return blocks.Table(**{**given, **more})


def a_chart(**more):
    chart = charts.bars("Absence", [("Ash", 4)])
    given = {"title": "Ash", "alt": "One bar", "chart": chart, "table": a_table()}
    return blocks.Chart(**{**given, **more})


def a_paper(*content, **more):
    given = {
        "title": "Attendance",
        "subtitle": "",
        "organisation": "Quillshire Council",
        "audience": "Public",
        "as_at": "7 November 2025",
        "reference": "QC-1",
    }
    return blocks.Paper(**{**given, **more}, blocks=content)


def test_the_sample_paper_holds_every_kind_of_block(paper):
    assert {type(block) for block in paper.blocks} == set(get_args(blocks.Block))


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda module: module.__name__)
@pytest.mark.parametrize("kind", get_args(blocks.Block), ids=lambda kind: kind.__name__)
def test_every_renderer_draws_every_kind_of_block(renderer, kind):
    assert kind in renderer.draw.registry


@dataclass(frozen=True)
class Film:
    address: str


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda module: module.__name__)
def test_a_block_a_renderer_cannot_draw_is_refused_not_skipped(renderer):
    with pytest.raises(TypeError, match="cannot draw a Film"):
        renderer.render(a_paper(Film("https://example.org")))


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda module: module.__name__)
def test_the_same_paper_is_the_same_bytes(renderer, paper):
    assert renderer.render(paper) == renderer.render(paper)


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda module: module.__name__)
def test_charts_are_kept_in_the_folder_given(renderer, tmp_path):
    charts.forget()
    renderer.render(a_paper(a_chart()), chart_folder=tmp_path)
    assert list(tmp_path.glob("*.svg"))


def test_sections_figures_and_tables_are_counted_apart():
    pair = blocks.ChartPair(a_chart(), a_chart())
    content = [blocks.Heading("One"), a_chart(), a_table(), pair]
    content += [blocks.Heading("Part", 3), blocks.Heading("Two"), a_chart()]
    numbers = [item.numbers for item in numbered(a_paper(*content))]
    assert numbers == [("1",), ("1",), ("1",), ("2", "3"), (), ("2",), ("4",)]


def test_every_chart_is_listed_with_its_number(paper):
    assert [number for number, _ in charts_of(paper)] == list("1234567")


def test_a_table_is_known_by_being_the_very_one():
    table = a_table()
    assert table_numbers(a_paper(a_table(), table))[id(table)] == "2"


def test_paragraphs_are_parted_by_blank_lines():
    assert paragraphs("One\nand on.\n\n\n  Two. \n\n") == ["One and on.", "Two."]


def test_a_definition_may_be_given_as_three_texts():
    given = blocks.Definitions([("Term", "Meaning", "Source")])
    assert given.items == (blocks.Definition("Term", "Meaning", "Source"),)


@pytest.mark.parametrize(
    ("counted", "expected", "text"),
    [
        (108, 110, "108 of 110 (98%)"),
        (9_999, 10_000, "9,999 of 10,000 (99%)"),
        (10_000, 10_000, "10,000 of 10,000 (100%)"),
        (0, 0, "none expected"),
    ],
)
def test_coverage_never_says_all_of_nearly_all(counted, expected, text):
    assert blocks.CoverageLine("Schools", counted, expected).text == text


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: a_chart(alt=" "), "has no description"),
        (lambda: a_table(caption=""), "needs a caption"),
        (lambda: a_table(rows=[["Ash", "4"]]), "has 2 cells and the table has 1"),
        (lambda: blocks.Heading("Absence", 1), "at level 1"),
        (lambda: blocks.CoverageLine("Schools", 3, 2), "counts 3 of 2"),
        (lambda: a_paper(title=""), "must say its title"),
        (lambda: a_paper(as_at=" "), "must say its as at"),
        (lambda: a_paper(blocks.Heading("Part", 3)), "must be a section"),
    ],
)
def test_a_paper_that_would_not_be_readable_by_all_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()
