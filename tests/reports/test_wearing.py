"""Packs made on the site and by the command wear what the authority has given."""

import docx
import pytest

from muster.accounts import authority as of
from muster.documents.blocks import Look
from muster.reports import making, packs
from muster.sources import uploads


PERIOD = "2025-26/HT1"


@pytest.fixture
def template(tmp_path):
    """A Word document of an authority's own, with words of its own before the paper."""
    path = tmp_path / "council.docx"
    made = docx.Document()
    for text in ("From the desk of the council", "{{ title }}", "{{ body }}"):
        made.add_paragraph(text)
    made.save(path)
    return path


def test_a_pack_is_made_in_the_authoritys_own_document(authority, template, tmp_path):
    [path] = packs.write(
        authority.state,
        tmp_path,
        to=["docx"],
        period=PERIOD,
        organisation="Quillshire",
        template=template,
    )
    assert docx.Document(path).paragraphs[0].text == "From the desk of the council"


def test_the_site_makes_packs_in_the_authoritys_look(
    authority, template, settings, jobs, monkeypatch
):
    settings.ORGANISATION = ""
    of.name_it("Quillshire County Council", "999", by="sam")
    of.give_colour("#7a1f5c", by="sam")
    of.give_word_template(template.name, template.read_bytes(), by="sam")
    asked = {}

    def write(*_, template, **more):
        asked.update(more, words=docx.Document(template).paragraphs[0].text)

    monkeypatch.setattr(packs, "write", write)
    monkeypatch.setattr(uploads, "state", lambda: authority.state)
    making.ask_to_make(period=PERIOD, audience="officers", by="sam")
    jobs()
    assert asked["organisation"] == "Quillshire County Council"
    assert asked["look"] == Look(colour="#7a1f5c")
    assert asked["words"] == "From the desk of the council"
