"""Letters from templates that come from outside: filled, or refused with a sentence."""

import io
import time
import zipfile

import docx
import pytest

from muster.documents import letters, word_packages
from muster.documents.letters import Field, Missing
from muster.documents.word_packages import BadTemplate


FIELDS = [
    Field("child_name", "The child’s name", "Robin Finch"),
    Field("target", "What is enough", "Every day"),
    Field("evidence", "Sessions", [{"date": "8 September", "code": "O"}]),
]
SAID = {
    "child_name": "Jo <Ó’Neill> & “co” {{ target }}",
    "target": "Line one\nline two",
    "evidence": [{"date": "1 May", "code": "G"}, {"date": "2 May", "code": "U"}],
}


def word(*lines, rows=(), change=None):
    """A Word document of these paragraphs and, if any, the rows of a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if change:
        change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def packed(content, **parts):
    """The same document with these parts more, or in place of others."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for one in given.namelist():
            if one not in parts:
                other.writestr(one, given.read(one))
        for name, text in parts.items():
            other.writestr(name, text)
    return made.getvalue()


def refusal(content, name="letter.docx"):
    with pytest.raises(BadTemplate) as refused:
        letters.read(name, content, FIELDS)
    return " ".join(refused.value.problems)


TABLE = [
    ("Date", "Code"),
    ("{%tr for one in evidence %}", ""),
    ("{{ one.date }}", "{{ one.code }}"),
    ("{%tr endfor %}", ""),
]
WHOLE = word(
    "Dear {{ child_name }}",
    "{%p if target %}",
    "{{target}}",
    "{%p endif %}",
    rows=TABLE,
)


def test_places_are_filled_with_whatever_letters_the_words_have():
    made = letters.merge(WHOLE, SAID)
    document = docx.Document(io.BytesIO(made))
    [greeting, target] = [one.text for one in document.paragraphs]
    assert greeting == "Dear Jo <Ó’Neill> & “co” {{ target }}", "nothing is run twice"
    assert target == "Line one\nline two"
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["Date", "Code"], ["1 May", "G"], ["2 May", "U"]]
    assert letters.merge(WHOLE, SAID) == made


def test_a_place_is_found_however_word_divides_it():
    def divided(document):
        paragraph = document.add_paragraph("Dear {")
        for piece in ("{ child", "_na", "me }", "}"):
            paragraph.add_run(piece).bold = True

    content = letters.read("a.docx", word(change=divided), FIELDS).content
    assert "Dear Jo" in letters.words_of(letters.merge(content, SAID))


def test_headers_and_footers_are_filled_too():
    def footed(document):
        document.sections[0].footer.paragraphs[0].text = "About {{ child_name }}"

    made = letters.merge(word("Hello", change=footed), SAID)
    footer = docx.Document(io.BytesIO(made)).sections[0].footer
    assert footer.paragraphs[0].text.startswith("About Jo")


def test_a_letter_that_would_have_a_blank_is_not_made():
    with pytest.raises(Missing) as missing:
        letters.merge(WHOLE, SAID | {"child_name": " ", "evidence": []})
    assert missing.value.names == ("child_name", "evidence")
    with pytest.raises(Missing) as missing:
        letters.merge(WHOLE, SAID | {"evidence": [{"date": "", "code": "O"}]})
    assert missing.value.names == ("evidence.date",)
    left_out = letters.merge(WHOLE, SAID | {"target": ""})
    assert "Line one" not in letters.words_of(left_out), "its condition leaves it out"


def test_which_fields_a_template_has_is_known():
    assert letters.read("a.docx", WHOLE, FIELDS).used == {
        "child_name",
        "target",
        "evidence",
    }
    plain = letters.read("a.docx", word("{{ child_name }}"), FIELDS)
    assert letters.used(plain.content, FIELDS) == {"child_name"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Hello", "Dear {{ child_nam }}"], "Paragraph 2, “Dear {{ child_nam }}”"),
        (
            ["{{ child_nam }}"],
            "no field “child_nam”. Perhaps you mean one of: child_name",
        ),
        (["{{ upn }}"], "There is no field “upn”"),
        (["{{ child_name.upper() }}"], "is not something a letter can do"),
        (["{{ child_name.__class__ }}"], "is not something a letter can do"),
        (["{{ ''.join('x') }}"], "is not something a letter can do"),
        (["{{ 9 ** 9 ** 9 }}"], "is not something a letter can do"),
        (["{% for x in range(10**9) %}{% endfor %}"], "is not something"),
        (
            ["{% for x in child_name %}{% endfor %}"],
            "is not a table, so it has no rows",
        ),
        (["{% include '/etc/passwd' %}"], "is not something a letter can do"),
        (["{% set x = 1 %}"], "is not something a letter can do"),
        (["{% raw %}"], "is not something a letter can do"),
        (["{{ {1: 2} }}"], "has no other half"),
        (["{# a remark #}"], "is not something a letter can do"),
        (["{% colspan 2 %}"], "is not something a letter can do"),
        (["{{ child_name"], "“{{” has no other half in the same paragraph"),
        (["{{ child", "name }}"], "has no other half"),
        (["{% if target %}"], "“{% if target %}” is never ended. Write {% endif %}."),
        (["{%p for one in evidence %}"], "is never ended. Write {% endfor %}."),
        (["{% endif %}"], "ends or divides something that isn’t open"),
        (["{{ evidence }}"], "“evidence” is a table"),
        (["{{ one.date }}"], "no table is open here"),
        (
            ["{%p for one in evidence %}", "{{ one.day }}", "{%p endfor %}"],
            "A row of “evidence” has no “day”. It has date, code.",
        ),
        (
            ["{%p for one in evidence %}", "{%p for two in evidence %}"],
            "Tables can’t be nested",
        ),
        (["{%tr for one in evidence %}", "{%tr endfor %}"], "could not be filled"),
    ],
)
def test_what_a_letter_cannot_say_is_found_when_its_template_is_given(lines, said):
    assert said in refusal(word(*lines))


def test_every_mistake_is_said_at_once():
    problems = refusal(word("{{ a }}", "{{ b }}", "{% if c %}"))
    assert all(f"no field “{name}”" in problems for name in "abc")


@pytest.mark.parametrize("where", ["{{ 7 * 7 }}", "{{ child_name.upper() }}"])
def test_the_environment_refuses_what_the_look_did_not_see(where):
    """In the properties of a document, where no paragraph is."""

    def hidden(document):
        document.core_properties.subject = where

    assert "could not be filled" in refusal(word("Hello", change=hidden))
    with pytest.raises(Exception, match="is not a place"):
        letters.merge(word("Hello", change=hidden), SAID)


def test_a_condition_that_would_break_the_document_is_refused():
    rows = [("{% if target %}a", "b")]
    assert "could not be filled" in refusal(word(rows=rows, change=_ends_after))


def _ends_after(document):
    document.add_paragraph("{% endif %}")


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="{}" TargetMode="External"/></Relationships>'
)
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04 cut off", "is damaged and can’t be read"),
        ("a.docx", WHOLE[:-200], "is damaged and can’t be read"),
        ("a.docx", b"", "is not a Word document"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0 and more",
            "Word’s older format (.doc), or locked",
        ),
        ("a.doc", WHOLE, "is not a Word document"),
        ("a.docm", WHOLE, "may hold macros"),
        (
            "a.docx",
            b"PK" + bytes(50_000_000),
            "is 50.0 MB, and a template may have 5 MB",
        ),
        (
            "a.docx",
            packed(WHOLE, **{"word/vbaProject.bin": b"x"}),
            "holds macros (word/vbaProject.bin)",
        ),
        (
            "a.docx",
            packed(WHOLE, **{"word/embeddings/oleObject1.bin": b"x"}),
            "holds an object of another program",
        ),
        (
            "a.docx",
            packed(WHOLE, **{"word/note.xml": XXE}),
            "definitions no Word document",
        ),
        (
            "a.docx",
            packed(WHOLE, **{"word/media/a.emf": bytes(60_000_000)}),
            "61 MB once unpacked",
        ),
        (
            "a.docx",
            packed(
                WHOLE,
                **{
                    "word/_rels/header9.xml.rels": RELATIONS.format(
                        "image", "https://elsewhere.example/a.png"
                    )
                },
            ),
            "fetches something from elsewhere (https://elsewhere.example/a.png)",
        ),
        (
            "a.docx",
            packed(
                WHOLE,
                **{
                    "word/_rels/header9.xml.rels": RELATIONS.format(
                        "hyperlink", "file://server/share"
                    )
                },
            ),
            "fetches something from elsewhere",
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_document_that_is_not_safe_is_not_opened(name, content, said):
    assert said in refusal(content, name)


def test_a_field_of_word_that_fetches_something_is_refused():
    def fetching(document):
        field = docx.oxml.OxmlElement("w:fldSimple")
        field.set(docx.oxml.ns.qn("w:instr"), " INCLUDETEXT c:\\\\secret.docx ")
        document.paragraphs[0]._p.append(field)

    assert "“INCLUDETEXT" in refusal(word("Hello", change=fetching))


def test_the_path_of_the_template_a_document_was_begun_in_is_left_out():
    path = "file:///C:/Users/jo/Letters.dotx"
    parts = {"word/_rels/settings.xml.rels": RELATIONS.format("attachedTemplate", path)}
    kept = word_packages.checked("a.docx", packed(WHOLE, **parts))
    with zipfile.ZipFile(io.BytesIO(kept)) as package:
        assert b"Users" not in b"".join(map(package.read, package.namelist()))


def test_a_document_made_to_take_for_ever_does_not():
    begun = time.process_time()
    assert "more than 1,000 fields" in refusal(word("{{ child_name }} {%p " * 3_000))
    assert "no other half" in refusal(word("{%p " + "x {% " * 900))
    assert time.process_time() - begun < 5


def test_a_place_where_nobody_reads_is_refused():
    def hidden(document):
        document.paragraphs[0]._p.set("rsidR", "{{ child_name }}")

    assert "stands where nobody reads it" in refusal(word("Hello", change=hidden))
