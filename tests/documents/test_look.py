"""A paper that wears its authority's logo and colour, in every format that has a place
for them."""

import base64
import io
import re

import docx
import pytest
from PIL import Image

from muster.design.charts import palette
from muster.documents.blocks import Lead, Look, Paper
from muster.documents.render import page, pdf, word


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">'
    b'<rect width="120" height="40" fill="#7a1f5c"/></svg>'
)


def png():
    held = io.BytesIO()
    Image.new("RGB", (120, 40), "#7a1f5c").save(held, "PNG")
    return held.getvalue()


LOGOS = {"png": png(), "svg": SVG}


def paper(look):
    return Paper(
        title="Attendance",
        subtitle="Half-term 1",
        organisation="Quillshire Council",
        audience="Public",
        as_at="7 November 2025",
        reference="QC-1",
        blocks=[Lead("Attendance was 93.1%.")],
        look=look,
    )


def dressed(kind="svg"):
    return paper(Look(LOGOS[kind], kind, "#7a1f5c"))


PLAIN = paper(Look())


@pytest.mark.parametrize(("kind", "type_"), [("png", "png"), ("svg", "svg+xml")])
def test_the_page_holds_the_logo_itself_and_the_colour(kind, type_):
    html = page.render(dressed(kind))
    held = base64.b64encode(LOGOS[kind]).decode()
    assert f'<img class="logo" alt="" src="data:image/{type_};base64,{held}">' in html
    assert "--brand:#7a1f5c;--brand-dark:#7a1f5c;" in html
    assert "--quiet-on-dark:#ffffff;" in html
    assert page.style_source("#7a1f5c").strip("'") in html


def test_the_page_without_them_has_our_own():
    html = page.render(PLAIN)
    assert "<img" not in html
    assert page.style_source().strip("'") in html


def test_a_browser_shows_the_logo_and_has_nothing_to_say(browser, axe, tmp_path):
    path = tmp_path / "paper.html"
    path.write_text(page.render(dressed()), "utf-8")
    tab = browser.new_page()
    said = []
    tab.on("console", lambda line: said.append(line.text))
    tab.goto(path.as_uri())
    assert tab.evaluate("document.querySelector('.logo').naturalWidth") > 0
    band = tab.evaluate(
        "getComputedStyle(document.querySelector('.band')).backgroundColor"
    )
    assert band == "rgb(122, 31, 92)"
    assert said == []
    tab.close()


@pytest.mark.parametrize("kind", LOGOS)
def test_the_pdf_is_accessible_with_a_logo(kind):
    """Typst refuses what isn't PDF/UA."""
    assert pdf.render(dressed(kind)) == pdf.render(dressed(kind))
    assert pdf.render(dressed(kind)) != pdf.render(PLAIN)


@pytest.mark.parametrize("kind", LOGOS)
def test_word_shows_the_logo_above_the_name_as_decoration(kind):
    made = docx.Document(io.BytesIO(word.render(dressed(kind))))
    [shape] = made.inline_shapes
    assert shape.width / shape.height == pytest.approx(3, abs=0.05)
    assert made.paragraphs[1].text == "Quillshire Council"
    assert re.search(r'decorative[^>]* val="1"', made.paragraphs[0]._p.xml)
    assert not docx.Document(io.BytesIO(word.render(PLAIN))).inline_shapes


def test_word_has_the_colour_in_place_of_ours_everywhere():
    def colours(look):
        made = docx.Document(io.BytesIO(word.render(paper(look))))
        return (made.styles.element.xml + made.element.xml).upper()

    ours = {one.lstrip("#").upper() for one in (palette.BRAND, palette.BRAND_DARK)}
    assert all(one in colours(Look()) for one in ours)
    assert not any(one in colours(Look(colour="#7a1f5c")) for one in ours)
    assert "7A1F5C" in colours(Look(colour="#7a1f5c"))
