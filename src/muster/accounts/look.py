"""What an authority gives of its look is checked here, before it is kept.

A logo goes into every page and paper, so it may hold a picture and nothing that runs or
fetches. A colour stands behind white words: 4.5 to 1 is WCAG 2.2, 1.4.3.
"""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from lxml import etree

from muster.documents.blocks import Paper


MOST_BYTES = 200_000
MOST_PIXELS = 4_000
ENOUGH_CONTRAST = 4.5
COLOUR = re.compile(r"#?([0-9a-f]{6})", re.ASCII | re.IGNORECASE)
# What may stand in a drawing. Anything else may run, fetch or hide something.
DRAWN = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan defs use symbol"
    " title desc metadata clipPath mask linearGradient radialGradient stop style"
    " pattern".split()
)
XHTML = "http://www.w3.org/1999/xhtml"
# In a style: an import, an escape that hides one, an address.
STYLE_SIGNS = ("@", "\\", "//")
SIZE = re.compile(r"\d+(?:\.\d+)?(?:e\d+)?", re.IGNORECASE)
SVG = "http://www.w3.org/2000/svg"
FETCHES = re.compile(r"@import|url\(\s*['\"]?(?!#)|javascript:", re.IGNORECASE)


class Refused(Exception):
    """The message is a sentence for whoever gave it."""


def kind_of_logo(content: bytes) -> str:
    """“png” or “svg”. Raises Refused for anything that can't be a logo."""
    if len(content) > MOST_BYTES:
        raise Refused(
            f"The logo is larger than {MOST_BYTES // 1000} KB, the most there may be. Save"
            " it smaller: 400 pixels wide is plenty."
        )
    if content.startswith(b"\x89PNG"):
        _check_png(content)
        return "png"
    if b"<svg" in content[:4000]:
        _check_svg(content)
        return "svg"
    raise Refused(
        "The logo is neither a PNG nor an SVG picture. Save it as one of them."
    )


def _check_png(content: bytes) -> None:
    # Here, not above: every command would wait for it, and hardly any needs it.
    from PIL import Image, UnidentifiedImageError

    damaged = "The logo’s file is damaged. Save the picture again as PNG."
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            wide, high = picture.size
            if max(wide, high) > MOST_PIXELS:
                raise Refused(
                    f"The logo is {wide:,} by {high:,} pixels, and the most is"
                    f" {MOST_PIXELS:,} each way. Save it smaller."
                )
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as why:
        raise Refused(damaged) from why


def _check_svg(content: bytes) -> None:
    safely = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, safely)
    except etree.XMLSyntaxError as why:
        raise Refused("The logo’s SVG can’t be read. Save the picture again.") from why
    about = tree.getroottree()
    if (about.docinfo.encoding or "UTF-8").upper() != "UTF-8":
        raise Refused("The logo’s SVG is not in UTF-8. Save the picture again.")
    if about.docinfo.internalDTD is not None and b"<!ENTITY" in content:
        raise Refused(_more_than_a_picture("definitions of its own"))
    if tree.getprevious() is not None and b"<?xml-stylesheet" in content:
        raise Refused(_more_than_a_picture("an instruction to programs"))
    for one in tree.iter():
        _check_piece(one)
    sizes = [tree.get(name, "") for name in ("width", "height", "viewBox")]
    if any(float(one) > MOST_PIXELS for text in sizes for one in SIZE.findall(text)):
        raise Refused(
            f"The logo’s SVG is larger than {MOST_PIXELS:,} each way. Save it smaller."
        )


def _check_piece(one: etree._Element) -> None:
    if not isinstance(one.tag, str):
        if one.tag is etree.Comment:
            return
        raise Refused(_more_than_a_picture("an instruction to programs"))
    name = etree.QName(one)
    if name.namespace != SVG:
        # Drawing programs leave notes of their own, which draw nothing; a web page's
        # elements would.
        is_note = one.getparent() is not None and name.namespace not in (None, XHTML)
        if not is_note or name.localname.lower() == "script":
            raise Refused(_more_than_a_picture(f"“{name.localname}”"))
    elif name.localname not in DRAWN:
        raise Refused(_more_than_a_picture(f"“{name.localname}”"))
    for key, value in one.attrib.items():
        said = etree.QName(key).localname.lower()
        is_link = said == "href" and not str(value).startswith("#")
        if said.startswith("on") or is_link or FETCHES.search(str(value)):
            raise Refused(_more_than_a_picture(f"“{said}”"))
    style = "".join(one.itertext()) if name.localname == "style" else ""
    if any(sign in style for sign in STYLE_SIGNS) or FETCHES.search(style):
        raise Refused(_more_than_a_picture("a style that fetches something"))


def _more_than_a_picture(what: str) -> str:
    return (
        f"The logo’s SVG holds {what}, which could run or fetch something. Save it as a"
        " plain drawing, or as PNG."
    )


def colour_of(text: str) -> str:
    """“#1d4f91”. Raises Refused for what isn't a colour, or is too light."""
    found = COLOUR.fullmatch(text.strip())
    if not found:
        raise Refused(
            f"“{text.strip()}” is not a colour. Write it like #1d4f91: # and six figures"
            " or letters from a to f."
        )
    colour = f"#{found[1].lower()}"
    ratio = contrast_with_white(colour)
    if ratio < ENOUGH_CONTRAST:
        # Cut, not rounded: 4.49 must not be said as 4.5.
        said = int(ratio * 10) / 10
        raise Refused(
            f"White words on {colour} have a contrast of {said} to 1, and"
            f" {ENOUGH_CONTRAST} to 1 is the least people can be sure to read. Choose a"
            " darker one."
        )
    return colour


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2: 1 for white itself, 21 for black."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)
    return 1.05 / (light + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


TO_TRY = Paper("Attendance", "A page to try", "Council", "Officers", "today", "1", ())


def check_template(name: str, content: bytes) -> None:
    """Makes a page in a Word template, to see that a paper can be. Raises Refused."""
    from muster.documents.render import word, word_template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "template.docx")
        path.write_bytes(content)
        try:
            word.render(TO_TRY, path)
        except word_template.BadTemplate as why:
            raise Refused(str(why)) from why
