"""The papers of data protection are made from the classes, with nothing loaded."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from muster.documents.blocks import Table
from muster.protection import outlined, papers, processing
from muster.protection.papers import BLANK, draw, outlines
from muster.tables.state import State
from muster.tables.store import Manifest


SLUGS = [one.slug for one in outlines()]


@pytest.fixture
def nothing(tmp_path):
    return State(tmp_path, Manifest())


def drawn(slug, state):
    return draw(papers.outline(slug), state, "Quillshire", papers.Look())


def words(paper) -> str:
    return repr(paper.blocks)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_paper_is_drawn_with_nothing_loaded_and_leaves_blanks(slug, nothing):
    assert BLANK in words(drawn(slug, nothing))


def test_the_record_names_each_activity_with_its_purpose_and_its_data(nothing):
    said = words(drawn("record-of-processing", nothing))
    for one in processing.activities():
        assert one.title in said
        assert one.purpose in said
        for what in (*one.personal, *one.special):
            assert what in said


def test_law_nobody_has_read_is_marked_wherever_it_is_cited(nothing):
    unread = [one for one in processing.conditions().values() if not one.read]
    assert unread
    for slug in ("record-of-processing", "impact-assessment", "policy-document"):
        said = words(drawn(slug, nothing))
        for one in unread:
            mark = f"{one.source} (check with your data protection officer)"
            assert said.count(one.source) == said.count(mark) > 0


def test_what_is_kept_is_said_for_every_table_and_every_model_with_people(nothing):
    said = words(drawn("record-of-processing", nothing))
    assert "Table marks" in said
    assert "accounts.User" in said


def test_the_assessment_says_how_many_children_once_there_are_some(nothing):
    table = volumes(drawn("impact-assessment", nothing))
    assert {row[1] for row in table.rows} == {BLANK}


def volumes(paper) -> Table:
    return next(
        block
        for block in paper.blocks
        if isinstance(block, Table) and block.caption.startswith("How many people")
    )


def test_signals_are_said_to_decide_nothing(nothing):
    assert "What it decides: nothing" in words(drawn("signals-transparency", nothing))


def test_each_paper_is_listed_with_its_files(protector):
    page = protector.get("/protection/records/").content.decode()
    for one in outlines():
        assert one.title in page
        assert f"/papers/{one.slug}.pdf" in page


@pytest.mark.parametrize("slug", SLUGS)
def test_a_paper_is_read_in_the_browser(protector, slug):
    assert protector.get(f"/protection/records/papers/{slug}/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")]
)
def test_the_record_is_downloaded_and_that_is_recorded(
    protector, recorded, kind, begins
):
    found = protector.get(f"/protection/records/papers/record-of-processing.{kind}")
    assert found.content.startswith(begins)
    assert recorded[-1]["did"] == "paper.made"
    assert recorded[-1]["to"] == f"record-of-processing.{kind}"


@pytest.mark.parametrize(
    "address",
    ["papers/none-such/", "papers/none-such.pdf", "papers/privacy-notice.exe"],
)
def test_a_paper_there_is_none_of_is_not_found(protector, address):
    assert protector.get(f"/protection/records/{address}").status_code == 404


def test_every_paper_is_written_into_a_folder(home, db, tmp_path):
    paths = list(outlined.write_all(tmp_path / "out"))
    assert len(paths) == sum(len(one.forms) for one in outlines())
    book = tmp_path / "out" / "record-of-processing.xlsx"
    assert len(load_workbook(book).sheetnames) > 3
    for path in paths:
        if path.suffix == ".docx":
            assert zipfile.ZipFile(io.BytesIO(path.read_bytes())).testzip() is None


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.slow
def test_a_paper_shows_in_a_browser_as_it_is_styled(protector_page, axe, slug):
    protector_page.goto(f"/protection/records/papers/{slug}/")
    axe(protector_page)


def test_the_list_of_papers_is_clean_and_narrow(protector_page, axe, fits):
    protector_page.goto("/protection/records/")
    axe(protector_page)
    fits(protector_page)
