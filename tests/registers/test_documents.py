"""Documents kept with an entry: what may come in, who is handed them, what stays."""

import hashlib
import io
from datetime import date

import pytest
from PIL import Image
from tests.documents.test_letters import packed, word
from tests.registers.conftest import OMAR, ROBIN

from muster.documents.kinds import WrongFile, kind_of
from muster.registers import filing, keeping
from muster.registers.document import Document
from muster.registers.keeping import Refused
from muster.registers.support import REGISTER
from muster.school_year import Calendar


ON = date(2025, 10, 3)
LETTER = b"%PDF-1.7 a doctor wrote"


def picture(form):
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, form)
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MESSAGE = OLE + "__properties_version1.0".encode("utf-16-le")
BOOK = packed(word("x"), **{"xl/workbook.xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", LETTER, "pdf"),
        ("A.PDF", LETTER, "pdf"),
        ("a.docx", word("Hello"), "docx"),
        ("a.xlsx", BOOK, "xlsx"),
        ("a.png", picture("PNG"), "png"),
        ("a.jpeg", picture("JPEG"), "jpg"),
        ("a.txt", "Tuesday – rang".encode(), "txt"),
        ("a.txt", b"caf\xe9", "txt"),
        ("a.msg", MESSAGE, "msg"),
        ("a.eml", b"From: a@x.example\nSubject: Hi\n\nHello", "eml"),
    ],
)
def test_a_file_is_what_is_in_it(name, content, kind):
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"MZ program", "is not a PDF, whatever its name says"),
        ("a.docx", LETTER, "is not a Word document without macros"),
        (
            "a.docx",
            packed(word("x"), **{"word/vbaProject.bin": b"x"}),
            "is not a Word document without macros",
        ),
        ("a.xlsx", word("x"), "is not an Excel workbook"),
        ("a.docx", b"PK\x03\x04", "it is damaged or locked"),
        ("a.png", picture("JPEG"), "is not a PNG picture"),
        ("a.jpg", b"\xff\xd8\xff", "is not a JPEG picture"),
        ("a.txt", b"a\x00b", "is not plain text"),
        ("a.msg", OLE + b"a .doc", "is not an Outlook message"),
        ("a.eml", b"Hello", "is not an email"),
        ("a.exe", b"MZ", "can’t be kept: it may be a PDF"),
        ("a.html", b"<script>", "can’t be kept"),
        ("a", b"x", "can’t be kept"),
        ("a.pdf", b"", "is empty"),
        ("a.txt", b"x" * 20_000_001, "is larger than 20 MB"),
    ],
)
def test_what_is_not_what_its_name_says_is_not_kept(name, content, said):
    with pytest.raises(WrongFile, match=said):
        kind_of(name, content)


@pytest.fixture
def plan(state, schools, number, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    return keeping.open_entry(
        REGISTER,
        child=number(ROBIN),
        school=schools["Beech High"],
        on=date(2025, 9, 15),
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
    )


@pytest.fixture
def kept(plan):
    return filing.keep(
        plan, title="From the doctor", name="l.pdf", content=LETTER, on=ON, by="ada"
    )


def test_a_document_is_kept_with_its_hash_and_a_line(plan, kept):
    assert kept.digest == hashlib.sha256(LETTER).hexdigest()
    assert filing.content_of(kept) == LETTER
    assert plan.happened.first().text == "Document kept: From the doctor."


def test_removing_one_takes_its_bytes_and_leaves_a_line(plan, kept):
    with pytest.raises(Refused, match="Say why it is removed"):
        filing.remove(kept, why=" ", on=ON, by="ada")
    filing.remove(kept, why="It was of another child.", on=ON, by="ada")
    kept.refresh_from_db()
    assert (kept.content, kept.removed_on) == (None, ON)
    with pytest.raises(Refused, match="was removed: It was of another child."):
        filing.content_of(kept)
    with pytest.raises(Refused, match="removed already"):
        filing.remove(kept, why="Again", on=ON, by="ada")
    assert "It was of another child." in plan.happened.first().text


def test_bytes_that_changed_are_not_handed_out(kept):
    Document.objects.filter(pk=kept.pk).update(content=b"%PDF-1.7 another wrote")
    kept.refresh_from_db()
    with pytest.raises(Refused, match="no longer what was kept"):
        filing.content_of(kept)


def test_an_entry_kept_elsewhere_takes_no_document(plan):
    type(plan).objects.filter(pk=plan.pk).update(source="Old system", reference="7")
    plan.refresh_from_db()
    with pytest.raises(Refused, match="This is kept in Old system"):
        filing.keep(plan, title="x", name="x.txt", content=b"x", on=ON, by="ada")
    assert not Document.objects.exists(), "all or nothing"


def test_documents_on_the_pages_of_an_entry(client, person, plan, text, written):
    client.force_login(person("attendance-lead"))
    here = f"/children/registers/support/{plan.pk}/"
    assert "None is kept." in text(client.get(here))
    sent = io.BytesIO(b"MZ")
    sent.name = "letter.pdf"
    page = text(client.post(f"{here}document/", {"file": sent, "title": "A letter"}))
    assert "is not a PDF, whatever its name says" in page
    sent = io.BytesIO(LETTER)
    sent.name = "Dr O’Neill’s letter.pdf"
    said = {"file": sent, "title": "A letter"}
    assert client.post(f"{here}document/", said).status_code == 302
    assert "A letter PDF, 1 KB 3 October 2025" in text(client.get(here))
    one = Document.objects.get()
    answer = client.get(f"{here}document/{one.pk}/")
    assert answer.content == LETTER
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    [trail] = written("document.handed-out")
    assert trail.to == f"document:{one.pk}"
    assert (
        client.post(f"{here}document/{one.pk}/remove/", {"why": "Twice"}).status_code
        == 302
    )
    page = text(client.get(here))
    assert "Removed on 3 October 2025 by Sam Attendance-Lead. Twice" in page
    assert client.get(f"{here}document/{one.pk}/").status_code == 302


def test_who_does_not_see_the_entry_is_handed_nothing(
    client, plan, kept, patch, number
):
    """The patch is Ash Primary; the plan is of a child of Beech High."""
    type(plan).objects.filter(pk=plan.pk).update(child=number(OMAR))
    client.force_login(patch)
    here = f"/children/registers/support/{plan.pk}/document/"
    assert client.get(f"{here}{kept.pk}/").status_code == 404
    assert client.post(f"{here}{kept.pk}/remove/", {"why": "x"}).status_code == 404
    assert client.get(here).status_code == 404
