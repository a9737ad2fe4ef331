"""A pack's figures are the catalogue's, and there is a pack whatever is held."""

import io
import re
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from tests.reports.conftest import texts

from muster.documents.blocks import (
    Block,
    Callout,
    Chart,
    ChartPair,
    Heading,
    Lead,
    Paper,
    Table,
)
from muster.documents.render import page, pdf, sheet, word
from muster.measures import BadPeriod, NoSuchRules, ask, parse_period
from muster.reports import packs, shown
from muster.reports.audiences import AUDIENCES, NoSuchAudience
from muster.reports.sections import SECTIONS
from muster.tables.store import Store


class Tables(HTMLParser):
    """The tables of a page, by caption, as rows of texts."""

    def __init__(self, text: str):
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._caption, self._into = "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._into = "cell"
        elif tag == "caption":
            self._into = "caption"

    def handle_endtag(self, tag):
        if tag in ("td", "th", "caption"):
            self._into = ""
        elif tag == "table":
            name = re.sub(r"^(Table|Data) \S+ (for figure \d+\.)?", "", self._caption)
            self.found[name.strip()] = self._rows

    def handle_data(self, data):
        if self._into == "caption":
            self._caption += data
        elif self._into:
            self._rows[-1][-1] += data


def cell(rows: list[list[str]], row: str, column: str, nth: int = 0) -> str:
    places = [n for n, title in enumerate(rows[0]) if title == column]
    return next(one for one in rows[1:] if one[0] == row)[places[nth]]


@pytest.fixture(scope="module")
def tables(pack):
    return Tables(page.render(pack())).found


def figures(authority, measure, *by, period="2025-26/HT3"):
    answer = ask(authority.state, [measure], by, period)
    return {row.dims: row for row in answer.rows}


@pytest.mark.parametrize(
    ("measure", "row"),
    [
        ("attendance", "Attendance"),
        ("overall_absence", "Overall absence"),
        ("authorised_absence", "Authorised absence"),
        ("unauthorised_absence", "Unauthorised absence"),
        ("persistent_absence", "Persistent absence"),
        ("severe_absence", "Severe absence"),
    ],
)
def test_a_headline_is_what_the_catalogue_says(authority, tables, measure, row):
    held = tables["Headline figures"]
    for nth, (column, period) in enumerate(
        [
            ("This half-term", "2025-26/HT3"),
            ("2024/25", "2024-25/HT3"),
            ("Year to date", "2025-26/ytd"),
        ]
    ):
        figure = figures(authority, measure, period=period)[()]
        assert cell(held, row, column) == shown.percentage(figure)
        assert cell(held, row, "Number", nth) == shown.counted(figure)


def test_a_reason_is_what_the_catalogue_says(authority, tables):
    held = tables["Reasons for absence, share of possible sessions"]
    for (code,), figure in figures(authority, "overall_absence", "reason").items():
        row = next(one for one in held if one[0].endswith(f"({code})"))
        assert row[1:3] == [shown.counted(figure), shown.percentage(figure)]


def test_a_group_and_the_rest_are_what_the_catalogue_says(authority, tables):
    held = tables["Persistent absence: groups of pupils and everybody else"]
    mine = figures(authority, "persistent_absence", "fsm")
    row = next(one for one in held if one[0] == "Eligible for free school meals")
    assert row[1:5] == [
        shown.percentage(mine["yes",]),
        shown.out_of(mine["yes",]),
        shown.percentage(mine["no",]),
        shown.out_of(mine["no",]),
    ]


def test_a_school_is_what_the_catalogue_says(authority, tables):
    attendance = figures(authority, "attendance", "school")
    seen = {
        row[0]: row
        for caption in ("Primary", "Secondary", "Special", "Pupil referral units")
        for row in tables[caption][1:]
    }
    assert {school for (school,) in attendance} <= set(seen)
    for (school,), figure in attendance.items():
        assert seen[school][2] == shown.percentage(figure)


def test_schools_are_listed_by_rate_and_withheld_ones_last(authority, tables):
    rates = [row[4] for row in tables["Primary"][1:-1]]
    known = [float(rate.rstrip("%")) for rate in rates if rate != "c"]
    assert known == sorted(known, reverse=True)
    assert rates[len(known) :] == ["c"] * (len(rates) - len(known))


# Whole papers


@pytest.mark.parametrize("audience", [one.name for one in AUDIENCES])
@pytest.mark.parametrize(
    "period", ["2025-26/HT3", "2024-25/HT6", "2024-25", "2025-26/ytd", "2025-W40", "2025-09-10"]
)  # fmt: skip
@pytest.mark.slow
def test_there_is_a_pack_of_any_period(pack, audience, period):
    paper = pack(period=period, audience=audience)
    assert page.render(paper)
    assert audience in paper.reference
    assert headings(paper)[0] == "Summary"


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: one.name)
def test_every_section_an_audience_sees_is_there_in_every_format(pack, audience):
    paper = pack(audience=audience.name)
    assert len([one for one in paper.blocks if isinstance(one, Heading) and one.level == 2]) == len(audience.sections)  # fmt: skip
    drawn = page.render(paper)
    assert all(heading in drawn for heading in headings(paper))
    assert pdf.render(paper).startswith(b"%PDF")
    in_word = {p.text for p in docx.Document(io.BytesIO(word.render(paper))).paragraphs}
    assert all(any(heading in text for text in in_word) for heading in headings(paper))
    book = openpyxl.load_workbook(io.BytesIO(sheet.render(paper)))
    words = {row[1].value for row in book["Words"].iter_rows()}
    assert set(headings(paper)) <= words


def test_every_section_is_some_audience_s():
    seen = {name for audience in AUDIENCES for name in audience.sections}
    assert seen == {section.name for section in SECTIONS}


@pytest.mark.parametrize("rules", ["live", "roll", "pupil"])
def test_a_pack_can_be_made_under_any_rules(pack, rules):
    assert page.render(pack(rules=rules))


def test_every_chart_describes_itself_and_has_its_figures_behind_it(pack):
    for chart in charts(pack()):
        assert len(chart.alt) > 30
        assert chart.table.rows


def test_the_same_marks_give_the_same_paper(authority, pack):
    again = packs.make(authority.state, organisation="Quillshire")
    assert page.render(again) == page.render(pack())


def test_no_child_is_in_a_pack(pack):
    for audience in AUDIENCES:
        assert not re.search(
            r"\bP0[1-7]\d{5}\b", page.render(pack(audience=audience.name))
        )


def test_no_inner_source_is_quoted_in_a_paper(pack):
    assert "rules.md" not in texts(pack())


# Little is held


def test_a_week_of_one_school_makes_a_pack_that_says_what_would_add_to_it(one_week):
    paper = packs.make(one_week.state, organisation="Quillshire")
    said = {
        block.title: block.text for block in paper.blocks if isinstance(block, Callout)
    }
    assert (
        "Load an enrolments file"
        in said["There is not enough to show groups of pupils"]
    )
    assert "Load marks of more weeks" in said["There is not enough to show a trend"]
    assert "one week" not in said["Too soon to rely on"] and "1 week" in said["Too soon to rely on"]  # fmt: skip
    assert "Load a schools file" in said["1 school known only from marks"]
    assert "template" in texts(paper)
    assert page.render(paper) and pdf.render(paper)


def test_three_pupils_make_a_pack_with_no_figure_of_theirs(three_pupils):
    for audience in AUDIENCES:
        paper = packs.make(three_pupils.state, audience=audience.name, organisation="Q")
        lead = next(block for block in paper.blocks if isinstance(block, Lead))
        assert lead.text.startswith("Too few pupils")
        assert not [chart for chart in charts(paper)]
        assert page.render(paper)


def test_without_the_year_before_nothing_is_held_against_it(one_week):
    paper = packs.make(one_week.state, organisation="Quillshire")
    headline = next(
        block
        for block in paper.blocks
        if isinstance(block, Table) and block.caption == "Headline figures"
    )
    assert [column.title for column in headline.columns] == ["Measure", "This half-term", "Number"]  # fmt: skip
    assert "last year" not in texts(paper)


def test_persistent_absence_is_not_counted_over_a_week(pack):
    paper = pack(period="2025-W40")
    said = [block.text for block in paper.blocks if isinstance(block, Callout)]
    assert any("four weeks or more" in text for text in said)
    assert "persistent_absence" not in texts(paper)


# Refusals


@pytest.mark.parametrize(
    ("asked", "refusal", "said"),
    [
        ({"period": "2023-24/HT2"}, packs.CannotMake, "The latest with anything to count is 2025-26/HT3"),
        ({"period": "2025-26/HT5"}, packs.CannotMake, "no marks for summer half-term 5"),
        ({"period": "2025-12-27"}, packs.CannotMake, "no marks for 27 December 2025"),
        ({"period": "last week"}, BadPeriod, "is not a period"),
        ({"audience": "press"}, NoSuchAudience, "Choose officers, board or public"),
        ({"rules": "strict"}, NoSuchRules, "There are no rules called"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_refused_in_a_sentence(authority, asked, refusal, said):
    with pytest.raises(refusal, match=re.escape(said)):
        packs.make(authority.state, organisation="Quillshire", **asked)


def test_no_marks_at_all_is_a_refusal(tmp_path):
    store = Store(tmp_path)
    store.create()
    with pytest.raises(packs.CannotMake, match="No marks have been loaded yet"):
        packs.make(store.state(), organisation="Quillshire")


# Files


@pytest.mark.parametrize(
    ("period", "stem"),
    [
        ("2025-26/HT4", "pack-2025-26-HT4-officers"),
        ("2025-26/autumn", "pack-2025-26-autumn-officers"),
        ("2025-26/ytd", "pack-2025-26-ytd-officers"),
        ("2025-26", "pack-2025-26-year-officers"),
        ("2025-W37", "pack-2025-26-2025-W37-officers"),
        ("2025-09-08..2025-10-24", "pack-2025-26-2025-09-08-to-2025-10-24-officers"),
    ],
)
def test_a_pack_s_files_are_named_after_its_period(period, stem):
    assert packs.file_stem(parse_period(period), "officers") == stem


def test_files_are_whole_and_told_of(authority, tmp_path):
    folder, told = tmp_path / "out" / "packs", []
    written = packs.write(
        authority.state, folder, organisation="Quillshire", progress=told.append
    )
    assert [path.name for path in written] == [
        "pack-2025-26-HT3-officers.html",
        "pack-2025-26-HT3-officers.pdf",
        "pack-2025-26-HT3-officers.docx",
        "pack-2025-26-HT3-officers.xlsx",
    ]
    assert [path.read_bytes()[:2] for path in written] == [b"<!", b"%P", b"PK", b"PK"]
    assert sorted(folder.iterdir()) == sorted(written)
    assert told == sorted(told) and told[0] == 0 and told[-1] == 1


def test_a_pack_that_breaks_off_leaves_the_one_before(authority, tmp_path, monkeypatch):
    [path] = packs.write(
        authority.state, tmp_path, to=["html"], organisation="Quillshire"
    )
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packs.os, "fsync", full)
    with pytest.raises(OSError):
        packs.write(authority.state, tmp_path, to=["html"], organisation="Other")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_format_there_is_none_of_is_refused_before_anything_is_made(
    authority, tmp_path
):
    with pytest.raises(packs.CannotMake, match="Use html, pdf, docx, xlsx"):
        packs.write(authority.state, tmp_path, to=["odt"], organisation="Quillshire")
    assert not list(tmp_path.iterdir())


def headings(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Heading)]


def charts(paper: Paper) -> list[Chart]:
    def of(block: Block) -> list[Chart]:
        if isinstance(block, ChartPair):
            return [block.left, block.right]
        return [block] if isinstance(block, Chart) else []

    return [chart for block in paper.blocks for chart in of(block)]
