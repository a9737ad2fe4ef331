"""A chart to be taken away says by itself what it is."""

from xml.etree import ElementTree

from muster.design import charts
from muster.design.charts.standalone import Sheet, standalone


SVG = "{http://www.w3.org/2000/svg}"


def sheet(**more) -> Sheet:
    line = charts.line("Per cent", {"Ash": [("HT1", 4.0), ("HT2", 5.0)]})
    given = {
        "title": "Absence <by> half-term",
        "description": "Higher in the second.",
        "foot": "Source: registers & marks.",
        "panels": [("", line)],
    }
    return Sheet(**given | more)


def test_it_carries_its_title_its_description_and_its_source():
    root = ElementTree.fromstring(standalone(sheet(), width=charts.WIDE))
    assert root.find(f"{SVG}title").text == "Absence <by> half-term"
    assert root.find(f"{SVG}desc").text == "Higher in the second."
    assert root.get("aria-labelledby") == "title description"
    assert "Source: registers & marks." in "".join(root.itertext())


def test_panels_stand_under_each_other_and_the_picture_grows_with_them():
    def height(*panels) -> int:
        drawn = standalone(sheet(panels=panels), width=charts.WIDE)
        return int(ElementTree.fromstring(drawn).get("height"))

    [(_, line)] = sheet().panels
    assert height(("North", line), ("South", line)) > 1.7 * height(("North", line))


def test_a_letter_no_picture_can_hold_is_left_out():
    drawn = standalone(sheet(title="Ash\x00wick"), width=charts.WIDE)
    assert ElementTree.fromstring(drawn).find(f"{SVG}title").text == "Ashwick"
