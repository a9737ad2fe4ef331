"""A chart as an SVG picture: drawn once for the same content, kept, handed out again."""

import hashlib
import json
import os
import re
import threading
from collections import OrderedDict
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from . import (
    funnel,
    grid,
    horizontal,
    lines,
    maps,
    run,
    scatter,
    timeline,
    upright,
)
from .data import ChartData
from .house import FONT, WIDE, Filling
from .printable import printable


FONTS = Path(__file__).parents[1] / "fonts"
KEPT_IN_MEMORY = 512

# A new kind of chart is a module with a specification and a filling, and one line here.
KINDS = {
    "line": (lines.spec, lines.fill),
    "bars": (horizontal.spec_bars, horizontal.fill),
    "grouped_bars": (horizontal.spec_grouped, horizontal.fill),
    "columns": (upright.spec, upright.fill),
    "heat": (grid.spec, grid.fill),
    "dots": (scatter.spec, scatter.fill),
    "run": (run.spec, run.fill),
    "places": (maps.spec_places, maps.fill_places),
    "areas": (maps.spec_areas, maps.fill_areas),
    "funnel": (funnel.spec, funnel.fill),
    "timeline": (timeline.spec, timeline.fill),
}

NOT_DRAWN = {
    "aria-hidden",
    "aria-label",
    "aria-roledescription",
    "class",
    "pointer-events",
    "role",
    "version",
}
ElementTree.register_namespace("", "http://www.w3.org/2000/svg")

_kept: OrderedDict[str, str] = OrderedDict()
_keeping = threading.Lock()
_building = threading.RLock()


def svg(chart: ChartData, *, width: int = WIDE, folder: Path | None = None) -> str:
    """The chart as a self-contained <svg> element, `width` pixels wide.

    Carries no description: whoever places it gives it role, label and the table
    behind it. Equal charts are drawn once and kept in memory, and in `folder` if one is
    given. Safe in threads; not in a process forked after something was drawn (the
    drawing engine hangs there), so workers are spawned.
    """
    key = _key(chart, width)
    if (found := _remembered(key)) is not None:
        return found
    path = folder / f"{key}.svg" if folder else None
    if path and path.exists():
        return _remember(key, path.read_text(encoding="utf-8"))
    text = _draw(chart, width, key)
    if path:
        _put(path, text)
    return _remember(key, text)


def forget() -> None:
    """Empties what is kept in memory."""
    with _keeping:
        _kept.clear()


def _key(chart: ChartData, width: int) -> str:
    content = f"{chart.fingerprint()} {width} {_drawing_version()}"
    return hashlib.sha256(content.encode()).hexdigest()[:32]


@cache
def _drawing_version() -> str:
    """Changes when the code that draws or a font does, so no old picture is reused."""
    from importlib.metadata import version

    parts = [version("altair"), version("vl-convert-python")]
    sources = [
        *sorted(Path(__file__).parent.glob("*.py")),
        *sorted(FONTS.glob("*.ttf")),
    ]
    parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _remembered(key: str) -> str | None:
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _remember(key: str, text: str) -> str:
    with _keeping:
        _kept[key] = text
        while len(_kept) > KEPT_IN_MEMORY:
            _kept.popitem(last=False)
    return text


def _put(path: Path, text: str) -> None:
    """Written aside and renamed, so that nobody reads half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _draw(chart: ChartData, width: int, key: str) -> str:
    if chart.kind not in KINDS:
        raise ValueError(
            f"There is no chart of kind “{chart.kind}”. The kinds are "
            f"{', '.join(sorted(KINDS))}."
        )
    import vl_convert

    _register_fonts()
    if chart.kind == "columns" and not upright.has_room(chart, width):
        chart = upright.as_bars(chart)
    _, fill = KINDS[chart.kind]
    filled = _filled(_specification(chart.kind), fill(chart, width), width)
    return _tidied(vl_convert.vegalite_to_svg(printable(filled)), key)


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))


def _specification(kind: str) -> str:
    # cache() alone may build one twice when two threads meet; Altair is not told to
    # be safe in threads, so one builds at a time.
    with _building:
        return _specification_text(kind)


@cache
def _specification_text(kind: str) -> str:
    build, _ = KINDS[kind]
    return json.dumps(build())


def _filled(text: str, filling: Filling, width: int) -> dict:
    spec = json.loads(text)
    spec["width"], spec["height"] = width, filling.height
    spec["datasets"] = filling.datasets
    for param in spec["params"]:
        param["value"] = filling.params[param["name"]]
    # Titles of charts and axes are the text Vega-Lite will not take from a parameter.
    spec["title"] = {
        "text": filling.heading.measure,
        "subtitle": filling.heading.remarks,
    }
    if filling.across:
        _name_axis(spec, filling.across)
    if not filling.params.get("kind_keys", True):
        _without_legend(spec)
    return spec


def _without_legend(spec: dict) -> None:
    """A legend of nothing is drawn as shapes without end, which a browser refuses."""
    for layer in spec["layer"]:
        for channel in ("fill", "shape"):
            if isinstance(layer["encoding"].get(channel), dict):
                layer["encoding"][channel]["legend"] = None


def _name_axis(spec: dict, across: str) -> None:
    for layer in spec["layer"]:
        axis = layer["encoding"].get("x", {}).get("axis")
        if axis:
            axis["title"] = across


def _tidied(text: str, key: str) -> str:
    """Only what draws the picture, with names no other chart in the page can share.

    The engine's own labels and roles go: a picture is described once, as a whole.
    """
    root = ElementTree.fromstring(text)
    for element in root.iter():
        for name in set(element.attrib) & NOT_DRAWN:
            del element.attrib[name]
        for name, value in element.attrib.items():
            element.attrib[name] = _tidied_value(name, value, key)
    return ElementTree.tostring(root, encoding="unicode")


def _tidied_value(name: str, value: str, key: str) -> str:
    if name == "id":
        return f"c{key[:8]}-{value}"
    if name == "font-family":
        return FONT
    if name in ("d", "transform"):
        return re.sub(r"(\.\d\d)\d+", r"\1", value)
    return value.replace("url(#", f"url(#c{key[:8]}-")
