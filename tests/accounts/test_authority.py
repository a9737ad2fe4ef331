"""The authority of a home: what it may say of itself, and what is refused."""

import io

import docx
import pytest
from django.db import IntegrityError
from PIL import Image

from muster.accounts import authority as of
from muster.accounts.authority import authority, look_of_papers, word_template
from muster.accounts.look import Refused, contrast_with_white, kind_of_logo
from muster.accounts.models import Authority
from muster.accounts.parts import PARTS, part_of


pytestmark = pytest.mark.django_db
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
PLAIN = SVG.format('<title>Q</title><path id="a" d="M0 0H9V9Z" fill="#7a1f5c"/>')


@pytest.fixture(autouse=True)
def unsaid(settings):
    """The surroundings say nothing of the authority."""
    settings.ORGANISATION = settings.LA_CODE = ""


def png(wide=40, high=20):
    held = io.BytesIO()
    Image.new("RGB", (wide, high), "#7a1f5c").save(held, "PNG")
    return held.getvalue()


def document(*words):
    held = io.BytesIO()
    made = docx.Document()
    for text in words:
        made.add_paragraph(text)
    made.save(held)
    return held.getvalue()


# Name and number


def test_an_empty_home_is_no_authority_yet():
    held = authority()
    assert (held.name, held.la_code, held.logo_kind, held.version) == ("", "", "", "")
    assert held.parts == list(PARTS)
    assert not Authority.objects.exists()


def test_it_is_called_what_was_typed():
    of.name_it(" Quillshire County Council ", "999", by="sam")
    held = authority()
    assert (held.name, held.la_code) == ("Quillshire County Council", "999")
    assert held.changed_by == "sam"


def test_the_surroundings_stand_over_what_was_typed(settings):
    of.name_it("Quillshire", "999", by="sam")
    settings.ORGANISATION, settings.LA_CODE = "Exampleshire", "998"
    assert (authority().name, authority().la_code) == ("Exampleshire", "998")
    assert of.said_by_surroundings() == ["MUSTER_ORGANISATION", "MUSTER_LA_CODE"]
    of.use_parts([], by="sam")
    assert Authority.objects.get().name == "Quillshire"


@pytest.mark.parametrize("number", ["99", "9999", "E06000999", "099", "９９９"])
def test_a_number_that_isnt_the_departments_is_refused(number):
    with pytest.raises(Refused, match="It has three digits, like 999"):
        of.name_it("Quillshire", number, by="sam")


def test_there_is_one_authority_a_home():
    of.name_it("Quillshire", "999", by="sam")
    of.name_it("Quillshire Council", "999", by="sam")
    assert Authority.objects.count() == 1
    with pytest.raises(IntegrityError):
        Authority.objects.create(pk=2)


# Logo and colour


@pytest.mark.parametrize(("content", "kind"), [(png(), "png"), (PLAIN.encode(), "svg")])
def test_a_logo_is_kept_whole_in_the_database(content, kind):
    of.give_logo(content, by="sam")
    held = authority()
    assert (held.logo_kind, bytes(held.logo)) == (kind, content)
    assert look_of_papers(held).logo == content
    of.take_logo_away(by="sam")
    assert authority().logo is None
    assert look_of_papers(authority()).logo == b""


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onclick="alert(1)"/>',
        '<use href="https://example.org/a.svg#b"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/svg+xml,a"/>',
        '<rect fill="url(https://example.org/a)" width="9" height="9"/>',
        "<style>@import 'https://example.org/a.css'</style>",
        "<foreignObject><p>words</p></foreignObject>",
        '<image href="https://example.org/a.png"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<s:script xmlns:s="http://www.w3.org/1999/xhtml">alert(1)</s:script>',
        "<?xml-stylesheet href='https://example.org/a.css'?>",
    ],
)
def test_a_drawing_that_could_run_or_fetch_is_refused(inside):
    with pytest.raises(Refused, match="could run or fetch something"):
        kind_of_logo(SVG.format(inside).encode())


def test_a_drawing_may_use_its_own_parts_and_a_programs_notes():
    notes = '<n:view xmlns:n="http://example.org/notes" n:zoom="1"/>'
    drawn = '<rect fill="url(#b)" width="9" height="9"/><use href="#a"/>'
    assert kind_of_logo(SVG.format(f"<!-- Q -->{notes}{drawn}").encode()) == "svg"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"", "neither a PNG nor an SVG"),
        (png()[:60], "The logo’s file is damaged"),
        (b"\x89PNG\r\n\x1a\nno", "The logo’s file is damaged"),
        (png(5000, 1), "5,000 by 1 pixels, and the most is 4,000"),
        (b"<svg>" + b" " * 200_001, "The logo is larger than 200 KB"),
        (b"<svg><path></svg>", "The logo’s SVG can’t be read"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN.encode(),
            "holds definitions of its own",
        ),
    ],
)
def test_what_isnt_a_logo_is_refused_with_a_sentence(content, said):
    with pytest.raises(Refused, match=said):
        kind_of_logo(content)


@pytest.mark.parametrize("text", ["#7A1F5C", "7a1f5c", " #7a1f5c "])
def test_a_colour_is_kept_as_six_figures(text):
    of.give_colour(text, by="sam")
    assert authority().colour == "#7a1f5c"
    of.give_colour("", by="sam")
    assert authority().colour == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plum", "“plum” is not a colour. Write it like #1d4f91"),
        ("#12345", "“#12345” is not a colour"),
        ("#f0a830", "White words on #f0a830 have a contrast of 2.0 to 1"),
        # 4.48: what was rounded would be said as enough.
        ("#777777", "White words on #777777 have a contrast of 4.4 to 1"),
    ],
)
def test_a_colour_too_light_is_refused_and_the_ratio_said(text, said):
    with pytest.raises(Refused, match=said):
        of.give_colour(text, by="sam")


def test_contrast_is_as_wcag_counts_it():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


# Word template


def test_a_template_is_kept_once_a_paper_can_be_made_in_it():
    content = document("{{ title }}", "{{ body }}")
    of.give_word_template("council.docx", content, by="sam")
    with word_template(authority()) as path:
        assert (path.name, path.read_bytes()) == ("council.docx", content)
    assert not path.exists()
    of.take_word_template_away(by="sam")
    with word_template(authority()) as path:
        assert path is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a letter", "“council.docx” is not a Word document"),
        (document("Dear all"), "“council.docx” has no place for the paper"),
        (
            document("{{ body }}", "{{ mayor }}"),
            "has {{ mayor }}, and a paper has nothing",
        ),
        (b"PK" + b" " * 10_000_000, "“council.docx” is larger than 10 MB"),
    ],
)
def test_a_template_no_paper_can_be_made_in_is_refused(content, said):
    with pytest.raises(Refused, match=said):
        of.give_word_template("council.docx", content, by="sam")
    assert not Authority.objects.exists()


# Parts


def test_every_page_that_can_be_switched_off_is_there():
    from tests.promises.test_pages import PAGES

    names = set()
    for _, page in PAGES:
        folder = page.lookup_str.split(".")[1]
        names.add(f"{folder}:{page.name}")
    for part in PARTS:
        for name in part.pages:
            assert any(one.startswith(name) for one in names), name


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("explore:school", "schools"),
        ("explore:measure_csv", "measures"),
        ("reports:export", "export"),
        ("reports:read", "papers"),
        ("explore:home", None),
        ("sources:loads", None),
        ("setting_up:parts", None),
    ],
)
def test_a_page_is_of_one_part_or_of_none(page, key):
    part = part_of(page)
    assert (part.key if part else None) == key


def test_a_part_switched_off_leaves_the_menu_and_its_pages_say_so(signed_in, home):
    of.use_parts(["measures", "papers"], by="sam")
    officer = signed_in("officer")
    front = officer.get("/").content.decode()
    assert 'href="/schools/"' not in front and 'href="/measures/"' in front
    page = officer.get("/schools/")
    assert page.status_code == 404
    assert "This part of Muster is not in use here" in page.content.decode()
    assert 'href="/set-up/parts/"' in page.content.decode()
    assert officer.get("/papers/export/").status_code == 404
    assert officer.get("/papers/").status_code == 200


def test_whoever_cant_set_up_is_told_whom_to_ask(signed_in, home):
    of.use_parts([], by="sam")
    page = signed_in("leader").get("/schools/").content.decode()
    assert "ask whoever sets Muster up" in page
    assert "/set-up/" not in page


def test_strangers_are_sent_to_sign_in_whatever_is_in_use(client):
    of.use_parts([], by="sam")
    assert client.get("/schools/").url.startswith("/people/sign-in/")


def test_a_board_member_whose_packs_are_switched_off_is_told_there_is_nothing(
    signed_in, home
):
    of.use_parts([], by="sam")
    said = signed_in("board").get("/").content.decode()
    assert "nothing here for you yet" in said


# Homes made before


def test_a_name_kept_in_a_text_file_is_taken_over(home):
    import importlib

    from django.apps import apps

    moved = importlib.import_module("muster.accounts.migrations.0002_authority")
    moved.take_name_from_file(apps, None)
    assert not Authority.objects.exists()
    (home / "organisation.txt").write_text("Harrowmere\n", "utf-8")
    moved.take_name_from_file(apps, None)
    assert authority().name == "Harrowmere"
