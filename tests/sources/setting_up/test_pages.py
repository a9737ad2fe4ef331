"""Name, look, template and parts, as they are said on pages."""

import html
import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.sources.samples import sample

from muster.accounts.authority import authority
from muster.accounts.parts import PARTS
from muster.sources import uploads


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'


def words(answer):
    body = re.sub(
        r"<(svg|script|style).*?</\1>", " ", answer.content.decode(), flags=re.S
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def file(name, content):
    return SimpleUploadedFile(name, content)


def template(*texts):
    held = io.BytesIO()
    made = docx.Document()
    for text in texts:
        made.add_paragraph(text)
    made.save(held)
    return held.getvalue()


def test_an_empty_home_leads_here_and_has_nearly_everything_to_do(officer):
    assert 'href="/set-up/"' in officer.get("/").content.decode()
    said = words(officer.get("/set-up/"))
    assert "Set up your authority 1 of 13 things are in place." in said
    assert "Without either there is nothing to count." in said


def test_whoever_may_not_set_up_is_not_led_here(officer, signed_in):
    assert "/set-up/" not in signed_in("leader").get("/").content.decode()
    assert signed_in("leader").get("/set-up/").status_code == 403


def test_name_and_number_are_said_and_shown_on_every_page(officer):
    answer = officer.post(
        "/set-up/name/", {"name": "Quillshire", "la_code": "999"}, follow=True
    )
    assert "The name and number are kept." in words(answer)
    assert "Name and number Quillshire, number 999. In place" in words(answer)
    assert "Quillshire" in words(officer.get("/loads/"))
    assert authority().changed_by == "officer"


def test_a_wrong_number_is_refused_at_its_field(officer):
    page = words(officer.post("/set-up/name/", {"name": "Q", "la_code": "E06"}))
    assert "“E06” is not an authority’s number. It has three digits" in page
    page = words(officer.post("/set-up/name/", {"name": "", "la_code": ""}))
    assert "Enter the name of the authority" in page
    assert "Enter the Department’s number, three digits" in page


def test_a_name_the_surroundings_give_is_said_to_stand_over_this(officer, settings):
    settings.ORGANISATION = "Exampleshire"
    said = words(officer.get("/set-up/name/"))
    assert "MUSTER_ORGANISATION is set where Muster runs" in said


def test_logo_and_colour_are_worn_by_every_page(officer):
    assert officer.get("/set-up/look/logo").status_code == 404
    sent = {"colour": "#7a1f5c", "logo": file("q.svg", SVG)}
    assert "The look is kept." in words(
        officer.post("/set-up/look/", sent, follow=True)
    )
    page = officer.get("/loads/").content.decode()
    assert "/set-up/look/logo?" in page and "/set-up/look/colours.css?" in page
    logo = officer.get("/set-up/look/logo")
    assert (logo["Content-Type"], logo.content) == ("image/svg+xml", SVG)
    css = officer.get("/set-up/look/colours.css")
    assert css["Content-Type"].startswith("text/css")
    assert "background: #7a1f5c" in css.content.decode()
    officer.post("/set-up/look/take-logo-away/")
    assert "/set-up/look/logo" not in officer.get("/loads/").content.decode()


def test_a_stranger_is_shown_the_name_alone(officer, client):
    officer.post("/set-up/name/", {"name": "Quillshire", "la_code": "999"})
    officer.post("/set-up/look/", {"colour": "#7a1f5c", "logo": file("q.svg", SVG)})
    client.logout()
    page = client.get("/people/sign-in/").content.decode()
    assert "Quillshire" in page and "/set-up/" not in page


def test_what_is_refused_of_a_look_is_said_at_its_field(officer):
    sent = {"colour": "#f0a830", "logo": file("q.gif", b"GIF89a")}
    said = words(officer.post("/set-up/look/", sent))
    assert "White words on #f0a830 have a contrast of 2.0 to 1" in said
    assert "neither a PNG nor an SVG" in said
    officer.post("/set-up/look/", {"colour": "#f0a830", "logo": file("q.svg", SVG)})
    officer.post("/set-up/look/", {"colour": "#7a1f5c", "logo": file("q", b"GIF89a")})
    assert not authority().colour and not authority().logo_kind


def test_a_template_is_sent_fetched_back_and_taken_away(officer):
    content = template("{{ body }}")
    sent = {"template": file("council.docx", content)}
    answer = officer.post("/set-up/template/", sent, follow=True)
    assert "Word packs are now made in council.docx." in words(answer)
    assert officer.get("/set-up/template/template.docx").content == content
    officer.post("/set-up/template/take-away/")
    assert officer.get("/set-up/template/template.docx").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (template("Dear all"), "“council.docx” has no place for the paper."),
        (b"words", "“council.docx” is not a Word document."),
        (b"", "The document is empty."),
    ],
)
def test_a_document_that_is_no_template_is_refused(officer, content, said):
    sent = {"template": file("council.docx", content)}
    assert said in words(officer.post("/set-up/template/", sent))
    assert not authority().word_template_name


def test_parts_are_switched_off_and_on(officer):
    answer = officer.post("/set-up/parts/", {"parts": ["papers"]}, follow=True)
    assert f"1 part in use, {len(PARTS) - 1} switched off." in words(answer)
    officer.post("/set-up/parts/", {})
    assert authority().parts == []
    every = {"parts": [part.key for part in PARTS]}
    assert "Every part is in use." in words(
        officer.post("/set-up/parts/", every, follow=True)
    )
    page = officer.post("/set-up/parts/", {"parts": ["telepathy"]})
    assert page.status_code == 200 and authority().parts_off == []


def test_the_list_follows_what_is_loaded(named, load, marks):
    load(sample("gias", "valid"))
    load(marks("marks.csv", {"990001": 2}))
    said = words(named.get("/set-up/"))
    assert re.search(r"Schools \d+ schools described. In place", said)
    assert "Register marks are held. In place" in said


def test_a_number_given_here_tells_gias_whose_schools_to_keep(named, load):
    assert uploads._own_number(uploads.state()) == "999"
